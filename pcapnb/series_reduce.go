package pcapnb

import (
	"slices"
)

// stat reduces the numbers that are not missing to one.
func (s *Series[K]) stat(name string, f func(values []float64) (float64, bool)) Stat {
	v, ok := f(s.Values())
	return newStat(name+s.Name, s.Unit, v, ok)
}

// Sum returns the sum of the numbers, 0 for none.
func (s *Series[K]) Sum() Stat {
	return s.stat("", func(v []float64) (float64, bool) { return sum(v), true })
}

// Mean returns the mean of the numbers that are not missing.
func (s *Series[K]) Mean() Stat { return s.stat("mean ", mean) }

// Median returns the median of the numbers that are not missing.
func (s *Series[K]) Median() Stat { return s.Quantile(0.5) }

// Std returns the standard deviation (n-1) of the numbers; one number has none.
func (s *Series[K]) Std() Stat { return s.stat("std ", std) }

// Quantile returns the p-quantile of the numbers (R type 7, as pandas), p from 0 to 1.
func (s *Series[K]) Quantile(p float64) Stat {
	wantFraction("Quantile", p)
	return s.stat(quantileName(p), func(v []float64) (float64, bool) { return quantile(v, p) })
}

// Min returns the smallest number.
func (s *Series[K]) Min() Stat {
	return s.stat("min ", func(v []float64) (float64, bool) {
		if len(v) == 0 {
			return 0, false
		}
		return slices.Min(v), true
	})
}

// Max returns the largest number.
func (s *Series[K]) Max() Stat {
	return s.stat("max ", func(v []float64) (float64, bool) {
		if len(v) == 0 {
			return 0, false
		}
		return slices.Max(v), true
	})
}

// ArgMax returns the key with the largest number, the first of several. It panics where there is no number.
func (s *Series[K]) ArgMax() K {
	return s.arg("ArgMax", func(a, b float64) bool { return a > b })
}

// ArgMin returns the key with the smallest number, the first of several. It panics where there is no number.
func (s *Series[K]) ArgMin() K {
	return s.arg("ArgMin", func(a, b float64) bool { return a < b })
}

func (s *Series[K]) arg(verb string, better func(a, b float64) bool) K {
	best := -1
	for i, v := range s.values {
		if s.has(i) && !s.KeyMissing(i) && (best < 0 || better(v, s.values[best])) {
			best = i
		}
	}
	if best < 0 {
		panic(misusedf("pcapnb: %s of %q by %q: there is no number", verb, s.Name, s.KeyName))
	}
	return s.keys[best]
}

// CumSum returns the running sum; a missing number stays missing and adds nothing.
func (s *Series[K]) CumSum() *Series[K] {
	var total neumaier
	return s.scan(func(i int) (float64, bool) {
		if s.has(i) {
			total.add(s.values[i])
		}
		return total.sum(), s.has(i)
	}).As("running " + s.Name)
}

// Diff returns each number less the one before it; the first is missing, and those next to a missing one.
func (s *Series[K]) Diff() *Series[K] {
	return s.scan(func(i int) (float64, bool) {
		if i == 0 || !s.has(i) || !s.has(i-1) {
			return 0, false
		}
		return s.values[i] - s.values[i-1], true
	}).As("change of " + s.Name)
}
