package table

import (
	"fmt"
	"slices"
	"strings"

	"netlab/pcapnb/internal/words"
)

// How much of a table is shown, as pandas does: a longer one is cut to its first and last rows, a wider one loses its middle columns.
const (
	maxRows    = 60
	cutRows    = 5 // rows shown at each end of a longer table
	maxColumns = 20
	maxCell    = 50  // characters
	maxWidth   = 120 // characters of a line of text
)

// A grid is a table as it is shown: text in cells, ready to be written as text or HTML once it is escaped for that.
type grid struct {
	lead  int // columns at the left that name the rows
	cols  []gridColumn
	n     int
	gap   int // rows were left out before this one; 0 for none
	notes []string
}

type gridColumn struct {
	name, unit string
	right      bool // numbers are aligned right
	cells      []string
	paint      []string // backgrounds of the cells, nil for none
}

func (c gridColumn) title() string {
	switch {
	case c.unit == "", c.unit == c.name:
		return c.name
	case c.name == "":
		return c.unit
	}
	return c.name + " (" + c.unit + ")"
}

// grid returns the table as it is shown.
func (t *Table) grid() grid {
	shown, gap := t, 0
	if t.n > maxRows && !t.full {
		shown = t.take(append(span(0, cutRows), span(t.n-cutRows, t.n)...))
		gap = cutRows
	}
	return shown.gridOf(t.n, gap)
}

// gridOf shows all rows of t, which were taken from total rows.
func (t *Table) gridOf(total, gap int) grid {
	g := grid{lead: t.lead, n: t.n, gap: gap}
	limit := maxCell
	if t.full {
		limit = 0
	}
	if t.lead == 0 {
		index := t.numbering()
		g.lead = 1
		g.cols = append(g.cols, index.show(limit, t.style))
	}
	for i, c := range t.cols {
		col := c.show(limit, t.style)
		if i < t.lead-1 {
			hideRepeats(g.cols, col.cells, gap)
		}
		g.cols = append(g.cols, col)
	}
	if gap > 0 {
		g.notes = append(g.notes, fmt.Sprintf("%s × %s", words.Plural(total, "row"), words.Plural(len(t.cols)-t.lead, "column")))
	}
	if t.n == 0 {
		g.notes = append(g.notes, "no rows")
	}
	g.notes = append(g.notes, t.notes...)
	return g
}

// hideRepeats empties cells of a naming column that say what the row above says, so that groups of groups show as groups.
func hideRepeats(before []gridColumn, cells []string, gap int) {
	for i := len(cells) - 1; i > 0; i-- {
		outer := slices.ContainsFunc(before, func(c gridColumn) bool { return c.cells[i] != "" })
		if cells[i] == cells[i-1] && !outer && i != gap {
			cells[i] = ""
		}
	}
}

// show writes the column's values, numbers and times all with the same precision.
func (c *Column) show(limit int, how *style) gridColumn {
	g := gridColumn{name: c.Name, unit: c.Unit, cells: make([]string, c.n), paint: c.paints()}
	g.right = c.showsRight()
	write := c.formatter(limit)
	if how != nil {
		if styled := how.formatter(c); styled != nil {
			write = styled
		}
	}
	for i := range g.cells {
		if c.Has(i) {
			g.cells[i] = write(i)
		}
	}
	return g
}

// showsRight reports whether the column's values are numbers, which are aligned right.
func (c *Column) showsRight() bool {
	switch c.kind {
	case KindWhole, KindFloat, KindDuration:
		return true
	case KindOther:
		return c.codes == nil && len(c.others) > 0 && !slices.ContainsFunc(c.others, func(v any) bool {
			_, number := numberOf(v)
			return v != nil && !number
		})
	}
	return false
}

// formatter returns how the column's values are written.
func (c *Column) formatter(limit int) func(i int) string {
	switch c.kind {
	case KindFloat:
		digits := floatsFormat(c.Floats())
		return func(i int) string { return formatFloat(c.floats[i], digits) }
	case KindTime:
		digits := c.subseconds()
		return func(i int) string { return formatTime(c.time(i), digits) }
	}
	return func(i int) string { return formatAny(c.at(i), limit) }
}

// subseconds returns how many digits after the second the column's times need.
func (c *Column) subseconds() int {
	digits := 0
	for i := range c.n {
		if c.Has(i) {
			digits = max(digits, subseconds(int((c.ints[i]%1e9+1e9)%1e9)))
		}
	}
	return digits
}

// maxNamed bounds the names of columns in a note.
const maxNamed = 40

// narrow drops columns from the middle until at most count are left and, unless width is 0, lines are no longer than it.
// It notes which.
func (g grid) narrow(count, width int, widthOf func(gridColumn) int) grid {
	head, tail := g.fit(count, width, widthOf)
	if head+tail >= len(g.cols) {
		return g
	}
	hidden := g.cols[head : len(g.cols)-tail]
	names := make([]string, min(len(hidden), maxNamed))
	for i := range names {
		names[i] = hidden[i].name
	}
	if more := len(hidden) - len(names); more > 0 {
		names = append(names, "and "+words.Count(more)+" more")
	}
	dots := gridColumn{name: "…", cells: slices.Repeat([]string{"…"}, g.n)}
	h := g
	h.cols = slices.Concat(g.cols[:head], []gridColumn{dots}, g.cols[len(g.cols)-tail:])
	note := fmt.Sprintf("%s not shown: %s", words.Plural(len(hidden), "column"), strings.Join(names, ", "))
	h.notes = append([]string{note}, g.notes...)
	return h
}

// fit returns how many columns to show at the left and at the right: all, or the last one and as many of the first as there is room for.
func (g grid) fit(count, width int, widthOf func(gridColumn) int) (head, tail int) {
	all := 0
	for _, c := range g.cols {
		all += widthOf(c)
	}
	last := len(g.cols) - 1
	if len(g.cols)-g.lead <= count && (width == 0 || all <= width) || last <= g.lead+1 {
		return len(g.cols), 0
	}
	room := width - 3 - widthOf(g.cols[last]) // 3 for the column of dots
	for head < last-1 && (head <= g.lead || head-g.lead < count-1) {
		if room -= widthOf(g.cols[head]); width > 0 && room < 0 && head > g.lead {
			break
		}
		head++
	}
	return head, 1
}
