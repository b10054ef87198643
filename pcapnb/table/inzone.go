package table

import (
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/zone"
)

// InZone makes a key of times by the clocks of a zone: InZone(Time, "Europe/Berlin"). Tables, series, sentences and figures show its values as
// those clocks do, with how far they are from UTC. [Resample] and [Every] count its intervals from midnight there, and those of 24 hours
// and multiples are days of the calendar, with 23 and 25 hours where clocks change, as pandas' are. Files have UTC. It panics for a name that the IANA
// time zone database does not have.
func InZone[T any](times Keyer[T, time.Time], name string) Key[T, time.Time] {
	z, err := zone.Load(name)
	if err != nil {
		panic(misuse.Textf("pcapnb: InZone(%q): want a name of the IANA time zone database, such as Europe/Berlin; %v", name, err))
	}
	return keyIn(keyOf(times), z)
}

// keyIn is a key of the same times in a zone.
func keyIn[T any](base key[T, time.Time], z *time.Location) key[T, time.Time] {
	k := base
	k.zone, k.known = z, "" // no plan tells its days from UTC's
	k.of = func(row T) (time.Time, bool) {
		t, ok := base.of(row)
		return t.In(z), ok
	}
	k.codes = func(rows []T) Codes[time.Time] { return codesIn(codesOf(rows, base), z) }
	k.shown = func(rows []T) *Column {
		c := base.column(rows)
		c.zone = z
		return c
	}
	return k
}

// codesIn are codes of the same times in a zone.
func codesIn(c Codes[time.Time], z *time.Location) Codes[time.Time] {
	value := c.Value
	c.Value = func(code uint32) time.Time { return value(code).In(z) }
	return c
}

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

// zoneIntervals makes a key of the interval that a time is in by a zone's clocks: whole days are those of the calendar, counted from
// the day numbered origin, others are counted from midnight of each day.
func zoneIntervals[T any](at key[T, time.Time], d, origin int64) key[T, time.Time] {
	of := func(row T) (time.Time, bool) {
		t, ok := at.of(row)
		if n := d / day; d%day == 0 {
			return inZone(dayStart(floorDiv(dayNumber(t)-origin, n)*n+origin, at.zone), at.zone), ok
		}
		from := midnight(t)
		return inZone(from+floorDiv(t.UnixNano()-from, d)*d, at.zone), ok
	}
	return keyIn(key[T, time.Time]{name: at.name, of: of, safe: !at.foreign()}, at.zone)
}
