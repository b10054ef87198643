package table

import "fmt"

// A Pair is the key of rows grouped by two fields at once; a Pair of a Pair is that of three.
type Pair[A, B comparable] struct {
	First  A
	Second B
}

// Compare orders pairs by their first values and, where these are equal, by their second.
func (p Pair[A, B]) Compare(q Pair[A, B]) int {
	if c := compareAny(p.First, q.First); c != 0 {
		return c
	}
	return compareAny(p.Second, q.Second)
}

func (p Pair[A, B]) compareTo(other any) int { return p.Compare(other.(Pair[A, B])) }

// String returns both values with a comma between them.
func (p Pair[A, B]) String() string {
	return fmt.Sprintf("%s, %s", formatAny(p.First, 0), formatAny(p.Second, 0))
}

// parts returns the values that the pair is made of, those of a nested pair one by one.
func (p Pair[A, B]) parts() []any {
	return append(keyParts(p.First), keyParts(p.Second)...)
}

// joined returns the pair of parts, nil where these are others.
func (p Pair[A, B]) joined(parts []any) any {
	n := len(keyParts(p.First))
	if len(parts) < n {
		return nil
	}
	a, isA := joinKey(p.First, parts[:n]).(A)
	b, isB := joinKey(p.Second, parts[n:]).(B)
	if !isA || !isB {
		return nil
	}
	return Pair[A, B]{a, b}
}

// joinKey returns the key of the parts that keyParts takes one of like's type into, nil where these are others.
func joinKey(like any, parts []any) any {
	if p, ok := like.(interface{ joined(parts []any) any }); ok {
		return p.joined(parts)
	}
	if len(parts) != 1 {
		return nil
	}
	return parts[0]
}

// keyParts returns what a key shows in a table: one value, or a pair's several.
func keyParts(key any) []any {
	if p, ok := key.(interface{ parts() []any }); ok {
		return p.parts()
	}
	return []any{key}
}

// Keys makes one key of two: rows with equal values in both are together. A row that lacks either has no key.
// Nest it for three: Keys(Keys(IPSrc, IPDst), PortDst).
func Keys[T any, A, B comparable](first Keyer[T, A], second Keyer[T, B]) Key[T, Pair[A, B]] {
	return pairKey(first, second)
}

func pairKey[T any, A, B comparable](a Keyer[T, A], b Keyer[T, B]) key[T, Pair[A, B]] {
	return key[T, Pair[A, B]]{
		name: a.FieldName() + keySeparator + b.FieldName(),
		of: func(row T) (Pair[A, B], bool) {
			x, ok := a.Of(row)
			if !ok {
				return Pair[A, B]{}, false
			}
			y, ok := b.Of(row)
			return Pair[A, B]{x, y}, ok
		},
		codes: func(rows []T) Codes[Pair[A, B]] { return pairCodes(codedBy(rows, a), codedBy(rows, b)) },
		safe:  !isForeign(a) && !isForeign(b),
		known: node("keys", planOf(a), planOf(b)),
	}
}

// keySeparator separates the names of a composite key's parts.
const keySeparator = ", "

// pairCodes numbers the pairs of values that occur together.
func pairCodes[A, B comparable](a Codes[A], b Codes[B]) Codes[Pair[A, B]] {
	n := uint64(b.Count)
	row, pairs := compactPairs(a.of(), b.of(), a.Count, b.Count)
	return Codes[Pair[A, B]]{Row: row, Count: len(pairs), Value: func(code uint32) Pair[A, B] {
		p := pairs[code]
		return Pair[A, B]{a.Value(uint32(p / n)), b.Value(uint32(p % n))}
	}}
}

// compactPairs numbers the pairs x, y of codes that occur together as compact does; the value of a number is x*ny + y.
func compactPairs(a, b rowCodes, nx, ny int) (row []uint32, pairs []uint64) {
	row = make([]uint32, a.n)
	table := newIntTable()
	buffer := new([blockLen]uint32)
	a.each(0, a.n, func(lo int, xs []uint32) {
		for i, y := range b.block(lo, lo+len(xs), buffer) {
			row[lo+i] = NoCode
			if x := xs[i]; int(x) < nx && int(y) < ny {
				row[lo+i] = table.code(uint64(x)*uint64(ny) + uint64(y))
			}
		}
	})
	return row, table.values
}
