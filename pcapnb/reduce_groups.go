package pcapnb

import "slices"

// series makes one number a group of one number a code; groups without a number are missing.
func (g *Groups[T, K]) series(name, unit string, r reduced) *Series[K] {
	s := &Series[K]{Name: name, Unit: unit, KeyName: g.key.Name, keys: slices.Clone(g.keys), values: make([]float64, len(g.keys))}
	if g.kept {
		s.noKey = len(g.keys)
	}
	for i, code := range g.order {
		s.values[i] = r.value[code]
		if r.n[code] == 0 {
			s.drop(i)
		}
	}
	s.settle()
	s.notes = g.note("")
	return s
}

// reduce applies one of the reducers to every group.
func (g *Groups[T, K]) reduce(m Measurer[T], name string, f func(g grouped[T], m Measure[T]) reduced) *Series[K] {
	measure := m.AsMeasure()
	return g.series(name+measure.Name, measure.Unit, f(g.grouped(), measure))
}

// Count returns the number of rows in each group.
func (g *Groups[T, K]) Count() *Series[K] {
	s := &Series[K]{Name: "count", Unit: rowNoun[T]() + "s", KeyName: g.key.Name, keys: slices.Clone(g.keys), values: make([]float64, len(g.keys))}
	if g.kept {
		s.noKey = len(g.keys)
	}
	for i, n := range g.sizes {
		s.values[i] = float64(n)
	}
	s.notes = g.note("")
	return s
}

// Sum returns the sum of m in each group: 0 where no row has it, unless EmptyMissing was asked for.
func (g *Groups[T, K]) Sum(m Measurer[T]) *Series[K] {
	measure := m.AsMeasure()
	r := g.grouped().sums(measure)
	amount := ""
	if n := len(r.value) - 1; r.n[n] > 0 {
		amount = newStat("", measure.Unit, r.value[n], true).String()
	}
	if !g.empty {
		r.all()
	}
	s := g.series(measure.Name, measure.Unit, r)
	s.notes = g.note(amount)
	return s
}

// EmptyMissing returns the groups so that a sum over none is missing rather than 0: a line breaks where nothing was captured.
func (g *Groups[T, K]) EmptyMissing() *Groups[T, K] {
	h := *g
	h.empty = true
	return &h
}

// Mean returns the mean of m in each group.
func (g *Groups[T, K]) Mean(m Measurer[T]) *Series[K] { return g.reduce(m, "mean ", means[T]) }

// Median returns the median of m in each group.
func (g *Groups[T, K]) Median(m Measurer[T]) *Series[K] {
	return g.Quantile(m, 0.5).As("median " + m.FieldName())
}

// Quantile returns the p-quantile of m in each group (R type 7, as pandas), p from 0 to 1.
func (g *Groups[T, K]) Quantile(m Measurer[T], p float64) *Series[K] {
	wantFraction("Quantile", p)
	return g.reduce(m, quantileName(p), func(g grouped[T], m Measure[T]) reduced { return g.quantiles(m, p) })
}

// Min returns the smallest m in each group.
func (g *Groups[T, K]) Min(m Measurer[T]) *Series[K] { return g.reduce(m, "min ", minima[T]) }

// Max returns the largest m in each group.
func (g *Groups[T, K]) Max(m Measurer[T]) *Series[K] { return g.reduce(m, "max ", maxima[T]) }

// Std returns the standard deviation (n-1) of m in each group; a group of one number has none.
func (g *Groups[T, K]) Std(m Measurer[T]) *Series[K] { return g.reduce(m, "std ", grouped[T].stds) }

// First returns the first m in each group.
func (g *Groups[T, K]) First(m Measurer[T]) *Series[K] {
	return g.reduce(m, "first ", func(g grouped[T], m Measure[T]) reduced { return g.ends(m, false) })
}

// Last returns the last m in each group.
func (g *Groups[T, K]) Last(m Measurer[T]) *Series[K] {
	return g.reduce(m, "last ", func(g grouped[T], m Measure[T]) reduced { return g.ends(m, true) })
}

// NUnique returns how many different values of field each group has.
func (g *Groups[T, K]) NUnique(field Field[T]) *Series[K] {
	return g.series("unique "+field.FieldName(), "", g.grouped().uniques(field))
}

// ArgMax returns each group's row with the largest m, the first of several, the groups in order.
func (g *Groups[T, K]) ArgMax(m Measurer[T]) Rows[T] { return g.arg(m, true) }

// ArgMin returns each group's row with the smallest m, the first of several, the groups in order.
func (g *Groups[T, K]) ArgMin(m Measurer[T]) Rows[T] { return g.arg(m, false) }

func (g *Groups[T, K]) arg(m Measurer[T], largest bool) Rows[T] {
	r, row := g.grouped().extremes(m.AsMeasure(), largest)
	var out Rows[T]
	for _, code := range g.order {
		if r.n[code] > 0 {
			out = append(out, g.rows[row[code]])
		}
	}
	return out
}

// Apply returns what f makes of each group's rows; f returns false where there is nothing to say.
func (g *Groups[T, K]) Apply(name, unit string, f func(rows Rows[T]) (float64, bool)) *Series[K] {
	r := newReduced(g.count)
	i := 0
	for _, rows := range g.All() {
		code := g.order[i]
		v, ok := f(rows)
		r.value[code], r.n[code] = v, boolRank(ok)
		i++
	}
	return g.series(name, unit, r)
}
