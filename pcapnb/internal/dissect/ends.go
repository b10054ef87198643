package dissect

import (
	"net/netip"
	"sync"
)

// EndsIn returns the ends that the headers of one frame name, outermost first; those that an ICMP error quotes are left out.
func EndsIn(f *Frame) []Ends {
	var out Fields
	d := *freshEnds() // which knows of no other frame
	d.Dissect(f, &out)
	return endsOf(&out)
}

// freshEnds is a session that has seen no frame; to work out what its fields need takes longer than to read them.
var freshEnds = sync.OnceValue(func() *Session { return New(NewSet(endFields...)) })

// Ends are what one header of a packet says about who sent it to whom.
type Ends struct {
	Kind             EndsKind
	Src, Dst         uint64     // of Ethernet
	SrcAddr, DstAddr netip.Addr // of IP; above it those of the header around it
	PortSrc, PortDst uint16     // of TCP and UDP
}

// An EndsKind is the kind of header that Ends are of.
type EndsKind uint8

// The kinds of ends.
const (
	EtherEnds EndsKind = iota
	IPEnds
	TCPEnds
	UDPEnds
)

var endFields = []ID{fEthDst, fEthSrc, fIpSrc, fIpDst, fIpv6Src, fIpv6Dst, fTcpSrcport, fTcpDstport, fUdpSrcport, fUdpDstport,
	fIcmpType, fIcmpv6Type}

func endsOf(out *Fields) []Ends {
	var all []Ends
	var src, dst netip.Addr
	for i := range out.Values {
		v := &out.Values[i]
		switch v.ID {
		case fEthDst:
			all = append(all, Ends{Kind: EtherEnds, Dst: v.N})
		case fIpSrc, fIpv6Src:
			src = v.Addr()
			all = append(all, Ends{Kind: IPEnds, SrcAddr: src})
		case fTcpSrcport:
			all = append(all, Ends{Kind: TCPEnds, SrcAddr: src, DstAddr: dst, PortSrc: uint16(v.N)})
		case fUdpSrcport:
			all = append(all, Ends{Kind: UDPEnds, SrcAddr: src, DstAddr: dst, PortSrc: uint16(v.N)})
		case fIcmpType, fIcmpv6Type:
			if quotes(v) {
				return all
			}
		default:
			if len(all) > 0 {
				all[len(all)-1].second(v, &dst)
			}
		}
	}
	return all
}

// second takes a field that follows the first one of its header.
func (e *Ends) second(v *Value, dst *netip.Addr) {
	switch v.ID {
	case fEthSrc:
		e.Src = v.N
	case fIpDst, fIpv6Dst:
		*dst = v.Addr()
		e.DstAddr = *dst
	case fTcpDstport, fUdpDstport:
		e.PortDst = uint16(v.N)
	}
}

// quotes tells whether an ICMP message of that type quotes another packet (RFC 792, RFC 4443 section 2.1).
func quotes(kind *Value) bool {
	switch {
	case kind.ID == fIcmpv6Type:
		return kind.N < 128
	case kind.N == 3, kind.N == 4, kind.N == 5, kind.N == 11, kind.N == 12:
		return true
	}
	return false
}
