package table

import (
	"slices"
	"strconv"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/parallel"
)

// What follows is for packages whose rows lie in columns of their own, as packets do. It makes fields that read the
// columns rather than row after row. Cells need none of it.

// A KeyDef defines a key. Of its fields only Name and Of must be set.
type KeyDef[T any, K comparable] struct {
	Name string
	Of   func(row T) (K, bool) // false where the row has none

	// Known says that every program that has this package means the same by the name, so that answers may be kept under it.
	Known bool
	// KnownAs is Known under another name, where a field of another kind has Name.
	KnownAs string
	// FilterName is the field's name in the filter language, which conditions are shown in.
	FilterName string
	// Language writes the field's conditions as filters; nil where they have no equivalent.
	Language Language
	// Codes numbers the rows' values straight from the columns.
	Codes func(rows []T) Codes[K]
	// Nanos reads a key of times in nanoseconds since 1970, as MeasureDef.Chunk does numbers.
	Nanos func(rows []T, out []int64, ok []bool) (full bool)
	// Bounds tells what is known of the times of a block of rows without reading each; false where it does not know or a
	// row has none.
	Bounds func(rows []T) (run TimeRun, ok bool)
	// Column makes what tables show and sort by, where that is not the keys: a number whose key is text.
	Column func(rows []T) *Column
	// Varies says that Column is text where one of the rows has several values, and otherwise not.
	Varies bool

	label bool // Codes calls code of the user's
}

// A TimeRun is what a key of times knows of a block of rows that have one each, in nanoseconds since 1970.
type TimeRun struct {
	Low, High int64   // all are between them
	Exact     bool    // they are the earliest and the latest
	Times     []int64 // one a row, not to be written to
}

// Key returns the key.
func (d KeyDef[T, K]) Key() Key[T, K] { return d.key() }

func (d KeyDef[T, K]) key() key[T, K] {
	return key[T, K]{name: d.Name, of: d.Of, text: d.FilterName, say: d.Language, codes: d.Codes, nanos: d.Nanos, bounds: d.Bounds, shown: d.Column, varies: d.Varies, known: knownAs(d.Known, d.KnownAs, d.Name), safe: !d.label && (d.Codes != nil || d.Nanos != nil)}
}

// Filter returns a test of the field in its filter language, "" where that has no equivalent; see Language.
func (d KeyDef[T, K]) Filter(test string, values ...any) string { return d.key().said(test, values...) }

// Where makes a condition that reads as the field's name and test, and matches rows whose value holds accepts. Filter is
// the same in the field's filter language, "" where that has no equivalent.
func (d KeyDef[T, K]) Where(test, filter string, holds func(value K) bool) Cond[T] {
	k := d.key()
	return k.where(test, filter, holds).as("test", k.known, test)
}

// Codes gives each row the number of its value, or NoCode where it has none: in Row, or by Read where Row is nil.
// Equal values have equal codes; not every code below Count need occur among the rows.
type Codes[K comparable] struct {
	Row []uint32 // never written to: it may be a column itself
	// Read sets every out[i] to the code of row lo+i. It is called from several goroutines at once.
	Read  func(lo int, out []uint32)
	Rows  int                 // the number of rows, where Row is nil
	Count int                 // codes are below Count
	Value func(code uint32) K // the value of a code

	one    func(lo, hi int) (code uint32, ok bool) // as that of rowCodes
	part   func(lo int) []uint32                   // as that of rowCodes
	bursts bool                                    // as that of rowCodes
}

// NoCode is the code of a row without a value.
const NoCode = ^uint32(0)

// A NumberDef defines a number. Of its fields only Name and Of must be set.
type NumberDef[T any, N Numeric] struct {
	Name string
	Unit string
	Of   func(row T) (N, bool) // false where the row has none

	Known      bool                                                 // as in a KeyDef
	FilterName string                                               // as in a KeyDef
	Language   Language                                             // as in a KeyDef
	Codes      func(rows []T) Codes[N]                              // as in a KeyDef
	Chunk      func(rows []T, out []float64, ok []bool) (full bool) // as in a MeasureDef
	// Within sets keep[i] where row i of a block has a number from low to high or, if out, another one. It returns false,
	// and need set nothing, where Chunk must be asked.
	Within func(rows []T, low, high float64, out bool, keep []bool) bool
}

