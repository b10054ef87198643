package verify

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// shownCells is how many cells that differ are told of one table.
const shownCells = 3

// A markup is what a reader sees of an output's HTML: its tables, and the text
// around them.
type markup struct {
	tables []grid
	text   string
}

// A grid is a table's rows; head is how many of them are headers.
type grid struct {
	rows [][]string
	head int
}

// differentMarkup says in which cells of their tables two outputs differ.
func differentMarkup(want, got string) []string {
	w, g := readMarkup(want), readMarkup(got)
	if len(w.tables) != len(g.tables) {
		return []string{fmt.Sprintf("kept with %d tables, now with %d", len(w.tables), len(g.tables))}
	}
	var found []string
	for i := range w.tables {
		name := "table"
		if len(w.tables) > 1 {
			name = fmt.Sprintf("table %d", i+1)
		}
		for _, difference := range differentTables(w.tables[i], g.tables[i]) {
			found = append(found, name+", "+difference)
		}
	}
	found = append(found, named("text", differentText(w.text, g.text))...)
	if len(found) == 0 { // the markup alone
		found = named("markup", differentText(want, got))
	}
	return found
}

// readMarkup reads tables and text out of HTML.
func readMarkup(text string) markup {
	var m markup
	var words strings.Builder
	inTable, inHead, inCell := false, false, false
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		begins := kind == html.StartTagToken
		switch {
		case kind == html.TextToken && inTable && inCell:
			g := &m.tables[len(m.tables)-1]
			row := g.rows[len(g.rows)-1]
			row[len(row)-1] += token.Data
		case kind == html.TextToken && !inTable:
			words.WriteString(token.Data)
		case token.Data == "table":
			inTable, inHead, inCell = begins, false, false
			if begins {
				m.tables = append(m.tables, grid{})
			}
		case !inTable:
		case token.Data == "thead":
			inHead = begins
		case token.Data == "tr" && begins:
			g := &m.tables[len(m.tables)-1]
			g.rows = append(g.rows, nil)
			if inHead {
				g.head++
			}
		case token.Data == "td" || token.Data == "th":
			g := &m.tables[len(m.tables)-1]
			if inCell = begins && len(g.rows) > 0; inCell {
				g.rows[len(g.rows)-1] = append(g.rows[len(g.rows)-1], "")
			}
		}
	}
	m.text = strings.TrimSpace(words.String())
	return m
}

// differentTables names the cells that differ, at most a few.
func differentTables(want, got grid) []string {
	if !slices.EqualFunc(want.rows[:want.head], got.rows[:got.head], slices.Equal) {
		return []string{fmt.Sprintf("kept with the columns %s, now %s", want.columns(), got.columns())}
	}
	var found []string
	w, g := want.rows[want.head:], got.rows[got.head:]
	if len(w) != len(g) {
		found = append(found, fmt.Sprintf("kept with %d rows, now with %d", len(w), len(g)))
	}
	cells := 0
	for r := range min(len(w), len(g)) {
		for c := range max(len(w[r]), len(g[r])) {
			kept, now := cellOf(w[r], c), cellOf(g[r], c)
			if kept == now {
				continue
			}
			if cells++; cells <= shownCells {
				kept, now = aroundDifference(kept, now)
				found = append(found, fmt.Sprintf("row %d, %s: kept %q, now %q", r+1, want.column(c), cutTo(kept, 2*around), cutTo(now, 2*around)))
			}
		}
	}
	if cells > shownCells {
		found = append(found, fmt.Sprintf("%d more cells", cells-shownCells))
	}
	return found
}

func cellOf(row []string, c int) string {
	if c >= len(row) {
		return "(no cell)"
	}
	return row[c]
}

// columns are the names in the last line of the header.
func (g grid) columns() string {
	if g.head == 0 {
		return "(none)"
	}
	return fmt.Sprintf("%q", g.rows[g.head-1])
}

// column names a column by its header, or by its place, from 1.
func (g grid) column(c int) string {
	if g.head > 0 && c < len(g.rows[g.head-1]) && g.rows[g.head-1][c] != "" {
		return fmt.Sprintf("column %q", g.rows[g.head-1][c])
	}
	return fmt.Sprintf("column %d", c+1)
}
