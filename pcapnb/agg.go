package pcapnb

import "fmt"

// A Reducer makes one value of a group's rows: an argument of Agg and Pivot, made by CountOf, SumOf, MeanOf and their like.
type Reducer[T any] struct {
	name   string
	reduce func(g grouped[T], order []uint32) *Column // one value for each code in order
}

// As names the column that the reducer makes.
func (r Reducer[T]) As(name string) Reducer[T] {
	r.name = name
	return r
}

// column reduces every group.
func (r Reducer[T]) column(g grouped[T], order []uint32) *Column {
	if r.reduce == nil {
		panic(misused("pcapnb: an empty Reducer: make one with CountOf, SumOf, MeanOf …"))
	}
	c := r.reduce(g, order)
	c.Name = r.name
	return c
}

// measured makes a reducer of numbers.
func measured[T any](name string, m Measurer[T], f func(g grouped[T], m Measure[T]) reduced) Reducer[T] {
	measure := m.AsMeasure()
	return Reducer[T]{name: name + measure.Name, reduce: func(g grouped[T], order []uint32) *Column {
		return f(g, measure).column(measure.Unit, order)
	}}
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
func CountOf[T any](field Field[T]) Reducer[T] {
	return Reducer[T]{name: "count", reduce: func(g grouped[T], order []uint32) *Column {
		col := field.column(g.rows)
		r := newReduced(g.count)
		g.eachRow(func(row int, code uint32) {
			if col.Has(row) {
				r.value[code]++
			}
		})
		r.all()
		return r.column(rowNoun[T]()+"s", order)
	}}
}

// all marks every code as having a number.
func (r reduced) all() {
	for code := range r.n {
		r.n[code] = 1
	}
}

// SumOf adds m up, 0 for none.
func SumOf[T any](m Measurer[T]) Reducer[T] {
	return measured("", m, func(g grouped[T], m Measure[T]) reduced {
		r := g.sums(m)
		r.all()
		return r
	})
}

// MeanOf takes the mean of m.
func MeanOf[T any](m Measurer[T]) Reducer[T] { return measured("mean ", m, means[T]) }

// MedianOf takes the median of m.
func MedianOf[T any](m Measurer[T]) Reducer[T] {
	return QuantileOf(m, 0.5).As("median " + m.FieldName())
}

// StdOf takes the standard deviation (n-1) of m.
func StdOf[T any](m Measurer[T]) Reducer[T] { return measured("std ", m, grouped[T].stds) }

// QuantileOf takes the p-quantile of m (R type 7, as pandas), p from 0 to 1.
func QuantileOf[T any](m Measurer[T], p float64) Reducer[T] {
	wantFraction("QuantileOf", p)
	return measured(quantileName(p), m, func(g grouped[T], m Measure[T]) reduced { return g.quantiles(m, p) })
}

// NUniqueOf counts the different values of field.
func NUniqueOf[T any](field Field[T]) Reducer[T] {
	return Reducer[T]{name: "unique " + field.FieldName(), reduce: func(g grouped[T], order []uint32) *Column {
		return g.uniques(field).column("", order)
	}}
}

// MinOf takes the least value of field, which may be a time, an address or text as well as a number.
func MinOf[T any](field Field[T]) Reducer[T] {
	return chosen("min ", field, func(ranks []uint64, row, best int) bool { return best < 0 || ranks[row] < ranks[best] })
}

// MaxOf takes the greatest value of field, which may be a time, an address or text as well as a number.
func MaxOf[T any](field Field[T]) Reducer[T] {
	return chosen("max ", field, func(ranks []uint64, row, best int) bool { return best < 0 || ranks[row] > ranks[best] })
}

// FirstOf takes the first value of field.
func FirstOf[T any](field Field[T]) Reducer[T] {
	return chosen("first ", field, func(_ []uint64, _, best int) bool { return best < 0 })
}

// LastOf takes the last value of field.
func LastOf[T any](field Field[T]) Reducer[T] {
	return chosen("last ", field, func([]uint64, int, int) bool { return true })
}

// chosen makes a reducer that takes the value of one row of each group.
func chosen[T any](name string, field Field[T], better func(ranks []uint64, row, best int) bool) Reducer[T] {
	return Reducer[T]{name: name + field.FieldName(), reduce: func(g grouped[T], order []uint32) *Column {
		col := field.column(g.rows)
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
		return col.take(rows)
	}}
}

// Agg returns a table with one row a group: its key and what each reducer makes of it.
func (g *Groups[T, K]) Agg(reducers ...Reducer[T]) *Table {
	noKey := 0
	if g.kept {
		noKey = len(g.keys)
	}
	cols := keyColumns(g.key.Name, "", g.keys, noKey)
	lead := len(cols)
	for _, r := range reducers {
		cols = append(cols, distinctName(cols, r.column(g.grouped(), g.order)))
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

// uniques counts the different values of field for each code.
func (g grouped[T]) uniques(field Field[T]) reduced {
	row := field.column(g.rows).valueCodes()
	r := newReduced(g.count)
	seen := newIntTable()
	g.eachRow(func(i int, code uint32) {
		if row[i] == noCode {
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
	return codesOf(span(0, c.n), Key[int, any]{Of: func(i int) (any, bool) { return c.Value(i) }}).row
}
