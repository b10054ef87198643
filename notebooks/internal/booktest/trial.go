package booktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb/ipynb"
)

// Trial is a small lab with one exercise of each kind, seen from a package beside this one.
const Trial = "../../testdata/trial.ipynb"

// stub is what a student's copy has in place of a solution.
const stub = "// YOUR CODE HERE"

// trialAnswers are the right answers to the trial's exercises but the first, by the cell's id.
var trialAnswers = map[string]string{
	"receivers": "answer = pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc().Head(3)",
	"opened":    "answer = len(pkts.Where(`tcp.flags.syn == 1 && tcp.flags.ack == 0`))",
	"fields":    "answer = exercise.Fields{`ip.ttl`: `64`, `tcp.dstport`: `80`}",
}

// Cells are the cells of a notebook file by their ids.
func Cells(t testing.TB, path string) map[string]*ipynb.Cell {
	t.Helper()
	cells := map[string]*ipynb.Cell{}
	for _, c := range Read(t, path).Cells {
		cells[c.ID()] = c
	}
	return cells
}

// FillTrial fills in the copy of the trial in the folder copied, puts it into the folder to, and returns its path. What
// answers has no text for is answered right, but for the first exercise.
func FillTrial(t testing.TB, copied, to string, answers map[string]string) string {
	t.Helper()
	nb := Read(t, filepath.Join(copied, "trial.ipynb"))
	for _, c := range nb.Cells {
		answer := answers[c.ID()]
		if answer == "" {
			answer = trialAnswers[c.ID()]
		}
		if answer != "" {
			c.SetSource(strings.Replace(c.Source(), stub, answer, 1))
		}
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(to, "trial.ipynb")
	if err := nb.Write(path); err != nil {
		t.Fatal(err)
	}
	return path
}
