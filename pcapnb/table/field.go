package table

// A cell is a program of its own, and Go compiles the methods of a generic struct anew in every package that so much as
// reads its name. Fields, conditions, groups and series are therefore interfaces, implemented in this package for the
// types that captures have: a cell that only uses them compiles none of their methods. Their methods are written out
// in each of them: an interface embedded in a generic one makes every cell compile its wrappers again.

// A Field is one property that every row of type T may have: something to show as a column, sort by or test.
// Key, Measure and Number are the kinds of field; no other type implements it.
type Field[T any] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)

	column(rows []T) *Column
	describe(rows []T) described
}

// A Keyer is a field to group by: a Key or a Number.
type Keyer[T any, K comparable] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)
	// Of returns what the row has, and false where it has none.
	Of(row T) (K, bool)

	column(rows []T) *Column
	describe(rows []T) described
	asKey() any               // a key[T, K]
	coded(rows []T) any       // Codes[K]
	groupBy(rows []T) any     // Groups[T, K]
	valueCounts(rows []T) any // Series[K]
	unique(rows []T) []K
	nunique(rows []T) int
	points(rows []T, y Measurer[T]) any // Series[K]
}

// A Measurer is a field to add up, average or plot: a Measure or a Number.
type Measurer[T any] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)

	column(rows []T) *Column
	describe(rows []T) described
	asMeasure() any // a measure[T]
	numbers(rows []T) numbers
}

// A Key is a comparable property of a row: something to group by, count or match. NewKey makes one.
// A row may lack it: a missing port is not port 0.
type Key[T any, K comparable] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)
	// Of returns what the row has, and false where it has none.
	Of(row T) (K, bool)

	// Is is fulfilled by rows whose value is v.
	Is(v K) Cond[T]
	// IsNot is fulfilled by rows that have a value other than v.
	IsNot(v K) Cond[T]
	// In is fulfilled by rows whose value is one of values.
	In(values ...K) Cond[T]
	// That is fulfilled by rows whose value f accepts: IPDst.That(netip.Addr.IsPrivate).
	That(f func(v K) bool) Cond[T]
	// Contains is fulfilled by rows whose value, as text, contains s; case counts.
	Contains(s string) Cond[T]
	// HasPrefix is fulfilled by rows whose value, as text, begins with s; case counts.
	HasPrefix(s string) Cond[T]
	// HasSuffix is fulfilled by rows whose value, as text, ends with s; case counts.
	HasSuffix(s string) Cond[T]
	// Matches is fulfilled by rows whose value, as text, matches the regular expression, anywhere and in Go's syntax.
	Matches(expression string) Cond[T]
	// Present is fulfilled by rows that have a value.
	Present() Cond[T]
	// Missing is fulfilled by rows that have no value.
	Missing() Cond[T]
	// Lt is fulfilled by rows whose value is less than v; addresses and times are ordered too.
	Lt(v K) Cond[T]
	// Le is fulfilled by rows whose value is at most v.
	Le(v K) Cond[T]
	// Gt is fulfilled by rows whose value is greater than v.
	Gt(v K) Cond[T]
	// Ge is fulfilled by rows whose value is at least v.
	Ge(v K) Cond[T]
	// Between is fulfilled by rows whose value is at least low and at most high.
	Between(low, high K) Cond[T]

	column(rows []T) *Column
	describe(rows []T) described
	asKey() any               // a key[T, K]
	coded(rows []T) any       // Codes[K]
	groupBy(rows []T) any     // Groups[T, K]
	valueCounts(rows []T) any // Series[K]
	unique(rows []T) []K
	nunique(rows []T) int
	points(rows []T, y Measurer[T]) any // Series[K]
}

// A Measure is a number that a row has: something to add up, average or plot. NewMeasure makes one.
type Measure[T any] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)
	// Of returns the row's number, and false where it has none.
	Of(row T) (float64, bool)

	// Lt is fulfilled by rows whose number is less than v.
	Lt(v float64) Cond[T]
	// Le is fulfilled by rows whose number is at most v.
	Le(v float64) Cond[T]
	// Gt is fulfilled by rows whose number is greater than v.
	Gt(v float64) Cond[T]
	// Ge is fulfilled by rows whose number is at least v.
	Ge(v float64) Cond[T]
	// Between is fulfilled by rows whose number is at least low and at most high.
	Between(low, high float64) Cond[T]
	// Present is fulfilled by rows that have the number.
	Present() Cond[T]
	// Missing is fulfilled by rows that lack the number.
	Missing() Cond[T]

	column(rows []T) *Column
	describe(rows []T) described
	asMeasure() any // a measure[T]
	numbers(rows []T) numbers
}

