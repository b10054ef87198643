package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/run"
	"netlab/pcapnb/ipynb"
)

// longestCell is the number of lines a cell may have to be read at a glance.
const longestCell = 8

// The labs are kept executed: what a reader sees on a page is what the cells
// give.
func TestLabs(t *testing.T) {
	labs, err := filepath.Glob("*.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if len(labs) == 0 {
		t.Skip("no notebooks in this folder yet")
	}
	for _, path := range labs {
		t.Run(path, func(t *testing.T) { checkLab(t, path) })
	}
}

func checkLab(t *testing.T, path string) {
	nb, err := ipynb.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range run.Problems(nb) {
		t.Error(problem)
	}
	checkNormalised(t, path, nb)
	run := 0
	for i, c := range nb.Cells {
		if !c.IsCode() {
			continue
		}
		run++
		if got, want := c.Raw["execution_count"], json.Number(fmt.Sprint(run)); got != want {
			t.Errorf("cell %d was run as number %v, want %v: run all from a clean kernel", i+1, got, want)
		}
		checkCell(t, i+1, c)
	}
}

func checkCell(t *testing.T, number int, c *ipynb.Cell) {
	if n := linesOf(c.Source()); n > longestCell {
		t.Errorf("cell %d has %d lines, at most %d are wanted", number, n, longestCell)
	}
	for _, o := range c.Outputs {
		alt, _ := o.Metadata()["alt"].(string)
		if o.Data()["image/png"] != nil && strings.TrimSpace(alt) == "" {
			t.Errorf("cell %d shows a figure without alt text", number)
		}
	}
}

// linesOf counts the lines that are not empty.
func linesOf(source string) int {
	n := 0
	for line := range strings.Lines(source) {
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n
}

// checkNormalised fails for a notebook that was saved in Jupyter, with its
// times and view state.
func checkNormalised(t *testing.T, path string, nb *ipynb.Notebook) {
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	nb.Normalise()
	now, err := nb.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != string(now) {
		t.Errorf("not as the runner writes it: %s\nwrite it with: go run ./notebooks -update notebooks/%s",
			firstDifference(string(kept), string(now)), path)
	}
}

// Whether the capture can answer comes before any question that is checked.
func TestPreflightComesFirst(t *testing.T) {
	labs, err := filepath.Glob("lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	for _, path := range labs {
		nb, err := ipynb.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range nb.Cells {
			if strings.Contains(c.Source(), "pcapnb.Preflight(") {
				break
			}
			if c.Tagged("solution") || strings.Contains(c.Source(), "exercise.Check(") {
				t.Errorf("%s: cell %s asks before pcapnb.Preflight", path, c.ID())
				break
			}
		}
	}
}

// firstDifference is the first line of now that is not the one kept.
func firstDifference(kept, now string) string {
	lines := strings.Split(kept, "\n")
	for i, line := range strings.Split(now, "\n") {
		if i >= len(lines) || lines[i] != line {
			return fmt.Sprintf("line %d is written %.120q", i+1, line)
		}
	}
	return "lines are missing"
}
