package table

import (
	"fmt"
	"slices"
	"strings"

	"netlab/pcapnb/internal/words"
)

// Groups is rows put together by the value of a key, the groups in ascending order of it (values without an order: as they first appear).
// Rows without a value are in no group; printed results say how many they are.
type Groups[T any, K comparable] interface {
	// Agg returns a table with one row a group: its key and what each reducer makes of it.
	Agg(reducers ...Reducer[T]) *Table
	// Count returns the number of rows in each group.
	Count() Series[K]
	// Sum returns the sum of m in each group: 0 where no row has it, unless EmptyMissing was asked for.
	Sum(m Measurer[T]) Series[K]
	// EmptyMissing returns the groups so that a sum over none is missing rather than 0: a line breaks where nothing was captured.
	EmptyMissing() Groups[T, K]
	// Mean returns the mean of m in each group.
	Mean(m Measurer[T]) Series[K]
	// Median returns the median of m in each group.
	Median(m Measurer[T]) Series[K]
	// Quantile returns the p-quantile of m in each group (R type 7, as pandas), p from 0 to 1.
	Quantile(m Measurer[T], p float64) Series[K]
	// Min returns the smallest m in each group.
	Min(m Measurer[T]) Series[K]
	// Max returns the largest m in each group.
	Max(m Measurer[T]) Series[K]
	// Std returns the standard deviation (n-1) of m in each group; a group of one number has none.
	Std(m Measurer[T]) Series[K]
	// First returns the first m in each group.
	First(m Measurer[T]) Series[K]
	// Last returns the last m in each group.
	Last(m Measurer[T]) Series[K]
	// NUnique returns how many different values of field each group has.
	NUnique(field Field[T]) Series[K]
	// ArgMax returns each group's row with the largest m, the first of several, the groups in order.
	ArgMax(m Measurer[T]) Rows[T]
	// ArgMin returns each group's row with the smallest m, the first of several, the groups in order.
	ArgMin(m Measurer[T]) Rows[T]
	// Apply returns f of each group's rows; f returns false where there is no number.
	Apply(name, unit string, f func(rows Rows[T]) (float64, bool)) Series[K]
	// WithMissing returns the groups with one more, the last, of the rows without a key. It shows with an empty key.
	WithMissing() Groups[T, K]
	// Len returns the number of groups.
	Len() int
	// Keys returns the groups' keys in order.
	Keys() List[K]
	// Missing returns the rows that are in no group because they have no key.
	Missing() Rows[T]
	// Get returns the rows of one group, in their order; none for a key that has no group.
	Get(key K) Rows[T]
	// All yields each group's key and rows, in order, for range.
	All() func(yield func(K, Rows[T]) bool)
	// Head returns the first n rows of each group, in the rows' order, as pandas does.
	Head(n int) Rows[T]
	// Filter returns the groups whose rows keep accepts, as groups of fewer rows.
	Filter(keep func(key K, rows Rows[T]) bool) Groups[T, K]
	// Table returns the number of rows in each group.
	Table() *Table
	// String returns the number of rows in each group as text.
	String() string
	// HTML returns the number of rows in each group as a plain <table>.
	HTML() string

	// of returns the implementation, as any so that a cell which names Groups does not compile it.
	of() any
}

type groups[T any, K comparable] struct {
	rows    []T
	key     key[T, K]
	code    rowCodes // a group has one code; some codes have no group, and rows without a key one of count or above
	count   int
	order   []uint32 // group → code
	keys    []K      // group → key
	sizes   []int    // group → number of rows
	missing int      // rows in no group
	kept    bool     // the last group is that of the rows without a key
	regular bool     // the groups are the intervals of Resample, empty ones among them
	empty   bool     // a sum over an empty interval is missing rather than 0

	read *reading[T, K]        // where the rows are to be read yet; nil once they are in groups
	fill func(g *groups[T, K]) // adds the empty intervals of Resample
	left []string              // what was left out of the files
}

// GroupBy puts the rows together that have the same value of key.
func GroupBy[S RowsOf[T], T any, K comparable](rows S, key Keyer[T, K]) Groups[T, K] {
	return key.groupBy(rows).(Groups[T, K])
}

