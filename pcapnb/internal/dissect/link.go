package dissect

import (
	"encoding/binary"
	"math/bits"
)

func init() {
	linkTypes[linkNull] = func(d *Session, t *view) { d.null(t, false) }
	linkTypes[linkLoop] = func(d *Session, t *view) { d.null(t, true) }
	linkTypes[linkFrameRelay], linkTypes[linkNFLOG] = (*Session).frameRelay, (*Session).nflog
	linkTypes[linkIPNET], linkTypes[linkPKTAP] = (*Session).ipnet, (*Session).pktap
	for _, kind := range []uint32{linkRaw, 12, 14} {
		linkTypes[kind] = func(d *Session, t *view) {
			d.layerName("raw")
			d.rawIP(t)
		}
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
		readers["ip"](d, next)
	case v6:
		readers["ipv6"](d, next)
	default:
		d.headProblem(ProblemUnknownLink)
		d.data(next)
	}
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
		readers["ppp"](d, t)
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
		readers["ip"](d, &next)
	case ip6NLPID:
		readers["ipv6"](d, &next)
	case snapNLPID:
		d.snap(t, off+1)
	default:
		d.data(&next)
	}
	d.rescue()
}
