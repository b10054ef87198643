package pcapnb

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"

	"netlab/pcapnb/internal/capfile"
)

// LINKTYPE_ numbers of the link types that are decoded (www.tcpdump.org/linktypes.html).
const (
	linkNull     = 0
	linkEthernet = 1
	linkRawOld   = 12
	linkRawBSD   = 14
	linkPPP      = 9
	linkPPPHDLC  = 50
	linkPPPoE    = 51
	linkRaw      = 101
	linkCHDLC    = 104
	link80211    = 105
	linkLoop     = 108
	linkSLL      = 113
	linkPrism    = 119
	linkRadiotap = 127
	linkIPNet    = 226
	linkIPv4     = 228
	linkIPv6     = 229
	linkNFLog    = 239
	linkPKTAP    = 258
	linkSLL2     = 276
)

// A decoder fills rows of columns from packets, with gopacket's layers reused from packet to packet.
type decoder struct {
	cols  *columns
	addrs dictCache[address]
	macs  dictCache[mac48]
	links []uint32 // link type by interface

	eth layers.Ethernet
	tag layers.Dot1Q
	ip4 layers.IPv4
	ip6 layers.IPv6
	tcp layers.TCP
	udp layers.UDP

	cut bool // gopacket found less than a header promised

	innerSrc, innerDst address // of the last IP header inside a tunnel

	row  int
	data []byte
	has  uint32
}

// SetTruncated is gopacket's feedback that a header promises more bytes than there are.
func (d *decoder) SetTruncated() { d.cut = true }

// decode fills rows at, at+1, … from the records, whose bytes lie in window from byte base of source src on.
func (d *decoder) decode(at int, recs []capfile.Record, window []byte, base int64, src uint64) {
	for done := 0; done < len(recs); {
		done += d.some(at+done, recs[done:], window, base, src)
	}
}

// some decodes records and returns how many. Should a decoder of gopacket's fail on one, it is the last, and its row
// keeps what was found.
func (d *decoder) some(at int, recs []capfile.Record, window []byte, base int64, src uint64) (done int) {
	c := d.cols
	defer func() {
		if done < len(recs) && recover() != nil {
			d.problem(problemPanic)
			c.has[d.row] = d.has
			done++
		}
	}()
	for ; done < len(recs); done++ {
		r, row := &recs[done], at+done
		c.time[row], c.length[row], c.captured[row], c.iface[row] = r.Time, r.Len, r.CapLen, r.Iface
		in := r.Offset - base
		c.offset[row] = src<<offsetBits | uint64(in)
		d.row, d.data, d.has, d.cut = row, window[in:in+int64(r.CapLen):in+int64(r.CapLen)], 0, false
		if !r.NoTime {
			d.has = hasTime
		}
		if r.CapLen < r.Len {
			d.has |= hasCut
		}
		d.link(d.links[r.Iface])
		c.has[row] = d.has
	}
	return done
}

func (d *decoder) problem(p uint8) {
	if d.cols.problem[d.row] == 0 {
		d.cols.problem[d.row] = p
	}
}

// short notes that a header is incomplete: cut off by the snap length, or wrong.
func (d *decoder) short(p uint8) {
	if d.has&hasCut != 0 {
		p = problemCut
	}
	d.problem(p)
}

func (d *decoder) link(link uint32) {
	switch link {
	case linkEthernet:
		d.ethernetAt(0)
	case linkRaw, linkRawOld, linkRawBSD, linkIPv4, linkIPv6:
		d.ip(0, 0)
	default:
		d.otherLink(link)
	}
}

func (d *decoder) ethernetAt(at int) {
	b := d.data[at:]
	if d.eth.DecodeFromBytes(b, d) != nil {
		d.short(problemEthernet)
		return
	}
	c, row := d.cols, d.row
	c.macDst[row], c.macSrc[row] = d.macs.code(macOf(b)), d.macs.code(macOf(b[6:]))
	d.has |= hasEther
	d.etherType(binary.BigEndian.Uint16(b[12:]), at+14)
}

