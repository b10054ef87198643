package table

import (
	"cmp"
	"math"
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// A Class is the numbers from From up to, but not including, To; -Inf and +Inf are no bound.
type Class struct{ From, To float64 }

// String returns "[64, 128)", "below 64" or "from 128".
func (c Class) String() string {
	from, to := formatFloat(c.From, decimals(c.From)), formatFloat(c.To, decimals(c.To))
	switch {
	case math.IsInf(c.From, -1):
		return "below " + to
	case math.IsInf(c.To, 1):
		return "from " + from
	}
	return "[" + from + ", " + to + ")"
}

// Compare orders classes by where they begin.
func (c Class) Compare(d Class) int {
	return cmp.Or(cmp.Compare(c.From, d.From), cmp.Compare(c.To, d.To))
}

// Cut makes a key of the class that a number lies in, to group by. Cut(Length, 64, 128, 256) has the classes below 64, [64, 128),
// [128, 256) and from 256. A row without the number is in none. (pandas' cut with right=False.)
func Cut[T any](m Measurer[T], edges ...float64) Key[T, Class] {
	wantEdges(edges)
	return NewOptionalKey(m.FieldName(), func(row T) (Class, bool) {
		held, ok := m.Value(row)
		v, isNumber := numberOf(held)
		return classOf(v, edges), ok && isNumber
	})
}

func wantEdges(edges []float64) {
	for i, e := range edges {
		if e != e || i > 0 && e <= edges[i-1] {
			panic(misuse.Textf("pcapnb: Cut at %v: want edges in ascending order", edges))
		}
	}
	if len(edges) == 0 {
		panic(misuse.Text("pcapnb: Cut: want at least one edge"))
	}
}

func classOf(v float64, edges []float64) Class {
	i, at := slices.BinarySearch(edges, v)
	if at {
		i++
	}
	c := Class{math.Inf(-1), math.Inf(1)}
	if i > 0 {
		c.From = edges[i-1]
	}
	if i < len(edges) {
		c.To = edges[i]
	}
	return c
}

// Quantiles returns several quantiles of m over the rows that have it, under their fractions from 0 to 1. They are R's type 7, as
// pandas' are: Quantiles(pkts, Length, 0.5, 0.95, 0.99).
func Quantiles[S RowsOf[T], T any](rows S, m Measurer[T], fractions ...float64) Series[float64] {
	values := make([]float64, len(fractions))
	name, unit := m.FieldName(), ""
	for i, p := range fractions {
		stat := Quantile(rows, m, p)
		unit, values[i] = stat.Unit, stat.Value
		if stat.Missing {
			values[i] = math.NaN()
		}
	}
	return NewSeries(name, unit, "quantile", fractions, values)
}
