package table

import "netlab/pcapnb/internal/misuse"

// Head returns the first n rows, or all where there are fewer.
func Head[S ~[]T, T any](rows S, n int) S {
	wantRows("Head", n)
	return rows[:min(n, len(rows))]
}

// Tail returns the last n rows, or all where there are fewer.
func Tail[S ~[]T, T any](rows S, n int) S {
	wantRows("Tail", n)
	return rows[len(rows)-min(n, len(rows)):]
}

// wantRows panics where n is no number of rows.
func wantRows(verb string, n int) {
	if n < 0 {
		panic(misuse.Textf("pcapnb: %s(%d): want a number of rows, 0 or more", verb, n))
	}
}
