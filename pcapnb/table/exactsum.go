package table

import (
	"math"
	"math/bits"
)

// An exactSum adds numbers up without any rounding, so that the sum is the same in whatever order and parts they come:
// the number nearest to what pen and paper give. Most sums fit two float64s, without a bit lost (T. J. Dekker's
// double-length numbers); what does not goes to bins that hold any sum.
type exactSum struct {
	high, low float64
	bins      *sumBins // nil where the two held all of it
}

// twoSum returns a+b and what rounding took from it (D. Knuth).
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	c := sum - a
	return sum, (a - (sum - c)) + (b - c)
}

func (s *exactSum) add(v float64) {
	high, lost := twoSum(s.high, v)
	low, more := twoSum(s.low, lost)
	if more != 0 { // NaN, of infinite numbers, too
		s.spill(v)
		return
	}
	s.high, s.low = high, low
}

// spill adds v to the bins, and all that was there before.
func (s *exactSum) spill(v float64) {
	if s.bins == nil {
		s.bins = new(sumBins)
	}
	s.bins.add(s.high)
	s.bins.add(s.low)
	s.bins.add(v)
	s.high, s.low = 0, 0
}

// addProduct adds a*b.
func (s *exactSum) addProduct(a, b float64) {
	p := a * b
	s.add(p)
	if lost := math.FMA(a, b, -p); lost != 0 && lost == lost {
		s.add(lost)
	}
}

// squareLost returns what rounding took from a square, 0 where that is infinite.
func squareLost(v, square float64) float64 {
	if lost := math.FMA(v, v, -square); lost == lost && !math.IsInf(lost, 0) {
		return lost
	}
	return 0
}

// join adds another sum.
func (s *exactSum) join(t exactSum) {
	s.add(t.high)
	s.add(t.low)
	if t.bins == nil {
		return
	}
	if s.bins == nil {
		s.bins = new(sumBins)
	}
	s.bins.join(t.bins)
}

// sum returns the sum, rounded once.
func (s *exactSum) sum() float64 {
	if s.bins == nil {
		return s.high + s.low
	}
	s.spill(0)
	return s.bins.sum()
}

// parts returns numbers of which the sum consists.
func (s *exactSum) parts() []float64 {
	if s.bins == nil {
		return []float64{s.high, s.low}
	}
	s.spill(0)
	return s.bins.parts()
}

// sumBins hold the sum of any float64s as a number of 32 bits a place, in units of the smallest float64, 2^-1074. A place
// has room for carries.
type sumBins struct {
	place  [places]int64
	adds   int
	beyond float64 // the sum of the infinite numbers; 0 where there is none
}

const (
	places    = 68
	placeMask = 1<<32 - 1
)

func (b *sumBins) add(v float64) {
	word := math.Float64bits(v)
	exponent, digits := int(word>>52&0x7ff), word&(1<<52-1)
	switch exponent {
	case 0x7ff:
		b.beyond += v
		return
	case 0:
		exponent = 1
	default:
		digits |= 1 << 52
	}
	at, shift := (exponent-1)>>5, uint(exponent-1)&31
	high, low := bits.Mul64(digits, 1<<shift)
	sign := int64(1) - int64(word>>63)*2
	b.place[at] += sign * int64(low&placeMask)
	b.place[at+1] += sign * int64(low>>32)
	b.place[at+2] += sign * int64(high)
	if b.adds++; b.adds == 1<<30 {
		b.carry()
	}
}

// carry brings every place below 32 bits.
func (b *sumBins) carry() {
	b.adds = 0
	carry(&b.place)
}

func carry(p *[places]int64) {
	for i := range p[:places-1] {
		p[i+1] += p[i] >> 32
		p[i] &= placeMask
	}
}

func (b *sumBins) join(c *sumBins) {
	b.carry()
	d := *c
	d.carry()
	for i, v := range d.place {
		b.place[i] += v
	}
	b.beyond += d.beyond
	b.adds = 1
}

// parts returns a number for each place that is not 0, and the sum of what is infinite.
func (b *sumBins) parts() []float64 {
	b.carry()
	out := []float64{b.beyond}
	for i, v := range b.place {
		if v != 0 {
			out = append(out, math.Ldexp(float64(v), 32*i-1074))
		}
	}
	return out
}

