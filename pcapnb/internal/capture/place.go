package capture

import (
	"cmp"
	"math"
)

// A Place is where a packet is among those of several files: a file's packets are in its order, those of several
// files in order of At, then of First, then of File.
type Place struct {
	At    int64 // the latest time in its file so far, in nanoseconds since 1970
	First int64 // At of the file's first packet
	File  int   // the file's number among the names in order
	Row   int   // the packet's number in its file, from 0
}

// Compare orders places.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.First, q.First), cmp.Compare(p.File, q.File), cmp.Compare(p.Row, q.Row))
}

// Before returns a place before the first packet of a file.
func Before(file int) Place {
	return Place{At: math.MinInt64, First: math.MinInt64, File: file, Row: -1}
}

// next goes on to the place of the file's next packet, which was captured at a time where that is known.
func (p *Place) next(time int64, known bool) {
	if known {
		p.At = max(p.At, time)
	}
	if p.Row++; p.Row == 0 {
		p.First = p.At
	}
}

// After returns the place of a packet in its file, where p is its place in a part of the file, and before that of the packet
// before this part.
func (p Place) After(before Place) Place {
	p.File = before.File
	if before.Row >= 0 {
		p.At, p.First, p.Row = max(p.At, before.At), before.First, p.Row+before.Row+1
	}
	return p
}
