package pcapnb

import "math"

// histogramWidth is the widest range of whole numbers that is counted number by number rather than sorted.
const histogramWidth = 1 << 16

// A histogram counts how often each whole number from low on occurs.
type histogram struct {
	low    float64
	counts []int
	n      int
}

// spread is how many numbers a measure has, their sum and the range they lie in.
type spread struct {
	n         int
	sum       neumaier
	low, high float64
}

// spread reads the rows' numbers once.
func (m Measure[T]) spread(rows []T) spread {
	var part [2]spread
	halves(len(rows), m.chunk != nil, func(p, lo, hi int) {
		s := spread{low: math.Inf(1), high: math.Inf(-1)}
		m.reader().each(rows, lo, hi, func(b block[float64]) { s.add(b, m.whole) })
		part[p] = s
	})
	s, t := part[0], part[1]
	if t.n > 0 {
		s.n += t.n
		s.low, s.high = min(s.low, t.low), max(s.high, t.high)
		s.sum.lost += t.sum.lost
		s.sum.add(t.sum.total)
	}
	return s
}

func (s *spread) add(b block[float64], whole bool) {
	low, high, total, n := s.low, s.high, 0.0, 0
	for i, v := range b.num {
		if b.ok != nil && !b.ok[i] {
			continue
		}
		n++
		low, high = min(low, v), max(high, v)
		if whole {
			total += v
		} else {
			s.sum.add(v)
		}
	}
	s.n, s.low, s.high = s.n+n, low, high
	s.sum.total += total
}

// histogram counts the rows' numbers, and says false where they are not whole or lie too far apart for that.
func (m Measure[T]) histogram(rows []T, s spread) (histogram, bool) {
	if !m.whole || s.n == 0 || s.high-s.low >= histogramWidth {
		return histogram{}, false
	}
	var part [2][]int
	halves(len(rows), m.chunk != nil, func(p, lo, hi int) {
		counts := make([]int, int(s.high-s.low)+1)
		m.reader().each(rows, lo, hi, func(b block[float64]) {
			for i, v := range b.num {
				if b.ok == nil || b.ok[i] {
					counts[int(v-s.low)]++
				}
			}
		})
		part[p] = counts
	})
	for i, n := range part[1] {
		part[0][i] += n
	}
	return histogram{low: s.low, counts: part[0], n: s.n}, true
}

// std returns the standard deviation (n-1) around mean; of one number there is none.
func (h histogram) std(mean float64) (float64, bool) {
	var squares neumaier
	for i, n := range h.counts {
		d := h.low + float64(i) - mean
		squares.add(float64(n) * d * d)
	}
	return math.Sqrt(squares.sum() / float64(max(h.n-1, 1))), h.n > 1
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

// nth returns the number that would stand at place k if all were sorted.
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
func (m Measure[T]) summary(rows []T) summary {
	s := m.spread(rows)
	h, ok := m.histogram(rows, s)
	if !ok {
		return summaryOf(m.values(rows, s.n))
	}
	d := summary{n: s.n, mean: s.sum.sum() / float64(s.n), min: s.low, max: s.high, single: s.n == 1}
	d.std, _ = h.std(d.mean)
	for i := range d.quartile {
		d.quartile[i] = h.quantile(float64(i+1) / 4)
	}
	return d
}

// values returns the rows' numbers, of which there are n.
func (m Measure[T]) values(rows []T, n int) []float64 {
	values := make([]float64, 0, n)
	m.reader().each(rows, 0, len(rows), func(b block[float64]) {
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
	d.mean, _ = mean(values)
	d.std, _ = std(values)
	for i := range d.quartile {
		d.quartile[i], _ = quantile(values, float64(i+1)/4)
	}
	return d
}
