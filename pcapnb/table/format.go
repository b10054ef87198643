package table

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/internal/zone"
)

// rawText returns v as text, as it is written to files: full precision, nothing escaped.
func rawText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case netip.Addr:
		return v.String()
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.999999999Z")
	case []byte:
		return string(v)
	case fmt.Stringer:
		return v.String()
	}
	return fmt.Sprint(v)
}

// formatAny returns v as it is shown in a table, on one line; limit, unless 0, is the most characters shown.
func formatAny(v any, limit int) string {
	switch v := v.(type) {
	case float64:
		return formatFloat(v, decimals(v))
	case time.Time:
		return formatTime(v, subseconds(v.Nanosecond()))
	case time.Duration:
		return v.String()
	case string:
		return words.Cut(safe.Text(clip(v, limit)), limit)
	}
	return words.Cut(safe.Text(rawText(v)), limit)
}

// clip drops what a cell of limit characters cannot show, before time is spent on escaping a whole payload.
func clip(s string, limit int) string {
	if limit > 0 && len(s) > 8*limit {
		return s[:8*limit]
	}
	return s
}

// maxDecimals is how many digits after the point a column shows, as pandas does.
const maxDecimals = 6

// decimals returns how many digits after the point v needs, at most maxDecimals, or -1 where it needs another notation.
func decimals(v float64) int {
	if math.IsInf(v, 0) {
		return 0
	}
	a := math.Abs(v)
	if a >= 1e15 || a > 0 && a < 1e-6 {
		return -1
	}
	if v == math.Trunc(v) {
		return 0
	}
	s := strconv.FormatFloat(v, 'f', maxDecimals, 64)
	return len(strings.TrimRight(s, "0")) - strings.IndexByte(s, '.') - 1
}

// formatFloat writes v with so many digits after the point, or with six significant ones for -1.
func formatFloat(v float64, digits int) string {
	if math.IsInf(v, 0) {
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'f', -1, 64), "+"))
	}
	if digits < 0 {
		return strconv.FormatFloat(v, 'g', maxDecimals, 64)
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// floatsFormat returns the digits after the point that show all of values alike.
func floatsFormat(values []float64) int {
	most := 0
	for _, v := range values {
		switch d := decimals(v); {
		case d < 0 && math.Abs(v) >= 1e15:
			return -1
		case d < 0: // a number too small for six digits: the column turns to significant ones
			return -1
		default:
			most = max(most, d)
		}
	}
	return most
}

// subseconds returns how many digits after the second so many nanoseconds need: 0, 3, 6 or 9.
func subseconds(ns int) int {
	switch {
	case ns == 0:
		return 0
	case ns%1_000_000 == 0:
		return 3
	case ns%1_000 == 0:
		return 6
	}
	return 9
}

// formatTime writes t, in UTC unless another zone was asked for, with so many digits after the second.
func formatTime(t time.Time, digits int) string {
	layout := "2006-01-02 15:04:05"
	if digits > 0 {
		layout += "." + "000000000"[:digits]
	}
	return zone.Text(t, layout)
}

// formatNanos writes nanoseconds since 1970 as a time in UTC.
func formatNanos(ns int64, digits int) string { return formatTime(time.Unix(0, ns), digits) }

// fileTime is the layout of a time (RFC 3339) with so many digits after the second.
func fileTime(digits int) string {
	if digits == 0 {
		return "2006-01-02T15:04:05Z"
	}
	return "2006-01-02T15:04:05." + "000000000"[:digits] + "Z"
}

// validText returns s with each byte that is not UTF-8 written as \xe9.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}
