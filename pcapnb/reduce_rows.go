package pcapnb

// one returns the result of the only group.
func one[T any](rows []T, m Measurer[T], name string, reduce func(g grouped[T], m Measure[T]) reduced) Stat {
	measure := m.AsMeasure()
	r := reduce(ungrouped(rows), measure)
	return newStat(name+measure.Name, measure.Unit, r.value[0], r.n[0] > 0)
}

// Sum returns the sum of m over the rows, 0 for none.
func Sum[S ~[]T, T any](rows S, m Measurer[T]) Stat {
	s := one(rows, m, "", grouped[T].sums)
	s.Missing = false
	return s
}

// Mean returns the mean of m over the rows that have it.
func Mean[S ~[]T, T any](rows S, m Measurer[T]) Stat { return one(rows, m, "mean ", means[T]) }

// means returns the mean for each code.
func means[T any](g grouped[T], m Measure[T]) reduced {
	r := g.sums(m)
	for code, n := range r.n {
		r.value[code] /= float64(max(n, 1))
	}
	return r
}

// Median returns the median of m over the rows that have it.
func Median[S ~[]T, T any](rows S, m Measurer[T]) Stat {
	s := Quantile(rows, m, 0.5)
	s.Name = "median " + m.FieldName()
	return s
}

// Quantile returns the p-quantile of m over the rows that have it (R type 7, as pandas), p from 0 to 1.
func Quantile[S ~[]T, T any](rows S, m Measurer[T], p float64) Stat {
	wantFraction("Quantile", p)
	measure := m.AsMeasure()
	name := quantileName(p) + measure.Name
	if h, ok := measure.histogram(rows); ok {
		return newStat(name, measure.Unit, h.quantile(p), true)
	}
	v, ok := quantile(measure.values(rows), p)
	return newStat(name, measure.Unit, v, ok)
}

// Min returns the smallest m among the rows.
func Min[S ~[]T, T any](rows S, m Measurer[T]) Stat { return one(rows, m, "min ", minima[T]) }

// Max returns the largest m among the rows.
func Max[S ~[]T, T any](rows S, m Measurer[T]) Stat { return one(rows, m, "max ", maxima[T]) }

func minima[T any](g grouped[T], m Measure[T]) reduced {
	r, _ := g.extremes(m, false)
	return r
}

func maxima[T any](g grouped[T], m Measure[T]) reduced {
	r, _ := g.extremes(m, true)
	return r
}

// Std returns the standard deviation (n-1) of m over the rows that have it; of one number there is none.
func Std[S ~[]T, T any](rows S, m Measurer[T]) Stat { return one(rows, m, "std ", grouped[T].stds) }

// NUnique returns how many different values of key the rows have.
func NUnique[S ~[]T, T any, K comparable](rows S, key Keyer[T, K]) int {
	counts, _ := codesOf([]T(rows), key.AsKey()).counts()
	return nonZero(counts)
}
