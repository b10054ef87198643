package table

import (
	"fmt"
	"reflect"
	"strings"
)

// TableOf returns a table of rows of any struct, with one column an exported field. Its name is that of the field or of a tag
// `col:"name"`, its unit that of a tag `unit:"bytes"`; with `col:"name,omitzero"` zero is missing. A nil pointer is missing
// too, and so is an address that is not valid. Rows that show as a table of their own, as packets and conversations do, make that
// table, and rows of a type that is no struct one of one column.
func TableOf[S ~[]T, T any](rows S) *Table { return tableOf(rows) }

// tableOf takes the rows as any, for each cell compiles the methods of every List again, and what they mention.
func tableOf(rows any) *Table { return ownTable(rows) }

func reflectTable(rows reflect.Value) *Table {
	t := rows.Type().Elem()
	if t.Kind() != reflect.Struct || t.Implements(reflect.TypeFor[fmt.Stringer]()) {
		return NewTable(valuesColumn("", "", rows, func(v reflect.Value) reflect.Value { return v }))
	}
	var cols []*Column
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			cols = append(cols, structColumn(rows, f))
		}
	}
	table := NewTable(cols...)
	table.n = rows.Len()
	return table
}

func structColumn(rows reflect.Value, f reflect.StructField) *Column {
	name, omitZero := strings.CutSuffix(f.Tag.Get("col"), ",omitzero") // as in encoding/json
	if name == "" {
		name = f.Name
	}
	return valuesColumn(name, f.Tag.Get("unit"), rows, func(v reflect.Value) reflect.Value {
		v, err := v.FieldByIndexErr(f.Index)
		if err != nil || omitZero && v.IsZero() {
			return reflect.Value{}
		}
		return v
	})
}

// valuesColumn makes a column of what of finds in each row; the zero Value is nothing.
func valuesColumn(name, unit string, rows reflect.Value, of func(row reflect.Value) reflect.Value) *Column {
	b := newColumn[any](name, unit, rows.Len())
	for i := range rows.Len() {
		v := of(rows.Index(i))
		if !v.IsValid() || isNil(v) || isInvalid(v) {
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

// isInvalid tells the zero values of netip's types, which hold no address.
func isInvalid(v reflect.Value) bool {
	if !v.CanInterface() {
		return false
	}
	x, ok := v.Interface().(interface{ IsValid() bool })
	return ok && !x.IsValid()
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
