package pcapnb

import (
	"fmt"
	"slices"
	"strings"
)

// Groups is rows put together by the value of a key, the groups in ascending order of it (values without an order: as they first appear).
// Rows without a value are in no group; printed results say how many they are.
type Groups[T any, K comparable] struct {
	rows    []T
	key     Key[T, K]
	code    rowCodes // a group has one code; some codes have no group, and rows without a key one of count or above
	count   int
	order   []uint32 // group → code
	keys    []K      // group → key
	sizes   []int    // group → number of rows
	missing int      // rows in no group
	kept    bool     // the last group is that of the rows without a key
	regular bool     // the groups are the intervals of Resample, empty ones among them
	empty   bool     // a sum over an empty interval is missing rather than 0
}

// GroupBy puts the rows together that have the same value of key.
func GroupBy[S ~[]T, T any, K comparable](rows S, key Keyer[T, K]) *Groups[T, K] {
	k := key.AsKey()
	c := codesOf([]T(rows), k).dense()
	counts, missing := c.counts()
	g := &Groups[T, K]{rows: rows, key: k, code: c.of(), count: c.count, missing: missing}
	used := make([]uint32, 0, min(c.count, len(rows)))
	for code, n := range counts {
		if n > 0 {
			used = append(used, uint32(code))
		}
	}
	if comparer[K]() == nil {
		used = firstSeen(c.of(), c.count, len(used))
	}
	for _, i := range sortedOrder(len(used), func(i int) K { return c.value(used[i]) }) {
		code := used[i]
		g.order = append(g.order, code)
		g.keys = append(g.keys, c.value(code))
		g.sizes = append(g.sizes, counts[code])
	}
	return g
}

// firstSeen returns the n codes that occur, in the order of their first rows.
func firstSeen(rows rowCodes, count, n int) []uint32 {
	seen := make([]bool, count)
	order := make([]uint32, 0, n)
	buffer := new([blockLen]uint32)
	for lo := 0; lo < rows.n && len(order) < n; lo += blockLen {
		for _, code := range rows.block(lo, min(lo+blockLen, rows.n), buffer) {
			if int(code) < count && !seen[code] {
				seen[code] = true
				order = append(order, code)
			}
		}
	}
	return order
}

// WithMissing returns the groups with one more, the last, of the rows without a key. It shows with an empty key.
func (g *Groups[T, K]) WithMissing() *Groups[T, K] {
	if g.missing == 0 || g.kept {
		return g
	}
	h := *g
	h.code = rowCodes{row: slices.Clone(g.code.all()), n: g.code.n}
	for i, code := range h.code.row {
		h.code.row[i] = min(code, uint32(g.count))
	}
	h.order = append(slices.Clone(g.order), uint32(g.count))
	h.keys = append(slices.Clone(g.keys), *new(K))
	h.sizes = append(slices.Clone(g.sizes), g.missing)
	h.count++
	h.missing, h.kept = 0, true
	return &h
}

// Len returns the number of groups.
func (g *Groups[T, K]) Len() int { return len(g.keys) }

// Keys returns the groups' keys in order.
func (g *Groups[T, K]) Keys() List[K] { return slices.Clone(g.keys) }

// Missing returns the rows that are in no group because they have no key.
func (g *Groups[T, K]) Missing() Rows[T] {
	var out Rows[T]
	g.eachRow(func(row int, code uint32) {
		if int(code) >= g.count {
			out = append(out, g.rows[row])
		}
	})
	return out
}

// eachRow calls f with every row and its code.
func (g *Groups[T, K]) eachRow(f func(row int, code uint32)) {
	g.code.each(0, len(g.rows), func(lo int, codes []uint32) {
		for i, code := range codes {
			f(lo+i, code)
		}
	})
}

// Get returns the rows of one group, in their order; none for a key that has no group.
func (g *Groups[T, K]) Get(key K) Rows[T] {
	is := equals(key)
	for i, k := range g.keys {
		if is(k) && !(g.kept && i == len(g.keys)-1) {
			return g.group(i)
		}
	}
	return nil
}

// group returns the rows of group i.
func (g *Groups[T, K]) group(i int) Rows[T] {
	out := make(Rows[T], 0, g.sizes[i])
	g.eachRow(func(row int, code uint32) {
		if code == g.order[i] {
			out = append(out, g.rows[row])
		}
	})
	return out
}

// All yields each group's key and rows, in order, for range.
func (g *Groups[T, K]) All() func(yield func(K, Rows[T]) bool) {
	return func(yield func(K, Rows[T]) bool) {
		rows, start := g.cut()
		for i, k := range g.keys {
			if !yield(k, rows[start[i]:start[i+1]:start[i+1]]) {
				return
			}
		}
	}
}

