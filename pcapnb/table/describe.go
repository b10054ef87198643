package table

import (
	"math"
	"slices"
	"time"
)

// Describe returns a table with one column a field. Numbers: count, mean, std, min, quartiles and max, as pandas.
// Text, addresses and other values: count, unique, top and freq. Times: count, mean, min, quartiles and max.
func Describe[S RowsOf[T], T any](rows S, fields ...Field[T]) *Table {
	return describeIn(rows, fields)
}

func describeIn[T any](all any, fields []Field[T]) *Table {
	rows, src := rowsIn[T](all)
	if src != nil {
		return describeRead(src, fields)
	}
	columns := make([]described, len(fields))
	for i, f := range fields {
		columns[i] = f.describe(rows).(described)
	}
	return describedTable(columns)
}

// describe describes times without making a column of them, anything else by way of one.
func (k key[T, K]) describe(all any) any {
	rows, ok := all.([]T)
	if !ok {
		return k.describing(all.(*Source[T]))
	}
	return k.described(rows)
}

func (k key[T, K]) described(rows []T) described {
	d := described{name: k.name}
	if times, ok := any(k).(key[T, time.Time]); ok {
		d.times(timesIn(times, rows))
		return d
	}
	c := k.column(rows)
	d.unit = c.Unit
	c.describe(&d)
	return d
}

func (m measure[T]) describe(all any) any {
	rows, ok := all.([]T)
	if !ok {
		return m.describing(all.(*Source[T]))
	}
	d := described{name: m.name, unit: m.unit}
	d.numbers(m.numbers(rows).summary(), wholeIf)
	return d
}

func (n number[T, N]) describe(rows any) any { return n.measure().describe(rows) }

// isTime reports whether K is a time.
func isTime[K comparable]() bool {
	_, ok := any(*new(K)).(time.Time)
	return ok
}

// Statistics of a description, in the order in which pandas prints them.
const (
	atCount = iota
	atUnique
	atTop
	atFreq
	atMean
	atStd
	atMin
	at25
	at50
	at75
	atMax
	atEnd
)

// described is the statistics of one column, nil for those that do not apply.
type described struct {
	name, unit string
	stat       [atEnd]any
}

func describeColumns(cols []*Column) *Table {
	columns := make([]described, len(cols))
	for i, c := range cols {
		columns[i] = described{name: c.Name, unit: c.Unit}
		c.describe(&columns[i])
	}
	return describedTable(columns)
}

// describedTable sets descriptions side by side, with the statistics that any of them has.
func describedTable(columns []described) *Table {
	var used [atEnd]bool
	for _, d := range columns {
		for at, v := range d.stat {
			used[at] = used[at] || v != nil
		}
	}
	names := []string{"count", "unique", "top", "freq", "mean", "std", "min", "25%", "50%", "75%", "max"}
	t := NewTable(NewColumn("", "", keepUsed(names, used)))
	for _, d := range columns {
		values := keepUsed(d.stat[:], used)
		t.cols = append(t.cols, &Column{Name: d.name, Unit: d.unit, n: len(values), others: values})
	}
	t.lead = 1
	return t
}

func keepUsed[V any](values []V, used [atEnd]bool) []V {
	var out []V
	for at, v := range values {
		if used[at] {
			out = append(out, v)
		}
	}
	return out
}

// describe says the statistics of the column.
func (c *Column) describe(d *described) {
	switch {
	case c.numeric(), c.kind == KindDuration:
		d.numbers(summaryOf(c.Floats()), wholeIf)
	case c.kind == KindTime:
		times := key[int, time.Time]{of: func(i int) (time.Time, bool) { return unixNanos(c.ints[i]), c.Has(i) }}
		d.times(timesIn(times, span(0, c.n)))
	default:
		c.describeOther(d)
	}
}

// wholeIf returns v as an int if it is a whole number, so that it prints without a point.
func wholeIf(v float64) any {
	if v == math.Trunc(v) && math.Abs(v) <= maxExact {
		return int(v)
	}
	return v
}

// numbers sets what is said of numbers, each made a value by show.
func (d *described) numbers(s summary, show func(float64) any) {
	d.stat[atCount] = s.n
	if s.nobody {
		return
	}
	d.stat[atMean], d.stat[atMin], d.stat[atMax] = show(s.mean), show(s.min), show(s.max)
	if !s.single {
		d.stat[atStd] = show(s.std)
	}
	for i, q := range s.quartile {
		d.stat[at25+i] = show(q)
	}
}

// times sets what is said of times: the summary counts nanoseconds from first.
func (d *described) times(s summary, first int64) {
	d.numbers(s, func(v float64) any { return unixNanos(first + int64(v)) })
	d.stat[atStd] = nil
}

// timesIn describes the rows' times in nanoseconds from the first on, so that none is lost.
func timesIn[T any](k key[T, time.Time], rows []T) (s summary, first int64) {
	nanos := make([]int64, 0, len(rows))
	timeReader(k).each(rows, 0, len(rows), func(b block[int64]) {
		for i, ns := range b.num {
			if b.ok == nil || b.ok[i] {
				nanos = append(nanos, ns)
			}
		}
	})
	return timesSummary(nanos)
}

// timesSummary describes times in nanoseconds from the first on.
func timesSummary(nanos []int64) (s summary, first int64) {
	if len(nanos) == 0 {
		return summaryOf(nil), 0
	}
	first = slices.Min(nanos)
	values := make([]float64, len(nanos))
	for i, ns := range nanos {
		values[i] = float64(ns - first)
	}
	return summaryOf(values), first
}

func (c *Column) describeOther(d *described) {
	counts := map[uint32]int{}
	codes := c.valueCodes()
	for _, code := range codes {
		if code != NoCode {
			counts[code]++
		}
	}
	d.stat[atCount] = c.n - c.Missing()
	top, freq := 0, 0
	for i, code := range codes { // the first of the commonest
		if code != NoCode && counts[code] > freq {
			top, freq = i, counts[code]
		}
	}
	if freq > 0 {
		d.stat[atUnique], d.stat[atTop], d.stat[atFreq] = len(counts), c.at(top), freq
	}
}
