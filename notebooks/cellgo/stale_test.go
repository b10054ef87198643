//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each change is made to the kernel that the one before left.
func TestChangesAreNoticed(t *testing.T) {
	k := newKernel(t)
	low := filepath.Join(k.checkout, "dep", "internal", "low")
	files := filepath.Join(k.checkout, "page", "files")
	settings := filepath.Join(filepath.Dir(k.checkout), "settings")
	k.env = append(k.env, "GOENV="+settings)
	write(t, settings, "")
	k.settle("netlab/dep netlab/page", "dep.Text(), page.Text()")
	for _, test := range []struct {
		name   string
		change func()
		replay bool
		want   string
	}{
		{"a source of the same length", func() {
			write(t, filepath.Join(low, "low.go"), "package low\n\nfunc Text() string { return \"LOW\" }\n")
		}, false, "LOW 1" + page},
		{"a new source", func() {
			write(t, filepath.Join(low, "new.go"), "package low\n\nfunc init() { text = \"new\" }\n\nvar text string\n")
		}, false, "LOW 1" + page},
		{"a test", func() { write(t, filepath.Join(low, "low_test.go"), "package low\n") }, true, "LOW 1" + page},
		{"a text beside the source", func() { write(t, filepath.Join(low, "NOTES.md"), "more") }, true, "LOW 1" + page},
		{"a source that is gone", func() { os.Remove(filepath.Join(low, "new.go")) }, false, "LOW 1" + page},
		{"an embedded file", func() { write(t, filepath.Join(files, "page.html"), "<p>two</p>") }, false, "LOW 1<p>two</p>"},
		{"a new embedded file", func() { write(t, filepath.Join(files, "sub", "x"), "") }, false, "LOW 1<p>two</p>"},
		{"the checkout's go.mod", func() { write(t, filepath.Join(k.checkout, "go.mod"), "module netlab\n\ngo 1.25\n") }, false, "LOW 1<p>two</p>"},
		{"a go.mod of another module", func() {
			write(t, filepath.Join(k.checkout, "other", "go.mod"), "module example.org/other\n\ngo 1.25\n")
		}, false, "LOW 1<p>two</p>"},
		{"another flag", func() { k.env = append(k.env, "GOFLAGS=-p=2") }, false, "LOW 1<p>two</p>"},
		{"another setting", func() { write(t, settings, "GOPRIVATE=example.org\n") }, false, "LOW 1<p>two</p>"},
		{"the cell's go.sum", func() {
			write(t, filepath.Join(k.folder, "go.sum"), "example.org/x v1.0.0/go.mod h1:SsKoMO1v1OZmzkG2DY+7ZkCL9U+rrWI09niOLfQ5Bo0=\n")
		}, false, "LOW 1<p>two</p>"},
		{"the go command", func() { write(t, filepath.Join(k.bin, "go"), readText(t, filepath.Join(k.bin, "go"))+"# another\n") }, false, "LOW 1<p>two</p>"},
		{"nothing", func() {}, true, "LOW 1<p>two</p>"},
	} {
		test.change()
		k.cells++
		k.cell("netlab/dep netlab/page", fmt.Sprintf("dep.Text(), page.Text(), %q", strings.Repeat(" ", k.cells)))
		os.Chtimes(filepath.Join(k.folder, "main.go"), time.Time{}, time.Unix(int64(k.cells), 0))
		if said, replayed := k.build(); replayed != test.replay || said != "" {
			t.Errorf("%s: replayed %v, want %v; said %q", test.name, replayed, test.replay, said)
		}
		k.prints(test.want + strings.Repeat(" ", k.cells))
		k.cell("netlab/dep netlab/page", fmt.Sprintf("dep.Text(), page.Text(), %d", k.cells))
		if _, replayed := k.build(); !replayed {
			t.Errorf("%s: not replayed any more", test.name)
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A go.mod between a package and its module makes the package another's.
func TestAModuleThatComesBetweenIsNoticed(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "a", "b")
	write(t, filepath.Join(dir, "b.go"), "package b\n")
	s := &sources{Dir: dir, Modules: modulesAbove(dir, top)}
	var err error
	if s.Files, err = s.look(); err != nil {
		t.Fatal(err)
	}
	if s.changed() {
		t.Error("changed at once")
	}
	for _, path := range []string{filepath.Join(top, "a", "go.mod"), filepath.Join(dir, "go.mod")} {
		write(t, path, "module x\n")
		if !s.changed() {
			t.Errorf("%s was not noticed", path)
		}
		os.Remove(path)
	}
	if s.changed() {
		t.Error("still changed")
	}
}

func TestAFolderMayBeALink(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "real", "a.go"), "package a\n")
	link := filepath.Join(top, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	s := &sources{Dir: link}
	var err error
	if s.Files, err = s.look(); err != nil || len(s.Files) != 1 {
		t.Fatalf("files %v, %v, want one", s.Files, err)
	}
	write(t, filepath.Join(top, "real", "b.go"), "package a\n")
	if !s.changed() {
		t.Error("a new file was not noticed")
	}
}

func TestARecipeIsNotKeptForever(t *testing.T) {
	r := &recipe{Begun: time.Now().Add(-keep - time.Hour).Unix()}
	if !r.stale(nil) {
		t.Error("an old recipe holds")
	}
	if r.Begun = time.Now().Unix(); r.stale(nil) {
		t.Error("a new recipe does not hold")
	}
}

// Another version of a package was compiled with what the older recipe has.
func TestAnOlderRecipeIsDroppedWithAPackageOfIts(t *testing.T) {
	now := time.Now().Unix()
	old := &recipe{Begun: now, Packages: map[string]pack{"a": {Archive: "/1"}, "b": {Archive: "/2", Imports: []string{"a"}}}}
	for archive, want := range map[string]bool{"/1": true, "/3": false} {
		r := &recipe{Begun: now, Packages: map[string]pack{"a": {Archive: archive, Direct: true}}}
		r.add(old)
		if _, known := r.Packages["b"]; known != want {
			t.Errorf("with %s: b is known: %v", archive, known)
		}
	}
}

func TestClosure(t *testing.T) {
	r := &recipe{Packages: map[string]pack{
		"fmt": {Standard: true}, "a": {Imports: []string{"b", "c"}}, "b": {Imports: []string{"c"}}, "c": {}, "d": {Imports: []string{"a"}},
	}}
	if got, want := r.closure([]string{"a", "fmt", "unsafe"}), []string{"a", "b", "c"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
