package table

import "reflect"

// RowsOf is what the verbs that need no row of their own take: a slice of rows, or a function that yields them one after
// the other with their numbers, as the Capture of package pcapnb does.
type RowsOf[T any] interface {
	~[]T | ~func(yield func(i int, row T) bool)
}

// rowsIn returns rows as a slice.
func rowsIn[T any](rows any) []T {
	if r, ok := rows.([]T); ok {
		return r
	}
	v := reflect.ValueOf(rows)
	return v.Convert(reflect.TypeFor[[]T]()).Interface().([]T)
}
