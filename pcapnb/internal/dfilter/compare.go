package dfilter

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"math/bits"

	"netlab/pcapnb/internal/dissect"
)

// order compares two values of a type: negative, 0 or positive. ok is false where they have no order:
// a number that is never negative is not compared with one that a subtraction made negative.
func order(typ dissect.Type, a, b value) (c int, ok bool) {
	switch typ {
	case dissect.Bytes, dissect.OID, dissect.String, dissect.Protocol, dissect.Ether:
		return bytes.Compare(a.b, b.b), true
	case dissect.IPv4:
		return orderIPv4(a, b), true
	case dissect.IPv6:
		return orderIPv6(a, b), true
	case dissect.Double:
		x, y := math.Float64frombits(a.n), math.Float64frombits(b.n)
		return cmp.Compare(x, y), x == x && y == y
	}
	switch {
	case signed(typ) || a.neg:
		return cmp.Compare(int64(a.n), int64(b.n)), !a.neg || b.neg || b.n <= math.MaxInt32
	case b.neg:
		return 0, false
	}
	return cmp.Compare(a.n, b.n), true
}

// orderIPv4 compares the bits of two addresses that a prefix length leaves.
func orderIPv4(a, b value) int {
	mask := ipv4Mask(a) & ipv4Mask(b)
	return cmp.Compare(uint32(a.n)&mask, uint32(b.n)&mask)
}

// ipv4Mask is the bits of an address that count.
func ipv4Mask(v value) uint32 {
	if v.bits == 0 {
		return math.MaxUint32
	}
	return uint32(uint64(math.MaxUint32) << (33 - v.bits))
}

// orderIPv6 is orderIPv4 for IPv6.
func orderIPv6(a, b value) int {
	n := min(ipv6Bits(a), ipv6Bits(b))
	if len(a.b) != 16 || len(b.b) != 16 {
		return bytes.Compare(a.b, b.b)
	}
	for i := 0; i < 16 && n > 0; i, n = i+8, n-64 {
		mask := ^uint64(0)
		if n < 64 {
			mask <<= 64 - n
		}
		if c := cmp.Compare(binary.BigEndian.Uint64(a.b[i:])&mask, binary.BigEndian.Uint64(b.b[i:])&mask); c != 0 {
			return c
		}
	}
	return 0
}

func ipv6Bits(v value) int {
	if v.bits == 0 {
		return 128
	}
	return int(v.bits) - 1
}

// holds reports whether a comparison of two values is true.
func holds(op cmpOp, typ dissect.Type, a, b value) bool {
	c, ok := order(typ, a, b)
	switch op {
	case cmpNe:
		return !ok || c != 0
	case cmpEq:
		return ok && c == 0
	case cmpGt:
		return ok && c > 0
	case cmpGe:
		return ok && c >= 0
	case cmpLt:
		return ok && c < 0
	}
	return ok && c <= 0
}

// isZero reports whether a value counts as zero where only that is asked.
func isZero(typ dissect.Type, v value) bool {
	switch typ {
	case dissect.Bytes, dissect.OID, dissect.String, dissect.Protocol, dissect.IPv6, dissect.Ether:
		return allZero(v.b)
	case dissect.Double:
		return math.Float64frombits(v.n) == 0
	}
	return v.n == 0
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// calculate applies an arithmetic operator; ok is false for a division by zero and for a result that does not fit.
func calculate(op byte, typ dissect.Type, a, b value) (v value, ok bool) {
	switch typ {
	case dissect.Double:
		return calculateFloat(op, a, b)
	case dissect.RelativeTime:
		if op == '-' {
			b.n = -b.n
		}
		return value{n: a.n + b.n}, true
	}
	if signed(typ) || a.neg || b.neg || op == '-' && a.n < b.n {
		if !signed(typ) && !a.neg && b.neg {
			return v, false // as in comparisons: a number that is never negative takes no negative one
		}
		return calculateSigned(op, typ, a, b)
	}
	return calculateUnsigned(op, typ, a, b)
}

// calculateUnsigned is calculate for numbers that are not negative.
func calculateUnsigned(op byte, typ dissect.Type, a, b value) (v value, ok bool) {
	var over uint64
	switch op {
	case '+':
		v.n, over = bits.Add64(a.n, b.n, 0)
	case '-':
		v.n = a.n - b.n
	case '*':
		over, v.n = bits.Mul64(a.n, b.n)
	case '&':
		v.n = a.n & b.n
	case '/', '%':
		if b.n == 0 {
			return v, false
		}
		if v.n = a.n / b.n; op == '%' {
			v.n = a.n % b.n
		}
	}
	return v, over == 0 && (wide(typ) || v.n <= math.MaxUint32)
}

// calculateSigned is calculate for numbers that may be negative.
func calculateSigned(op byte, typ dissect.Type, a, b value) (v value, ok bool) {
	x, y := int64(a.n), int64(b.n)
	var r int64
	switch op {
	case '+':
		r = x + y
	case '-':
		r = x - y
	case '*':
		if r = x * y; x != 0 && (r/x != y || x == -1 && y == math.MinInt64) {
			return v, false
		}
	case '&':
		r = x & y
	case '/', '%':
		if y == 0 || x == math.MinInt64 && y == -1 {
			return v, false
		}
		if r = x / y; op == '%' {
			r = x % y
		}
	}
	v = value{n: uint64(r), neg: r < 0 && !signed(typ)}
	return v, wide(typ) || r >= math.MinInt32 && r <= math.MaxInt32
}

// calculateFloat is calculate for numbers with a fraction.
func calculateFloat(op byte, a, b value) (v value, ok bool) {
	x, y := math.Float64frombits(a.n), math.Float64frombits(b.n)
	var r float64
	switch op {
	case '+':
		r = x + y
	case '-':
		r = x - y
	case '*':
		r = x * y
	case '/':
		r = x / y
	}
	return value{n: math.Float64bits(r)}, op != '/' || y != 0
}
