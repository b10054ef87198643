package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	nb, err := readNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range nb.problems() {
		t.Error(problem)
	}
	checkNormalised(t, path, nb)
	run := 0
	for i, c := range nb.cells {
		if !c.isCode() {
			continue
		}
		run++
		if got, want := c.raw["execution_count"], json.Number(fmt.Sprint(run)); got != want {
			t.Errorf("cell %d was run as number %v, want %v: run all from a clean kernel", i+1, got, want)
		}
		checkCell(t, i+1, c)
	}
}

func checkCell(t *testing.T, number int, c *cell) {
	if n := linesOf(c.source()); n > longestCell {
		t.Errorf("cell %d has %d lines, at most %d are wanted", number, n, longestCell)
	}
	for _, o := range c.outputs {
		alt, _ := o.metadata()["alt"].(string)
		if o.data()["image/png"] != nil && strings.TrimSpace(alt) == "" {
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
func checkNormalised(t *testing.T, path string, nb *notebook) {
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	nb.normalise()
	now, err := nb.bytes()
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != string(now) {
		t.Errorf("not as the runner writes it: %s\nwrite it with: go run ./notebooks -update notebooks/%s",
			differentText(string(kept), string(now)), path)
	}
}
