package dissect

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// formatText writes bytes that should be UTF-8 as tshark shows names: what does not print is escaped, and what is not
// UTF-8 is replaced, with one character for all bytes that belong together. Overlong forms are taken for what they say.
func formatText(s []byte) string {
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		if s[0] < utf8.RuneSelf {
			out = appendFormatted(out, s[0])
			s = s[1:]
			continue
		}
		r, n := looseRune(s)
		switch {
		case r < 0:
			out = append(out, "\uFFFD"...)
		case unicode.IsGraphic(r):
			out = utf8.AppendRune(out, r)
		case r > 0xffff:
			out = fmt.Appendf(out, `\U%08X`, r)
		default:
			out = fmt.Appendf(out, `\u%04X`, r)
		}
		s = s[n:]
	}
	return string(out)
}

func appendFormatted(out []byte, c byte) []byte {
	switch {
	case c >= ' ' && c < 0x7f:
		return append(out, c)
	case c >= '\a' && c <= '\r':
		return append(out, '\\', "abtnvfr"[c-'\a'])
	}
	return append(out, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
}

// looseRune reads a character of up to six bytes. It returns -1 where the bytes are none.
func looseRune(s []byte) (r rune, size int) {
	more := 0
	for c := s[0] << 1; c&0x80 != 0; c <<= 1 {
		more++
	}
	if more == 0 || more > 5 {
		return -1, 1
	}
	n := uint32(s[0] & (0x3f >> more))
	for size = 1; size <= more; size++ {
		if size == len(s) || s[size]&0xc0 != 0x80 {
			return -1, size
		}
		n = n<<6 | uint32(s[size]&0x3f)
	}
	if n > unicode.MaxRune || n>>11 == 0xd800>>11 {
		return -1, size
	}
	return rune(n), size
}

func untilZero(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}

func utoa[T ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int](n T) string {
	return strconv.FormatUint(uint64(n), 10)
}

// hexText writes n with 0x and at least width digits.
func hexText(n uint64, width int) string {
	s := strconv.FormatUint(n, 16)
	for len(s) < width {
		s = "0" + s
	}
	return "0x" + s
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// leadingNumber reads digits as C's strtoul does; what follows them does not count.
func leadingNumber(s string) (n uint64) {
	s, negative := strings.CutPrefix(strings.TrimLeft(s, " \t"), "-")
	for i := 0; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = min(n*10+uint64(s[i]-'0'), math.MaxUint64/16)
	}
	if negative {
		return -n
	}
	return n
}
