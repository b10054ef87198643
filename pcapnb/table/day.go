package table

import "time"

// inZone is a time in nanoseconds since 1970 in a zone, nil for UTC.
func inZone(ns int64, z *time.Location) time.Time {
	if z == nil {
		return unixNanos(ns)
	}
	return time.Unix(0, ns).In(z)
}

const day = int64(24 * time.Hour)

// midnight returns the beginning of t's day, in nanoseconds since 1970.
func midnight(t time.Time) int64 { return dayStart(dayNumber(t), t.Location()) }

// dayNumber counts the days of the calendar from 1970 to t's.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// dayStart returns when a day of the calendar begins in a zone: at midnight, the first where clocks say so twice, and where they never do when
// they are put forward.
func dayStart(number int64, z *time.Location) int64 {
	t := time.Date(1970, 1, 1+int(number), 0, 0, 0, 0, z)
	if dayNumber(t) < number {
		_, t = t.ZoneBounds()
		return t.UnixNano()
	}
	_, before := t.Add(-3 * time.Hour).Zone()
	if first := time.Unix(number*86400-int64(before), 0).In(z); first.Before(t) && dayNumber(first) == number {
		t = first
	}
	return t.UnixNano()
}
