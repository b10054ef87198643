package table

// A fold reduces the rows of batches, group by group: a group has a number, its id, and 0 is that of the rows without a key.
type fold[T any] struct {
	add     func(rows []T, ids []uint32, count int) // ids are below count
	state   foldState
	foreign bool // add calls the user's code
	plan    string
	rows    func(c code) // exchanges the rows that the state has, nil where it has none
}

// foldState is what a fold knows so far of each id.
type foldState interface {
	// grow makes room for ids below count.
	grow(count int)
	// join takes in what another of its kind knows; its id i is to[i] here.
	join(from foldState, to []uint32)
	// exchange writes or reads what is known of the ids that there is room for.
	exchange(c code)
	// reduced returns the values by code; see foldCodes.
	reduced() reduced
}

// foldCodes is how codes follow from ids: id 1 is code 0, and so on; after the last come a code of no row at all, for
// intervals of Resample that have none, and that of the rows without a key, as sums expects it.
func foldCodes(count int, value func(id int) (float64, int)) reduced {
	r := newReduced(count + 1)
	for id := range count {
		code := id - 1
		if id == 0 {
			code = count
		}
		r.value[code], r.n[code] = value(id)
	}
	return r
}

// numberState is a foldState of numbers.
type numberState interface {
	foldState
	// add takes in a block whose row i is of ids[i]; place tells where row i is.
	add(ids []uint32, b block[float64], place func(i int) Place)
}

// foldNumbers reduces the numbers of m.
func foldNumbers[T any](src *Source[T], m Measurer[T], what reduction, state numberState) fold[T] {
	return fold[T]{state: state, plan: node("numbers", what.plan(m)), foreign: !m.numbers(nil).atOnce, add: func(rows []T, ids []uint32, count int) {
		state.grow(count)
		m.numbers(rows).each(0, len(rows), func(b block[float64]) {
			state.add(ids[b.lo:b.lo+len(b.num)], b, func(i int) Place { return src.Place(rows[b.lo+i]) })
		})
	}}
}

// state returns what reduces numbers.
func (r reduction) state() numberState {
	switch r.kind {
	case toQuantile:
		return &tallies{p: r.p}
	case toMin, toMax:
		return &extremeState{largest: r.kind == toMax}
	case toFirst, toLast:
		return &endState{last: r.kind == toLast}
	}
	return &momentState{kind: r.kind}
}

// grown returns s with room for n values.
func grown[V any](s []V, n int) []V {
	if n <= len(s) {
		return s
	}
	return append(s, make([]V, n-len(s))...)
}

// momentState is for sums, means and standard deviations.
type momentState struct {
	kind reductionKind
	by   []moments
}

func (s *momentState) grow(count int) { s.by = grown(s.by, count) }

func (s *momentState) add(ids []uint32, b block[float64], _ func(int) Place) {
	for i, v := range b.num {
		if b.ok == nil || b.ok[i] {
			s.by[ids[i]].add(v)
		}
	}
}

func (s *momentState) join(from foldState, to []uint32) {
	for id, m := range from.(*momentState).by {
		s.by[to[id]].join(m)
	}
}

func (s *momentState) reduced() reduced {
	return foldCodes(len(s.by), func(id int) (float64, int) {
		m := &s.by[id]
		switch s.kind {
		case toMean:
			return m.mean(), m.n
		case toStd:
			v, _ := m.std()
			return v, max(m.n-1, 0)
		}
		return m.sum(), m.n
	})
}

// extremeState is for the smallest numbers, or the largest.
type extremeState struct {
	largest bool
	value   []float64
	n       []int
}

func (s *extremeState) grow(count int) { s.value, s.n = grown(s.value, count), grown(s.n, count) }

func (s *extremeState) add(ids []uint32, b block[float64], _ func(int) Place) {
	for i, v := range b.num {
		if b.ok == nil || b.ok[i] {
			s.take(ids[i], v, 1)
		}
	}
}

func (s *extremeState) take(id uint32, v float64, n int) {
	if s.n[id] == 0 || s.largest && v > s.value[id] || !s.largest && v < s.value[id] {
		s.value[id] = v
	}
	s.n[id] += n
}

func (s *extremeState) join(from foldState, to []uint32) {
	o := from.(*extremeState)
	for id, n := range o.n {
		if n > 0 {
			s.take(to[id], o.value[id], n)
		}
	}
}

func (s *extremeState) reduced() reduced {
	return foldCodes(len(s.n), func(id int) (float64, int) { return s.value[id], s.n[id] })
}

// endState is for the first numbers, or the last.
type endState struct {
	last  bool
	value []float64
	n     []int
	place []Place
}

func (s *endState) grow(count int) {
	s.value, s.n, s.place = grown(s.value, count), grown(s.n, count), grown(s.place, count)
}

func (s *endState) add(ids []uint32, b block[float64], place func(int) Place) {
	for i, v := range b.num {
		if b.ok == nil || b.ok[i] {
			s.take(ids[i], v, place(i))
		}
	}
}

func (s *endState) take(id uint32, v float64, at Place) {
	if s.n[id] == 0 || at.Before(s.place[id]) != s.last {
		s.value[id], s.place[id], s.n[id] = v, at, 1
	}
}

func (s *endState) join(from foldState, to []uint32) {
	o := from.(*endState)
	for id, n := range o.n {
		if n > 0 {
			s.take(to[id], o.value[id], o.place[id])
		}
	}
}

func (s *endState) reduced() reduced {
	return foldCodes(len(s.n), func(id int) (float64, int) { return s.value[id], s.n[id] })
}
