package table

// RowsOf is a slice of rows, or a function that yields rows one after the other with their numbers. Verbs that keep no row
// take it; the Captures of package pcapnb are such a function.
type RowsOf[T any] interface {
	~[]T | ~func(yield func(i int, row T) bool)
}
