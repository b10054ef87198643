package capfile

import "math/bits"

// clock turns a pcapng timestamp into nanoseconds.
type clock struct {
	mul, div uint64 // decimal resolutions: ns = ts * mul / div
	shift    uint8  // binary resolutions: one second is 1<<shift units
	binary   bool
	invalid  bool  // no such resolution
	offset   int64 // seconds to add
}

// newClock reads an if_tsresol option: 10^-n, or 2^-n with the top bit set.
func newClock(resolution uint8) clock {
	n := resolution & 0x7f
	if resolution&0x80 != 0 {
		return clock{binary: true, shift: n, invalid: n > 63}
	}
	c := clock{mul: 1, div: 1}
	for i := n; i < 9; i++ {
		c.mul *= 10
	}
	for i := uint8(9); i < n && i < 28; i++ {
		c.div *= 10
	}
	c.invalid = n > 28 // 10^19 is the largest power of ten in 64 bits
	return c
}

// nanos returns ts as nanoseconds since 1970, and false where an int64 has no room for it.
func (c clock) nanos(ts uint64) (int64, bool) {
	if c.invalid {
		return 0, false
	}
	var ns uint64
	if c.binary {
		sec, frac := ts>>c.shift, ts&(1<<c.shift-1)
		hi, lo := bits.Mul64(frac, 1e9)
		if c.shift > 0 {
			lo = lo>>c.shift | hi<<(64-c.shift)
		}
		h, l := bits.Mul64(sec, 1e9)
		l, carry := bits.Add64(l, lo, 0)
		if h+carry != 0 {
			return 0, false
		}
		ns = l
	} else {
		hi, lo := bits.Mul64(ts, c.mul)
		if hi != 0 {
			return 0, false
		}
		ns = lo / c.div
	}
	return addSeconds(ns, c.offset)
}

func addSeconds(ns uint64, seconds int64) (int64, bool) {
	const most = int64(1<<63 - 1)
	if ns > uint64(most) || seconds > most/1e9 || seconds < -(most/1e9) {
		return 0, false
	}
	t, add := int64(ns), seconds*1e9
	if add > 0 && t > most-add {
		return 0, false
	}
	return t + add, true
}
