// Package words writes numbers and texts into sentences and cells.
package words

import (
	"strconv"
	"strings"
)

// Thousands puts commas between the thousands of a decimal number's whole part: "-1234.5" becomes "-1,234.5".
func Thousands(number string) string {
	whole := len(number)
	if point := strings.IndexByte(number, '.'); point >= 0 {
		whole = point
	}
	for i := whole - 3; i > 0 && number[i-1] != '-'; i -= 3 {
		number = number[:i] + "," + number[i:]
	}
	return number
}

// Count returns a whole number with commas between thousands.
func Count(n int) string { return Thousands(strconv.Itoa(n)) }

// Plural returns "1 row", "2 rows".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Cut shortens s to limit characters, the last of them an ellipsis; a limit of 0 is none.
func Cut(s string, limit int) string {
	if limit <= 0 || len(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n++; n == limit {
			for range s[i:] { // more than one character left?
				if n++; n > limit+1 {
					return s[:i] + "…"
				}
			}
		}
	}
	return s
}
