package table

import (
	"math"
	"slices"
	"strings"

	"netlab/pcapnb/internal/parallel"
)

// splitNames cuts a composite key's name into those of its parts.
func splitNames(name string, parts int) []string {
	names := strings.SplitN(name, keySeparator, parts)
	for len(names) < parts {
		names = append(names, "")
	}
	return names
}

// numbers is a measure of some rows: all that a reduction has to know of both.
type numbers struct {
	name, unit string
	n          int  // rows
	whole      bool // every number is a whole one
	atOnce     bool // several goroutines may read: nobody else's code is asked
	// reader returns a reader for one goroutine, of at most blockLen rows at a time.
	reader func() func(lo, hi int) block[float64]
}

// numbers returns the measure of rows.
func (m measure[T]) numbers(rows []T) numbers {
	return numbers{name: m.name, unit: m.unit, n: len(rows), whole: m.whole, atOnce: m.chunk != nil, reader: func() func(lo, hi int) block[float64] {
		r := m.reader()
		return func(lo, hi int) block[float64] { return r.read(rows[lo:hi], lo) }
	}}
}

func (n number[T, N]) numbers(rows []T) numbers { return n.measure().numbers(rows) }

// each calls f with the numbers of rows lo to hi in order, block by block.
func (m numbers) each(lo, hi int, f func(b block[float64])) {
	read := m.reader()
	for ; lo < hi; lo += blockLen {
		f(read(lo, min(lo+blockLen, hi)))
	}
}

// grouped is what a reduction has to know of rows in groups: group 0 is all rows where code is nil.
type grouped struct {
	n     int // rows
	code  *rowCodes
	count int
	sizes func() (start, byCode []int)
}

// ungrouped makes one group of n rows.
func ungrouped(n int) grouped {
	return grouped{n: n, count: 1, sizes: func() (start, byCode []int) { return []int{0, n}, []int{0} }}
}

func (g *groups[T, K]) grouped() grouped {
	return grouped{n: len(g.rows), code: &g.code, count: g.count, sizes: g.starts}
}

// eachRow calls f with every row that is in a group, and its code.
func (g grouped) eachRow(f func(row int, code uint32)) {
	if g.code == nil {
		for row := range g.n {
			f(row, 0)
		}
		return
	}
	g.code.each(0, g.n, func(lo int, codes []uint32) {
		for i, code := range codes {
			if int(code) < g.count {
				f(lo+i, code)
			}
		}
	})
}

// blocks calls f with the numbers of rows lo to hi and the rows' codes, block by block: nil where all have the same code.
func (g grouped) blocks(m numbers, lo, hi int, f func(b block[float64], codes []uint32, code uint32)) {
	var buffer [blockLen]uint32
	m.each(lo, hi, func(b block[float64]) {
		if g.code == nil {
			f(b, nil, 0)
			return
		}
		to := b.lo + len(b.num)
		if code, ok := g.code.oneOf(b.lo, to); ok {
			f(b, nil, code)
			return
		}
		f(b, g.code.block(b.lo, to, &buffer), 0)
	})
}

// visit calls f with every number of m, its row and its code, in so many runs: f makes what each of them calls.
func (g grouped) visit(m numbers, runs int, f func(run int) func(code uint32, row int, v float64)) {
	inRuns(g.n, runs, m.atOnce, func(run, lo, hi int) {
		add := f(run)
		g.blocks(m, lo, hi, func(b block[float64], codes []uint32, code uint32) {
			for i, v := range b.num {
				if codes != nil {
					code = codes[i]
				}
				if int(code) < g.count && (b.ok == nil || b.ok[i]) {
					add(code, b.lo+i, v)
				}
			}
		})
	})
}

// inOrder is visit in one run.
func (g grouped) inOrder(m numbers, add func(code uint32, v float64)) {
	g.blocks(m, 0, g.n, func(b block[float64], codes []uint32, code uint32) {
		for i, v := range b.num {
			if codes != nil {
				code = codes[i]
			}
			if int(code) < g.count && (b.ok == nil || b.ok[i]) {
				add(code, v)
			}
		}
	})
}

// reduced is one number for each code, and how many it was made from.
type reduced struct {
	value []float64
	n     []int
}

func newReduced(count int) reduced { return reduced{make([]float64, count), make([]int, count)} }

// sums adds m up for each code, without rounding but at the end. The extra last place holds what rows without a code have.
func (g grouped) sums(m numbers) reduced {
	if m.whole {
		if r, exact := g.wholeSums(m); exact {
			return r
		}
	}
	r := newReduced(g.count + 1)
	for code, s := range g.moments(m) {
		r.value[code], r.n[code] = s.sum(), s.n
	}
	return r
}

// wholeSums adds whole numbers up in float64s, and says false where these may not hold every sum on the way.
func (g grouped) wholeSums(m numbers) (r reduced, exact bool) {
	runs := runsOver(parallel.Cores(g.n), g.n, g.count)
	parts, tops := make([]reduced, runs), make([]float64, runs)
	inRuns(g.n, runs, m.atOnce, func(run, lo, hi int) {
		parts[run] = newReduced(g.count + 1)
		tops[run] = g.addUp(m, lo, hi, parts[run])
	})
	for _, part := range parts[1:] {
		parts[0].join(part)
	}
	return parts[0], slices.Max(tops)*float64(g.n) <= maxExact
}

// join adds the sums of another run.
func (r reduced) join(other reduced) {
	for code, v := range other.value {
		r.n[code] += other.n[code]
		r.value[code] += v
	}
}

