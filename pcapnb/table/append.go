package table

// Append returns one table of the rows of several, with a first column that says which table each row is from. Append("day",
// []string{"monday", "tuesday"}, monday, tuesday) has a column day. The others are those of all, matched by name; what a table lacks is missing in its rows.
func Append(label string, names []string, tables ...*Table) *Table {
	var columns []string
	known := map[string]*Column{}
	total := 0
	for _, t := range tables {
		total += t.n
		for _, c := range t.cols {
			if known[c.Name] == nil {
				known[c.Name] = c
				columns = append(columns, c.Name)
			}
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
		b := newColumn[any](name, known[name].Unit, total)
		for _, t := range tables {
			for i := range t.n {
				if !t.Has(name) {
					b.add(nil, false)
					continue
				}
				v, ok := t.Column(name).Value(i)
				b.add(v, ok)
			}
		}
		all = all.WithColumn(b.column())
	}
	return all
}