const (
	typeIPv4  = 0x0800
	typeARP   = 0x0806
	typeIPv6  = 0x86dd
	typeVLAN  = 0x8100
	typeQinQ  = 0x88a8
	typeQinQ1 = 0x9100
	typePPPoE = 0x8864
	typeMPLS  = 0x8847
)

const deepest = 8 // most nested tags or tunnels; more is an attack

// etherType goes on behind a link header with the protocol that it names. The column keeps the link header's own type.
func (d *decoder) etherType(kind uint16, at int) {
	if kind < 0x600 { // IEEE 802.3: a length
		d.llc(at)
		return
	}
	d.cols.etherType[d.row] = kind
	d.has |= hasEtherType
	for range deepest {
		if kind != typeVLAN && kind != typeQinQ && kind != typeQinQ1 {
			break
		}
		if d.tag.DecodeFromBytes(d.data[at:], d) != nil {
			d.short(problemVLAN)
			return
		}
		kind, at, d.has = uint16(d.tag.Type), at+4, d.has|hasVLAN
		d.cols.etherType[d.row] = kind
	}
	if kind < 0x600 { // a length behind a tag
		d.llc(at)
		return
	}
	d.network(kind, at)
}

func (d *decoder) network(kind uint16, at int) {
	switch kind {
	case typeIPv4:
		d.ip(at, 4)
	case typeIPv6:
		d.ip(at, 6)
	case typeARP:
		d.has |= hasARP
		d.cols.protocol[d.row] = protoARP
		if len(d.data) < at+8 {
			d.short(problemARP)
		}
		d.setL3(at)
	case typePPPoE:
		d.pppoe(at)
	case typeMPLS:
		d.mpls(at)
	default:
		d.cols.protocol[d.row] = protocolOfEtherType(kind)
	}
}

func (d *decoder) setL3(at int) bool {
	if at > 0xffff {
		d.problem(problemDeep)
		return false
	}
	d.cols.l3[d.row] = uint16(at)
	return true
}

// ip decodes an IP header at at; version 0 means that the header's own version decides.
func (d *decoder) ip(at, version int) {
	rest := d.data[at:]
	if len(rest) == 0 || !d.setL3(at) {
		d.short(problemIPv4)
		return
	}
	switch v := rest[0] >> 4; {
	case v == 4 && version != 6:
		d.ipv4(at, rest, 0)
	case v == 6: // below a type that says IPv4 too, as in Wireshark
		d.ipv6(at, rest, 0)
	default:
		d.problem(problemVersion)
	}
}

func (d *decoder) ipv4(at int, b []byte, depth int) {
	c, row := d.cols, d.row
	d.cut = false
	err := d.ip4.DecodeFromBytes(b, d)
	if len(b) < 20 || d.ip4.IHL < 5 || int(d.ip4.Length) < int(d.ip4.IHL)*4 || int(d.ip4.IHL)*4 > len(b) {
		d.short(problemIPv4)
		return
	}
	if err != nil {
		d.problem(problemIPOptions)
	}
	frag := binary.BigEndian.Uint16(b[6:])
	if depth == 0 {
		c.ipSrc[row], c.ipDst[row] = d.addrs.code(address4(b[12:])), d.addrs.code(address4(b[16:]))
		c.ipLen[row], c.ttl[row], c.tos[row], c.frag[row] = d.ip4.Length, b[8], b[1], frag
		d.has |= hasIPv4
	} else {
		d.innerSrc, d.innerDst = address4(b[12:]), address4(b[16:])
	}
	c.ipProto[row] = b[9]
	hlen := int(d.ip4.IHL) * 4
	claimed := int(binary.BigEndian.Uint16(b[2:]))                       // 0 with segmentation offload: all that is there
	if wire := int(c.length[row]) - at; claimed == 0 || claimed > wire { // more than was on the wire counts for nothing, as in Wireshark
		claimed = max(wire, 0)
	}
	d.transport(b[9], at+hlen, min(at+claimed, len(d.data)), claimed-hlen, frag&0x1fff != 0, depth)
}

