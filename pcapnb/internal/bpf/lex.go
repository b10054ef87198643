package bpf

import (
	"net/netip"
	"strings"
)

// kind is the kind of a word.
type kind uint8

const (
	kindEnd  kind = iota
	kindOp        // an operator or bracket, or one of the words that mean the same
	kindWord      // a keyword
	kindName      // any other word, or one escaped with a backslash
	kindNum       // a number, or a name of one such as tcp-syn
	kindIPv4      // two to four numbers with dots
	kindIPv6
	kindMAC
)

// token is one word of a filter.
type token struct {
	kind kind
	text string // operators in one spelling; a name without its backslash
	num  uint32
	pos  int
	end  int
}

// lexer cuts a filter into words, the longest possible first, as libpcap's scanner does.
type lexer struct {
	expr string
	pos  int
}

// tokens cuts the whole filter; the last token has kindEnd.
func tokens(expr string) ([]token, error) {
	l := lexer{expr: expr}
	var out []token
	for {
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		if t.kind == kindEnd {
			return out, nil
		}
	}
}

// next cuts the next word.
func (l *lexer) next() (token, error) {
	for l.pos < len(l.expr) && strings.IndexByte(" \t\r\n", l.expr[l.pos]) >= 0 {
		l.pos++
	}
	rest := l.expr[l.pos:]
	switch {
	case rest == "":
		return token{kind: kindEnd, pos: l.pos, end: l.pos}, nil
	case rest[0] == '\\':
		return l.escaped(rest)
	case isAlnum(rest[0]) || strings.HasPrefix(rest, "::"):
		return l.word(rest)
	}
	for _, op := range [...]string{">=", "<=", "!=", "==", "<<", ">>", "&&", "||"} {
		if strings.HasPrefix(rest, op) {
			return l.take(kindOp, oneSpelling(op), len(op)), nil
		}
	}
	if strings.IndexByte("+-*/%:[]!<>()&|^=", rest[0]) >= 0 {
		return l.take(kindOp, rest[:1], 1), nil
	}
	return token{}, fail(l.expr, l.pos, l.pos+1, "a filter has no such character")
}

// take makes a token of the next n bytes.
func (l *lexer) take(k kind, text string, n int) token {
	t := token{kind: k, text: text, pos: l.pos, end: l.pos + n}
	l.pos += n
	return t
}

// oneSpelling gives operators and the words for them one spelling.
func oneSpelling(s string) string {
	switch s {
	case "==":
		return "="
	case "and":
		return "&&"
	case "or":
		return "||"
	case "not":
		return "!"
	}
	return s
}

// escaped cuts a name after a backslash, which is never a keyword.
func (l *lexer) escaped(rest string) (token, error) {
	n := strings.IndexAny(rest, " !()\n\t")
	if n < 0 {
		n = len(rest)
	}
	if n < 2 {
		return token{}, fail(l.expr, l.pos, l.pos+1, `a name was expected after the backslash, as in "ip proto \tcp"`)
	}
	return l.take(kindName, rest[1:n], n), nil
}

// word cuts a number, an address or a word, whichever is longest; of equally long ones the first in this list.
func (l *lexer) word(rest string) (token, error) {
	best, k := 0, kindName
	for _, m := range [...]struct {
		kind kind
		n    int
	}{{kindMAC, macLen(rest)}, {kindNum, numLen(rest)}, {kindIPv4, ipv4Len(rest)}, {kindIPv6, ipv6Len(rest)}, {kindName, idLen(rest)}} {
		if m.n > best {
			best, k = m.n, m.kind
		}
	}
	if best == 0 {
		return token{}, fail(l.expr, l.pos, l.pos+2, "an IPv6 address was expected here")
	}
	text := rest[:best]
	switch k {
	case kindNum:
		return l.number(text)
	case kindName:
		return l.named(text), nil
	}
	return l.take(k, text, best), nil
}

// number makes a token of a number.
func (l *lexer) number(text string) (token, error) {
	v, msg := parseNumber(text)
	if msg != "" {
		return token{}, fail(l.expr, l.pos, l.pos+len(text), msg)
	}
	t := l.take(kindNum, text, len(text))
	t.num = v
	return t, nil
}

