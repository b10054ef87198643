package rewrite

// gre writes GRE (RFC 2784, 2890), with PPTP's (RFC 2637) and ERSPAN's use of it.
func (r *rewriter) gre(d datagram, b []byte) {
	if len(b) < 4 || b[0]&0x40 != 0 || b[1]&7 > 1 { // no source routes, no unknown version
		r.opaque(b)
		return
	}
	n := 4
	for _, flag := range []bool{b[0]&0x80 != 0, b[0]&0x20 != 0, b[0]&0x10 != 0, b[1]&7 == 1 && b[1]&0x80 != 0} {
		if flag {
			n += 4
		}
	}
	at, ok := r.header(b, n)
	if !ok {
		return
	}
	before := r.delta
	switch kind, rest := be.Uint16(b[2:]), b[n:]; {
	case kind == 0x88be && b[0]&0x10 != 0 && len(rest) >= 8: // ERSPAN II
		r.keep(rest[:8])
		r.etherType(0x6558, rest[8:])
	case kind == 0x88be:
		r.etherType(0x6558, rest)
	case kind == 0x22eb && len(rest) >= 12: // ERSPAN III
		r.keep(rest[:12])
		r.etherType(0x6558, rest[12:])
	case kind <= 1500 || kind == 0x22eb:
		r.opaque(rest)
	default:
		r.etherType(kind, rest)
	}
	if b[1]&7 == 1 && b[0]&0x20 != 0 {
		r.grow(at+4, before) // PPTP tells the payload's length
	}
	if b[0]&0x80 != 0 {
		r.checksum(r.out[at:], b, 4, 0, 0, d.whole)
	}
}

// vxlan writes VXLAN (RFC 7348).
func (r *rewriter) vxlan(b []byte) {
	if len(b) < 8 || b[0]&0x08 == 0 {
		r.opaque(b)
		return
	}
	at := len(r.out)
	r.keep(b[:8])
	if b[0]&0x80 == 0 { // else a group's number (draft-smith-vxlan-group-policy)
		r.clear(at+1, at+4)
	}
	r.clear(at+7, at+8)
	r.etherType(0x6558, b[8:])
}

// geneve writes Geneve (RFC 8926); options hold what their class wants.
func (r *rewriter) geneve(b []byte) {
	if len(b) < 8 || b[0]>>6 != 0 || len(b) < 8+int(b[0]&63)*4 {
		r.opaque(b)
		return
	}
	n := 8 + int(b[0]&63)*4
	r.keep(b[:8])
	for options := b[8:n]; len(options) >= 4; {
		size := min(4+int(options[3]&31)*4, len(options))
		r.keep(options[:4])
		r.blank(options[4:size])
		options = options[size:]
	}
	r.etherType(be.Uint16(b[2:]), b[n:])
}

// gtp writes the user packets of GTPv1 (3GPP TS 29.281).
func (r *rewriter) gtp(b []byte) {
	if len(b) < 8 || b[0]>>5 != 1 || b[1] != 0xff || b[0]&4 != 0 { // no extension headers
		r.opaque(b)
		return
	}
	n := 8
	if b[0]&3 != 0 {
		n = 12
	}
	at, ok := r.header(b, n)
	if !ok {
		return
	}
	before := r.delta
	r.inner(func() { r.ip(b[n:]) })
	r.grow(at+2, before)
}

// teredo writes IPv6 in UDP (RFC 4380, 5.1.1) with, in front of it, a proof of who sent it and the sender's address as the server
// saw it, whose bits are inverted. The datagram holds length bytes: text that begins like IPv6 is longer than that.
func (r *rewriter) teredo(b []byte, length int) {
	size := len(b)
	if len(b) >= 4 && b[0] == 0 && b[1] == 1 {
		n := 4 + int(b[2]) + int(b[3]) + 9
		if n > len(b) {
			r.opaque(b)
			return
		}
		r.keep(b[:4])
		r.blank(b[4:n])
		b = b[n:]
	}
	if len(b) >= 8 && b[0] == 0 && b[1] == 0 {
		origin := append([]byte(nil), b[:8]...)
		a := r.addr(addr(inverted(b[4:8]))).As4()
		copy(origin[4:], inverted(a[:]))
		r.keep(origin)
		b = b[8:]
	}
	length -= size - len(b)
	if len(b) < 40 || b[0]>>4 != 6 || 40+int(be.Uint16(b[4:])) > length {
		r.opaque(b)
		return
	}
	r.ip6(b)
}

func inverted(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = ^c
	}
	return out
}
