package pcapnb

import (
	"encoding/binary"

	"netlab/pcapnb/internal/dissect"
)

// What is asked for less often than the columns hold is read from the packet's bytes. Each function returns false
// where the packet has no such header or the capture cut it off.

const etherLen = 14 // bytes of an Ethernet header

// at returns size bytes of the packet from offset on.
func (p Packet) at(offset, size int) ([]byte, bool) {
	b := p.c.Whole(p.i)
	if offset+size > len(b) {
		return nil, false
	}
	return b[offset : offset+size], true
}

func (p Packet) u16(ok bool, offset int) (int, bool) {
	if !ok {
		return 0, false
	}
	b, ok := p.at(offset, 2)
	if !ok {
		return 0, false
	}
	return int(binary.BigEndian.Uint16(b)), true
}

func (p Packet) u8(ok bool, offset int) (int, bool) {
	if !ok {
		return 0, false
	}
	b, ok := p.at(offset, 1)
	if !ok {
		return 0, false
	}
	return int(b[0]), true
}

func (p Packet) l3() int { return int(p.c.L3[p.i]) }
func (p Packet) l4() int { return int(p.c.L4[p.i]) }

// vlan is the outermost VLAN identifier (IEEE 802.1Q section 9.6).
func (p Packet) vlan() (int, bool) {
	tci, ok := p.u16(p.is(hasVLAN), p.tagAt())
	return tci & 0x0fff, ok
}

// tagAt is where the outermost VLAN tag's control information is.
func (p Packet) tagAt() int {
	if b := p.Bytes(); p.LinkType() == linkEthernet && len(b) >= etherLen {
		switch binary.BigEndian.Uint16(b[12:]) {
		case 0x8100, 0x88a8, 0x9100:
			return etherLen
		}
	}
	return p.heads().TagAt
}

func (p Packet) ipID() (int, bool)       { return p.u16(p.is(hasIPv4), p.l3()+4) }
func (p Packet) ipChecksum() (int, bool) { return p.u16(p.is(hasIPv4), p.l3()+10) }

func (p Packet) ipHeaderLen() (int, bool) {
	if p.is(hasIPv6) {
		return 40, true
	}
	v, ok := p.u8(p.is(hasIPv4), p.l3())
	return v & 15 * 4, ok
}

func (p Packet) ipOptions() (int, bool) {
	size, ok := p.ipHeaderLen()
	if !ok || p.is(hasIPv6) {
		return 0, false
	}
	return p.options(p.l3()+20, size-20)
}

// options counts the options in an IPv4 or TCP header, as scapy does: padding counts, what follows an end does not.
func (p Packet) options(offset, size int) (int, bool) {
	b, ok := p.at(offset, max(size, 0))
	if !ok {
		return 0, false
	}
	n := 0
	for len(b) > 0 {
		n++
		step := 1
		if b[0] == 0 {
			break
		}
		if b[0] != 1 {
			if len(b) < 2 || b[1] < 2 || int(b[1]) > len(b) {
				break
			}
			step = int(b[1])
		}
		b = b[step:]
	}
	return n, true
}

func (p Packet) window() (int, bool)      { return p.u16(p.is(hasSegment), p.l4()+14) }
func (p Packet) tcpChecksum() (int, bool) { return p.u16(p.is(hasSegment), p.l4()+16) }
func (p Packet) urgent() (int, bool)      { return p.u16(p.is(hasSegment), p.l4()+18) }
func (p Packet) udpLen() (int, bool)      { return p.u16(p.is(hasUDP), p.l4()+4) }
func (p Packet) udpChecksum() (int, bool) { return p.u16(p.is(hasUDP), p.l4()+6) }

func (p Packet) tcpHeaderLen() (int, bool) {
	v, ok := p.u8(p.is(hasTCP), p.l4()+12)
	return v >> 4 * 4, ok
}

func (p Packet) tcpReserved() (int, bool) {
	v, ok := p.u8(p.is(hasSegment), p.l4()+12)
	return v >> 1 & 7, ok
}

func (p Packet) tcpOptions() (int, bool) {
	size, ok := p.tcpHeaderLen()
	if !ok {
		return 0, false
	}
	return p.options(p.l4()+20, size-20)
}

func (p Packet) icmpType() (int, bool) { return p.u8(p.showsICMP(), p.l4()) }
func (p Packet) icmpCode() (int, bool) { return p.u8(p.showsICMP(), p.l4()+1) }

// showsICMP says whether there is as much of an ICMP or ICMPv6 message as Wireshark needs to show any of it.
func (p Packet) showsICMP() bool {
	if !p.is(hasICMP) {
		return p.is(hasICMPv6)
	}
	_, captured := p.at(p.l4(), dissect.ICMPReadable)
	total, ok := p.u16(p.is(hasIPv4), p.l3()+2)
	return captured && (!ok || total == 0 || p.l3()+total >= p.l4()+dissect.ICMPReadable)
}

// transportChecksum is the checksum of the TCP, UDP or ICMP header.
func (p Packet) transportChecksum() (int, bool) {
	switch {
	case p.is(hasTCP):
		return p.tcpChecksum()
	case p.is(hasUDP):
		return p.udpChecksum()
	}
	return p.u16(p.showsICMP(), p.l4()+2)
}
