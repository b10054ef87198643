package table

// A List is distinct values in order, as Unique returns them. It is a slice: range over it, index it, take its len.
type List[K comparable] []K

// String returns the values as text, one a line after its number.
func (l List[K]) String() string { return tableOf(l).String() }

// HTML returns the values as a plain <table>, everything in it escaped.
func (l List[K]) HTML() string { return tableOf(l).HTML() }
