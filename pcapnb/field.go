package pcapnb

// A Field is one property that every row of type T may have: something to show as a column, sort by or test.
// Key, Measure and Number are the three kinds of field; no other type implements it.
type Field[T any] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)

	column(rows []T) *Column
	compare(a, b T) int
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
}

// A Measure names a number that a row has: something to add up, average or plot.
type Measure[T any] struct {
	Name string
	Unit string // "bytes", "seconds"; empty for a plain number
	Of   func(row T) (float64, bool)

	text string
	// chunk, where set, reads the rows' numbers straight from the columns into out.
	// It sets ok[i] where row i has the number; full reports that all have it (ok is then not written).
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

// codes holds, for each row, the number of its value in values, or noCode where it has none.
// Not every value need occur among the rows.
type codes[K comparable] struct {
	row   []uint32
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
	return Measure[T]{Name: n.Name, Unit: n.Unit, text: n.text, chunk: n.chunk, Of: func(row T) (float64, bool) {
		v, ok := of(row)
		return float64(v), ok
	}}
}
