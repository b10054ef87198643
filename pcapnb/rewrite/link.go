package rewrite

import (
	"encoding/binary"
	"hash/crc32"
)

// link writes a packet whose link-layer header is of the given kind, a LINKTYPE_ number.
func (r *rewriter) link(kind uint32, b []byte) {
	switch kind {
	case 0, 108: // NULL, LOOP: a protocol family in four bytes
		r.loopback(b)
	case 1:
		r.ethernet(b)
	case 9, 50: // PPP, with or without HDLC's address and control
		r.ppp(b)
	case 51:
		r.pppoe(b)
	case 12, 14, 101, 228, 229: // RAW and the numbers it had
		r.ip(b)
	case 104: // Cisco HDLC
		if at, ok := r.header(b, 4); ok {
			r.etherType(be.Uint16(r.out[at+2:]), b[4:])
		}
	case 105:
		r.wifi(b, false)
	case 127:
		r.radiotap(b)
	case 113:
		r.cooked(b, 16, 14, 6)
	case 276:
		r.cooked(b, 20, 0, 12)
	case 226: // Solaris
		if _, ok := r.header(b, 24); ok {
			r.ip(b[24:])
		}
	case 239:
		r.nflog(b)
	case 258:
		r.pktap(b)
	default:
		r.opaque(b)
	}
}

// ip writes an IP packet of either version.
func (r *rewriter) ip(b []byte) {
	switch {
	case len(b) > 0 && b[0]>>4 == 4:
		r.ip4(b)
	case len(b) > 0 && b[0]>>4 == 6:
		r.ip6(b)
	default:
		r.opaque(b)
	}
}

func (r *rewriter) loopback(b []byte) {
	if _, ok := r.header(b, 4); ok {
		r.ip(b[4:])
	}
}

// cooked writes a Linux cooked header of size bytes, of either version.
func (r *rewriter) cooked(b []byte, size, protoAt, addrAt int) {
	at, ok := r.header(b, size)
	if !ok {
		return
	}
	if r.out[at+addrAt-1] == 6 {
		r.macAt(at + addrAt)
		r.clear(at+addrAt+6, at+addrAt+8)
	} else { // hardware addresses of another kind: tunnels have IP addresses there
		r.clear(at+addrAt, at+addrAt+8)
	}
	if size == 20 {
		r.clear(at+2, at+4) // reserved
	}
	switch protocol := be.Uint16(b[protoAt:]); {
	case protocol == 4: // ETH_P_802_2
		r.inner(func() { r.llc(b[size:]) })
	case protocol <= 1500:
		r.opaque(b[size:])
	default:
		r.etherType(protocol, b[size:])
	}
}

// nflog writes Linux' netfilter log (LINKTYPE_NFLOG): a header, then values with type and length in host byte order.
func (r *rewriter) nflog(b []byte) {
	if _, ok := r.header(b, 4); !ok {
		return
	}
	for b = b[4:]; len(b) >= 4 && !r.cut; {
		n := int(binary.LittleEndian.Uint16(b))
		kind := binary.LittleEndian.Uint16(b[2:]) & 0x7fff
		if n < 4 || n > len(b) {
			break
		}
		value, pad := b[4:n], b[n:min((n+3)&^3, len(b))]
		at, before := len(r.out), r.delta
		r.keep(b[:4])
		switch {
		case kind == 9: // NFULA_PAYLOAD
			r.inner(func() { r.ip(value) })
			if grown := r.delta - before; grown != 0 {
				binary.LittleEndian.PutUint16(r.out[at:], uint16(n+grown))
			}
		case kind == 3: // time stamp
			r.keepIf(len(value) == 16, value)
		case kind == 1 || kind >= 4 && kind <= 7: // header, interfaces
			r.keepIf(len(value) == 4, value)
		case kind == 8 && len(value) >= 12 && be.Uint16(value) == 6: // NFULA_HWADDR
			r.keep(value[:10])
			r.macAt(len(r.out) - 6)
			r.blank(value[10:])
		default: // prefix, owner, MAC header
			r.blank(value)
		}
		b = b[n+len(pad):]
		if grown := r.delta - before; grown != 0 {
			pad = make([]byte, -(n+grown)&3)
			r.delta += len(pad) - -n&3
		}
		r.blank(pad)
	}
	r.opaque(b)
}

// pktap writes Apple's header with names of interfaces and programs (LINKTYPE_PKTAP) and the packet in it.
func (r *rewriter) pktap(b []byte) {
	if len(b) < 12 {
		r.opaque(b)
		return
	}
	n := int(binary.LittleEndian.Uint32(b))
	if n < 12 || n > len(b) {
		r.opaque(b)
		return
	}
	r.keep(b[:12])
	if n >= 44 {
		r.blank(b[12:36])
		r.keep(b[36:44])
		r.blank(b[44:n])
	} else {
		r.blank(b[12:n])
	}
	link := binary.LittleEndian.Uint32(b[8:])
	if link == 258 {
		r.opaque(b[n:])
		return
	}
	r.inner(func() { r.link(link, b[n:]) })
}

// fcs appends the frame check sequence of the bytes from out[at:] on, where it was right for old.
func (r *rewriter) fcs(at int, old, sequence []byte) {
	if r.cut {
		return
	}
	if len(sequence) == 4 && binary.LittleEndian.Uint32(sequence) == crc32.ChecksumIEEE(old) {
		r.out = binary.LittleEndian.AppendUint32(r.out, crc32.ChecksumIEEE(r.out[at:]))
		return
	}
	r.blank(sequence)
}
