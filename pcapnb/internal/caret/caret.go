// Package caret is the error both filter languages give: what is wrong, and where.
package caret

import (
	"strings"
	"unicode/utf8"
)

// Error is a mistake in a filter, with the place of it.
type Error struct {
	Lang string // the language: "BPF filter" or "display filter"
	Expr string // the filter as written
	Pos  int    // where the mistake begins, in bytes
	End  int    // where it ends, in bytes; at most Pos for a mistake of no length
	Msg  string // what is wrong and what was expected
}

// window is how much of a long filter is shown on either side of the mistake, in characters.
const window = 60

// Error gives the message, the filter and a line with a caret under the mistake.
func (e *Error) Error() string {
	line, col, n := e.excerpt()
	return e.Lang + ": " + e.Msg + "\n  " + line + "\n  " + strings.Repeat(" ", col) + "^" + strings.Repeat("~", n-1)
}

// excerpt returns the part of the filter to show, and the column and length of the mistake in it.
func (e *Error) excerpt() (line string, col, n int) {
	pos := min(max(e.Pos, 0), len(e.Expr))
	end := min(max(e.End, pos), len(e.Expr))
	before, bad, after := printable(e.Expr[:pos]), printable(e.Expr[pos:end]), printable(e.Expr[end:])
	if len(before) > window {
		before = append([]rune("…"), before[len(before)-window:]...)
	}
	if len(bad) > window {
		bad = append(bad[:window:window], '…')
		after = nil
	}
	if len(after) > window {
		after = append(after[:window:window], '…')
	}
	return string(before) + string(bad) + string(after), len(before), max(len(bad), 1)
}

// printable keeps one column a character: what would move the cursor or turn the text round becomes a dot.
func printable(s string) []rune {
	out := make([]rune, 0, len(s))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		s = s[n:]
		out = append(out, oneColumn(r))
	}
	return out
}

// oneColumn returns r, or a stand-in where r does not print as one column.
func oneColumn(r rune) rune {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return ' '
	case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return '·'
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
		return '·'
	}
	return r
}
