package table

import (
	"fmt"

	"netlab/pcapnb/internal/misuse"
)

// A Reducer makes one value of a group's rows: an argument of Agg and Pivot, made by CountOf, SumOf, MeanOf and their like.
type Reducer[T any] interface {
	// As names the column that the reducer makes.
	As(name string) Reducer[T]
}

type reducer[T any] struct {
	name   string
	reduce func(rows []T, g grouped, order []uint32) *Column // one value for each code in order
	fold   func(src *Source[T]) fold[T]                      // does the same batch by batch
	folded func(s foldState, order []uint32) *Column
}

func (r reducer[T]) As(name string) Reducer[T] {
	r.name = name
	return r
}

// column reduces every group.
func (r reducer[T]) column(rows []T, g grouped, order []uint32) *Column {
	c := r.reduce(rows, g, order)
	c.Name = r.name
	return c
}

// reducerOf returns the implementation of a reducer.
func reducerOf[T any](r Reducer[T]) reducer[T] {
	if r == nil {
		panic(misuse.Text("pcapnb: an empty Reducer: make one with CountOf, SumOf, MeanOf …"))
	}
	return r.(reducer[T])
}

// measured makes a reducer of numbers.
func measured[T any](m Measurer[T], what reduction) Reducer[T] {
	return reducer[T]{
		name: what.prefix() + m.FieldName(),
		reduce: func(rows []T, g grouped, order []uint32) *Column {
			numbers := m.numbers(rows)
			return g.reduce(numbers, what).column(numbers.unit, order)
		},
		fold: func(src *Source[T]) fold[T] { return foldNumbers(src, m, what, what.state()) },
		folded: func(s foldState, order []uint32) *Column {
			r := s.reduced()
			if what.kind == toSum {
				r.all()
			}
			return r.column(m.numbers(nil).unit, order)
		},
	}
}

// column returns the numbers of the codes in order.
func (r reduced) column(unit string, order []uint32) *Column {
	b := newColumn[float64]("", unit, len(order))
	for _, code := range order {
		v := r.value[code]
		b.add(v, r.n[code] > 0 && v == v)
	}
	c := b.column()
	c.toWhole()
	return c
}

// CountOf counts the rows that have field.
func CountOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toCount}) }

// all marks every code as having a number.
func (r reduced) all() {
	for code := range r.n {
		r.n[code] = 1
	}
}

// SumOf adds m up, 0 for none.
func SumOf[T any](m Measurer[T]) Reducer[T] { return measured(m, reduction{kind: toSum}) }

// MeanOf takes the mean of m.
func MeanOf[T any](m Measurer[T]) Reducer[T] { return measured(m, reduction{kind: toMean}) }

// MedianOf takes the median of m.
func MedianOf[T any](m Measurer[T]) Reducer[T] { return measured(m, median) }

// StdOf takes the standard deviation (n-1) of m.
func StdOf[T any](m Measurer[T]) Reducer[T] { return measured(m, reduction{kind: toStd}) }

// QuantileOf takes the p-quantile of m (R type 7, as pandas), p from 0 to 1.
func QuantileOf[T any](m Measurer[T], p float64) Reducer[T] {
	wantFraction("QuantileOf", p)
	return measured(m, reduction{kind: toQuantile, p: p})
}

// NUniqueOf counts the different values of field.
func NUniqueOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toUnique}) }

// MinOf takes the least value of field, which may be a time, an address or text as well as a number.
func MinOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toMin}) }

// MaxOf takes the greatest value of field, which may be a time, an address or text as well as a number.
func MaxOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toMax}) }

// FirstOf takes the first value of field.
func FirstOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toFirst}) }

// LastOf takes the last value of field.
func LastOf[T any](field Field[T]) Reducer[T] { return chosenBy(field, reduction{kind: toLast}) }

// chosenBy makes a reducer of any field's values.
func chosenBy[T any](field Field[T], what reduction) Reducer[T] {
	unit := ""
	if what.kind == toCount {
		unit = rowNoun[T]() + "s"
	}
	return reducer[T]{
		name: what.columnName(field.FieldName()),
		reduce: func(rows []T, g grouped, order []uint32) *Column {
			return g.pick(field.column(rows), what, unit, order)
		},
		fold:   func(src *Source[T]) fold[T] { return foldColumn(src, field, what, what.columnState()) },
		folded: func(s foldState, order []uint32) *Column { return s.(columnState).column(unit, order) },
	}
}

// pick reduces the values of col.
func (g grouped) pick(col *Column, what reduction, unit string, order []uint32) *Column {
	switch what.kind {
	case toCount:
		return g.present(col).column(unit, order)
	case toUnique:
		return g.uniques(col).column(unit, order)
	}
	return g.chosen(col, what.better(), order)
}

// present counts the rows that have something in col.
func (g grouped) present(col *Column) reduced {
	r := newReduced(g.count)
	g.eachRow(func(row int, code uint32) {
		if col.Has(row) {
			r.value[code]++
		}
	})
	r.all()
	return r
}

// chosen takes the value of one row of each group.
func (g grouped) chosen(col *Column, better func(ranks []uint64, row, best int) bool, order []uint32) *Column {
	ranks := col.ranks(false)
	best := make([]int, g.count)
	for code := range best {
		best[code] = -1
	}
	g.eachRow(func(row int, code uint32) {
		if col.Has(row) && better(ranks, row, best[code]) {
			best[code] = row
		}
	})
	rows := make([]int, len(order))
	for i, code := range order {
		rows[i] = best[code]
	}
	return col.Take(rows)
}

func (g *groups[T, K]) Agg(reducers ...Reducer[T]) *Table {
	if g.read != nil {
		return g.read.agg(*g, reducers)
	}
	return g.aggregated(reducers, func(r reducer[T], _ int) *Column { return r.column(g.rows, g.grouped(), g.order) })
}

// aggregated makes the table of what column makes of each reducer.
func (g *groups[T, K]) aggregated(reducers []Reducer[T], column func(r reducer[T], i int) *Column) *Table {
	noKey := 0
	if g.kept {
		noKey = len(g.keys)
	}
	cols := keyColumns(g.key.name, "", g.keys, noKey)
	lead := len(cols)
	for i, r := range reducers {
		cols = append(cols, distinctName(cols, column(reducerOf(r), i)))
	}
	t := NewTable(cols...)
	t.lead, t.notes = lead, g.note("")
	return t
}

// distinctName numbers a column whose name is taken: "count 2".
func distinctName(cols []*Column, c *Column) *Column {
	name := c.Name
	for n := 2; NewTable(cols...).Has(c.Name); n++ {
		c.Name = fmt.Sprintf("%s %d", name, n)
	}
	return c
}

// uniques counts the different values of col for each code.
func (g grouped) uniques(col *Column) reduced {
	row := col.valueCodes()
	r := newReduced(g.count)
	seen := newIntTable()
	g.eachRow(func(i int, code uint32) {
		if row[i] == NoCode {
			return
		}
		before := len(seen.values)
		if seen.code(uint64(code)<<32 | uint64(row[i])); len(seen.values) > before {
			r.value[code]++
		}
	})
	r.all()
	return r
}

// valueCodes numbers the column's values.
func (c *Column) valueCodes() []uint32 {
	switch {
	case c.codes != nil:
		return c.codes
	case c.ints != nil:
		row, _ := compact(c.n, func(i int) (uint64, bool) { return uint64(c.ints[i]), c.Has(i) })
		return row
	}
	return codesOf(span(0, c.n), key[int, any]{of: func(i int) (any, bool) { return c.Value(i) }}).Row
}
