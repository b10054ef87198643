package pcapnb

import "sync"

// blockLen is how many rows are worked on at a time: their numbers fit the fastest cache.
const blockLen = 1024

// parallelFrom is the number of rows from which two goroutines pay.
const parallelFrom = 1 << 16

// A block is a run of rows' numbers, starting at row lo.
type block[N any] struct {
	lo  int
	num []N
	ok  []bool // nil where every row has a number
}

// reader reads the numbers of rows block by block, reusing its buffers; one goroutine's.
type reader[T, N any] struct {
	chunk func(rows []T, out []N, ok []bool) (full bool)
	num   [blockLen]N
	ok    [blockLen]bool
}

// read returns the numbers of rows, at most blockLen, that start at row lo of the whole.
func (r *reader[T, N]) read(rows []T, lo int) block[N] {
	b := block[N]{lo: lo, num: r.num[:len(rows)]}
	clear(r.ok[:len(rows)])
	if !r.chunk(rows, b.num, r.ok[:len(rows)]) {
		b.ok = r.ok[:len(rows)]
	}
	return b
}

// each calls f with the blocks of rows[lo:hi] in order.
func (r *reader[T, N]) each(rows []T, lo, hi int, f func(b block[N])) {
	for ; lo < hi; lo += blockLen {
		f(r.read(rows[lo:min(lo+blockLen, hi)], lo))
	}
}

// reader returns a reader of m's numbers. NaN counts as missing.
func (m measure[T]) reader() *reader[T, float64] {
	r := &reader[T, float64]{chunk: m.chunk}
	if r.chunk == nil {
		r.chunk = m.readRows
	}
	return r
}

// readRows is the chunk of a measure that has none of its own.
func (m measure[T]) readRows(rows []T, out []float64, ok []bool) bool {
	full := true
	for i, row := range rows {
		v, has := m.of(row)
		has = has && v == v
		out[i], ok[i] = v, has
		full = full && has
	}
	return full
}

// halves calls f(0, 0, n) or, where that pays, f(0, 0, m) and f(1, m, n): at once, unless code of somebody else's runs in f.
// The cut depends on n alone, so that sums come out the same on every machine.
func halves(n int, atOnce bool, f func(part, lo, hi int)) {
	if n < parallelFrom {
		f(0, 0, n)
		return
	}
	m := (n/2 + blockLen - 1) / blockLen * blockLen
	if !atOnce {
		f(0, 0, m)
		f(1, m, n)
		return
	}
	var wg sync.WaitGroup
	wg.Go(func() { f(1, m, n) })
	f(0, 0, m)
	wg.Wait()
}
