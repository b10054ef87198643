package dissect

import (
	"encoding/binary"
	"math/bits"
)

// LINKTYPE_ values, tcpdump.org/linktypes.html.
const (
	linkNull       = 0
	linkEthernet   = 1
	linkPPP        = 9
	linkPPPHDLC    = 50
	linkPPPEther   = 51
	linkPPPWithDir = 204
	linkRaw        = 101
	linkCHDLC      = 104
	linkFrameRelay = 107
	linkNetlink    = 253
	link80211      = 105
	linkLoop       = 108
	linkSLL        = 113
	linkPrism      = 119
	linkRadiotap   = 127
	linkIPv4       = 228
	linkIPv6       = 229
	linkSLL2       = 276
	linkIPNET      = 226
	linkNFLOG      = 239
	linkPKTAP      = 258
	linkTokenRing  = 6
	linkFDDI       = 10
	linkIPoIB      = 242
)

// link dissects the outermost layer.
func (d *Session) link(t *view) {
	switch d.frame.Link {
	case linkEthernet:
		d.ethernet(t, d.fcsLen())
	case linkNull:
		d.null(t, false)
	case linkLoop:
		d.null(t, true)
	case linkSLL:
		d.cooked(t)
	case linkSLL2:
		d.cooked2(t)
	case linkPPP, linkPPPHDLC:
		d.ppp(t)
	case linkPPPWithDir:
		d.pppWithDirection(t)
	case linkPPPEther:
		d.pppoe(t, etherPPPoESession)
	case linkCHDLC:
		d.chdlc(t)
	case linkFrameRelay:
		d.frameRelay(t)
	case linkNetlink:
		d.layerName("netlink")
		d.cols.setProto(d, "Netlink")
	case link80211:
		d.wlan(t, false)
	case linkPrism:
		d.prism(t)
	case linkRadiotap:
		d.radiotap(t)
	case linkRaw, 12, 14:
		d.layerName("raw")
		d.rawIP(t)
	case linkIPv4:
		d.ipv4(t)
	case linkIPv6:
		d.ipv6(t)
	case linkNFLOG:
		d.nflog(t)
	case linkIPNET:
		d.ipnet(t)
	case linkPKTAP:
		d.pktap(t)
	case linkTokenRing:
		readers["tr"](d, t)
	case linkFDDI:
		readers["fddi"](d, t)
	case linkIPoIB:
		readers["ipoib"](d, t)
	default:
		d.headProblem(ProblemUnknownLink)
		d.data(t)
	}
}

// nflog dissects a Linux netfilter log record: a family and attributes, of
// which one is the packet (LINKTYPE_NFLOG).
func (d *Session) nflog(t *view) {
	d.layerName("nflog")
	d.cols.setProto(d, "NFLOG")
	family := d.u8(t, 0)
	for off := 4; off+4 <= len(t.b); {
		n := int(t.b[off]) | int(t.b[off+1])<<8
		kind := int(t.b[off+2]) | int(t.b[off+3])<<8
		if n < 4 {
			return
		}
		if kind == 9 { // NFULA_PAYLOAD
			if !d.need(t, off, n) {
				return
			}
			next := t.sub(off+4, n-4)
			d.family(familyOf(family, linuxIPv6), &next)
			return
		}
		off += (n + 3) &^ 3
	}
}

// ipnet dissects a Solaris IP observation record (LINKTYPE_IPNET).
func (d *Session) ipnet(t *view) {
	d.layerName("ipnet")
	d.cols.setProto(d, "IPNET")
	next := t.sub(24, -1)
	d.family(familyOf(d.u8(t, 1), solarisIPv6), &next)
}

// Numbers of other systems for IPv6.
const (
	bsdIPv6     = 24
	linuxIPv6   = 10
	solarisIPv6 = 26
)

// familyOf turns a family's number of a system, which calls IPv6 ipv6, into BSD's.
func familyOf(f, ipv6 uint8) uint32 {
	if f == ipv6 {
		return bsdIPv6
	}
	return uint32(f)
}

// pktap dissects an Apple packet tap header (LINKTYPE_PKTAP): its length and
// the link type of the packet after it.
func (d *Session) pktap(t *view) {
	d.layerName("pktap")
	d.layerName("pcap_pktdata")
	if !d.need(t, 0, 12) {
		return
	}
	size, record := binary.LittleEndian.Uint32(t.b), binary.LittleEndian.Uint32(t.b[4:])
	link := binary.LittleEndian.Uint32(t.b[8:])
	if size < 12 || int64(size) > int64(len(t.b)) || record != 1 || link == linkPKTAP || !d.enter() {
		d.headProblem(ProblemUnknownLink)
		return
	}
	next := t.sub(int(size), -1)
	outer := d.frame
	inner := *outer
	inner.Link = link
	d.frame = &inner
	d.link(&next)
	d.frame = outer
}

// family dissects a packet of a protocol family of BSD.
func (d *Session) family(f uint32, next *view) {
	switch v4, v6 := loopbackFamily(f); {
	case v4:
		d.ipv4(next)
	case v6:
		d.ipv6(next)
	default:
		d.headProblem(ProblemUnknownLink)
		d.data(next)
	}
}

