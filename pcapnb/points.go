package pcapnb

// Points returns one point a row: y over x, in the rows' order, to plot as dots or a line. Rows without x are left out and counted;
// rows without y are points with a missing number.
func Points[S ~[]T, T any, K comparable](rows S, x Keyer[T, K], y Measurer[T]) *Series[K] {
	k, m := x.AsKey(), y.AsMeasure()
	s := &Series[K]{Name: m.Name, Unit: m.Unit, KeyName: k.Name, keys: make([]K, 0, len(rows)), values: make([]float64, 0, len(rows))}
	if u, ok := x.(interface{ unit() string }); ok {
		s.KeyUnit = u.unit()
	}
	m.reader().each(rows, 0, len(rows), func(b block[float64]) {
		for i, v := range b.num {
			key, ok := k.Of(rows[b.lo+i])
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
		s.notes = []string{plural(left, rowNoun[T]()) + " without " + k.Name + " left out"}
	}
	return s
}

// unit is the unit of the number as a key.
func (n Number[T, N]) unit() string { return n.Unit }

// Points returns one point a packet: y over x, in the packets' order.
func (ps Packets) Points(x, y Measurer[Packet]) *Series[float64] {
	return Points(ps, x.AsMeasure().number(), y)
}
