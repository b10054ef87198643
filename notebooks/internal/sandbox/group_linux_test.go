package sandbox

import (
	"os"
	"path/filepath"
	"testing"
)

// A group is made in the nearest one above that lets its children be bounded.
func TestGroupIsTheNearest(t *testing.T) {
	root := t.TempDir()
	for dir, control := range map[string]string{".": "cpu memory pids\n", "user.slice": "cpu memory pids\n", "user.slice/app": "cpu memory\n"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, dir, "cgroup.subtree_control"), []byte(control), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	at, path, err := groupOf("41 31 0:38 / "+root+" rw - cgroup2 cgroup2 rw\n", "1:cpu:/\n0::/user.slice/app\n")
	if err != nil {
		t.Fatal(err)
	}
	g, err := makeGroup(at, path, 64, 7)
	if err != nil || filepath.Dir(g.dir) != filepath.Join(root, "user.slice") {
		t.Fatalf("%v, %v", g, err)
	}
	for name, want := range map[string]string{"memory.max": "67108864", "pids.max": "7", "memory.swap.max": "0"} {
		if got, err := os.ReadFile(filepath.Join(g.dir, name)); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if _, err := makeGroup(filepath.Join(root, "user.slice", "app"), "", 64, 7); err == nil {
		t.Error("a group where nothing bounds threads")
	}
	if g.full() {
		t.Error("full without a word of it")
	}
	if err := os.WriteFile(filepath.Join(g.dir, "memory.events"), []byte("low 0\noom 2\noom_kill 1\n"), 0o644); err != nil || !g.full() {
		t.Errorf("not full: %v", err)
	}
	for _, mounts := range []string{"", "41 31 0:38 /deeper " + root + " rw - cgroup2 cgroup2 rw\n"} {
		if _, _, err := groupOf(mounts, "0::/\n"); err == nil {
			t.Errorf("%q has a group", mounts)
		}
	}
}

// Where this machine gives a group, what is too much for it is killed, and nothing is left of it.
func TestGroupBounds(t *testing.T) {
	g, err := newGroup(64, 50)
	if err != nil {
		t.Skip(err)
	}
	defer g.close()
	if got, err := os.ReadFile(filepath.Join(g.dir, "memory.max")); err != nil || string(got) != "67108864\n" {
		t.Errorf("memory.max is %q, %v", got, err)
	}
}
