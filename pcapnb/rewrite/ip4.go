package rewrite

import "net/netip"

// A datagram is what the IP header tells the layers above it.
type datagram struct {
	src, dst       netip.Addr // before
	oldSum, newSum uint32     // of both addresses
	protocol       byte
	v6             bool
	length         int  // of the payload on the wire, before
	whole          bool // the payload was captured completely
	fragment       bool // the first of several
	total          int  // length of the whole datagram's payload where it came in fragments
	quoted         bool // inside an ICMP error
}

// A datagramKey tells the fragments of one datagram from others.
type datagramKey struct {
	src, dst netip.Addr
	id       uint32
	protocol byte
}

// noteTotal learns a datagram's length from its last fragment.
func (r *rewriter) noteTotal(k datagramKey, length int) {
	if len(r.totals) < maxRemembered {
		r.totals[k] = length
	}
}

// pseudo returns the sums of the pseudo header (RFC 9293, 3.1; RFC 8200, 8.1) before and after for a message whose
// length changes by grown.
func (d datagram) pseudo(length, grown int) (before, after uint32) {
	if d.fragment && d.total > 0 {
		length = d.total
	}
	return pseudo(d.oldSum, d.protocol, length), pseudo(d.newSum, d.protocol, length+grown)
}

func pseudo(addrs uint32, protocol byte, length int) uint32 {
	return fold(addrs + uint32(protocol) + uint32(length>>16) + uint32(length&0xffff))
}

// ip4 writes an IPv4 packet (RFC 791).
func (r *rewriter) ip4(b []byte) { r.ip4In(b, false) }

func (r *rewriter) ip4In(b []byte, quoted bool) {
	if len(b) < 20 || b[0]>>4 != 4 || b[0]&15 < 5 {
		r.opaque(b)
		return
	}
	hl := int(b[0]&15) * 4
	at, ok := r.header(b, hl)
	if !ok {
		return
	}
	r.addrAt(at+12, 4)
	r.addrAt(at+16, 4)
	r.ip4Options(at+20, at+hl)
	total, before := int(be.Uint16(b[2:])), r.delta
	end := len(b)
	if total >= hl && total < len(b) {
		end = total
	}
	if total == 0 {
		total = len(b) // as a card that segments by itself gets it
	}
	d := datagram{
		src: addr(b[12:16]), dst: addr(b[16:20]), oldSum: sum(0, b[12:20]), newSum: sum(0, r.out[at+12:at+20]),
		protocol: b[9], length: total - hl, whole: total <= len(b), quoted: quoted,
	}
	offset, more := int(be.Uint16(b[6:])&0x1fff)*8, b[6]&0x20 != 0
	r.inner(func() {
		r.fragment(d, b[hl:end], datagramKey{d.src, d.dst, uint32(be.Uint16(b[4:])), b[9]}, offset, more)
	})
	r.grow(at+2, before)
	r.checksum(r.out[at:at+hl], b[:hl], 10, 0, 0, true)
	if !quoted {
		r.trailer(b[end:])
	} else {
		r.opaque(b[end:])
	}
}

// fragment writes an IP packet's payload, which may be a piece of a datagram.
func (r *rewriter) fragment(d datagram, b []byte, k datagramKey, offset int, more bool) {
	switch {
	case offset > 0:
		if !more && !d.quoted {
			r.noteTotal(k, offset+d.length)
		}
		r.opaque(b)
		return
	case more:
		d.fragment, d.whole, d.total = true, false, r.totals[k]
	}
	r.transport(d, b)
}

func addr(b []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(b)
	return a
}

// ip4Options replaces the addresses in the options at out[at:end].
func (r *rewriter) ip4Options(at, end int) { r.options(at, end, r.ip4Option) }

// options has known rewrite each option at out[at:end] of an IPv4 or TCP header, from at to next. Those that it does not
// know become no-operations, and what comes after the end of the list becomes zeros.
func (r *rewriter) options(at, end int, known func(at, next int) bool) {
	for at < end && r.out[at] != 0 {
		if r.out[at] == 1 {
			at++
			continue
		}
		n := 0
		if at+1 < end {
			n = int(r.out[at+1])
		}
		if n < 2 || at+n > end {
			r.noOperation(at, end)
			return
		}
		if !known(at, at+n) {
			r.noOperation(at, at+n)
		}
		at += n
	}
	r.clear(at, end)
}

func (r *rewriter) ip4Option(at, next int) bool {
	switch n := next - at; r.out[at] {
	case 7, 131, 137: // record route, loose and strict source route
		if n < 3 || n%4 != 3 {
			return false
		}
		for i := at + 3; i < next; i += 4 {
			r.addrAt(i, 4)
		}
		return true
	case 68: // time stamps, with addresses where the flag is 1 or 3
		if n < 4 || n%4 != 0 {
			return false
		}
		for i := at + 4; r.out[at+3]&15 != 0 && i+8 <= next; i += 8 {
			r.addrAt(i, 4)
		}
		if r.out[at+3]&15 == 0 { // what is after the pointer is not filled
			r.clear(min(at+max(4, int(r.out[at+2])-1), next), next)
		}
		return true
	case 148: // router alert
		return n == 4
	}
	return false
}

// noOperation fills an option's place in an IPv4 or TCP header, unless payload is kept.
func (r *rewriter) noOperation(at, end int) {
	for ; at < end && r.Payload != Keep; at++ {
		r.out[at] = 1
	}
}
