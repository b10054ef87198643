package dfilter

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// quoted cuts a string whose first character is skip bytes ahead. In a raw string a backslash is a backslash,
// though a quotation mark after one does not end the string.
func (l *lexer) quoted(skip int, raw bool) (token, error) {
	s := l.expr[l.pos+skip:]
	var out []byte
	for i := 0; i < len(s); {
		switch {
		case s[i] == '"':
			return l.take(tokString, string(out), skip+i+1), nil
		case s[i] != '\\':
			out = append(out, s[i])
			i++
		case raw && i+1 < len(s):
			out = append(out, s[i], s[i+1])
			i += 2
		default:
			b, n := unescape(s[i:])
			if n == 0 {
				at := l.pos + skip + i
				return token{}, fail(l.expr, at, at+2, `a backslash here needs one of " ' \ a b f n r t v, an octal number, or x, u or U and a hexadecimal one; write r"…" to keep backslashes`)
			}
			out = append(out, b...)
			i += n
		}
	}
	return token{}, fail(l.expr, l.pos, len(l.expr), "the string does not end: a quotation mark was expected")
}

// char cuts a character constant.
func (l *lexer) char() (token, error) {
	s := l.expr[l.pos+1:]
	switch {
	case strings.HasPrefix(s, "'"):
		return token{}, fail(l.expr, l.pos, l.pos+2, "one character was expected between the apostrophes")
	case s == "":
		return token{}, fail(l.expr, l.pos, l.pos+1, "a character was expected")
	}
	b, n := []byte{s[0]}, 1
	if s[0] == '\\' {
		b, n = unescape(s)
	}
	if n == 0 || len(b) != 1 || !strings.HasPrefix(s[n:], "'") {
		end := strings.IndexByte(s[max(n, 1):], '\'')
		return token{}, fail(l.expr, l.pos, l.pos+max(end, 0)+max(n, 1)+2, "one character was expected between the apostrophes; strings stand between quotation marks")
	}
	return l.take(tokChar, string(b), n+2), nil
}

// unescape reads an escape sequence and returns what it means and its length, 0 if it is none.
func unescape(s string) (b []byte, n int) {
	if len(s) < 2 {
		return nil, 0
	}
	if i := strings.IndexByte(`abfnrtv"'\`, s[1]); i >= 0 {
		return []byte{"\a\b\f\n\r\t\v\"'\\"[i]}, 2
	}
	switch c := s[1]; {
	case c >= '0' && c <= '7':
		m := prefix(s[1:], 3, func(c byte) bool { return c >= '0' && c <= '7' })
		v, _ := strconv.ParseUint(s[1:1+m], 8, 16)
		return []byte{byte(v)}, 1 + m
	case c == 'x':
		return hexByte(s)
	case c == 'u':
		return codePoint(s, 4)
	case c == 'U':
		return codePoint(s, 8)
	}
	return nil, 0
}

// hexByte reads \xN or \xNN.
func hexByte(s string) ([]byte, int) {
	m := prefix(s[2:], 2, isHex)
	v, err := strconv.ParseUint(s[2:2+m], 16, 8)
	if err != nil {
		return nil, 0
	}
	return []byte{byte(v)}, 2 + m
}

// codePoint reads a Unicode code point of the given number of digits.
func codePoint(s string, digits int) ([]byte, int) {
	if prefix(s[2:], digits, isHex) < digits {
		return nil, 0
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 32)
	if err != nil || v > utf8.MaxRune {
		return nil, 0
	}
	return utf8.AppendRune(nil, rune(v)), 2 + digits
}
