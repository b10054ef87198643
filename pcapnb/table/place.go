package table

import "cmp"

// A Place is where a row is among those of several files. A file's rows are in its order; those of several files are
// in order of At, then of First, then of File.
type Place struct {
	At    int64 // the latest time in its file so far, in nanoseconds since 1970
	First int64 // the time of the file's first row
	File  int   // the file's number among the names in order
	Row   int   // the row's number in its file
}

// Before reports whether p comes before q.
func (p Place) Before(q Place) bool { return p.Compare(q) < 0 }

// Compare orders places.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.At, q.At), cmp.Compare(p.First, q.First), cmp.Compare(p.File, q.File), cmp.Compare(p.Row, q.Row))
}

// After returns the place of a row in its file, where p is its place in a part of the file. Before is that of the row before this
// part: its row is -1 where the part is the file's first.
func (p Place) After(before Place) Place {
	p.File = before.File
	if before.Row >= 0 {
		p.At, p.First, p.Row = max(p.At, before.At), before.First, p.Row+before.Row+1
	}
	return p
}
