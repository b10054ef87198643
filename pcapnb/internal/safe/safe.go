// Package safe makes text that came from strangers harmless to show.
//
// A capture holds bytes that somebody else chose: host names, user agents,
// whole payloads. Shown as they are they could carry a terminal's escape
// sequences, turn the reading direction of a table or close its markup.
package safe

import (
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Text returns s on one line with every character that is not visible written
// as a Go escape: "\n", "\x1b", "\u202e", or "\xff" for a byte that is not
// UTF-8. Visible characters of every script and spaces stay as they are.
func Text(s string) string {
	return escape(s, func(rune) bool { return false })
}

// Lines is Text for whole blocks, such as a printed table: line ends and tabs
// stay as they are.
func Lines(s string) string {
	return escape(s, func(r rune) bool { return r == '\n' || r == '\t' })
}

// HTML returns Text(s) escaped for use between tags and inside quoted
// attributes.
func HTML(s string) string {
	return html.EscapeString(Text(s))
}

// escape writes out every character of s that is neither graphic nor kept.
func escape(s string, keep func(rune) bool) string {
	first := hidden(s, keep)
	if first < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:first])
	for i := first; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case visible(r, n) || keep(r):
			b.WriteString(s[i : i+n])
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		i += n
	}
	return b.String()
}

// hidden returns the position of the first character to write out, -1 if
// there is none.
func hidden(s string, keep func(rune) bool) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !visible(r, n) && !keep(r) {
			return i
		}
		i += n
	}
	return -1
}

// visible says whether a decoded rune of n bytes is a letter, mark, number,
// punctuation, symbol or space. Controls, bidirectional and other format
// characters (Unicode category Cf) and line separators are not.
func visible(r rune, n int) bool {
	if r == utf8.RuneError && n <= 1 {
		return false
	}
	return strconv.IsGraphic(r)
}
