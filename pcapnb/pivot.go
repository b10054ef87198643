package pcapnb

import (
	"math"
	"slices"
)

// maxCells bounds what a Pivot allocates: a scan has as many rows and columns as addresses.
const maxCells = 10_000_000

// A Pivoted is a number for each pair of a row key and a column key, in ascending order of both; a pair without rows has none.
// It prints as a table, plots as a heat map, and its columns plot as lines.
type Pivoted[R, C comparable] interface {
	// Rows returns the row keys in order.
	Rows() List[R]
	// Cols returns the column keys in order.
	Cols() List[C]
	// Cell returns the number in row r and column c, both counted from 0, and false where there is none.
	Cell(r, c int) (float64, bool)
	// Column returns the numbers of one column over the row keys, all missing for a key that has no column.
	Column(key C) Series[R]
	// Row returns the numbers of one row over the column keys, all missing for a key that has no row.
	Row(key R) Series[C]
	// Lines returns every column as a line over the row keys, for plots.Line(title, p.Lines()...).
	Lines() []interface {
		Len() int
		XY(i int) (x, y float64)
	}
	// FillMissing returns the same with value in every empty cell.
	FillMissing(value float64) Pivoted[R, C]
	// In returns the same in another unit: the numbers times factor.
	In(unit string, factor float64) Pivoted[R, C]
	// Top returns the n columns with the largest sums, the largest first.
	Top(n int) Pivoted[R, C]
	// Table returns a table with a column of row keys and one column a column key.
	Table() *Table
	// String returns the numbers as text, aligned in columns.
	String() string
	// HTML returns the numbers as a plain <table>, everything in it escaped.
	HTML() string
	// Dims returns the number of rows and columns.
	Dims() (rows, columns int)
	// At returns the number in row r and column c as a heat map wants it, NaN where there is none.
	At(r, c int) float64
	// RowLabel returns row key r as text.
	RowLabel(r int) string
	// ColumnLabel returns column key c as text.
	ColumnLabel(c int) string
	// AxisNames returns the names of the column keys, across, and of the row keys, down.
	AxisNames() (x, y string)
	// Legend returns what the numbers are.
	Legend() string
}

type pivoted[R, C comparable] struct {
	name, unit       string // of the numbers
	rowName, colName string // of the keys

	rows  []R
	cols  []C
	cells []float64 // row by row; NaN inside this package only, for an empty cell
	notes []string
}

// Pivot groups the rows by two keys and sets the groups out as rows and columns, with what reducer makes of each.
func Pivot[S ~[]T, T any, R, C comparable](rows S, row Keyer[T, R], column Keyer[T, C], reducer Reducer[T]) Pivoted[R, C] {
	return Across(GroupBy(rows, row), column, reducer)
}

// Across splits groups by another key: one row a group, one column a value of key, in each cell what reducer makes of the rows.
// Across(pkts.Resample(time.Second), IPSrc, SumOf(Length)) is the bytes that each address sent in each second.
func Across[T any, R, C comparable](rows Groups[T, R], column Keyer[T, C], by Reducer[T]) Pivoted[R, C] {
	g, r := groupsOf(rows), reducerOf(by)
	h := column.groupBy(g.rows).(*groups[T, C])
	p := &pivoted[R, C]{name: r.name, rowName: g.key.name, colName: h.key.name, rows: slices.Clone(g.keys), cols: h.keys}
	if float64(len(p.rows))*float64(len(p.cols)) > maxCells {
		panic(misusedf("pcapnb: a pivot of %s by %s, more than %s cells; Filter first, or group by Keys(…)",
			plural(len(p.rows), "row"), plural(len(p.cols), "column"), formatCount(maxCells)))
	}
	code, pairs := compactPairs(g.code, h.code, g.count, h.count)
	rowOf, colOf := inverse(g.order, g.count), inverse(h.order, h.count)
	for i, pair := range pairs {
		pairs[i] = uint64(rowOf[pair/uint64(h.count)])*uint64(len(p.cols)) + uint64(colOf[pair%uint64(h.count)])
	}
	p.fill(r.column(g.rows, groupCodes(code, len(pairs)), upToCodes(len(pairs))), pairs)
	if g.missing > 0 || h.missing > 0 {
		p.notes = slices.Concat(g.note(""), h.note(""))
	}
	return p
}

// groupCodes makes groups of codes below count.
func groupCodes(code []uint32, count int) grouped {
	return grouped{n: len(code), code: &rowCodes{row: code, n: len(code)}, count: count, sizes: func() (start, byCode []int) {
		sizes, _ := codes[int]{row: code, count: count}.counts()
		start = make([]int, count+1)
		for c, n := range sizes {
			start[c+1] = start[c] + n
		}
		return start, slices.Clone(start[:count])
	}}
}

// inverse turns group → code round.
func inverse(order []uint32, count int) []uint32 {
	at := make([]uint32, count)
	for i, code := range order {
		at[code] = uint32(i)
	}
	return at
}

func upToCodes(n int) []uint32 {
	codes := make([]uint32, n)
	for i := range codes {
		codes[i] = uint32(i)
	}
	return codes
}

