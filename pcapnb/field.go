package pcapnb

// A Field is one property that every row of type T may have: something to show as a column, sort by or test.
// Key, Measure and Number are the three kinds of field; no other type implements it.
type Field[T any] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)

	column(rows []T) *Column
}

// A Keyer is a field to group by: a Key or a Number.
type Keyer[T any, K comparable] interface {
	Field[T]
	AsKey() Key[T, K]
}

// A Measurer is a field to add up, average or plot: a Measure or a Number.
type Measurer[T any] interface {
	Field[T]
	AsMeasure() Measure[T]
}

// A Key names a comparable property of a row: something to group by, count or match.
// Of returns false where the row has no such property: a missing port is not port 0.
type Key[T any, K comparable] struct {
	Name string
	Of   func(row T) (K, bool)

	// text is how Wireshark's display-filter language names the field; empty where it has no name there.
	text string
	// codes, where set, numbers the rows' values straight from the columns.
	codes func(rows []T) codes[K]
	// nanos, where set, reads a time key in nanoseconds since 1970 straight from the columns, as a chunk does numbers.
	nanos func(rows []T, out []int64, ok []bool) (full bool)
}

// A Measure names a number that a row has: something to add up, average or plot.
type Measure[T any] struct {
	Name string
	Unit string // "bytes", "seconds"; empty for a plain number
	Of   func(row T) (float64, bool)

	text string
	// whole says that every value is a whole number, so that sums need no care for rounding.
	whole bool
	// chunk, where set, reads the rows' numbers straight from the columns into out.
	// It is called with any run of the rows, from several goroutines at once.
	// It sets ok[i], false before, where row i has the number; full reports that all have it (ok is then not written).
	chunk func(rows []T, out []float64, ok []bool) (full bool)
}

// Numeric is what a Number may hold.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// A Number is a field that serves both as a Key and as a Measure, as a length or a port does.
type Number[T any, N Numeric] struct {
	Key[T, N]
	Unit string

	chunk func(rows []T, out []float64, ok []bool) (full bool)
}

// codes gives each row the number of its value, or noCode where it has none: in row, or by read where row is nil.
// Equal values have equal codes; not every code below count need occur among the rows.
type codes[K comparable] struct {
	row []uint32 // never written to: it may be the capture's own column
	// read sets every out[i] to the code of row lo+i. It is called from several goroutines at once.
	read  func(lo int, out []uint32)
	rows  int                 // how many rows there are, where row is nil
	count int                 // codes are below count
	value func(code uint32) K // the value behind a code
}

const noCode = ^uint32(0)

// AsKey returns the key itself.
func (k Key[T, K]) AsKey() Key[T, K] { return k }

// FieldName returns the key's name.
func (k Key[T, K]) FieldName() string { return k.Name }

// Value returns the row's value as any.
func (k Key[T, K]) Value(row T) (any, bool) {
	v, ok := k.Of(row)
	if !ok {
		return nil, false
	}
	return v, true
}

// AsMeasure returns the measure itself.
func (m Measure[T]) AsMeasure() Measure[T] { return m }

// FieldName returns the measure's name.
func (m Measure[T]) FieldName() string { return m.Name }

// Value returns the row's number as any.
func (m Measure[T]) Value(row T) (any, bool) {
	v, ok := m.Of(row)
	if !ok {
		return nil, false
	}
	return v, true
}

// AsMeasure returns the number as a measure.
func (n Number[T, N]) AsMeasure() Measure[T] {
	of := n.Of
	return Measure[T]{Name: n.Name, Unit: n.Unit, text: n.text, whole: isWhole[N](), chunk: n.chunk, Of: func(row T) (float64, bool) {
		v, ok := of(row)
		return float64(v), ok
	}}
}

// isWhole says whether N holds whole numbers only.
func isWhole[N Numeric]() bool { return N(1)/N(2) == 0 }

// NewKey makes a key that every row has: NewKey("name_dst", func(p Packet) string { … }).
func NewKey[T any, K comparable](name string, of func(row T) K) Key[T, K] {
	return Key[T, K]{Name: name, Of: func(row T) (K, bool) { return of(row), true }}
}

// NewOptionalKey makes a key that only some rows have: of returns false where a row has none.
func NewOptionalKey[T any, K comparable](name string, of func(row T) (K, bool)) Key[T, K] {
	return Key[T, K]{Name: name, Of: of}
}

// NewMeasure makes a measure that every row has; unit may be empty.
func NewMeasure[T any](name, unit string, of func(row T) float64) Measure[T] {
	return Measure[T]{Name: name, Unit: unit, Of: func(row T) (float64, bool) { return of(row), true }}
}

// NewNumber makes a field that every row has, to group by as well as to add up; unit may be empty.
func NewNumber[T any, N Numeric](name, unit string, of func(row T) N) Number[T, N] {
	return Number[T, N]{Key: NewKey(name, of), Unit: unit}
}

// NewOptionalNumber is NewNumber for a field that only some rows have.
func NewOptionalNumber[T any, N Numeric](name, unit string, of func(row T) (N, bool)) Number[T, N] {
	return Number[T, N]{Key: NewOptionalKey(name, of), Unit: unit}
}

// NewOptionalMeasure is NewMeasure for a number that only some rows have.
func NewOptionalMeasure[T any](name, unit string, of func(row T) (float64, bool)) Measure[T] {
	return Measure[T]{Name: name, Unit: unit, Of: of}
}
