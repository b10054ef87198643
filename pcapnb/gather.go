package pcapnb

import (
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/table"
)

// noCode is the code of a packet that has no value.
const noCode = table.NoCode

// columnChunk is the chunk of a number that is a column of its own, where the packet has one of bits (0: every packet has it).
func columnChunk[V uint8 | uint16 | uint32](bits uint32, column func(*capture.Capture) []V) func(rows []Packet, out []float64, ok []bool) bool {
	return func(rows []Packet, out []float64, ok []bool) bool {
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

// columnCodes reads a column whose values are codes; rows without one of bits (unless that is 0) have none.
func columnCodes[V uint8 | uint16 | uint32](rows []Packet, bits uint32, column func(*capture.Capture) []V, out []uint32) {
	for lo := 0; lo < len(rows); { // one round where all rows are of one capture
		c := rows[lo].c
		lo += gatherCodes(c, rows[lo:], column(c), bits, out[lo:])
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
