package pcapnb

// Unique returns the different values of key in the order in which they first appear.
func Unique[S ~[]T, T any, K comparable](rows S, key Keyer[T, K]) List[K] {
	c := codesOf([]T(rows), key.AsKey()).dense()
	out := List[K]{}
	for _, code := range firstSeen(c.row, c.count, c.used()) {
		out = append(out, c.value(code))
	}
	return out
}

// used returns how many codes occur.
func (c codes[K]) used() int {
	counts, _ := c.counts()
	n := 0
	for _, k := range counts {
		if k > 0 {
			n++
		}
	}
	return n
}
