package table

import (
	"math"
	"slices"
)

// Sub returns a less b, key by key, over the keys of both: those of a first. Where one has no number the result is missing, as in pandas;
// FillMissing(0) before or after says otherwise.
func Sub[K comparable](a, b Series[K]) Series[K] {
	return combined(a, b, "change of "+a.Name(), a.Unit(), func(x, y float64) float64 { return x - y })
}

// Add returns the sums of a and b, key by key, as Sub does the differences.
func Add[K comparable](a, b Series[K]) Series[K] {
	return combined(a, b, a.Name(), a.Unit(), func(x, y float64) float64 { return x + y })
}

// Ratio returns a divided by b, key by key, as Sub does the differences. What is divided by 0 is missing.
func Ratio[K comparable](a, b Series[K]) Series[K] {
	return combined(a, b, a.Name()+" / "+b.Name(), "", func(x, y float64) float64 {
		if y == 0 {
			return math.NaN()
		}
		return x / y
	})
}

// combined makes a series of two, key by key.
func combined[K comparable](a, b Series[K], name, unit string, f func(x, y float64) float64) Series[K] {
	keys := allKeys(a, b)
	values := make([]float64, len(keys))
	x, y := numbersOf(a), numbersOf(b)
	for i, key := range keys {
		values[i] = math.NaN()
		if v, ok := x[key]; ok {
			if w, ok := y[key]; ok {
				values[i] = f(v, w)
			}
		}
	}
	return NewSeries(name, unit, a.KeyName(), keys, values)
}

// allKeys returns the keys of a, then those that only b has.
func allKeys[K comparable](a, b Series[K]) []K {
	keys := slices.Clone([]K(a.Keys()))
	known := make(map[K]bool, len(keys))
	for _, key := range keys {
		known[key] = true
	}
	for _, key := range b.Keys() {
		if !known[key] {
			known[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

func numbersOf[K comparable](s Series[K]) map[K]float64 {
	m := make(map[K]float64, s.Len())
	for key, v := range s.All() {
		m[key] = v
	}
	return m
}

// Share returns each number's share of the total, in percent.
func Share[K comparable](s Series[K]) Series[K] {
	return s.In("%", 100/s.Sum().Value).As("share of " + s.Name())
}

// Rank returns the place of each number, 1 for the largest; equal ones share the first of their places (pandas' rank with method "min").
func Rank[K comparable](s Series[K]) Series[K] {
	sorted := s.Values()
	slices.Sort(sorted)
	return s.Map(func(v float64) float64 {
		after, _ := slices.BinarySearch(sorted, math.Nextafter(v, math.Inf(1)))
		return float64(len(sorted) - after + 1)
	}).In("", 1).As("rank by " + s.Name())
}

// Compare returns what changed from one series to another, with a row for each key of either. Its columns are both numbers,
// their difference, and the second as a multiple of the first. A key that only one has keeps its empty cell (an outer join).
func Compare[K comparable](before, after Series[K]) *Table {
	keys := allKeys(before, after)
	x, y := numbersOf(before), numbersOf(after)
	return compared(NewColumn(before.KeyName(), "", keys), before.Unit(),
		len(keys), func(i int) (float64, bool) { v, ok := x[keys[i]]; return v, ok }, func(i int) (float64, bool) { v, ok := y[keys[i]]; return v, ok })
}

// compared makes Compare's table.
func compared(keys *Column, unit string, n int, before, after func(i int) (float64, bool)) *Table {
	columns := [4][]float64{}
	for i := range n {
		v, hadOne := before(i)
		w, hasOne := after(i)
		row := [4]float64{v, w, w - v, w / v}
		if !hadOne || !hasOne {
			row[2], row[3] = math.NaN(), math.NaN()
		}
		if v == 0 {
			row[3] = math.NaN()
		}
		if !hadOne {
			row[0] = math.NaN()
		}
		if !hasOne {
			row[1] = math.NaN()
		}
		for k := range columns {
			columns[k] = append(columns[k], row[k])
		}
	}
	t := NewTable(keys, NewColumn("before", unit, columns[0]), NewColumn("after", unit, columns[1]), NewColumn("change", unit, columns[2]), NewColumn("times", "", columns[3]))
	t.lead = 1
	return t
}
