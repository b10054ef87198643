package table

import "netlab/pcapnb/internal/misuse"

// Stack makes a long table of a wide one: for each row one row for each of the named columns. A column called name holds the
// column's name, and one called value what it held. The other columns are repeated, and empty cells are left out. (pandas' melt
// without missing values.) Unstack is its reverse.
func (t *Table) Stack(name, value string, columns ...string) *Table {
	var cols []*Column
	for _, column := range columns {
		cols = append(cols, t.Column(column))
	}
	if len(cols) == 0 {
		panic(misuse.Textf("pcapnb: Stack(%q, %q): want the names of the columns to stack", name, value))
	}
	rest := t.Drop(columns...)
	var rows []int
	names, values := newColumn[any](name, "", t.n*len(cols)), newColumn[any](value, cols[0].Unit, t.n*len(cols))
	for i := range t.n {
		for _, c := range cols {
			if v, ok := c.Value(i); ok {
				rows = append(rows, i)
				names.add(c.Name, true)
				values.add(v, true)
			}
		}
	}
	u := rest.take(rows)
	u.index = nil
	return u.WithColumn(names.column()).WithColumn(values.column())
}

// Unstack makes a wide table of a long one: a column for each value of the column name, with what the column value holds there. There
// is a row for each combination of the other columns; rows and columns are in the order in which they first appear. Two values for
// one cell panic. (pandas' pivot.)
func (t *Table) Unstack(name, value string) *Table {
	names, values := t.Column(name), t.Column(value)
	rest := t.Drop(name, value)
	key := func(i int) string {
		text := ""
		for _, c := range rest.cols {
			v, ok := c.Value(i)
			text += rawText(v) + "\x00"
			if !ok {
				text += "\x01"
			}
		}
		return text
	}
	rowOf, colOf := map[string]int{}, map[string]int{}
	var rows []int
	var heads []string
	cells := map[[2]int]int{} // by row and column: the row of t
	for i := range t.n {
		v, ok := names.Value(i)
		if !ok {
			continue
		}
		k, head := key(i), rawText(v)
		if _, known := rowOf[k]; !known {
			rowOf[k], rows = len(rows), append(rows, i)
		}
		if _, known := colOf[head]; !known {
			colOf[head], heads = len(heads), append(heads, head)
		}
		at := [2]int{rowOf[k], colOf[head]}
		if before, taken := cells[at]; taken {
			panic(misuse.Textf("pcapnb: Unstack(%q, %q): rows %d and %d are both for %q", name, value, before, i, head))
		}
		cells[at] = i
	}
	u := rest.take(rows)
	u.index = nil
	for c, head := range heads {
		from := make([]int, len(rows))
		for r := range from {
			from[r] = -1
			if i, ok := cells[[2]int{r, c}]; ok {
				from[r] = i
			}
		}
		column := values.Take(from)
		column.Name = head
		u = u.WithColumn(column)
	}
	return u
}
