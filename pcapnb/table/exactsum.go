package table

import (
	"math"
	"math/big"
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
	v, finite := s.exact()
	if !finite {
		return s.bins.beyond
	}
	f, _ := v.Float64()
	return f
}

// exact returns the sum as it is, and false where it is infinite or no number.
func (s *exactSum) exact() (v *big.Float, finite bool) {
	v = exactFloat(s.high)
	v.Add(v, exactFloat(s.low))
	if s.bins == nil {
		return v, true
	}
	if s.bins.beyond != 0 {
		return nil, false
	}
	return v.Add(v, s.bins.exact()), true
}

// exactBits are more than a sum, or a product of two, has between its first bit and its last.
const exactBits = 1 << 13

func exactFloat(v float64) *big.Float { return new(big.Float).SetPrec(exactBits).SetFloat64(v) }

// sumBins hold the sum of any float64s as a number of 32 bits a place, in units of the smallest float64, 2^-1074. A place
// has room for carries.
type sumBins struct {
	place  [68]int64
	adds   int
	beyond float64 // the sum of the infinite numbers; 0 where there is none
}

const placeMask = 1<<32 - 1

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
	for i := range b.place[:len(b.place)-1] {
		b.place[i+1] += b.place[i] >> 32
		b.place[i] &= placeMask
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

func (b *sumBins) exact() *big.Float {
	total := new(big.Int)
	for i := len(b.place) - 1; i >= 0; i-- {
		total.Lsh(total, 32).Add(total, big.NewInt(b.place[i]))
	}
	v := new(big.Float).SetPrec(exactBits).SetInt(total)
	return v.SetMantExp(v, -1074)
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
// rounded once.
func (m *moments) std() (float64, bool) {
	if m.n < 2 {
		return 0, false
	}
	m.settle()
	sum, finite := m.others.sum.exact()
	squares, alsoFinite := m.others.squares.exact()
	if !finite || !alsoFinite {
		return math.NaN(), true
	}
	n := exactFloat(float64(m.n))
	squares.Mul(squares, n)
	squares.Sub(squares, sum.Mul(sum, sum))
	n.Mul(n, exactFloat(float64(m.n-1)))
	f, _ := new(big.Float).SetPrec(128).Quo(squares, n).Float64()
	return math.Sqrt(max(f, 0)), true
}
