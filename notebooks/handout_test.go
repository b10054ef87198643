package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/exercise"
)

// trial is a small lab with one exercise of each kind.
const trial = "testdata/trial.ipynb"

func handOutTrial(t *testing.T) (student, teacher string) {
	t.Helper()
	dir := t.TempDir()
	o := options{labs: []string{trial}}
	o.student, o.teacher = filepath.Join(dir, "students"), filepath.Join(dir, "course")
	if err := handOut(&setup{say: &sayer{out: io.Discard}}, o); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(o.student, "trial"), o.teacher
}

func cellsOf(t *testing.T, path string) map[string]*cell {
	t.Helper()
	nb, err := readNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string]*cell{}
	for _, c := range nb.cells {
		cells[c.raw["id"].(string)] = c
	}
	return cells
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
	cells := cellsOf(t, filepath.Join(student, "trial.ipynb"))
	for id, want := range map[string]string{
		"total":        "func total(pkts pcapnb.Packets) (answer any) {\n\t// YOUR CODE HERE\n\treturn answer\n}",
		"total-check":  "%%\nexercise.Check(\"bytes-total\", pkts, total)",
		"opened-check": "%%\nexercise.Check(\"opened\", pkts, opened)",
		"extra":        "// YOUR CODE HERE",
		"load":         "var pkts = pcapnb.MustLoad(\"testdata/ten.pcap\")\n\n%%\nnb.Show(pkts.Shape())",
		"title":        "# Trial: a lab for the tests of exercises\n\nTen packets of one story.",
	} {
		if got := cells[id].source(); got != want {
			t.Errorf("cell %s is\n%s\nwant\n%s", id, got, want)
		}
	}
	if !strings.Contains(string(text), `"lab": "trial"`) || strings.Contains(string(text), "certificate") {
		t.Error("the copy does not say what it is a copy of, or has a certificate of outputs that are gone")
	}
	if _, err := os.Stat(filepath.Join(student, "testdata", "ten.pcap")); err != nil {
		t.Error("the copy's capture is missing: ", err)
	}
	full := cellsOf(t, filepath.Join(teacher, "source", "trial", "trial.ipynb"))
	if got := full["opened-check"].source(); !strings.Contains(got, "exercise.Set") || full["notes"] == nil {
		t.Errorf("the teacher's copy lacks what a teacher needs: %s", got)
	}
	if config, err := os.ReadFile(filepath.Join(teacher, "nbgrader_config.py")); err != nil || !strings.Contains(string(config), `{"go": "`+codeStub+`"}`) {
		t.Errorf("nbgrader's configuration has another stub than the copies: %v", err)
	}
}

func TestMark(t *testing.T) {
	student, _ := handOutTrial(t)
	cells := cellsOf(t, filepath.Join(student, "trial.ipynb"))
	for id, want := range map[string]struct {
		solution, grade, locked bool
		points                  float64
	}{
		"total":        {solution: true},
		"total-check":  {grade: true, locked: true, points: 2},
		"fields-check": {grade: true, locked: true, points: 1},
		"blank":        {locked: true},
	} {
		g := cells[id].grader()
		if g.is("solution") != want.solution || g.is("grade") != want.grade || g.is("locked") != want.locked || g.points() != want.points || g.id() != id {
			t.Errorf("cell %s is marked %v, want %+v", id, g, want)
		}
	}
	if g := cells["load"].grader(); g != nil {
		t.Errorf("an ordinary cell is marked %v", g)
	}
}

func TestMarkKeepsMetadata(t *testing.T) {
	nb := parseTrial(t, `{"nbformat": 4, "cells": [
		{"cell_type": "code", "id": "a", "source": "exercise.Check(\"x\", p, f)", "metadata": {"nbgrader": {"grade": true, "grade_id": "mine", "points": 7}}},
		{"cell_type": "markdown", "id": "b", "source": "why?", "metadata": {"tags": ["solution", "points=3"]}}]}`)
	if err := nb.mark(); err != nil {
		t.Fatal(err)
	}
	if g := nb.cells[0].grader(); g.id() != "mine" || g.points() != 7 {
		t.Errorf("metadata that was there is now %v", g)
	}
	if g := nb.cells[1].grader(); !g.is("grade") || !g.is("solution") || g.restored() || g.points() != 3 {
		t.Errorf("an answer in words is marked %v", g)
	}
}

func parseTrial(t *testing.T, text string) *notebook {
	t.Helper()
	nb, err := parseNotebook([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func TestMarkErrors(t *testing.T) {
	for name, cells := range map[string]string{
		"points": `{"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {"tags": ["points=many"]}}`,
		"no id":  `{"cell_type": "code", "source": "exercise.Check(", "metadata": {}}`,
		"twins":  `{"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {}}, {"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {}}`,
	} {
		if err := parseTrial(t, `{"nbformat": 4, "cells": [`+cells+`]}`).mark(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCutPart(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"a\n\t// BEGIN SOLUTION\n\tb\n\t// END SOLUTION\nc", "a\n\tstub\nc"},
		{"// BEGIN SOLUTION\nb\n// END SOLUTION", "stub"},
		{"a\nb", "a\nb"},
	} {
		if got, err := cutPart(c.source, solutionPart, "stub"); got != c.want || err != nil {
			t.Errorf("%q is cut to %q, %v, want %q", c.source, got, err, c.want)
		}
	}
	for _, source := range []string{"// BEGIN SOLUTION", "// END SOLUTION", "// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION"} {
		if got, err := cutPart(source, solutionPart, "stub"); err == nil {
			t.Errorf("%q is cut to %q without an error", source, got)
		}
	}
}

// Every lab can be handed out, and what its cells write themselves is not taken for what they read.
func TestHandOutEveryLab(t *testing.T) {
	labs, err := filepath.Glob("lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	dir := t.TempDir()
	o := options{labs: labs}
	o.student = dir
	if err := handOut(&setup{say: &sayer{out: io.Discard}}, o); err != nil {
		t.Fatal(err)
	}
	for _, lab := range labs {
		checkExercises(t, lab)
		folder := filepath.Join(dir, labName(lab))
		if captures, err := filepath.Glob(filepath.Join(folder, "testdata", "*.pcap")); err != nil || len(captures) == 0 {
			t.Errorf("%s: no capture beside the copy", lab)
		}
		for _, made := range []string{"packets.csv", "lab-e-tcp.pcap"} {
			if _, err := os.Stat(filepath.Join(folder, made)); err == nil {
				t.Errorf("%s: %s, which the lab writes, is handed out", lab, made)
			}
		}
	}
}

// checkExercises finds checks of exercises that nobody wrote, and secrets in the students' copy.
func checkExercises(t *testing.T, path string) {
	t.Helper()
	lab, err := openLab(path)
	if err != nil {
		t.Error(err)
		return
	}
	source := lab.full.allCode()
	for _, e := range lab.exercises {
		own := strings.Contains(source, `exercise.Set("`+e.id) || strings.Contains(source, `exercise.Packet("`+e.id)
		if !e.byHand && !own && !slices.Contains(exercise.Catalogue(), e.id) {
			t.Errorf("%s checks %q, which is not in the catalogue", path, e.id)
		}
	}
	for _, secret := range []string{"SOLUTION", "HIDDEN TESTS", "exercise.Set("} {
		if strings.Contains(lab.student.allCode(), secret) {
			t.Errorf("%s: the student's copy holds %q", path, secret)
		}
	}
}
