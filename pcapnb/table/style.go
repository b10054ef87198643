package table

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/zone"
)

// A style is how a table's numbers and times are written when it is shown; its values and the files made of it stay as they are.
type style struct {
	digits    int // after the point, -1 for as many as are needed
	thousands bool
	zone      *time.Location // nil for UTC
}

var plainStyle = style{digits: -1}

// Digits returns the table so that numbers with a fraction show rounded, with so many digits after the point. Its values stay as they are.
func (t *Table) Digits(n int) *Table {
	if n < 0 || n > 15 {
		panic(misuse.Textf("pcapnb: Digits(%d): want 0 to 15 digits after the point", n))
	}
	return t.styled(func(s *style) { s.digits = n })
}

// Thousands returns the table so that numbers that have a unit show with commas: 1,264,773 bytes. Ports and other names that are numbers
// do not.
func (t *Table) Thousands() *Table { return t.styled(func(s *style) { s.thousands = true }) }

// InZone returns the table so that times show as clocks in a zone, each with how far they are from UTC: InZone("Europe/Berlin"). Files made
// of the table have UTC.
func (t *Table) InZone(name string) *Table {
	in, err := zone.Load(name)
	if err != nil {
		panic(misuse.Textf("pcapnb: InZone(%q): want a name of the IANA time zone database, such as Europe/Berlin; %v", name, err))
	}
	return t.styled(func(s *style) { s.zone = in })
}

// Digits returns the series so that numbers with a fraction show rounded, with so many digits after the point, as [Table.Digits] does a table.
func Digits[K comparable](s Series[K], n int) Series[K] {
	return s.of().(*series[K]).styled((*Table).Digits, n)
}

// Thousands returns the series so that numbers that have a unit show with commas, as [Table.Thousands] does a table.
func Thousands[K comparable](s Series[K]) Series[K] {
	return s.of().(*series[K]).styled(func(t *Table, _ int) *Table { return t.Thousands() }, 0)
}

// styled returns the series in the style that change gives a table.
func (s *series[K]) styled(change func(t *Table, n int) *Table, n int) *series[K] {
	u := *s
	u.style = change(&Table{style: s.style}, n).style
	return &u
}

func (t *Table) styled(change func(s *style)) *Table {
	s := plainStyle
	if t.style != nil {
		s = *t.style
	}
	change(&s)
	u := *t
	u.style = &s
	return &u
}

// formatter returns how a column's values are written, nil for as without a style.
func (s style) formatter(c *Column) func(i int) string {
	switch {
	case c.kind == KindTime && s.zone != nil:
		layout := "2006-01-02 15:04:05"
		if digits := c.subseconds(); digits > 0 {
			layout += "." + strings.Repeat("0", digits)
		}
		return func(i int) string { return time.Unix(0, c.ints[i]).In(s.zone).Format(layout + " -07:00") }
	case c.kind == KindFloat && (s.digits >= 0 || s.thousands && c.Unit != ""):
		digits := floatsFormat(c.Floats())
		if s.digits >= 0 {
			digits = s.digits
		}
		return func(i int) string { return s.separate(formatFloat(zeroRounded(c.floats[i], digits), digits), c) }
	case c.kind == KindWhole && s.thousands && c.Unit != "":
		return func(i int) string { return s.separate(strconv.FormatInt(c.ints[i], 10), c) }
	}
	return nil
}

// zeroRounded turns what rounds to -0 into 0.
func zeroRounded(v float64, digits int) float64 {
	if digits >= 0 && math.Abs(v) < 0.5*math.Pow10(-digits) {
		return 0
	}
	return v
}

