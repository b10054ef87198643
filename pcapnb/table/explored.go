package table

import (
	"encoding/json"
	"strings"

	"netlab/pcapnb/internal/safe"
)

// What a page is given to sort and filter.
const (
	mostExplored      = 2000    // rows
	mostExploredBytes = 1 << 20 // of cells
	longestExplored   = 200     // bytes of a cell
)

// Explored returns the table as JSON, from which a page draws it again so that it sorts and filters. Of more than 2,000 rows, or a
// megabyte, it has the first. Cells longer than 200 bytes are shortened.
//
// It is for package nb's Explore.
func (t *Table) Explored() string {
	g := t.Head(mostExplored).Full().grid()
	type column struct {
		Title string `json:"title"`
		Right bool   `json:"right"`
	}
	var said struct {
		Columns []column   `json:"columns"`
		Rows    [][]string `json:"rows"`
		Lead    int        `json:"lead"` // columns that name the row
		Of      int        `json:"of"`   // rows of the table
	}
	said.Lead, said.Of = g.lead, t.n
	said.Rows = make([][]string, g.n)
	for _, c := range g.cols {
		said.Columns = append(said.Columns, column{c.title(), c.right})
		for r := range g.n {
			said.Rows[r] = append(said.Rows[r], exploredCell(c.cells[r]))
		}
	}
	said.Rows = said.Rows[:within(said.Rows, mostExploredBytes)]
	text, err := json.Marshal(said)
	if err != nil {
		panic(err) // text and numbers are always JSON
	}
	return string(text)
}

// exploredCell makes a cell harmless to show, and not too long.
func exploredCell(text string) string {
	if len(text) > longestExplored {
		text = strings.ToValidUTF8(text[:longestExplored], "") + "…"
	}
	return safe.Text(text)
}

// within returns how many rows have no more bytes together than most.
func within(rows [][]string, most int) int {
	for i, row := range rows {
		for _, cell := range row {
			most -= len(cell)
		}
		if most < 0 {
			return i
		}
	}
	return len(rows)
}
