package dissect

import "encoding/binary"

// headBelow notes a layer below IP. Inside a tunnel it does not count until IP follows.
func (d *Session) headBelow(b Below) {
	if h := d.heads; h != nil && h.Has&HasIP == 0 && !(b == BelowLLC && h.Below == BelowWiFi) {
		h.Below = b
	}
}

// headEthernet notes an Ethernet header. One inside an IP packet begins a packet of its own, whatever it carries.
func (d *Session) headEthernet(src, dst uint64) {
	if h := d.heads; h != nil && h.Has&HasIP != 0 {
		*h = Headers{Has: HasTunnel | h.Has&HasWhole, Problem: h.Problem, Whole: h.Whole,
			OuterSrc: h.OuterSrc, OuterDst: h.OuterDst, OuterL3: h.OuterL3, TagAt: h.TagAt}
		if h.TagAt > 0 {
			h.Has |= HasVLAN
		}
	}
	d.headMACs(src, dst, HasEther|HasMACDst)
}

func (d *Session) headMACs(src, dst uint64, bits uint32) {
	if h := d.heads; h != nil {
		h.MACSrc, h.MACDst = src, dst
		h.Has = h.Has&^HasMACDst | bits
	}
}

func (d *Session) headTag(t *view) {
	if h := d.heads; h != nil && d.ok() && h.TagAt == 0 {
		h.TagAt = t.base
		h.Has |= HasVLAN
	}
}

func (d *Session) headEtherType(kind uint16) {
	if h := d.heads; h != nil {
		h.EtherType = kind
		h.Has |= HasEtherType
		d.headBelow(BelowEtherType)
	}
}

func (d *Session) headARP(t *view) {
	if h := d.heads; h != nil {
		d.headBelow(BelowARP)
		if h.Has&HasIP == 0 {
			h.L3 = t.base
			h.Has |= HasARP
		}
	}
}

// above are the bits of what IP carries.
const above = HasFragment | HasTransport | HasPorts | HasTCP | HasSegment | HasUDP | HasICMP | HasICMPv6 | HasDNS

// headIP begins a packet: what the packet around it carries is this one.
func (d *Session) headIP(t *view, bit uint32, src, dst ipAddr) {
	h := d.heads
	if h.Has&(HasIP|HasTunnel) == 0 {
		h.OuterSrc, h.OuterDst, h.OuterL3 = addressOf(src, bit), addressOf(dst, bit), t.base
	} else {
		h.Has |= HasTunnel
	}
	h.Has = h.Has&^(HasIP|HasARP|above) | bit
	h.Src, h.Dst = addressOf(src, bit), addressOf(dst, bit)
	h.L3, h.Frag, h.IPProto = t.base, 0, 0
	h.L4, h.Payload, h.PayLen = 0, 0, 0
	h.PortSrc, h.PortDst, h.Seq, h.Ack, h.Flags = 0, 0, 0, 0, 0
}

func (d *Session) headIPv4(t *view, total int) {
	if d.heads == nil {
		return
	}
	d.headIP(t, HasIPv4, d.net.src, d.net.dst)
	h, b := d.heads, t.b
	h.IPLen, h.TTL, h.TOS, h.IPProto = total, b[8], b[1], b[9]
	h.Frag = binary.BigEndian.Uint16(b[6:])
}

func (d *Session) headIPv6(t *view, plen int) {
	if d.heads == nil {
		return
	}
	d.headIP(t, HasIPv6, d.net.src, d.net.dst)
	h, b := d.heads, t.b
	h.IPLen, h.TTL, h.TOS, h.IPProto = 0, b[7], b[0]<<4|b[1]>>4, b[6]
	if plen > 0 {
		h.IPLen = 40 + plen
	}
}

// headFragment notes a fragment whose datagram is not whole.
func (d *Session) headFragment(proto uint8, t *view) {
	if h := d.heads; h != nil {
		h.IPProto = proto
		h.L4, h.Payload, h.PayLen = t.base, t.base, t.rep
		h.Has |= HasTransport | HasFragment
	}
}