func (k key[T, K]) groupBy(all any) any {
	rows, src := rowsIn[T](all)
	if src != nil {
		return &groups[T, K]{key: k, read: &reading[T, K]{src: src, key: k, load: func(rows []T) Groups[T, K] { return k.groupBy(rows).(Groups[T, K]) }}}
	}
	c := codesOf(rows, k).dense()
	counts, missing := c.counts()
	g := &groups[T, K]{rows: rows, key: k, code: c.of(), count: c.Count, missing: missing}
	used := make([]uint32, 0, min(c.Count, len(rows)))
	for code, n := range counts {
		if n > 0 {
			used = append(used, uint32(code))
		}
	}
	if comparer[K]() == nil {
		used = firstSeen(c.of(), c.Count, len(used))
	}
	for _, i := range sortedOrder(len(used), func(i int) K { return c.Value(used[i]) }) {
		code := used[i]
		g.order = append(g.order, code)
		g.keys = append(g.keys, c.Value(code))
		g.sizes = append(g.sizes, counts[code])
	}
	return g
}

// groupsOf returns the implementation of groups.
func groupsOf[T any, K comparable](g Groups[T, K]) *groups[T, K] { return g.of().(*groups[T, K]) }

func (g *groups[T, K]) of() any { return g }

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

func (g *groups[T, K]) WithMissing() Groups[T, K] {
	if g.read != nil {
		h := *g
		h.kept = true
		return &h
	}
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

func (g *groups[T, K]) Len() int { return len(g.settled().keys) }

func (g *groups[T, K]) Keys() List[K] { return slices.Clone(g.settled().keys) }

func (g *groups[T, K]) Missing() Rows[T] {
	if g.read != nil {
		return g.loaded().Missing()
	}
	var out Rows[T]
	g.eachRow(func(row int, code uint32) {
		if int(code) >= g.count {
			out = append(out, g.rows[row])
		}
	})
	return out
}

// eachRow calls f with every row and its code.
func (g *groups[T, K]) eachRow(f func(row int, code uint32)) {
	g.code.each(0, len(g.rows), func(lo int, codes []uint32) {
		for i, code := range codes {
			f(lo+i, code)
		}
	})
}

func (g *groups[T, K]) Get(key K) Rows[T] {
	if g.read != nil {
		return g.read.get(key)
	}
	is := equals(key)
	for i, k := range g.keys {
		if is(k) && !(g.kept && i == len(g.keys)-1) {
			return g.group(i)
		}
	}
	return nil
}

// group returns the rows of group i.
func (g *groups[T, K]) group(i int) Rows[T] {
	out := make(Rows[T], 0, g.sizes[i])
	g.eachRow(func(row int, code uint32) {
		if code == g.order[i] {
			out = append(out, g.rows[row])
		}
	})
	return out
}

func (g *groups[T, K]) All() func(yield func(K, Rows[T]) bool) {
	if g.read != nil {
		return g.loaded().All()
	}
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
func (g *groups[T, K]) cut() (rows Rows[T], start []int) {
	places, start := g.places()
	rows = make(Rows[T], len(places))
	for i, row := range places {
		rows[i] = g.rows[row]
	}
	return rows, start
}

// places returns the row numbers group by group, and where each group starts.
func (g *groups[T, K]) places() (rows []uint32, start []int) {
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
func (g *groups[T, K]) starts() (start, byCode []int) {
	start = make([]int, len(g.sizes)+1)
	byCode = make([]int, g.count)
	for i, n := range g.sizes {
		start[i+1] = start[i] + n
		byCode[g.order[i]] = start[i]
	}
	return start, byCode
}

func (g *groups[T, K]) Head(n int) Rows[T] {
	wantRows("Head", n)
	if g.read != nil {
		return g.loaded().Head(n)
	}
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

func (g *groups[T, K]) Filter(keep func(key K, rows Rows[T]) bool) Groups[T, K] {
	if g.read != nil {
		return g.loaded().Filter(keep)
	}
	h := &groups[T, K]{key: g.key, empty: g.empty, missing: g.missing}
	recode := slices.Repeat([]uint32{NoCode}, g.count)
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
		if outside || recode[code] != NoCode {
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
func (g *groups[T, K]) noun() string { return rowNoun[T]() }

// note says what is in no group; amount, with its unit, is what was summed.
func (g *groups[T, K]) note(amount string) []string {
	if g.missing == 0 {
		return g.left
	}
	if amount != "" {
		amount = " (" + amount + ")"
	}
	verb := "are"
	if g.missing == 1 {
		verb = "is"
	}
	note := fmt.Sprintf("%s without %s%s %s in no group", words.Plural(g.missing, g.noun()), strings.ReplaceAll(g.key.name, keySeparator, " or "), amount, verb)
	return append([]string{note}, g.left...)
}

func (g *groups[T, K]) Table() *Table { return g.Count().Table() }

func (g *groups[T, K]) String() string { return g.Table().String() }

func (g *groups[T, K]) HTML() string { return g.Table().HTML() }

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
