package table

import "reflect"

// A RowKind is what tables know of rows of type T besides their fields. All of it may be missing.
type RowKind[T any] struct {
	Noun  string                 // what one is called in a sentence: "packet"; "row" where empty
	Table func(rows []T) *Table  // what rows show as, where that is not their exported fields
	Index func(rows []T) *Column // numbers the rows of a Select, where that is not 0, 1, 2 …
	// Keep returns what helps Filter to keep some of rows; it is asked where there are many.
	Keep func(rows []T) Keeper[T]
}

// A Keeper makes room for some rows and copies them there.
type Keeper[T any] struct {
	// Look is called before the rows from lo to hi, a block, are tested, from several goroutines at once.
	Look func(lo, hi int)
	// Room returns room for n of the rows, nil where it knows of none better than Go's.
	Room func(n int) []T
	// Copy copies those of the rows from lo to hi that keep says, and returns false where the room is not for one of them.
	Copy func(out []T, lo, hi int, keep []bool) bool
}

// rowKind is a RowKind whose functions take a []T as any.
type rowKind struct {
	noun  string
	table func(rows any) *Table
	index func(rows any) *Column
	all   any // the RowKind
}

var rowKinds = map[reflect.Type]rowKind{}

// Register makes a kind of rows known to Select, the printing of Rows, and the sentences below tables. It is to be called
// from an init function.
func Register[T any](kind RowKind[T]) {
	k := rowKind{noun: kind.Noun, all: kind}
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
