package table

import "reflect"

// A RowKind is what tables know of rows of type T besides their fields. All of it may be missing.
type RowKind[T any] struct {
	Noun  string                 // what one is called in a sentence: "packet"; "row" where empty
	Table func(rows []T) *Table  // what rows show as, where that is not their exported fields
	Index func(rows []T) *Column // numbers the rows of a Select, where that is not 0, 1, 2 …
}

// rowKind is a RowKind whose functions take a []T as any.
type rowKind struct {
	noun  string
	table func(rows any) *Table
	index func(rows any) *Column
}

var rowKinds = map[reflect.Type]rowKind{}

// Register makes a kind of rows known to Select, the printing of Rows, and the sentences below tables. It is to be called
// from an init function.
func Register[T any](kind RowKind[T]) {
	k := rowKind{noun: kind.Noun}
	if kind.Table != nil {
		k.table = func(rows any) *Table { return kind.Table(rows.([]T)) }
	}
	if kind.Index != nil {
		k.index = func(rows any) *Column { return kind.Index(rows.([]T)) }
	}
	rowKinds[reflect.TypeFor[T]()] = k
}

// rowNoun is what rows of type T are called in a sentence: packets, or just rows.
func rowNoun[T any]() string {
	if k := rowKinds[reflect.TypeFor[T]()]; k.noun != "" {
		return k.noun
	}
	return "row"
}
