package bpf

// protocol is a protocol's name alone: "tcp", "ip6", "arp".
func (g *gen) protocol(p proto) *cond {
	switch p {
	case protoSCTP, protoTCP, protoUDP, protoPIM, protoAH, protoESP:
		return g.proto(ipNumber(p), protoAny)
	case protoICMP, protoIGMP, protoIGRP, protoVRRP, protoCARP:
		return g.proto(ipNumber(p), protoIP)
	case protoICMPv6:
		return g.proto(58, protoIPv6)
	case protoESIS, protoISIS, protoCLNP:
		return g.proto(ipNumber(p), protoISO)
	case protoISISL1, protoISISL2, protoISISIIH, protoISISLSP, protoISISSNP, protoISISCSNP, protoISISPSNP:
		return g.isis(p)
	case protoLink:
		return g.fail(`the link layer is always there: "host", "proto", "broadcast" or "[" was expected after it`)
	case protoRadio:
		return g.fail(`bytes of the radio header were expected, as in radio[0]`)
	}
	return g.linktype(etherNumber(p))
}

// ipNumber returns the number of a protocol over IP, or over OSI.
func ipNumber(p proto) uint32 {
	switch p {
	case protoICMP:
		return 1
	case protoIGMP:
		return 2
	case protoTCP:
		return 6
	case protoIGRP:
		return 9
	case protoUDP:
		return 17
	case protoESP:
		return 50
	case protoAH:
		return 51
	case protoPIM:
		return 103
	case protoVRRP, protoCARP:
		return 112
	case protoSCTP:
		return 132
	case protoCLNP:
		return 0x81
	case protoESIS:
		return 0x82
	}
	return 0x83 // IS-IS
}

// etherNumber returns the Ethernet type or LLC access point of a protocol over the link layer.
func etherNumber(p proto) uint32 {
	switch p {
	case protoIP:
		return etherIP
	case protoARP:
		return etherARP
	case protoRARP:
		return etherRARP
	case protoATalk:
		return etherATalk
	case protoAARP:
		return etherAARP
	case protoDECnet:
		return etherDECnet
	case protoLAT:
		return etherLAT
	case protoSCA:
		return etherSCA
	case protoMOPDL:
		return etherMOPDL
	case protoMOPRC:
		return etherMOPRC
	case protoIPv6:
		return etherIPv6
	case protoISO:
		return llcISO
	case protoSTP:
		return llcSTP
	case protoIPX:
		return llcIPX
	}
	return llcNetBEUI
}

// proto is "p proto v": p carries protocol v.
func (g *gen) proto(v uint32, p proto) *cond {
	switch p {
	case protoAny:
		return or(g.proto(v, protoIP), g.proto(v, protoIPv6))
	case protoLink:
		return g.linktype(v)
	case protoIP:
		return and(g.linktype(etherIP), g.is(atNet, 9, 1, v))
	case protoIPv6: // also after a fragment header
		after := and(g.is(atNet, 6, 1, 44), g.is(atNet, 40, 1, v))
		return and(g.linktype(etherIPv6), or(g.is(atNet, 6, 1, v), after))
	case protoISO:
		if g.link == linkFrameRelay { // Frame Relay's type field includes the OSI protocol
			return g.is(atLinkType, 0, 2, 0x0300|v)
		}
		return and(g.linktype(llcISO), g.is(atNetPlain, 0, 1, v))
	case protoISIS:
		return and(g.proto(0x83, protoISO), g.is(atNetPlain, 4, 1, v))
	}
	return g.fail(`"` + p.String() + `" does not carry a protocol by number: ether, ip, ip6, iso, isis or nothing was expected before "proto"`)
}

// isis is a kind of IS-IS packet, each with the types of level 1 and 2; ISO/IEC 10589.
func (g *gen) isis(p proto) *cond {
	const iih1, iih2, iihPtP, lsp1, lsp2, csnp1, csnp2, psnp1, psnp2 = 15, 16, 17, 18, 20, 24, 25, 26, 27
	var types []uint32
	switch p {
	case protoISISL1:
		types = []uint32{psnp1, csnp1, lsp1, iih1, iihPtP}
	case protoISISL2:
		types = []uint32{psnp2, csnp2, lsp2, iih2, iihPtP}
	case protoISISIIH:
		types = []uint32{iihPtP, iih1, iih2}
	case protoISISLSP:
		types = []uint32{lsp1, lsp2}
	case protoISISSNP:
		types = []uint32{psnp2, psnp1, csnp1, csnp2}
	case protoISISCSNP:
		types = []uint32{csnp1, csnp2}
	case protoISISPSNP:
		types = []uint32{psnp1, psnp2}
	}
	var c *cond
	for _, t := range types {
		c = or(c, g.proto(t, protoISIS))
	}
	return c
}

// chain is "protochain v": a header of protocol v somewhere after IP's extension headers.
func (g *gen) chain(v uint32, p proto) *cond {
	if g.payload.base != 0 {
		return g.fail(`"protochain" needs link-layer headers of a fixed length`)
	}
	g.chained = true
	nl := g.payload.k + g.nl
	ip4 := func() *cond { return and(g.linktype(etherIP), &cond{test: inst{op: opChain4, hdr: nl, val: v}}) }
	ip6 := func() *cond { return and(g.linktype(etherIPv6), &cond{test: inst{op: opChain6, hdr: nl, val: v}}) }
	switch p {
	case protoAny:
		return or(ip4(), ip6())
	case protoIP:
		return ip4()
	case protoIPv6:
		return ip6()
	}
	return g.fail(`ip, ip6 or nothing was expected before "protochain"`)
}
