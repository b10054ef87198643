package table

import (
	"math"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/words"
)

// A reading is groups of rows that are still to be read: each question reads them once, whatever it asks for.
type reading[T any, K comparable] struct {
	src  *Source[T]
	key  key[T, K]
	load func(rows []T) Groups[T, K] // makes the groups of rows in memory
}

// pass reads the rows, puts them into groups and reduces these.
func (r *reading[T, K]) pass(g groups[T, K], folds ...func() fold[T]) (*groups[T, K], []foldState) {
	k := keyedBy(r.src, r.key, comparer[K]() == nil, folds...)
	states := make([]foldState, len(k.folds))
	for i, f := range k.folds {
		states[i] = f.state
	}
	return k.settle(g), states
}

// reduce makes one number of m for each code.
func (r *reading[T, K]) reduce(g groups[T, K], m Measurer[T], what reduction) (*groups[T, K], reduced) {
	h, states := r.pass(g, func() fold[T] { return foldNumbers(r.src, m, what, what.state()) })
	return h, states[0].reduced()
}

// agg makes a table of all reducers in one reading.
func (r *reading[T, K]) agg(g groups[T, K], reducers []Reducer[T]) *Table {
	var folds []func() fold[T]
	for _, by := range reducers {
		folds = append(folds, func() fold[T] { return reducerOf(by).fold(r.src) })
	}
	h, states := r.pass(g, folds...)
	return h.aggregated(reducers, func(by reducer[T], i int) *Column {
		c := by.folded(states[i], h.order)
		c.Name = by.name
		return c
	})
}

// arg returns each group's row with the largest number, or the smallest.
func (r *reading[T, K]) arg(g groups[T, K], m Measurer[T], largest bool) Rows[T] {
	h, states := r.pass(g, func() fold[T] { return argFold(r.src, m, largest) })
	best := states[0].(*argState[T])
	var out Rows[T]
	for _, code := range h.order {
		id := int(code) + 1
		if h.kept && int(code) == h.count {
			id = 0
		}
		if id < len(best.n) && best.n[id] > 0 {
			out = append(out, best.row[id])
		}
	}
	return out
}

// get returns the rows of one group.
func (r *reading[T, K]) get(value K) Rows[T] {
	one := *r
	one.src = r.src.Filter(r.key.where("", "", equals(value)))
	return one.src.Load()
}

// settled returns the groups with their keys and sizes.
func (g *groups[T, K]) settled() *groups[T, K] {
	if g.read == nil {
		return g
	}
	h, _ := g.read.pass(*g)
	return h
}

// loaded returns the groups with all rows in memory.
func (g *groups[T, K]) loaded() Groups[T, K] {
	h := g.read.load(g.read.src.Load())
	if g.kept {
		h = h.WithMissing()
	}
	return h
}

// resampleRead is Resample of rows that are to be read.
func resampleRead[T any](src *Source[T], t key[T, time.Time], every time.Duration) Groups[T, time.Time] {
	origin := int64(0)
	if t.zone != nil {
		return resampleReadIn(src, t, every)
	}
	if day := 24 * time.Hour; day%every != 0 { // the first row's day tells where intervals begin
		if first, _, ok := spanRead(t, src); ok {
			origin = floorDiv(first, int64(day)) * int64(day)
		}
	}
	return resampleBy(src, t, intervals(t, int64(every), origin), every)
}

// resampleReadIn is resampleRead by a zone's clocks: intervals begin with the first row's day there.
func resampleReadIn[T any](src *Source[T], t key[T, time.Time], every time.Duration) Groups[T, time.Time] {
	first, _, ok := spanRead(t, src)
	if number := dayNumber(inZone(first, t.zone)); !ok || int64(every)%day == 0 {
		return resampleBy(src, t, zoneIntervals(t, int64(every), number), every)
	}
	utc := t
	utc.zone = nil
	in := intervals(utc, int64(every), midnight(inZone(first, t.zone)))
	return resampleBy(src, t, keyIn(in, t.zone), every)
}

// resampleBy groups rows that are to be read by the key of their interval.
func resampleBy[T any](src *Source[T], t, in key[T, time.Time], every time.Duration) Groups[T, time.Time] {
	load := func(rows []T) Groups[T, time.Time] { return resample[T](rows, t, every) }
	return &groups[T, time.Time]{key: t, regular: true, read: &reading[T, time.Time]{src: src, key: in, load: load},
		fill: func(g *groups[T, time.Time]) { fillIntervals(g, every) }}
}

// fillIntervals adds the intervals between the first and the last in which there is no row.
func fillIntervals[T any](g *groups[T, time.Time], every time.Duration) {
	if len(g.keys) == 0 {
		return
	}
	b := newBins(g.keys[0].UnixNano(), g.keys[len(g.keys)-1].UnixNano(), every, g.key.zone)
	order, keys, sizes := make([]uint32, b.n), make([]time.Time, b.n), make([]int, b.n)
	for i := range keys {
		order[i], keys[i] = uint32(g.count-1), inZone(b.start(i), g.key.zone) // the code of no row
	}
	for i, at := range g.keys {
		place := b.of(at.UnixNano())
		order[place], sizes[place] = g.order[i], g.sizes[i]
	}
	g.order, g.keys, g.sizes = order, keys, sizes
}

// spanRead is spansOf of rows that are to be read.
func spanRead[T any](k key[T, time.Time], src *Source[T]) (first, last int64, ok bool) {
	s := run(src, func() sink[T] { return newSpanSink(k) }).(*spanSink[T])
	return s.low, s.high, s.low <= s.high
}

func newSpanSink[T any](k key[T, time.Time]) *spanSink[T] {
	return &spanSink[T]{key: k, low: math.MaxInt64, high: math.MinInt64}
}

// A spanSink finds the earliest and the latest time.
type spanSink[T any] struct {
	key       key[T, time.Time]
	low, high int64
}

func (s *spanSink[T]) foreign() bool { return s.key.foreign() }

func (s *spanSink[T]) add(rows []T) {
	if first, last, ok := spansOf(s.key, rows).all(); ok {
		s.low, s.high = min(s.low, first), max(s.high, last)
	}
}

func (s *spanSink[T]) join(other sink[T]) {
	o := other.(*spanSink[T])
	s.low, s.high = min(s.low, o.low), max(s.high, o.high)
}

// inMemory returns the groups as any, with all rows in memory.
func (g *groups[T, K]) inMemory() any {
	if g.read == nil {
		return g
	}
	return g.loaded().of()
}

// wantCells panics where there are too many.
func (p *pivot) wantCells() {
	nr, nc := p.Dims()
	if float64(nr)*float64(nc) > maxCells {
		panic(misuse.Textf("pcapnb: a pivot of %s by %s, more than %s cells; Filter first, or group by Keys(…)",
			words.Plural(nr, "row"), words.Plural(nc, "column"), words.Count(maxCells)))
	}
}
