package table

import (
	"io"
	"math"
	"slices"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/zone"
)

// A Series is one number for each key, in a fixed order: what a reducer makes of groups. A number may be missing.
// It prints as a table, and plots as a line over its keys or as bars.
type Series[K comparable] interface {
	// Name returns what the numbers are: "length", "mean length", "count".
	Name() string
	// Unit returns the unit of the numbers: "bytes"; empty for plain ones.
	Unit() string
	// KeyName returns what the keys are: "ip_dst".
	KeyName() string
	// Rolling returns windows of n places: each and the n-1 before it. Where fewer than n numbers are there, the result is missing, as in pandas.
	Rolling(n int) Windows[K]
	// RollingTime returns windows that reach d back from each key; the keys must be times in ascending order.
	// What is exactly d back is outside, as in pandas.
	RollingTime(d time.Duration) Windows[K]
	// Len returns how many keys there are.
	Len() int
	// Key returns key i, counted from 0.
	Key(i int) K
	// Value returns number i, and false where it is missing.
	Value(i int) (float64, bool)
	// KeyMissing reports whether place i is that of the rows without a key, which Groups.WithMissing kept.
	KeyMissing(i int) bool
	// Get returns the number of a key, and false where there is none.
	Get(key K) (float64, bool)
	// Keys returns the keys in order.
	Keys() List[K]
	// Values returns the numbers in order, those missing left out.
	Values() []float64
	// Floats returns the numbers in order, those missing left out, as a histogram wants them.
	Floats() []float64
	// All yields the keys and numbers that are not missing, in order, for range.
	All() func(yield func(K, float64) bool)
	// Head returns the first n, or all where there are fewer.
	Head(n int) Series[K]
	// Tail returns the last n, or all where there are fewer.
	Tail(n int) Series[K]
	// Sort returns the series in ascending order of its numbers. Ties keep their order, missing comes last.
	Sort() Series[K]
	// SortDesc returns the series in descending order of its numbers, the largest first. Ties keep their order, missing comes last.
	SortDesc() Series[K]
	// SortByKey returns the series in ascending order of its keys.
	SortByKey() Series[K]
	// Filter returns the keys whose number keep accepts; those without a number go.
	Filter(keep func(key K, value float64) bool) Series[K]
	// DropMissing returns the series without the keys that have no number.
	DropMissing() Series[K]
	// FillMissing returns the series with value wherever a number is missing.
	FillMissing(value float64) Series[K]
	// As returns the series under another name, which tables, axes and legends show.
	As(name string) Series[K]
	// In returns the series in another unit: its numbers times factor. Rates from bytes to megabits: In("Mbit", 8e-6).
	In(unit string, factor float64) Series[K]
	// Map returns the series with f applied to its numbers.
	Map(f func(value float64) float64) Series[K]
	// Table returns the series as a table with a column of keys (for pairs: two) and one of numbers.
	Table() *Table
	// String returns the series as text, aligned in columns.
	String() string
	// HTML returns the series as a plain <table>, everything in it escaped.
	HTML() string
	// Describe returns count, mean, std, min, quartiles and max of the numbers.
	Describe() *Table
	// XY returns point i of a line, with y NaN where the number is missing.
	// x is the key if that is a number, its time in seconds since 1970, or its place counted from 0; NaN for rows without a key.
	XY(i int) (x, y float64)
	// Bar returns bar i: the key as text and the number, NaN where it is missing.
	Bar(i int) (label string, value float64)
	// AxisNames returns the names of the keys and of the numbers.
	AxisNames() (x, y string)
	// AxisUnits returns the units of the keys and of the numbers.
	AxisUnits() (x, y string)
	// TimeAxis reports whether the keys are times.
	TimeAxis() bool
	// Legend returns the series' name.
	Legend() string
	// Sum returns the sum of the numbers, 0 for none.
	Sum() Stat
	// Mean returns the mean of the numbers that are not missing.
	Mean() Stat
	// Median returns the median of the numbers that are not missing.
	Median() Stat
	// Std returns the standard deviation (n-1) of the numbers; one number has none.
	Std() Stat
	// Quantile returns the p-quantile of the numbers (R type 7, as pandas), p from 0 to 1.
	Quantile(p float64) Stat
	// Min returns the smallest number.
	Min() Stat
	// Max returns the largest number.
	Max() Stat
	// ArgMax returns the key with the largest number, the first of several. It panics where there is no number.
	ArgMax() K
	// ArgMin returns the key with the smallest number, the first of several. It panics where there is no number.
	ArgMin() K
	// CumSum returns the running sum; a missing number stays missing and adds nothing.
	CumSum() Series[K]
	// Diff returns each number less the one before it; the first is missing, and those next to a missing one.
	Diff() Series[K]
	// WriteCSV writes the series as a table of two columns; see Table.WriteCSV.
	WriteCSV(w io.Writer, options ...CSVOption) error
	// SaveCSV writes the series to a file as WriteCSV does.
	SaveCSV(path string, options ...CSVOption) error
	// Join returns the series as a table with the columns of labels added where the keys match column on, the series' KeyName.
	Join(labels *Table) *Table

	of() any // a *series[K]
}

