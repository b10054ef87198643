package dfilter

import (
	"math"
	"net/netip"
	"strconv"

	"netlab/pcapnb/internal/dissect"
)

// appendAddress writes an address, or a number with a fraction.
func appendAddress(dst []byte, typ dissect.Type, v value) []byte {
	switch typ {
	case dissect.Double:
		return strconv.AppendFloat(dst, math.Float64frombits(v.n), 'g', 6, 64)
	case dissect.IPv4:
		return netip.AddrFrom4([4]byte{byte(v.n >> 24), byte(v.n >> 16), byte(v.n >> 8), byte(v.n)}).AppendTo(dst)
	case dissect.IPv6:
		a, _ := netip.AddrFromSlice(v.b)
		return a.AppendTo(dst)
	}
	const digits = "0123456789abcdef"
	for i, c := range v.b {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}
