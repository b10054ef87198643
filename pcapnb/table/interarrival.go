package table

import "time"

// InterArrival returns the seconds since the row before, in the rows' order; the first row has none, nor has one without a time.
// Where times run backwards the number is negative.
func InterArrival[S ~[]T, T any](rows S, key Keyer[T, time.Time]) Series[time.Time] {
	return gaps(rows, keyOf(key), func(int) (uint32, bool) { return 0, true }, 1)
}

// InterArrivalBy returns the seconds since the row before in the same group, in the rows' order; a group's first row has none.
func InterArrivalBy[T any, K comparable](groups Groups[T, K], key Keyer[T, time.Time]) Series[time.Time] {
	g := groupsOf(groups)
	row := g.code.all()
	s := gaps(g.rows, keyOf(key), func(i int) (uint32, bool) { return row[i], int(row[i]) < g.count }, g.count)
	s.notes = g.note("")
	return s
}

// gaps returns the time since the row before with the same code.
func gaps[T any](rows []T, key key[T, time.Time], code func(row int) (uint32, bool), count int) *series[time.Time] {
	s := &series[time.Time]{name: "inter-arrival time", unit: "seconds", keyName: key.name}
	last := make([]int64, count)
	seen := make([]bool, count)
	timeReader(key).each(rows, 0, len(rows), func(b block[int64]) {
		for i, ns := range b.num {
			c, in := code(b.lo + i)
			if !in || b.ok != nil && !b.ok[i] {
				continue
			}
			s.keys = append(s.keys, unixNanos(ns))
			s.values = append(s.values, seconds(ns-last[c]))
			if s.ok != nil {
				s.ok = append(s.ok, true)
			}
			if !seen[c] {
				s.drop(len(s.values) - 1)
			}
			last[c], seen[c] = ns, true
		}
	})
	return s
}
