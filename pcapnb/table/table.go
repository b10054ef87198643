package table

import (
	"fmt"
	"math"
	"slices"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/nearest"
	"netlab/pcapnb/internal/words"
)

// A Table is columns of equal length, looked up by name: what Select, With, Agg, Pivot, Join, Describe and ReadFields return.
// Its verbs return new tables; a misspelt column name panics and names the nearest ones.
type Table struct {
	cols  []*Column
	n     int
	lead  int      // so many columns at the left name the rows, as the keys of groups do
	index *Column  // numbers the rows where lead is 0; nil for 0, 1, 2 …
	notes []string // said below the table
	full  bool     // show every row and column
	style *style   // how numbers and times are written; nil for as they are
}

// NewTable makes a table of columns of equal length.
func NewTable(columns ...*Column) *Table {
	t := &Table{cols: columns}
	for i, c := range columns {
		if i > 0 && c.n != t.n {
			panic(misuse.Textf("pcapnb: NewTable: column %q has %d rows, %q has %d", columns[0].Name, t.n, c.Name, c.n))
		}
		t.n = c.n
	}
	return t
}

// NewColumn makes a column of values; nil and NaN are missing. Unit may be empty.
func NewColumn[V any](name, unit string, values []V) *Column {
	b := newColumn[V](name, unit, len(values))
	for _, v := range values {
		f, isFloat := any(v).(float64)
		b.add(v, any(v) != nil && !(isFloat && f != f))
	}
	return b.column()
}

// A Row is one row of a Table.
type Row struct {
	t *Table
	i int
}

// Rows returns the table's rows, for range, Filter, GroupBy and every other verb that works on slices.
func (t *Table) Rows() Rows[Row] {
	rows := make(Rows[Row], t.n)
	for i := range rows {
		rows[i] = Row{t, i}
	}
	return rows
}

// Value returns what the row has in the named column, and false where it has nothing.
func (r Row) Value(column string) (any, bool) { return r.t.Column(column).Value(r.i) }

// Text returns what the row has in the named column as text, empty where it has nothing.
func (r Row) Text(column string) string {
	v, _ := r.Value(column)
	return rawText(v)
}

// Number returns the number the row has in the named column, and false where it has none.
func (r Row) Number(column string) (float64, bool) { return r.t.Column(column).Number(r.i) }

// Float returns the number the row has in the named column, to calculate with, and NaN where it has none: r.Float("length") * 8.
func (r Row) Float(column string) float64 {
	if v, ok := r.Number(column); ok {
		return v
	}
	return math.NaN()
}

// Time returns the time the row has in the named column, the zero time where it has none.
func (r Row) Time(column string) time.Time {
	v, _ := r.Value(column)
	t, _ := v.(time.Time)
	return t
}

// Has reports whether the row has something in the named column.
func (r Row) Has(column string) bool { return r.t.Column(column).Has(r.i) }

// Len returns the number of rows.
func (t *Table) Len() int { return t.n }

// Shape returns the number of rows and columns; columns that name the rows are not counted, as in pandas.
func (t *Table) Shape() Dims { return Dims{Rows: t.n, Columns: len(t.cols) - t.lead} }

// Columns returns the names of the columns.
func (t *Table) Columns() List[string] {
	names := make(List[string], len(t.cols))
	for i, c := range t.cols {
		names[i] = c.Name
	}
	return names
}

// Has reports whether the table has a column of that name.
func (t *Table) Has(column string) bool { return t.find(column) != nil }

// Column returns the named column.
func (t *Table) Column(name string) *Column {
	if c := t.find(name); c != nil {
		return c
	}
	panic(misuse.Textf("pcapnb: no column %q; %s", name, nearest.Suggest(name, t.Columns())))
}

func (t *Table) find(name string) *Column {
	for _, c := range t.cols {
		if c.Name == name {
			return c
		}
	}
	if t.index != nil && t.lead == 0 && t.index.Name == name {
		return t.index // what labels the rows can be asked for like any column
	}
	return nil
}

// take returns the given rows, in that order.
func (t *Table) take(rows []int) *Table {
	u := *t
	u.n = len(rows)
	u.cols = make([]*Column, len(t.cols))
	for i, c := range t.cols {
		u.cols[i] = c.Take(rows)
	}
	u.index = t.numbering().Take(rows)
	return &u
}

// numbering returns the column that numbers the rows.
func (t *Table) numbering() *Column {
	if t.index != nil {
		return t.index
	}
	return &Column{kind: KindWhole, n: t.n, ints: upTo(t.n)}
}

func upTo(n int) []int64 {
	ints := make([]int64, n)
	for i := range ints {
		ints[i] = int64(i)
	}
	return ints
}

func span(from, to int) []int {
	rows := make([]int, to-from)
	for i := range rows {
		rows[i] = from + i
	}
	return rows
}

// Head returns the first n rows, or all where there are fewer.
func (t *Table) Head(n int) *Table {
	wantRows("Head", n)
	return t.take(span(0, min(n, t.n)))
}

// Tail returns the last n rows, or all where there are fewer.
func (t *Table) Tail(n int) *Table {
	wantRows("Tail", n)
	return t.take(span(t.n-min(n, t.n), t.n))
}

// Slice returns rows from (counted from 0) up to but not including to, as a slice expression does.
func (t *Table) Slice(from, to int) *Table {
	if from < 0 || to < from || to > t.n {
		panic(misuse.Textf("pcapnb: Slice(%d, %d): want 0 ≤ from ≤ to ≤ %d, the number of rows", from, to, t.n))
	}
	return t.take(span(from, to))
}

