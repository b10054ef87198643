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

// be16 reads a big-endian number that is known to be there.
func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
