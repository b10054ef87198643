package grade

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/handout"
	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb/ipynb"
)

// Every lab is handed out, and graded blank, as a student opens it, solved and wrong. It takes many minutes, so it
// is asked for, and labs go side by side, as many as there are processors; a lab alone is -run EveryLab/lab-c:
//
//	NETLAB_EVERY_LAB=1 go test -run EveryLab -timeout 60m ./notebooks/internal/grade
func TestEveryLab(t *testing.T) {
	if os.Getenv("NETLAB_EVERY_LAB") == "" {
		t.Skip("takes minutes: set NETLAB_EVERY_LAB=1")
	}
	s, to := setUp(t)
	blank := watchBlank(t)
	labs, err := filepath.Glob("../../lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	for _, path := range labs {
		t.Run(lab.Name(path), func(t *testing.T) {
			t.Parallel()
			handInLab(t, s, path, to)
			blank.check(t, lab.Name(path))
		})
	}
}

// A blankWatch has what the cells of labs said that were run as they are handed out, which grading does first.
type blankWatch struct {
	mu    sync.Mutex
	cells map[string][]cellReport
}

func watchBlank(t *testing.T) *blankWatch {
	w := &blankWatch{cells: map[string][]cellReport{}}
	ranBlank = func(l *gradedLab, reports []cellReport) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.cells[l.name] = reports
	}
	t.Cleanup(func() { ranBlank = nil })
	return w
}

// check tells which cells failed.
func (w *blankWatch) check(t *testing.T, name string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.cells[name]) == 0 {
		t.Error("blank: no cell was run")
	}
	for _, c := range w.cells[name] {
		if failure := c.failure(); failure != "" {
			t.Errorf("blank: cell %s: %s", c.ID, failure)
		}
	}
}

// handInLab takes a lab's copy the whole way.
func handInLab(t *testing.T, s *jupyter.Setup, path string, to *say.Sayer) {
	dir := t.TempDir()
	if err := handout.Write(handout.Options{Labs: []string{path}, Student: dir}, to); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, lab.Name(path))
	full, err := openLab(path)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Source: path, Testdata: "../../../testdata", CSV: filepath.Join(dir, "grades.csv"), Timeout: 20 * time.Minute, CellTimeout: 3 * time.Minute, Memory: 4096}
	for student, fill := range map[string]func(*ipynb.Notebook){"blank": func(*ipynb.Notebook) {}, "solved": full.solve, "wrong": answerWrong} {
		folder := filepath.Join(dir, student)
		if err := os.CopyFS(folder, os.DirFS(copied)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, filepath.Base(path))
		nb := booktest.Read(t, file)
		fill(nb)
		if err := nb.Write(file); err != nil {
			t.Fatal(err)
		}
		o.Files = append(o.Files, file)
	}
	everyCellRuns(t, filepath.Join(dir, "blank", filepath.Base(path)), full.full)
	if err := Files(t.Context(), s, o, to); err != nil {
		if strings.Contains(err.Error(), "cannot keep students' cells") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	checkPoints(t, o.CSV)
}

// everyCellRuns tells of cells of a copy that neither grading runs, see blankWatch, nor -verify: those that only show something and are
// not the teacher's word for word.
func everyCellRuns(t *testing.T, file string, full *ipynb.Notebook) {
	t.Helper()
	theirs := map[string]bool{}
	for _, c := range full.Cells {
		theirs[c.Source()] = true
	}
	for _, c := range booktest.Read(t, file).Cells {
		if c.IsCode() && !theirs[c.Source()] && !needed(c) {
			t.Errorf("nothing runs the copy's cell\n%s", c.Source())
		}
	}
}

// solve fills in what the teacher's copy has.
func (l *gradedLab) solve(nb *ipynb.Notebook) {
	solutions := map[string]string{}
	for _, c := range l.full.Cells {
		if lab.GraderOf(c).Is("solution") {
			solutions[c.ID()] = c.Source()
		}
	}
	for _, c := range nb.Cells {
		if text, ok := solutions[c.ID()]; ok {
			c.SetSource(text)
		}
	}
}

// answerWrong fills in what is right nowhere.
func answerWrong(nb *ipynb.Notebook) {
	for _, c := range nb.Cells {
		c.SetSource(strings.Replace(c.Source(), "(answer any) {\n\t"+lab.CodeStub, "(answer any) {\n\tanswer = -17.5", 1))
	}
}

func checkPoints(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 4 {
		t.Fatalf("%d lines of grades, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		student, points, most := row[1], row[3], row[4]
		if points != "" && (student == "solved") != (points == most) || student != "solved" && points != "" && points != "0" {
			t.Errorf("%v", row)
		}
	}
}