type series[K comparable] struct {
	name    string // of the numbers: "length", "mean length", "count"
	unit    string // of the numbers: "bytes"; empty for plain ones
	keyName string // of the keys: "ip_dst"
	keyUnit string

	keys   []K
	values []float64
	ok     []bool // nil where no number is missing
	noKey  int    // 1 + the place of the group of rows without a key, 0 where there is none
	notes  []string
	style  *style // how numbers are written; nil for as they are
	paint  paint  // of the numbers' cells
}

// NewSeries makes a series of keys and values of equal length; NaN is missing.
func NewSeries[K comparable](name, unit, keyName string, keys []K, values []float64) Series[K] {
	if len(keys) != len(values) {
		panic(misuse.Textf("pcapnb: NewSeries: %d keys and %d values", len(keys), len(values)))
	}
	s := &series[K]{name: name, unit: unit, keyName: keyName, keys: keys, values: slices.Clone(values)}
	s.settle()
	return s
}

func (s *series[K]) of() any         { return s }
func (s *series[K]) Name() string    { return s.name }
func (s *series[K]) Unit() string    { return s.unit }
func (s *series[K]) KeyName() string { return s.keyName }

// settle turns NaN into missing.
func (s *series[K]) settle() {
	for i, v := range s.values {
		if v != v {
			s.drop(i)
		}
	}
}

// drop makes number i missing.
func (s *series[K]) drop(i int) {
	if s.ok == nil {
		s.ok = slices.Repeat([]bool{true}, len(s.values))
	}
	s.values[i], s.ok[i] = 0, false
}

func (s *series[K]) Len() int { return len(s.keys) }

func (s *series[K]) Key(i int) K { return s.keys[i] }

func (s *series[K]) Value(i int) (float64, bool) { return s.values[i], s.has(i) }

func (s *series[K]) has(i int) bool { return s.ok == nil || s.ok[i] }

func (s *series[K]) KeyMissing(i int) bool { return s.noKey == i+1 }

func (s *series[K]) Get(key K) (float64, bool) {
	is := equals(key)
	for i, k := range s.keys {
		if is(k) && !s.KeyMissing(i) {
			return s.Value(i)
		}
	}
	return 0, false
}

func (s *series[K]) Keys() List[K] { return slices.Clone(s.keys) }

func (s *series[K]) Values() []float64 {
	out := make([]float64, 0, len(s.values))
	for i, v := range s.values {
		if s.has(i) {
			out = append(out, v)
		}
	}
	return out
}

func (s *series[K]) Floats() []float64 { return s.Values() }

func (s *series[K]) All() func(yield func(K, float64) bool) {
	return func(yield func(K, float64) bool) {
		for i, k := range s.keys {
			if s.has(i) && !yield(k, s.values[i]) {
				return
			}
		}
	}
}

