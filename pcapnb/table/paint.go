package table

import (
	"fmt"
	"maps"
	"math"

	"netlab/pcapnb/internal/misuse"
)

// A scale is the least and the greatest number of a column whose cells are painted by their values.
type scale struct{ low, high float64 }

// Bars returns the table so that a cell of the named columns has a bar behind its number. The longest is that of the column's largest
// number, of all its rows; numbers below zero have theirs on the left of zero. HTML shows bars, text does not. It panics where a
// column has no numbers.
func (t *Table) Bars(columns ...string) *Table {
	return t.painted("Bars", columns, func(s *style) *map[string]scale { return &s.bars }, func(s scale) scale {
		return scale{min(s.low, 0), max(s.high, 0)}
	})
}

// Colors returns the table so that a cell of the named columns has a background, the stronger the larger its number is. Its scale goes
// from the column's least number to its largest, of all its rows. HTML shows it, text does not. It panics where a column has no numbers.
func (t *Table) Colors(columns ...string) *Table {
	return t.painted("Colors", columns, func(s *style) *map[string]scale { return &s.colors }, func(s scale) scale { return s })
}

// painted adds the scales of the named columns to those of a kind.
func (t *Table) painted(verb string, columns []string, kind func(*style) *map[string]scale, change func(scale) scale) *Table {
	return t.styled(func(s *style) {
		scales := maps.Clone(*kind(s))
		if scales == nil {
			scales = make(map[string]scale)
		}
		for _, name := range columns {
			of, ok := t.Column(name).scale()
			if !ok {
				panic(misuse.Textf("pcapnb: %s(%q): the column has no numbers", verb, name))
			}
			scales[name] = change(of)
		}
		*kind(s) = scales
	})
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

// paints returns the backgrounds of a column's cells, nil for none.
func (s style) paints(c *Column) []string {
	bars, isBar := s.bars[c.Name]
	colors, isColor := s.colors[c.Name]
	if !isBar && !isColor {
		return nil
	}
	out := make([]string, c.n)
	for i := range out {
		v, ok := c.Number(i)
		switch {
		case !ok || math.IsNaN(v) || math.IsInf(v, 0):
		case isBar:
			out[i] = bars.bar(v)
		default:
			out[i] = colors.color(v)
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
	t := s.Table()
	names := t.Columns()
	return s.styled(func(*Table, int) *Table { return paint(t, names[len(names)-1]) }, 0)
}
