package pcapnb

import (
	"encoding/binary"
	"math/bits"
)

// otherLink decodes the link headers that gopacket lacks or gets wrong.
func (d *decoder) otherLink(link uint32) {
	b := d.data
	switch link {
	case linkNull:
		d.null(0)
	case linkLoop:
		if d.need(4, problemLink) {
			d.family(binary.BigEndian.Uint32(b), 4)
		}
	case linkSLL:
		d.cooked(b, 16, 14, 6)
	case linkSLL2:
		d.cooked(b, 20, 0, 12)
	case linkPPP, linkPPPHDLC:
		d.ppp(0)
	case linkPPPoE:
		d.pppoe(0)
	case linkCHDLC:
		if d.need(4, problemLink) {
			d.etherType(binary.BigEndian.Uint16(b[2:]), 4)
		}
	case link80211:
		d.wifi(0)
	case linkRadiotap:
		if d.need(4, problemLink) && d.need(int(binary.LittleEndian.Uint16(b[2:])), problemLink) {
			d.wifi(int(binary.LittleEndian.Uint16(b[2:])))
		}
	case linkPrism:
		if d.need(8, problemLink) && d.need(int(binary.LittleEndian.Uint32(b[4:])), problemLink) {
			d.wifi(int(binary.LittleEndian.Uint32(b[4:])))
		}
	case linkNFLog:
		d.nflog()
	case linkIPNet: // Solaris: a header of 24 bytes whose second tells IPv4 from IPv6
		if d.need(24, problemLink) {
			d.ip(24, 0)
		}
	case linkPKTAP:
		d.pktap()
	default:
		d.problem(problemUnknownLink)
	}
}

func (d *decoder) need(n int, p uint8) bool {
	if n < 0 || len(d.data) < n {
		d.short(p)
		return false
	}
	return true
}

// null reads the protocol family that BSD's loopback puts in front in the byte order of the host that captured. Others
// wrote a PPP header, an Ethernet type or 16 bits there; Wireshark's packet-null.c tells them apart as here.
func (d *decoder) null(at int) {
	if !d.need(at+4, problemLink) {
		return
	}
	if d.data[at] == 0xff && d.data[at+1] == 3 {
		d.ppp(at)
		return
	}
	family := binary.LittleEndian.Uint32(d.data[at:])
	switch {
	case family&0xff000000 == 0 && family >= 1<<16 && family < 6<<16:
		family >>= 16
	case family >= 1<<16:
		family = bits.ReverseBytes32(family)
	case family&0xff == 0 && family < 0x600:
		family >>= 8
	}
	if family > 1500 {
		d.etherType(uint16(family), at+4)
		return
	}
	d.family(family, at+4)
}

// family goes on behind a protocol family.
func (d *decoder) family(family uint32, at int) {
	switch family {
	case 2, 10, 23, 24, 28, 30: // AF_INET, and AF_INET6 of Linux, Windows, the BSDs and Darwin
		d.ip(at, 0)
	default:
		d.problem(problemUnknownLink)
	}
}

// cooked reads a Linux cooked header of either version: its size, and where in it protocol and address stand.
func (d *decoder) cooked(b []byte, size, protoAt, addrAt int) {
	if !d.need(size, problemLink) {
		return
	}
	addrLen := int(b[addrAt-1])
	if size == 16 {
		addrLen = int(binary.BigEndian.Uint16(b[4:]))
	}
	if addrLen == 6 {
		d.cols.macSrc[d.row] = d.macs.code(macOf(b[addrAt:]))
		d.cols.macDst[d.row] = noCode
		d.has |= hasEther
	}
	kind := binary.BigEndian.Uint16(b[protoAt:])
	if kind < 0x600 && kind != 4 { // of Linux's own: only 4 is IEEE 802.2
		d.cols.protocol[d.row] = protoLLC
		return
	}
	d.etherType(kind, size)
}

// ppp reads a PPP header (RFC 1661, RFC 1662): address and control may be left out, and one protocol byte.
func (d *decoder) ppp(at int) {
	b := d.data[at:]
	if len(b) >= 2 && (b[0] == 0xff || b[0] == 0x0f && b[1] == 0) {
		at, b = at+2, b[2:]
	}
	if len(b) < 2 {
		d.short(problemLink)
		return
	}
	proto, size := binary.BigEndian.Uint16(b), 2
	if b[0]&1 == 1 { // protocol field compression
		proto, size = uint16(b[0]), 1
	}
	switch proto {
	case 0x21:
		d.ip(at+size, 4)
	case 0x57:
		d.ip(at+size, 6)
	case 0x281:
		d.mpls(at + size)
	default:
		d.cols.protocol[d.row] = protoPPP
	}
}

