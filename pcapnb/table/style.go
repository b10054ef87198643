package table

import (
	"math"
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
	bars      map[string]scale
	colors    map[string]scale
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
