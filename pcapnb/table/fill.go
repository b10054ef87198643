package table

import "netlab/pcapnb/internal/misuse"

// FillMissing returns the table with value wherever one of the named columns has nothing. Without a name it fills the columns that value
// goes with: those of numbers for a number, those of text for text.
func (t *Table) FillMissing(value any, columns ...string) *Table {
	if value == nil {
		panic(misuse.Text("pcapnb: FillMissing(nil): want a value"))
	}
	like := NewColumn("", "", []any{value})
	if len(columns) == 0 {
		for _, c := range t.cols {
			if c.kind == like.kind || c.numeric() && like.numeric() {
				columns = append(columns, c.Name)
			}
		}
	}
	u := t
	for _, name := range columns {
		c := t.Column(name)
		if c.Missing() == 0 {
			continue
		}
		b := newColumn[any](c.Name, c.Unit, c.n)
		for i := range c.n {
			v, ok := c.Value(i)
			if !ok {
				v = value
			}
			b.add(v, true)
		}
		filled := b.column()
		filled.paint = c.paint.over(filled)
		u = u.WithColumn(filled)
	}
	return u
}
