package table

import (
	"math"
	"slices"

	"netlab/pcapnb/internal/parallel"
)

// histogramWidth is the widest range of whole numbers that is counted number by number rather than sorted.
const histogramWidth = 1 << 16

// A histogram counts how often each whole number from low on occurs.
type histogram struct {
	low    float64
	counts []int
	n      int
}

// spread is how many numbers a measure has and the range they lie in.
type spread struct {
	n         int
	low, high float64
}

// spread reads the rows' numbers once.
func (m numbers) spread() spread {
	parts := make([]spread, parallel.Cores(m.n))
	inRuns(m.n, len(parts), m.atOnce, func(run, lo, hi int) {
		s := spread{low: math.Inf(1), high: math.Inf(-1)}
		m.each(lo, hi, func(b block[float64]) {
			for i, v := range b.num {
				if b.ok == nil || b.ok[i] {
					s.low, s.high = min(s.low, v), max(s.high, v)
					s.n++
				}
			}
		})
		parts[run] = s
	})
	s := parts[0]
	for _, t := range parts[1:] {
		s = spread{s.n + t.n, min(s.low, t.low), max(s.high, t.high)}
	}
	return s
}

// histogram counts the rows' numbers, and says false where there are none, or they are not whole or lie too far apart for that.
func (m numbers) histogram() (histogram, bool) {
	if !m.whole {
		return histogram{}, false
	}
	if h, ok := m.histogramFrom(0, histogramWidth); ok { // lengths and ports: one reading is enough
		return h, h.n > 0
	}
	s := m.spread()
	if s.n == 0 || s.high-s.low >= histogramWidth {
		return histogram{}, false
	}
	return m.histogramFrom(s.low, int(s.high-s.low)+1)
}

// histogramFrom counts the rows' numbers that are low or up to width above, and says false where another is met.
func (m numbers) histogramFrom(low float64, width int) (histogram, bool) {
	runs := runsOver(parallel.Cores(m.n), m.n, width)
	parts, other := make([]histogram, runs), make([]bool, runs)
	inRuns(m.n, runs, m.atOnce, func(run, lo, hi int) {
		h := histogram{low: low, counts: make([]int, width)}
		m.each(lo, hi, func(b block[float64]) { other[run] = other[run] || !h.add(b) })
		parts[run] = h
	})
	h := parts[0]
	for _, part := range parts[1:] {
		for i, n := range part.counts {
			h.counts[i] += n
		}
		h.n += part.n
	}
	return h, !slices.Contains(other, true)
}

// add counts a block's numbers, and says false where one is out of range.
func (h *histogram) add(b block[float64]) bool {
	for i, v := range b.num {
		if b.ok != nil && !b.ok[i] {
			continue
		}
		place := int(v - h.low)
		if uint(place) >= uint(len(h.counts)) {
			return false
		}
		h.counts[place]++
		h.n++
	}
	return true
}

// trim leaves out the numbers at both ends that do not occur.
func (h *histogram) trim() {
	first, last := len(h.counts), -1
	for i, n := range h.counts {
		if n > 0 {
			first, last = min(first, i), i
		}
	}
	h.counts, h.low = h.counts[first:last+1], h.low+float64(first)
}

// moments returns what the numbers add up to.
func (h *histogram) moments() moments {
	m := moments{n: h.n}
	o := m.other()
	for i, n := range h.counts {
		if n > 0 {
			v, times := h.low+float64(i), float64(n)
			square := v * v
			o.sum.addProduct(v, times)
			o.squares.addProduct(square, times)
			o.squares.addProduct(squareLost(v, square), times)
		}
	}
	return m
}

// quantile returns the p-quantile (R type 7: linear between the two nearest).
func (h histogram) quantile(p float64) float64 {
	place := p * float64(h.n-1)
	k := int(place)
	a := h.nth(k)
	if place == float64(k) {
		return a
	}
	return between(a, h.nth(k+1), place-float64(k))
}

// nth returns the number at place k of all in ascending order.
func (h histogram) nth(k int) float64 {
	for i, n := range h.counts {
		if k -= n; k < 0 {
			return h.low + float64(i)
		}
	}
	return h.low + float64(len(h.counts)-1)
}

// summary is what Describe says of numbers.
type summary struct {
	n              int
	mean, std      float64
	min, max       float64
	quartile       [3]float64
	single, nobody bool // a single number has no std; of none there is nothing to say
}

// summary describes the rows' numbers.
func (m numbers) summary() summary {
	h, ok := m.histogram()
	if !ok {
		return summaryOf(m.values())
	}
	h.trim()
	all := h.moments()
	d := summary{n: h.n, mean: all.mean(), min: h.low, max: h.low + float64(len(h.counts)-1), single: h.n == 1}
	d.std, _ = all.std()
	for i := range d.quartile {
		d.quartile[i] = h.quantile(float64(i+1) / 4)
	}
	return d
}

// values returns the rows' numbers.
func (m numbers) values() []float64 {
	values := make([]float64, 0, m.n)
	m.each(0, m.n, func(b block[float64]) {
		if b.ok == nil {
			values = append(values, b.num...)
			return
		}
		for i, v := range b.num {
			if b.ok[i] {
				values = append(values, v)
			}
		}
	})
	return values
}

// summaryOf describes numbers, and puts them out of order.
func summaryOf(values []float64) summary {
	if len(values) == 0 {
		return summary{nobody: true}
	}
	d := summary{n: len(values), min: math.Inf(1), max: math.Inf(-1), single: len(values) == 1}
	for _, v := range values {
		d.min, d.max = min(d.min, v), max(d.max, v)
	}
	var all moments
	for _, v := range values {
		all.add(v)
	}
	d.mean = all.mean()
	d.std, _ = all.std()
	for i := range d.quartile {
		d.quartile[i], _ = quantile(values, float64(i+1)/4)
	}
	return d
}
