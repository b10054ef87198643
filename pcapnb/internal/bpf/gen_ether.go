package bpf

// etherHost is a hardware address in the link-layer header.
func (g *gen) etherHost(mac []byte, d dir) *cond {
	if isWireless(g.link) {
		return and(g.hasLinkHeader(), g.wlanHost(mac, d))
	}
	src, dst, ok := g.etherOffsets()
	if !ok {
		return g.fail("a capture of " + linkName(g.link) + " has no hardware addresses to filter on")
	}
	if d >= dirAddr1 {
		return g.fail("addr1 to addr4, ra and ta are only in 802.11 headers, which a capture of " + linkName(g.link) + " has not")
	}
	return and(g.hasLinkHeader(), g.sides(d, func(isSrc bool) *cond {
		if isSrc {
			return g.bytesAre(atLinkHdr, src, mac)
		}
		return g.bytesAre(atLinkHdr, dst, mac)
	}))
}

// etherOffsets returns where the hardware addresses are in the link-layer header.
func (g *gen) etherOffsets() (src, dst uint32, ok bool) {
	switch {
	case isEthernet(g.link):
		return 6, 0, true
	case g.link == linkFDDI:
		return 7, 1, true
	case g.link == linkTokenRing:
		return 8, 2, true
	case g.link == linkIPoverFC:
		return 10, 2, true
	}
	return 0, 0, false
}

// wlanBit tests bits of the frame control field of an 802.11 header.
func (g *gen) wlanBit(at, bits uint32) *cond { return g.compared(atLinkHdr, at, 1, cmpSet, bits) }

// wlanDst applies test to the destination address of an 802.11 frame; IEEE 802.11-2016 section 9.3.2.1.
func (g *gen) wlanDst(test func(off uint32) *cond) *cond {
	management := and(not(g.wlanBit(0, 0x08)), test(4))
	byDS := or(and(not(g.wlanBit(1, 0x01)), test(4)), and(g.wlanBit(1, 0x01), test(16)))
	return and(not(g.wlanBit(0, 0x04)), or(management, and(g.wlanBit(0, 0x08), byDS)))
}

// wlanSrc applies test to the source address of an 802.11 frame.
func (g *gen) wlanSrc(test func(off uint32) *cond) *cond {
	management := and(not(g.wlanBit(0, 0x08)), test(10))
	fromDS := or(and(not(g.wlanBit(1, 0x01)), test(16)), and(g.wlanBit(1, 0x01), test(24)))
	data := or(and(not(g.wlanBit(1, 0x02)), test(10)), and(g.wlanBit(1, 0x02), fromDS))
	return and(not(g.wlanBit(0, 0x04)), or(management, and(g.wlanBit(0, 0x08), data)))
}

// wlanHost is an address in an 802.11 header.
func (g *gen) wlanHost(mac []byte, d dir) *cond {
	at := func(off uint32) *cond { return g.bytesAre(atLinkHdr, off, mac) }
	notControl := func() *cond { return not(g.masked(atLinkHdr, 0, 1, 0x04, 0x0c)) }
	// Of the control frames CTS and ACK have no second address.
	second := func() *cond {
		cts, ack := g.masked(atLinkHdr, 0, 1, 0xc0, 0xf0), g.masked(atLinkHdr, 0, 1, 0xd0, 0xf0)
		return and(or(notControl(), and(not(cts), not(ack))), at(10))
	}
	switch d {
	case dirAddr1:
		return at(4)
	case dirAddr2:
		return second()
	case dirAddr3:
		return and(notControl(), at(16))
	case dirAddr4:
		return and(g.masked(atLinkHdr, 1, 1, 0x03, 0x03), at(24))
	case dirRA:
		return and(g.wlanBit(0, 0x08), at(4))
	case dirTA:
		return and(g.wlanBit(0, 0x08), second())
	}
	return g.sides(d, func(src bool) *cond {
		if src {
			return g.wlanSrc(at)
		}
		return g.wlanDst(at)
	})
}

