package table

import (
	"math"
	"slices"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/words"
)

// maxIntervals bounds what Resample allocates for intervals in which nothing was captured.
const maxIntervals = 10_000_000

// Resample groups the rows by intervals of time; the key is an interval's start. Intervals are counted from midnight UTC before the
// first row, as pandas does: those of a second, a minute, an hour start where one expects. Empty intervals between the first and the last are present:
// their count and sum are 0 (missing after EmptyMissing), their mean is missing. Rows need not be in order of time.
// By a key that [InZone] made they are counted from midnight in that zone.
func Resample[S RowsOf[T], T any](rows S, key Keyer[T, time.Time], every time.Duration) Groups[T, time.Time] {
	if every <= 0 {
		panic(misuse.Textf("pcapnb: Resample(%v): want an interval longer than 0", every))
	}
	return resample[T](rows, keyOf(key), every)
}

func resample[T any](all any, t key[T, time.Time], every time.Duration) Groups[T, time.Time] {
	rows, src := rowsIn[T](all)
	if src != nil {
		return resampleRead(src, t, every)
	}
	g := &groups[T, time.Time]{rows: rows, key: t, regular: true}
	spans := spansOf(t, rows)
	first, last, ok := spans.all()
	if !ok {
		g.code, g.missing = rowCodes{n: len(rows), read: noCodes}, len(rows)
		return g
	}
	b := newBins(first, last, every, t.zone)
	g.code = binCodes(rows, t, b, spans)
	g.count = b.n
	g.sizes, g.missing = g.code.counts(b.n)
	g.order = make([]uint32, b.n)
	g.keys = make([]time.Time, b.n)
	for i := range g.order {
		g.order[i] = uint32(i)
		g.keys[i] = inZone(b.start(i), t.zone)
	}
	return g
}

// noCodes are the codes of rows of which none has a value.
func noCodes(_ int, out []uint32) { fill(out, NoCode) }

// bins are n intervals, the first from base on; all in nanoseconds since 1970. They are of equal length unless starts
// has their beginnings, and the end of the last.
type bins struct {
	base, every int64
	n           int
	starts      []int64
}

// newBins returns the bins that hold both first and last, by the clocks of a zone, nil for UTC.
func newBins(first, last int64, every time.Duration, zone *time.Location) bins {
	d := int64(every)
	from := floorDiv(first, day) * day
	if zone != nil {
		if d%day == 0 {
			return dayBins(first, last, every, zone)
		}
		from = midnight(inZone(first, zone))
	}
	base := from + floorDiv(first-from, d)*d
	n := (uint64(last) - uint64(base)) / uint64(d) // right even where the difference is beyond an int64
	if n >= maxIntervals || base > first {
		panic(tooManyIntervals(every, first, last))
	}
	return bins{base: base, every: d, n: int(n) + 1}
}

// dayBins returns bins of so many days of the calendar.
func dayBins(first, last int64, every time.Duration, zone *time.Location) bins {
	b := bins{every: int64(every)}
	from, to := dayNumber(inZone(first, zone)), dayNumber(inZone(last, zone))
	if to-from >= maxIntervals {
		panic(tooManyIntervals(every, first, last))
	}
	for at := from; ; at += b.every / day {
		b.starts = append(b.starts, dayStart(at, zone))
		if at > to {
			break
		}
	}
	b.base, b.n = b.starts[0], len(b.starts)-1
	return b
}

func tooManyIntervals(every time.Duration, first, last int64) misuse.Text {
	return misuse.Textf("pcapnb: Resample(%v): from %s to %s is more than %s intervals; take a longer one, Filter out stray times, or leave empty ones out with GroupBy(…, Every(…))",
		every, formatNanos(first, 0), formatNanos(last, 0), words.Count(maxIntervals))
}

// of returns the number of the interval that ns is in.
func (b bins) of(ns int64) uint32 {
	i := uint32(uint64(ns-b.base) / uint64(b.every))
	if b.starts == nil {
		return i
	}
	for i = min(i, uint32(b.n-1)); b.starts[i] > ns; i-- {
	}
	for ns >= b.starts[i+1] {
		i++
	}
	return i
}

func (b bins) start(i int) int64 {
	if b.starts != nil {
		return b.starts[i]
	}
	return b.base + int64(i)*b.every
}

