package bpf

import "strconv"

// Link types, as capture files number them; see https://www.tcpdump.org/linktypes.html.
const (
	linkNull        = 0
	linkEthernet    = 1
	linkTokenRing   = 6
	linkSLIP        = 8
	linkPPP         = 9
	linkFDDI        = 10
	linkRFC1483     = 100
	linkRaw         = 101
	linkSLIPBSD     = 102
	linkPPPBSD      = 103
	linkPPPSerial   = 50
	linkPPPEther    = 51
	linkCHDLC       = 104
	linkWLAN        = 105
	linkATMCLIP     = 106
	linkFrameRelay  = 107
	linkLoop        = 108
	linkEnc         = 109
	linkSLL         = 113
	linkPrism       = 119
	linkIPoverFC    = 122
	linkRadiotap    = 127
	linkAVS         = 163
	linkPPPDir      = 166
	linkPPI         = 192
	linkIPNET       = 226
	linkIPv4        = 228
	linkIPv6        = 229
	linkNetAnalyzer = 240
	linkNetAnaRaw   = 241
	linkSLL2        = 276
	linkLast        = 289 // the last one libpcap 1.10 knows
)

// normalLink gives the numbers that some systems write instead of the official one.
func normalLink(link int) uint32 {
	switch link {
	case 11: // DLT_ATM_RFC1483
		return linkRFC1483
	case 12, 14: // DLT_RAW of most systems and of OpenBSD
		return linkRaw
	case 15, 16: // DLT_SLIP_BSDOS, DLT_PPP_BSDOS
		return uint32(link) + linkSLIPBSD - 15
	case 19:
		return linkATMCLIP
	}
	return uint32(link)
}

// linkName names a link type in messages.
func linkName(link uint32) string {
	switch link {
	case linkNull:
		return "BSD loopback"
	case linkEthernet:
		return "Ethernet"
	case linkTokenRing:
		return "Token Ring"
	case linkPPP, linkPPPSerial, linkPPPEther, linkPPPDir, linkPPPBSD:
		return "PPP"
	case linkRaw, linkIPv4, linkIPv6:
		return "raw IP"
	case linkWLAN, linkRadiotap, linkPrism, linkAVS:
		return "802.11"
	case linkPPI:
		return "per-packet information"
	case linkLoop:
		return "OpenBSD loopback"
	case linkSLL:
		return "Linux cooked"
	case linkSLL2:
		return "Linux cooked version 2"
	case 189, 220:
		return "USB"
	case 195:
		return "802.15.4"
	case 239:
		return "Linux netfilter log"
	case 258:
		return "Apple PKTAP"
	}
	return "link type " + strconv.FormatUint(uint64(link), 10)
}

// newGen sets up the generator for a link type.
func newGen(link uint32) (*gen, bool) {
	g := &gen{link: link, outer: link, free: regFree}
	at := func(typ, payload, nl, plain uint32) bool {
		g.linkType.k, g.payload.k, g.nl, g.nlPlain = typ, payload, nl, plain
		return true
	}
	switch link {
	case linkEthernet:
		return g, at(12, 14, 0, 3)
	case linkSLIP:
		return g, at(0, 16, 0, 0)
	case linkSLIPBSD:
		return g, at(0, 24, 0, 0)
	case linkNull, linkLoop:
		return g, at(0, 4, 0, 0)
	case linkEnc:
		return g, at(0, 12, 0, 0)
	case linkPPP, linkPPPDir, linkPPPSerial, linkCHDLC:
		return g, at(2, 4, 0, 0)
	case linkPPPEther:
		return g, at(6, 8, 0, 0)
	case linkPPPBSD:
		return g, at(5, 24, 0, 0)
	case linkFDDI:
		return g, at(13+6, 13, 8, 3)
	case linkTokenRing:
		return g, at(14+6, 14, 8, 3)
	case linkRFC1483, linkATMCLIP:
		return g, at(6, 0, 8, 3)
	case linkWLAN, linkPrism, linkRadiotap, linkAVS, linkPPI:
		return g.wireless(), true
	case linkFrameRelay:
		return g, at(2, 0, 0, 0)
	case linkSLL:
		return g, at(14, 16, 0, 0)
	case linkSLL2:
		return g, at(0, 20, 0, 0)
	case linkRaw, linkIPv4, linkIPv6:
		return g, at(0, 0, 0, 0)
	case linkIPoverFC:
		return g, at(16+6, 16, 8, 3)
	case linkIPNET:
		return g, at(1, 24, 0, 0)
	case linkNetAnalyzer:
		g.linkHdr.k = 4
		return g, at(16, 18, 0, 3)
	case linkNetAnaRaw:
		g.linkHdr.k = 12
		return g, at(24, 26, 0, 3)
	}
	return g, link >= linkCHDLC && link <= linkLast
}

// wireless sets up the generator for 802.11, where registers hold where the headers begin.
func (g *gen) wireless() *gen {
	if g.link != linkWLAN {
		g.linkHdr.base = regLink
	}
	g.payload.base, g.linkType = regPayload, offset{regPayload, 6}
	g.nl, g.nlPlain = 8, 8
	return g
}

// isWireless reports whether a link type is 802.11, with or without a radio header.
func isWireless(link uint32) bool {
	switch link {
	case linkWLAN, linkPrism, linkRadiotap, linkAVS, linkPPI:
		return true
	}
	return false
}

// isPlainWireless reports whether a link type is always 802.11; that of PPI may hold other frames too.
func isPlainWireless(link uint32) bool { return isWireless(link) && link != linkPPI }

// isEthernet reports whether frames of a link type are Ethernet frames, perhaps after a header of fixed length.
func isEthernet(link uint32) bool {
	return link == linkEthernet || link == linkNetAnalyzer || link == linkNetAnaRaw
}

// Ethernet types and LLC service access points that conditions name.
const (
	etherIP      = 0x0800
	etherARP     = 0x0806
	etherRARP    = 0x8035
	etherIPv6    = 0x86dd
	etherATalk   = 0x809b
	etherAARP    = 0x80f3
	etherIPX     = 0x8137
	etherDECnet  = 0x6003
	etherLAT     = 0x6004
	etherSCA     = 0x6007
	etherMOPDL   = 0x6001
	etherMOPRC   = 0x6002
	etherVLAN    = 0x8100
	etherQinQ    = 0x88a8
	etherOldQinQ = 0x9100
	etherMPLS    = 0x8847
	etherPPPoED  = 0x8863
	etherPPPoES  = 0x8864

	llcIP      = 0x06
	llcSTP     = 0x42
	llcIPX     = 0xe0
	llcNetBEUI = 0xf0
	llcISO     = 0xfe

	maxLength = 1500 // an Ethernet type field up to this is a length, and an LLC header follows
)
