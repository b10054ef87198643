package table

import (
	"reflect"
	"sync"
)

// A Source is rows that are not in memory: rows of files that are read again for each question. What is asked of it is
// worked out batch by batch on several goroutines, each into a part of its own, and the parts are joined. No answer
// depends on which goroutine had which rows, or when.
type Source[T any] struct {
	// Each adds all rows, batch by batch, to parts that start makes, with what adds to them, one for each goroutine, and
	// returns these. A batch's rows are valid during the call only. A part of
	// some rows that was encoded earlier, for a question with the same plan, may stand for them; "" is the plan of a question
	// that nobody can ask again.
	Each func(plan string, start func() (*Part, func(rows []T))) []*Part
	// Place says where a row of a batch is among all.
	Place func(row T) Place
	// Keep returns a copy of a row of a batch that stays valid.
	Keep func(row T) T
	// Pack writes rows that Keep returned as bytes, false where it cannot; Unpack returns them as rows that come after one.
	Pack   func(rows []T) ([]byte, bool)
	Unpack func(data []byte, before Place) ([]T, bool)
	// Load returns all rows, in order. It panics where they are too many.
	Load func() []T
	// Filter returns the rows that match.
	Filter func(cond Cond[T]) *Source[T]
	// Notes says what was left out of the files by what Each read last.
	Notes func() []string
}

// rowsIn returns rows as a slice or as what reads them.
func rowsIn[T any](rows any) ([]T, *Source[T]) {
	switch r := rows.(type) {
	case []T:
		return r, nil
	case *Source[T]:
		return nil, r
	case interface{ Source() *Source[T] }:
		return nil, r.Source()
	}
	v := reflect.ValueOf(rows)
	if v.Kind() == reflect.Func {
		var all []T
		v.Convert(reflect.TypeFor[func(func(int, T) bool)]()).Interface().(func(func(int, T) bool))(func(_ int, row T) bool {
			all = append(all, row)
			return true
		})
		return all, nil
	}
	return v.Convert(reflect.TypeFor[[]T]()).Interface().([]T), nil
}

var foreign sync.Mutex

// InTurn calls f while nothing else runs in InTurn: f calls the user's code, which may not expect to run on several
// goroutines at once.
func InTurn(f func()) {
	foreign.Lock()
	defer foreign.Unlock()
	f()
}

// A sink takes in batches of rows, one goroutine's.
type sink[T any] interface {
	add(rows []T)
	join(other sink[T]) // takes in what another of its kind took in
	foreign() bool      // calls the user's code
	plan() string
	exchange(c code) // writes or reads what it took in
}

// newPart returns the part of what k took in, and what adds batches of rows to it.
func newPart[T any](k sink[T]) (*Part, func(rows []T)) {
	p := &Part{sink: k, exchange: k.exchange, join: func(other any) { k.join(other.(sink[T])) }}
	if !k.foreign() {
		return p, k.add
	}
	return p, func(rows []T) { InTurn(func() { k.add(rows) }) }
}

// run puts all rows into sinks that start makes, and returns them joined.
func run[T any](s *Source[T], start func() sink[T]) sink[T] {
	all := start()
	for i, p := range s.Each(all.plan(), func() (*Part, func(rows []T)) { return newPart(start()) }) {
		if k := p.sink.(sink[T]); i == 0 {
			all = k
		} else {
			all.join(k)
		}
	}
	return all
}

// CountRows returns how many rows there are.
func CountRows[T any](s *Source[T]) int {
	n := 0
	for _, size := range keyedBy(s, everything[T](), false).sizes {
		n += size
	}
	return n
}

// notes says what was left out of the files.
func (s *Source[T]) notes() []string {
	if s.Notes == nil {
		return nil
	}
	return s.Notes()
}

// Sift returns a maker of functions, one for each goroutine, that leave the rows of a batch that match all of conds.
func Sift[T any](conds ...Cond[T]) func() func(rows []T) []T {
	c := condOf(And(conds...))
	return func() func(rows []T) []T {
		return func(rows []T) (kept []T) {
			sift := func() { kept = keepRows(rows, c.over(rows)) }
			if c.foreign {
				InTurn(sift)
			} else {
				sift()
			}
			return kept
		}
	}
}
