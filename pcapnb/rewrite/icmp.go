package rewrite

// icmp writes ICMP for IPv4 (RFC 792).
func (r *rewriter) icmp(d datagram, b []byte) {
	if len(b) < 4 {
		r.opaque(b)
		return
	}
	at, n := len(r.out), min(icmpHead(b[0]), len(b))
	r.keep(b[:n])
	switch rest := b[n:]; {
	case d.fragment:
		r.opaque(rest)
	case n == 8 && (b[0] == 3 || b[0] == 4 || b[0] == 5 || b[0] == 11 || b[0] == 12):
		r.icmpUnused(at, b)
		r.quotation(b, rest, 4)
	case b[0] == 9 && len(b) >= 8 && b[5] == 2: // router advertisement (RFC 1256)
		count := min(int(b[4]), len(rest)/8)
		for i := range count {
			r.keep(rest[i*8 : i*8+8])
			r.addrAt(len(r.out)-8, 4)
		}
		r.opaque(rest[count*8:])
	default:
		r.opaque(rest)
	}
	r.checksum(r.out[at:], b, 2, 0, 0, d.whole)
}

// icmpHead is how many bytes of a message of this type hold numbers.
func icmpHead(kind byte) int {
	switch kind {
	case 0, 3, 4, 5, 8, 9, 10, 11, 12:
		return 8
	case 13, 14: // time stamps
		return 20
	}
	return 4
}

// icmpUnused clears what an error's second word does not use, and maps the better gateway of a redirect.
func (r *rewriter) icmpUnused(at int, b []byte) {
	switch b[0] {
	case 3: // the length of the quotation, and the next hop's MTU (RFC 1191, RFC 4884)
		r.clear(at+4, at+5)
		if b[1] != 4 {
			r.clear(at+6, at+8)
		}
	case 4:
		r.clear(at+4, at+8)
	case 5:
		r.addrAt(at+4, 4)
	case 11:
		r.clear(at+4, at+5)
		r.clear(at+6, at+8)
	case 12: // a pointer into the quotation
		r.clear(at+6, at+8)
	}
}

// quotation writes the start of a packet that an ICMP error quotes, and drops extensions after it (RFC 4884).
func (r *rewriter) quotation(message, b []byte, version int) {
	quote, extension := b, b[len(b):]
	unit, at := 4, 5
	if version == 6 {
		unit, at = 8, 4
	}
	if len(message) >= 8 {
		if n := int(message[at]) * unit; n >= 128 && n < len(b) {
			quote, extension = b[:n], b[n:]
		}
	}
	r.fixed++
	r.inner(func() {
		if version == 4 && len(quote) > 0 && quote[0]>>4 == 4 {
			r.ip4In(quote, true)
		} else if version == 6 && len(quote) > 0 && quote[0]>>4 == 6 {
			r.ip6In(quote, true)
		} else {
			r.opaque(quote)
		}
	})
	r.fixed--
	r.opaque(extension)
}

// icmp6 writes ICMPv6: errors and echo (RFC 4443), listener discovery (RFC 2710, 3810), neighbour discovery (RFC 4861).
func (r *rewriter) icmp6(d datagram, b []byte) {
	if len(b) < 4 {
		r.opaque(b)
		return
	}
	at := len(r.out)
	n := min(icmp6Head(b[0]), len(b))
	r.keep(b[:n])
	r.icmp6Reserved(at, b[:n])
	rest := b[n:]
	if d.fragment {
		r.opaque(rest)
	} else {
		r.inner(func() { r.icmp6Body(b, rest, n) })
	}
	oldPseudo, newPseudo := d.pseudo(d.length, 0)
	r.checksum(r.out[at:], b, 2, oldPseudo, newPseudo, d.whole && len(b) >= d.length)
}

// icmp6Head is how many bytes of a message of this type hold numbers only.
func icmp6Head(kind byte) int {
	switch kind {
	case 1, 2, 3, 4, 128, 129, 130, 131, 132, 133, 135, 136, 137, 143:
		return 8
	case 134:
		return 16
	}
	return 4
}

// icmp6Reserved clears the reserved bytes of a message's head.
func (r *rewriter) icmp6Reserved(at int, b []byte) {
	if len(b) < 8 {
		return
	}
	switch b[0] {
	case 1, 3, 133, 135, 137:
		r.clear(at+4, at+8)
	case 136: // three flags before
		r.clear(at+5, at+8)
	case 130, 131, 132: // a delay before
		r.clear(at+6, at+8)
	case 143: // a count after
		r.clear(at+4, at+6)
	}
}

