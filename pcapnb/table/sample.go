package table

import (
	"netlab/pcapnb/internal/misuse"
)

// EveryNth returns the first row and every n-th after it (pandas' rows[::n]).
func EveryNth[S ~[]T, T any](rows S, n int) S {
	places := everyNth(len(rows), n)
	out := make(S, len(places))
	for i, at := range places {
		out[i] = rows[at]
	}
	return out
}

// Sample returns n rows drawn at random without putting any back, in the rows' order; all where there are fewer. The same seed
// draws the same rows.
func Sample[S ~[]T, T any](rows S, n int, seed uint64) S {
	places := Drawn(len(rows), n, seed)
	out := make(S, len(places))
	for i, at := range places {
		out[i] = rows[at]
	}
	return out
}

// EveryNth returns the first row and every n-th after it.
func (t *Table) EveryNth(n int) *Table { return t.take(everyNth(t.n, n)) }

// Sample returns n rows drawn at random, in their order; the same seed draws the same rows.
func (t *Table) Sample(n int, seed uint64) *Table { return t.take(Drawn(t.n, n, seed)) }

func everyNth(rows, n int) []int {
	if n < 1 {
		panic(misuse.Textf("pcapnb: EveryNth(%d): want 1 or more", n))
	}
	var places []int
	for i := 0; i < rows; i += n {
		places = append(places, i)
	}
	return places
}
