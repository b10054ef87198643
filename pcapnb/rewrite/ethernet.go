package rewrite

// ethernet writes an Ethernet frame, or one of IEEE 802.3 with LLC.
func (r *rewriter) ethernet(b []byte) {
	at, ok := r.header(b, 14)
	if !ok {
		return
	}
	r.macAt(at)
	r.macAt(at + 6)
	r.etherType(be.Uint16(b[12:]), b[14:])
	// A solicited node's group follows the packet's target, see followTarget.
	if out := r.out[at:]; len(out) >= 54 && be.Uint16(b[12:]) == 0x86dd && string(b[:2]) == "\x33\x33" && string(b[2:6]) == string(b[50:54]) {
		copy(out[2:6], out[50:54])
	}
}

// etherType writes what an Ethernet type announces.
func (r *rewriter) etherType(kind uint16, b []byte) {
	if r.depth > maxDepth {
		r.opaque(b)
		return
	}
	r.inner(func() { r.byType(kind, b) })
}

func (r *rewriter) byType(kind uint16, b []byte) {
	switch kind {
	case 0x0800:
		r.ip4(b)
	case 0x86dd:
		r.ip6(b)
	case 0x0806, 0x8035:
		r.arp(b)
	case 0x8100, 0x88a8, 0x9100, 0x9200: // tags
		if _, ok := r.header(b, 4); ok {
			r.etherType(be.Uint16(b[2:]), b[4:])
		}
	case 0x8847, 0x8848:
		r.mpls(b)
	case 0x8864:
		r.pppoe(b)
	case 0x8863:
		r.pppoeDiscovery(b)
	case 0x6558: // transparent Ethernet bridging
		r.ethernet(b)
	case 0x880b:
		r.ppp(b)
	default:
		if kind <= 1500 && int(kind) <= len(b) {
			r.llc(b[:kind])
			r.trailer(b[kind:])
			return
		}
		if kind <= 1500 {
			r.llc(b)
			return
		}
		r.opaque(b)
	}
}

// trailer writes the padding after a packet. Old drivers padded with other people's words.
func (r *rewriter) trailer(b []byte) { r.blank(b) }

// arp writes ARP and RARP (RFC 826) for Ethernet and IPv4.
func (r *rewriter) arp(b []byte) {
	if len(b) < 28 || be.Uint16(b[2:]) != 0x0800 || b[4] != 6 || b[5] != 4 {
		if len(b) >= 8 {
			r.keep(b[:8])
			b = b[8:]
		}
		r.opaque(b)
		return
	}
	at, ok := r.header(b, 28)
	if !ok {
		return
	}
	r.macAt(at + 8)
	r.addrAt(at+14, 4)
	r.macAt(at + 18)
	r.addrAt(at+24, 4)
	r.trailer(b[28:])
}

// maxLabels bounds a stack: a longer one is somebody's text.
const maxLabels = 16

// mpls writes a label stack and the IP packet, or the Ethernet frame of a pseudowire, below it.
func (r *rewriter) mpls(b []byte) {
	for n := 0; ; n++ {
		if n == maxLabels {
			r.opaque(b)
			return
		}
		if _, ok := r.header(b, 4); !ok {
			return
		}
		bottom := b[2]&1 == 1
		b = b[4:]
		if bottom {
			break
		}
	}
	switch {
	case len(b) > 0 && (b[0]>>4 == 4 || b[0]>>4 == 6):
		r.inner(func() { r.ip(b) })
	case len(b) >= 18 && b[0] == 0: // a pseudowire's control word (RFC 4385)
		r.keep(b[:4])
		r.inner(func() { r.ethernet(b[4:]) })
	default:
		r.opaque(b)
	}
}

// pppoe writes a PPPoE session's packet (RFC 2516).
func (r *rewriter) pppoe(b []byte) {
	at, ok := r.header(b, 6)
	if !ok {
		return
	}
	n, before := min(int(be.Uint16(b[4:]))+6, len(b)), r.delta
	r.inner(func() { r.ppp(b[6:n]) })
	r.grow(at+4, before)
	r.trailer(b[n:])
}

// pppoeDiscovery keeps the tags' structure and none of their values: names of services and hosts, cookies.
func (r *rewriter) pppoeDiscovery(b []byte) {
	if _, ok := r.header(b, 6); !ok {
		return
	}
	n := min(int(be.Uint16(b[4:]))+6, len(b))
	tags, rest := b[6:n], b[n:]
	for len(tags) >= 4 {
		size := min(int(be.Uint16(tags[2:]))+4, len(tags))
		r.keep(tags[:4])
		r.text(tags[4:size])
		tags = tags[size:]
	}
	r.opaque(tags)
	r.trailer(rest)
}

// ppp writes a PPP frame (RFC 1661), with or without HDLC's address and control. Of its own protocols, which carry
// passwords and addresses, only the number is understood.
func (r *rewriter) ppp(b []byte) {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 3 {
		r.keep(b[:2])
		b = b[2:]
	}
	n, protocol := 2, uint16(0)
	switch {
	case len(b) >= 1 && b[0]&1 == 1: // compressed to one byte
		n, protocol = 1, uint16(b[0])
	case len(b) >= 2:
		protocol = be.Uint16(b)
	}
	if _, ok := r.header(b, n); !ok {
		return
	}
	r.inner(func() {
		switch b = b[n:]; protocol {
		case 0x21:
			r.ip4(b)
		case 0x57:
			r.ip6(b)
		case 0x281, 0x283:
			r.mpls(b)
		default:
			r.opaque(b)
		}
	})
}

// llc writes IEEE 802.2: SNAP, spanning tree and nothing else.
func (r *rewriter) llc(b []byte) {
	switch {
	case len(b) >= 8 && string(b[:3]) == "\xaa\xaa\x03" && (string(b[3:6]) == "\x00\x00\x00" || string(b[3:6]) == "\x00\x00\xf8"):
		r.keep(b[:8])
		if kind := be.Uint16(b[6:]); kind > 1500 {
			r.etherType(kind, b[8:])
			return
		}
		r.opaque(b[8:])
	case len(b) >= 8 && string(b[:3]) == "\xaa\xaa\x03":
		r.keep(b[:8])
		r.opaque(b[8:])
	case len(b) >= 3 && string(b[:3]) == "\x42\x42\x03":
		r.keep(b[:3])
		r.spanningTree(b[3:])
	case len(b) >= 3:
		r.keep(b[:3])
		r.opaque(b[3:])
	default:
		r.opaque(b)
	}
}

// spanningTree writes a bridge's protocol data unit (IEEE 802.1D, 9.3), which names two bridges by their addresses.
func (r *rewriter) spanningTree(b []byte) {
	if len(b) < 35 || be.Uint16(b) != 0 || b[3] == 0x80 { // a topology change has no more
		if len(b) >= 4 && be.Uint16(b) == 0 && b[3] == 0x80 {
			r.keep(b[:4])
			b = b[4:]
		}
		r.opaque(b)
		return
	}
	n := 35
	if b[2] == 2 && len(b) >= 36 { // rapid spanning tree: one byte more
		n = 36
	}
	at, ok := r.header(b, n)
	if !ok {
		return
	}
	r.macAt(at + 7)
	r.macAt(at + 19)
	r.opaque(b[n:])
}