// Row returns row i, counted from 0; it shows as a list of names and values.
func (t *Table) Row(i int) Row {
	t.wantRow("Row", i)
	return Row{t, i}
}

// Select returns the named columns, in that order.
func (t *Table) Select(columns ...string) *Table {
	u := *t
	u.cols = nil
	u.lead = 0
	for i, name := range columns {
		c := t.Column(name)
		u.cols = append(u.cols, c)
		if at := slices.Index(t.cols, c); i == u.lead && at >= 0 && at < t.lead {
			u.lead++
		}
	}
	return &u
}

// Drop returns the table without the named columns.
func (t *Table) Drop(columns ...string) *Table {
	for _, name := range columns {
		t.Column(name)
	}
	var keep []string
	for _, name := range t.Columns() {
		if !slices.Contains(columns, name) {
			keep = append(keep, name)
		}
	}
	return t.Select(keep...)
}

// Filter returns the rows that match all of conds: t.Filter(t.Int("tcp.stream").Is(10)).
func (t *Table) Filter(conds ...Cond[Row]) *Table { return t.pick(Filter(t.Rows(), conds...)) }

// FilterFunc returns the rows for which keep returns true.
func (t *Table) FilterFunc(keep func(r Row) bool) *Table { return t.pick(FilterFunc(t.Rows(), keep)) }

// pick returns the table of some of its rows.
func (t *Table) pick(rows []Row) *Table {
	numbers := make([]int, len(rows))
	for i, r := range rows {
		numbers[i] = r.i
	}
	return t.take(numbers)
}

// DropMissing returns the rows that have something in each of the named columns; without a name, in every column.
func (t *Table) DropMissing(columns ...string) *Table {
	if len(columns) == 0 {
		columns = t.Columns()
	}
	cols := make([]*Column, len(columns))
	for i, name := range columns {
		cols[i] = t.Column(name)
	}
	var rows []int
	for i := range t.n {
		if !slices.ContainsFunc(cols, func(c *Column) bool { return !c.Has(i) }) {
			rows = append(rows, i)
		}
	}
	return t.take(rows)
}

// With returns the table with one more column, worked out row by row; f returns nil where a row has none.
// A column of that name is replaced.
func (t *Table) With(name string, f func(r Row) any) *Table {
	b := newColumn[any](name, "", t.n)
	for i := range t.n {
		v := f(Row{t, i})
		b.add(v, v != nil)
	}
	return t.WithColumn(b.column())
}

// WithColumn returns the table with one more column; a column of that name is replaced.
func (t *Table) WithColumn(c *Column) *Table {
	if c.n != t.n {
		panic(misuse.Textf("pcapnb: WithColumn: column %q has %d rows, the table has %d", c.Name, c.n, t.n))
	}
	u := *t
	u.cols = slices.Clone(t.cols)
	if i := slices.IndexFunc(u.cols, func(d *Column) bool { return d.Name == c.Name }); i >= 0 {
		u.cols[i] = c
	} else {
		u.cols = append(u.cols, c)
	}
	return &u
}

// further is WithColumn where a column of that name would be lost.
func (t *Table) further(verb string, c *Column) *Table {
	if slices.ContainsFunc(t.cols, func(d *Column) bool { return d.Name == c.Name }) {
		panic(misuse.Textf("pcapnb: %s: the table has a column %q already; Drop or Rename it first", verb, c.Name))
	}
	return t.WithColumn(c)
}

// Rename returns the table with one column renamed.
func (t *Table) Rename(from, to string) *Table {
	old := t.Column(from)
	if t.Has(to) && to != from {
		panic(misuse.Textf("pcapnb: Rename(%q, %q): the table has a column %q already; Drop or Rename it first", from, to, to))
	}
	u := *t
	u.cols = slices.Clone(t.cols)
	c := *old
	c.Name = to
	u.replace(old, &c)
	return &u
}

// Sort returns the rows in ascending order of the named columns, the first counting most. Ties keep their order, missing comes last.
func (t *Table) Sort(columns ...string) *Table { return t.sorted(columns, false) }

// SortDesc returns the rows in descending order of the named columns. Ties keep their order, missing comes last.
func (t *Table) SortDesc(columns ...string) *Table { return t.sorted(columns, true) }

func (t *Table) sorted(columns []string, desc bool) *Table {
	cols := make([]*Column, len(columns))
	for i, name := range columns {
		cols[i] = t.Column(name)
	}
	return t.take(sortedRows(t.n, cols, desc))
}

// Full returns the table so that all its rows, columns and long texts are shown, none cut.
func (t *Table) Full() *Table {
	u := *t
	u.full = true
	return &u
}

// Note returns the table with a line of text below it.
func (t *Table) Note(text string) *Table {
	u := *t
	u.notes = append(slices.Clone(t.notes), text)
	return &u
}

// Dims is the number of rows and columns of a table. It prints as pandas' shape does.
type Dims struct{ Rows, Columns int }

// String returns "(195, 18)".
func (d Dims) String() string { return fmt.Sprintf("(%d, %d)", d.Rows, d.Columns) }

// wantRow panics where there is no row i.
func (t *Table) wantRow(verb string, i int) {
	if i < 0 || i >= t.n {
		panic(misuse.Textf("pcapnb: %s(%d): the table has %s", verb, i, words.Plural(t.n, "row")))
	}
}
