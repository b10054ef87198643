package capture

import (
	"encoding/binary"

	"github.com/google/gopacket/layers"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// A decoder fills rows of columns from packets. What nearly all packets are, gopacket's layers read, reused from packet to
// packet; the dissector, which serves the fields by Wireshark's name too, reads all others. A test holds both together.
type decoder struct {
	cols  *Columns // to fill
	addrs dictCache[Address]
	macs  dictCache[MAC48]
	links []uint32 // link type by interface

	dissector *dissect.Session
	as        bool // the dissector takes ports for others, so it reads all packets
	frame     dissect.Frame
	heads     dissect.Headers

	eth layers.Ethernet
	ip4 layers.IPv4
	ip6 layers.IPv6
	tcp layers.TCP
	udp layers.UDP

	row  int
	data []byte
	has  uint32
	head plainHead
}

func newDecoder(cols *Columns, addrs *dict[Address], macs *dict[MAC48], links []uint32) *decoder {
	return &decoder{cols: cols, addrs: dictCache[Address]{dict: addrs}, macs: dictCache[MAC48]{dict: macs}, links: links,
		dissector: dissect.New(&dissect.Set{})}
}

// decodeAs makes the decoder take ports for others, and returns it.
func (d *decoder) decodeAs(a dissect.DecodeAs) *decoder {
	d.dissector.DecodeAs(a)
	d.as = a.MovesPorts()
	return d
}

// SetTruncated is for gopacket; how long a packet is, the record and the headers say.
func (d *decoder) SetTruncated() {}

// decode fills rows at, at+1, … from the records, whose bytes lie in window from byte base of source src on.
func (d *decoder) decode(at int, recs []capfile.Record, window []byte, base int64, src uint64) {
	c := d.cols
	for i := range recs {
		r, row := &recs[i], at+i
		c.Time[row], c.Length[row], c.Captured[row], c.Iface[row] = r.Time, r.Len, r.CapLen, r.Iface
		in := r.Offset - base
		c.Offset[row] = src<<offsetBits | uint64(in)
		d.row, d.data, d.has = row, window[in:in+int64(r.CapLen):in+int64(r.CapLen)], 0
		if !r.NoTime {
			d.has = dissect.HasTime
		}
		if r.CapLen < r.Len {
			d.has |= dissect.HasCut
		}
		if link := d.links[r.Iface]; d.as || !d.plain(link) {
			d.dissect(link)
		}
	}
}

// Link types of plain packets, LINKTYPE_ numbers.
const (
	linkEthernet = 1
	linkRaw      = 101
	linkSLL      = 113
	linkSLL2     = 276
)

// plain fills the row of a plain packet: Ethernet without tags, a cooked Linux header or none, IP that is no fragment and has no
// further headers, and TCP or UDP that wraps no packet, all headers whole and their lengths possible. It reports false, with
// nothing filled in, for all others.
func (d *decoder) plain(link uint32) (ok bool) {
	defer func() {
		if recover() != nil { // gopacket failed
			ok = false
		}
	}()
	switch {
	case !d.plainHead(link):
		return false
	case d.head.kind == etherTypeIPv4:
		return d.plainIPv4()
	case d.head.kind == etherTypeIPv6:
		return d.plainIPv6()
	}
	return false
}

// A plainHead is what a plain packet has before its IP header.
type plainHead struct {
	size     int    // bytes of it
	kind     uint16 // EtherType of what follows, of raw IP what it would be
	has      uint32
	src, dst int // where the hardware addresses are, for has of dissect.HasEther; dst -1 where there is none
}

const (
	etherTypeIPv4 = 0x0800
	etherTypeIPv6 = 0x86dd
)

// plainHead reads the link header, false where it is not plain.
func (d *decoder) plainHead(link uint32) bool {
	switch link {
	case linkEthernet:
		if d.eth.DecodeFromBytes(d.data, d) != nil {
			return false
		}
		d.head = plainHead{14, uint16(d.eth.EthernetType), dissect.HasEther | dissect.HasEtherType, 6, 0}
	case linkRaw:
		if len(d.data) == 0 {
			return false
		}
		d.head = plainHead{kind: etherTypeIPv4}
		if d.data[0]>>4 == 6 {
			d.head.kind = etherTypeIPv6
		}
	case linkSLL:
		if len(d.data) < 16 || d.data[4] != 0 || d.data[5] != 6 {
			return false
		}
		d.head = plainHead{16, binary.BigEndian.Uint16(d.data[14:]), dissect.HasEther | dissect.HasEtherType, 6, -1}
	case linkSLL2:
		if len(d.data) < 20 || d.data[11] != 6 {
			return false
		}
		d.head = plainHead{20, binary.BigEndian.Uint16(d.data), dissect.HasEther | dissect.HasEtherType, 12, -1}
	default:
		return false
	}
	return true
}

func (d *decoder) plainIPv4() bool {
	b, ip := d.data[d.head.size:], &d.ip4
	if len(b) < 20 || ip.DecodeFromBytes(b, d) != nil || ip.Version != 4 {
		return false
	}
	hlen, total := int(ip.IHL)*4, int(binary.BigEndian.Uint16(b[2:])) // gopacket puts another for 0
	if total < hlen || total > d.room() || ip.FragOffset != 0 || ip.Flags&layers.IPv4MoreFragments != 0 {
		return false
	}
	if !d.plainTransport(uint8(ip.Protocol), b[hlen:min(total, len(b))], d.head.size+hlen, total-hlen) {
		return false
	}
	c, row := d.cols, d.row
	c.IPSrc[row], c.IPDst[row] = d.addrs.code(address4(b[12:])), d.addrs.code(address4(b[16:]))
	c.IPLen[row], c.TTL[row], c.TOS[row], c.Frag[row] = uint16(total), ip.TTL, ip.TOS, binary.BigEndian.Uint16(b[6:])
	d.plainLink(dissect.HasIPv4)
	return true
}

func (d *decoder) plainIPv6() bool {
	b, ip := d.data[d.head.size:], &d.ip6
	if len(b) < 40 || b[0]>>4 != 6 {
		return false
	}
	size := int(binary.BigEndian.Uint16(b[4:]))
	// gopacket reads on through extension headers, which are not plain, and takes the lack of a payload for a mistake.
	if next := layers.IPProtocol(b[6]); size == 0 || 40+size > d.room() || next != layers.IPProtocolTCP && next != layers.IPProtocolUDP {
		return false
	}
	if ip.DecodeFromBytes(b, d) != nil || !d.plainTransport(uint8(ip.NextHeader), b[40:min(40+size, len(b))], d.head.size+40, size) {
		return false
	}
	c, row := d.cols, d.row
	c.IPSrc[row], c.IPDst[row] = d.addrs.code(address6(b[8:])), d.addrs.code(address6(b[24:]))
	c.IPLen[row], c.TTL[row], c.TOS[row] = uint16(min(40+size, 0xffff)), ip.HopLimit, ip.TrafficClass
	d.plainLink(dissect.HasIPv6)
	return true
}

// room is how many bytes there were on the wire after the link header.
func (d *decoder) room() int { return int(d.cols.Length[d.row]) - d.head.size }

// plainLink fills in what is common to both versions of IP, after all else has been found plain.
func (d *decoder) plainLink(version uint32) {
	c, row, h := d.cols, d.row, &d.head
	if h.has != 0 {
		c.MACSrc[row], c.MACDst[row] = d.macs.code(MACOf(d.data[h.src:])), NoCode
		if h.dst >= 0 {
			c.MACDst[row] = d.macs.code(MACOf(d.data[h.dst:]))
		}
		c.EtherType[row] = h.kind
	}
	c.L3[row] = uint16(h.size)
	c.Has[row] = d.has | h.has | dissect.HasTransport | dissect.HasPorts | version
}

// plainTransport reads bytes b at byte at of the packet, which the IP header says are size bytes.
func (d *decoder) plainTransport(proto uint8, b []byte, at, size int) bool {
	switch layers.IPProtocol(proto) {
	case layers.IPProtocolTCP:
		return d.plainTCP(b, at, size)
	case layers.IPProtocolUDP:
		return d.plainUDP(b, at, size)
	}
	return false
}

func (d *decoder) plainTCP(b []byte, at, size int) bool {
	t := &d.tcp
	if len(b) < 20 || t.DecodeFromBytes(b, d) != nil {
		return false
	}
	hlen := int(t.DataOffset) * 4
	c, row := d.cols, d.row
	c.Seq[row], c.Ack[row], c.TCPFlags[row] = t.Seq, t.Ack, binary.BigEndian.Uint16(b[12:])&0x0fff
	d.plainPorts(uint16(t.SrcPort), uint16(t.DstPort), at, hlen, size-hlen)
	c.IPProto[row], c.Protocol[row] = 6, ProtoTCP
	d.has |= dissect.HasTCP | dissect.HasSegment
	if (t.SrcPort == 53 || t.DstPort == 53) && len(b) >= hlen+14 {
		d.has |= dissect.HasDNS
	}
	return true
}

func (d *decoder) plainUDP(b []byte, at, size int) bool {
	u := &d.udp
	if len(b) < 8 || u.DecodeFromBytes(b, d) != nil {
		return false
	}
	src, dst, length := uint16(u.SrcPort), uint16(u.DstPort), int(u.Length)
	if length < 8 || length > size || dissect.IsTunnelPort(src) || dissect.IsTunnelPort(dst) {
		return false
	}
	d.plainPorts(src, dst, at, 8, length-8)
	d.cols.IPProto[d.row], d.cols.Protocol[d.row] = 17, ProtoUDP
	d.has |= dissect.HasUDP
	if min(length, len(b)) >= 20 && (dissect.IsDNSPort(src) || dissect.IsDNSPort(dst)) {
		d.has |= dissect.HasDNS
	}
	return true
}

func (d *decoder) plainPorts(src, dst uint16, at, hlen, payload int) {
	c, row := d.cols, d.row
	c.PortSrc[row], c.PortDst[row] = src, dst
	c.L4[row], c.Payload[row], c.PayLen[row] = uint16(at), uint16(at+hlen), uint32(payload)
}

// dissect fills the row of any packet.
func (d *decoder) dissect(link uint32) {
	c, row, h := d.cols, d.row, &d.heads
	d.frame = dissect.Frame{Link: link, Length: int(c.Length[row]), Data: d.data}
	d.dissector.Headers(&d.frame, h)
	d.has |= h.Has &^ dissect.HasMACDst
	d.checkOptions()
	c.Problem[row] = uint8(h.Problem)
	c.Protocol[row] = protocolOf(h)
	if h.Has&dissect.HasEther != 0 {
		c.MACSrc[row], c.MACDst[row] = d.macs.code(MAC48(h.MACSrc)), NoCode
		if h.Has&dissect.HasMACDst != 0 {
			c.MACDst[row] = d.macs.code(MAC48(h.MACDst))
		}
	}
	c.EtherType[row] = h.EtherType
	if deep := max(h.L3, h.L4, h.Payload) > 0xffff; deep {
		d.tooDeep()
		return
	}
	c.L3[row] = uint16(h.L3)
	if h.Has&dissect.HasIP != 0 {
		c.IPSrc[row], c.IPDst[row] = d.addrs.code(Address(h.Src)), d.addrs.code(Address(h.Dst))
		c.IPLen[row], c.TTL[row], c.TOS[row], c.Frag[row], c.IPProto[row] = uint16(min(h.IPLen, 0xffff)), h.TTL, h.TOS, h.Frag, h.IPProto
	}
	c.L4[row], c.Payload[row], c.PayLen[row] = uint16(h.L4), uint16(h.Payload), uint32(h.PayLen)
	c.PortSrc[row], c.PortDst[row], c.Seq[row], c.Ack[row], c.TCPFlags[row] = h.PortSrc, h.PortDst, h.Seq, h.Ack, h.Flags
	c.Has[row] = d.has
}

// tooDeep keeps the link header of a packet whose others lie beyond what the columns can name.
func (d *decoder) tooDeep() {
	d.cols.Problem[d.row] = uint8(dissect.ProblemDeep)
	d.cols.Has[d.row] = d.has & (dissect.HasTime | dissect.HasCut | dissect.HasEther | dissect.HasEtherType | dissect.HasVLAN)
	d.cols.Protocol[d.row] = ProtoNone
}

// checkOptions lets gopacket look at the options, whose lengths may be impossible.
func (d *decoder) checkOptions() {
	h := &d.heads
	if h.Problem != dissect.ProblemNone {
		return
	}
	defer func() {
		if recover() != nil {
			h.Problem = dissect.ProblemPanic
		}
	}()
	b := d.data
	if h.Whole != nil {
		b = h.Whole
	}
	if h.Has&dissect.HasIPv4 != 0 && d.ip4.DecodeFromBytes(b[h.L3:], d) != nil {
		h.Problem = dissect.ProblemIPOptions
	}
	if h.Has&dissect.HasSegment != 0 && h.Problem == dissect.ProblemNone && d.tcp.DecodeFromBytes(b[h.L4:h.Payload], d) != nil {
		h.Problem = dissect.ProblemTCPOptions
	}
}
