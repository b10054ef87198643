package handout

import (
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb/ipynb"
)

// nbgraders are students of nbgrader's round: what each fills in, and the points that the round has to give.
var nbgraders = map[string]struct {
	answers map[string]string
	drop    string // id of a cell that the student deletes
	score   string
}{
	"ada":   {answers: map[string]string{"total": "answer = pkts.Sum(pcapnb.Length)"}, score: "5.0"},
	"bob":   {answers: map[string]string{"total": "answer = 1", "receivers": "answer = nil", "opened": "answer = 2", "fields": "answer = exercise.Fields{`ip.ttl`: `64`}"}, score: "0.5"},
	"carol": {answers: map[string]string{"total": "answer = pkts.Sum(pcapnb.Length)"}, drop: "total-check", score: "5.0"},
}

// The whole round of the real nbgrader: its assignment of our teacher's copy, filled in, graded, and with feedback. It
// runs where nbgrader is installed; NETLAB_NBGRADER names its command if it is not on the PATH.
func TestNbgraderRound(t *testing.T) {
	nbgrader := os.Getenv("NETLAB_NBGRADER")
	if nbgrader == "" {
		nbgrader, _ = exec.LookPath("nbgrader")
	}
	if nbgrader == "" {
		t.Skip("nbgrader is not installed: pip install -r .ci/nbgrader.txt, and name the command in NETLAB_NBGRADER")
	}
	to := &say.Sayer{Out: io.Discard}
	s, err := jupyter.New(jupyter.Options{WithoutGopls: true}, to)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ensure(t.Context()); err != nil {
		t.Skip("no kernel to run notebooks in: ", err)
	}
	course := t.TempDir()
	if err := Write(Options{Labs: []string{booktest.Trial}, Teacher: course}, to); err != nil {
		t.Fatal(err)
	}
	round := func(args ...string) {
		t.Helper()
		began := time.Now()
		cmd := exec.CommandContext(t.Context(), nbgrader, args...)
		cmd.Dir = course
		cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(nbgrader)+":"+os.Getenv("PATH"), // it calls alembic by name
			"JUPYTER_PATH="+filepath.Join(s.KernelDir(), "jupyter"), "NETLAB_CHECKOUT="+s.Checkout)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("nbgrader %s: %v\n%s", strings.Join(args, " "), err, out[max(0, len(out)-6000):])
		}
		t.Logf("nbgrader %s: %.0f s", args[0], time.Since(began).Seconds())
	}
	round("generate_assignment", "trial")
	release := filepath.Join(course, "release", "trial")
	checkRelease(t, release)
	for student, n := range nbgraders {
		to := filepath.Join(course, "submitted", student, "trial")
		if err := os.CopyFS(to, os.DirFS(release)); err != nil {
			t.Fatal(err)
		}
		dropCell(t, booktest.FillTrial(t, release, to, n.answers), n.drop)
	}
	round("autograde", "trial")
	round("generate_feedback", "trial")
	round("export", "--to=grades.csv")
	checkScores(t, filepath.Join(course, "grades.csv"))
	feedback, err := os.ReadFile(filepath.Join(course, "feedback", "bob", "trial", "trial.html"))
	if err != nil || !strings.Contains(string(feedback), "1 is not it. It is too small.") {
		t.Errorf("bob's feedback lacks what was wrong: %v", err)
	}
}

// checkRelease compares nbgrader's own student copy with ours.
func checkRelease(t *testing.T, release string) {
	t.Helper()
	ours, _ := handOutTrial(t)
	theirs := booktest.Cells(t, filepath.Join(release, "trial.ipynb"))
	for id, c := range booktest.Cells(t, filepath.Join(ours, "trial.ipynb")) {
		if got, want := theirs[id].Source(), c.Source(); got != want {
			t.Errorf("nbgrader hands out cell %s as\n%s\nwe do as\n%s", id, got, want)
		}
	}
}

func dropCell(t *testing.T, path, id string) {
	t.Helper()
	nb := booktest.Read(t, path)
	var kept []*ipynb.Cell
	for _, c := range nb.Cells {
		if c.Raw["id"] != id {
			kept = append(kept, c)
		}
	}
	nb.SetCells(kept)
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
}

func checkScores(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != len(nbgraders)+1 {
		t.Fatalf("the grades are %q, %v", rows, err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		student := row[column["student_id"]]
		if got, want := row[column["score"]], nbgraders[student].score; got != want || row[column["max_score"]] != "5.0" {
			t.Errorf("%s has %s of %s points, want %s of 5.0", student, got, row[column["max_score"]], want)
		}
	}
}
