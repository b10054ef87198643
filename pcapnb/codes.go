package pcapnb

import "time"

// codesOf numbers the rows' values of key: straight from the columns where it can, by a map otherwise.
func codesOf[T any, K comparable](rows []T, key Key[T, K]) codes[K] {
	if key.codes != nil {
		return key.codes(rows)
	}
	c := codes[K]{row: make([]uint32, len(rows))}
	seen := map[K]uint32{}
	var values []K
	same := sameInstant[K]()
	for i, row := range rows {
		v, ok := key.Of(row)
		if !ok || v != v { // NaN is missing
			c.row[i] = noCode
			continue
		}
		if same != nil {
			v = same(v)
		}
		code, known := seen[v]
		if !known {
			code = uint32(len(values))
			seen[v] = code
			values = append(values, v)
		}
		c.row[i] = code
	}
	c.count = len(values)
	c.value = func(code uint32) K { return values[code] }
	return c
}

// sameInstant returns a function that makes equal instants equal values, and nil where K is not a time.
func sameInstant[K comparable]() func(K) K {
	var zero K
	if _, ok := any(zero).(time.Time); !ok {
		return nil
	}
	return func(v K) K { return any(any(v).(time.Time).Round(0).UTC()).(K) }
}

// compact numbers the values that occur among n rows, in order of first appearance.
// It returns each row's number, noCode where it has no value, and the value behind each number.
func compact(n int, value func(i int) (uint64, bool)) (row []uint32, values []uint64) {
	row = make([]uint32, n)
	table := newIntTable()
	last, lastCode := uint64(0), noCode
	for i := range row {
		v, ok := value(i)
		switch {
		case !ok:
			row[i] = noCode
			continue
		case v != last || lastCode == noCode: // neighbouring rows are often alike
			last, lastCode = v, table.code(v)
		}
		row[i] = lastCode
	}
	return row, table.values
}

// An intTable numbers whole numbers in order of first appearance, by open addressing.
type intTable struct {
	slots  []uint32 // code+1, or 0 for a free slot; a power of two long
	values []uint64
}

func newIntTable() *intTable { return &intTable{slots: make([]uint32, 1024)} }

// code returns the number of v, a new one where v was not seen before.
func (t *intTable) code(v uint64) uint32 {
	mask := uint64(len(t.slots) - 1)
	i := mix(v) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if code := t.slots[i] - 1; t.values[code] == v {
			return code
		}
	}
	code := uint32(len(t.values))
	t.values = append(t.values, v)
	t.slots[i] = code + 1
	if 2*len(t.values) > len(t.slots) {
		t.grow()
	}
	return code
}

func (t *intTable) grow() {
	t.slots = make([]uint32, 4*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for code, v := range t.values {
		i := mix(v) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(code) + 1
	}
}

// mix spreads the bits of v (the finaliser of MurmurHash3).
func mix(v uint64) uint64 {
	v ^= v >> 33
	v *= 0xff51afd7ed558ccd
	v ^= v >> 33
	v *= 0xc4ceb9fe1a85ec53
	return v ^ v>>33
}

// dense renumbers codes so that few of them are unused: a thousand packets must not cost 65,536 ports.
func (c codes[K]) dense() codes[K] {
	if c.count <= 4*len(c.row)+64 {
		return c
	}
	row, values := compact(len(c.row), func(i int) (uint64, bool) { return uint64(c.row[i]), c.row[i] != noCode })
	return codes[K]{row: row, count: len(values), value: func(code uint32) K { return c.value(uint32(values[code])) }}
}

// counts returns how many rows have each code, and how many have none.
func (c codes[K]) counts() (counts []int, missing int) {
	var part [2][]int
	halves(len(c.row), func(p, lo, hi int) {
		n := make([]int, c.count)
		for _, code := range c.row[lo:hi] {
			if int(code) < len(n) {
				n[code]++
			}
		}
		part[p] = n
	})
	counts = part[0]
	missing = len(c.row)
	for code := range counts {
		if part[1] != nil {
			counts[code] += part[1][code]
		}
		missing -= counts[code]
	}
	return counts, missing
}
