package capture

import "cmp"

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
