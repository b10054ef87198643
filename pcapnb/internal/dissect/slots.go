package dissect

import (
	"bytes"
	"math/bits"
)

// A slot is a field of a fixed size in a row of them. Where its id is noField its bytes have none.
type slot struct {
	id   ID
	size int
}

// slots emits fields that follow each other from off, and returns where they end.
func (d *Session) slots(t *view, off int, row ...slot) int {
	for _, p := range row {
		if p.id == noField {
			d.need(t, off, p.size)
		} else {
			d.slot(t, off, p)
		}
		off += p.size
	}
	return off
}

func (d *Session) slot(t *view, off int, p slot) {
	switch defs[p.id].Type {
	case String:
		d.stringTo0(p.id, t, off, p.size)
	case Bytes, IPv6:
		d.raw(p.id, t, off, p.size)
	case None, Protocol:
		d.none(p.id, t, off, p.size)
	default:
		d.uint(p.id, t, off, p.size)
	}
}

// A bit is a field that has some bits of a number.
type bit struct {
	id   ID
	mask uint64
}

// bits emits the fields of v, a number of n bytes at off.
func (d *Session) bits(t *view, off, n int, v uint64, row ...bit) {
	d.push()
	for _, b := range row {
		value := v & b.mask >> bits.TrailingZeros64(b.mask)
		if defs[b.id].Type == Boolean {
			value = min(value, 1)
		}
		d.num(b.id, t, off, n, value)
	}
	d.pop()
}

// flagged emits the number of n bytes at off and the fields of its bits, and returns it.
func (d *Session) flagged(id ID, t *view, off, n int, row ...bit) uint64 {
	v := d.uint(id, t, off, n)
	d.bits(t, off, n, v, row...)
	return v
}

// stringTo0 emits the text in the n bytes at off that ends before the first zero.
func (d *Session) stringTo0(id ID, t *view, off, n int) []byte {
	b := upTo0(d.slice(t, off, n))
	d.asciiBytes(id, t, off, n, b)
	return b
}

func upTo0(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}
