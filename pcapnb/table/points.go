package table

import (
	"math"

	"netlab/pcapnb/internal/words"
)

// Points returns one point a row: y over x, in the rows' order, to plot as dots or a line; x is a key, such as a time. XY takes
// any number. Rows without x are left out and counted; rows without y are points with a missing number.
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
		s.notes = []string{words.Plural(left, rowNoun[T]()) + " without " + k.name + " left out"}
	}
	return s
}

func (n number[T, N]) points(rows []T, y Measurer[T]) any {
	s := n.key.points(rows, y).(*series[N])
	s.keyUnit = n.unit
	return s
}

// XY returns one point a row: the number y over the number x, in the rows' order, to plot as dots or a line. Rows without x
// are left out and counted; rows without y are points with a missing number.
func XY[S ~[]T, T any](rows S, x, y Measurer[T]) Series[float64] {
	return xy(x.numbers(rows), y.numbers(rows), rowNoun[T]())
}

func xy(x, y numbers, noun string) Series[float64] {
	s := &series[float64]{name: y.name, unit: y.unit, keyName: x.name, keyUnit: x.unit}
	read := y.reader()
	x.each(0, x.n, func(b block[float64]) {
		ys := read(b.lo, b.lo+len(b.num))
		for i, v := range b.num {
			if b.ok != nil && !b.ok[i] {
				continue
			}
			value := ys.num[i]
			if ys.ok != nil && !ys.ok[i] {
				value = math.NaN()
			}
			s.keys, s.values = append(s.keys, v), append(s.values, value)
		}
	})
	s.settle()
	if left := x.n - len(s.keys); left > 0 {
		s.notes = []string{words.Plural(left, noun) + " without " + x.name + " left out"}
	}
	return s
}
