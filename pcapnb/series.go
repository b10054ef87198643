package pcapnb

import (
	"math"
	"slices"
	"time"
)

// A Series is one number for each key, in a fixed order: what a reducer makes of groups. A number may be missing.
// It prints as a table, and plots as a line over its keys or as bars.
type Series[K comparable] struct {
	Name    string // of the numbers: "length", "mean length", "count"
	Unit    string // of the numbers: "bytes"; empty for plain ones
	KeyName string // of the keys: "ip_dst"
	KeyUnit string

	keys   []K
	values []float64
	ok     []bool // nil where no number is missing
	noKey  int    // 1 + the place of the group of rows without a key, 0 where there is none
	notes  []string
}

// NewSeries makes a series of keys and values of equal length; NaN is missing.
func NewSeries[K comparable](name, unit, keyName string, keys []K, values []float64) *Series[K] {
	if len(keys) != len(values) {
		panic(misusedf("pcapnb: NewSeries: %d keys and %d values", len(keys), len(values)))
	}
	s := &Series[K]{Name: name, Unit: unit, KeyName: keyName, keys: keys, values: slices.Clone(values)}
	s.settle()
	return s
}

// settle turns NaN into missing.
func (s *Series[K]) settle() {
	for i, v := range s.values {
		if v != v {
			s.drop(i)
		}
	}
}

// drop makes number i missing.
func (s *Series[K]) drop(i int) {
	if s.ok == nil {
		s.ok = slices.Repeat([]bool{true}, len(s.values))
	}
	s.values[i], s.ok[i] = 0, false
}

// Len returns how many keys there are.
func (s *Series[K]) Len() int { return len(s.keys) }

// Key returns key i, counted from 0.
func (s *Series[K]) Key(i int) K { return s.keys[i] }

// Value returns number i, and false where it is missing.
func (s *Series[K]) Value(i int) (float64, bool) { return s.values[i], s.has(i) }

func (s *Series[K]) has(i int) bool { return s.ok == nil || s.ok[i] }

// KeyMissing says whether place i stands for the rows without a key, which Groups.WithMissing kept.
func (s *Series[K]) KeyMissing(i int) bool { return s.noKey == i+1 }

// Get returns the number of a key, and false where there is none.
func (s *Series[K]) Get(key K) (float64, bool) {
	is := equals(key)
	for i, k := range s.keys {
		if is(k) && !s.KeyMissing(i) {
			return s.Value(i)
		}
	}
	return 0, false
}

// Keys returns the keys in order.
func (s *Series[K]) Keys() List[K] { return slices.Clone(s.keys) }

// Values returns the numbers in order, those missing left out.
func (s *Series[K]) Values() []float64 {
	out := make([]float64, 0, len(s.values))
	for i, v := range s.values {
		if s.has(i) {
			out = append(out, v)
		}
	}
	return out
}

// Floats returns the numbers in order, those missing left out, as a histogram wants them.
func (s *Series[K]) Floats() []float64 { return s.Values() }

// All yields the keys and numbers that are not missing, in order, for range.
func (s *Series[K]) All() func(yield func(K, float64) bool) {
	return func(yield func(K, float64) bool) {
		for i, k := range s.keys {
			if s.has(i) && !yield(k, s.values[i]) {
				return
			}
		}
	}
}

// take returns the places given, in that order.
func (s *Series[K]) take(places []int) *Series[K] {
	u := *s
	u.noKey = 0
	if s.noKey > 0 {
		u.noKey = slices.Index(places, s.noKey-1) + 1
	}
	u.keys = takeFrom(s.keys, places, *new(K))
	u.values = takeFrom(s.values, places, 0)
	u.ok = takeOK(s.ok, places)
	return &u
}

// Head returns the first n, or all where there are fewer.
func (s *Series[K]) Head(n int) *Series[K] {
	wantRows("Head", n)
	return s.take(span(0, min(n, s.Len())))
}

// Tail returns the last n, or all where there are fewer.
func (s *Series[K]) Tail(n int) *Series[K] {
	wantRows("Tail", n)
	return s.take(span(s.Len()-min(n, s.Len()), s.Len()))
}

// Sort returns the series in ascending order of its numbers. Ties keep their order, missing comes last.
func (s *Series[K]) Sort() *Series[K] { return s.sorted(false) }

// SortDesc returns the series in descending order of its numbers, the largest first. Ties keep their order, missing comes last.
func (s *Series[K]) SortDesc() *Series[K] { return s.sorted(true) }

func (s *Series[K]) sorted(desc bool) *Series[K] {
	return s.take(sortedRows(s.Len(), []*Column{s.column()}, desc))
}

// SortByKey returns the series in ascending order of its keys.
func (s *Series[K]) SortByKey() *Series[K] {
	places := make([]int, 0, s.Len())
	for _, i := range sortedOrder(s.Len(), s.Key) {
		if !s.KeyMissing(int(i)) {
			places = append(places, int(i))
		}
	}
	if s.noKey > 0 {
		places = append(places, s.noKey-1)
	}
	return s.take(places)
}