// pppoe reads a PPPoE session header (RFC 2516 section 4).
func (d *decoder) pppoe(at int) {
	if !d.need(at+8, problemLink) {
		return
	}
	d.cols.protocol[d.row] = protoPPPoE
	d.ppp(at + 6)
}

// mpls skips a label stack (RFC 3032 section 2.1); the first nibble behind it tells IPv4 from IPv6.
func (d *decoder) mpls(at int) {
	d.cols.protocol[d.row] = protoMPLS
	for range 4 * deepest {
		if !d.need(at+4, problemLink) {
			return
		}
		bottom := d.data[at+2]&1 != 0
		at += 4
		if bottom {
			if at < len(d.data) && (d.data[at]>>4 == 4 || d.data[at]>>4 == 6) {
				d.ip(at, 0)
			}
			return
		}
	}
	d.problem(problemDeep)
}

// wifi reads an IEEE 802.11 data frame's header (section 9.3.2); other frames carry no packet.
func (d *decoder) wifi(at int) {
	d.cols.protocol[d.row] = protoWiFi
	b := d.data[at:]
	if len(b) < 24 || b[0]&0x0c != 0x08 || b[0]&0x40 != 0 || b[1]&0x40 != 0 { // data, with a body, not encrypted
		return
	}
	size := 24
	if b[1]&3 == 3 {
		size += 6
	}
	if b[0]&0x80 != 0 { // quality of service
		size += 2
		if b[1]&0x80 != 0 {
			size += 4 // HT control
		}
	}
	d.wifiAddresses(b)
	d.llc(at + size)
	if d.cols.protocol[d.row] == protoLLC {
		d.cols.protocol[d.row] = protoWiFi
	}
}

// llc reads an IEEE 802.2 header that leads on to a packet: unnumbered information with SNAP and an Ethernet type
// (RFC 1042), or with IP's own service access point.
func (d *decoder) llc(at int) {
	d.cols.protocol[d.row] = protoLLC
	if at > 0xffff {
		d.problem(problemDeep)
		return
	}
	b := d.data[min(at, len(d.data)):]
	if len(b) < 3 || b[2]&0xef != 3 {
		return
	}
	if b[0] == 6 && b[1] == 6 {
		d.ip(at+3, 4)
		return
	}
	if len(b) < 8 || b[0] != 0xaa || b[1]&0xfe != 0xaa {
		return
	}
	switch oui := uint32(b[3])<<16 | uint32(b[4])<<8 | uint32(b[5]); oui {
	case 0, 0x0000f8: // Ethernet's, and bridged by Cisco
		if kind := binary.BigEndian.Uint16(b[6:]); kind >= 0x600 {
			d.etherType(kind, at+8)
		}
	}
}

// wifiAddresses finds source and destination by the direction bits (IEEE 802.11 table 9-30).
func (d *decoder) wifiAddresses(b []byte) {
	src, dst := 10, 4
	switch b[1] & 3 {
	case 1: // to the distribution system
		dst = 16
	case 2: // from it
		src = 16
	case 3:
		src, dst = 24, 16
	}
	if len(b) < src+6 {
		return
	}
	d.cols.macSrc[d.row], d.cols.macDst[d.row] = d.macs.code(macOf(b[src:])), d.macs.code(macOf(b[dst:]))
	d.has |= hasEther
}

// nflog looks for the payload among the attributes of a netfilter log message (LINKTYPE_NFLOG).
func (d *decoder) nflog() {
	if !d.need(4, problemLink) {
		return
	}
	family := d.data[0]
	for at := 4; at+4 <= len(d.data); {
		size, kind := int(binary.LittleEndian.Uint16(d.data[at:])), binary.LittleEndian.Uint16(d.data[at+2:])
		if size < 4 || at+size > len(d.data) {
			d.short(problemLink)
			return
		}
		if kind&0x7fff == 9 && (family == 2 || family == 10) { // NFULA_PAYLOAD
			d.ip(at+4, 0)
			return
		}
		at += (size + 3) &^ 3
	}
}

// pktap skips the header of Apple's PKTAP, which names the link type of what follows. It does not nest.
func (d *decoder) pktap() {
	if !d.need(12, problemLink) {
		return
	}
	size, record, inner := int64(binary.LittleEndian.Uint32(d.data)), binary.LittleEndian.Uint32(d.data[4:]), binary.LittleEndian.Uint32(d.data[8:])
	if size > int64(len(d.data)) || size < 12 || record != 1 { // a packet
		d.problem(problemUnknownLink)
		return
	}
	switch inner {
	case linkEthernet:
		d.ethernetAt(int(size))
	case linkNull:
		d.null(int(size))
	case linkRaw, linkRawOld, linkRawBSD:
		d.ip(int(size), 0)
	default:
		d.problem(problemUnknownLink)
	}
}
