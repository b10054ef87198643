package grade

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"netlab/notebooks/internal/booktest"
)

// TestKeptCellsHoldNoAnswers looks into the programs that students' cells see: those of the lab as it was handed out, which
// anybody may read, without its solutions and hidden tests.
func TestKeptCellsHoldNoAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("runs a notebook")
	}
	s, to := setUp(t)
	o := Options{Source: booktest.Trial, Timeout: 10 * time.Minute, CellTimeout: 3 * time.Minute, Memory: 4096, Testdata: "../../../testdata"}
	plain, err := newRunner(t.Context(), s, o, to)
	if err != nil {
		t.Skip(err)
	}
	l, err := openLab(markedTrial(t))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(l.full.Code(), hiddenMark) || strings.Contains(l.student.Code(), hiddenMark) {
		t.Fatal("the hidden test has no mark, or is not hidden")
	}
	known, err := findCaptures(o)
	if err != nil {
		t.Fatal(err)
	}
	if alone, _ := plain.keepCells(t.Context(), l, 1, known); alone != plain {
		t.Error("cells are kept for a single copy")
	}
	r, done := plain.keepCells(t.Context(), l, 2, known)
	defer done()
	if r == plain {
		t.Fatal("no cells are kept")
	}
	programs, err := filepath.Glob(filepath.Join(r.walls.Shared[1].Folder, "*"))
	if err != nil || len(programs) < 8 {
		t.Fatalf("%d programs are kept (%v)", len(programs), err)
	}
	for _, path := range programs {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%s: %v, %v", filepath.Base(path), info, err)
		}
		if program := unpacked(t, path); bytes.Contains(program, []byte(hiddenMark)) {
			t.Errorf("%s: a hidden test is in it", filepath.Base(path))
		}
	}
	for _, f := range r.walls.Shared {
		if f.Filled {
			t.Errorf("students' cells can write to %s", f.Name)
		}
	}
}

// hiddenMark is in the solution and in the hidden test of markedTrial, and nowhere else.
const hiddenMark = "tcp.dstport != 60123"

// markedTrial copies the trial, with its captures where they are seen from it.
func markedTrial(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(booktest.Trial)
	if err != nil {
		t.Fatal(err)
	}
	const filter = "tcp.flags.syn == 1 && tcp.flags.ack == 0"
	text = bytes.ReplaceAll(text, []byte(filter), []byte(filter+" && "+hiddenMark))
	root := t.TempDir()
	path := filepath.Join(root, "notebooks", "testdata", "trial.ipynb")
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, text, 0o644),
		os.Symlink(absolute(t, "../../../testdata"), filepath.Join(root, "testdata"))); err != nil {
		t.Fatal(err)
	}
	return path
}

// unpacked returns the program in a file, which begins with a line of the kernel's.
func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, packed, _ := bytes.Cut(text, []byte("\n"))
	r, err := zstd.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	program, err := io.ReadAll(r)
	if err != nil || len(program) < 1<<20 {
		t.Fatalf("%s: %d bytes (%v)", path, len(program), err)
	}
	return program
}
