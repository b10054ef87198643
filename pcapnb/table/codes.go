package table

import (
	"time"

	"netlab/pcapnb/internal/parallel"
)

// codesOf numbers the rows' values of key: straight from the columns where it can, by a map otherwise.
func codesOf[T any, K comparable](rows []T, key key[T, K]) Codes[K] {
	if key.codes != nil {
		return key.codes(rows)
	}
	c := Codes[K]{Row: make([]uint32, len(rows))}
	seen := map[K]uint32{}
	var values []K
	same := sameInstant[K]()
	for i, row := range rows {
		v, ok := key.of(row)
		if !ok || v != v { // NaN is missing
			c.Row[i] = NoCode
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
		c.Row[i] = code
	}
	c.Count = len(values)
	c.Value = func(code uint32) K { return values[code] }
	return c
}

// foreign reports whether the key calls the user's code.
func (k key[T, K]) foreign() bool { return !k.safe }

// isForeign reports whether a field calls the user's code. Cells would pay for a method of the interfaces of fields.
func isForeign(field any) bool {
	f, ok := field.(interface{ foreign() bool })
	return !ok || f.foreign()
}

func (m measure[T]) foreign() bool { return m.chunk == nil }

func (k key[T, K]) coded(rows []T) any { return codesOf(rows, k) }

// codedBy numbers the rows' values of a field.
func codedBy[T any, K comparable](rows []T, field Keyer[T, K]) Codes[K] {
	return field.coded(rows).(Codes[K])
}

// sameInstant returns a function that makes equal instants equal values, and nil where K is not a time.
func sameInstant[K comparable]() func(K) K {
	if !isTime[K]() {
		return nil
	}
	return func(v K) K { return any(any(v).(time.Time).Round(0).UTC()).(K) }
}

// compact numbers the values that occur among n rows, in order of first appearance.
// It returns each row's number, NoCode where it has no value, and the value of each number.
func compact(n int, value func(i int) (uint64, bool)) (row []uint32, values []uint64) {
	row = make([]uint32, n)
	table := newIntTable()
	for i := range row {
		v, ok := value(i)
		row[i] = NoCode
		if ok {
			row[i] = table.code(v)
		}
	}
	return row, table.values
}

// An intTable numbers whole numbers in order of first appearance, by open addressing.
type intTable struct {
	slots  []uint32 // code+1, or 0 for a free slot; a power of two long
	values []uint64
	last   uint32 // the code asked for last: neighbouring rows are often alike
}

func newIntTable() *intTable { return &intTable{slots: make([]uint32, 1024)} }

// code returns the number of v, a new one where v was not seen before.
func (t *intTable) code(v uint64) uint32 {
	if int(t.last) < len(t.values) && t.values[t.last] == v {
		return t.last
	}
	mask := uint64(len(t.slots) - 1)
	i := mix(v) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if code := t.slots[i] - 1; t.values[code] == v {
			t.last = code
			return code
		}
	}
	code := uint32(len(t.values))
	t.last = code
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
func (c Codes[K]) dense() Codes[K] {
	if c.Count <= 4*c.len()+64 {
		return c
	}
	row := make([]uint32, c.len())
	table := newIntTable()
	c.of().each(0, len(row), func(lo int, block []uint32) {
		for i, code := range block {
			row[lo+i] = NoCode
			if int(code) < c.Count {
				row[lo+i] = table.code(uint64(code))
			}
		}
	})
	return Codes[K]{Row: row, Count: len(table.values), Value: func(code uint32) K { return c.Value(uint32(table.values[code])) }}
}

// len returns the number of rows.
func (c Codes[K]) len() int {
	if c.Row != nil {
		return len(c.Row)
	}
	return c.Rows
}

// of returns the codes without their values.
func (c Codes[K]) of() rowCodes {
	return rowCodes{row: c.Row, read: c.Read, one: c.one, part: c.part, bursts: c.bursts, n: c.len()}
}

// counts returns how many rows have each code, and how many have none.
func (c Codes[K]) counts() (counts []int, missing int) { return c.of().counts(c.Count) }

// rowCodes gives each of n rows a code, or one of count and above: in row, or by read where row is nil.
type rowCodes struct {
	row  []uint32
	read func(lo int, out []uint32)
	one  func(lo, hi int) (code uint32, ok bool) // the code of all rows of a block, where it is known; nil where it is of none
	part func(lo int) []uint32                   // the codes of the block at row lo, nil where they have no place of their own
	n    int
	// bursts says that neighbouring rows mostly have the same code.
	bursts bool
}

// all returns the codes of all rows.
func (r rowCodes) all() []uint32 {
	if r.row != nil || r.n == 0 {
		return r.row
	}
	row := make([]uint32, r.n)
	parallel.Rows(r.n, parallel.Cores(r.n), func(_, lo, hi int) { r.read(lo, row[lo:hi]) })
	return row
}

// block returns the codes of rows lo to hi, perhaps in buffer.
func (r rowCodes) block(lo, hi int, buffer *[blockLen]uint32) []uint32 {
	if r.row != nil {
		return r.row[lo:hi]
	}
	if r.part != nil && lo%blockLen == 0 {
		if part := r.part(lo); len(part) == hi-lo {
			return part
		}
	}
	out := buffer[:hi-lo]
	r.read(lo, out)
	return out
}

// oneOf returns the code of all rows from lo to hi, a block, where it is known.
func (r rowCodes) oneOf(lo, hi int) (code uint32, ok bool) {
	if r.one == nil {
		return 0, false
	}
	return r.one(lo, hi)
}

// each calls f with the codes of rows lo to hi, block by block.
func (r rowCodes) each(lo, hi int, f func(lo int, codes []uint32)) {
	buffer := new([blockLen]uint32)
	for ; lo < hi; lo += blockLen {
		f(lo, r.block(lo, min(lo+blockLen, hi), buffer))
	}
}

// burstOf returns how many codes are the same as the first before one differs.
func burstOf(codes []uint32) int {
	first, n := codes[0], 1
	for n < len(codes) && codes[n] == first {
		n++
	}
	return n
}

// counts returns how many rows have each code below count, and how many have none of them.
func (r rowCodes) counts(count int) (counts []int, missing int) {
	runs := runsOver(parallel.Cores(r.n), r.n, count)
	parts := make([][]int, runs)
	parallel.Rows(r.n, runs, func(run, lo, hi int) {
		n := make([]int, count+1) // the last for those without
		buffer := new([blockLen]uint32)
		for ; lo < hi; lo += blockLen {
			to := min(lo+blockLen, hi)
			if code, ok := r.oneOf(lo, to); ok {
				n[min(int(code), count)] += to - lo
				continue
			}
			codes := r.block(lo, to, buffer)
			for r.bursts && len(codes) > 0 {
				burst := burstOf(codes)
				n[min(int(codes[0]), count)] += burst
				codes = codes[burst:]
			}
			for _, code := range codes {
				n[min(int(code), count)]++
			}
		}
		parts[run] = n
	})
	counts = parts[0]
	for _, part := range parts[1:] {
		for code, n := range part {
			counts[code] += n
		}
	}
	return counts[:count], counts[count]
}
