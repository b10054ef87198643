package bpf

// linktype is the condition that the link layer carries a protocol: an Ethernet type, or up to 1500 an LLC access point.
func (g *gen) linktype(p uint32) *cond {
	if g.labels > 0 {
		return g.mplsType(p)
	}
	switch g.link {
	case linkEthernet, linkNetAnalyzer, linkNetAnaRaw:
		var inner *cond
		if !g.inGeneve { // Geneve has an Ethernet type with or without an Ethernet header
			inner = g.hasLinkHeader()
		}
		return and(inner, g.etherType(p))
	case linkCHDLC:
		if p == llcISO {
			p = llcISO<<8 | llcISO
		}
	case linkWLAN, linkPrism, linkRadiotap, linkAVS, linkPPI:
		return and(g.hasLinkHeader(), g.wlanData(), g.llcKind(p))
	case linkFDDI, linkTokenRing, linkRFC1483, linkATMCLIP, linkIPoverFC:
		return g.llcKind(p)
	case linkSLL:
		return g.sllType(p)
	case linkPPP, linkPPPDir, linkPPPSerial, linkPPPEther:
		p = pppType(p)
	case linkPPPBSD:
		return g.pppBSDType(p)
	case linkSLL2:
	default:
		return g.familyType(p)
	}
	return g.is(atLinkType, 0, 2, p)
}

// familyType is linktype for link types that carry IP and little else.
func (g *gen) familyType(p uint32) *cond {
	isIP, is6 := p == etherIP, p == etherIPv6
	switch g.link {
	case linkNull, linkEnc, linkLoop, linkIPNET, linkFrameRelay:
		return g.family(p)
	case linkSLIP, linkSLIPBSD, linkRaw:
		switch {
		case isIP:
			return g.masked(atPacket, 0, 1, 0x40, 0xf0)
		case is6:
			return g.masked(atPacket, 0, 1, 0x60, 0xf0)
		}
		return always(false)
	case linkIPv4:
		return always(isIP)
	case linkIPv6:
		return always(is6)
	}
	return g.fail("filters other than on link[…] and len are not supported for " + linkName(g.link))
}

// family is linktype for link types with a number of their own for IPv4 and IPv6.
func (g *gen) family(p uint32) *cond {
	isIP, is6 := p == etherIP, p == etherIPv6
	switch {
	case g.link == linkNull && isIP, g.link == linkEnc && isIP:
		return g.addressFamily(2)
	case g.link == linkNull && is6, g.link == linkEnc && is6:
		return g.addressFamily(24, 28, 30)
	case g.link == linkLoop && isIP:
		return g.is(atLinkType, 0, 4, 2)
	case g.link == linkLoop && is6:
		return or(g.is(atLinkType, 0, 4, 24), g.is(atLinkType, 0, 4, 28), g.is(atLinkType, 0, 4, 30))
	case g.link == linkIPNET && isIP:
		return g.is(atLinkType, 0, 1, 2)
	case g.link == linkIPNET && is6:
		return g.is(atLinkType, 0, 1, 26)
	case g.link == linkFrameRelay && isIP:
		return g.is(atLinkType, 0, 2, 0x03cc)
	case g.link == linkFrameRelay && is6:
		return g.is(atLinkType, 0, 2, 0x038e)
	case g.link == linkFrameRelay && p == llcISO: // CLNP, ES-IS, IS-IS
		return or(g.is(atLinkType, 0, 2, 0x0381), g.is(atLinkType, 0, 2, 0x0382), g.is(atLinkType, 0, 2, 0x0383))
	}
	return always(false)
}

// addressFamily tests the header of BSD loopback: an address family in the byte order of the machine that captured.
// IPv6 is 24 on NetBSD and OpenBSD, 28 on FreeBSD and 30 on macOS.
func (g *gen) addressFamily(families ...uint32) *cond {
	var c *cond
	for _, af := range families {
		c = or(c, g.is(atLinkType, 0, 4, af<<24), g.is(atLinkType, 0, 4, af))
	}
	return c
}

// hasLinkHeader is the condition that a Geneve payload is a whole Ethernet frame; nil outside Geneve.
func (g *gen) hasLinkHeader() *cond {
	if !g.inGeneve {
		return nil
	}
	return not(g.compareNodes(cmpEq, g.register(g.payload.base), g.register(g.linkHdr.base)))
}

// lengthField is the condition that an Ethernet type field is a length.
func (g *gen) lengthField() *cond { return not(g.compared(atLinkType, 0, 2, cmpGt, maxLength)) }

