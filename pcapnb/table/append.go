package table

import (
	"cmp"
	"slices"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/words"
)

// Append returns one table of the rows of several, with a first column that says which table each row is from. Append("day",
// []string{"monday", "tuesday"}, monday, tuesday) has a column day. The others are those of all, matched by name; what a table lacks is missing in its rows.
func Append(label string, names []string, tables ...*Table) *Table {
	if len(names) != len(tables) {
		panic(misuse.Textf("pcapnb: Append(%q): %s for %s", label, words.Plural(len(names), "name"), words.Plural(len(tables), "table")))
	}
	var columns []string
	known := map[string][]*Column{}
	total := 0
	for _, t := range tables {
		total += t.n
		for _, c := range t.cols {
			if known[c.Name] == nil {
				columns = append(columns, c.Name)
			}
			known[c.Name] = append(known[c.Name], c)
		}
	}
	source := newColumn[any](label, "", total)
	for i, t := range tables {
		for range t.n {
			source.add(names[i], true)
		}
	}
	all := NewTable(source.column())
	for _, name := range columns {
		all = all.further("Append", appended(name, known[name], tables, total))
	}
	for _, t := range tables {
		all.style = cmp.Or(all.style, t.style)
		all.full = all.full || t.full
		for _, note := range t.notes {
			if !slices.Contains(all.notes, note) {
				all.notes = append(all.notes, note)
			}
		}
	}
	return all
}

// appended returns the columns of a name under each other.
func appended(name string, columns []*Column, tables []*Table, total int) *Column {
	unit := ""
	for _, c := range columns {
		unit = cmp.Or(unit, c.Unit)
	}
	b := newColumn[any](name, unit, total)
	for _, t := range tables {
		for i := range t.n {
			if !t.Has(name) {
				b.add(nil, false)
				continue
			}
			b.add(t.Column(name).Value(i))
		}
	}
	return b.like(columns...)
}