// length is how long interval i is.
func (b bins) length(i int) uint64 {
	if b.starts != nil {
		return uint64(b.starts[i+1] - b.starts[i])
	}
	return uint64(b.every)
}

// timeReader returns a reader of a time key's nanoseconds since 1970.
//
// What reads times is no method: Go would compile it for every key there is, whatever it holds.
func timeReader[T any](k key[T, time.Time]) *reader[T, int64] {
	if k.nanos != nil {
		return &reader[T, int64]{chunk: k.nanos}
	}
	return &reader[T, int64]{chunk: func(rows []T, out []int64, ok []bool) bool { return readTimes(k.of, rows, out, ok) }}
}

// readTimes is the chunk of a time key that has none of its own. Times that 64-bit nanoseconds cannot hold are missing.
func readTimes[T any](of func(row T) (time.Time, bool), rows []T, out []int64, ok []bool) bool {
	full := true
	for i, row := range rows {
		t, has := of(row)
		has = has && t.Year() > 1678 && t.Year() < 2262
		if has {
			out[i] = t.UnixNano()
		}
		ok[i] = has
		full = full && has
	}
	return full
}

// A timeSpan is the time from low to high that a block of rows lies in, which may be longer than need be.
type timeSpan struct {
	low, high int64
	full      bool    // every row has a time
	times     []int64 // the times, where they lie side by side in a column
}

// timeSpans are those of the blocks of rows; that from the earliest of low to the latest of high is no longer than need be.
type timeSpans []timeSpan

func (s timeSpans) all() (first, last int64, ok bool) {
	first, last = math.MaxInt64, math.MinInt64
	for _, b := range s {
		first, last = min(first, b.low), max(last, b.high)
	}
	return first, last, first <= last
}

// spansOf returns the spans of rows' times.
func spansOf[T any](k key[T, time.Time], rows []T) timeSpans {
	all := make(timeSpans, (len(rows)+blockLen-1)/blockLen)
	inRuns(len(rows), parallel.Cores(len(rows)), k.nanos != nil, func(_, lo, hi int) {
		low, high := int64(math.MaxInt64), int64(math.MinInt64)
		r := timeReader(k)
		for ; lo < hi; lo += blockLen {
			block := rows[lo:min(lo+blockLen, hi)]
			s, run, ok := &all[lo/blockLen], TimeRun{}, false
			if k.bounds != nil { // most blocks need not be read
				if run, ok = k.bounds(block); ok {
					*s = timeSpan{run.Low, run.High, true, run.Times}
				}
			}
			switch {
			case s.times == nil:
				*s = spanOf(r.read(block, lo))
			case !run.Exact && (s.low < low || s.high > high):
				s.low, s.high = slices.Min(s.times), slices.Max(s.times)
			}
			low, high = min(low, s.low), max(high, s.high)
		}
	})
	return all
}

func spanOf(b block[int64]) timeSpan {
	s := timeSpan{math.MaxInt64, math.MinInt64, true, nil}
	for i, ns := range b.num {
		if b.ok == nil || b.ok[i] {
			s.low, s.high = min(s.low, ns), max(s.high, ns)
		} else {
			s.full = false
		}
	}
	return s
}

// binCodes numbers the rows by their interval. It reads the blocks only that are in more than one.
func binCodes[T any](rows []T, key key[T, time.Time], bins bins, spans timeSpans) rowCodes {
	ones := make([]uint32, len(spans))    // the interval that a block is in, NoCode where it is in several
	parts := make([][]uint32, len(spans)) // the intervals of the rows of the others
	inRuns(len(rows), parallel.Cores(len(rows)), key.nanos != nil, func(_, lo, hi int) {
		r := timeReader(key)
		var room []uint32 // for the blocks to come
		for ; lo < hi; lo += blockLen {
			k, to := lo/blockLen, min(lo+blockLen, hi)
			s := &spans[k]
			if ones[k] = bins.of(s.low); s.full && ones[k] == bins.of(s.high) {
				continue
			}
			if ones[k] = NoCode; len(room) < to-lo {
				room = make([]uint32, min(hi-lo, 64*blockLen))
			}
			parts[k], room = room[:to-lo:to-lo], room[to-lo:]
			b := block[int64]{num: s.times}
			if s.times == nil {
				b = r.read(rows[lo:to], lo)
			}
			putBins(b, bins, parts[k])
		}
	})
	return rowCodes{
		n:      len(rows),
		bursts: true,
		one: func(lo, _ int) (uint32, bool) {
			n := ones[lo/blockLen]
			return n, n != NoCode
		},
		part: func(lo int) []uint32 { return parts[lo/blockLen] },
		read: func(lo int, out []uint32) {
			for len(out) > 0 {
				n := min(len(out), blockLen-lo%blockLen)
				if one := ones[lo/blockLen]; one != NoCode {
					fill(out[:n], one)
				} else {
					copy(out[:n], parts[lo/blockLen][lo%blockLen:])
				}
				lo, out = lo+n, out[n:]
			}
		},
	}
}

