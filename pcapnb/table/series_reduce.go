package table

import (
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// stat reduces the numbers that are not missing to one.
func (s *series[K]) stat(name string, f func(values []float64) (float64, bool)) Stat {
	v, ok := f(s.Values())
	return newStat(name+s.name, s.unit, v, ok)
}

func (s *series[K]) Sum() Stat {
	return s.stat("", func(v []float64) (float64, bool) { return sum(v), true })
}

func (s *series[K]) Mean() Stat { return s.stat("mean ", mean) }

func (s *series[K]) Median() Stat { return s.Quantile(0.5) }

func (s *series[K]) Std() Stat { return s.stat("std ", std) }

func (s *series[K]) Quantile(p float64) Stat {
	wantFraction("Quantile", p)
	return s.stat(quantileName(p), func(v []float64) (float64, bool) { return quantile(v, p) })
}

func (s *series[K]) Min() Stat {
	return s.stat("min ", func(v []float64) (float64, bool) {
		if len(v) == 0 {
			return 0, false
		}
		return slices.Min(v), true
	})
}

func (s *series[K]) Max() Stat {
	return s.stat("max ", func(v []float64) (float64, bool) {
		if len(v) == 0 {
			return 0, false
		}
		return slices.Max(v), true
	})
}

func (s *series[K]) ArgMax() K {
	return s.arg("ArgMax", func(a, b float64) bool { return a > b })
}

func (s *series[K]) ArgMin() K {
	return s.arg("ArgMin", func(a, b float64) bool { return a < b })
}

func (s *series[K]) arg(verb string, better func(a, b float64) bool) K {
	best := -1
	for i, v := range s.values {
		if s.has(i) && !s.KeyMissing(i) && (best < 0 || better(v, s.values[best])) {
			best = i
		}
	}
	if best < 0 {
		panic(misuse.Textf("pcapnb: %s of %q by %q: there is no number", verb, s.name, s.keyName))
	}
	return s.keys[best]
}

func (s *series[K]) CumSum() Series[K] {
	var total neumaier
	return s.scan(func(i int) (float64, bool) {
		if s.has(i) {
			total.add(s.values[i])
		}
		return total.sum(), s.has(i)
	}).As("running " + s.name)
}

func (s *series[K]) Diff() Series[K] {
	return s.scan(func(i int) (float64, bool) {
		if i == 0 || !s.has(i) || !s.has(i-1) {
			return 0, false
		}
		return s.values[i] - s.values[i-1], true
	}).As("change of " + s.name)
}
