package table

import (
	"math/bits"
	"math/rand/v2"

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
	places := drawn(len(rows), n, seed)
	out := make(S, len(places))
	for i, at := range places {
		out[i] = rows[at]
	}
	return out
}

// EveryNth returns the first row and every n-th after it.
func (t *Table) EveryNth(n int) *Table { return t.take(everyNth(t.n, n)) }

// Sample returns n rows drawn at random, in their order; the same seed draws the same rows.
func (t *Table) Sample(n int, seed uint64) *Table { return t.take(drawn(t.n, n, seed)) }

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

// drawn chooses n of so many rows, each set of them alike likely (Knuth, "The Art of Computer Programming", 3.4.2, algorithm S).
func drawn(rows, n int, seed uint64) []int {
	wantRows("Sample", n)
	n = min(n, rows)
	random := rand.NewPCG(seed, 0)
	places := make([]int, 0, n)
	for i := range rows {
		if below, _ := bits.Mul64(random.Uint64(), uint64(rows-i)); below < uint64(n-len(places)) {
			places = append(places, i)
		}
	}
	return places
}
