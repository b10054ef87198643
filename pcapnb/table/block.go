package table

import "netlab/pcapnb/internal/parallel"

// blockLen is how many rows are worked on at a time: their numbers fit the fastest cache.
const blockLen = parallel.Grain

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

// inRuns cuts n rows into runs and calls f with each: at once, unless f calls code of the user's.
func inRuns(n, runs int, atOnce bool, f func(run, lo, hi int)) {
	if atOnce {
		parallel.Rows(n, runs, f)
	} else {
		parallel.InTurn(n, runs, f)
	}
}

// runsOver bounds runs whose results have count places each: to put many of them together costs more than they save.
func runsOver(runs, n, count int) int { return min(runs, max(2, n/(4*(count+1)))) }
