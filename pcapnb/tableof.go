package pcapnb

import (
	"fmt"
	"reflect"
)

// TableOf returns a table of rows of any struct: one column an exported field, named by its tag `col:"name"` or by the field itself,
// with the unit of a tag `unit:"bytes"`. Rows of another type make a table of one column.
func TableOf[S ~[]T, T any](rows S) *Table {
	t := reflect.TypeFor[T]()
	if _, shown := any(*new(T)).(fmt.Stringer); t.Kind() != reflect.Struct || shown {
		return NewTable(NewColumn("", "", []T(rows)))
	}
	fields := reflect.VisibleFields(t)
	var cols []*Column
	for _, f := range fields {
		if f.IsExported() && !f.Anonymous {
			cols = append(cols, structColumn(rows, f))
		}
	}
	table := NewTable(cols...)
	table.n = len(rows)
	return table
}

func structColumn[T any](rows []T, f reflect.StructField) *Column {
	name := f.Tag.Get("col")
	if name == "" {
		name = f.Name
	}
	b := newColumn[any](name, f.Tag.Get("unit"), len(rows))
	for i := range rows {
		v, err := reflect.ValueOf(&rows[i]).Elem().FieldByIndexErr(f.Index)
		if err != nil || isNil(v) {
			b.add(nil, false)
			continue
		}
		b.add(plainValue(v), true)
	}
	return b.column()
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

// plainValue returns what a field holds, a pointer's target in its place: pointers are how structs say that a value may be missing.
func plainValue(v reflect.Value) any {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.CanInterface() {
		return fmt.Sprint(v)
	}
	x := v.Interface()
	if b, ok := x.([]byte); ok {
		return string(b)
	}
	if !v.Comparable() {
		return fmt.Sprint(x)
	}
	return x
}