// broadcast is "ether broadcast" or "ip broadcast".
func (g *gen) broadcast(p proto) *cond {
	switch p {
	case protoAny, protoLink:
		if _, _, ok := g.etherOffsets(); !ok && !isWireless(g.link) {
			return g.fail("a capture of " + linkName(g.link) + " has no link-layer broadcasts")
		}
		return g.etherHost([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, dirDst)
	case protoIP: // the net mask is not in the file, so only 0.0.0.0 and 255.255.255.255
		return and(g.linktype(etherIP), or(g.is(atNet, 16, 4, 0), g.is(atNet, 16, 4, 0xffffffff)))
	}
	return g.fail(`ether, ip or nothing was expected before "broadcast"`)
}

// multicast is "ether multicast", "ip multicast" or "ip6 multicast".
func (g *gen) multicast(p proto) *cond {
	switch p {
	case protoAny, protoLink:
		return g.etherMulticast()
	case protoIP:
		return and(g.linktype(etherIP), g.compared(atNet, 16, 1, cmpGe, 224))
	case protoIPv6:
		return and(g.linktype(etherIPv6), g.is(atNet, 24, 1, 255))
	}
	return g.fail(`ether, ip, ip6 or nothing was expected before "multicast"`)
}

// etherMulticast is the group bit of the destination address.
func (g *gen) etherMulticast() *cond {
	group := func(off uint32) *cond { return g.compared(atLinkHdr, off, 1, cmpSet, 1) }
	if isWireless(g.link) {
		return and(g.hasLinkHeader(), g.wlanDst(group))
	}
	_, dst, ok := g.etherOffsets()
	if !ok {
		return g.fail("a capture of " + linkName(g.link) + " has no link-layer multicasts")
	}
	return and(g.hasLinkHeader(), group(dst))
}

// wlanType is the type and subtype of an 802.11 frame.
func (g *gen) wlanType(v, mask uint32) *cond {
	if !isPlainWireless(g.link) {
		return g.fail("802.11 frame types are only in 802.11 captures, and this is one of " + linkName(g.link))
	}
	return and(g.hasLinkHeader(), g.masked(atLinkHdr, 0, 1, v, mask))
}

// wlanDir is the direction of an 802.11 frame.
func (g *gen) wlanDir(v uint32) *cond {
	if !isPlainWireless(g.link) {
		return g.fail("802.11 directions are only in 802.11 captures, and this is one of " + linkName(g.link))
	}
	return and(g.hasLinkHeader(), g.masked(atLinkHdr, 1, 1, v, 0x03))
}

// llc is the condition that a frame has an LLC header.
func (g *gen) llc() *cond {
	switch {
	case g.link == linkEthernet: // not IPX straight in an 802.3 frame, either
		return and(g.hasLinkHeader(), g.lengthField(), not(g.is(atPayload, 0, 2, 0xffff)))
	case isWireless(g.link):
		return g.wlanData()
	case g.link == linkFDDI || g.link == linkTokenRing || g.link == linkRFC1483:
		return always(true)
	}
	return g.fail(`"llc" is not supported for ` + linkName(g.link))
}

// llcType is the condition that a frame has an LLC header of one kind; IEEE 802.2 section 5.2.
func (g *gen) llcType(s string) *cond {
	control := func(val, mask uint32) *cond { return and(g.llc(), g.masked(atPayload, 2, 1, val, mask)) }
	switch s {
	case "i":
		return and(g.llc(), not(g.compared(atPayload, 2, 1, cmpSet, 1)))
	case "s":
		return control(1, 3)
	case "u":
		return control(3, 3)
	}
	if v, ok := lookUp(` rr=0x01 rnr=0x05 rej=0x09 `, s); ok {
		return control(v, 0x0f)
	}
	if v, ok := lookUp(` ui=0x03 ua=0x63 disc=0x43 sabme=0x6f test=0xe3 xid=0xaf frmr=0x87 `, s); ok {
		return control(v, 0xef)
	}
	return g.fail(quote(s) + " is not a kind of LLC frame: i, s, u, rr, rnr, rej, ui, ua, disc, sabme, test, xid or frmr was expected")
}
