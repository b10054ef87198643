package pcapnb

import (
	"fmt"
	"math"
	"time"
)

// maxIntervals bounds what Resample allocates for intervals in which nothing was captured.
const maxIntervals = 10_000_000

// Resample groups the rows by intervals of time; the key is an interval's start. Intervals are counted from midnight UTC before the
// first row, as pandas does: those of a second, a minute, an hour start where one expects. Empty intervals between the first and the last are present:
// their count and sum are 0 (missing after EmptyMissing), their mean is missing. Rows need not be in order of time.
func Resample[S ~[]T, T any](rows S, key Keyer[T, time.Time], every time.Duration) *Groups[T, time.Time] {
	if every <= 0 {
		panic(fmt.Sprintf("pcapnb: Resample(%v): want an interval longer than 0", every))
	}
	k := key.AsKey()
	g := &Groups[T, time.Time]{rows: rows, key: k, regular: true}
	first, last, ok := k.span(rows)
	if !ok {
		g.code, g.missing = noCodes(len(rows)), len(rows)
		return g
	}
	b := newBins(first, last, every)
	g.code = k.binCodes(rows, b)
	g.count = b.n
	c := codes[time.Time]{row: g.code, count: b.n}
	g.sizes, g.missing = c.counts()
	g.order = make([]uint32, b.n)
	g.keys = make([]time.Time, b.n)
	for i := range g.order {
		g.order[i] = uint32(i)
		g.keys[i] = unixNanos(b.start(i))
	}
	return g
}

func noCodes(n int) []uint32 {
	row := make([]uint32, n)
	for i := range row {
		row[i] = noCode
	}
	return row
}

// bins are n intervals of equal length, the first from base on; all in nanoseconds since 1970.
type bins struct {
	base, every int64
	n           int
}

// newBins returns the bins that hold both first and last.
func newBins(first, last int64, every time.Duration) bins {
	const day = int64(24 * time.Hour)
	midnight := floorDiv(first, day) * day
	d := int64(every)
	base := midnight + floorDiv(first-midnight, d)*d
	n := float64(last-base)/float64(d) + 1 // last-base may overflow only where this is far too many
	if span := uint64(last) - uint64(base); n > maxIntervals || span/uint64(d) >= maxIntervals {
		panic(fmt.Sprintf("pcapnb: Resample(%v): from %s to %s is more than %s intervals; take a longer one, or Filter out the stray times",
			every, formatNanos(first, 0), formatNanos(last, 0), formatCount(maxIntervals)))
	}
	return bins{base: base, every: d, n: int((last-base)/d) + 1}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func (b bins) start(i int) int64 { return b.base + int64(i)*b.every }

// reader returns a reader of a time key's nanoseconds since 1970.
func (k Key[T, K]) timeReader() *reader[T, int64] {
	if k.nanos != nil {
		return &reader[T, int64]{chunk: k.nanos}
	}
	return &reader[T, int64]{chunk: k.readTimes}
}

// readTimes is the chunk of a time key that has none of its own. Times that 64-bit nanoseconds cannot hold are missing.
func (k Key[T, K]) readTimes(rows []T, out []int64, ok []bool) bool {
	full := true
	for i, row := range rows {
		v, has := k.Of(row)
		t, isTime := any(v).(time.Time)
		has = has && isTime && t.Year() > 1678 && t.Year() < 2262
		if has {
			out[i] = t.UnixNano()
		}
		ok[i] = has
		full = full && has
	}
	return full
}

// span returns the earliest and the latest time of rows.
func (k Key[T, K]) span(rows []T) (first, last int64, ok bool) {
	lows, highs := [2]int64{math.MaxInt64, math.MaxInt64}, [2]int64{math.MinInt64, math.MinInt64}
	halves(len(rows), func(part, lo, hi int) {
		low, high := lows[part], highs[part]
		k.timeReader().each(rows, lo, hi, func(b block[int64]) {
			for i, ns := range b.num {
				if b.ok == nil || b.ok[i] {
					low, high = min(low, ns), max(high, ns)
				}
			}
		})
		lows[part], highs[part] = low, high
	})
	first, last = min(lows[0], lows[1]), max(highs[0], highs[1])
	return first, last, first <= last
}

// binCodes numbers the rows by their interval.
func (k Key[T, K]) binCodes(rows []T, bins bins) []uint32 {
	row := make([]uint32, len(rows))
	halves(len(rows), func(_, lo, hi int) {
		code, from, to := noCode, int64(0), int64(0) // the interval of the row before: most rows are in the same one
		k.timeReader().each(rows, lo, hi, func(b block[int64]) {
			for i, ns := range b.num {
				switch {
				case b.ok != nil && !b.ok[i]:
					row[b.lo+i] = noCode
					continue
				case ns < from || ns >= to:
					n := (ns - bins.base) / bins.every
					code, from = uint32(n), bins.start(int(n))
					to = from + bins.every
				}
				row[b.lo+i] = code
			}
		})
	})
	return row
}

func unixNanos(ns int64) time.Time { return time.Unix(0, ns).UTC() }

// Every makes a key of the interval that a time lies in, by its start: to group or pivot by time and something else.
// Intervals are counted from midnight UTC of 1970-01-01, and empty ones are not present.
func Every[T any](key Keyer[T, time.Time], every time.Duration) Key[T, time.Time] {
	if every <= 0 {
		panic(fmt.Sprintf("pcapnb: Every(%v): want an interval longer than 0", every))
	}
	k := key.AsKey()
	d := int64(every)
	return Key[T, time.Time]{
		Name: k.Name,
		Of: func(row T) (time.Time, bool) {
			t, ok := k.Of(row)
			return unixNanos(floorDiv(t.UnixNano(), d) * d), ok
		},
		codes: func(rows []T) codes[time.Time] {
			at := make([]int64, len(rows))
			has := make([]bool, len(rows))
			k.timeReader().each(rows, 0, len(rows), func(b block[int64]) {
				for i, ns := range b.num {
					at[b.lo+i], has[b.lo+i] = floorDiv(ns, d)*d, b.ok == nil || b.ok[i]
				}
			})
			row, starts := compact(len(rows), func(i int) (uint64, bool) { return uint64(at[i]), has[i] })
			return codes[time.Time]{row: row, count: len(starts), value: func(code uint32) time.Time { return unixNanos(int64(starts[code])) }}
		},
	}
}
