package table

import (
	"strings"
	"unicode"

	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/internal/words"
)

// String returns the table as text, aligned in columns, no line wider than 120 characters.
func (t *Table) String() string {
	g := t.grid()
	if t.full {
		return g.text(len(g.cols), 0)
	}
	return g.text(maxColumns, maxWidth)
}

// String returns the row as a list of names and values.
func (r Row) String() string { return r.grid().text(maxColumns, 0) }

// grid shows one row as two columns.
func (r Row) grid() grid {
	g := grid{lead: 1, cols: make([]gridColumn, 2)}
	for _, c := range r.t.cols {
		one := c.Take([]int{r.i}).show(2*maxCell, r.t.style)
		g.cols[0].cells = append(g.cols[0].cells, words.Cut(safe.Text(one.title()), 2*maxCell))
		g.cols[1].cells = append(g.cols[1].cells, one.cells[0])
		g.n++
	}
	return g
}

// text writes the grid with at most columns columns and, unless 0, width characters a line.
func (g grid) text(columns, width int) string {
	g = g.narrow(columns, width, textWidth)
	var b strings.Builder
	widths := make([]int, len(g.cols))
	titles := make([]string, len(g.cols))
	for i, c := range g.cols {
		widths[i] = textWidth(c) - columnGap
		titles[i] = safe.Text(c.title())
	}
	if strings.Join(titles, "") != "" {
		g.line(&b, widths, func(c int) string { return titles[c] })
	}
	for r := range g.n {
		if r == g.gap && r > 0 {
			g.line(&b, widths, func(int) string { return "…" })
		}
		g.line(&b, widths, func(c int) string { return g.cols[c].cells[r] })
	}
	for _, note := range g.notes {
		b.WriteString(safe.Text(note) + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// columnGap is the number of spaces between columns.
const columnGap = 2

func textWidth(c gridColumn) int {
	w := displayWidth(safe.Text(c.title()))
	for _, cell := range c.cells {
		w = max(w, displayWidth(cell))
	}
	return w + columnGap
}

// line writes one line without trailing spaces.
func (g grid) line(b *strings.Builder, widths []int, cell func(c int) string) {
	pad := 0
	for c, col := range g.cols {
		s := cell(c)
		free := widths[c] - displayWidth(s)
		if col.right {
			pad += free
			free = 0
		}
		if s != "" {
			b.WriteString(strings.Repeat(" ", pad))
			b.WriteString(s)
			pad = 0
		}
		pad += free + columnGap
	}
	b.WriteString("\n")
}

// displayWidth returns how many character cells of a terminal s takes: two for East Asian wide characters (UAX #11), none for combining marks.
func displayWidth(s string) int {
	w := 0
	for _, r := range s {
		switch {
		case r < 0x300:
			w++
		case unicode.In(r, unicode.Mn, unicode.Me):
		case isWide(r):
			w += 2
		default:
			w++
		}
	}
	return w
}

// isWide reports whether r takes two cells of a terminal.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, // Hangul Jamo
		0x2e80 <= r && r <= 0x303e, // CJK radicals, punctuation
		0x3041 <= r && r <= 0xa4cf, // Kana to Yi
		0xac00 <= r && r <= 0xd7a3, // Hangul syllables
		0xf900 <= r && r <= 0xfaff, // CJK compatibility ideographs
		0xfe30 <= r && r <= 0xfe6f, // CJK compatibility forms
		0xff00 <= r && r <= 0xff60, // fullwidth forms
		0xffe0 <= r && r <= 0xffe6,
		0x1f300 <= r && r <= 0x1f64f, // pictographs
		0x1f900 <= r && r <= 0x1f9ff,
		0x20000 <= r && r <= 0x3fffd: // CJK extensions
		return true
	}
	return false
}
