package table

import (
	"fmt"
	"slices"
	"time"

	"netlab/pcapnb/internal/misuse"
)

// Windows reduce the numbers around each place of a series: those up to it, as many or as far back as Rolling or RollingTime say.
type Windows[K comparable] interface {
	// Sum returns the sum of each window.
	Sum() Series[K]
	// Mean returns the mean of each window.
	Mean() Series[K]
	// Count returns how many numbers each window has.
	Count() Series[K]
	// Median returns the median of each window.
	Median() Series[K]
	// Std returns the standard deviation (n-1) of each window.
	Std() Series[K]
	// Min returns the smallest number of each window.
	Min() Series[K]
	// Max returns the largest number of each window.
	Max() Series[K]
}

type windows[K comparable] struct {
	s     *series[K]
	name  string
	first func(i int) int // the first place in the window that ends at place i
	least int             // with fewer numbers in it a window has no result
}

func (s *series[K]) Rolling(n int) Windows[K] {
	if n < 1 {
		panic(misuse.Textf("pcapnb: Rolling(%d): want a number of places, 1 or more", n))
	}
	return &windows[K]{s: s, name: fmt.Sprintf("over %d", n), least: n, first: func(i int) int { return max(0, i-n+1) }}
}

func (s *series[K]) RollingTime(d time.Duration) Windows[K] {
	if d <= 0 {
		panic(misuse.Textf("pcapnb: RollingTime(%v): want a time longer than 0", d))
	}
	at := s.times("RollingTime")
	return &windows[K]{s: s, name: "over " + d.String(), least: 1, first: func(i int) int {
		return firstAfter(at[:i+1], at[i].Add(-d))
	}}
}

// firstAfter returns the place of the first of the ascending times that is after t.
func firstAfter(at []time.Time, t time.Time) int {
	i, _ := slices.BinarySearchFunc(at, t, func(a, t time.Time) int {
		if a.After(t) {
			return 1
		}
		return -1
	})
	return i
}

// times returns the keys as times in ascending order, or panics.
func (s *series[K]) times(verb string) []time.Time {
	at, ok := any(s.keys).([]time.Time)
	if !ok {
		panic(misuse.Textf("pcapnb: %s: the keys of %q are no times", verb, s.name))
	}
	if !slices.IsSortedFunc(at, time.Time.Compare) {
		panic(misuse.Textf("pcapnb: %s: the times of %q are not in ascending order; SortByKey first", verb, s.name))
	}
	return at
}

// each returns the series of f over every window's numbers; name begins its name.
func (w *windows[K]) each(name string, f func(values []float64) (float64, bool)) Series[K] {
	buffer := []float64{}
	s := w.s.scan(func(i int) (float64, bool) {
		buffer = buffer[:0]
		for j := w.first(i); j <= i; j++ {
			if w.s.has(j) {
				buffer = append(buffer, w.s.values[j])
			}
		}
		if len(buffer) < w.least {
			return 0, false
		}
		return f(buffer)
	})
	return s.As(name + " " + w.s.name + " " + w.name)
}

func (w *windows[K]) Sum() Series[K] {
	return w.sums("sum", func(sum float64, n int) float64 { return sum })
}

func (w *windows[K]) Mean() Series[K] {
	return w.sums("mean", func(sum float64, n int) float64 { return sum / float64(n) })
}

func (w *windows[K]) Count() Series[K] {
	return w.counts()
}

func (w *windows[K]) counts() *series[K] {
	s := w.sums("count", func(_ float64, n int) float64 { return float64(n) }).of().(*series[K])
	s.unit = ""
	return s
}

// sums returns what f makes of every window's sum and number of numbers, however long the windows are:
// a window's sum is the difference of two running sums, which carry their rounding errors along.
func (w *windows[K]) sums(name string, f func(sum float64, n int) float64) Series[K] {
	running := make([]neumaier, w.s.Len()+1)
	counts := make([]int, w.s.Len()+1)
	for i, v := range w.s.values {
		running[i+1], counts[i+1] = running[i], counts[i]
		if w.s.has(i) {
			running[i+1].add(v)
			counts[i+1]++
		}
	}
	s := w.s.scan(func(i int) (float64, bool) {
		from := w.first(i)
		n := counts[i+1] - counts[from]
		if n < max(w.least, 1) {
			return 0, false
		}
		return f(running[i+1].minus(running[from]), n), true
	})
	return s.As(name + " " + w.s.name + " " + w.name)
}

func (w *windows[K]) Median() Series[K] {
	return w.each("median", func(v []float64) (float64, bool) { return quantile(v, 0.5) })
}

func (w *windows[K]) Std() Series[K] { return w.each("std", std) }

func (w *windows[K]) Min() Series[K] {
	return w.extremes("min", func(a, b float64) bool { return a <= b })
}

func (w *windows[K]) Max() Series[K] {
	return w.extremes("max", func(a, b float64) bool { return a >= b })
}

// extremes keeps the places that may still become a window's best, best first: each place comes and goes once.
func (w *windows[K]) extremes(name string, better func(a, b float64) bool) Series[K] {
	var best []int
	numbers := w.counts()
	s := w.s.scan(func(i int) (float64, bool) {
		if w.s.has(i) {
			for len(best) > 0 && better(w.s.values[i], w.s.values[best[len(best)-1]]) {
				best = best[:len(best)-1]
			}
			best = append(best, i)
		}
		for len(best) > 0 && best[0] < w.first(i) {
			best = best[1:]
		}
		if len(best) == 0 || !numbers.has(i) {
			return 0, false
		}
		return w.s.values[best[0]], true
	})
	return s.As(name + " " + w.s.name + " " + w.name)
}
