//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// keeping makes the kernel keep programs in a folder of the test's.
func (k *kernel) keeping() string {
	dir := filepath.Join(filepath.Dir(k.recipes), "cells")
	if err := os.Mkdir(dir, 0o700); err != nil {
		k.t.Fatal(err)
	}
	k.env = append(k.env, "NETLAB_CELLS="+dir)
	return dir
}

// waitFor waits until so many programs are kept.
func (k *kernel) waitFor(dir string, n int) {
	k.t.Helper()
	for range 1000 {
		kept := slices.DeleteFunc(k.glob(dir), func(path string) bool { return strings.HasPrefix(filepath.Base(path), "new-") })
		if len(kept) == n {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	k.t.Fatalf("not %d programs are kept in %s", n, dir)
}

func TestAProgramThatWasLinkedBeforeIsKept(t *testing.T) {
	k := newKernel(t)
	dir := k.keeping()
	k.another("module-1")
	k.settle("netlab/dep", "dep.Text()")
	k.waitFor(dir, 1) // only what was replayed
	cell := func(text string) {
		k.cell("netlab/dep runtime", "dep.Text(), func() string { _, file, line, _ := runtime.Caller(0); return fmt.Sprint(file, `:`, line) }(), "+text)
	}
	cell("1")
	k.build()
	k.waitFor(dir, 2)
	k.prints(fmt.Sprintf("low 1%s/main.go:91", k.folder))
	cell("2")
	k.build()
	k.waitFor(dir, 3)

	// In the next notebook it is as if it were linked there, though the recipe knows of more packages.
	k.another("module-2")
	k.cell("container/ring", "ring.New(3).Len()")
	k.build()
	cell("1")
	started := time.Now().Add(-time.Hour)
	for _, path := range k.glob(dir) {
		os.Chtimes(path, started, started)
	}
	k.build()
	k.prints(fmt.Sprintf("low 1%s/main.go:91", k.folder))
	used := 0
	for _, path := range k.glob(dir) {
		if stampOf(path).Time > started.UnixNano() {
			used++
		}
	}
	if used != 1 {
		t.Errorf("%d kept programs were used, want 1", used)
	}
	fetched, err := os.ReadFile(k.program())
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(k.program())
	k.env = append(k.env, "NETLAB_CELLS=")
	k.build()
	if linked, err := os.ReadFile(k.program()); err != nil || !bytes.Equal(linked, fetched) {
		t.Errorf("the kept program is not the one that is linked: %v", err)
	}
}

func (k *kernel) glob(dir string) []string {
	k.t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		k.t.Fatal(err)
	}
	return paths
}

func TestWhatIsNotTheSameIsLinkedAnew(t *testing.T) {
	k := newKernel(t)
	dir := k.keeping()
	k.another("module-1")
	k.settle("netlab/dep", "dep.Text()")
	k.waitFor(dir, 1)
	kept := k.glob(dir)[0]
	again := func(what, want string) {
		t.Helper()
		os.Remove(k.program())
		k.cell("netlab/dep", "dep.Text(), \"  \"")
		k.build()
		if out, err := exec.Command(k.program()).Output(); err != nil || strings.TrimSpace(string(out)) != want {
			t.Errorf("%s: the program prints %q, %v, want %q", what, out, err, want)
		}
	}
	text, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	for what, damaged := range map[string][]byte{
		"empty": nil, "cut": text[:len(text)/2], "without its folder": text[bytes.IndexByte(text, '\n'):],
		"changed": bytes.Replace(text, text[len(text)/2:len(text)/2+8], []byte("damaged!"), 1),
	} {
		write(t, kept, string(damaged))
		again(what, "low 1")
	}
	k.another("a-longer-module")
	again("a folder with a longer name", "low 1")
	k.another("module-1")
	write(t, filepath.Join(k.checkout, "dep/internal/low/low.go"), "package low\n\nfunc Text() string { return \"high\" }\n")
	again("a changed dependency", "high 1")
	again("a changed dependency", "high 1")
}

// A cell that names its folder is not what it is in another one.
func TestACellThatNamesItsFolderIsNotKept(t *testing.T) {
	k := newKernel(t)
	dir := k.keeping()
	k.another("module-1")
	k.settle("netlab/dep", "dep.Text()")
	k.waitFor(dir, 1)
	k.cell("netlab/dep", fmt.Sprintf("dep.Text(), %q", k.folder+"/main.go\x00"))
	k.build()
	k.cell("netlab/dep", "dep.Text(), `last`")
	k.build()
	k.waitFor(dir, 2)
}

func TestTheOldestAreDropped(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"old", "middle", "young"} {
		path := filepath.Join(dir, name)
		write(t, path, strings.Repeat("x", 100))
		at := time.Unix(int64(1000+i), 0)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := dropOldest(dir, 250, func(s stamp) int64 { return s.Size }); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 || filepath.Base(left[0]) != "middle" {
		t.Errorf("left %q, %v, want the two youngest", left, err)
	}
}
