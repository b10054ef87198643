package dissect

import (
	"strings"
	"time"
)

// utcTime writes a UTCTime, X.680 section 47, as Wireshark does: 2011-10-03 00:00:00 (UTC).
func utcTime(s string) string {
	if len(s) < 11 {
		return s
	}
	century := "19"
	if s[0] < '5' {
		century = "20"
	}
	rest := s[10:]
	seconds := ""
	if len(rest) >= 2 && isDigit(rest[0]) && isDigit(rest[1]) {
		seconds, rest = ":"+rest[:2], rest[2:]
	}
	zone := ""
	switch {
	case rest == "Z":
		zone = " (UTC)"
	case len(rest) == 5:
		zone = " (UTC" + rest[:3] + ":" + rest[3:] + ")"
	}
	return century + s[:2] + "-" + s[2:4] + "-" + s[4:6] + " " + s[6:8] + ":" + s[8:10] + seconds + zone
}

// generalizedTime reads a GeneralizedTime, X.680 section 46, in nanoseconds since 1970.
func generalizedTime(s string) (int64, bool) {
	at, err := time.Parse("20060102150405", strings.TrimSuffix(s, "Z"))
	return at.UnixNano(), err == nil
}
