package dissect

import (
	"unicode/utf16"
	"unicode/utf8"
)

// le reads the little-endian number of n bytes at off.
func (d *Session) le(t *view, off, n int) (v uint64) {
	b := d.slice(t, off, n)
	for i := len(b) - 1; i >= 0; i-- {
		v = v<<8 | uint64(b[i])
	}
	return v
}

// leUint emits the little-endian number of n bytes at off and returns it.
func (d *Session) leUint(id ID, t *view, off, n int) uint64 {
	v := d.le(t, off, n)
	d.num(id, t, off, n, v)
	return v
}

// leSlots emits little-endian fields that follow each other from off, and returns where they end.
func (d *Session) leSlots(t *view, off int, row ...slot) int {
	for _, p := range row {
		switch {
		case p.id == noField:
			d.need(t, off, p.size)
		case defs[p.id].Type == Bytes || defs[p.id].Type == None || defs[p.id].Type == Protocol:
			d.slot(t, off, p)
		default:
			d.leUint(p.id, t, off, p.size)
		}
		off += p.size
	}
	return off
}

// utf16Text reads text of two bytes a character, the lower byte first.
func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	var out []byte
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	if len(b)%2 != 0 {
		out = append(out, "\uFFFD"...)
	}
	return string(out)
}

// filetime is a time of Windows, in units of 100 nanoseconds since 1601, in nanoseconds since 1970; 0 is none, and taken for 1970.
func filetime(n uint64) uint64 {
	const units1970 = 116_444_736_000_000_000
	if n == 0 {
		return 0
	}
	return uint64((int64(n) - units1970) * 100)
}

// utf16To0 reads text of two bytes a character up to a zero.
func utf16To0(b []byte) string {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return utf16Text(b[:i])
		}
	}
	return utf16Text(b)
}
