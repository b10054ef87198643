package table

import "slices"

// series makes one number a group of one number a code; groups without a number are missing.
func (g *groups[T, K]) series(name, unit string, r reduced) *series[K] {
	s := &series[K]{name: name, unit: unit, keyName: g.key.name, keys: slices.Clip(g.keys), values: make([]float64, len(g.keys))}
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

// reduce applies one of the reductions to every group.
func (g *groups[T, K]) reduce(m Measurer[T], what reduction) Series[K] {
	if g.read != nil {
		h, r := g.read.reduce(*g, m, what)
		return h.reducedTo(m.numbers(nil), what, r)
	}
	numbers := m.numbers(g.rows)
	return g.reducedTo(numbers, what, g.grouped().reduce(numbers, what))
}

// reducedTo makes the series of a reduction.
func (g *groups[T, K]) reducedTo(m numbers, what reduction, r reduced) Series[K] {
	return g.series(what.prefix()+m.name, m.unit, r)
}

func (g *groups[T, K]) Count() Series[K] {
	g = g.settled()
	s := &series[K]{name: "count", unit: rowNoun[T]() + "s", keyName: g.key.name, keys: slices.Clip(g.keys), values: make([]float64, len(g.keys))}
	if g.kept {
		s.noKey = len(g.keys)
	}
	for i, n := range g.sizes {
		s.values[i] = float64(n)
	}
	s.notes = g.note("")
	return s
}

func (g *groups[T, K]) Sum(m Measurer[T]) Series[K] {
	if g.read != nil {
		h, r := g.read.reduce(*g, m, reduction{kind: toSum})
		return h.summed(m.numbers(nil), r)
	}
	numbers := m.numbers(g.rows)
	return g.summed(numbers, g.grouped().sums(numbers))
}

// summed makes the series of sums, the last of them that of the rows without a key.
func (g *groups[T, K]) summed(numbers numbers, r reduced) Series[K] {
	amount := ""
	if n := len(r.value) - 1; r.n[n] > 0 {
		amount = newStat("", numbers.unit, r.value[n], true).String()
	}
	if !g.empty {
		r.all()
	}
	s := g.series(numbers.name, numbers.unit, r)
	s.notes = g.note(amount)
	return s
}

func (g *groups[T, K]) EmptyMissing() Groups[T, K] {
	h := *g
	h.empty = true
	return &h
}

func (g *groups[T, K]) Mean(m Measurer[T]) Series[K]   { return g.reduce(m, reduction{kind: toMean}) }
func (g *groups[T, K]) Median(m Measurer[T]) Series[K] { return g.reduce(m, median) }
func (g *groups[T, K]) Quantile(m Measurer[T], p float64) Series[K] {
	wantFraction("Quantile", p)
	return g.reduce(m, reduction{kind: toQuantile, p: p})
}
func (g *groups[T, K]) Min(m Measurer[T]) Series[K]   { return g.reduce(m, reduction{kind: toMin}) }
func (g *groups[T, K]) Max(m Measurer[T]) Series[K]   { return g.reduce(m, reduction{kind: toMax}) }
func (g *groups[T, K]) Std(m Measurer[T]) Series[K]   { return g.reduce(m, reduction{kind: toStd}) }
func (g *groups[T, K]) First(m Measurer[T]) Series[K] { return g.reduce(m, reduction{kind: toFirst}) }
func (g *groups[T, K]) Last(m Measurer[T]) Series[K]  { return g.reduce(m, reduction{kind: toLast}) }

func (g *groups[T, K]) NUnique(field Field[T]) Series[K] {
	if g.read != nil {
		h, states := g.read.pass(*g, func() fold[T] { return foldColumn(g.read.src, field, reduction{kind: toUnique}, newUniqueState()) })
		return h.series("unique "+field.FieldName(), "", states[0].reduced())
	}
	return g.series("unique "+field.FieldName(), "", g.grouped().uniques(field.column(g.rows)))
}

func (g *groups[T, K]) ArgMax(m Measurer[T]) Rows[T] { return g.arg(m, true) }

func (g *groups[T, K]) ArgMin(m Measurer[T]) Rows[T] { return g.arg(m, false) }

func (g *groups[T, K]) arg(m Measurer[T], largest bool) Rows[T] {
	if g.read != nil {
		return g.read.arg(*g, m, largest)
	}
	r, row := g.grouped().extremes(m.numbers(g.rows), largest)
	var out Rows[T]
	for _, code := range g.order {
		if r.n[code] > 0 {
			out = append(out, g.rows[row[code]])
		}
	}
	return out
}

func (g *groups[T, K]) Apply(name, unit string, f func(rows Rows[T]) (float64, bool)) Series[K] {
	if g.read != nil {
		return g.loaded().Apply(name, unit, f)
	}
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