// fill puts the numbers of a column into the cells given.
func (p *pivoted[R, C]) fill(c *Column, cells []uint64) {
	if !c.numeric() && c.kind != kindDuration && c.n > 0 {
		panic(misusedf("pcapnb: a pivot wants numbers, %q are none", p.name))
	}
	p.unit = c.Unit
	p.cells = slices.Repeat([]float64{math.NaN()}, len(p.rows)*len(p.cols))
	for i, at := range cells {
		if v, ok := c.Number(i); ok {
			p.cells[at] = v
		}
	}
}

func (p *pivoted[R, C]) Rows() List[R] { return slices.Clone(p.rows) }

func (p *pivoted[R, C]) Cols() List[C] { return slices.Clone(p.cols) }

func (p *pivoted[R, C]) Cell(r, c int) (float64, bool) {
	v := p.At(r, c)
	if v != v {
		return 0, false
	}
	return v, true
}

func (p *pivoted[R, C]) Column(key C) Series[R] {
	c := slices.IndexFunc(p.cols, equals(key))
	return p.column(c, formatAny(key, maxCell))
}

func (p *pivoted[R, C]) column(c int, name string) Series[R] {
	values := make([]float64, len(p.rows))
	for r := range values {
		values[r] = math.NaN()
		if c >= 0 {
			values[r] = p.At(r, c)
		}
	}
	return NewSeries(name, p.unit, p.rowName, p.rows, values)
}

func (p *pivoted[R, C]) Row(key R) Series[C] {
	r := slices.IndexFunc(p.rows, equals(key))
	values := make([]float64, len(p.cols))
	for c := range values {
		values[c] = math.NaN()
		if r >= 0 {
			values[c] = p.At(r, c)
		}
	}
	return NewSeries(formatAny(key, maxCell), p.unit, p.colName, p.cols, values)
}

func (p *pivoted[R, C]) Lines() []interface {
	Len() int
	XY(i int) (x, y float64)
} {
	lines := make([]interface {
		Len() int
		XY(i int) (x, y float64)
	}, len(p.cols))
	for c := range lines {
		lines[c] = &line[R]{p.column(c, p.ColumnLabel(c)), p.name}
	}
	return lines
}

// A line is a series among others: its name goes to the legend, what all measure to the axis.
type line[R comparable] struct {
	Series[R]
	what string
}

// AxisNames returns the names of the keys and of what all lines measure.
func (l *line[R]) AxisNames() (x, y string) { return l.KeyName(), l.what }

func (p *pivoted[R, C]) FillMissing(value float64) Pivoted[R, C] {
	return p.mapped(func(v float64) float64 {
		if v != v {
			return value
		}
		return v
	})
}

func (p *pivoted[R, C]) In(unit string, factor float64) Pivoted[R, C] {
	q := p.mapped(func(v float64) float64 { return v * factor })
	q.unit = unit
	return q
}

func (p *pivoted[R, C]) mapped(f func(float64) float64) *pivoted[R, C] {
	q := *p
	q.cells = make([]float64, len(p.cells))
	for i, v := range p.cells {
		q.cells[i] = f(v)
	}
	return &q
}

func (p *pivoted[R, C]) Top(n int) Pivoted[R, C] {
	wantRows("Top", n)
	totals := make([]float64, len(p.cols))
	for c := range totals {
		totals[c] = p.column(c, "").Sum().Value
	}
	byTotal := &Column{kind: kindFloat, n: len(totals), floats: totals}
	take := sortedRows(len(totals), []*Column{byTotal}, true)[:min(n, len(totals))]
	q := *p
	q.cols = takeFrom(p.cols, take, *new(C))
	q.cells = make([]float64, 0, len(p.rows)*len(take))
	for r := range p.rows {
		for _, c := range take {
			q.cells = append(q.cells, p.At(r, c))
		}
	}
	return &q
}

func (p *pivoted[R, C]) Table() *Table {
	cols := keyColumns(p.rowName, "", p.rows, 0)
	lead := len(cols)
	for c := range p.cols {
		col := p.column(c, p.ColumnLabel(c)).of().(*series[R]).column()
		col.Unit = "" // said once, below
		cols = append(cols, col)
	}
	what := gridColumn{name: p.name, unit: p.unit}.title() + " by " + p.rowName + " and " + p.colName
	t := NewTable(cols...)
	t.lead, t.notes = lead, append([]string{what}, p.notes...)
	return t
}

func (p *pivoted[R, C]) String() string { return p.Table().String() }

func (p *pivoted[R, C]) HTML() string { return p.Table().HTML() }

func (p *pivoted[R, C]) Dims() (rows, columns int) { return len(p.rows), len(p.cols) }

func (p *pivoted[R, C]) At(r, c int) float64 { return p.cells[r*len(p.cols)+c] }

func (p *pivoted[R, C]) RowLabel(r int) string { return formatAny(p.rows[r], maxCell) }

func (p *pivoted[R, C]) ColumnLabel(c int) string { return formatAny(p.cols[c], maxCell) }

func (p *pivoted[R, C]) AxisNames() (x, y string) { return p.colName, p.rowName }

func (p *pivoted[R, C]) Legend() string { return p.name }
