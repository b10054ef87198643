package table

import "slices"

// A tally is numbers and how often each occurs: enough for every quantile, in memory that grows with the different numbers.
type tally struct {
	n      int
	value  []float64 // in ascending order
	times  []int
	recent []float64 // not in value yet
}

func (t *tally) add(v float64) {
	t.n++
	if t.recent = append(t.recent, v); len(t.recent) >= max(64, len(t.value)) {
		t.settle()
	}
}

// settle puts recent numbers in order.
func (t *tally) settle() {
	if len(t.recent) == 0 {
		return
	}
	slices.Sort(t.recent)
	values, times := []float64{}, []int{}
	for _, v := range t.recent {
		if last := len(values) - 1; last >= 0 && values[last] == v {
			times[last]++
			continue
		}
		values, times = append(values, v), append(times, 1)
	}
	t.recent = t.recent[:0]
	t.merge(values, times)
}

// merge takes in numbers in ascending order.
func (t *tally) merge(values []float64, times []int) {
	if len(t.value) == 0 {
		t.value, t.times = values, times
		return
	}
	fresh := 0
	for i, at := 0, 0; i < len(values); i++ {
		for at < len(t.value) && t.value[at] < values[i] {
			at++
		}
		if at < len(t.value) && t.value[at] == values[i] {
			t.times[at] += times[i]
			continue
		}
		values[fresh], times[fresh] = values[i], times[i]
		fresh++
	}
	a, b := len(t.value)-1, fresh-1
	t.value, t.times = grown(t.value, len(t.value)+fresh), grown(t.times, len(t.times)+fresh)
	for to := len(t.value) - 1; b >= 0; to-- { // from the end, in place
		if a >= 0 && t.value[a] > values[b] {
			t.value[to], t.times[to] = t.value[a], t.times[a]
			a--
			continue
		}
		t.value[to], t.times[to] = values[b], times[b]
		b--
	}
}

func (t *tally) join(o *tally) {
	o.settle()
	t.settle()
	t.n += o.n
	t.merge(slices.Clone(o.value), slices.Clone(o.times))
}

// quantile returns the p-quantile (R type 7: linear between the two nearest), and false where there is no number.
func (t *tally) quantile(p float64) (float64, bool) {
	if t.n == 0 {
		return 0, false
	}
	t.settle()
	h := p * float64(t.n-1)
	k := int(h)
	low := t.nth(k)
	if k+1 == t.n || h == float64(k) {
		return low, true
	}
	return between(low, t.nth(k+1), h-float64(k)), true
}

// nth returns the number at place k of all in ascending order.
func (t *tally) nth(k int) float64 {
	for i, n := range t.times {
		if k -= n; k < 0 {
			return t.value[i]
		}
	}
	return t.value[len(t.value)-1]
}

// summary is what Describe says of the numbers.
func (t *tally) summary() summary {
	if t.n == 0 {
		return summary{nobody: true}
	}
	t.settle()
	all := moments{n: t.n}
	o := all.other()
	for i, v := range t.value {
		square, times := v*v, float64(t.times[i])
		o.sum.addProduct(v, times)
		o.squares.addProduct(square, times)
		o.squares.addProduct(squareLost(v, square), times)
	}
	d := summary{n: t.n, mean: all.mean(), min: t.value[0], max: t.value[len(t.value)-1], single: t.n == 1}
	d.std, _ = all.std()
	for i := range d.quartile {
		d.quartile[i], _ = t.quantile(float64(i+1) / 4)
	}
	return d
}

// tallies is for quantiles.
type tallies struct {
	p  float64
	by []tally
}

func (s *tallies) grow(count int) { s.by = grown(s.by, count) }

func (s *tallies) add(ids []uint32, b block[float64], _ func(int) Place) {
	for i, v := range b.num {
		if b.ok == nil || b.ok[i] {
			s.by[ids[i]].add(v)
		}
	}
}

func (s *tallies) join(from foldState, to []uint32) {
	o := from.(*tallies)
	for id := range o.by {
		s.by[to[id]].join(&o.by[id])
	}
}

func (s *tallies) reduced() reduced {
	return foldCodes(len(s.by), func(id int) (float64, int) {
		v, _ := s.by[id].quantile(s.p)
		return v, s.by[id].n
	})
}
