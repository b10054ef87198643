package rewrite

import (
	"encoding/binary"
	"hash/crc32"
)

// udp writes UDP (RFC 768).
func (r *rewriter) udp(d datagram, b []byte) {
	at, ok := r.header(b, 8)
	if !ok {
		return
	}
	r.portAt(at)
	r.portAt(at + 2)
	n, before := int(be.Uint16(b[4:])), r.delta
	end := len(b)
	if n >= 8 && n < len(b) {
		end = n
	}
	whole := d.whole && n >= 8 && n <= len(b)
	src, dst := be.Uint16(b), be.Uint16(b[2:])
	if d.fragment || n < 8 {
		r.opaque(b[8:end])
	} else {
		r.inner(func() { r.message(d, src, dst, b[8:end], whole) })
	}
	r.grow(at+4, before)
	if be.Uint16(b[6:]) != 0 {
		r.udpChecksum(d, at, b[:end], n, r.delta-before, whole)
	}
	r.trailer(b[end:])
}

// udpChecksum is checksum for UDP, where a sum of zero is written as its other form.
func (r *rewriter) udpChecksum(d datagram, at int, old []byte, length, grown int, whole bool) {
	d.total = 0 // UDP tells its length itself
	oldPseudo, newPseudo := d.pseudo(length, grown)
	r.checksum(r.out[at:], old, 6, oldPseudo, newPseudo, whole)
	if be.Uint16(r.out[at+6:]) == 0 {
		be.PutUint16(r.out[at+6:], 0xffff)
	}
}

// message writes the content of a UDP datagram, told by the port on either side.
func (r *rewriter) message(d datagram, src, dst uint16, b []byte, whole bool) {
	if !whole || d.quoted || len(b) > 60000 { // nothing may grow beyond what a length field can tell
		r.fixed++
		defer func() { r.fixed-- }()
	}
	switch {
	case len(b) == 0:
	case either(src, dst, 53, 5353, 5355):
		r.dns(b)
	case either(src, dst, 137):
		r.netbiosNames(b)
	case either(src, dst, 67, 68):
		r.dhcp(b)
	case either(src, dst, 546, 547):
		r.dhcp6(b)
	case either(src, dst, 123):
		r.ntp(b)
	case either(src, dst, 1900):
		r.ssdp(b)
	case dst == 4789 || dst == 8472:
		r.vxlan(b)
	case dst == 6081:
		r.geneve(b)
	case either(src, dst, 2152):
		r.gtp(b)
	case either(src, dst, 3544):
		r.teredo(b, d.length-8)
	default:
		r.opaque(b)
	}
}

func either(a, b uint16, ports ...uint16) bool {
	for _, p := range ports {
		if a == p || b == p {
			return true
		}
	}
	return false
}

// tcp writes a segment (RFC 9293). Its payload keeps its length.
func (r *rewriter) tcp(d datagram, b []byte) {
	hl := 0
	if len(b) >= 20 {
		hl = int(b[12]>>4) * 4
	}
	if hl < 20 || len(b) < hl {
		r.startOfTCP(b)
		return
	}
	at, ok := r.header(b, hl)
	if !ok {
		return
	}
	r.portAt(at)
	r.portAt(at + 2)
	r.tcpOptions(at+20, at+hl)
	r.fixed++
	switch {
	case d.fragment || d.quoted:
		r.opaque(b[hl:])
	default:
		r.segment(d, b, hl)
	}
	r.fixed--
	oldPseudo, newPseudo := d.pseudo(d.length, 0)
	r.checksum(r.out[at:], b, 16, oldPseudo, newPseudo, d.whole && len(b) >= d.length)
}

// startOfTCP writes a header that was cut: ports and sequence number, which ICMP errors quote, are understood.
func (r *rewriter) startOfTCP(b []byte) {
	at, ok := r.header(b, 8)
	if !ok {
		return
	}
	r.portAt(at)
	r.portAt(at + 2)
	r.opaque(b[8:])
}

// tcpOptions lets only those pass that hold neither keys nor addresses nor a stranger's bytes; the others, such as MD5
// signatures, Fast Open's cookies and Multipath TCP, become no-operations.
func (r *rewriter) tcpOptions(at, end int) {
	ack := be.Uint32(r.out[at-12:])
	r.options(at, end, func(at, next int) bool {
		switch n := next - at; r.out[at] {
		case 2: // maximum segment size
			return n == 4
		case 3: // window scale
			return n == 3
		case 4: // selective acknowledgments permitted
			return n == 2
		case 5: // and made
			return n%8 == 2 && edges(r.out[at+2:next], ack)
		case 8: // time stamps
			return n == 10
		}
		return false
	})
}

// edges says whether b is made of stretches of a stream that are not far from what was acknowledged.
func edges(b []byte, ack uint32) bool {
	const far = 1 << 28
	for ; len(b) >= 8; b = b[8:] {
		left, right := be.Uint32(b), be.Uint32(b[4:])
		if right-left >= far || left-ack+far/2 >= far {
			return false
		}
	}
	return true
}

// sctp writes the common header and the chunks' headers (RFC 9260, 3).
func (r *rewriter) sctp(d datagram, b []byte) {
	at, ok := r.header(b, 12)
	if !ok {
		return
	}
	r.portAt(at)
	r.portAt(at + 2)
	for chunks := b[12:]; len(chunks) > 0; {
		if len(chunks) < 4 || d.fragment {
			r.opaque(chunks)
			break
		}
		n := int(be.Uint16(chunks[2:]))
		n = min(max((n+3)&^3, 4), len(chunks))
		head := min(sctpHead(chunks), n)
		r.keep(chunks[:head])
		if chunks[0] == 3 && n >= 16 {
			r.gaps(chunks[head:n], int(be.Uint16(chunks[12:])))
			head = n
		}
		r.opaque(chunks[head:n])
		chunks = chunks[n:]
	}
	r.sctpChecksum(at, b, d.whole)
}

// sctpHead is how many bytes of a chunk hold numbers only.
func sctpHead(chunk []byte) int {
	switch chunk[0] {
	case 0: // DATA
		return 16
	case 1, 2: // INIT, INIT ACK
		return 20
	case 3: // SACK, before gaps and duplicates
		return 16
	case 4, 5: // HEARTBEAT, HEARTBEAT ACK
		return 8
	}
	return 4
}

// gaps writes the gaps of a SACK, each after the one before, and no duplicates.
func (r *rewriter) gaps(b []byte, count int) {
	for last := uint16(0); count > 0 && len(b) >= 4; count-- {
		from, to := be.Uint16(b), be.Uint16(b[2:])
		if from <= last || to < from {
			break
		}
		r.keep(b[:4])
		b, last = b[4:], to
	}
	r.blank(b)
}

func (r *rewriter) sctpChecksum(at int, old []byte, whole bool) {
	was := binary.LittleEndian.Uint32(old[8:])
	if !whole || was == 0 || was != crc32c(old) {
		return
	}
	binary.LittleEndian.PutUint32(r.out[at+8:], crc32c(append(r.out[at:len(r.out):len(r.out)], make([]byte, max(0, len(old)-(len(r.out)-at)))...)))
}

// crc32c is the checksum of b with zeros in its place (RFC 9260, appendix A).
func crc32c(b []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	s := crc32.Update(0, table, b[:8])
	s = crc32.Update(s, table, make([]byte, 4))
	return crc32.Update(s, table, b[12:])
}
