package dissect

import "encoding/binary"

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
