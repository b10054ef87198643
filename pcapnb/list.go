package pcapnb

// A List is distinct values in order, as Unique returns them. It is a slice: range over it, index it, take its len.
type List[K comparable] []K

// Table returns the list as a table of one column.
func (l List[K]) Table() *Table { return NewTable(NewColumn("", "", l)) }

// String returns the values as text, one a line behind its number.
func (l List[K]) String() string { return l.Table().String() }

// HTML returns the values as a plain <table>, everything in it escaped.
func (l List[K]) HTML() string { return l.Table().HTML() }

// Head returns the first n values, or all where there are fewer.
func (l List[K]) Head(n int) List[K] { return Head(l, n) }
