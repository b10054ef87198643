package plots

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// longest is the length to which a text is cut before it is measured.
const longest = 500

// clean makes a text safe to draw: what is not printable (control, bidi and zero-width characters, broken UTF-8)
// becomes an escape such as \x1b or \u202e, and a text that is too long is shortened in the middle.
func clean(s string) string {
	if len(s) > longest*utf8.UTFMax {
		s = s[:longest*2] + "…" + s[len(s)-longest*2:]
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		s = s[n:]
	}
	return shortenTo(b.String(), longest)
}

// shortenTo keeps n runes of a longer text: its beginning, an ellipsis and its end.
func shortenTo(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	tail := (n - 1) / 2
	head := n - 1 - tail
	return string(runes[:head]) + "…" + string(runes[len(runes)-tail:])
}

// shorten takes runes out of the middle until the text is no wider than width, or only an ellipsis is left.
func shorten(s string, width vg.Length, style text.Style) string {
	if style.Width(s) <= width {
		return s
	}
	fits, tooLong := 1, len([]rune(s))
	for tooLong-fits > 1 {
		mid := (fits + tooLong) / 2
		if style.Width(shortenTo(s, mid)) <= width {
			fits = mid
		} else {
			tooLong = mid
		}
	}
	return shortenTo(s, fits)
}

// wrap breaks a text at spaces into at most n lines of this width, and shortens what does not fit.
func wrap(s string, width vg.Length, style text.Style, n int) []string {
	var lines []string
	line := ""
	words := strings.Fields(s)
	for i, word := range words {
		next := strings.TrimPrefix(line+" "+word, " ")
		switch {
		case style.Width(next) <= width:
			line = next
		case len(lines) == n-1:
			rest := strings.TrimPrefix(line+" "+strings.Join(words[i:], " "), " ")
			return append(lines, shorten(rest, width, style))
		default:
			if line != "" {
				lines = append(lines, line)
			}
			line = shorten(word, width, style)
		}
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}

// number writes a value in full for people: 1,234,567 or 0.0125.
func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "missing"
	case math.Abs(v) >= 1e16 || v != 0 && math.Abs(v) < 1e-5:
		return strconv.FormatFloat(v, 'g', 6, 64)
	case v == math.Trunc(v):
		return thousands(strconv.FormatFloat(v, 'f', 0, 64))
	}
	// Six significant figures, but never fewer than the whole part has.
	digits := 5 - int(math.Floor(math.Log10(math.Abs(v))))
	s := strconv.FormatFloat(v, 'f', min(max(digits, 0), 10), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return thousands(s)
}

// thousands puts commas into the whole part of a decimal number.
func thousands(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, dot := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + fraction
	}
	return sign + whole
}

// count writes a number of things: "1 point", "2,000 points".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(strconv.Itoa(n)) + " " + thing + "s"
}

// are returns the verb for a count.
func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// unixTime turns seconds since 1970 into a time, to the microsecond: a float64 holds today's seconds no finer.
func unixTime(seconds float64) time.Time {
	whole := math.Floor(seconds)
	micros := math.Round((seconds - whole) * 1e6)
	return time.Unix(int64(whole), int64(micros)*1000).UTC()
}

// labelled joins a name and its unit as axes show them: "Length (bytes)".
func labelled(name, unit string) string {
	switch {
	case unit == "" || strings.HasSuffix(name, "("+unit+")"):
		return name
	case name == "":
		return unit
	}
	return name + " (" + unit + ")"
}
