package dissect

import "encoding/binary"

// Bits of Headers.Has: what a packet has, and so which other members mean something.
const (
	HasTime = 1 << iota // set by whoever read the record
	HasEther
	HasEtherType
	HasVLAN
	HasIPv4
	HasIPv6
	HasFragment // of a datagram that is not whole with it, so without a transport header
	HasTransport
	HasPorts
	HasTCP
	HasUDP
	HasICMP
	HasICMPv6
	HasARP
	HasDNS
	HasCut // fewer bytes than there were on the wire
	HasTunnel
	HasSegment // of HasTCP: the header's length can be, so there is more than the sequence number
	HasMACDst  // of HasEther: the link header names the receiver too
	HasWhole   // the last fragment of a datagram, whose headers and payload are in Headers.Whole

	HasIP = HasIPv4 | HasIPv6
)

// Below names what was recognised below or in place of IP.
type Below uint8

const (
	BelowNone Below = iota
	BelowEtherType
	BelowARP
	BelowLLC
	BelowPPP
	BelowPPPoE
	BelowMPLS
	BelowWiFi
)

// Headers is what the headers of a frame's innermost packet say. A tunnel's own headers leave only the outermost
// addresses. What an ICMP error quotes is no packet of the frame's.
type Headers struct {
	Has     uint32
	Problem Problem
	Below   Below

	MACSrc, MACDst     uint64
	EtherType          uint16
	Src, Dst           Address
	OuterSrc, OuterDst Address // of the first IP header
	OuterL3            int     // where it begins
	TagAt              int     // where the outermost VLAN tag's control information is
	IPLen              int     // bytes of the IP packet with its header
	Frag               uint16  // as IPv4 has it: flags, and the offset in units of 8 bytes
	TTL, TOS, IPProto  uint8

	L3, L4, Payload  int // bytes from the frame's first
	PayLen           int // as the headers tell, captured or not
	PortSrc, PortDst uint16
	Seq, Ack         uint32
	Flags            uint16

	Whole []byte // where L3, L4 and Payload lie if not in the frame: its headers, then the datagram put together
}

func (h *Headers) ports(b []byte) {
	if len(b) >= 4 {
		h.PortSrc, h.PortDst = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		h.Has |= HasPorts
	}
}

// IsDNSPort tells the ports of DNS (RFC 1035), mDNS (RFC 6762) and LLMNR (RFC 4795).
func IsDNSPort(p uint16) bool { return p == 53 || p == 5353 || p == 5355 }

// An Address is an IPv4 address in Lo, or an IPv6 address in both with V6 set.
type Address struct {
	Hi, Lo uint64
	V6     bool
}

func addressOf(a ipAddr, bit uint32) Address {
	if bit == HasIPv4 {
		return Address{Lo: a.lo & 0xffffffff}
	}
	return Address{a.hi, a.lo, true}
}

func (a Address) ip() ipAddr {
	if !a.V6 {
		return v4(uint32(a.Lo))
	}
	return ipAddr{a.Hi, a.Lo}
}
