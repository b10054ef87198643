package table

import "time"

// unixNanos returns the instant of so many nanoseconds since 1970.
func unixNanos(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// floorDiv returns a/b rounded down.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