// named makes a token of a word that is not an address: an operator, a keyword, a named number or a name.
func (l *lexer) named(text string) token {
	switch {
	case text == "and" || text == "or" || text == "not":
		return l.take(kindOp, oneSpelling(text), len(text))
	case keyword(text):
		return l.take(kindWord, text, len(text))
	}
	if v, ok := namedNumber(text); ok {
		t := l.take(kindNum, text, len(text))
		t.num = v
		return t
	}
	return l.take(kindName, text, len(text))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isAlnum(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' }

// span returns how many leading bytes of s, at most limit, satisfy ok.
func span(s string, limit int, ok func(byte) bool) int {
	n := 0
	for n < len(s) && n < limit && ok(s[n]) {
		n++
	}
	return n
}

// idLen is the length of a word: letters, digits, '-', '_' and '.', ending in a letter, a digit or a dot.
func idLen(s string) int {
	n := span(s, len(s), func(c byte) bool { return isAlnum(c) || c == '-' || c == '_' || c == '.' })
	for n > 0 && (s[n-1] == '-' || s[n-1] == '_') {
		n--
	}
	return n
}

// numLen is the length of a decimal, octal or hexadecimal number.
func numLen(s string) int {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		if n := span(s[2:], len(s), isHex); n > 0 {
			return n + 2
		}
	}
	return span(s, len(s), isDigit)
}

// ipv4Len is the length of two to four numbers with dots between.
func ipv4Len(s string) int {
	n := numLen(s)
	for parts := 1; n > 0 && parts < 4 && n < len(s) && s[n] == '.'; parts++ {
		m := numLen(s[n+1:])
		if m == 0 {
			break
		}
		n += 1 + m
	}
	if strings.IndexByte(s[:n], '.') < 0 {
		return 0
	}
	return n
}

// ipv6Len is the length of the longest IPv6 address s begins with.
func ipv6Len(s string) int {
	n := span(s, len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"), func(c byte) bool { return isHex(c) || c == ':' || c == '.' })
	for ; n >= 2; n-- {
		if strings.IndexByte(s[:n], ':') < 0 {
			return 0
		}
		if _, err := netip.ParseAddr(s[:n]); err == nil {
			return n
		}
	}
	return 0
}

// macLen is the length of a hardware address in one of the five spellings of pcap-filter(7).
func macLen(s string) int {
	for _, sep := range [...]byte{':', '-', '.'} {
		if n := groupsLen(s, sep, 6, 1, 2); n > 0 {
			return n
		}
	}
	if n := groupsLen(s, '.', 3, 4, 4); n > 0 {
		return n
	}
	if span(s, 12, isHex) == 12 {
		return 12
	}
	return 0
}

// groupsLen is the length of count groups of least to most hexadecimal digits, with sep between.
func groupsLen(s string, sep byte, count, least, most int) int {
	n := 0
	for i := range count {
		if i > 0 {
			if n >= len(s) || s[n] != sep {
				return 0
			}
			n++
		}
		m := span(s[n:], most, isHex)
		if m < least {
			return 0
		}
		n += m
	}
	return n
}

// parseNumber reads a number as C does: 0x is hexadecimal, a leading 0 octal. msg says what is wrong with it.
func parseNumber(s string) (v uint32, msg string) {
	base, digits := uint64(10), s
	switch {
	case len(s) > 2 && s[1]|0x20 == 'x':
		base, digits = 16, s[2:]
	case len(s) > 1 && s[0] == '0':
		base, digits = 8, s[1:]
	}
	var n uint64
	for i := range len(digits) {
		d := uint64(hexDigit(digits[i]))
		if d >= base {
			return 0, "a number beginning with 0 is octal and has no digit 8 or 9"
		}
		if n = n*base + d; n > 0xffffffff {
			return 0, "the number is larger than 32 bits"
		}
	}
	return uint32(n), ""
}

// hexDigit returns the value of a hexadecimal digit.
func hexDigit(c byte) byte {
	if isDigit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
