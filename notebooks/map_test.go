package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"netlab/pcapnb/ipynb"
)

// originalCells is how many code cells each original lab has.
var originalCells = map[string]int{"A": 28, "B": 21, "C": 55, "D": 15, "E": 13}

// A mapRow is a line of the map: one cell of an original and its counterparts.
type mapRow struct {
	line     int
	original string
	ours     []string // ids of our cells
}

// README.md says for every code cell of the five original labs which of our
// cells took its place.
func TestMap(t *testing.T) {
	rows := readMap(t, "README.md")
	for lab, cells := range originalCells {
		t.Run(lab, func(t *testing.T) {
			checkMapOrder(t, rows[lab], cells)
			checkMapTargets(t, rows[lab], labCells(t, lab))
		})
	}
}

// checkMapOrder fails unless the rows are the original's cells 1 to n.
func checkMapOrder(t *testing.T, rows []mapRow, n int) {
	if len(rows) != n {
		t.Errorf("the map has %d rows, the original %d code cells", len(rows), n)
	}
	for i, row := range rows {
		if want := fmt.Sprint(i + 1); row.original != want {
			t.Errorf("README.md:%d: original cell %q, want %s", row.line, row.original, want)
		}
	}
}

// checkMapTargets fails where a row names no cell of ours, or one that the
// notebook does not have, or one far ahead: the learning path is the same.
func checkMapTargets(t *testing.T, rows []mapRow, cells map[string]int) {
	last := 0
	for _, row := range rows {
		if len(row.ours) == 0 {
			t.Errorf("README.md:%d: original cell %s has no cell of ours", row.line, row.original)
			continue
		}
		for _, id := range row.ours {
			if _, ok := cells[id]; !ok {
				t.Errorf("README.md:%d: the notebook has no code cell %q", row.line, id)
			}
		}
		place := cells[row.ours[0]]
		if place < last {
			t.Errorf("README.md:%d: cell %q comes before the counterpart of the original's cell before", row.line, row.ours[0])
		}
		last = place
	}
}

// labCells returns the places of a lab's code cells by id.
func labCells(t *testing.T, lab string) map[string]int {
	nb, err := ipynb.Read(labPath(t, lab))
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int{}
	for i, c := range nb.Cells {
		if id, _ := c.Raw["id"].(string); c.IsCode() {
			places[id] = i
		}
	}
	return places
}

// labPath finds the notebook of lab "A": lab-a-….ipynb.
func labPath(t *testing.T, lab string) string {
	paths, err := filepath.Glob("lab-" + strings.ToLower(lab) + "-*.ipynb")
	if err != nil || len(paths) != 1 {
		t.Fatalf("notebooks of lab %s: %q, want one", lab, paths)
	}
	return paths[0]
}

var (
	mapHeading = regexp.MustCompile(`^## Lab ([A-E]):`)
	mapCell    = regexp.MustCompile("`([^`]+)`")
)

// readMap reads the tables below the headings "## Lab A: …", whose first
// column is the original's cell and whose third holds the ids of ours.
func readMap(t *testing.T, path string) map[string][]mapRow {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := map[string][]mapRow{}
	lab := ""
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if found := mapHeading.FindStringSubmatch(lines.Text()); found != nil {
			lab = found[1]
		}
		columns := strings.Split(lines.Text(), "|")
		if lab == "" || len(columns) != 6 || strings.Trim(columns[1], " 0123456789") != "" {
			continue
		}
		row := mapRow{line: n, original: strings.TrimSpace(columns[1])}
		for _, id := range mapCell.FindAllStringSubmatch(columns[3], -1) {
			row.ours = append(row.ours, id[1])
		}
		rows[lab] = append(rows[lab], row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}