// cut returns the rows group by group, and where each group starts: counted, allocated once, cut.
func (g *Groups[T, K]) cut() (rows Rows[T], start []int) {
	places, start := g.places()
	rows = make(Rows[T], len(places))
	for i, row := range places {
		rows[i] = g.rows[row]
	}
	return rows, start
}

// places returns the row numbers group by group, and where each group starts.
func (g *Groups[T, K]) places() (rows []uint32, start []int) {
	start, next := g.starts()
	rows = make([]uint32, start[len(start)-1])
	g.eachRow(func(row int, code uint32) {
		if int(code) < len(next) {
			rows[next[code]] = uint32(row)
			next[code]++
		}
	})
	return rows, start
}

// starts returns where each group starts when they lie one after the other, and the same by code.
func (g *Groups[T, K]) starts() (start, byCode []int) {
	start = make([]int, len(g.sizes)+1)
	byCode = make([]int, g.count)
	for i, n := range g.sizes {
		start[i+1] = start[i] + n
		byCode[g.order[i]] = start[i]
	}
	return start, byCode
}

// Head returns the first n rows of each group, in the rows' order, as pandas does.
func (g *Groups[T, K]) Head(n int) Rows[T] {
	wantRows("Head", n)
	seen := make([]int, g.count)
	var out Rows[T]
	g.eachRow(func(row int, code uint32) {
		if int(code) < len(seen) && seen[code] < n {
			seen[code]++
			out = append(out, g.rows[row])
		}
	})
	return out
}

// Filter returns the groups whose rows keep accepts, as groups of fewer rows.
func (g *Groups[T, K]) Filter(keep func(key K, rows Rows[T]) bool) *Groups[T, K] {
	h := &Groups[T, K]{key: g.key, empty: g.empty, missing: g.missing}
	recode := slices.Repeat([]uint32{noCode}, g.count)
	rows, start := g.cut()
	for i, k := range g.keys {
		if !keep(k, rows[start[i]:start[i+1]:start[i+1]]) {
			continue
		}
		recode[g.order[i]] = uint32(h.count)
		h.order = append(h.order, uint32(h.count))
		h.keys = append(h.keys, k)
		h.sizes = append(h.sizes, g.sizes[i])
		h.kept = g.kept && i == len(g.keys)-1
		h.count++
	}
	g.eachRow(func(row int, code uint32) {
		outside := int(code) >= g.count
		if outside || recode[code] != noCode {
			h.rows = append(h.rows, g.rows[row])
			if !outside {
				code = recode[code]
			}
			h.code.row = append(h.code.row, code)
		}
	})
	h.code.n = len(h.code.row)
	return h
}

// noun is what the rows are called in a sentence.
func (g *Groups[T, K]) noun() string { return rowNoun[T]() }

// note says what is in no group; amount, with its unit, is what was summed.
func (g *Groups[T, K]) note(amount string) []string {
	if g.missing == 0 {
		return nil
	}
	if amount != "" {
		amount = " (" + amount + ")"
	}
	verb := "are"
	if g.missing == 1 {
		verb = "is"
	}
	return []string{fmt.Sprintf("%s without %s%s %s in no group", plural(g.missing, g.noun()), strings.ReplaceAll(g.key.Name, keySeparator, " or "), amount, verb)}
}

// Table returns the number of rows in each group.
func (g *Groups[T, K]) Table() *Table { return g.Count().Table() }

// String returns the number of rows in each group as text.
func (g *Groups[T, K]) String() string { return g.Table().String() }

// HTML returns the number of rows in each group as a plain <table>.
func (g *Groups[T, K]) HTML() string { return g.Table().HTML() }

// keyColumns returns keys as columns: one, or a pair's several. The key at place noKey-1 is empty.
func keyColumns[K comparable](name, unit string, keys []K, noKey int) []*Column {
	var parts [][]any
	for i, k := range keys {
		values := keyParts(k)
		for len(parts) < len(values) {
			parts = append(parts, make([]any, len(keys)))
		}
		if i == noKey-1 {
			continue
		}
		for p, v := range values {
			parts[p][i] = v
		}
	}
	if len(parts) <= 1 {
		b := newColumn[K](name, unit, len(keys))
		for i, k := range keys {
			b.add(k, i != noKey-1)
		}
		return []*Column{b.column()}
	}
	cols := make([]*Column, len(parts))
	for p, n := range splitNames(name, len(parts)) {
		cols[p] = NewColumn(n, "", parts[p])
	}
	return cols
}
