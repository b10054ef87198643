package dissect

import (
	"math"
	"net/netip"
	"strconv"
	"time"
	"unicode/utf8"
)

// Value is one occurrence of a field in a frame.
type Value struct {
	ID    ID
	width uint8 // hexadecimal digits, where they are not as many as the type has
	ascii bool  // a string's bytes beyond ASCII are none of it
	Layer uint8 // which occurrence of its protocol the field is in, from 1: the 2 of ip.src#2

	// N holds numbers, booleans (0 or 1), IPv4 and Ethernet addresses
	// (big-endian), times (nanoseconds) and doubles (math.Float64bits).
	N uint64
	// B holds bytes, strings, IPv6 addresses, object identifiers and the labels of protocols. It
	// may point into the frame or into the Fields it is in.
	B []byte
}

// Int returns the value as a signed number.
func (v *Value) Int() int64 { return int64(v.N) }

// Float returns the value of a Double.
func (v *Value) Float() float64 { return math.Float64frombits(v.N) }

// Addr returns the value of an IPv4 or IPv6 field.
func (v *Value) Addr() netip.Addr {
	if v.ID.Def().Type == IPv4 {
		return netip.AddrFrom4([4]byte{byte(v.N >> 24), byte(v.N >> 16), byte(v.N >> 8), byte(v.N)})
	}
	a, _ := netip.AddrFromSlice(v.B)
	return a
}

// IsText tells whether the value is a string whose text follows from its bytes alone.
func (v *Value) IsText() bool { return !v.ascii && v.ID.Def().Type == String }

// Text returns the value as tshark's -T fields writes it.
func (v *Value) Text() string { return string(v.AppendText(nil)) }

// AppendText appends what Text returns.
func (v *Value) AppendText(dst []byte) []byte {
	def := v.ID.Def()
	switch t := def.Type; t {
	case None:
		return append(dst, '1')
	case Boolean:
		return append(dst, '0'+byte(v.N&1))
	case Int8, Int16, Int24, Int32, Int64:
		return strconv.AppendInt(dst, int64(v.N), 10)
	case Double:
		return appendDouble(dst, v.Float())
	case Ether:
		return appendEther(dst, v.N)
	case IPv4:
		return appendIPv4(dst, uint32(v.N))
	case IPv6:
		return v.Addr().AppendTo(dst)
	case Bytes:
		if len(v.B) == 0 {
			return append(dst, noBytes(v.ID)...)
		}
		return appendHex(dst, v.B)
	case OID:
		return AppendOID(dst, v.B)
	case String:
		if v.ascii {
			return appendEscaped(dst, onlyASCII(v.B))
		}
		return appendEscaped(dst, validUTF8(v.B))
	case Protocol:
		if v.B == nil {
			return append(dst, def.Name...)
		}
		return appendEscaped(dst, validUTF8(v.B))
	case AbsoluteTime:
		return appendAbsolute(dst, int64(v.N))
	case RelativeTime:
		return appendRelative(dst, int64(v.N))
	default:
		return appendUint(dst, v.N, t, def.Base, v.width)
	}
}

// noBytes is what tshark writes for bytes of which there are none.
func noBytes(id ID) string {
	if id == fIpv6OptPadn {
		return "<none>"
	}
	return "<MISSING>"
}

const hexDigits = "0123456789abcdef"

// hexWidth is the number of hexadecimal digits a number of type t is written with.
func hexWidth(t Type) int {
	switch t {
	case Uint8:
		return 2
	case Uint16:
		return 4
	case Uint24:
		return 6
	case Uint64:
		return 16
	}
	return 8
}

func appendUint(dst []byte, n uint64, t Type, b Base, width uint8) []byte {
	if b != Hex && width == 0 {
		return strconv.AppendUint(dst, n, 10)
	}
	dst = append(dst, '0', 'x')
	if width == 0 {
		width = uint8(hexWidth(t))
	}
	for i := int(width) - 1; i >= 0; i-- {
		dst = append(dst, hexDigits[n>>(4*uint(i))&15])
	}
	return dst
}

func appendHex(dst, b []byte) []byte {
	for _, c := range b {
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}

func appendEther(dst []byte, n uint64) []byte {
	for i := 40; i >= 0; i -= 8 {
		c := byte(n >> uint(i))
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15], ':')
	}
	return dst[:len(dst)-1]
}

func appendIPv4(dst []byte, n uint32) []byte {
	for i := 24; i >= 0; i -= 8 {
		dst = strconv.AppendUint(dst, uint64(byte(n>>uint(i))), 10)
		dst = append(dst, '.')
	}
	return dst[:len(dst)-1]
}

// appendDouble writes a double as C's %.15g does.
func appendDouble(dst []byte, f float64) []byte {
	return strconv.AppendFloat(dst, f, 'g', 15, 64)
}

// NoTime is an absolute time that says there is none, as NTP's zero does. As text it is NULL.
const NoTime = 1 << 63

// appendAbsolute writes a time as tshark does: Jul 14, 2020 17:17:32.058611000 UTC.
func appendAbsolute(dst []byte, ns int64) []byte {
	if uint64(ns) == NoTime {
		return append(dst, "NULL"...)
	}
	t := time.Unix(floorDiv(ns, 1e9), floorMod(ns, 1e9)).UTC()
	dst = append(dst, t.Month().String()[:3]...)
	dst = append(dst, ' ')
	if t.Day() < 10 {
		dst = append(dst, ' ')
	}
	dst = strconv.AppendInt(dst, int64(t.Day()), 10)
	dst = t.AppendFormat(dst, ", 2006 15:04:05.000000000")
	return append(dst, " UTC"...)
}

func floorDiv(a, b int64) int64 {
	if a < 0 && a%b != 0 {
		return a/b - 1
	}
	return a / b
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }

// appendRelative writes nanoseconds as seconds with nine decimals.
func appendRelative(dst []byte, ns int64) []byte {
	u := uint64(ns)
	if ns < 0 {
		dst = append(dst, '-')
		u = -u
	}
	dst = strconv.AppendUint(dst, u/1e9, 10)
	dst = append(dst, '.')
	frac := u % 1e9
	for div := uint64(1e8); div > 0; div /= 10 {
		dst = append(dst, '0'+byte(frac/div%10))
	}
	return dst
}

// appendEscaped writes a string with some control characters escaped as C does.
func appendEscaped(dst, s []byte) []byte {
	for _, c := range s {
		switch c {
		case '\b':
			dst = append(dst, `\b`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// onlyASCII replaces bytes that are not ASCII, one by one, as Wireshark does.
func onlyASCII(s []byte) []byte {
	high := 0
	for _, c := range s {
		high += int(c >> 7)
	}
	if high == 0 {
		return s
	}
	out := make([]byte, 0, len(s)+2*high)
	for _, c := range s {
		if c >= utf8.RuneSelf {
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// validUTF8 replaces bytes that are not UTF-8, as Wireshark does, one by one.
func validUTF8(s []byte) []byte {
	if utf8.Valid(s) {
		return s
	}
	out := make([]byte, 0, len(s)+16)
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		if r == utf8.RuneError && n == 1 {
			out = append(out, "\uFFFD"...)
		} else {
			out = append(out, s[:n]...)
		}
		s = s[n:]
	}
	return out
}
