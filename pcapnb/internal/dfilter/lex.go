package dfilter

import (
	"net/netip"
	"strings"

	"netlab/pcapnb/internal/caret"
)

// fail returns the error for a mistake between two places of a filter.
func fail(expr string, pos, end int, msg string) error {
	return &caret.Error{Lang: "display filter", Expr: expr, Pos: pos, End: end, Msg: msg}
}

// tokenKind is the kind of a word.
type tokenKind uint8

const (
	tokEnd    tokenKind = iota
	tokOp               // an operator, bracket or word that means one, in one spelling
	tokWord             // a field, function or literal without quotes
	tokField            // a word with a dot before it: a field for sure
	tokLit              // a word with colons in it, or with one before it, which makes bytes of it
	tokString           // "…" or r"…"
	tokChar             // '…'
)

// token is one word of a filter.
type token struct {
	kind tokenKind
	text string // of a string what it means
	pos  int
	end  int
	glue bool // no blank before it
}

func (t token) isOp(s string) bool { return t.kind == tokOp && t.text == s }

// lexer cuts a filter into words.
type lexer struct {
	expr string
	pos  int
}

// next cuts the next word.
func (l *lexer) next() (token, error) {
	start := l.pos
	for l.pos < len(l.expr) && strings.IndexByte(" \t\r\n", l.expr[l.pos]) >= 0 {
		l.pos++
	}
	glue := l.pos == start
	t, err := l.word(l.expr[l.pos:])
	t.glue = glue
	return t, err
}

// word cuts the word that the rest of the filter begins with.
func (l *lexer) word(rest string) (token, error) {
	switch {
	case rest == "":
		return token{kind: tokEnd, pos: l.pos, end: l.pos}, nil
	case rest[0] == '"':
		return l.quoted(1, false)
	case len(rest) > 1 && rest[0]|0x20 == 'r' && rest[1] == '"':
		return l.quoted(2, true)
	case rest[0] == '\'':
		return l.char()
	}
	if n := coloned(rest); n > 0 {
		return l.take(tokLit, rest[:n], n), nil
	}
	if n := wordLen(rest); n > 0 {
		return l.named(rest, n), nil
	}
	if n := wordLen(rest[1:]); n > 0 && rest[0] == '.' {
		return l.take(tokField, rest[1:n+1], n+1), nil
	}
	if n := literalLen(rest[1:]); n > 0 && rest[0] == ':' {
		return l.take(tokLit, rest[:n+1], n+1), nil
	}
	return l.operator(rest)
}

// take makes a token of the next n bytes.
func (l *lexer) take(k tokenKind, text string, n int) token {
	t := token{kind: k, text: text, pos: l.pos, end: l.pos + n}
	l.pos += n
	return t
}

// named makes a token of a word: an operator, an IPv4 network, a field, a function or a literal.
func (l *lexer) named(rest string, n int) token {
	text := rest[:n]
	if op := operatorWord(text); op != "" {
		return l.take(tokOp, op, n)
	}
	if m := prefixLen(rest, n); m > n {
		return l.take(tokLit, rest[:m], m)
	}
	return l.take(tokWord, text, n)
}

// operatorWord returns the one spelling of an operator that is a word, or "".
func operatorWord(s string) string {
	switch s {
	case "and":
		return "&&"
	case "or":
		return "||"
	case "xor":
		return "^^"
	case "not":
		return "!"
	case "eq", "any_eq":
		return "=="
	case "all_eq":
		return "==="
	case "ne", "all_ne":
		return "!="
	case "any_ne":
		return "!=="
	case "gt":
		return ">"
	case "ge":
		return ">="
	case "lt":
		return "<"
	case "le":
		return "<="
	case "bitwise_and":
		return "&"
	case "contains", "matches", "in", "any", "all":
		return s
	}
	return ""
}

// operator cuts an operator written in signs, the longest that fits.
func (l *lexer) operator(rest string) (token, error) {
	for _, op := range [...]string{"===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..", "${"} {
		if strings.HasPrefix(rest, op) {
			return l.take(tokOp, strings.Replace(op, "~=", "!==", 1), len(op)), nil
		}
	}
	if strings.IndexByte("!<>&~+-*/%(){}[],#", rest[0]) >= 0 {
		return l.take(tokOp, strings.Replace(rest[:1], "~", "matches", 1), 1), nil
	}
	msg := "a filter has no such character"
	if rest[0] == '=' {
		msg = `"==" was expected`
	}
	return token{}, fail(l.expr, l.pos, l.pos+1, msg)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func isWordByte(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

// prefix returns how many leading bytes of s, at most limit, satisfy ok.
func prefix(s string, limit int, ok func(byte) bool) int {
	n := 0
	for n < len(s) && n < limit && ok(s[n]) {
		n++
	}
	return n
}

// wordLen is the length of a word: letters, digits and '_', and single '.' and '-' between them.
func wordLen(s string) int {
	n := prefix(s, len(s), isWordByte)
	for n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == '-') {
		m := prefix(s[n+1:], len(s), isWordByte)
		if m == 0 {
			break
		}
		n += 1 + m
	}
	return n
}

// literalLen is the length of what may follow a colon that marks a literal.
func literalLen(s string) int {
	if n := coloned(s); n > 0 {
		return n
	}
	return wordLen(s)
}

// coloned is the length of bytes with colons between, or of an IPv6 address, perhaps with a prefix length.
func coloned(s string) int {
	n := prefix(s, 50, func(c byte) bool { return isHex(c) || c == ':' || c == '.' })
	for ; n >= 2; n-- {
		if strings.IndexByte(s[:n], ':') < 0 {
			break
		}
		if _, err := netip.ParseAddr(s[:n]); err == nil {
			return max(maskLen(s, n), bytesLen(s))
		}
	}
	return bytesLen(s)
}

// bytesLen is the length of two or more pairs of hexadecimal digits with colons between.
func bytesLen(s string) int {
	if prefix(s, 2, isHex) < 2 {
		return 0
	}
	n := 2
	for n < len(s) && s[n] == ':' && prefix(s[n+1:], 2, isHex) == 2 {
		n += 3
	}
	if n == 2 || n < len(s) && isWordByte(s[n]) {
		return 0
	}
	return n
}

// prefixLen extends a word of n bytes by a prefix length if it is an IPv4 address.
func prefixLen(s string, n int) int {
	if a, err := netip.ParseAddr(s[:n]); err != nil || !a.Is4() {
		return n
	}
	return maskLen(s, n)
}

// maskLen extends an address of n bytes by the prefix length after it.
func maskLen(s string, n int) int {
	if n+1 < len(s) && s[n] == '/' {
		if m := prefix(s[n+1:], len(s), isDigit); m > 0 {
			return n + 1 + m
		}
	}
	return n
}
