package lab

import (
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
