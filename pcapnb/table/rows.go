package table

import (
	"reflect"
	"slices"
)

// Rows is a slice of rows of any kind that knows how to show itself; the package's functions are its verbs.
type Rows[T any] []T

// String returns the rows as text, aligned in columns.
func (r Rows[T]) String() string { return RowsText(r) }

// HTML returns the rows as a plain <table>, everything in it escaped.
func (r Rows[T]) HTML() string { return RowsHTML(r) }

// showRows makes a table only of the rows that are shown. It knows its slice by reflection, for a cell compiles the
// methods of every Rows it meets.
func showRows(rows any) grid {
	v, n, gap := reflect.ValueOf(rows), reflect.ValueOf(rows).Len(), 0
	if n > maxRows {
		gap = cutRows
		v = reflect.AppendSlice(v.Slice3(0, cutRows, cutRows), v.Slice(n-cutRows, n))
	}
	t := rowsTable(v)
	if gap > 0 && t.index == nil {
		t.index = (&Column{kind: KindWhole, n: n, ints: upTo(n)}).Take(slices.Concat(span(0, cutRows), span(n-cutRows, n)))
	}
	return t.gridOf(n, gap)
}

// ownTable is rowsTable for rows of any kind.
func ownTable(rows any) *Table { return rowsTable(reflect.ValueOf(rows)) }

// rowsTable makes the table that rows of a kind show as: a table's rows as that table, structs by their exported fields.
func rowsTable(rows reflect.Value) *Table {
	elem := rows.Type().Elem()
	if elem == reflect.TypeFor[Row]() {
		return tableOfRows(rows.Convert(reflect.TypeFor[[]Row]()).Interface().([]Row))
	}
	if k := rowKinds[elem]; k.table != nil {
		return k.table(rows.Convert(reflect.SliceOf(elem)).Interface())
	}
	return reflectTable(rows)
}

func tableOfRows(rows []Row) *Table {
	if len(rows) == 0 {
		return NewTable()
	}
	return rows[0].t.pick(rows)
}

// Select returns a table of the rows with one column a field. Packets keep their numbers.
func Select[S ~[]T, T any](rows S, fields ...Field[T]) *Table {
	cols := make([]*Column, len(fields))
	for i, f := range fields {
		cols[i] = f.column(rows)
	}
	return selected([]T(rows), len(rows), cols)
}

// selected makes the table of n rows of any kind.
func selected(rows any, n int, cols []*Column) *Table {
	t := NewTable(cols...)
	t.n = n
	if k := rowKinds[reflect.TypeOf(rows).Elem()]; k.index != nil {
		t.index = k.index(rows)
	}
	return t
}
