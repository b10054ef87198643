package handout

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/say"
)

// handOutTrial writes the trial's copies and returns their folders.
func handOutTrial(t *testing.T) (student, teacher string) {
	t.Helper()
	dir := t.TempDir()
	o := Options{Labs: []string{booktest.Trial}, Student: filepath.Join(dir, "students"), Teacher: filepath.Join(dir, "course")}
	if err := Write(o, &say.Sayer{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(o.Student, "trial"), o.Teacher
}

// One source, two copies: nothing that a student must not see is in the student's, everything is in the teacher's.
func TestHandOut(t *testing.T) {
	student, teacher := handOutTrial(t)
	text, err := os.ReadFile(filepath.Join(student, "trial.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"SOLUTION", "HIDDEN", "exercise.Set", "Teacher's notes", "Sum(pcapnb.Length)", `\"64\"`, "../"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the student's copy holds %q", secret)
		}
	}
	cells := booktest.Cells(t, filepath.Join(student, "trial.ipynb"))
	for id, want := range map[string]string{
		"total":        "func total(pkts pcapnb.Packets) (answer any) {\n\t// YOUR CODE HERE\n\treturn answer\n}",
		"total-check":  "%%\nexercise.Check(\"bytes-total\", pkts, total)",
		"opened-check": "%%\nexercise.Check(\"opened\", pkts, opened)",
		"extra":        "// YOUR CODE HERE",
		"load":         "var pkts = pcapnb.MustLoad(\"testdata/ten.pcap\")\n\n%%\nnb.Show(pkts.Shape())",
		"title":        "# Trial: a lab for the tests of exercises\n\nTen packets of one story.",
	} {
		if got := cells[id].Source(); got != want {
			t.Errorf("cell %s is\n%s\nwant\n%s", id, got, want)
		}
	}
	if !strings.Contains(string(text), `"lab": "trial"`) || strings.Contains(string(text), "certificate") {
		t.Error("the copy does not say what it is a copy of, or has a certificate of outputs that are gone")
	}
	if _, err := os.Stat(filepath.Join(student, "testdata", "ten.pcap")); err != nil {
		t.Error("the copy's capture is missing: ", err)
	}
	full := booktest.Cells(t, filepath.Join(teacher, "source", "trial", "trial.ipynb"))
	if got := full["opened-check"].Source(); !strings.Contains(got, "exercise.Set") || full["notes"] == nil {
		t.Errorf("the teacher's copy lacks what a teacher needs: %s", got)
	}
	if config, err := os.ReadFile(filepath.Join(teacher, "nbgrader_config.py")); err != nil || !strings.Contains(string(config), `{"go": "`+lab.CodeStub+`"}`) {
		t.Errorf("nbgrader's configuration has another stub than the copies: %v", err)
	}
}

func TestMark(t *testing.T) {
	student, _ := handOutTrial(t)
	cells := booktest.Cells(t, filepath.Join(student, "trial.ipynb"))
	for id, want := range map[string]struct {
		solution, grade, locked bool
		points                  float64
	}{
		"total":        {solution: true},
		"total-check":  {grade: true, locked: true, points: 2},
		"fields-check": {grade: true, locked: true, points: 1},
		"blank":        {locked: true},
	} {
		g := lab.GraderOf(cells[id])
		if g.Is("solution") != want.solution || g.Is("grade") != want.grade || g.Is("locked") != want.locked || g.Points() != want.points || g.ID() != id {
			t.Errorf("cell %s is marked %v, want %+v", id, g, want)
		}
	}
	if g := lab.GraderOf(cells["load"]); g != nil {
		t.Errorf("an ordinary cell is marked %v", g)
	}
}

// Every lab can be handed out, and what its cells write themselves is not taken for what they read.
func TestHandOutEveryLab(t *testing.T) {
	labs, err := filepath.Glob("../../lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	dir := t.TempDir()
	if err := Write(Options{Labs: labs, Student: dir}, &say.Sayer{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	for _, path := range labs {
		folder := filepath.Join(dir, lab.Name(path))
		if captures, err := filepath.Glob(filepath.Join(folder, "testdata", "*.pcap")); err != nil || len(captures) == 0 {
			t.Errorf("%s: no capture beside the copy", path)
		}
		for _, made := range []string{"packets.csv", "lab-e-tcp.pcap"} {
			if _, err := os.Stat(filepath.Join(folder, made)); err == nil {
				t.Errorf("%s: %s, which the lab writes, is handed out", path, made)
			}
		}
	}
}

// Each student has captures of their own.
func TestHandOutVariants(t *testing.T) {
	dir := t.TempDir()
	names := filepath.Join(dir, "names.txt")
	if err := os.WriteFile(names, []byte("# the course\nada\n\nbob\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := Options{Labs: []string{booktest.Trial}, Student: filepath.Join(dir, "out"), Variants: names}
	if err := Write(o, &say.Sayer{Out: io.Discard}); err == nil {
		t.Error("variants without a seed are no error")
	}
	o.Seed = "secret"
	if err := Write(o, &say.Sayer{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	captures := map[string]bool{}
	for _, student := range []string{"ada", "bob"} {
		data, err := os.ReadFile(filepath.Join(o.Student, student, "trial", "testdata", "ten.pcap"))
		if err != nil {
			t.Fatal(err)
		}
		captures[string(data)] = true
		cells := booktest.Cells(t, filepath.Join(o.Student, student, "trial", "trial.ipynb"))
		if first := cells["imports"]; first == nil || !strings.HasPrefix(first.Source(), "%env PCAPNB_CLAIMS show\n") {
			t.Errorf("a claim about another capture stops %s's copy", student)
		}
	}
	if len(captures) != 2 {
		t.Error("two students have the same capture")
	}
}

func TestReadStudents(t *testing.T) {
	for _, text := range []string{"", "# nobody\n", "../ada\n", "a/b\n"} {
		path := filepath.Join(t.TempDir(), "names.txt")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if names, err := readStudents(path); err == nil {
			t.Errorf("%q gives %q", text, names)
		}
	}
}