// headAlone notes a fragment for Headers, which looks at no other frame, and reports whether it was that.
func (d *Session) headAlone(proto uint8, t *view) bool {
	d.headFragment(proto, t)
	return d.heads != nil && !d.assemble
}

// headWhole notes the datagram that is whole with the fragment t. It is after the headers of t.
func (d *Session) headWhole(all, t *view) {
	h := d.heads
	if h == nil {
		return
	}
	before := d.frame.Data
	if h.Whole != nil {
		before = h.Whole
	}
	h.Whole = append(before[:t.base:t.base], all.b...)
	all.base = t.base
	h.Has = h.Has&^HasFragment | HasWhole
}

// headTransport notes what IP carries, and reports whether another packet may be in it.
func (d *Session) headTransport(proto uint8, t *view) bool {
	h := d.heads
	h.IPProto = proto
	h.L4, h.Payload, h.PayLen = t.base, t.base, t.rep
	h.Has |= HasTransport
	switch proto {
	case protoTCP:
		d.headTCP(t)
	case protoUDP:
		return d.headUDP(t)
	case protoICMP, protoICMPv6:
		d.headICMP(proto, t)
	case protoSCTP, protoDCCP, protoUDPLite: // begin with ports, as TCP does
		h.ports(t.b)
	case protoIPv4, protoIPv6, protoGRE, protoMPLS, protoAH, protoEtherIP, protoEthernet, protoPIM:
		return true
	}
	return false
}

func (d *Session) headTCP(t *view) {
	h, b := d.heads, t.b
	h.ports(b)
	if len(b) < 20 {
		d.headShort(t, 20, ProblemTCP)
	}
	if len(b) < tcpReadable {
		return
	}
	h.Seq, h.Ack = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	h.Flags = binary.BigEndian.Uint16(b[12:]) & 0x0fff
	h.Has |= HasTCP
	size := int(b[12]>>4) * 4
	if size >= 20 {
		h.Has |= HasSegment
	}
	if size < 20 || size > t.rep {
		d.headProblem(ProblemTCP)
		size = min(max(size, 20), len(b))
	} else if size > len(b) {
		d.headShort(t, size, ProblemTCP)
	}
	h.Payload, h.PayLen = t.base+min(size, len(b)), max(t.rep-size, 0)
	if (d.tcpPort(h.PortSrc) == 53 || d.tcpPort(h.PortDst) == 53) && len(b) >= size+14 {
		h.Has |= HasDNS
	}
}

// headUDP reports whether the datagram is a tunnel's.
func (d *Session) headUDP(t *view) bool {
	h, b := d.heads, t.b
	h.ports(b)
	if len(b) < 8 {
		d.headShort(t, 8, ProblemUDP)
		return false
	}
	h.Has |= HasUDP
	size := int(binary.BigEndian.Uint16(b[4:]))
	switch {
	case size == 0 && h.Has&HasIPv6 != 0: // a jumbogram, RFC 2675 section 4
		size = t.rep
	case size < 8:
		d.headProblem(ProblemUDP)
		return false
	case size > t.rep:
		d.headProblem(ProblemUDP)
		size = t.rep
	}
	h.Payload, h.PayLen = t.base+8, size-8
	if min(size, len(b)) >= 8+12 && (IsDNSPort(d.udpPort(h.PortSrc)) || IsDNSPort(d.udpPort(h.PortDst))) {
		h.Has |= HasDNS
	}
	return IsTunnelPort(d.udpPort(h.PortSrc)) || IsTunnelPort(d.udpPort(h.PortDst))
}

func (d *Session) headICMP(proto uint8, t *view) {
	h := d.heads
	if len(t.b) < 4 {
		d.headShort(t, 4, ProblemICMP)
	} else {
		size := min(8, len(t.b))
		h.Payload, h.PayLen = t.base+size, max(t.rep-8, 0)
	}
	h.Has |= HasICMP
	if proto == protoICMPv6 {
		h.Has = h.Has&^HasICMP | HasICMPv6
	}
}

// headShort notes that size bytes are needed and not there: the capture or the packet ends before.
func (d *Session) headShort(t *view, size int, p Problem) {
	if size <= t.rep {
		p = ProblemCut
	}
	d.headProblem(p)
}
