package pcapnb

import (
	"fmt"
	"net/netip"
	"time"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// A Packet is one packet of a capture: a small view, 16 bytes, onto the capture's columns. Its methods return the zero
// value where the packet has no such property; Has, or a field's Of, tells a missing value from a zero.
type Packet struct {
	c *capture.Capture
	i int
}

// A MAC is a 48-bit hardware address.
type MAC [6]byte

// String returns the address as Wireshark writes it, 00:1d:d9:2e:4f:61.
func (m MAC) String() string { return capture.MACOf(m[:]).String() }

func macOf(m capture.MAC48) MAC {
	return MAC{byte(m >> 40), byte(m >> 32), byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}
}

// An Interface is what a capture file tells of a place where its packets were captured.
type Interface struct {
	LinkType    LinkType
	SnapLen     int // bytes kept of each packet, 0 for all
	Name        string
	Description string
	Filter      string
	OS          string
	Comment     string // somebody's, on the interface
	About       string // somebody's comment on the section of a pcapng file that the interface is in
	FCSLen      int    // bytes of frame check sequence after each frame, -1 where the file does not tell
}

func interfaceOf(i capfile.Interface) Interface {
	return Interface{LinkType(i.Link), int(i.SnapLen), i.Name, i.Description, i.Filter, i.OS, i.Comment, i.About, int(i.FCSLen)}
}

func (p Packet) is(bits uint32) bool { return p.c.Has[p.i]&bits != 0 }

// Has reports whether the packet has the field.
func (p Packet) Has(field Field[Packet]) bool {
	_, ok := field.Value(p)
	return ok
}

// Number is the packet's place in its capture, from 1, as Wireshark's frame.number.
func (p Packet) Number() int {
	if !p.c.Opened {
		return p.c.First + p.i + 1
	}
	if !p.numbered() {
		p.wantWhole("the numbers of packets of several files")
	}
	return p.c.Numbers[p.i]
}

// numbered tells whether the packet's number is known: Captures of several files knows it only where they are read in order.
func (p Packet) numbered() bool {
	return !p.c.Opened || p.i < len(p.c.Numbers) && p.c.Numbers[p.i] > 0
}

// wantWhole panics where the packet is one of Captures, which have not all packets at once.
func (p Packet) wantWhole(what string) {
	if p.c.Opened {
		panic(misusedf("pcapnb: Captures do not know %s: Filter first, then Load", what))
	}
}

// Time is when the packet was captured, in UTC with nanoseconds; the zero time where the file does not tell.
func (p Packet) Time() time.Time {
	if !p.is(hasTime) {
		return time.Time{}
	}
	return time.Unix(0, p.c.Time[p.i]).UTC()
}

// Source is the file that the packet was read from, by the path that Load, Open or Scan was given.
func (p Packet) Source() string { return p.c.Paths()[p.c.PathAt(p.i)] }

// Length is the packet's length on the wire in bytes, link header included, as Wireshark's frame.len.
func (p Packet) Length() int { return int(p.c.Length[p.i]) }

// CapturedLength is how many of the packet's bytes the capture holds.
func (p Packet) CapturedLength() int { return int(p.c.Captured[p.i]) }

// LinkType is the kind of header that the packet's bytes begin with.
func (p Packet) LinkType() LinkType { return LinkType(p.c.Link(p.i)) }

// Interface tells of the place where the packet was captured.
func (p Packet) Interface() Interface { return interfaceOf(p.c.Info.Interfaces[p.c.Iface[p.i]]) }

// Bytes returns the packet as captured, link header first. The bytes are the capture's: do not write to them.
func (p Packet) Bytes() []byte { return p.c.Bytes(p.i) }

// MACSrc is the source hardware address of the innermost link header (Ethernet, Linux cooked, 802.11).
func (p Packet) MACSrc() MAC {
	m, _ := p.mac(p.c.MACSrc)
	return m
}

// MACDst is the destination hardware address of the innermost link header; Linux cooked captures have none.
func (p Packet) MACDst() MAC {
	m, _ := p.mac(p.c.MACDst)
	return m
}

func (p Packet) mac(col []uint32) (MAC, bool) {
	if !p.is(hasEther) || col[p.i] == noCode {
		return MAC{}, false
	}
	return macOf(p.c.MACs[col[p.i]]), true
}

// EtherType is the Ethernet type of what the link header or the innermost VLAN tag carries, such as 0x0800 for IPv4.
func (p Packet) EtherType() int { return int(p.c.EtherType[p.i]) }

// IPVersion is 4 or 6, or 0 where the packet is not an IP packet.
func (p Packet) IPVersion() int {
	switch {
	case p.is(hasIPv4):
		return 4
	case p.is(hasIPv6):
		return 6
	}
	return 0
}

// IPSrc is the source address of the innermost IP header, IPv4 or IPv6.
func (p Packet) IPSrc() netip.Addr {
	a, _ := p.addr(p.c.IPSrc)
	return a
}

// IPDst is the destination address of the innermost IP header, IPv4 or IPv6.
func (p Packet) IPDst() netip.Addr {
	a, _ := p.addr(p.c.IPDst)
	return a
}

func (p Packet) addr(col []uint32) (netip.Addr, bool) {
	if !p.is(hasIP) {
		return netip.Addr{}, false
	}
	return p.c.Addrs[col[p.i]].Addr(), true
}

// TTL is the IPv4 time to live or the IPv6 hop limit.
func (p Packet) TTL() int { return int(p.c.TTL[p.i]) }

// IPLen is the length of the IP packet in bytes, header included. It is missing where the header says 0, as a card
// that cuts large packets up itself leaves it.
func (p Packet) IPLen() int { return int(p.c.IPLen[p.i]) }

// DSCP is the differentiated services code point, 0 to 63 (RFC 2474 section 3).
func (p Packet) DSCP() int { return int(p.c.TOS[p.i] >> 2) }

// TOS is the IPv4 type of service or IPv6 traffic class byte.
func (p Packet) TOS() int { return int(p.c.TOS[p.i]) }

// IPProto is the number of the protocol above IP, after any IPv6 extension headers: 6 for TCP, 17 for UDP.
func (p Packet) IPProto() int { return int(p.c.IPProto[p.i]) }

// FragmentOffset is where the packet's payload belongs in the IP packet it is a fragment of, in bytes.
func (p Packet) FragmentOffset() int { return int(p.c.Frag[p.i]&0x1fff) * 8 }

// IPFlags are the IPv4 header's flags as scapy writes them: "DF", "MF", "DF+MF" or "".
func (p Packet) IPFlags() string {
	if !p.is(hasIPv4) {
		return ""
	}
	names := ""
	for i, name := range []string{"evil", "DF", "MF"} {
		if p.c.Frag[p.i]&(0x8000>>i) != 0 {
			if names != "" {
				names += "+"
			}
			names += name
		}
	}
	return names
}

// Protocol is the name of the transport protocol ("TCP", "UDP", "ICMP", …), or of what the link carries instead of IP
// ("ARP", "LLDP", …). Of a tunnel it is the protocol inside.
func (p Packet) Protocol() string { return capture.ProtocolName(p.c.Protocol[p.i]) }

// PortSrc is the TCP, UDP, SCTP, DCCP or UDP-Lite source port.
func (p Packet) PortSrc() int { return int(p.c.PortSrc[p.i]) }

// PortDst is the TCP, UDP, SCTP, DCCP or UDP-Lite destination port.
func (p Packet) PortDst() int { return int(p.c.PortDst[p.i]) }

// Seq is the TCP sequence number as it is in the header, 0 to 2^32-1.
func (p Packet) Seq() int { return int(p.c.Seq[p.i]) }

// Ack is the TCP acknowledgment number as it is in the header, 0 to 2^32-1.
func (p Packet) Ack() int { return int(p.c.Ack[p.i]) }

// Flags are the TCP flags as scapy writes them, a letter each: F S R P A U E C N.
func (p Packet) Flags() string { return flagLetters(p.c.TCPFlags[p.i]) }

func flagLetters(flags uint16) string {
	var b [9]byte
	n := 0
	for i, letter := range []byte("FSRPAUECN") {
		if flags&(1<<i) != 0 {
			b[n] = letter
			n++
		}
	}
	return string(b[:n])
}

// TCPLen is the length of the TCP payload in bytes as the headers tell, captured or not. It is Wireshark's tcp.len, but 0 where the
// header is longer than its segment.
func (p Packet) TCPLen() int {
	if !p.is(hasTCP) {
		return 0
	}
	return int(p.c.PayLen[p.i])
}

// PayloadLen is the length of the transport payload in bytes as the headers tell, captured or not. Ethernet padding
// after the IP packet is not payload.
func (p Packet) PayloadLen() int {
	if !p.is(hasTransport) {
		return 0
	}
	return int(p.c.PayLen[p.i])
}

// Payload returns what the transport header carries, as far as it was captured. The bytes are the capture's: do not
// write to them.
func (p Packet) Payload() []byte {
	if !p.is(hasTransport) {
		return nil
	}
	b := p.c.Whole(p.i)
	from := min(int(p.c.Payload[p.i]), len(b))
	to := min(from+int(p.c.PayLen[p.i]), len(b))
	return b[from:to:to]
}

// IsDNS reports whether the packet holds a DNS, mDNS or LLMNR message.
func (p Packet) IsDNS() bool { return p.is(hasDNS) }

// Problem says what kept the packet from being decoded further: the rule that was broken, or "".
func (p Packet) Problem() string { return dissect.Problem(p.c.Problem[p.i]).String() }

// Comment is what somebody wrote about the packet into a pcapng file.
func (p Packet) Comment() string { return p.c.Comment(p.i) }

// GoString keeps %#v of a Packet, which holds a whole capture, short.
func (p Packet) GoString() string {
	if p.c == nil {
		return "pcapnb.Packet{}"
	}
	return fmt.Sprintf("pcapnb.Packet{Number: %d}", p.Number())
}

// Bits of what a packet has.
const (
	hasTime      = dissect.HasTime
	hasEther     = dissect.HasEther
	hasEtherType = dissect.HasEtherType
	hasVLAN      = dissect.HasVLAN
	hasIPv4      = dissect.HasIPv4
	hasIPv6      = dissect.HasIPv6
	hasIP        = dissect.HasIP
	hasFragment  = dissect.HasFragment
	hasWhole     = dissect.HasWhole
	hasTransport = dissect.HasTransport
	hasPorts     = dissect.HasPorts
	hasTCP       = dissect.HasTCP
	hasSegment   = dissect.HasSegment
	hasUDP       = dissect.HasUDP
	hasICMP      = dissect.HasICMP
	hasICMPv6    = dissect.HasICMPv6
	hasARP       = dissect.HasARP
	hasDNS       = dissect.HasDNS
	hasCut       = dissect.HasCut
	hasTunnel    = dissect.HasTunnel
)
