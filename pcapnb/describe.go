package pcapnb

import (
	"math"
	"slices"
)

// Describe returns a table with one column a field. Numbers: count, mean, std, min, quartiles and max, as pandas.
// Text, addresses and other values: count, unique, top and freq. Times: count, mean, min, quartiles and max.
func Describe[S ~[]T, T any](rows S, fields ...Field[T]) *Table {
	cols := make([]*Column, len(fields))
	for i, f := range fields {
		cols[i] = f.column([]T(rows))
	}
	return describeColumns(cols)
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

func describeColumns(cols []*Column) *Table {
	described := make([][atEnd]any, len(cols))
	var used [atEnd]bool
	for i, c := range cols {
		described[i] = c.describe()
		for at, v := range described[i] {
			used[at] = used[at] || v != nil
		}
	}
	names := []string{"count", "unique", "top", "freq", "mean", "std", "min", "25%", "50%", "75%", "max"}
	names = slices.DeleteFunc(names, func(name string) bool { return !used[slices.Index(names, name)] })
	out := []*Column{NewColumn("", "", names)}
	for i, c := range cols {
		var values []any
		for at, v := range described[i] {
			if used[at] {
				values = append(values, v)
			}
		}
		out = append(out, &Column{Name: c.Name, Unit: c.Unit, n: len(values), others: values})
	}
	t := NewTable(out...)
	t.lead = 1
	return t
}

// describe returns the statistics of the column, nil for those that do not apply.
func (c *Column) describe() (d [atEnd]any) {
	d[atCount] = c.n - c.Missing()
	switch {
	case d[atCount] == 0:
	case c.numeric():
		c.describeNumbers(&d, func(v float64) any { return wholeIf(v) })
	case c.kind == kindDuration:
		c.describeNumbers(&d, func(v float64) any { return wholeIf(v) })
	case c.kind == kindTime:
		c.describeTimes(&d)
	default:
		c.describeOther(&d)
	}
	return d
}

// wholeIf returns v as an int if it is a whole number, so that it prints without a point.
func wholeIf(v float64) any {
	if v == math.Trunc(v) && math.Abs(v) <= maxExact {
		return int(v)
	}
	return v
}

func (c *Column) describeNumbers(d *[atEnd]any, show func(float64) any) {
	values := c.Floats()
	if m, ok := mean(values); ok {
		d[atMean] = show(m)
	}
	if s, ok := std(values); ok {
		d[atStd] = show(s)
	}
	d[atMin], d[atMax] = show(slices.Min(values)), show(slices.Max(values))
	for i, p := range []float64{0.25, 0.5, 0.75} {
		q, _ := quantile(values, p)
		d[at25+i] = show(q)
	}
}

// describeTimes does for times what describeNumbers does, counting from the first so that no nanosecond is lost.
func (c *Column) describeTimes(d *[atEnd]any) {
	first := int64(math.MaxInt64)
	for i := range c.n {
		if c.Has(i) {
			first = min(first, c.ints[i])
		}
	}
	since := &Column{kind: kindWhole, n: c.n, ints: make([]int64, c.n), ok: c.ok}
	for i, ns := range c.ints {
		since.ints[i] = ns - first
	}
	since.describeNumbers(d, func(v float64) any { return unixNanos(first + int64(v)) })
	d[atStd] = nil
}

func (c *Column) describeOther(d *[atEnd]any) {
	counts := map[uint32]int{}
	codes := c.valueCodes()
	for _, code := range codes {
		if code != noCode {
			counts[code]++
		}
	}
	top, freq := 0, 0
	for i, code := range codes { // the first of the commonest
		if code != noCode && counts[code] > freq {
			top, freq = i, counts[code]
		}
	}
	d[atUnique], d[atTop], d[atFreq] = len(counts), c.at(top), freq
}