// snap is the condition that an LLC/SNAP header names a protocol of an organisation.
func (g *gen) snap(org, p uint32) *cond {
	return and(g.is(atPayload, 4, 4, org<<16|p), g.is(atPayload, 0, 4, 0xaaaa0300|org>>16))
}

// etherType is linktype for Ethernet.
func (g *gen) etherType(p uint32) *cond {
	switch p {
	case llcISO, llcIP, llcNetBEUI:
		return and(g.lengthField(), g.is(atPayload, 0, 2, p<<8|p))
	case llcIPX: // four ways to put IPX into an Ethernet frame
		raw := or(g.is(atPayload, 0, 1, llcIPX), g.is(atPayload, 0, 2, 0xffff))
		return or(g.is(atLinkType, 0, 2, etherIPX), and(g.lengthField(), or(g.snap(0, etherIPX), raw)))
	case etherATalk:
		return or(g.is(atLinkType, 0, 2, p), and(g.lengthField(), g.snap(0x080007, p)))
	case etherAARP:
		return or(g.is(atLinkType, 0, 2, p), and(g.lengthField(), g.snap(0, p)))
	}
	if p <= maxLength {
		return and(g.lengthField(), g.is(atPayload, 0, 1, p))
	}
	return g.is(atLinkType, 0, 2, p)
}

// sllType is linktype for Linux cooked captures, whose type field is 1 for raw 802.3 and 4 for LLC.
func (g *gen) sllType(p uint32) *cond {
	llc := func() *cond { return g.is(atLinkType, 0, 2, 4) }
	switch p {
	case llcISO, llcIP, llcNetBEUI:
		return and(llc(), g.is(atPayload, 0, 2, p<<8|p))
	case llcIPX:
		inLLC := or(g.is(atPayload, 0, 1, llcIPX), g.snap(0, etherIPX))
		return or(g.is(atLinkType, 0, 2, etherIPX), g.is(atLinkType, 0, 2, 1), and(llc(), inLLC))
	case etherATalk:
		return or(g.is(atLinkType, 0, 2, p), and(llc(), g.snap(0x080007, p)))
	case etherAARP:
		return or(g.is(atLinkType, 0, 2, p), and(llc(), g.snap(0, p)))
	}
	if p <= maxLength {
		return and(llc(), g.is(atPayload, 0, 1, p))
	}
	return g.is(atLinkType, 0, 2, p)
}

// llcKind is linktype for link types where an LLC header always follows.
func (g *gen) llcKind(p uint32) *cond {
	switch p {
	case llcISO, llcIP, llcNetBEUI:
		return g.is(atPayload, 0, 2, p<<8|p)
	case etherATalk:
		return g.snap(0x080007, p)
	}
	if p <= maxLength {
		return g.is(atPayload, 0, 1, p)
	}
	return g.is(atPayload, 6, 2, p)
}

// pppType returns the PPP protocol number of a protocol; see RFC 1661 and IANA's list of PPP numbers.
func pppType(p uint32) uint32 {
	switch p {
	case etherIP:
		return 0x0021
	case etherIPv6:
		return 0x0057
	case etherDECnet:
		return 0x0027
	case etherATalk:
		return 0x0029
	case 0x0600: // Xerox NS
		return 0x0025
	case llcISO:
		return 0x0023
	case llcSTP:
		return 0x0031
	case llcIPX:
		return 0x002b
	}
	return p
}

// pppBSDType is linktype for the PPP of BSD/OS, which may compress the IP and TCP headers.
func (g *gen) pppBSDType(p uint32) *cond {
	if p != etherIP {
		return g.is(atLinkType, 0, 2, pppType(p))
	}
	return or(g.is(atLinkType, 0, 2, 0x21), g.is(atLinkType, 0, 2, 0x2d), g.is(atLinkType, 0, 2, 0x2f))
}

// mplsType is linktype after MPLS labels, which do not say what follows: the last label's bit and the version of IP.
func (g *gen) mplsType(p uint32) *cond {
	version := uint32(0x40)
	switch p {
	case etherIP:
	case etherIPv6:
		version = 0x60
	default:
		return g.fail(`after "mpls" only IPv4 and IPv6 can be told apart`)
	}
	return and(g.masked(atPrevLabel, 2, 1, 1, 1), g.masked(atNet, 0, 1, version, 0xf0))
}

// wlanData is the condition that an 802.11 frame is a data frame.
func (g *gen) wlanData() *cond {
	return and(not(g.compared(atLinkHdr, 0, 1, cmpSet, 0x04)), g.compared(atLinkHdr, 0, 1, cmpSet, 0x08))
}
