package table

import (
	"strings"

	"netlab/pcapnb/internal/safe"
)

// HTML returns the table as a plain <table>, without styles or scripts, everything in it escaped.
func (t *Table) HTML() string {
	g := t.grid()
	if t.full {
		return g.html(len(g.cols))
	}
	return g.html(maxColumns)
}

// HTML returns the row as a <table> of names and values.
func (r Row) HTML() string { return r.grid().html(maxColumns) }

// html writes the grid with at most columns columns. Numbers go right, all else left. Jupyter's style sheet pushes every
// cell to the right, align attribute or not, so the left says it by a style; where styles are stripped, left is how cells
// are without one, and align tells numbers and headers, which are not.
func (g grid) html(columns int) string {
	g = g.narrow(columns, 0, textWidth)
	var b strings.Builder
	b.WriteString("<table>\n")
	g.htmlHead(&b)
	b.WriteString("<tbody>\n")
	for r := range g.n {
		if r == g.gap && r > 0 {
			g.htmlRow(&b, func(int) (string, string) { return "…", "" })
		}
		g.htmlRow(&b, func(c int) (string, string) { return g.cols[c].cells[r], g.cols[c].background(r) })
	}
	b.WriteString("</tbody>\n</table>\n")
	for _, note := range g.notes {
		b.WriteString("<p>" + safe.HTML(note) + "</p>\n")
	}
	return b.String()
}

func (g grid) htmlHead(b *strings.Builder) {
	if len(g.cols) == 2 && g.cols[0].title()+g.cols[1].title() == "" {
		return
	}
	b.WriteString("<thead>\n<tr>")
	for _, c := range g.cols {
		b.WriteString("<th" + align(c.right, true) + ">" + safe.HTML(c.title()) + "</th>")
	}
	b.WriteString("</tr>\n</thead>\n")
}

// htmlRow writes one row of cells, each with its background.
func (g grid) htmlRow(b *strings.Builder, cell func(c int) (text, background string)) {
	b.WriteString("<tr>")
	for c, col := range g.cols {
		tag := "td"
		if c < g.lead {
			tag = "th"
		}
		text, background := cell(c)
		if background != "" {
			background = ` style="background: ` + background + `"`
		}
		b.WriteString("<" + tag + align(col.right, tag == "th") + background + ">" + cellHTML(text) + "</" + tag + ">")
	}
	b.WriteString("</tr>\n")
}

// background is that of a cell, or "".
func (c gridColumn) background(row int) string {
	if c.paint == nil {
		return ""
	}
	return c.paint[row]
}

// longestTime is how many characters a time with nanoseconds takes.
const longestTime = len("2006-01-02 15:04:05.999999999")

// cellHTML escapes a cell's text. What begins with a digit, as times and numbers with their units do, is not broken over
// lines: Jupyter's style sheet breaks cells at spaces and hyphens even with a nowrap attribute. Where the element is
// stripped the text is as it was, to be copied and searched.
func cellHTML(text string) string {
	escaped := keepSpaces(safe.HTML(text))
	if len(text) > longestTime || !strings.ContainsAny(text, " -") || text[0] < '0' || text[0] > '9' {
		return escaped
	}
	return "<nobr>" + escaped + "</nobr>"
}

// keepSpaces makes spaces that a browser would leave out no-break spaces: those at the beginning and end, and all but the last of several.
func keepSpaces(s string) string {
	if !strings.Contains(s, "  ") && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") {
		return s
	}
	b := []byte(s)
	var out strings.Builder
	for i, c := range b {
		if c == ' ' && (i == 0 || i == len(b)-1 || b[i+1] == ' ') {
			out.WriteString("\u00a0")
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// align returns the attributes of a cell, a header or not.
func align(right, header bool) string {
	switch {
	case right:
		return ` align="right"`
	case header:
		return ` align="left" style="text-align: left"`
	}
	return ` style="text-align: left"`
}
