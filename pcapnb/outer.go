package pcapnb

import (
	"net/netip"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/table"
)

// The outermost IP header of a packet in a tunnel; elsewhere it is the only one.
var (
	// IPSrcOuter is the source address of the outermost IP header (the first ip.src or ipv6.src): where a tunnel begins.
	IPSrcOuter AddrField = newAddrField("", outerDef("ip_src_outer", Packet.ipSrcOuter))
	// IPDstOuter is the destination address of the outermost IP header (the first ip.dst or ipv6.dst): where a tunnel ends.
	IPDstOuter AddrField = newAddrField("", outerDef("ip_dst_outer", Packet.ipDstOuter))
)

func outerDef(name string, of func(Packet) (netip.Addr, bool)) table.KeyDef[Packet, netip.Addr] {
	return table.KeyDef[Packet, netip.Addr]{Name: name, Known: true, Of: of}
}

func (p Packet) ipSrcOuter() (netip.Addr, bool) {
	if !p.is(hasTunnel) {
		return p.addr(p.c.IPSrc)
	}
	return capture.Address(p.heads().OuterSrc).Addr(), true
}

func (p Packet) ipDstOuter() (netip.Addr, bool) {
	if !p.is(hasTunnel) {
		return p.addr(p.c.IPDst)
	}
	return capture.Address(p.heads().OuterDst).Addr(), true
}

// outerL3 is where the outermost IP header begins.
func (p Packet) outerL3() int {
	if !p.is(hasTunnel) {
		return p.l3()
	}
	return p.heads().OuterL3
}

// heads finds the headers of one packet again, for what the columns do not hold.
func (p Packet) heads() (h dissect.Headers) {
	f := dissect.Frame{Link: uint32(p.LinkType()), Length: p.Length(), Data: p.Bytes()}
	dissect.New(&dissect.Set{}).DecodeAs(p.c.As).Headers(&f, &h)
	return h
}

// InTunnel tells whether the row describes a packet inside a tunnel.
func (p Packet) InTunnel() bool { return p.is(hasTunnel) }
