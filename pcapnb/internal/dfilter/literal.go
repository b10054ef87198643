package dfilter

import (
	"encoding/binary"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"unicode"

	"netlab/pcapnb/internal/dissect"
)

// value is one value: a number, an IPv4 address or a time in n, bytes, text or an IPv6 address in b.
type value struct {
	n    uint64
	b    []byte
	neg  bool  // n is a negative number although its type has none, after a subtraction
	bits uint8 // of an address in a filter: 1 more than the bits that count; 0: all
}

// literal reads a literal as a value of type typ, which other has.
func (c *checker) literal(o *operand, typ dissect.Type, other *operand) {
	v, msg := parseLiteral(o, typ, c.text(other))
	if msg != "" {
		c.fail(o, "%s", msg)
		return
	}
	o.kind, o.typ, o.value = kindConst, typ, v
}

// parseLiteral reads a literal as a type; msg says what was expected.
func parseLiteral(o *operand, typ dissect.Type, field string) (v value, msg string) {
	s, quoted := o.text, o.kind == kindString
	switch typ {
	case dissect.String:
		return value{b: []byte(s)}, ""
	case dissect.Bytes, dissect.Protocol:
		return bytesLiteral(o)
	case dissect.AbsoluteTime:
		return timeLiteral(s)
	}
	msg = field + " is " + typeName(typ) + ": " + wanted(typ) + " was expected"
	if quoted && typ.IsInteger() && strings.ContainsFunc(s, unicode.IsLetter) {
		return v, msg + "; names of values are not known here"
	}
	if quoted {
		return v, msg + ", without quotation marks"
	}
	if o.kind == kindChar {
		switch {
		case typ.IsInteger():
			return value{n: uint64(s[0])}, ""
		case typ == dissect.Boolean:
			return value{n: min(uint64(s[0]), 1)}, ""
		}
		return v, msg
	}
	v, detail := parseUnquoted(s, typ)
	if detail == "" {
		return v, ""
	}
	return v, msg + detail
}

// parseUnquoted reads a literal without quotes; detail is what to add to the message if it is none.
func parseUnquoted(s string, typ dissect.Type) (v value, detail string) {
	const not = ", not this"
	switch typ {
	case dissect.Boolean:
		return boolLiteral(s)
	case dissect.Double:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !plainNumber(s) {
			return v, not
		}
		return value{n: math.Float64bits(f)}, ""
	case dissect.Ether:
		b, is := parseBytes(s)
		if !is || len(b) != 6 {
			return v, not
		}
		return value{b: b, n: etherNumber(b)}, ""
	case dissect.IPv4, dissect.IPv6:
		return addressLiteral(s, typ)
	case dissect.OID:
		b, is := dissect.ParseOID(s)
		if !is {
			return v, not
		}
		return value{b: b}, ""
	case dissect.RelativeTime:
		n, is := parseSeconds(s)
		if !is {
			return v, not
		}
		return value{n: uint64(n)}, ""
	}
	if typ.IsInteger() {
		return intLiteral(s, typ)
	}
	return v, not
}

// wanted says how a literal of a type is written.
func wanted(t dissect.Type) string {
	switch t {
	case dissect.Boolean:
		return "True, False or a number"
	case dissect.Double, dissect.RelativeTime:
		return "a number such as 0.5"
	case dissect.Ether:
		return "an address such as 00:00:5e:00:53:01"
	case dissect.OID:
		return "an identifier such as 2.5.4.3"
	case dissect.IPv4:
		return "an address such as 10.0.0.1 or 10.0.0.0/8"
	case dissect.IPv6:
		return "an address such as fe80::1 or fe80::/10"
	}
	return "a number such as 80 or 0x50"
}

// plainNumber reports whether s is written with digits and at most one dot.
func plainNumber(s string) bool {
	return s != "" && prefix(s, len(s), func(c byte) bool { return isDigit(c) || c == '.' }) == len(s) && strings.Count(s, ".") < 2
}

// etherNumber returns a hardware address as a number, which is how the dissector has it.
func etherNumber(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}

// boolLiteral reads True, False or a number.
func boolLiteral(s string) (v value, detail string) {
	switch s {
	case "True", "TRUE":
		return value{n: 1}, ""
	case "False", "FALSE":
		return value{}, ""
	}
	n, is := parseInt(s)
	if !is {
		return v, ", not this"
	}
	if n != 0 {
		n = 1
	}
	return value{n: n}, ""
}