// Numeric is what a Number may hold.
type Numeric interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// A Number is a field that serves both as a Key and as a Measure, as a length or a port does. NewNumber makes one.
type Number[T any, N Numeric] interface {
	// FieldName is the column header, the axis label and the name for look-up by string.
	FieldName() string
	// Value returns what the row has as an ordinary Go value, and false where the row has none.
	Value(row T) (any, bool)
	// Of returns what the row has, and false where it has none.
	Of(row T) (N, bool)

	// Is is fulfilled by rows whose number is v.
	Is(v N) Cond[T]
	// IsNot is fulfilled by rows that have a number other than v.
	IsNot(v N) Cond[T]
	// In is fulfilled by rows whose number is one of values.
	In(values ...N) Cond[T]
	// That is fulfilled by rows whose value f accepts: IPDst.That(netip.Addr.IsPrivate).
	That(f func(v N) bool) Cond[T]
	// Contains is fulfilled by rows whose value, as text, contains s; case counts.
	Contains(s string) Cond[T]
	// HasPrefix is fulfilled by rows whose value, as text, begins with s; case counts.
	HasPrefix(s string) Cond[T]
	// HasSuffix is fulfilled by rows whose value, as text, ends with s; case counts.
	HasSuffix(s string) Cond[T]
	// Matches is fulfilled by rows whose value, as text, matches the regular expression, anywhere and in Go's syntax.
	Matches(expression string) Cond[T]
	// Present is fulfilled by rows that have a number.
	Present() Cond[T]
	// Missing is fulfilled by rows that have no number.
	Missing() Cond[T]
	// Lt is fulfilled by rows whose number is less than v.
	Lt(v N) Cond[T]
	// Le is fulfilled by rows whose number is at most v.
	Le(v N) Cond[T]
	// Gt is fulfilled by rows whose number is greater than v.
	Gt(v N) Cond[T]
	// Ge is fulfilled by rows whose number is at least v.
	Ge(v N) Cond[T]
	// Between is fulfilled by rows whose number is at least low and at most high.
	Between(low, high N) Cond[T]

	column(rows []T) *Column
	describe(rows []T) described
	asKey() any               // a key[T, N]
	coded(rows []T) any       // Codes[N]
	groupBy(rows []T) any     // Groups[T, N]
	valueCounts(rows []T) any // Series[N]
	unique(rows []T) []N
	nunique(rows []T) int
	points(rows []T, y Measurer[T]) any // Series[N]
	asMeasure() any                     // a measure[T]
	numbers(rows []T) numbers
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
	// shown, where set, makes the column of the key.
	shown func(rows []T) *Column
}

type measure[T any] struct {
	name string
	unit string // "bytes", "seconds"; empty for a plain number
	of   func(row T) (float64, bool)

	text string
	say  Language // as that of a Key
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

	chunk func(rows []T, out []float64, ok []bool) (full bool)
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
	return measure[T]{name: n.name, unit: n.unit, text: n.text, say: n.say, whole: isWhole[N](), chunk: n.chunk, of: func(row T) (float64, bool) {
		v, ok := of(row)
		return float64(v), ok
	}}
}

// isWhole says whether N holds whole numbers only.
func isWhole[N Numeric]() bool { return N(1)/N(2) == 0 }

// NewKey makes a key that every row has: NewKey("name_dst", func(p Packet) string { … }).
func NewKey[T any, K comparable](name string, of func(row T) K) Key[T, K] {
	return key[T, K]{name: name, of: func(row T) (K, bool) { return of(row), true }}
}

// NewOptionalKey makes a key that only some rows have: of returns false where a row has none.
func NewOptionalKey[T any, K comparable](name string, of func(row T) (K, bool)) Key[T, K] {
	return optionalKey(name, of)
}

func optionalKey[T any, K comparable](name string, of func(row T) (K, bool)) key[T, K] {
	return key[T, K]{name: name, of: of}
}

// NewMeasure makes a measure that every row has; unit may be empty.
func NewMeasure[T any](name, unit string, of func(row T) float64) Measure[T] {
	return measure[T]{name: name, unit: unit, of: func(row T) (float64, bool) { return of(row), true }}
}

// NewNumber makes a field that every row has, to group by as well as to add up; unit may be empty.
func NewNumber[T any, N Numeric](name, unit string, of func(row T) N) Number[T, N] {
	return NewOptionalNumber(name, unit, func(row T) (N, bool) { return of(row), true })
}

// NewOptionalNumber is NewNumber for a field that only some rows have.
func NewOptionalNumber[T any, N Numeric](name, unit string, of func(row T) (N, bool)) Number[T, N] {
	return number[T, N]{key: key[T, N]{name: name, of: of}, unit: unit}
}

// NewOptionalMeasure is NewMeasure for a number that only some rows have.
func NewOptionalMeasure[T any](name, unit string, of func(row T) (float64, bool)) Measure[T] {
	return measure[T]{name: name, unit: unit, of: of}
}