// Number returns the number.
func (d NumberDef[T, N]) Number() Number[T, N] {
	return number[T, N]{key: key[T, N]{name: d.Name, of: d.Of, text: d.FilterName, say: d.Language, codes: d.Codes, known: knownAs(d.Known, "", d.Name), safe: d.Codes != nil || d.Chunk != nil}, unit: d.Unit, chunk: d.Chunk, inside: d.Within}
}

// A MeasureDef defines a measure. Of its fields only Name and Of must be set.
type MeasureDef[T any] struct {
	Name string
	Unit string
	Of   func(row T) (float64, bool) // false where the row has none

	Known      bool     // as in a KeyDef
	KnownAs    string   // as in a KeyDef
	FilterName string   // as in a KeyDef
	Language   Language // as in a KeyDef
	// Whole says that every value is a whole number, so that sums need no care for rounding.
	Whole bool
	// Chunk reads the numbers of any run of the rows, from several goroutines at once. It sets ok[i], false before, where
	// row i has one, and reports whether all have; ok need not be written then.
	Chunk func(rows []T, out []float64, ok []bool) (full bool)
}

// Measure returns the measure.
func (d MeasureDef[T]) Measure() Measure[T] { return d.measure() }

func (d MeasureDef[T]) measure() measure[T] {
	return measure[T]{name: d.Name, unit: d.Unit, of: d.Of, text: d.FilterName, say: d.Language, known: knownAs(d.Known, d.KnownAs, d.Name), whole: d.Whole, chunk: d.Chunk}
}

// A KeyedMeasure is a key and a measure in one that are not the same value, as text and the number in it.
type KeyedMeasure[T any, K comparable] interface {
	Key[T, K]
	Measurer[T]
}

// keyedMeasure is a key with a measure, nil where the values are no numbers.
type keyedMeasure[T any, K comparable] struct {
	key[T, K]
	number *measure[T]
}

// WithMeasure returns a key as a field that is a measure too. Without a measure it panics when it is to be added up.
func WithMeasure[T any, K comparable](d KeyDef[T, K], m *MeasureDef[T]) KeyedMeasure[T, K] {
	f := keyedMeasure[T, K]{key: d.key()}
	if m != nil {
		number := m.measure()
		f.number = &number
	}
	return f
}

func (f keyedMeasure[T, K]) measure() measure[T] {
	if f.number == nil {
		panic(misuse.Textf("pcapnb: %s is no number; CountOf counts the %ss that have it", f.name, rowNoun[T]()))
	}
	return *f.number
}

func (f keyedMeasure[T, K]) asMeasure() any           { return f.measure() }
func (f keyedMeasure[T, K]) numbers(rows []T) numbers { return f.measure().numbers(rows) }

// points refuses a number as a key that is text: its points would lie side by side, wherever they belong.
func (f keyedMeasure[T, K]) points(rows []T, y Measurer[T]) any {
	if f.number != nil {
		panic(misuse.Textf("pcapnb: Points: %s is text as a key; XY takes the number", f.name))
	}
	return f.key.points(rows, y)
}

// A Kind is what a column holds.
type Kind uint8

const (
	KindOther    Kind = iota // values of any type, or of several: addresses, pairs
	KindText                 // strings
	KindWhole                // whole numbers
	KindFloat                // numbers
	KindBool                 // false and true
	KindTime                 // times
	KindDuration             // durations
)

// A ColumnDef is what a column is made of that is there already. Values lie in Ints, Floats or, for text and others, as
// Codes into Dict.
type ColumnDef struct {
	Name, Unit string
	Kind       Kind
	OK         []bool    // nil where every row has a value; not with Codes
	Ints       []int64   // KindWhole; KindBool as 0 and 1; KindTime and KindDuration in nanoseconds
	Floats     []float64 // KindFloat
	Codes      []uint32  // KindText and KindOther: row → Dict, NoCode for none
	Dict       []any
}

