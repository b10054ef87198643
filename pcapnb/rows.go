package pcapnb

// Rows is a slice of rows of any kind that knows how to show itself and has the verbs as methods.
type Rows[T any] []T

// Head returns the first n rows, or all where there are fewer.
func (r Rows[T]) Head(n int) Rows[T] { return Head(r, n) }

// Tail returns the last n rows, or all where there are fewer.
func (r Rows[T]) Tail(n int) Rows[T] { return Tail(r, n) }

// Filter returns the rows that fulfil all of conds.
func (r Rows[T]) Filter(conds ...Cond[T]) Rows[T] { return Filter(r, conds...) }

// FilterFunc returns the rows for which keep returns true.
func (r Rows[T]) FilterFunc(keep func(row T) bool) Rows[T] { return FilterFunc(r, keep) }

// Sort returns the rows in ascending order of fields. Ties keep their order, missing comes last.
func (r Rows[T]) Sort(fields ...Field[T]) Rows[T] { return Sort(r, fields...) }

// SortDesc returns the rows in descending order of fields. Ties keep their order, missing comes last.
func (r Rows[T]) SortDesc(fields ...Field[T]) Rows[T] { return SortDesc(r, fields...) }

// Select returns a table of the rows with one column a field.
func (r Rows[T]) Select(fields ...Field[T]) *Table { return Select(r, fields...) }

// Describe returns count, mean, std, min, quartiles and max of fields; of text count, unique, top and freq.
func (r Rows[T]) Describe(fields ...Field[T]) *Table { return Describe(r, fields...) }

// String returns the rows as text, aligned in columns.
func (r Rows[T]) String() string { return showRows(r).text(maxColumns, maxWidth) }

// HTML returns the rows as a plain <table>, everything in it escaped.
func (r Rows[T]) HTML() string { return showRows(r).html(maxColumns) }

// showRows makes a table only of the rows that are shown.
func showRows[T any](rows []T) grid {
	shown, gap := rows, 0
	if len(rows) > maxRows {
		gap = cutRows
		shown = append(append(make([]T, 0, 2*cutRows), rows[:cutRows]...), rows[len(rows)-cutRows:]...)
	}
	t := rowsTable(shown)
	if gap > 0 && t.index == nil {
		n := int64(len(rows))
		t.index = &Column{kind: kindWhole, n: t.n, ints: append(upTo(cutRows), n-5, n-4, n-3, n-2, n-1)}
	}
	return t.gridOf(len(rows), gap)
}

// rowsTable makes the table that rows of a kind show as: a table's rows as that table, structs by their exported fields.
func rowsTable[T any](rows []T) *Table {
	switch rows := any(rows).(type) {
	case []Packet:
		return Packets(rows).Table()
	case []Row:
		if len(rows) == 0 {
			return NewTable()
		}
		return rows[0].t.pick(rows)
	}
	return TableOf(rows)
}

// Select returns a table of the rows with one column a field. Packets keep their numbers.
func Select[S ~[]T, T any](rows S, fields ...Field[T]) *Table {
	cols := make([]*Column, len(fields))
	for i, f := range fields {
		cols[i] = f.column(rows)
	}
	t := NewTable(cols...)
	t.n = len(rows)
	if packets, ok := any([]T(rows)).([]Packet); ok {
		t.index = FrameNumber.column(packets)
		t.index.Name = "No."
	}
	return t
}
