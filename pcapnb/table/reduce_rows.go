package table

// Sum returns the sum of m over the rows, 0 for none.
func Sum[S RowsOf[T], T any](rows S, m Measurer[T]) Stat {
	return statIn[T](rows, m, reduction{kind: toSum})
}

// Mean returns the mean of m over the rows that have it.
func Mean[S RowsOf[T], T any](rows S, m Measurer[T]) Stat {
	return statIn[T](rows, m, reduction{kind: toMean})
}

// Median returns the median of m over the rows that have it.
func Median[S RowsOf[T], T any](rows S, m Measurer[T]) Stat { return statIn[T](rows, m, median) }

// Quantile returns the p-quantile of m over the rows that have it (R type 7, as pandas), p from 0 to 1.
func Quantile[S RowsOf[T], T any](rows S, m Measurer[T], p float64) Stat {
	wantFraction("Quantile", p)
	return statIn[T](rows, m, reduction{kind: toQuantile, p: p})
}

// Min returns the smallest m among the rows.
func Min[S RowsOf[T], T any](rows S, m Measurer[T]) Stat {
	return statIn[T](rows, m, reduction{kind: toMin})
}

// Max returns the largest m among the rows.
func Max[S RowsOf[T], T any](rows S, m Measurer[T]) Stat {
	return statIn[T](rows, m, reduction{kind: toMax})
}

// Std returns the standard deviation (n-1) of m over the rows that have it; of one number there is none.
func Std[S RowsOf[T], T any](rows S, m Measurer[T]) Stat {
	return statIn[T](rows, m, reduction{kind: toStd})
}

// NUnique returns how many different values of key the rows have.
func NUnique[S RowsOf[T], T any, K comparable](rows S, key Keyer[T, K]) int { return key.nunique(rows) }

// statOf reduces all rows to one number.
func statOf(m numbers, what reduction) Stat {
	name := what.prefix() + m.name
	if what.kind == toQuantile {
		v, ok := m.quantile(what.p)
		return newStat(name, m.unit, v, ok)
	}
	r := ungrouped(m.n).reduce(m, what)
	return newStat(name, m.unit, r.value[0], r.n[0] > 0)
}

func (m numbers) quantile(p float64) (float64, bool) {
	if h, ok := m.histogram(); ok {
		return h.quantile(p), true
	}
	return quantile(m.values(), p)
}

func (k key[T, K]) nunique(all any) int {
	rows, src := rowsIn[T](all)
	if src != nil {
		return len(keyedBy(src, k, false).keys)
	}
	counts, _ := codesOf(rows, k).counts()
	return nonZero(counts)
}
