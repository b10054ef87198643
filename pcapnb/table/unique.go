package table

// Unique returns the different values of key in the order in which they first appear. Rows without one are left out.
func Unique[S RowsOf[T], T any, K comparable](rows S, key Keyer[T, K]) List[K] {
	return key.unique(rows)
}

func (k key[T, K]) unique(all any) []K {
	rows, src := rowsIn[T](all)
	if src != nil {
		return keyedBy(src, k, true).unique()
	}
	c := codesOf(rows, k).dense()
	out := []K{}
	counts, _ := c.counts()
	for _, code := range firstSeen(c.of(), c.Count, nonZero(counts)) {
		out = append(out, c.Value(code))
	}
	return out
}

// nonZero returns how many of counts are not 0.
func nonZero(counts []int) int {
	n := 0
	for _, k := range counts {
		if k > 0 {
			n++
		}
	}
	return n
}
