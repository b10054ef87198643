package parquet

import (
	"reflect"

	pq "github.com/parquet-go/parquet-go"
)

// A root is the schema of all columns in their own order, where pq.Group would sort them by name.
type root struct {
	pq.Group
	fields []pq.Field
}

func schemaOf(cols []*column) root {
	r := root{Group: make(pq.Group)}
	for _, c := range cols {
		node := pq.Optional(c.node)
		r.Group[c.name] = node
		r.fields = append(r.fields, field{node, c.name})
	}
	return r
}

// Fields returns the columns in their order.
func (r root) Fields() []pq.Field { return r.fields }

// GoType returns a type that no row has: the columns are written one by one, never as Go values.
func (r root) GoType() reflect.Type { return reflect.TypeFor[struct{}]() }

// A field is a column in the schema.
type field struct {
	pq.Node
	name string
}

// Name returns the column's name.
func (f field) Name() string { return f.name }

// Value is for rows that are Go values, of which there are none.
func (f field) Value(reflect.Value) reflect.Value { return reflect.Value{} }

// kindsOf describes the columns, each by its name and type.
func kindsOf(cols []*column) (kinds []string) {
	for _, c := range cols {
		kinds = append(kinds, c.name+" "+c.node.Type().String())
	}
	return kinds
}