// Column returns the column, which shares the slices.
func (d ColumnDef) Column() *Column {
	return &Column{Name: d.Name, Unit: d.Unit, kind: d.Kind, n: max(len(d.Ints), len(d.Floats), len(d.Codes)),
		ok: d.OK, ints: d.Ints, floats: d.Floats, codes: d.Codes, dict: d.Dict}
}

// Kind returns what the column holds.
func (c *Column) Kind() Kind { return c.kind }

// NumberedBy returns the table with its rows labelled by a column of its own, which can be asked for by its name.
func NumberedBy(t *Table, index *Column) *Table {
	u := *t
	u.index = index
	return &u
}

// Span returns the earliest and the latest time of rows, and false where there is none.
func Span[S RowsOf[T], T any](rows S, key Keyer[T, time.Time]) (first, last time.Time, ok bool) {
	slice, src := rowsIn[T](rows)
	low, high, ok := spansOf(keyOf(key), slice).all()
	if src != nil {
		low, high, ok = spanRead(keyOf(key), src)
	}
	if !ok {
		return first, last, false
	}
	return unixNanos(low), unixNanos(high), true
}

// NumberCodes numbers whole numbers that read gives n rows, NoCode for none: those below most are their own codes. Where
// one is larger, a table has the numbers that occur.
func NumberCodes(n, most int, read func(lo int, out []uint32)) Codes[int] {
	if top := topCode(n, read); top < most {
		return Codes[int]{Read: read, Rows: n, Count: top + 1, Value: func(code uint32) int { return int(code) }}
	}
	all := rowCodes{read: read, n: n}.all()
	coded, values := compact(len(all), func(i int) (uint64, bool) { return uint64(all[i]), all[i] != NoCode })
	return Codes[int]{Row: coded, Count: len(values), Value: func(code uint32) int { return int(values[code]) }}
}

// topCode returns the largest code that read gives n rows, -1 where it gives none.
func topCode(n int, read func(lo int, out []uint32)) int {
	tops := make([]int, parallel.Cores(n))
	parallel.Rows(n, len(tops), func(run, lo, hi int) {
		most := -1
		rowCodes{read: read, n: n}.each(lo, hi, func(_ int, codes []uint32) {
			for _, code := range codes {
				if code != NoCode {
					most = max(most, int(code))
				}
			}
		})
		tops[run] = most
	})
	return slices.Max(tops)
}

// LabelDef is LabelFunc's definition, for those who change it.
func LabelDef[T any, K, L comparable](name string, of Keyer[T, K], label func(value K) (L, bool)) KeyDef[T, L] {
	return KeyDef[T, L]{
		Name: name,
		Of: func(row T) (L, bool) {
			v, ok := of.Of(row)
			if !ok {
				return *new(L), false
			}
			return label(v)
		},
		Codes: func(rows []T) Codes[L] { return labelCodes(codedBy(rows, of).dense(), label) },
		label: true,
	}
}

// ParseColumn makes a column of what cells hold as text: whole numbers, numbers or text, empty ones for none.
func ParseColumn(name string, cells []string) *Column {
	values := make([]any, len(cells))
	whole, number := true, true
	for _, c := range cells {
		if c == "" {
			continue
		}
		_, err := strconv.Atoi(c)
		whole = whole && err == nil
		_, err = strconv.ParseFloat(c, 64)
		number = number && err == nil
	}
	for i, c := range cells {
		switch {
		case c == "":
		case whole:
			values[i], _ = strconv.Atoi(c)
		case number:
			values[i], _ = strconv.ParseFloat(c, 64)
		default:
			values[i] = c
		}
	}
	return NewColumn(name, "", values)
}

// RowsText returns rows of any kind, a slice, as Rows shows them. It is for the String method of a slice of them.
func RowsText(rows any) string { return showRows(rows).text(maxColumns, maxWidth) }

// RowsHTML is RowsText as a plain <table>. It is for the HTML method of a slice of rows.
func RowsHTML(rows any) string { return showRows(rows).html(maxColumns) }

// ColumnOf returns the values of a field of rows.
func ColumnOf[T any](rows []T, field Field[T]) *Column { return field.column(rows) }

// PlanOf returns a condition as data, the same text for the same condition and no other; see IsPlan.
func PlanOf[T any](c Cond[T]) string { return condOf(c).known }
