package table

import (
	"cmp"
	"slices"

	"netlab/pcapnb/internal/words"
)

// ValueCounts returns how many rows have each value of key, the commonest first; ties in the order in which they first appear, as pandas does.
func ValueCounts[S RowsOf[T], T any, K comparable](rows S, key Keyer[T, K]) Series[K] {
	return key.valueCounts(rows).(Series[K])
}

func (k key[T, K]) valueCounts(all any) any {
	rows, src := rowsIn[T](all)
	if src != nil {
		return keyedBy(src, k, true).valueCounts()
	}
	c := codesOf(rows, k).dense()
	counts, missing := c.counts()
	order := firstSeen(c.of(), c.Count, nonZero(counts))
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(counts[b], counts[a]) })
	s := &series[K]{name: "count", unit: rowNoun[T]() + "s", keyName: k.name}
	for _, code := range order {
		s.keys = append(s.keys, c.Value(code))
		s.values = append(s.values, float64(counts[code]))
	}
	if missing > 0 {
		s.notes = []string{words.Plural(missing, rowNoun[T]()) + " without " + k.name + " not counted"}
	}
	return s
}
