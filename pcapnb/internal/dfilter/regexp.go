package dfilter

import "strings"

// translateRegexp rewrites a Perl-compatible regular expression for Go's engine, which works on text where Wireshark
// works on bytes: every byte is the character of its number, in the pattern as in what is searched.
// msg says what Go has not.
func translateRegexp(pattern string) (text, msg string) {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			n, msg := escape(&b, pattern[i:])
			if msg != "" {
				return "", msg
			}
			i += n
			continue
		case c == '(' && strings.HasPrefix(pattern[i:], "(?"):
			if msg := group(pattern[i+2:]); msg != "" {
				return "", msg
			}
			if n := named(pattern[i:]); n > 0 {
				b.WriteString("(?:")
				i += n
				continue
			}
			b.WriteByte(c)
		case c == '(': // nobody asks what a group matched, and to remember it takes memory that grows with the square of the groups
			b.WriteString("(?:")
		case c == '$' && !strings.Contains(pattern, "(?m"): // also before a line end at the end of the text
			b.WriteString(`(?:\n?\z)`)
		case c == '[':
			n := class(&b, pattern[i:])
			i += n
			continue
		case c == '+' && i > 0 && strings.IndexByte("+*?}", pattern[i-1]) >= 0 && (i < 2 || pattern[i-2] != '\\'):
			return "", "the regular expression has a possessive quantifier, which is not supported"
		default:
			writeByte(&b, c)
		}
		i++
	}
	return b.String(), ""
}

// writeByte writes the character for a byte.
func writeByte(b *strings.Builder, c byte) { b.WriteRune(rune(c)) }

// named returns the length of the beginning of a group with a name, 0 where s begins another one.
func named(s string) int {
	if !strings.HasPrefix(s, "(?<") && !strings.HasPrefix(s, "(?P<") {
		return 0
	}
	return strings.IndexByte(s, '>') + 1
}

// group says what is not supported of a group that begins with "(?".
func group(rest string) string {
	switch {
	case strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "!") || strings.HasPrefix(rest, "<=") || strings.HasPrefix(rest, "<!"):
		return "the regular expression looks ahead or behind, which is not supported: combine two filters with and, or and not"
	case strings.HasPrefix(rest, ">"):
		return "the regular expression has an atomic group, which is not supported"
	case strings.HasPrefix(rest, "R") || strings.HasPrefix(rest, "&") || rest != "" && isDigit(rest[0]) || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "|"):
		return "the regular expression has a recursion, a condition or a branch reset, which is not supported"
	}
	return ""
}

// escape translates an escape sequence and returns its length.
func escape(b *strings.Builder, s string) (n int, msg string) {
	switch c := s[1]; {
	case c >= '1' && c <= '9' || c == 'k' || c == 'g':
		return 0, "the regular expression has a back reference, which is not supported"
	case strings.IndexByte("KGXCE", c) >= 0:
		return 0, `the regular expression has \` + string(c) + ", which is not supported"
	case c == 'e':
		b.WriteString(`\x1b`)
	case c == 'h':
		b.WriteString(`[\t \x{a0}]`)
	case c == 'R':
		b.WriteString(`(?:\r\n|[\n-\r\x{85}])`)
	case c == 's':
		b.WriteString(`[\t-\r ]`)
	case c == 'S':
		b.WriteString(`[^\t-\r ]`)
	case c == 'Z':
		b.WriteString(`(?:\n?\z)`)
	case c == 'Q':
		return quotedRun(b, s), ""
	case c < 0x80:
		b.WriteString(s[:2])
	default:
		writeByte(b, c)
	}
	return 2, ""
}

// quotedRun translates \Q…\E.
func quotedRun(b *strings.Builder, s string) int {
	text, _, closed := strings.Cut(s[2:], `\E`)
	for i := range len(text) {
		if text[i] < 0x80 && !isWordByte(text[i]) {
			b.WriteByte('\\')
		}
		writeByte(b, text[i])
	}
	if closed {
		return len(text) + 4
	}
	return len(text) + 2
}

// class translates a character class and returns its length.
func class(b *strings.Builder, s string) int {
	i := 1
	b.WriteByte('[')
	if i < len(s) && s[i] == '^' {
		b.WriteByte('^')
		i++
	}
	if i < len(s) && s[i] == ']' { // the first one is a member
		b.WriteString(`\]`)
		i++
	}
	for i < len(s) && s[i] != ']' {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i += classEscape(b, s[i:])
			continue
		case strings.HasPrefix(s[i:], "[:"):
			if end := strings.Index(s[i:], ":]"); end > 0 {
				b.WriteString(s[i : i+end+2])
				i += end + 2
				continue
			}
			b.WriteString(`\[`)
		case s[i] == '[':
			b.WriteString(`\[`)
		default:
			writeByte(b, s[i])
		}
		i++
	}
	if i < len(s) {
		b.WriteByte(']')
		i++
	}
	return i
}

// classEscape translates an escape sequence in a character class and returns its length.
func classEscape(b *strings.Builder, s string) int {
	switch c := s[1]; {
	case c == 's':
		b.WriteString(`\t-\r `)
	case c == 'h':
		b.WriteString(`\t \x{a0}`)
	case c == 'e':
		b.WriteString(`\x1b`)
	case c == 'b':
		b.WriteString(`\x08`)
	case c < 0x80:
		b.WriteString(s[:2])
	default:
		writeByte(b, c)
	}
	return 2
}
