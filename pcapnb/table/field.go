package table

import "time"

// A cell is a program of its own, and Go compiles the methods of a generic struct again in every package that mentions
// it. Fields, conditions, groups and series are therefore interfaces, implemented in this package for the
// types that captures have: a cell that only uses them compiles none of their methods (field_gen.go).

// Numeric is what a Number may hold.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

type key[T any, K comparable] struct {
	name string
	of   func(row T) (K, bool) // false where the row has no such property

	// text is how Wireshark's display-filter language names the field; empty where it has no name there.
	text string
	// say, where set, writes conditions as filters; where it is not, they have no equivalent.
	say Language
	// codes, where set, numbers the rows' values straight from the columns.
	codes func(rows []T) Codes[K]
	// nanos, where set, reads a time key in nanoseconds since 1970 straight from the columns, as a chunk does numbers.
	nanos func(rows []T, out []int64, ok []bool) (full bool)
	// bounds, where set, tells the earliest and the latest time of rows; see KeyDef.
	bounds func(rows []T) (run TimeRun, ok bool)
	// safe says that no code of the user's runs, though the key is made of another's.
	safe bool
	// zone of a time key is whose clocks count its days and show it, nil for UTC.
	zone *time.Location
	// shown, where set, makes the column of the key.
	shown  func(rows []T) *Column
	varies bool // as in a KeyDef
	// known is the key as a part of a plan, "" where only this program has it.
	known string
}

type measure[T any] struct {
	name string
	unit string // "bytes", "seconds"; empty for a plain number
	of   func(row T) (float64, bool)

	text  string
	say   Language // as that of a Key
	known string   // as that of a key
	// whole says that every value is a whole number, so that sums need no care for rounding.
	whole bool
	// chunk, where set, reads the rows' numbers straight from the columns into out.
	// It is called with any run of the rows, from several goroutines at once.
	// It sets ok[i], false before, where row i has the number; full reports that all have it (ok is then not written).
	chunk func(rows []T, out []float64, ok []bool) (full bool)
}

type number[T any, N Numeric] struct {
	key[T, N]
	unit string

	chunk  func(rows []T, out []float64, ok []bool) (full bool)
	inside func(rows []T, low, high float64, out bool, keep []bool) bool // NumberDef's Within
}

// keyOf returns the implementation of a field to group by.
func keyOf[T any, K comparable](k Keyer[T, K]) key[T, K] { return k.asKey().(key[T, K]) }

// measureOf returns the implementation of a field to add up.
func measureOf[T any](m Measurer[T]) measure[T] { return m.asMeasure().(measure[T]) }

func (k key[T, K]) asKey() any         { return k }
func (k key[T, K]) FieldName() string  { return k.name }
func (k key[T, K]) Of(row T) (K, bool) { return k.of(row) }
func (k key[T, K]) Value(row T) (any, bool) {
	v, ok := k.of(row)
	if !ok {
		return nil, false
	}
	return v, true
}

func (m measure[T]) asMeasure() any           { return m }
func (m measure[T]) FieldName() string        { return m.name }
func (m measure[T]) Of(row T) (float64, bool) { return m.of(row) }
func (m measure[T]) Value(row T) (any, bool) {
	v, ok := m.of(row)
	if !ok {
		return nil, false
	}
	return v, true
}

func (n number[T, N]) asMeasure() any { return n.measure() }

// measure returns the number as a measure.
func (n number[T, N]) measure() measure[T] {
	of := n.of
	return measure[T]{name: n.name, unit: n.unit, text: n.text, say: n.say, known: n.known, whole: isWhole[N](), chunk: n.chunk, of: func(row T) (float64, bool) {
		v, ok := of(row)
		return float64(v), ok
	}}
}

// isWhole reports whether N holds whole numbers only.
func isWhole[N Numeric]() bool { return N(1)/N(2) == 0 }

// NewKey makes a key that every row has: NewKey("name_dst", func(p Packet) string { … }).
func NewKey[T any, K comparable](name string, of func(row T) K) Key[T, K] {
	return optionalKey(name, func(row T) (K, bool) { return of(row), true })
}

// NewOptionalKey makes a key that only some rows have: of returns false where a row has none.
func NewOptionalKey[T any, K comparable](name string, of func(row T) (K, bool)) Key[T, K] {
	return optionalKey(name, of)
}

func optionalKey[T any, K comparable](name string, of func(row T) (K, bool)) key[T, K] {
	k := key[T, K]{name: name, of: of, known: ownPlan(name)}
	declare(name, k)
	return k
}

// NewMeasure makes a measure that every row has; unit may be empty.
func NewMeasure[T any](name, unit string, of func(row T) float64) Measure[T] {
	return NewOptionalMeasure(name, unit, func(row T) (float64, bool) { return of(row), true })
}

// NewNumber makes a field that every row has, to group by as well as to add up; unit may be empty.
func NewNumber[T any, N Numeric](name, unit string, of func(row T) N) Number[T, N] {
	return NewOptionalNumber(name, unit, func(row T) (N, bool) { return of(row), true })
}

// NewOptionalNumber is NewNumber for a field that only some rows have.
func NewOptionalNumber[T any, N Numeric](name, unit string, of func(row T) (N, bool)) Number[T, N] {
	n := number[T, N]{key: key[T, N]{name: name, of: of, known: ownPlan(name)}, unit: unit}
	declare(name, n)
	return n
}

// NewOptionalMeasure is NewMeasure for a number that only some rows have.
func NewOptionalMeasure[T any](name, unit string, of func(row T) (float64, bool)) Measure[T] {
	m := measure[T]{name: name, unit: unit, of: of, known: ownPlan(name)}
	declare(name, m)
	return m
}

// erased returns the key as one of any type, a key[T, any].
func (k key[T, K]) erased() any {
	same := sameInstant[K]()
	e := key[T, any]{name: k.name, known: k.known, safe: k.safe, of: func(row T) (any, bool) {
		v, ok := k.of(row)
		if ok && same != nil {
			v = same(v)
		}
		return v, ok && v == v
	}}
	if k.codes != nil {
		e.codes = func(rows []T) Codes[any] {
			c := k.codes(rows)
			return Codes[any]{Row: c.Row, Read: c.Read, Rows: c.Rows, Count: c.Count, one: c.one, part: c.part, bursts: c.bursts,
				Value: func(code uint32) any { return c.Value(code) }}
		}
	}
	return e
}

func (m measure[T]) erased() any { return m.number().key.erased() }

// planOf returns the plan of a field.
func planOf(field any) string {
	switch f := field.(type) {
	case interface{ asKey() any }:
		field = f.asKey()
	case interface{ asMeasure() any }:
		field = f.asMeasure()
	}
	if f, ok := field.(interface{ plan() string }); ok {
		return f.plan()
	}
	return noPlan("a field")
}

func (k key[T, K]) plan() string { return k.known }

func (m measure[T]) plan() string { return m.known }
