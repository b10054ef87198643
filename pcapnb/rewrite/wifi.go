package rewrite

import "encoding/binary"

// radiotap writes a frame behind a radiotap header (www.radiotap.org), which says whether a check sequence follows it.
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
	if _, ok := r.header(b, n); ok {
		r.wifi(b[n:], radiotapFCS(b[:n]))
	}
}

// radiotapFCS reads the flags field: the second, behind the eight aligned bytes of the first where that is present.
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
		case 1, 3, 5, 7, 42, 45, 48, 50, 61: // rates, channel, traffic map, country, HT, RSN
			r.keep(value)
		default:
			r.blank(value)
		}
	}
	r.opaque(b)
}
