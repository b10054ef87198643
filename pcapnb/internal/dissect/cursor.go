package dissect

import "encoding/binary"

// view is a stretch of bytes that one protocol may look at: those that were
// captured, and how many there were on the wire.
type view struct {
	b    []byte // captured
	rep  int    // length on the wire; may be more than len(b), or less when a length field says so
	base int    // place of b[0] in its source
	src  uint8  // 0: the frame; others: reassembled bytes
	frag bool   // the first fragment of a datagram
}

// sub returns the n bytes at off as a view of its own; n < 0 means all the rest.
func (t *view) sub(off, n int) view {
	off = min(max(off, 0), len(t.b))
	rest := t.rep - off
	if n < 0 || n > rest {
		n = max(rest, 0)
	}
	b := t.b[off:]
	if n < len(b) {
		b = b[:n]
	}
	return view{b, n, t.base + off, t.src, t.frag}
}

// left returns how many bytes there are on the wire from off.
func (t *view) left(off int) int { return max(t.rep-off, 0) }

// fault says why dissection of a layer stopped. Reading past the end of a view
// sets it; from then on reads give zero and nothing is emitted, until the
// caller that dissects the layer notes it with rescue.
type fault uint8

const (
	fine        fault = iota
	cut               // the capture was cut before this byte
	unfinished        // the packet goes on in another fragment
	malformed         // a length or count points past the end of the packet
	overlapping       // a fragment comes after its message was put together
)

// fail notes that bytes up to end are needed and not there.
func (d *Session) fail(t *view, end int) {
	if d.bad != fine {
		return
	}
	d.bad = malformed
	switch {
	case end >= 0 && end <= t.rep:
		d.bad = cut
	case t.frag:
		d.bad = unfinished
	}
}

func (d *Session) ok() bool { return d.bad == fine }

// need reports whether the n bytes at off are there, and fails otherwise.
func (d *Session) need(t *view, off, n int) bool {
	if d.bad == fine && off >= 0 && n >= 0 && off <= len(t.b)-n {
		return true
	}
	d.fail(t, off+max(n, 0))
	return false
}

func (d *Session) u8(t *view, off int) uint8 {
	if !d.need(t, off, 1) {
		return 0
	}
	return t.b[off]
}

func (d *Session) u16(t *view, off int) uint16 {
	if !d.need(t, off, 2) {
		return 0
	}
	return binary.BigEndian.Uint16(t.b[off:])
}

func (d *Session) u24(t *view, off int) uint32 {
	if !d.need(t, off, 3) {
		return 0
	}
	return uint32(t.b[off])<<16 | uint32(t.b[off+1])<<8 | uint32(t.b[off+2])
}

func (d *Session) u32(t *view, off int) uint32 {
	if !d.need(t, off, 4) {
		return 0
	}
	return binary.BigEndian.Uint32(t.b[off:])
}

// slice returns the n bytes at off, or nil.
func (d *Session) slice(t *view, off, n int) []byte {
	if !d.need(t, off, n) {
		return nil
	}
	return t.b[off : off+n : off+n]
}

// trim shortens the view to n bytes, when a length field says that the rest
// belongs to an outer layer.
func (t *view) trim(n int) {
	if n = max(n, 0); n >= t.rep {
		return
	}
	t.rep = n
	if len(t.b) > n {
		t.b = t.b[:n]
	}
}