func (r *rewriter) icmp6Body(b, rest []byte, n int) {
	whole := n == icmp6Head(b[0])
	switch {
	case !whole:
		r.opaque(rest)
	case b[0] >= 1 && b[0] <= 4:
		r.quotation(b, rest, 6)
	case b[0] == 130 && len(rest) > 20: // MLDv2 query: sources
		r.addrs(rest[:16], 16)
		r.keep(rest[16:20])
		r.addrs(rest[20:], 16)
	case b[0] >= 130 && b[0] <= 132:
		r.addrs(rest[:min(16, len(rest))], 16)
		r.opaque(rest[min(16, len(rest)):])
	case b[0] == 143:
		r.groups(rest, 16)
	case b[0] == 133 || b[0] == 134:
		r.neighbourOptions(rest)
	case (b[0] == 135 || b[0] == 136) && len(rest) >= 16:
		r.addrs(rest[:16], 16)
		r.neighbourOptions(rest[16:])
	case b[0] == 137 && len(rest) >= 32:
		r.addrs(rest[:32], 16)
		r.neighbourOptions(rest[32:])
	default:
		r.opaque(rest)
	}
}

// groups writes the records of an IGMPv3 or MLDv2 report: a group and sources, of size bytes each.
func (r *rewriter) groups(b []byte, size int) {
	for len(b) >= 4+size {
		n := 4 + size + int(be.Uint16(b[2:]))*size
		if n > len(b) {
			break
		}
		r.keep(b[:4])
		r.addrs(b[4:n], size)
		more := min(n+int(b[1])*4, len(b))
		r.blank(b[n:more])
		b = b[more:]
	}
	r.opaque(b)
}

// neighbourOptions writes the options of neighbour discovery (RFC 4861, 4.6; RFC 4191; RFC 8106).
func (r *rewriter) neighbourOptions(b []byte) {
	for len(b) >= 8 && b[1] > 0 && int(b[1])*8 <= len(b) {
		option := b[:int(b[1])*8]
		b = b[len(option):]
		at := len(r.out)
		switch {
		case (option[0] == 1 || option[0] == 2) && len(option) == 8: // link-layer address
			r.keep(option)
			if !r.cut {
				r.macAt(at + 2)
			}
		case option[0] == 3 && len(option) == 32: // prefix
			r.keep(option)
			if !r.cut {
				r.clear(at+12, at+16)
				r.prefixAt(at+16, 16, int(option[2]))
			}
		case option[0] == 4: // redirected packet
			r.keep(option[:2])
			r.blank(option[2:8])
			r.quotation(option[:2], option[8:], 6)
		case option[0] == 5: // MTU
			r.keep(option[:2])
			r.blank(option[2:4])
			r.keepIf(len(option) == 8, option[4:])
		case option[0] == 24 && len(option) <= 24: // route
			r.route(option)
		case option[0] == 25: // name servers
			r.keep(option[:2])
			r.blank(option[2:4])
			r.keep(option[4:8])
			r.addrs(option[8:], 16)
		case option[0] == 31: // search list
			r.keep(option[:2])
			r.blank(option[2:4])
			r.keep(option[4:8])
			r.nameList(option[8:])
		default:
			r.keep(option[:2])
			r.blank(option[2:])
		}
	}
	r.opaque(b)
}

// route writes a route information option (RFC 4191, 2.3), whose prefix has 0, 8 or 16 bytes.
func (r *rewriter) route(option []byte) {
	var full [16]byte
	n := copy(full[:], option[8:])
	r.keep(option[:8])
	r.keep(r.prefix(full[:], int(option[2]))[:n])
}

// igmp writes IGMP of all versions (RFC 1112, 2236, 3376): groups are special, sources are not.
func (r *rewriter) igmp(d datagram, b []byte) {
	at, ok := r.header(b, 8)
	if !ok {
		return
	}
	switch {
	case d.fragment:
		r.opaque(b[8:])
	case b[0] == 0x22:
		r.clear(at+4, at+6) // reserved
		r.groups(b[8:], 4)
	case b[0] == 0x11 && len(b) >= 12:
		r.addrAt(at+4, 4)
		r.keep(b[8:12])
		n := min(int(be.Uint16(b[10:]))*4, len(b)-12)
		r.addrs(b[12:12+n], 4)
		r.opaque(b[12+n:])
	case b[0] == 0x11 || b[0] == 0x12 || b[0] == 0x16 || b[0] == 0x17:
		r.addrAt(at+4, 4)
		r.opaque(b[8:])
	default:
		r.clear(at+4, at+8)
		r.opaque(b[8:])
	}
	r.checksum(r.out[at:], b, 2, 0, 0, d.whole)
}
