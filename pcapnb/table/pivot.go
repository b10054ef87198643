package table

import (
	"math"
	"slices"
	"time"

	"netlab/pcapnb/internal/misuse"
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

// pivoted is thin, for each cell compiles it again: what needs no type of key is in pivot.
type pivoted[R, C comparable] struct{ *pivot }

type pivot struct {
	name, unit string    // of the numbers
	rows, cols axis      // the keys
	cells      []float64 // row by row; NaN inside this package only, for an empty cell
	notes      []string
}

// An axis is the keys of a series of any type: a *series[K].
type axis interface {
	KeyName() string
	Len() int
	keyList() any                                      // List[K]
	keyPlace(key any) int                              // -1 for a key that is not there, and for that of rows without one
	keyText(i int) string                              // as a label
	taken(places []int) axis                           // the series of those places
	keyColumns() []*Column                             // one, or a pair's several
	numbered(name, unit string, values []float64) axis // the series of other numbers at the same keys
	total() float64                                    // the sum of the numbers
	plain() bool                                       // one part, and no time
	ofKeys(keys []any) (axis, []uint32)                // the series of other keys in their order, and the places that they had
	line() lined
}

// A lined is a series as a plot draws it.
type lined interface {
	Len() int
	XY(i int) (x, y float64)
	AxisUnits() (x, y string)
	TimeAxis() bool
	AxisZone() *time.Location
	Legend() string
}

func (s *series[K]) keyList() any { return List[K](slices.Clone(s.keys)) }

func (s *series[K]) keyPlace(key any) int {
	k, _ := key.(K) // not so for the nil of any, which is its zero
	place := slices.IndexFunc(s.keys, equals(k))
	if s.KeyMissing(place) {
		return -1
	}
	return place
}

func (s *series[K]) keyText(i int) string {
	if s.KeyMissing(i) {
		return "(no " + s.keyName + ")"
	}
	return formatAny(s.keys[i], maxCell)
}

func (s *series[K]) numbered(name, unit string, values []float64) axis {
	u := &series[K]{name: name, unit: unit, keyName: s.keyName, keys: s.keys, values: values, noKey: s.noKey}
	u.settle()
	return u
}

func (s *series[K]) taken(places []int) axis { return s.take(places) }

func (s *series[K]) total() float64 { return s.Sum().Value }

func (s *series[K]) line() lined { return s }

// Pivot groups the rows by two keys and sets the groups out as rows and columns, with what reducer makes of each.
func Pivot[S RowsOf[T], T any, R, C comparable](rows S, row Keyer[T, R], column Keyer[T, C], reducer Reducer[T]) Pivoted[R, C] {
	return Across(GroupBy(rows, row), column, reducer)
}

// Across splits groups by another key: one row a group, one column a value of key, in each cell what reducer makes of the rows.
// Across(pkts.Resample(time.Second), IPSrc, SumOf(Length)) is the bytes that each address sent in each second.
func Across[T any, R, C comparable](rows Groups[T, R], column Keyer[T, C], by Reducer[T]) Pivoted[R, C] {
	reducer := reducerOf(by)
	none := column.groupBy([]T(nil)).(Groups[T, C]).of().(divided).division().keys
	if p := rows.of().(divided).across(column.asKey().(interface{ erased() any }).erased(), none, reducer); p != nil {
		return &pivoted[R, C]{p}
	}
	g := rows.of().(divided).inMemory().(divided).division()
	packets := g.rows.([]T)
	h := column.groupBy(packets).(Groups[T, C]).of().(divided).division()
	return &pivoted[R, C]{cross(g, h, reducer.name, func(pairs grouped, order []uint32) *Column {
		return reducer.column(packets, pairs, order)
	})}
}

// A divided is groups of any type: a *groups[T, K].
type divided interface {
	division() division
	inMemory() any // a divided whose rows are there
	across(column any, columns axis, by any) *pivot
}

// A division is groups whose rows and keys are of any type.
type division struct {
	rows    any // []T
	keys    axis
	code    rowCodes
	count   int
	order   []uint32
	missing int
	notes   []string
}

func (g *groups[T, K]) division() division {
	return division{g.rows, g.axis(), g.code, g.count, g.order, g.missing, g.note("")}
}

// axis returns the keys.
func (g *groups[T, K]) axis() axis {
	keys := &series[K]{keyName: g.key.name, keys: slices.Clone(g.keys), values: make([]float64, len(g.keys))}
	if g.kept {
		keys.noKey = len(g.keys)
	}
	return keys
}

// cross sets the groups of two divisions of the same rows out as rows and columns.
func cross(g, h division, name string, reduce func(pairs grouped, order []uint32) *Column) *pivot {
	p := &pivot{name: name, rows: g.keys, cols: h.keys}
	p.wantCells()
	_, nc := p.Dims()
	code, pairs := compactPairs(g.code, h.code, g.count, h.count)
	rowOf, colOf := inverse(g.order, g.count), inverse(h.order, h.count)
	for i, pair := range pairs {
		pairs[i] = uint64(rowOf[pair/uint64(h.count)])*uint64(nc) + uint64(colOf[pair%uint64(h.count)])
	}
	p.fill(reduce(groupCodes(code, len(pairs)), upToCodes(len(pairs))), pairs)
	if g.missing > 0 || h.missing > 0 {
		p.notes = slices.Concat(g.notes, h.notes)
	}
	return p
}

// groupCodes makes groups of codes below count.
func groupCodes(code []uint32, count int) grouped {
	return grouped{n: len(code), code: &rowCodes{row: code, n: len(code)}, count: count, sizes: func() (start, byCode []int) {
		sizes, _ := Codes[int]{Row: code, Count: count}.counts()
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
func (p *pivot) fill(c *Column, cells []uint64) {
	if !c.numeric() && c.kind != KindDuration && c.n > 0 {
		panic(misuse.Textf("pcapnb: a pivot wants numbers, %q are none", p.name))
	}
	p.unit = c.Unit
	rows, cols := p.Dims()
	p.cells = slices.Repeat([]float64{math.NaN()}, rows*cols)
	for i, at := range cells {
		if v, ok := c.Number(i); ok {
			p.cells[at] = v
		}
	}
}

func (p *pivoted[R, C]) Rows() List[R] { return p.rows.keyList().(List[R]) }

func (p *pivoted[R, C]) Cols() List[C] { return p.cols.keyList().(List[C]) }

func (p *pivoted[R, C]) Column(key C) Series[R] { return p.keyColumn(key).(Series[R]) }

func (p *pivoted[R, C]) Row(key R) Series[C] { return p.keyRow(key).(Series[C]) }

func (p *pivoted[R, C]) FillMissing(value float64) Pivoted[R, C] {
	return &pivoted[R, C]{p.filled(value)}
}

func (p *pivoted[R, C]) In(unit string, factor float64) Pivoted[R, C] {
	return &pivoted[R, C]{p.in(unit, factor)}
}

func (p *pivoted[R, C]) Top(n int) Pivoted[R, C] { return &pivoted[R, C]{p.top(n)} }

func (p *pivot) Cell(r, c int) (float64, bool) {
	v := p.At(r, c)
	if v != v {
		return 0, false
	}
	return v, true
}

func (p *pivot) keyColumn(key any) axis {
	return p.column(p.cols.keyPlace(key), formatAny(key, maxCell))
}

// column returns column c, empty for one that is not there.
func (p *pivot) column(c int, name string) axis {
	rows, _ := p.Dims()
	return p.rows.numbered(name, p.unit, cellsOf(rows, c, func(r int) float64 { return p.At(r, c) }))
}

func (p *pivot) keyRow(key any) axis {
	r := p.rows.keyPlace(key)
	_, cols := p.Dims()
	return p.cols.numbered(formatAny(key, maxCell), p.unit, cellsOf(cols, r, func(c int) float64 { return p.At(r, c) }))
}

// cellsOf reads the n cells of a row or column, all empty for a place that is not there.
func cellsOf(n, place int, at func(i int) float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
		if place >= 0 {
			values[i] = at(i)
		}
	}
	return values
}

func (p *pivot) Lines() []interface {
	Len() int
	XY(i int) (x, y float64)
} {
	_, cols := p.Dims()
	lines := make([]interface {
		Len() int
		XY(i int) (x, y float64)
	}, cols)
	for c := range lines {
		lines[c] = &line{p.column(c, p.ColumnLabel(c)).line(), p.rows.KeyName(), p.name}
	}
	return lines
}

// A line is a series among others: its name goes to the legend, what all measure to the axis.
type line struct {
	lined
	keys, what string
}

// AxisNames returns the names of the keys and of what all lines measure.
func (l *line) AxisNames() (x, y string) { return axisName(l.keys), axisName(l.what) }

func (p *pivot) filled(value float64) *pivot {
	return p.mapped(func(v float64) float64 {
		if v != v {
			return value
		}
		return v
	})
}

func (p *pivot) in(unit string, factor float64) *pivot {
	q := p.mapped(func(v float64) float64 { return v * factor })
	q.unit = unit
	return q
}

func (p *pivot) mapped(f func(float64) float64) *pivot {
	q := *p
	q.cells = make([]float64, len(p.cells))
	for i, v := range p.cells {
		q.cells[i] = f(v)
	}
	return &q
}

func (p *pivot) top(n int) *pivot {
	wantRows("Top", n)
	rows, cols := p.Dims()
	totals := make([]float64, cols)
	for c := range totals {
		totals[c] = p.column(c, "").total()
	}
	take := sortedRows(cols, []*Column{NewColumn("", "", totals)}, true)[:min(n, cols)]
	q := *p
	q.cols = p.cols.taken(take)
	q.cells = make([]float64, 0, rows*len(take))
	for r := range rows {
		for _, c := range take {
			q.cells = append(q.cells, p.At(r, c))
		}
	}
	return &q
}

func (p *pivot) Table() *Table {
	cols := p.rows.keyColumns()
	lead := len(cols)
	rows, n := p.Dims()
	for c := range n {
		col := &Column{Name: p.ColumnLabel(c), kind: KindFloat, n: rows, floats: make([]float64, rows), ok: make([]bool, rows)}
		for r := range rows {
			col.floats[r], col.ok[r] = p.Cell(r, c)
		}
		col.toWhole()
		cols = append(cols, col)
	}
	what := gridColumn{name: p.name, unit: p.unit}.title() + " by " + p.rows.KeyName() + " and " + p.cols.KeyName()
	t := NewTable(cols...)
	t.lead, t.notes = lead, append([]string{what}, p.notes...)
	return t
}

func (p *pivot) String() string { return p.Table().String() }

func (p *pivot) HTML() string { return p.Table().HTML() }

func (p *pivot) Dims() (rows, columns int) { return p.rows.Len(), p.cols.Len() }

func (p *pivot) At(r, c int) float64 { return p.cells[r*p.cols.Len()+c] }

func (p *pivot) RowLabel(r int) string { return p.rows.keyText(r) }

func (p *pivot) ColumnLabel(c int) string { return p.cols.keyText(c) }

func (p *pivot) AxisNames() (x, y string) {
	return axisName(p.cols.KeyName()), axisName(p.rows.KeyName())
}

func (p *pivot) Legend() string { return gridColumn{name: axisName(p.name), unit: p.unit}.title() }
