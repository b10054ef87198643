package table

// RowsOf is what verbs take that keep no row: a slice of rows, or a function that yields rows one after the other with
// their numbers, as the Captures of package pcapnb does.
type RowsOf[T any] interface {
	~[]T | ~func(yield func(i int, row T) bool)
}