// separate puts commas between the thousands of a number of a column with a unit.
func (s style) separate(text string, c *Column) string {
	if !s.thousands || c.Unit == "" || strings.ContainsAny(text, "einfa") {
		return text
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, fraction, hasFraction := strings.Cut(text, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if hasFraction {
		whole += "." + fraction
	}
	return sign + whole
}

// A scale is the least and the greatest number of a column whose cells are painted by their values.
type scale struct{ low, high float64 }

// A paint is how a column's cells are painted: with bars, in colors or, the zero value, not at all. A column carries its own, so that it
// goes wherever the column does.
type paint struct{ bars, colors *scale }

// onBars is the scale of bars, which begin at zero.
func onBars(s scale) scale { return scale{min(s.low, 0), max(s.high, 0)} }

// onColors is the scale of colors.
func onColors(s scale) scale { return s }

// over is the paint for other numbers in the place of those that p was for.
func (p paint) over(c *Column) paint {
	s, ok := c.scale()
	if !ok {
		return paint{}
	}
	p.bars, p.colors = repaint(p.bars, onBars(s)), repaint(p.colors, onColors(s))
	return p
}

// repaint is the scale s where there was one.
func repaint(old *scale, s scale) *scale {
	if old == nil {
		return nil
	}
	return &s
}

// times is the paint of the same numbers in another unit.
func (p paint) times(factor float64) paint {
	for _, s := range []**scale{&p.bars, &p.colors} {
		if old := *s; old != nil {
			low, high := old.low*factor, old.high*factor
			*s = &scale{min(low, high), max(low, high)}
		}
	}
	return p
}

// paintOver is the paint of a column that is made of several: on a scale that holds all of theirs.
func paintOver(columns []*Column) paint {
	var p paint
	for _, c := range columns {
		p.bars, p.colors = p.bars.joined(c.paint.bars), p.colors.joined(c.paint.colors)
	}
	return p
}

func (s *scale) joined(t *scale) *scale {
	if s == nil || t == nil {
		return cmp.Or(s, t)
	}
	return &scale{min(s.low, t.low), max(s.high, t.high)}
}

// Bars returns the table so that a cell of the named columns has a bar behind its number. The longest is that of the column's largest
// number, of all its rows; numbers below zero have theirs on the left of zero. HTML shows bars, text does not. It panics where a
// column has no numbers.
func (t *Table) Bars(columns ...string) *Table {
	return t.painted("Bars", columns, func(p *paint, s scale) { s = onBars(s); p.bars = &s })
}

// Colors returns the table so that a cell of the named columns has a background, the stronger the larger its number is. Its scale goes
// from the column's least number to its largest, of all its rows. HTML shows it, text does not. It panics where a column has no numbers.
func (t *Table) Colors(columns ...string) *Table {
	return t.painted("Colors", columns, func(p *paint, s scale) { p.colors = &s })
}

// painted paints the named columns on the scales of their numbers.
func (t *Table) painted(verb string, columns []string, with func(*paint, scale)) *Table {
	u := *t
	u.cols = slices.Clone(t.cols)
	for _, name := range columns {
		c := u.Column(name)
		of, ok := c.scale()
		if !ok {
			panic(misuse.Textf("pcapnb: %s(%q): the column has no numbers", verb, name))
		}
		painted := *c
		with(&painted.paint, of)
		u.replace(c, &painted)
	}
	return &u
}

// replace puts a column in the place of another; the table's columns are nobody else's.
func (t *Table) replace(old, column *Column) {
	if old == t.index {
		t.index = column
		return
	}
	t.cols[slices.Index(t.cols, old)] = column
}

// scale returns the least and the greatest number of a column.
func (c *Column) scale() (s scale, ok bool) {
	s = scale{math.Inf(1), math.Inf(-1)}
	for i := range c.n {
		if v, has := c.Number(i); has && !math.IsNaN(v) && !math.IsInf(v, 0) {
			s.low, s.high = min(s.low, v), max(s.high, v)
		}
	}
	return s, s.low <= s.high && c.showsRight()
}

// Colors of bars and of cells, which let the text and the page's own color through, light or dark.
const (
	barColor  = "rgba(31, 119, 180, 0.3)"
	cellColor = "rgba(214, 39, 40, %.2f)"
)

// paints returns the backgrounds of the column's cells, nil for none.
func (c *Column) paints() []string {
	if c.paint == (paint{}) {
		return nil
	}
	out := make([]string, c.n)
	for i := range out {
		v, ok := c.Number(i)
		switch {
		case !ok || math.IsNaN(v) || math.IsInf(v, 0):
		case c.paint.bars != nil:
			out[i] = c.paint.bars.bar(v)
		default:
			out[i] = c.paint.colors.color(v)
		}
	}
	return out
}

// bar is the background of a number with a bar: from zero to it.
func (s scale) bar(v float64) string {
	from, to := s.share(0), s.share(v)
	if from > to {
		from, to = to, from
	}
	return fmt.Sprintf("linear-gradient(90deg, transparent %.1f%%, %s %.1f%%, %s %.1f%%, transparent %.1f%%)",
		100*from, barColor, 100*from, barColor, 100*to, 100*to)
}

// color is the background of a number that is colored by its value.
func (s scale) color(v float64) string { return fmt.Sprintf(cellColor, 0.6*s.share(v)) }

// share is how far v is from low to high, 0 to 1.
func (s scale) share(v float64) float64 {
	if s.high <= s.low {
		return 0
	}
	return min(max((v-s.low)/(s.high-s.low), 0), 1)
}

// Bars returns the series with a bar behind each number, as [Table.Bars] does a table.
func Bars[K comparable](s Series[K]) Series[K] { return s.of().(*series[K]).painted((*Table).Bars) }

// Colors returns the series with the backgrounds of its numbers by their values, as [Table.Colors] does a table.
func Colors[K comparable](s Series[K]) Series[K] { return s.of().(*series[K]).painted((*Table).Colors) }

func (s *series[K]) painted(paint func(*Table, ...string) *Table) *series[K] {
	u := *s
	u.paint = paint(NewTable(s.column()), s.name).cols[0].paint
	return &u
}