func fill[V any](out []V, v V) {
	for i := range out {
		out[i] = v
	}
}

// putBins sets every out[i] to the interval of row i of a block.
func putBins(b block[int64], bins bins, out []uint32) {
	out = out[:len(b.num)]
	code, from, length := NoCode, int64(0), uint64(0) // the interval of the row before: most rows are in the same one
	for i, ns := range b.num {
		if b.ok != nil && !b.ok[i] {
			out[i] = NoCode
			continue
		}
		if uint64(ns-from) >= length {
			code = bins.of(ns)
			from, length = bins.start(int(code)), bins.length(int(code))
		}
		out[i] = code
	}
}

// Every makes a key of the interval that a time is in, by its start: to group or pivot by time and something else.
// Intervals are counted from midnight UTC of 1970-01-01, and empty ones are not present.
func Every[T any](times Keyer[T, time.Time], every time.Duration) Key[T, time.Time] {
	if every <= 0 {
		panic(misuse.Textf("pcapnb: Every(%v): want an interval longer than 0", every))
	}
	return intervals(keyOf(times), int64(every), 0)
}

// intervals makes a key of the interval of length d that a time is in, counted from origin.
func intervals[T any](at key[T, time.Time], d, origin int64) key[T, time.Time] {
	if at.zone != nil {
		return zoneIntervals(at, d, origin)
	}
	return key[T, time.Time]{
		name: at.name,
		of: func(row T) (time.Time, bool) {
			t, ok := at.of(row)
			return unixNanos(floorDiv(t.UnixNano()-origin, d)*d + origin), ok
		},
		codes: func(rows []T) Codes[time.Time] { return intervalCodes(rows, at, d, origin) },
		safe:  !at.foreign(),
		known: node("every", at.known, atom(d), atom(origin)),
	}
}

// intervalCodes numbers the intervals of length every in which rows lie.
func intervalCodes[T any](rows []T, key key[T, time.Time], every, origin int64) Codes[time.Time] {
	spans := spansOf(key, rows)
	first, last, ok := spans.all()
	if base := floorDiv(first-origin, every)*every + origin; ok && base <= first && (uint64(last)-uint64(base))/uint64(every) <= uint64(4*len(rows)) {
		b := bins{base: base, every: every, n: int((uint64(last)-uint64(base))/uint64(every)) + 1}
		c := binCodes(rows, key, b, spans)
		return Codes[time.Time]{Row: c.row, Read: c.read, one: c.one, part: c.part, bursts: c.bursts, Rows: c.n, Count: b.n, Value: func(code uint32) time.Time { return unixNanos(b.start(int(code))) }}
	}
	row := make([]uint32, len(rows))
	table := newIntTable()
	code, from, to := NoCode, int64(0), int64(0) // the interval of the row before: most rows are in the same one
	timeReader(key).each(rows, 0, len(rows), func(b block[int64]) {
		for i, ns := range b.num {
			switch {
			case b.ok != nil && !b.ok[i]:
				row[b.lo+i] = NoCode
				continue
			case ns < from || ns >= to:
				from = floorDiv(ns-origin, every)*every + origin
				to = from + every
				code = table.code(uint64(from))
			}
			row[b.lo+i] = code
		}
	})
	return Codes[time.Time]{Row: row, Count: len(table.values), Value: func(code uint32) time.Time { return unixNanos(int64(table.values[code])) }}
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
