package dfilter

import (
	"strconv"
	"strings"
	"time"
)

// timeLiteral reads a date and time: ISO 8601, or "Sep 26, 2004 23:18:04.954975". Without a zone it is UTC.
func timeLiteral(s string) (v value, msg string) {
	t, is := parseISO(s)
	if !is {
		t, is = parseLegacy(s)
	}
	if !is {
		return v, `a time between quotation marks was expected, such as "2020-07-04 12:34:56.5" or "2020-07-04T12:34:56Z"`
	}
	if t.Year() < 1678 || t.Year() > 2261 {
		return v, "a time between the years 1678 and 2261 was expected"
	}
	return value{n: uint64(t.UnixNano())}, ""
}

// parseISO reads "2020-07-04", with an optional time after "T" or a blank, and an optional zone after that.
func parseISO(s string) (time.Time, bool) {
	date, clock, hasClock := strings.Cut(s, "T")
	if !hasClock {
		date, clock, hasClock = strings.Cut(s, " ")
	}
	parts := strings.Split(date, "-")
	if len(parts) != 3 || len(parts[0]) != 4 {
		return time.Time{}, false
	}
	year, ok1 := wholeNumber(parts[0], 9999)
	month, ok2 := wholeNumber(parts[1], 12)
	day, ok3 := wholeNumber(parts[2], 31)
	if !ok1 || !ok2 || !ok3 || month < 1 || day < 1 {
		return time.Time{}, false
	}
	if !hasClock {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), true
	}
	clock, zone, okZone := cutZone(clock)
	d, okClock := parseClock(clock, true)
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Add(d - zone), okZone && okClock
}

// wholeNumber reads a number of at most most.
func wholeNumber(s string, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n <= most && isDigit(s[0])
}

// cutZone cuts the zone off a clock time: Z, +02:00, -0500 or +05.
func cutZone(s string) (clock string, zone time.Duration, ok bool) {
	if clock, found := strings.CutSuffix(s, "Z"); found {
		return clock, 0, true
	}
	i := strings.IndexAny(s, "+-")
	if i < 0 {
		return s, 0, true
	}
	digits := strings.Replace(s[i+1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 {
		return "", 0, false
	}
	h, ok1 := wholeNumber(digits[:2], 23)
	m, ok2 := wholeNumber(digits[2:], 59)
	zone = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if s[i] == '-' {
		zone = -zone
	}
	return s[:i], zone, ok1 && ok2
}

// parseClock reads "12:34:56.123"; with short set the seconds may be missing.
func parseClock(s string, short bool) (time.Duration, bool) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 || len(parts) == 2 && !short {
		return 0, false
	}
	h, ok1 := wholeNumber(parts[0], 23)
	m, ok2 := wholeNumber(parts[1], 59)
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	if len(parts) == 2 {
		return d, ok1 && ok2
	}
	sec, frac, _ := strings.Cut(strings.Replace(parts[2], ",", ".", 1), ".")
	n, ok3 := wholeNumber(sec, 60)
	ns, ok4 := parseSeconds("0." + frac)
	return d + time.Duration(n)*time.Second + time.Duration(ns), ok1 && ok2 && ok3 && ok4
}

// parseLegacy reads "Sep 26, 2004 23:18:04.954975", with an optional "UTC" after it.
func parseLegacy(s string) (time.Time, bool) {
	f := strings.Fields(strings.TrimSuffix(s, " UTC"))
	if len(f) != 4 {
		return time.Time{}, false
	}
	t, err := time.Parse("Jan 2, 2006", strings.Join(f[:3], " "))
	d, ok := parseClock(f[3], false)
	return t.Add(d), err == nil && ok
}
