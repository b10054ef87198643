package rewrite

import "encoding/binary"

// radiotap writes a frame after a radiotap header (www.radiotap.org), which says whether a check sequence follows it.
func (r *rewriter) radiotap(b []byte) {
	if len(b) < 8 {
		r.opaque(b)
		return
	}
	n := int(binary.LittleEndian.Uint16(b[2:]))
	if n < 8 {
		r.opaque(b)
		return
	}
	if at, ok := r.header(b, n); ok {
		r.clear(at+radiotapKnown(b[:n]), at+n)
		r.wifi(b[n:], radiotapFCS(b[:n]))
	}
}

// radiotapKnown is how many bytes of a header are fields that hold numbers: those of the first word that are known, with
// their sizes, each aligned as the first byte of its pair says.
func radiotapKnown(b []byte) int {
	sizes := [...][2]int{{8, 8}, {1, 1}, {1, 1}, {2, 4}, {1, 2}, {1, 1}, {1, 1}, {2, 2}, {2, 2}, {2, 2}, {1, 1}, {1, 1}, {1, 1}, {1, 1},
		{2, 2}, {2, 2}, {1, 1}, {1, 1}, {4, 8}, {1, 3}, {4, 8}, {2, 12}, {8, 12}}
	at, present := 4, binary.LittleEndian.Uint32(b[4:])
	for word := present; ; word = binary.LittleEndian.Uint32(b[at:]) {
		if at += 4; word&(1<<31) == 0 || at+4 > len(b) {
			break
		}
	}
	for i, size := range sizes {
		if present&(1<<i) != 0 {
			at = (at+size[0]-1)/size[0]*size[0] + size[1]
		}
	}
	return min(at, len(b))
}

// radiotapFCS reads the flags field: the second, after the eight aligned bytes of the first where that is present.
func radiotapFCS(b []byte) bool {
	present := binary.LittleEndian.Uint32(b[4:])
	at := 8
	for word := present; word&(1<<31) != 0; at += 4 {
		if at+4 > len(b) {
			return false
		}
		word = binary.LittleEndian.Uint32(b[at:])
	}
	if present&1 != 0 {
		at = (at+7)&^7 + 8
	}
	return present&2 != 0 && at < len(b) && b[at]&0x10 != 0
}

// wifi writes an 802.11 frame (IEEE 802.11, 9.2).
func (r *rewriter) wifi(b []byte, hasFCS bool) {
	if hasFCS && len(b) >= 4 {
		body, sequence := b[:len(b)-4], b[len(b)-4:]
		at := len(r.out)
		r.wifi(body, false)
		r.fcs(at, body, sequence)
		return
	}
	if len(b) < 10 {
		r.opaque(b)
		return
	}
	n := wifiHeader(b)
	at, ok := r.header(b, n)
	if !ok {
		return
	}
	r.macAt(at + 4)
	for _, addr := range []int{10, 16} {
		if n >= addr+6 {
			r.macAt(at + addr)
		}
	}
	kind, toFromDS := b[0]>>2&3, b[1]&3
	if kind == 2 && toFromDS == 3 {
		r.macAt(at + 24)
	}
	switch {
	case kind == 2 && b[0]&0x40 == 0 && b[1]&0x40 == 0: // data, neither empty nor protected
		r.inner(func() { r.llc(b[n:]) })
	case kind == 0 && b[1]&0x40 == 0:
		r.management(b[0]>>4, b[n:])
	default:
		r.opaque(b[n:])
	}
}

// wifiHeader is the length of the MAC header.
func wifiHeader(b []byte) int {
	kind, subtype := b[0]>>2&3, b[0]>>4
	switch {
	case kind == 1 && (subtype == 12 || subtype == 13): // CTS, ACK have one address
		return 10
	case kind == 1:
		return 16
	}
	n := 24
	if kind == 2 {
		if b[1]&3 == 3 {
			n += 6
		}
		if subtype&8 != 0 {
			n += 2
		}
	}
	if b[1]&0x80 != 0 && (kind == 0 || subtype&8 != 0) { // HT control
		n += 4
	}
	return n
}

// management writes the body of a management frame: fixed fields, then elements, of which one is the network's name.
func (r *rewriter) management(subtype byte, b []byte) {
	fixed := map[byte]int{0: 4, 1: 6, 2: 10, 3: 6, 4: 0, 5: 12, 8: 12, 10: 2, 11: 6, 12: 2}
	n, known := fixed[subtype]
	if !known {
		r.opaque(b)
		return
	}
	if _, ok := r.header(b, n); !ok {
		return
	}
	if subtype == 2 { // reassociation: the address of the access point before
		r.macAt(len(r.out) - 6)
	}
	for b = b[n:]; len(b) >= 2 && len(b) >= 2+int(b[1]); b = b[2+int(b[1]):] {
		r.keep(b[:2])
		value := b[2 : 2+int(b[1])]
		switch b[0] {
		case 0:
			r.text(value)
		case 1, 50: // rates
			r.keepIf(len(value) <= 8, value)
		case 3, 42: // channel, protection
			r.keepIf(len(value) == 1, value)
		case 5: // traffic map, without the stations it wakes
			r.keep(value[:min(3, len(value))])
			r.blank(value[min(3, len(value)):])
		case 7:
			r.country(value)
		case 45: // what high throughput can do
			r.keepIf(len(value) == 26, value)
		case 61:
			r.keepIf(len(value) == 22, value)
		case 48:
			r.security(value)
		default:
			r.blank(value)
		}
	}
	r.opaque(b)
}

// country writes the country and its channels, three numbers each (IEEE 802.11, 9.4.2.8).
func (r *rewriter) country(b []byte) {
	if len(b) < 3 || b[0] < 'A' || b[0] > 'Z' || b[1] < 'A' || b[1] > 'Z' {
		r.blank(b)
		return
	}
	r.keep(b[:2])
	r.keepIf(b[2] == ' ' || b[2] == 'O' || b[2] == 'I' || b[2] == 4, b[2:3])
	for b = b[3:]; len(b) >= 3; b = b[3:] {
		r.keepIf(b[0] >= 1 && b[0] <= 200 && b[1] <= 60 && b[2] <= 60, b[:3])
	}
	r.blank(b)
}

// security writes what a network's security offers (IEEE 802.11, 9.4.2.24), without identifiers of keys.
func (r *rewriter) security(b []byte) {
	n := min(2, len(b))
	r.keep(b[:n]) // version
	b = r.suites(b[n:], 1)
	for range 2 { // for one station, for key management
		if len(b) < 2 {
			break
		}
		count := int(binary.LittleEndian.Uint16(b))
		r.keep(b[:2])
		b = r.suites(b[2:], count)
	}
	n = min(2, len(b))
	r.keep(b[:n]) // capabilities
	r.blank(b[n:])
}

// suites writes up to count suites of the standard's and returns the rest.
func (r *rewriter) suites(b []byte, count int) []byte {
	for ; count > 0 && len(b) >= 4; count-- {
		r.keepIf(string(b[:3]) == "\x00\x0f\xac" || string(b[:3]) == "\x00\x50\xf2", b[:4])
		b = b[4:]
	}
	return b
}