// moments returns those of each code, the extra last of the rows without one.
func (g grouped) moments(m numbers) []moments {
	runs := runsOver(parallel.Cores(g.n), g.n, g.count)
	parts := make([][]moments, runs)
	inRuns(g.n, runs, m.atOnce, func(run, lo, hi int) {
		part := make([]moments, g.count+1)
		g.blocks(m, lo, hi, func(b block[float64], codes []uint32, code uint32) {
			for i, v := range b.num {
				if codes != nil {
					code = codes[i]
				}
				at := min(code, uint32(g.count))
				if b.ok == nil || b.ok[i] {
					part[at].add(v)
				}
			}
		})
		parts[run] = part
	})
	for _, part := range parts[1:] {
		for code := range part {
			parts[0][code].join(part[code])
		}
	}
	return parts[0]
}

// addUp adds rows lo to hi to r, and returns the largest number, or its negative.
func (g grouped) addUp(m numbers, lo, hi int, r reduced) (top float64) {
	most := uint64(0)
	g.blocks(m, lo, hi, func(b block[float64], codes []uint32, code uint32) {
		for _, v := range b.num { // the bits of numbers without a sign are in order as the numbers are
			most = max(most, math.Float64bits(v)&^(1<<63))
		}
		if codes == nil {
			addOne(b, r, min(int(code), g.count))
		} else if g.code.bursts && b.ok == nil {
			for num := b.num; len(num) > 0; {
				n := burstOf(codes)
				addOne(block[float64]{num: num[:n]}, r, min(int(codes[0]), g.count))
				num, codes = num[n:], codes[n:]
			}
		} else {
			addWhole(b, codes, r)
		}
	})
	return math.Float64frombits(most)
}

// addOne adds a block of whole numbers to one group.
func addOne(b block[float64], r reduced, at int) {
	if b.ok == nil {
		r.value[at] += wholeSum(b.num)
		r.n[at] += len(b.num)
		return
	}
	for i, v := range b.num {
		if b.ok[i] {
			r.value[at] += v
			r.n[at]++
		}
	}
}

// wholeSum adds whole numbers up four at a time; their order does not matter.
func wholeSum(values []float64) float64 {
	var a, b, c, d float64
	for ; len(values) >= 4; values = values[4:] {
		a, b, c, d = a+values[0], b+values[1], c+values[2], d+values[3]
	}
	for _, v := range values {
		a += v
	}
	return a + b + c + d
}

// addWhole adds a block of whole numbers to the rows' groups.
func addWhole(b block[float64], codes []uint32, r reduced) {
	value, n := r.value, r.n[:len(r.value)]
	rest := len(value) - 1
	num := b.num[:len(codes)]
	if b.ok == nil {
		for i, code := range codes {
			at := min(int(code), rest)
			value[at] += num[i]
			n[at]++
		}
		return
	}
	ok := b.ok[:len(codes)]
	for i, code := range codes {
		if ok[i] {
			at := min(int(code), rest)
			value[at] += num[i]
			n[at]++
		}
	}
}

// extremes returns the largest number for each code, or the smallest, and its row, the first of several.
func (g grouped) extremes(m numbers, largest bool) (r reduced, row []int) {
	runs := runsOver(parallel.Cores(g.n), g.n, g.count)
	parts, rows := make([]reduced, runs), make([][]int, runs)
	g.visit(m, runs, func(run int) func(code uint32, row int, v float64) {
		parts[run], rows[run] = newReduced(g.count), make([]int, g.count)
		r, at := parts[run], rows[run]
		return func(code uint32, row int, v float64) {
			if r.n[code] == 0 || largest && v > r.value[code] || !largest && v < r.value[code] {
				r.value[code], at[code] = v, row
			}
			r.n[code]++
		}
	})
	r, row = parts[0], rows[0]
	for i, part := range parts[1:] {
		for code, n := range part.n {
			v, best := part.value[code], r.value[code]
			if n > 0 && (r.n[code] == 0 || largest && v > best || !largest && v < best) {
				r.value[code], row[code] = v, rows[1+i][code]
			}
			r.n[code] += n
		}
	}
	return r, row
}

// stds returns the standard deviation (n-1) for each code.
func (g grouped) stds(m numbers) reduced {
	r := newReduced(g.count)
	for code, s := range g.moments(m)[:g.count] {
		r.value[code], _ = s.std()
		r.n[code] = max(s.n-1, 0) // a single number has no deviation
	}
	return r
}

// quantiles returns the p-quantile for each code.
func (g grouped) quantiles(m numbers, p float64) reduced {
	r := newReduced(g.count)
	numbers, start, n := g.sorted(m)
	for code := range r.n {
		r.n[code] = n[code]
		r.value[code], _ = quantile(numbers[start[code]:start[code]+n[code]], p)
	}
	return r
}

// sorted returns the numbers of m code by code: those of a code are n[code] from start[code] on.
func (g grouped) sorted(m numbers) (numbers []float64, start, n []int) {
	all, start := g.sizes()
	numbers = make([]float64, all[len(all)-1])
	n = make([]int, g.count)
	g.inOrder(m, func(code uint32, v float64) {
		numbers[start[code]+n[code]] = v
		n[code]++
	})
	return numbers, start, n
}

// means returns the mean for each code.
func (g grouped) means(m numbers) reduced {
	r := g.sums(m)
	for code, n := range r.n {
		r.value[code] /= float64(max(n, 1))
	}
	return r
}

// ends returns the first number for each code, or the last.
func (g grouped) ends(m numbers, last bool) reduced {
	r := newReduced(g.count)
	g.inOrder(m, func(code uint32, v float64) {
		if last || r.n[code] == 0 {
			r.value[code] = v
			r.n[code]++
		}
	})
	return r
}