// sum returns the sum, rounded to the nearest number, to the even one of two that are as near.
func (b *sumBins) sum() float64 {
	if b.beyond != 0 {
		return b.beyond
	}
	b.carry()
	p, sign := b.place, 1.0
	if p[places-1] < 0 {
		sign = -1
		for i := range p {
			p[i] = -p[i]
		}
		carry(&p)
	}
	top := places - 1
	for top > 1 && p[top] == 0 {
		top--
	}
	if top == 1 {
		return sign * math.Ldexp(float64(uint64(p[1])<<32|uint64(p[0])), -1074)
	}
	// The first 64 bits, with the last set where anything follows, round as all bits would.
	word := uint64(p[top])<<32 | uint64(p[top-1])
	shift := bits.LeadingZeros64(word)
	word = word<<shift | uint64(p[top-2])>>(32-shift)
	rest := uint64(p[top-2]) << (32 + shift)
	for _, v := range p[:top-2] {
		rest |= uint64(v)
	}
	if rest != 0 {
		word |= 1
	}
	return sign * math.Ldexp(float64(word), 32*(top-1)-shift-1074)
}

// moments are how many numbers there are, their sum and that of their squares, all exact.
type moments struct {
	n       int
	whole   int64     // the sum of whole numbers below 2^32
	squares [2]uint64 // the sum of their squares, the upper half first
	others  *otherMoments
}

// otherMoments are those of fractions and of large numbers.
type otherMoments struct{ sum, squares exactSum }

// wholeRows is after how many numbers their sum could be more than 64 bits hold.
const wholeRows = 1 << 30

func (m *moments) add(v float64) {
	m.n++
	w := int64(v)
	if float64(w) != v || w <= -1<<32 || w >= 1<<32 {
		m.other().add(v)
		return
	}
	m.whole += w
	var carry uint64
	m.squares[1], carry = bits.Add64(m.squares[1], uint64(w*w), 0)
	m.squares[0] += carry
	if m.n%wholeRows == 0 {
		m.settle()
	}
}

func (m *moments) other() *otherMoments {
	if m.others == nil {
		m.others = new(otherMoments)
	}
	return m.others
}

func (o *otherMoments) add(v float64) {
	o.sum.add(v)
	o.squares.addProduct(v, v)
}

// settle moves what was added as whole numbers to the exact sums.
func (m *moments) settle() {
	o := m.other()
	addWord(&o.sum, m.whole>>32, 32)
	addWord(&o.sum, m.whole&placeMask, 0)
	for i, v := range m.squares {
		addWord(&o.squares, int64(v>>32), 96-64*i)
		addWord(&o.squares, int64(v&placeMask), 64-64*i)
	}
	m.whole, m.squares = 0, [2]uint64{}
}

func addWord(s *exactSum, v int64, shift int) { s.add(math.Ldexp(float64(v), shift)) }

func (m *moments) join(o moments) {
	m.n += o.n
	if o.others == nil && m.n < wholeRows {
		m.whole += o.whole
		var carry uint64
		m.squares[1], carry = bits.Add64(m.squares[1], o.squares[1], 0)
		m.squares[0] += o.squares[0] + carry
		return
	}
	m.settle()
	o.settle()
	m.others.sum.join(o.others.sum)
	m.others.squares.join(o.others.squares)
}

// sum returns the sum, rounded once.
func (m *moments) sum() float64 {
	if m.others == nil {
		return float64(m.whole)
	}
	m.settle()
	return m.others.sum.sum()
}

func (m *moments) mean() float64 { return m.sum() / float64(max(m.n, 1)) }

// std returns the standard deviation (n-1); of one number there is none. The variance is n Σv² - (Σv)² over n(n-1),
// both exact.
func (m *moments) std() (float64, bool) {
	if m.n < 2 {
		return 0, false
	}
	m.settle()
	n := float64(m.n)
	var above exactSum
	for _, v := range m.others.squares.parts() {
		above.addProduct(n, v)
	}
	sums := m.others.sum.parts()
	for _, v := range sums {
		for _, w := range sums {
			above.addProduct(-v, w)
		}
	}
	return math.Sqrt(max(above.sum(), 0) / (n * (n - 1))), true
}
