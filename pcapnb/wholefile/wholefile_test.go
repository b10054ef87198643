package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// only checks that dir holds the files named and no others.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if fmt.Sprint(got) != fmt.Sprint(names) {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func TestFailedWriteLeavesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	if err := WriteBytes(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := Write(path, 0o644, func(w io.Writer) error {
		io.WriteString(w, "half")
		if got := read(t, path); got != "old" {
			t.Errorf("%q in the middle of writing", got)
		}
		return broken
	})
	if !errors.Is(err, broken) || read(t, path) != "old" {
		t.Errorf("error %v and %q", err, read(t, path))
	}
	only(t, dir, "file")
}

func TestWriteKeepsPermissionsAndLinks(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Skip(err)
	}
	if err := WriteBytes(link, []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != 0o600 || read(t, path) != "new" {
		t.Errorf("mode %v, content %q, error %v", info.Mode(), read(t, path), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
}

func TestWriteToWhatIsNoFile(t *testing.T) {
	if err := WriteBytes(os.DevNull, []byte("data"), 0o644); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Fatal("the null device is a file now")
	}
	dir := t.TempDir()
	if err := WriteBytes(dir, nil, 0o644); err == nil {
		t.Error("a folder was written to")
	}
}

func TestErrorsNameTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no", "file")
	for _, err := range []error{WriteBytes(path, nil, 0o644), Create(path, nil, 0o644)} {
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path+":") {
			t.Errorf("error %v", err)
		}
	}
}

// TestWritersAtOnce has writers of one file each of which fills it with a letter of its own: whoever reads it finds one letter.
func TestWritersAtOnce(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			letter := string(rune('a' + i))
			for range 20 {
				if err := WriteBytes(path, []byte(strings.Repeat(letter, 10_000)), 0o644); err != nil {
					t.Error(err)
				}
				if got, err := os.ReadFile(path); err != nil || len(got) != 10_000 || strings.Trim(string(got), string(got[:1])) != "" {
					t.Errorf("%d bytes, error %v: not one writer's", len(got), err)
				}
			}
		})
	}
	wg.Wait()
	only(t, dir, "file")
}

func TestOneCreates(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = Create(path, []byte(fmt.Sprint(i)), 0o600) })
	}
	wg.Wait()
	created := 0
	for i, err := range errs {
		switch {
		case err == nil:
			created++
			if got := read(t, path); got != fmt.Sprint(i) {
				t.Errorf("%d created it, and it holds %q", i, got)
			}
		case !errors.Is(err, fs.ErrExist):
			t.Error(err)
		}
	}
	if created != 1 {
		t.Errorf("%d created the file", created)
	}
	only(t, dir, "file")
}

func TestUnfinished(t *testing.T) {
	f, err := begin(filepath.Join(t.TempDir(), "name.part-1"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	for name, want := range map[string]string{".a.csv.part-17": "a.csv", "a.csv.part-17": "", ".a.csv.part-x": "", ".a.csv": "", ".part-3": ""} {
		if got, ok := Unfinished(name); ok != (want != "") || ok && got != want {
			t.Errorf("Unfinished(%q) = %q, %v", name, got, ok)
		}
	}
	if _, ok := Unfinished(filepath.Base(f.Name())); !ok {
		t.Errorf("%s does not count as unfinished", f.Name())
	}
}