// fcsLen is what the interface says of a frame check sequence: -1 is nothing.
func (d *Session) fcsLen() int {
	if i := d.frame.Interface; i != nil {
		return i.FCSLen
	}
	return -1
}

// rawIP dissects a packet that begins with an IP header of either version.
func (d *Session) rawIP(t *view) {
	switch d.u8(t, 0) >> 4 {
	case 4:
		d.ipv4(t)
	case 6:
		d.ipv6(t)
	default:
		d.headProblem(ProblemVersion)
		d.data(t)
	}
}

// data emits bytes that no protocol claims.
func (d *Session) data(t *view) {
	if len(t.b) == 0 || d.bad != fine {
		return
	}
	d.begin(fData, t, len(t.b))
	if d.wantsLabel() {
		d.out.Values[d.protoAt].B = t.b
	}
	d.raw(fDataData, t, 0, len(t.b))
	d.num(fDataLen, nil, 0, 0, uint64(len(t.b)))
}

// Protocol families of a BSD loopback header; IPv6 has one number a system.
func loopbackFamily(f uint32) (v4, v6 bool) {
	switch f {
	case 2:
		return true, false
	case 24, 28, 30:
		return false, true
	}
	return false, false
}

// null dissects a BSD loopback header: the family in host order (LINKTYPE_NULL) or in network order (LINKTYPE_LOOP).
// Others wrote a PPP header, an Ethernet type or 16 bits there; they are told apart as Wireshark's packet-null.c does.
func (d *Session) null(t *view, network bool) {
	if !network && len(t.b) >= 4 && t.b[0] == 0xff && t.b[1] == 3 {
		d.ppp(t)
		return
	}
	d.current = "Null/Loopback"
	d.cols.setProto(d, "N/A")
	if !d.reaches(fNull, t, 4) {
		return
	}
	d.begin(fNull, t, 4)
	f := d.u32(t, 0)
	if !network {
		f = hostFamily(f)
	}
	next := t.sub(4, -1)
	if f > maxEthernetLength && !network {
		d.num(fNullType, t, 0, 4, uint64(f&0xffff))
		d.etherNext(uint16(f), &next)
		return
	}
	d.num(fNullFamily, t, 0, 4, uint64(f))
	d.family(f, &next)
}

// hostFamily undoes the byte order of the machine that wrote a family, a small
// number of 32 or, by some, of 16 bits. An EtherType may be in its place.
func hostFamily(big uint32) uint32 {
	const mostIn16Bits = 5
	little := bits.ReverseBytes32(big)
	switch {
	case big>>16 > 0 && big>>16 <= mostIn16Bits:
		return big >> 16
	case little>>16 == 0:
		return little
	case little>>16 <= mostIn16Bits:
		return little >> 16
	}
	return big
}

// chdlc dissects Cisco HDLC: an address, a control byte and an Ethernet type (RFC 1547 section 4.3.1), or what keeps the line alive.
func (d *Session) chdlc(t *view) {
	const slarp, cdp, osi = 0x8035, 0x2000, 0xfefe
	d.layerName("chdlc")
	d.current = "CHDLC"
	d.cols.setProto(d, "CHDLC")
	kind := d.u16(t, 2)
	next := t.sub(4, -1)
	switch kind {
	case slarp:
		d.layerName("slarp")
		d.cols.setProto(d, "SLARP")
		return
	case cdp:
		d.named("cdp", "CDP", &next)
	case osi:
		if !isOSI(&next) { // a byte that fills up
			next = t.sub(5, -1)
		}
		d.named("osi", "OSI", &next)
	default:
		d.etherNext(kind, &next)
	}
	d.rescue()
}

// isOSI reports whether a packet begins with the number of a protocol of OSI, ISO 9577.
func isOSI(t *view) bool { return len(t.b) > 0 && t.b[0] >= 0x81 && t.b[0] <= 0x83 }

// frameRelay dissects an address of two to four bytes (Q.922 section 3.3) and what follows it: a protocol number of one byte after
// a control byte (RFC 2427 section 3), or an Ethernet type as Cisco writes.
func (d *Session) frameRelay(t *view) {
	const unnumbered, padding, snapNLPID, ipNLPID, ip6NLPID = 0x03, 0x00, 0x80, 0xcc, 0x8e
	d.layerName("fr")
	d.current = "Frame Relay"
	d.cols.setProto(d, "FR")
	off := 1
	for d.u8(t, off-1)&1 == 0 && d.ok() && off < 4 {
		off++
	}
	if d.u8(t, off) != unnumbered {
		next := t.sub(off+2, -1)
		d.etherNext(d.u16(t, off), &next)
		d.rescue()
		return
	}
	off++
	if d.u8(t, off) == padding {
		off++
	}
	next := t.sub(off+1, -1)
	switch d.u8(t, off) {
	case ipNLPID:
		d.ipv4(&next)
	case ip6NLPID:
		d.ipv6(&next)
	case snapNLPID:
		d.snap(t, off+1)
	default:
		d.data(&next)
	}
	d.rescue()
}
