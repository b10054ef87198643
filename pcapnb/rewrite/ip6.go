package rewrite

import "net/netip"

// ip6 writes an IPv6 packet (RFC 8200).
func (r *rewriter) ip6(b []byte) { r.ip6In(b, false) }

func (r *rewriter) ip6In(b []byte, quoted bool) {
	if len(b) < 40 || b[0]>>4 != 6 {
		r.opaque(b)
		return
	}
	at, ok := r.header(b, 40)
	if !ok {
		return
	}
	r.addrAt(at+8, 16)
	r.addrAt(at+24, 16)
	r.followTarget(at, b)
	length, before := int(be.Uint16(b[4:])), r.delta
	end := len(b)
	if length > 0 && 40+length < len(b) {
		end = 40 + length
	}
	if length == 0 && b[6] != 59 {
		length = len(b) - 40 // a jumbogram, or a card that segments by itself
	}
	d := datagram{
		src: addr(b[8:24]), dst: addr(b[24:40]), oldSum: sum(0, b[8:40]), newSum: sum(0, r.out[at+8:at+40]),
		protocol: b[6], v6: true, length: length, whole: 40+length <= len(b), quoted: quoted,
	}
	r.inner(func() { r.transport(d, b[40:end]) })
	r.grow(at+4, before)
	if !quoted {
		r.trailer(b[end:])
	} else {
		r.opaque(b[end:])
	}
}

// followTarget makes the solicited-node group in a neighbour solicitation that of its very target: two addresses with
// the same end, as link-local and global ones have, do not have the same end afterwards.
func (r *rewriter) followTarget(at int, b []byte) {
	const target = 40 + 8
	if r.Addr == nil || len(b) < target+16 || b[6] != 58 || b[40] != 135 || !isSolicited(b[24:40]) || string(b[37:40]) != string(b[target+13:target+16]) {
		return
	}
	to := r.addr(addr(b[target : target+16])).As16()
	copy(r.out[at+37:at+40], to[13:])
}

// transport writes what an IP header announces.
func (r *rewriter) transport(d datagram, b []byte) {
	if r.depth > maxDepth {
		r.opaque(b)
		return
	}
	r.inner(func() { r.byProtocol(d, b) })
}

func (r *rewriter) byProtocol(d datagram, b []byte) {
	switch {
	case d.protocol == 6:
		r.tcp(d, b)
	case d.protocol == 17:
		r.udp(d, b)
	case d.protocol == 1 && !d.v6:
		r.icmp(d, b)
	case d.protocol == 58 && d.v6:
		r.icmp6(d, b)
	case d.protocol == 2 && !d.v6:
		r.igmp(d, b)
	case d.protocol == 132:
		r.sctp(d, b)
	case d.fragment:
		r.opaque(b)
	case d.protocol == 4:
		r.ip4(b)
	case d.protocol == 41:
		r.ip6(b)
	case d.protocol == 47:
		r.gre(d, b)
	case d.protocol == 137:
		r.mpls(b)
	case d.protocol == 50: // ESP: index and sequence number
		if _, ok := r.header(b, 8); ok {
			r.opaque(b[8:])
		}
	case d.protocol == 51:
		r.authentication(d, b)
	case d.v6 && (d.protocol == 0 || d.protocol == 60):
		r.options6(d, b)
	case d.v6 && d.protocol == 43:
		r.routing(d, b)
	case d.v6 && d.protocol == 44:
		r.fragment6(d, b)
	default:
		r.opaque(b)
	}
}

// next writes what follows an extension header of n bytes.
func (r *rewriter) next(d datagram, b []byte, n int) {
	d.protocol, d.length = b[0], d.length-n
	r.transport(d, b[n:])
}

// authentication writes IPsec's authentication header (RFC 4302) without its check value.
func (r *rewriter) authentication(d datagram, b []byte) {
	if len(b) < 12 || len(b) < (int(b[1])+2)*4 || b[1] < 1 {
		r.opaque(b)
		return
	}
	n := (int(b[1]) + 2) * 4
	r.keep(b[:2])
	r.blank(b[2:4]) // reserved
	r.keep(b[4:12])
	r.blank(b[12:n])
	r.next(d, b, n)
}

// options6 writes hop-by-hop and destination options (RFC 8200, 4.2).
func (r *rewriter) options6(d datagram, b []byte) {
	if len(b) < 8 || len(b) < (int(b[1])+1)*8 {
		r.opaque(b)
		return
	}
	n := (int(b[1]) + 1) * 8
	r.keep(b[:2])
	for o := b[2:n]; len(o) > 0; {
		if o[0] == 0 {
			r.keep(o[:1])
			o = o[1:]
			continue
		}
		if len(o) < 2 || len(o) < 2+int(o[1]) {
			r.blank(o)
			break
		}
		value := o[2 : 2+int(o[1])]
		r.keep(o[:2])
		switch {
		case o[0] == 201 && len(value) == 16: // home address (RFC 6275, 6.3)
			r.addrs(value, 16)
		case o[0] == 5: // router alert
			r.keepIf(len(value) == 2, value)
		case o[0] == 194: // jumbo payload
			r.keepIf(len(value) == 4, value)
		default:
			r.blank(value)
		}
		o = o[2+len(value):]
	}
	r.next(d, b, n)
}

// routing writes a routing header; source routes (RFC 2460), mobility's (RFC 6275) and segments (RFC 8754) are addresses.
func (r *rewriter) routing(d datagram, b []byte) {
	if len(b) < 8 || len(b) < (int(b[1])+1)*8 {
		r.opaque(b)
		return
	}
	n := (int(b[1]) + 1) * 8
	at := len(r.out)
	r.keep(b[:8])
	if b[2] != 4 {
		r.clear(at+4, at+8) // reserved
	}
	switch list := b[8:n]; {
	case b[2] == 4 && (int(b[4])+1)*16 <= len(list):
		r.addrs(list[:(int(b[4])+1)*16], 16)
		r.blank(list[(int(b[4])+1)*16:])
		r.finally(&d, b[3], list[:16])
	case (b[2] == 0 || b[2] == 2) && len(list)%16 == 0 && len(list) > 0:
		r.addrs(list, 16)
		r.finally(&d, b[3], list[len(list)-16:])
	default:
		r.blank(list)
	}
	r.next(d, b, n)
}

// finally makes the pseudo header that of the last destination where there are segments left (RFC 8200, 8.1).
func (r *rewriter) finally(d *datagram, left byte, dst []byte) {
	if left == 0 {
		return
	}
	last := addr(dst)
	d.oldSum = instead(d.oldSum, d.dst, last)
	d.newSum = instead(d.newSum, r.addr(d.dst), r.addr(last))
}

// instead is a sum with one address in place of another.
func instead(s uint32, old, now netip.Addr) uint32 {
	return sum(fold(s+0xffff-sum(0, old.AsSlice())), now.AsSlice())
}

// fragment6 writes the fragment header (RFC 8200, 4.5).
func (r *rewriter) fragment6(d datagram, b []byte) {
	at, ok := r.header(b, 8)
	if !ok {
		return
	}
	r.clear(at+1, at+2) // reserved
	d.protocol, d.length = b[0], d.length-8
	field := int(be.Uint16(b[2:]))
	r.fragment(d, b[8:], datagramKey{d.src, d.dst, be.Uint32(b[4:]), b[0]}, field&^7, field&1 != 0)
}
