package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A stack is several rows of numbers of which each starts where the one before ends. Missing and negative numbers
// count as zero, and the caption says so.
type stack struct {
	p                 *Plot
	names             []string
	parts             []part // from the bottom
	n                 int    // numbers in a row
	missing, negative int
	shares            bool // of 100 %
}

// A part is what is drawn of a stack in one colour: a row, or the sum of the rows that have none.
type part struct {
	row  int // -1 for a sum of several
	rows int
	sums []float64
	fill color.NRGBA
}

func newStack(p *Plot, names []string, rows [][]float64, n int) *stack {
	s := &stack{p: p, names: names, n: n}
	totals := make([]float64, len(rows))
	for i, row := range rows {
		for k, v := range row {
			switch {
			case math.IsNaN(v):
				s.missing++
				row[k] = 0
			case v < 0:
				s.negative++
				row[k] = 0
			}
			totals[i] += row[k]
		}
	}
	rest := part{row: -1}
	for i, l := range looks(totals, mostNamed) {
		if l.other {
			rest.add(rows[i], l.fill())
			continue
		}
		own := part{row: i}
		own.add(rows[i], l.fill())
		s.parts = append(s.parts, own)
	}
	if rest.rows > 0 {
		s.parts = append(s.parts, rest)
	}
	s.legend()
	return s
}

// legend names the parts, where there are several.
func (s *stack) legend() {
	if len(s.parts) < 2 {
		return
	}
	for _, t := range s.parts {
		s.p.entries = append(s.p.entries, entry{name: func() string { return s.name(t) }, color: t.fill, glyph: swatch{}})
	}
}

func (t *part) add(row []float64, fill color.NRGBA) {
	if t.sums == nil {
		t.sums = make([]float64, len(row))
	}
	for k, v := range row {
		t.sums[k] += v
	}
	t.rows++
	t.fill = fill
}

// fill returns the colour of an area: where colours repeat, paler.
func (l look) fill() color.NRGBA {
	switch {
	case l.other:
		return pale(l.color, 0.7)
	case l.dashes != nil:
		return pale(l.color, 0.5)
	}
	return l.color
}

func (s *stack) name(t part) string {
	if t.row < 0 {
		return "other (" + thousands(fmt.Sprint(t.rows)) + ")"
	}
	return s.p.nameOf(t.row, s.names[t.row])
}

// total returns the height of the stack at place k.
func (s *stack) total(k int) (sum float64) {
	for _, t := range s.parts {
		sum += t.sums[k]
	}
	return sum
}

// scale returns by what to multiply the numbers at place k: where shares are drawn, so that they add up to 100.
func (s *stack) scale(k int) float64 {
	total := s.total(k)
	switch {
	case !s.shares:
		return 1
	case total == 0:
		return 0
	}
	return 100 / total
}

// levels returns the lower and the upper edge of each part at place k.
func (s *stack) levels(k int) []float64 {
	edges := make([]float64, len(s.parts)+1)
	for i, t := range s.parts {
		edges[i+1] = edges[i] + t.sums[k]*s.scale(k)
	}
	return edges
}

// extent returns how high the stack reaches.
func (s *stack) extent() (e extent) {
	for k := range s.n {
		e.add(orNaN(s.total(k) * s.scale(k)))
	}
	if e.n > 0 {
		e.add(0)
	}
	return e
}

func (s *stack) notes() []string {
	var notes []string
	if last := len(s.parts) - 1; last >= 0 && s.parts[last].row < 0 {
		n := s.parts[last].rows
		notes = append(notes, fmt.Sprintf("The largest %d of %d have colours; the other %d are added up", last, len(s.names), n))
	}
	if s.missing > 0 {
		notes = append(notes, count(s.missing, "missing value")+" "+counts(s.missing)+" as zero")
	}
	if s.negative > 0 {
		notes = append(notes, count(s.negative, "value")+" below zero "+counts(s.negative)+" as zero")
	}
	return notes
}

func counts(n int) string {
	if n == 1 {
		return "counts"
	}
	return "count"
}

// describe says how much each part makes of the whole at some places, and where it is largest; at writes a place.
func (s *stack) describe(places []int, at func(k int) string) []string {
	whole := 0.0
	for _, k := range places {
		whole += s.total(k)
	}
	if whole == 0 || !drawable(whole) {
		return nil
	}
	var sentences []string
	for _, t := range s.parts {
		sum, top := 0.0, places[0]
		for _, k := range places {
			sum += t.sums[k]
			if t.sums[k]*s.scale(k) > t.sums[top]*s.scale(top) {
				top = k
			}
		}
		if sum == 0 {
			continue
		}
		largest := number(t.sums[top])
		if s.shares {
			largest = percent(t.sums[top] * s.scale(top))
		}
		sentences = append(sentences, fmt.Sprintf("%s: %s, %s of all; largest %s at %s.",
			s.name(t), number(sum), percent(sum/whole*100), largest, at(top)))
	}
	return sentences
}

// percent writes a share of 100 % with one decimal.
func percent(share float64) string {
	if share > 0 && share < 0.1 {
		return "less than 0.1 %"
	}
	return number(math.Round(share*10)/10) + " %"
}

// asShares draws shares of 100 %; values is the axis that counts them.
func (s *stack) asShares(values *axis) {
	s.shares = true
	values.name, values.unit, values.fixed = "share", "%", true
}

// A swatch is an area in the legend.
type swatch struct{}

// DrawGlyph fills a rectangle.
func (swatch) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, pt vg.Point) {
	w, h := px(9), px(5.5)
	c.FillPolygon(sty.Color, []vg.Point{{X: pt.X - w, Y: pt.Y - h}, {X: pt.X - w, Y: pt.Y + h}, {X: pt.X + w, Y: pt.Y + h}, {X: pt.X + w, Y: pt.Y - h}})
}