func (d *decoder) ipv6(at int, b []byte, depth int) {
	c, row := d.cols, d.row
	if len(b) < 40 {
		d.short(problemIPv6)
		return
	}
	plen, next := int(binary.BigEndian.Uint16(b[4:])), b[6]
	// gopacket miscounts the payload behind a hop-by-hop header, so it is shown the fixed header alone then.
	if next != ipHopByHop && plen > 0 && d.ip6.DecodeFromBytes(b, d) != nil {
		d.problem(problemIPv6)
	}
	if depth == 0 {
		c.ipSrc[row], c.ipDst[row] = d.addrs.code(address6(b[8:])), d.addrs.code(address6(b[24:]))
		c.ipLen[row], c.ttl[row], c.tos[row] = uint16(plen), b[7], b[0]<<4|b[1]>>4
		d.has |= hasIPv6
	} else {
		d.innerSrc, d.innerDst = address6(b[8:]), address6(b[24:])
	}
	end := at + 40 + plen
	if wire := int(c.length[row]); end > wire || plen == 0 && next == ipHopByHop { // jumbogram, RFC 2675, or segmentation offload
		end = wire
	}
	d.extensions(next, at+40, end, depth)
}

// Extension headers of IPv6 (RFC 8200 section 4) and other IP protocol numbers that lead on to a further header.
const (
	ipHopByHop = 0
	ipInIP     = 4
	ipIPv6     = 41
	ipRouting  = 43
	ipFragment = 44
	ipGRE      = 47
	ipAH       = 51
	ipOptions  = 60
	ipMobility = 135
	ipHIP      = 139
	ipShim6    = 140
)

// extensions walks the extension headers up to the transport header. end is where the packet ends as it tells.
func (d *decoder) extensions(next uint8, at, end, depth int) {
	stop := min(end, len(d.data))
	fragment := false
	for {
		size := 8
		switch next {
		case ipHopByHop, ipRouting, ipOptions, ipMobility, ipHIP, ipShim6:
			if at+8 <= stop {
				size = (int(d.data[at+1]) + 1) * 8
			}
		case ipFragment:
			if at+8 <= stop {
				field := binary.BigEndian.Uint16(d.data[at+2:])
				fragment = field>>3 != 0
				if depth == 0 { // kept in IPv4's layout: offset in units of 8 and a more-fragments bit
					d.cols.frag[d.row] = field>>3 | field&1<<13
				}
			}
		case ipAH:
			if at+8 <= stop {
				size = (int(d.data[at+1]) + 2) * 4
			}
		default:
			d.cols.ipProto[d.row] = next
			d.transport(next, at, stop, end-at, fragment, depth)
			return
		}
		d.cols.ipProto[d.row] = next
		if at+size > stop {
			d.short(problemExtension)
			return
		}
		next = d.data[at]
		at += size
		if fragment {
			d.cols.ipProto[d.row] = next
			d.transport(next, at, stop, end-at, true, depth)
			return
		}
	}
}

// transport decodes what IP carries: bytes at to stop of the packet, claimed of them as the IP header tells.
func (d *decoder) transport(proto uint8, at, stop, claimed int, fragment bool, depth int) {
	c, row := d.cols, d.row
	c.protocol[row] = protocolOfIP(proto)
	if at > 0xffff-60 {
		d.problem(problemDeep)
		return
	}
	at = min(at, stop)
	c.l4[row], c.payload[row], c.payLen[row] = uint16(at), uint16(at), uint32(max(claimed, 0))
	d.has |= hasTransport
	if fragment {
		d.has |= hasFragment
		return
	}
	b := d.data[at:stop]
	switch proto {
	case 6:
		d.segment(b, at, claimed)
	case 17:
		d.datagram(b, at)
	case 1:
		d.has |= hasICMP
		d.icmp(b, at, claimed)
	case 58:
		d.has |= hasICMPv6
		d.icmp(b, at, claimed)
	case 132, 33, 136: // SCTP, DCCP and UDP-Lite begin with ports, as TCP does
		d.ports(b)
	case ipInIP, ipIPv6, ipGRE, ipAH:
		d.tunnel(proto, b, at, depth+1)
	}
}

func (d *decoder) ports(b []byte) {
	if len(b) >= 4 {
		d.cols.portSrc[d.row], d.cols.portDst[d.row] = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		d.has |= hasPorts
	}
}