// Filter returns the keys whose number keep accepts; those without a number go.
func (s *Series[K]) Filter(keep func(key K, value float64) bool) *Series[K] {
	var places []int
	for i, k := range s.keys {
		if s.has(i) && keep(k, s.values[i]) {
			places = append(places, i)
		}
	}
	return s.take(places)
}

// DropMissing returns the series without the keys that have no number.
func (s *Series[K]) DropMissing() *Series[K] {
	return s.Filter(func(K, float64) bool { return true })
}

// FillMissing returns the series with value wherever a number is missing.
func (s *Series[K]) FillMissing(value float64) *Series[K] {
	u := *s
	u.values, u.ok = slices.Clone(s.values), nil
	for i := range u.values {
		if !s.has(i) {
			u.values[i] = value
		}
	}
	u.settle()
	return &u
}

// As returns the series under another name, which tables, axes and legends show.
func (s *Series[K]) As(name string) *Series[K] {
	u := *s
	u.Name = name
	return &u
}

// In returns the series in another unit: its numbers times factor. Rates from bytes to megabits: In("Mbit", 8e-6).
func (s *Series[K]) In(unit string, factor float64) *Series[K] {
	u := s.Map(func(v float64) float64 { return v * factor })
	u.Unit = unit
	return u
}

// Map returns the series with f applied to its numbers.
func (s *Series[K]) Map(f func(value float64) float64) *Series[K] {
	return s.scan(func(i int) (float64, bool) { return f(s.values[i]), s.has(i) })
}

// scan returns the series with the numbers f gives.
func (s *Series[K]) scan(f func(i int) (float64, bool)) *Series[K] {
	u := *s
	u.values, u.ok = make([]float64, s.Len()), nil
	for i := range u.values {
		v, ok := f(i)
		u.values[i] = v
		if !ok {
			u.drop(i)
		}
	}
	u.settle()
	return &u
}

// column returns the numbers as a column.
func (s *Series[K]) column() *Column {
	c := &Column{Name: s.Name, Unit: s.Unit, kind: kindFloat, n: s.Len(), floats: s.values, ok: s.ok}
	c.toWhole()
	return c
}

// keyColumns returns the keys as columns: one, or a pair's several.
func (s *Series[K]) keyColumns() []*Column { return keyColumns(s.KeyName, s.KeyUnit, s.keys, s.noKey) }

// Table returns the series as a table with a column of keys (for pairs: two) and one of numbers.
func (s *Series[K]) Table() *Table {
	keys := s.keyColumns()
	t := NewTable(append(keys, s.column())...)
	t.lead = len(keys)
	t.notes = s.notes
	return t
}

// String returns the series as text, aligned in columns.
func (s *Series[K]) String() string { return s.Table().String() }

// HTML returns the series as a plain <table>, everything in it escaped.
func (s *Series[K]) HTML() string { return s.Table().HTML() }

// Describe returns count, mean, std, min, quartiles and max of the numbers.
func (s *Series[K]) Describe() *Table { return describeColumns([]*Column{s.column()}) }

// XY returns point i of a line: x is the key if that is a number, its time in seconds since 1970 or its place counted from 0;
// y is NaN where the number is missing.
func (s *Series[K]) XY(i int) (x, y float64) {
	y = s.values[i]
	if !s.has(i) {
		y = math.NaN()
	}
	switch key := any(s.keys[i]).(type) {
	case time.Time:
		return float64(key.Unix()) + float64(key.Nanosecond())/1e9, y
	case string, bool:
		return float64(i), y
	default:
		if x, ok := numberOf(key); ok {
			return x, y
		}
	}
	return float64(i), y
}

// Bar returns bar i: the key as text and the number, NaN where it is missing.
func (s *Series[K]) Bar(i int) (label string, value float64) {
	_, value = s.XY(i)
	if s.KeyMissing(i) {
		return "(no " + s.KeyName + ")", value
	}
	return s.label(i), value
}

func (s *Series[K]) label(i int) string {
	if p, ok := any(s.keys[i]).(interface{ parts() []any }); ok {
		text := ""
		for n, part := range p.parts() {
			if n > 0 {
				text += ", "
			}
			text += formatAny(part, maxCell)
		}
		return text
	}
	return formatAny(s.keys[i], maxCell)
}

// AxisNames returns the names of the keys and of the numbers.
func (s *Series[K]) AxisNames() (x, y string) { return s.KeyName, s.Name }

// AxisUnits returns the units of the keys and of the numbers.
func (s *Series[K]) AxisUnits() (x, y string) { return s.KeyUnit, s.Unit }

// TimeAxis says whether the keys are times.
func (s *Series[K]) TimeAxis() bool {
	_, ok := any(*new(K)).(time.Time)
	return ok
}

// Legend returns the series' name.
func (s *Series[K]) Legend() string { return s.Name }
