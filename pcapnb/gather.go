package pcapnb

import (
	"math"
	"unsafe"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/table"
)

// noCode is the code of a packet that has no value.
const noCode = table.NoCode

// runOf returns the capture of rows and where in it the first one is, where every row is the capture's next: as rows are
// loaded, most blocks of them are, and their columns can be read without asking each row where it is.
func runOf(rows []Packet) (c *capture.Capture, at int, ok bool) {
	if len(rows) == 0 {
		return nil, 0, false
	}
	c, at = rows[0].c, rows[0].i
	if last := len(rows) - 1; rows[last].i-at != last {
		return nil, 0, false
	}
	refs := unsafe.Slice((*ref)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows))
	want, off := ref{uintptr(unsafe.Pointer(c)), uintptr(at)}, uintptr(0)
	for ; len(refs) >= 4; refs = refs[4:] { // four at a time: two thirds of the time
		four := (*[4]ref)(refs)
		off |= (four[0].c ^ want.c) | (four[0].i ^ want.i)
		off |= (four[1].c ^ want.c) | (four[1].i ^ (want.i + 1))
		off |= (four[2].c ^ want.c) | (four[2].i ^ (want.i + 2))
		off |= (four[3].c ^ want.c) | (four[3].i ^ (want.i + 3))
		want.i += 4
	}
	for k, r := range refs {
		off |= (r.c ^ want.c) | (r.i ^ (want.i + uintptr(k)))
	}
	return c, at, off == 0
}

// A ref is a Packet as numbers.
type ref struct{ c, i uintptr }

// columnChunk is the chunk of a number that is a column of its own, where the packet has one of bits (0: every packet has it).
func columnChunk[V uint8 | uint16 | uint32](bits uint32, column func(*capture.Capture) []V) func(rows []Packet, out []float64, ok []bool) bool {
	return func(rows []Packet, out []float64, ok []bool) bool {
		if c, at, one := runOf(rows); one {
			for i, v := range column(c)[at:][:len(rows)] {
				out[i] = float64(v)
			}
			return bits == 0 || hasBits(c.Has[at:][:len(rows)], bits, ok)
		}
		full := true
		for lo := 0; lo < len(rows); { // one round where all rows are of one capture
			c := rows[lo].c
			if bits == 0 {
				lo += gatherAll(c, rows[lo:], column(c), out[lo:])
				continue
			}
			n, all := gatherSome(c, rows[lo:], column(c), bits, out[lo:], ok[lo:])
			lo += n
			full = full && all
		}
		return full
	}
}

// hasBits sets every ok[i] to whether has[i] has one of bits, and says whether all have.
func hasBits(has []uint32, bits uint32, ok []bool) bool {
	ok = ok[:len(has)]
	missing := 0
	for i, h := range has {
		is := h&bits != 0
		ok[i] = is
		if !is {
			missing++
		}
	}
	return missing == 0
}

// gatherAll reads the column's numbers of the rows that are of capture c, up to the first that is not, and returns how many they are.
func gatherAll[V uint8 | uint16 | uint32](c *capture.Capture, rows []Packet, column []V, out []float64) int {
	out = out[:len(rows)]
	for i := range rows {
		if rows[i].c != c {
			return i
		}
		out[i] = float64(column[rows[i].i])
	}
	return len(rows)
}

// gatherSome is gatherAll for rows that may lack the number: it sets ok[i] where row i has one of bits, and says whether all have.
func gatherSome[V uint8 | uint16 | uint32](c *capture.Capture, rows []Packet, column []V, bits uint32, out []float64, ok []bool) (n int, full bool) {
	out, ok = out[:len(rows)], ok[:len(rows)]
	has := c.Has
	missing := 0
	for i := range rows {
		if rows[i].c != c {
			return i, missing == 0
		}
		at := rows[i].i
		out[i] = float64(column[at])
		is := has[at]&bits != 0
		ok[i] = is
		if !is {
			missing++
		}
	}
	return len(rows), missing == 0
}

// columnWithin tests rows' numbers in a column: it sets keep[i] where low ≤ number ≤ high or, if out, where the number is
// another. It does so for rows that are one run of a capture, and says whether they are.
func columnWithin[V uint8 | uint16 | uint32](bits uint32, column func(*capture.Capture) []V) func(rows []Packet, low, high float64, out bool, keep []bool) bool {
	top := float64(^V(0))
	return func(rows []Packet, low, high float64, out bool, keep []bool) bool {
		c, at, ok := runOf(rows)
		if !ok {
			return false
		}
		low, high = math.Ceil(max(low, 0)), math.Floor(min(high, top))
		if low > high { // no number is between them
			low, high, out = 0, top, !out
		}
		has := c.Has[at:][:len(rows)]
		if bits == 0 {
			keepWithin(column(c)[at:][:len(rows)], V(low), V(high), out, keep)
		} else {
			keepWithinOf(column(c)[at:][:len(rows)], V(low), V(high), out, has, bits, keep)
		}
		return true
	}
}

func keepWithin[V uint8 | uint16 | uint32](column []V, low, high V, out bool, keep []bool) {
	keep = keep[:len(column)]
	width := high - low
	if out {
		for i, v := range column {
			keep[i] = v-low > width
		}
		return
	}
	for i, v := range column {
		keep[i] = v-low <= width
	}
}

// keepWithinOf is keepWithin for rows that have a number only where they have one of bits.
func keepWithinOf[V uint8 | uint16 | uint32](column []V, low, high V, out bool, has []uint32, bits uint32, keep []bool) {
	keep, has = keep[:len(column)], has[:len(column)]
	width := uint64(high - low)
	other := uint64(0)
	if out {
		other = 1
	}
	for i, v := range column { // without a branch: one that is not foreseen costs as much as ten rows
		beyond := (width - uint64(v-low)) >> 63
		some := uint64(has[i] & bits)
		some = (some | -some) >> 63
		keep[i] = some&(1^beyond^other) != 0
	}
}

// columnCodes reads a column whose values are codes; rows without one of bits (unless that is 0) have none.
func columnCodes[V uint8 | uint16 | uint32](rows []Packet, bits uint32, column func(*capture.Capture) []V, out []uint32) {
	if c, at, one := runOf(rows); one {
		runCodes(column(c)[at:][:len(rows)], c.Has[at:][:len(rows)], bits, out)
		return
	}
	for lo := 0; lo < len(rows); { // one round where all rows are of one capture
		c := rows[lo].c
		lo += gatherCodes(c, rows[lo:], column(c), bits, out[lo:])
	}
}

func runCodes[V uint8 | uint16 | uint32](column []V, has []uint32, bits uint32, out []uint32) {
	out, has = out[:len(column)], has[:len(column)]
	if bits == 0 {
		for i, v := range column {
			out[i] = uint32(v)
		}
		return
	}
	for i, v := range column {
		code := uint32(v)
		if has[i]&bits == 0 {
			code = noCode
		}
		out[i] = code
	}
}

// gatherCodes reads the codes of the rows that are of capture c, up to the first that is not, and returns how many they are.
func gatherCodes[V uint8 | uint16 | uint32](c *capture.Capture, rows []Packet, column []V, bits uint32, out []uint32) int {
	out = out[:len(rows)]
	has := c.Has
	for i := range rows {
		if rows[i].c != c {
			return i
		}
		at := rows[i].i
		code := uint32(column[at])
		if bits != 0 && has[at]&bits == 0 {
			code = noCode
		}
		out[i] = code
	}
	return len(rows)
}
