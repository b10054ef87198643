package table

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// What follows is for package pcapnb, whose Captures answer in parts.

// PlanOfField returns a field as data; see IsPlan.
func PlanOfField[T any](f Field[T]) string { return planOf(f) }

// Stacked returns one table of the rows of several that Select made with the same fields, with notes below.
func Stacked(notes []string, tables ...*Table) *Table {
	first := *tables[0]
	all := &first
	all.n, all.cols, all.notes = 0, nil, notes
	for _, t := range tables {
		all.n += t.n
	}
	for i := range tables[0].cols {
		all.cols = append(all.cols, stacked(tables, func(t *Table) *Column { return t.cols[i] }))
	}
	if all.index != nil {
		all.index = stacked(tables, func(t *Table) *Column { return t.index })
	}
	return all
}

// stacked returns a column of each table, under each other.
func stacked(tables []*Table, of func(t *Table) *Column) *Column {
	all := *of(tables[0])
	all.n, all.ok, all.ints, all.floats, all.texts, all.others, all.codes = 0, nil, nil, nil, nil, nil, nil
	dict := newDictOf(all.dict)
	for _, t := range tables {
		c := of(t)
		if c.kind != all.kind || (c.codes == nil) != (of(tables[0]).codes == nil) {
			return stackedValues(tables, of)
		}
		if c.ok != nil || all.ok != nil {
			all.ok = append(yes(all.ok, all.n), yes(c.ok, c.n)...)
		}
		all.n += c.n
		all.ints, all.floats = append(all.ints, c.ints...), append(all.floats, c.floats...)
		all.texts, all.others = append(all.texts, c.texts...), append(all.others, c.others...)
		all.codes = append(all.codes, dict.codes(c)...)
	}
	all.dict = dict.values
	return &all
}

// stackedValues is stacked for columns that hold their values in several ways.
func stackedValues(tables []*Table, of func(t *Table) *Column) *Column {
	first := of(tables[0])
	b := newColumn[any](first.Name, first.Unit, 0)
	for _, t := range tables {
		for i := range t.n {
			b.add(of(t).Value(i))
		}
	}
	return b.like(first)
}

// yes returns which of n rows have a value, where ok may be nil for all.
func yes(ok []bool, n int) []bool {
	if ok != nil {
		return ok
	}
	return slices.Repeat([]bool{true}, n)
}

// A dictOf has the values of several columns that have few.
type dictOf struct {
	values []any
	code   map[any]uint32
}

func newDictOf(values []any) *dictOf {
	d := &dictOf{values: slices.Clone(values), code: make(map[any]uint32)}
	for i, v := range values {
		d.code[v] = uint32(i)
	}
	return d
}

// codes returns c's codes as those of d.
func (d *dictOf) codes(c *Column) []uint32 {
	to := make([]uint32, len(c.dict))
	for i, v := range c.dict {
		code, known := d.code[v]
		if !known {
			code = uint32(len(d.values))
			d.values, d.code[v] = append(d.values, v), code
		}
		to[i] = code
	}
	out := make([]uint32, len(c.codes))
	for i, code := range c.codes {
		out[i] = NoCode
		if code != NoCode {
			out[i] = to[code]
		}
	}
	return out
}

// Noted returns a series with notes below.
func Noted[K comparable](s Series[K], notes []string) Series[K] {
	noted := *s.of().(*series[K])
	noted.notes = append(slices.Clip(noted.notes), notes...)
	return &noted
}

// Drawn chooses n of so many rows, each set of them alike likely (Knuth, "The Art of Computer Programming", 3.4.2, algorithm S).
func Drawn(rows, n int, seed uint64) []int {
	wantRows("Sample", n)
	n = min(n, rows)
	random := rand.NewPCG(seed, 0)
	places := make([]int, 0, n)
	for i := range rows {
		if below, _ := bits.Mul64(random.Uint64(), uint64(rows-i)); below < uint64(n-len(places)) {
			places = append(places, i)
		}
	}
	return places
}
