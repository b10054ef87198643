package table

// With returns the rows' own table with further columns, such as computed ones.
func With[S ~[]T, T any](rows S, fields ...Field[T]) *Table {
	t := ownTable(rows)
	for _, f := range fields {
		t = t.WithColumn(f.column(rows))
	}
	return t
}