// intLiteral reads a whole number that fits a type.
func intLiteral(s string, typ dissect.Type) (v value, detail string) {
	n, is := parseInt(s)
	most := largest(typ)
	switch {
	case !is && looksLikeField(s):
		return v, ", not a name: the names of numbers are not known here"
	case !is:
		return v, ", not this"
	case n > most:
		return v, " of at most " + strconv.FormatUint(most, 10)
	}
	return value{n: n}, ""
}

// largest returns the largest number of a type.
func largest(t dissect.Type) uint64 {
	switch t {
	case dissect.Uint8:
		return math.MaxUint8
	case dissect.Uint16:
		return math.MaxUint16
	case dissect.Uint24:
		return 1<<24 - 1
	case dissect.Uint64:
		return math.MaxUint64
	case dissect.Int8:
		return math.MaxInt8
	case dissect.Int16:
		return math.MaxInt16
	case dissect.Int24:
		return 1<<23 - 1
	case dissect.Int32:
		return math.MaxInt32
	case dissect.Int64:
		return math.MaxInt64
	}
	return math.MaxUint32
}

// parseInt reads a number in decimal, octal (0…), hexadecimal (0x…) or binary (0b…).
func parseInt(s string) (uint64, bool) {
	n, err := strconv.ParseUint(cNumber(s), 0, 64)
	return n, err == nil
}

// addressLiteral reads an IP address, perhaps with the length of a prefix.
func addressLiteral(s string, typ dissect.Type) (v value, detail string) {
	addr, bits, hasBits := strings.Cut(s, "/")
	a, err := netip.ParseAddr(addr)
	if err != nil || a.Is4() != (typ == dissect.IPv4) || a.Zone() != "" {
		return v, ", not this; host names are not looked up"
	}
	v = addressValue(a)
	if hasBits {
		n, err := strconv.ParseUint(bits, 10, 16)
		if err != nil || int(n) > a.BitLen() {
			return v, "; a prefix of it has at most " + strconv.Itoa(a.BitLen()) + " bits"
		}
		v.bits = uint8(n) + 1
	}
	return v, ""
}

// addressValue puts an IP address where a value has it.
func addressValue(a netip.Addr) value {
	if a.Is4() {
		b := a.As4()
		return value{n: uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return value{b: b[:]}
}

// bytesLiteral reads text in quotes, a character, or hexadecimal digits.
func bytesLiteral(o *operand) (v value, msg string) {
	if o.kind != kindUnquoted {
		return value{b: []byte(o.text)}, ""
	}
	s := o.text
	if len(s) > 1 && s[0] == ':' && s[1] != ':' { // ":ab" is never a field
		s = s[1:]
	}
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		if b, is := parseBytes(s[2:]); is && len(s) == 4 {
			return value{b: b}, ""
		}
		return v, "a single byte such as 0x0d was expected, or several as in 0d:0a"
	}
	b, is := parseBytes(s)
	if !is {
		return v, `bytes such as 0d:0a or text between quotation marks were expected`
	}
	return value{b: b}, ""
}

// parseBytes reads hexadecimal digits, with or without one of : - . between them.
func parseBytes(s string) ([]byte, bool) {
	var out []byte
	for s != "" {
		n := prefix(s, 4, isHex)
		switch {
		case n == 0:
			return nil, false
		case n%2 == 1: // a last digit on its own is a byte
			out = appendHexPairs(out, s[:n-1])
			out = append(out, hexValue(s[n-1]))
		default:
			out = appendHexPairs(out, s[:n])
		}
		s = s[n:]
		if s != "" && strings.IndexByte(":-.", s[0]) >= 0 {
			if s = s[1:]; s == "" {
				return nil, false
			}
		}
	}
	return out, len(out) > 0
}

func appendHexPairs(out []byte, s string) []byte {
	for i := 0; i+1 < len(s); i += 2 {
		out = append(out, hexValue(s[i])<<4|hexValue(s[i+1]))
	}
	return out
}

func hexValue(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// parseSeconds reads seconds with at most nine decimals as nanoseconds.
func parseSeconds(s string) (int64, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	if !plainNumber(s) || len(frac) > 9 {
		return 0, false
	}
	n, err := strconv.ParseInt("0"+whole, 10, 64)
	if err != nil || n > math.MaxInt64/1_000_000_000-1 {
		return 0, false
	}
	ns, err := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
	return n*1e9 + ns, err == nil
}
