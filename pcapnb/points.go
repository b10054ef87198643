package pcapnb

// Points returns one point a row: y over x, in the rows' order, to plot as dots or a line. Rows without x are left out and counted;
// rows without y are points with a missing number.
func Points[S ~[]T, T any, K comparable](rows S, x Keyer[T, K], y Measurer[T]) Series[K] {
	return x.points(rows, y).(Series[K])
}

func (k key[T, K]) points(rows []T, y Measurer[T]) any {
	m := y.numbers(rows)
	s := &series[K]{name: m.name, unit: m.unit, keyName: k.name, keys: make([]K, 0, len(rows)), values: make([]float64, 0, len(rows))}
	m.each(0, len(rows), func(b block[float64]) {
		for i, v := range b.num {
			key, ok := k.of(rows[b.lo+i])
			if !ok {
				continue
			}
			s.keys = append(s.keys, key)
			s.values = append(s.values, v)
			if s.ok != nil {
				s.ok = append(s.ok, true)
			}
			if b.ok != nil && !b.ok[i] {
				s.drop(len(s.values) - 1)
			}
		}
	})
	if left := len(rows) - len(s.keys); left > 0 {
		s.notes = []string{plural(left, rowNoun[T]()) + " without " + k.name + " left out"}
	}
	return s
}

func (n number[T, N]) points(rows []T, y Measurer[T]) any {
	s := n.key.points(rows, y).(*series[N])
	s.keyUnit = n.unit
	return s
}
