package bpf

// vlan is an 802.1Q or 802.1ad tag. What follows in the filter is looked for after it.
func (g *gen) vlan(id uint32, given bool) *cond {
	switch {
	case g.labels > 0:
		return g.fail(`"vlan" cannot be asked for after "mpls"`)
	case !isEthernet(g.link) && !isPlainWireless(g.link):
		return g.fail("a capture of " + linkName(g.link) + " has no VLAN tags")
	case given && id > 0x0fff:
		return g.fail("a VLAN identifier is at most 4095")
	}
	c := or(g.linktype(etherVLAN), g.linktype(etherQinQ), g.linktype(etherOldQinQ))
	if given {
		c = and(c, g.masked(atNet, 0, 2, id, 0x0fff))
	}
	g.payload.k += 4
	g.linkType.k += 4
	return c
}

// mpls is an MPLS label (RFC 3032). What follows in the filter is looked for after it.
func (g *gen) mpls(label uint32, given bool) *cond {
	if given && label > 0xfffff {
		return g.fail("an MPLS label is at most 1048575")
	}
	var c *cond
	switch {
	case g.labels > 0: // the label before is not the last one
		c = g.masked(atPrevLabel, 2, 1, 0, 1)
	case isEthernet(g.link) || g.link == linkCHDLC:
		c = g.linktype(etherMPLS)
	case g.link == linkPPP:
		c = g.linktype(0x0281)
	default:
		return g.fail(`"mpls" is not supported for ` + linkName(g.link))
	}
	if given {
		c = and(c, g.masked(atNet, 0, 4, label<<12, 0xfffff000))
	}
	g.nl += 4
	g.nlPlain += 4
	g.labels++
	return c
}

// pppoes is a PPP-over-Ethernet session packet (RFC 2516). What follows in the filter is looked for in the PPP packet.
func (g *gen) pppoes(id uint32, given bool) *cond {
	if given && id > 0xffff {
		return g.fail("a PPPoE session number is at most 65535")
	}
	c := g.linktype(etherPPPoES)
	if given {
		c = and(c, g.masked(atNet, 0, 4, id, 0xffff))
	}
	g.link, g.inGeneve = linkPPP, false
	g.linkHdr = g.payload.add(g.nl + 6)
	g.linkType = g.linkHdr
	g.payload = g.linkHdr.add(2)
	g.nl, g.nlPlain = 0, 0
	return c
}

// genevePort is the UDP port of Geneve, RFC 8926 section 3.3.
const genevePort = 6081

// geneve is a Geneve packet. What follows in the filter is looked for in the packet inside.
func (g *gen) geneve(vni uint32, given bool) *cond {
	if given && vni > 0xffffff {
		return g.fail("a Geneve network identifier is at most 16777215")
	}
	header := func(h header) *cond {
		c := g.masked(h, 8, 1, 0, 0xc0) // version 0
		if given {
			c = and(c, g.masked(h, 12, 4, vni<<8, 0xffffff00))
		}
		return c
	}
	reg := g.alloc(4) // where the transport header is; then what opGeneve sets
	net := g.payload.add(g.nl)
	g.used[net.base] = true
	ip4 := and(g.ports4(genevePort, genevePort, protoUDP, dirDst), header(atTran4),
		&cond{test: inst{op: opIPv4Len, base: net.base, hdr: net.k, dst: reg}})
	ip6 := and(g.ports6(genevePort, genevePort, protoUDP, dirDst), header(atTran6),
		&cond{test: inst{op: opIPv6Len, base: net.base, dst: reg}})
	inside := &cond{test: inst{op: opGeneve, base: reg, off: net.k, dst: reg + 1}}
	g.link, g.inGeneve = linkEthernet, true
	g.linkHdr, g.linkType, g.payload = offset{base: reg + 1}, offset{base: reg + 2}, offset{base: reg + 3}
	g.nl = 0
	return and(or(ip4, ip6), inside)
}

// length is "less n" or "greater n"; both include n.
func (g *gen) length(less bool, n uint32) *cond {
	if less {
		return not(&cond{test: inst{op: opLen, cmp: cmpGt, val: n}})
	}
	return &cond{test: inst{op: opLen, cmp: cmpGe, val: n}}
}

// byteTest is "byte 12 = 8".
func (g *gen) byteTest(at uint32, op byte, v uint32) *cond {
	switch op {
	case '=':
		return g.is(atLinkHdr, at, 1, v)
	case '<':
		return not(g.compared(atLinkHdr, at, 1, cmpGe, v))
	case '>':
		return g.compared(atLinkHdr, at, 1, cmpGt, v)
	case '&':
		return g.compared(atLinkHdr, at, 1, cmpSet, v)
	}
	if v != 0 {
		return always(true)
	}
	return not(g.is(atLinkHdr, at, 1, 0))
}

// inbound is the direction of a packet, where the link-layer header says it.
func (g *gen) inbound(in bool) *cond {
	sent, received := uint32(1), uint32(0)
	switch g.outer {
	case linkSLL: // packet type 4 is one sent by the capturing host
		return opposite(in, g.is(atPacket, 0, 2, 4))
	case linkSLL2:
		return opposite(in, g.is(atPacket, 10, 1, 4))
	case linkSLIP:
		return opposite(in, not(g.is(atPacket, 0, 1, 0)))
	case linkIPNET:
		if received = 2; in {
			return g.is(atPacket, 2, 2, received)
		}
		return g.is(atPacket, 2, 2, sent)
	case linkPPPDir:
		if in {
			return g.is(atPacket, 0, 1, received)
		}
		return g.is(atPacket, 0, 1, sent)
	}
	return g.fail("a capture of " + linkName(g.outer) + " does not say which packets are inbound")
}

// opposite negates c if no is true.
func opposite(no bool, c *cond) *cond {
	if no {
		return not(c)
	}
	return c
}

// ifindex is the index of the interface a packet was captured on, where the link-layer header says it.
func (g *gen) ifindex(n uint32) *cond {
	if g.outer != linkSLL2 {
		return g.fail("a capture of " + linkName(g.outer) + " does not say the interface's index")
	}
	return g.is(atPacket, 4, 4, n)
}
