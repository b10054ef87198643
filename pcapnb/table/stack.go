package table

import (
	"strconv"
	"strings"

	"netlab/pcapnb/internal/misuse"
)

// Stack makes a long table of a wide one: for each row one row for each of the named columns. A column called name holds the
// column's name, and one called value what it held. The other columns are repeated, and empty cells are left out. (pandas' melt
// without missing values.) Unstack is its reverse.
func (t *Table) Stack(name, value string, columns ...string) *Table {
	var cols []*Column
	for _, column := range columns {
		cols = append(cols, t.Column(column))
	}
	if len(cols) == 0 {
		panic(misuse.Textf("pcapnb: Stack(%q, %q): want the names of the columns to stack", name, value))
	}
	rest := t.Drop(columns...)
	var rows []int
	names, values := newColumn[any](name, "", t.n*len(cols)), newColumn[any](value, cols[0].Unit, t.n*len(cols))
	for i := range t.n {
		for _, c := range cols {
			if v, ok := c.Value(i); ok {
				rows = append(rows, i)
				names.add(c.Name, true)
				values.add(v, true)
			}
		}
	}
	u := rest.take(rows)
	u.index = nil
	return u.further("Stack", names.column()).further("Stack", values.like(cols...))
}

// Unstack makes a wide table of a long one: a column for each value of the column name, with what the column value holds there. There
// is a row for each combination of the other columns; rows and columns are in the order in which they first appear. Two values for
// one cell panic. (pandas' pivot.)
func (t *Table) Unstack(name, value string) *Table {
	values, rest := t.Column(value), t.Drop(name, value)
	g := unstacking{rowOf: map[string]int{}, colOf: map[string]int{}, cells: map[[2]int]int{}}
	names := t.Column(name)
	for i := range t.n {
		v, ok := names.Value(i)
		if !ok {
			continue
		}
		head := rawText(v)
		if before, taken := g.put(i, rest.rowText(i), head); taken {
			panic(misuse.Textf("pcapnb: Unstack(%q, %q): rows %d and %d are both for %q", name, value, before, i, head))
		}
	}
	u := rest.take(g.rows)
	u.index = nil
	for c, head := range g.heads {
		column := values.Take(g.column(c))
		column.Name = head
		u = u.further("Unstack", column)
	}
	return u
}

// unstacking is the shape of what Unstack makes.
type unstacking struct {
	rowOf, colOf map[string]int
	rows         []int    // the first row of the long table for each new one
	heads        []string // of the new columns
	cells        map[[2]int]int
}

// put says that row i of the long table belongs into the row and the column of these texts. It returns the row that is
// there already.
func (g *unstacking) put(i int, row, head string) (before int, taken bool) {
	if _, known := g.rowOf[row]; !known {
		g.rowOf[row], g.rows = len(g.rows), append(g.rows, i)
	}
	if _, known := g.colOf[head]; !known {
		g.colOf[head], g.heads = len(g.heads), append(g.heads, head)
	}
	at := [2]int{g.rowOf[row], g.colOf[head]}
	if before, taken = g.cells[at]; !taken {
		g.cells[at] = i
	}
	return before, taken
}

// column returns for each row the row of the long table that holds its value of column c, or -1.
func (g *unstacking) column(c int) []int {
	from := make([]int, len(g.rows))
	for r := range from {
		from[r] = -1
		if i, ok := g.cells[[2]int{r, c}]; ok {
			from[r] = i
		}
	}
	return from
}

// rowText returns a text of all cells of row i, that only rows with the same cells have: each with its length before it.
func (t *Table) rowText(i int) string {
	var text strings.Builder
	for _, c := range t.cols {
		v, ok := c.Value(i)
		if !ok {
			text.WriteByte('-')
			continue
		}
		cell := rawText(v)
		text.WriteString(strconv.Itoa(len(cell)))
		text.WriteByte(':')
		text.WriteString(cell)
	}
	return text.String()
}
