package sandbox

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// shell runs a script in a sandbox with nothing but Debian in it.
func shell(t *testing.T, ctx context.Context, memory int, script string) (string, error) {
	t.Helper()
	stage := t.TempDir()
	if err := os.WriteFile(filepath.Join(stage, "own.txt"), []byte("own\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	box := Box{Memory: memory, Stage: stage, Env: []string{"PATH=/usr/bin:/bin"}, Command: []string{"/bin/sh", "-c", "exec 2>&1; " + script}}
	for _, name := range []string{"/usr", "/bin", "/lib", "/lib64", "/dev/null", "/dev/zero"} {
		if _, err := os.Lstat(name); err == nil {
			box.ReadOnly = append(box.ReadOnly, name)
		}
	}
	var out bytes.Buffer
	err := box.Run(ctx, &out)
	if err != nil && strings.Contains(err.Error(), "no namespaces of its own") {
		t.Skip(err)
	}
	return out.String(), err
}

func TestSandboxShowsNothingElse(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for script, want := range map[string]string{
		"cat /lab/own.txt && echo more >/lab/own.txt && cat /lab/own.txt": "own\nmore\n",
		"cat " + secret:                        "cat: " + secret + ": No such file or directory\n",
		"ls /root /home":                       "ls: cannot access '/root': No such file or directory\nls: cannot access '/home': No such file or directory\n",
		"touch /usr/bin/own":                   "touch: cannot touch '/usr/bin/own': Read-only file system\n",
		"grep -c : /proc/net/dev":              "1\n", // loopback
		"set -- /proc/[0-9]*; echo $#":         "1\n", // the shell
		"mount -o remount,rw /usr; echo $?":    "32\n",
		"umount /proc; echo $?":                "32\n",
		"grep CapEff /proc/self/status":        "CapEff:\t0000000000000000\n",
		"ls /old":                              "",
		"env | grep -v '^PATH=\\|^PWD=\\|^_='": "",
	} {
		got, err := shell(t, t.Context(), 256, script)
		if strings.HasPrefix(script, "mount") || strings.HasPrefix(script, "umount") {
			got = got[strings.LastIndex(strings.TrimSpace(got), "\n")+1:] // mount's words differ from version to version
		}
		if got != want {
			t.Errorf("%s\ngives %q, %v, want %q", script, got, err, want)
		}
	}
}

func TestSandboxBounds(t *testing.T) {
	const hoard = "for i in 1 2 3 4; do (head -c 60000000 /dev/zero; sleep 20) | tail -c 60000000 >/dev/null & done; wait"
	if _, err := shell(t, t.Context(), 128, hoard); !errors.Is(err, ErrMemory) {
		t.Errorf("memory: %v", err)
	}
	if _, err := shell(t, t.Context(), 512, "for i in $(seq 400); do sleep 20 & done; wait"); !errors.Is(err, ErrProcesses) {
		t.Errorf("processes: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := shell(t, ctx, 128, "sleep 1000 & trap '' TERM INT; while :; do sleep 1; done"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("time: %v", err)
	}
	if out, err := shell(t, t.Context(), 128, "head -c 200000000 /dev/zero >/lab/large; stat -c %s /lab/large"); strings.Contains(out, "200000000\n") {
		t.Errorf("a file of 200 MB in 128 MiB: %s%v", out, err)
	}
}