func (d *decoder) segment(b []byte, at, claimed int) {
	c, row := d.cols, d.row
	d.ports(b)
	err := d.tcp.DecodeFromBytes(b, d)
	if len(b) < 20 {
		d.short(problemTCP)
		return
	}
	t := &d.tcp
	c.seq[row], c.ack[row] = t.Seq, t.Ack
	c.tcpFlags[row] = binary.BigEndian.Uint16(b[12:]) & 0x0fff
	d.has |= hasTCP
	hlen := int(t.DataOffset) * 4
	if hlen < 20 || hlen > claimed {
		d.problem(problemTCP)
		hlen = min(max(hlen, 20), len(b))
	} else if hlen > len(b) {
		d.short(problemTCP)
	} else if err != nil {
		d.problem(problemTCPOptions)
	}
	c.payload[row], c.payLen[row] = uint16(at+min(hlen, len(b))), uint32(max(claimed-hlen, 0))
	if (t.SrcPort == 53 || t.DstPort == 53) && len(b) >= hlen+14 {
		d.has |= hasDNS
	}
}

func (d *decoder) datagram(b []byte, at int) {
	c, row := d.cols, d.row
	d.ports(b)
	err := d.udp.DecodeFromBytes(b, d)
	if len(b) < 8 {
		d.short(problemUDP)
		return
	}
	d.has |= hasUDP
	if err != nil {
		d.problem(problemUDP)
		return
	}
	length := int(d.udp.Length)
	if length == 0 { // a jumbogram, RFC 2675 section 4
		length = len(b)
	} else if length > int(c.payLen[row]) {
		d.short(problemUDP)
	}
	c.payload[row], c.payLen[row] = uint16(at+8), uint32(length-8)
	if len(d.udp.Payload) >= 12 && (isDNSPort(uint16(d.udp.SrcPort)) || isDNSPort(uint16(d.udp.DstPort))) {
		d.has |= hasDNS
	}
}

// isDNSPort tells the ports of DNS (RFC 1035), mDNS (RFC 6762) and LLMNR (RFC 4795).
func isDNSPort(p uint16) bool { return p == 53 || p == 5353 || p == 5355 }

func (d *decoder) icmp(b []byte, at, claimed int) {
	if len(b) < 4 {
		d.short(problemICMP)
		return
	}
	size := min(8, len(b))
	d.cols.payload[d.row], d.cols.payLen[d.row] = uint16(at+size), uint32(max(claimed-8, 0))
}

// tunnel goes on to the header inside: the addresses stay the outer ones and the ports are the first there are, as
// Wireshark's first occurrence of each.
func (d *decoder) tunnel(proto uint8, b []byte, at, depth int) {
	if depth > deepest {
		d.problem(problemDeep)
		return
	}
	switch proto {
	case ipGRE:
		kind, size, ok := greHeader(b)
		if !ok {
			return
		}
		b, at = b[size:], at+size
		proto = map[uint16]uint8{typeIPv4: ipInIP, typeIPv6: ipIPv6}[kind]
	case ipAH:
		if len(b) < 12 || len(b) < (int(b[1])+2)*4 {
			d.short(problemExtension)
			return
		}
		size := (int(b[1]) + 2) * 4
		d.transport(b[0], at+size, at+len(b), len(b)-size, false, depth)
		return
	}
	if len(b) == 0 {
		return
	}
	switch {
	case proto == ipInIP && b[0]>>4 == 4:
		d.has |= hasTunnel
		d.ipv4(at, b, depth)
	case proto == ipIPv6 && b[0]>>4 == 6:
		d.has |= hasTunnel
		d.ipv6(at, b, depth)
	}
}

// greHeader returns the protocol and size of a GRE header (RFC 2784, RFC 2890).
func greHeader(b []byte) (kind uint16, size int, ok bool) {
	if len(b) < 4 || b[1]&7 != 0 {
		return 0, 0, false
	}
	size = 4
	for _, bit := range []byte{0x80, 0x20, 0x10} { // checksum, key, sequence number
		if b[0]&bit != 0 {
			size += 4
		}
	}
	return binary.BigEndian.Uint16(b[2:]), size, len(b) >= size && b[0]&0x40 == 0
}
