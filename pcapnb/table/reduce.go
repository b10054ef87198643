package table

import (
	"math"
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

// blocks calls f with the numbers of rows lo to hi and the rows' codes (nil where all rows are one group), block by block.
func (g grouped) blocks(m numbers, lo, hi int, f func(b block[float64], codes []uint32)) {
	var buffer [blockLen]uint32
	m.each(lo, hi, func(b block[float64]) {
		var codes []uint32
		if g.code != nil {
			codes = g.code.block(b.lo, b.lo+len(b.num), &buffer)
		}
		f(b, codes)
	})
}

// visit calls f with every number of m, its row and its code, in so many runs: f makes what each of them calls.
func (g grouped) visit(m numbers, runs int, f func(run int) func(code uint32, row int, v float64)) {
	inRuns(g.n, runs, m.atOnce, func(run, lo, hi int) {
		add := f(run)
		g.blocks(m, lo, hi, func(b block[float64], codes []uint32) {
			for i, v := range b.num {
				code := uint32(0)
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
	g.blocks(m, 0, g.n, func(b block[float64], codes []uint32) {
		for i, v := range b.num {
			code := uint32(0)
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

// sums adds m up for each code. The extra last place holds what rows without a code have.
func (g grouped) sums(m numbers) reduced {
	runs := parallel.Fixed(g.n)
	if m.whole {
		runs = parallel.Cores(g.n)
	}
	runs = runsOver(runs, g.n, g.count)
	parts, lost := make([]reduced, runs), make([][]float64, runs)
	inRuns(g.n, runs, m.atOnce, func(run, lo, hi int) {
		parts[run] = newReduced(g.count + 1)
		if !m.whole {
			lost[run] = make([]float64, g.count+1)
		}
		g.addUp(m, lo, hi, parts[run], lost[run])
	})
	for i, part := range parts[1:] {
		parts[0].join(part, lost[0], lost[1+i])
	}
	return parts[0].compensate(lost[0])
}

// join adds the sums of a later run, with the rounding errors of both unless lost is nil.
func (r reduced) join(later reduced, lost, laterLost []float64) {
	for code, v := range later.value {
		r.n[code] += later.n[code]
		if lost == nil {
			r.value[code] += v
			continue
		}
		s := neumaier{r.value[code], lost[code] + laterLost[code]}
		s.add(v)
		r.value[code], lost[code] = s.total, s.lost
	}
}

func (r reduced) compensate(lost []float64) reduced {
	for code, l := range lost {
		r.value[code] = (&neumaier{r.value[code], l}).sum()
	}
	return r
}

// addUp adds rows lo to hi to r, with the rounding errors kept in lost unless that is nil.
func (g grouped) addUp(m numbers, lo, hi int, r reduced, lost []float64) {
	g.blocks(m, lo, hi, func(b block[float64], codes []uint32) {
		switch {
		case codes == nil:
			addOne(b, r, lost)
		case lost == nil:
			addWhole(b, codes, r)
		default:
			addExact(b, codes, r, lost)
		}
	})
}

// addOne adds a block to the only group.
func addOne(b block[float64], r reduced, lost []float64) {
	if b.ok == nil && lost == nil {
		r.value[0] += wholeSum(b.num)
		r.n[0] += len(b.num)
		return
	}
	s := neumaier{total: r.value[0]}
	n := 0
	for i, v := range b.num {
		if b.ok != nil && !b.ok[i] {
			continue
		}
		n++
		if lost == nil {
			s.total += v
		} else {
			s.add(v)
		}
	}
	r.value[0], r.n[0] = s.total, r.n[0]+n
	if lost != nil {
		lost[0] += s.lost
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

// addExact adds a block of any numbers to the rows' groups with their rounding errors.
func addExact(b block[float64], codes []uint32, r reduced, lost []float64) {
	rest := len(r.value) - 1
	for i, code := range codes {
		if b.ok != nil && !b.ok[i] {
			continue
		}
		at := min(int(code), rest)
		s := neumaier{r.value[at], lost[at]}
		s.add(b.num[i])
		r.value[at], lost[at] = s.total, s.lost
		r.n[at]++
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

// stds returns the standard deviation (n-1) for each code, in two passes as pandas does.
func (g grouped) stds(m numbers) reduced {
	mean := g.sums(m)
	for code, n := range mean.n {
		mean.value[code] /= float64(max(n, 1))
	}
	runs := runsOver(parallel.Fixed(g.n), g.n, g.count)
	parts := make([][]neumaier, runs)
	g.visit(m, runs, func(run int) func(code uint32, row int, v float64) {
		parts[run] = make([]neumaier, g.count)
		squares := parts[run]
		return func(code uint32, _ int, v float64) {
			d := v - mean.value[code]
			squares[code].add(d * d)
		}
	})
	for code, n := range mean.n[:g.count] {
		var s neumaier
		for _, part := range parts {
			s.add(part[code].sum())
		}
		mean.value[code] = math.Sqrt(s.sum() / float64(max(n-1, 1)))
		mean.n[code] = max(n-1, 0) // a single number has no deviation
	}
	return mean
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
