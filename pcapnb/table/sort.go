package table

import (
	"math"
	"slices"
)

// Sort returns the rows in ascending order of fields, the first counting most. Ties keep their order, missing comes last.
func Sort[S ~[]T, T any](rows S, fields ...Field[T]) S { return sortBy(rows, fields, false) }

// SortDesc returns the rows in descending order of fields, the first counting most. Ties keep their order, missing comes last.
func SortDesc[S ~[]T, T any](rows S, fields ...Field[T]) S { return sortBy(rows, fields, true) }

func sortBy[S ~[]T, T any](rows S, fields []Field[T], desc bool) S {
	cols := make([]*Column, len(fields))
	for i, f := range fields {
		cols[i] = f.column(rows)
	}
	out := make(S, len(rows))
	for i, r := range sortedRows(len(rows), cols, desc) {
		out[i] = rows[r]
	}
	return out
}

// sortedRows returns the row numbers 0..n-1 in order of cols: a stable sort by the last column first, the first last.
func sortedRows(n int, cols []*Column, desc bool) []int {
	rows := span(0, n)
	for _, c := range slices.Backward(cols) {
		rows = sortRows(rows, c.ranks(desc))
	}
	return rows
}

// sortRows puts rows in order of rank[row], stably.
func sortRows(rows []int, rank []uint64) []int {
	low, high, sorted, last := uint64(math.MaxUint64), uint64(0), true, uint64(0)
	for _, row := range rows {
		r := rank[row]
		sorted = sorted && r >= last
		last = r
		if r != math.MaxUint64 { // missing
			low, high = min(low, r), max(high, r)
		}
	}
	switch {
	case sorted:
		return rows
	case high-low < histogramWidth:
		return countingSort(rows, rank, low, int(high-low)+1)
	}
	pairs := make([]ranked, len(rows))
	for i, row := range rows {
		pairs[i] = ranked{rank[row], uint32(row)}
	}
	for i, p := range sortRanked(pairs) {
		rows[i] = int(p.row)
	}
	return rows
}

// countingSort sorts by ranks from low on, of which there are n; missing ones come last.
func countingSort(rows []int, rank []uint64, low uint64, n int) []int {
	place := func(row int) int { return int(min(rank[row]-low, uint64(n))) }
	start := make([]int, n+2)
	for _, row := range rows {
		start[place(row)+1]++
	}
	for i := range n {
		start[i+1] += start[i]
	}
	out := make([]int, len(rows))
	for _, row := range rows {
		p := place(row)
		out[start[p]] = row
		start[p]++
	}
	return out
}

// ranked is a row and what it is sorted by.
type ranked struct {
	rank uint64
	row  uint32
}

// sortRanked sorts rows by rank, stably, a byte at a time from the lowest (LSD radix sort).
func sortRanked(rows []ranked) []ranked {
	spare := make([]ranked, len(rows))
	for shift := 0; shift < 64; shift += 8 {
		var start [257]int
		for _, r := range rows {
			start[r.rank>>shift&0xff+1]++
		}
		if slices.Contains(start[1:], len(rows)) { // all alike in this byte
			continue
		}
		for b := 1; b < len(start); b++ {
			start[b] += start[b-1]
		}
		for _, r := range rows {
			b := r.rank >> shift & 0xff
			spare[start[b]] = r
			start[b]++
		}
		rows, spare = spare, rows
	}
	return rows
}

// ranks returns a number for each row that orders the rows as their values do, reversed if desc, missing last.
func (c *Column) ranks(desc bool) []uint64 {
	ranks := make([]uint64, c.n)
	rank := c.ranker()
	for i := range ranks {
		if !c.Has(i) {
			ranks[i] = math.MaxUint64
			continue
		}
		ranks[i] = rank(i)
		if desc {
			ranks[i] = math.MaxUint64 - 1 - ranks[i]
		}
	}
	return ranks
}

// ranker returns a function from a row that has a value to a number below MaxUint64 that orders as the value does.
func (c *Column) ranker() func(i int) uint64 {
	switch c.kind {
	case KindWhole, KindBool, KindTime, KindDuration:
		return func(i int) uint64 { return min(uint64(c.ints[i])^1<<63, math.MaxUint64-1) }
	case KindFloat:
		return func(i int) uint64 { return floatRank(c.floats[i]) }
	}
	row, dict := c.codes, c.dict
	if row == nil {
		k := codesOf(span(0, c.n), key[int, any]{of: func(i int) (any, bool) { return c.Value(i) }})
		row, dict = k.Row, make([]any, k.Count)
		for code := range dict {
			dict[code] = k.Value(uint32(code))
		}
	}
	rankOf := make([]uint64, len(dict))
	for rank, code := range sortedOrder(len(dict), func(i int) any { return dict[i] }) {
		rankOf[code] = uint64(rank)
	}
	return func(i int) uint64 { return rankOf[row[i]] }
}

// floatRank orders as floats do: the sign bit turned, all bits turned below zero.
func floatRank(f float64) uint64 {
	b := math.Float64bits(f + 0) // -0 becomes 0
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}