// take returns the places given, in that order.
func (s *series[K]) take(places []int) *series[K] {
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

func (s *series[K]) Head(n int) Series[K] {
	wantRows("Head", n)
	return s.take(span(0, min(n, s.Len())))
}

func (s *series[K]) Tail(n int) Series[K] {
	wantRows("Tail", n)
	return s.take(span(s.Len()-min(n, s.Len()), s.Len()))
}

func (s *series[K]) Sort() Series[K] { return s.sorted(false) }

func (s *series[K]) SortDesc() Series[K] { return s.sorted(true) }

func (s *series[K]) sorted(desc bool) *series[K] {
	return s.take(sortedRows(s.Len(), []*Column{s.column()}, desc))
}

func (s *series[K]) SortByKey() Series[K] {
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

func (s *series[K]) Filter(keep func(key K, value float64) bool) Series[K] {
	var places []int
	for i, k := range s.keys {
		if s.has(i) && keep(k, s.values[i]) {
			places = append(places, i)
		}
	}
	return s.take(places)
}

func (s *series[K]) DropMissing() Series[K] {
	return s.Filter(func(K, float64) bool { return true })
}

func (s *series[K]) FillMissing(value float64) Series[K] {
	u := *s
	u.values, u.ok = slices.Clone(s.values), nil
	for i := range u.values {
		if !s.has(i) {
			u.values[i] = value
		}
	}
	u.settle()
	u.repaint()
	return &u
}

func (s *series[K]) As(name string) Series[K] {
	u := *s
	u.name = name
	return &u
}

func (s *series[K]) In(unit string, factor float64) Series[K] {
	u := s.scan(func(i int) (float64, bool) { return s.values[i] * factor, s.has(i) })
	u.unit, u.paint = unit, s.paint.times(factor)
	return u
}

func (s *series[K]) Map(f func(value float64) float64) Series[K] {
	return s.scan(func(i int) (float64, bool) { return f(s.values[i]), s.has(i) })
}

// scan returns the series with the numbers f gives.
func (s *series[K]) scan(f func(i int) (float64, bool)) *series[K] {
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
	u.repaint()
	return &u
}

// column returns the numbers as a column.
func (s *series[K]) column() *Column {
	c := &Column{Name: s.name, Unit: s.unit, kind: KindFloat, n: s.Len(), floats: s.values, ok: s.ok, paint: s.paint}
	c.toWhole()
	return c
}

// repaint paints numbers that have changed on their own scale.
func (s *series[K]) repaint() {
	if s.paint != (paint{}) {
		s.paint = s.paint.over(s.column())
	}
}

// keyColumns returns the keys as columns: one, or a pair's several.
func (s *series[K]) keyColumns() []*Column { return keyColumns(s.keyName, s.keyUnit, s.keys, s.noKey) }

func (s *series[K]) Table() *Table {
	keys := s.keyColumns()
	t := NewTable(append(keys, s.column())...)
	t.lead = len(keys)
	t.notes, t.style = s.notes, s.style
	return t
}

func (s *series[K]) String() string { return s.Table().String() }

func (s *series[K]) HTML() string { return s.Table().HTML() }

func (s *series[K]) Describe() *Table { return describeColumns([]*Column{s.column()}) }

func (s *series[K]) XY(i int) (x, y float64) {
	y = s.values[i]
	if !s.has(i) {
		y = math.NaN()
	}
	if s.KeyMissing(i) {
		return math.NaN(), y
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

func (s *series[K]) Bar(i int) (label string, value float64) {
	_, value = s.XY(i)
	if s.KeyMissing(i) {
		return "(no " + s.keyName + ")", value
	}
	return s.label(i), value
}

func (s *series[K]) label(i int) string {
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

func (s *series[K]) AxisNames() (x, y string) { return axisName(s.keyName), axisName(s.name) }

func (s *series[K]) AxisUnits() (x, y string) { return s.keyUnit, s.unit }

func (s *series[K]) TimeAxis() bool {
	return isTime[K]()
}

// AxisZone returns the zone that times show in, for figures; nil for UTC.
func (s *series[K]) AxisZone() *time.Location {
	if len(s.keys) > 0 {
		if t, ok := any(s.keys[0]).(time.Time); ok {
			return zone.Of(t)
		}
	}
	return nil
}

func (s *series[K]) Legend() string { return s.name }
