package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/booktest"
)

func TestMarkKeepsMetadata(t *testing.T) {
	nb := booktest.Parse(t, `{"nbformat": 4, "cells": [
		{"cell_type": "code", "id": "a", "source": "exercise.Check(\"x\", p, f)", "metadata": {"nbgrader": {"grade": true, "grade_id": "mine", "points": 7}}},
		{"cell_type": "markdown", "id": "b", "source": "why?", "metadata": {"tags": ["solution", "points=3"]}}]}`)
	if err := mark(nb); err != nil {
		t.Fatal(err)
	}
	if g := GraderOf(nb.Cells[0]); g.ID() != "mine" || g.Points() != 7 {
		t.Errorf("metadata that was there is now %v", g)
	}
	if g := GraderOf(nb.Cells[1]); !g.Is("grade") || !g.Is("solution") || g.Restored() || g.Points() != 3 {
		t.Errorf("an answer in words is marked %v", g)
	}
}

func TestMarkErrors(t *testing.T) {
	for name, cells := range map[string]string{
		"points": `{"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {"tags": ["points=many"]}}`,
		"no id":  `{"cell_type": "code", "source": "exercise.Check(", "metadata": {}}`,
		"twins":  `{"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {}}, {"cell_type": "code", "id": "a", "source": "exercise.Check(", "metadata": {}}`,
	} {
		if err := mark(booktest.Parse(t, `{"nbformat": 4, "cells": [`+cells+`]}`)); err == nil {
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

// The cells name the files as the copy has them, and say what they are worth.
func TestOpen(t *testing.T) {
	nb, files, err := Open(booktest.Trial)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].To != "testdata/ten.pcap" || !files[0].IsCapture() {
		t.Errorf("files %v", files)
	}
	if code := nb.Code(); strings.Contains(code, "../") || !strings.Contains(code, `"testdata/ten.pcap"`) {
		t.Errorf("the cells name other files:\n%s", code)
	}
	points := 0.0
	for _, c := range nb.Cells {
		points += GraderOf(c).Points()
	}
	if points != 5 {
		t.Errorf("the lab is worth %v points, want 5", points)
	}
	for _, secret := range []string{"SOLUTION", "HIDDEN", "exercise.Set", "Teacher's notes"} {
		if text := booktest.Text(t, nb); !strings.Contains(text, secret) {
			t.Errorf("the lab holds no %q that could be taken out", secret)
		}
	}
	if err := ForStudents(nb); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"SOLUTION", "HIDDEN", "exercise.Set", "Teacher's notes"} {
		if text := booktest.Text(t, nb); strings.Contains(text, secret) {
			t.Errorf("the students' copy holds %q", secret)
		}
	}
	if SetOrigin(nb, "trial"); Origin(nb) != "trial" {
		t.Error("a copy does not say what it is a copy of")
	}
}

// A student with a secret gets a capture that is the same each time and nobody else's.
func TestPut(t *testing.T) {
	file := File{From: "../../../testdata/ten.pcap", To: "testdata/ten.pcap"}
	put := func(secret, student string) string {
		dir := t.TempDir()
		if err := file.Put(dir, secret, student); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(filepath.Join(dir, "testdata", "ten.pcap"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	plain, ada := put("", "ada"), put("secret", "ada")
	if plain == ada || ada != put("secret", "ada") || ada == put("secret", "bob") || ada == put("other", "ada") || plain != put("secret", "") {
		t.Error("whose is a capture?")
	}
}
