package pcapnb

import (
	"net/netip"
	"time"
)

// A Flow is what one end of a conversation sent to the other: the packets with the same addresses, ports and protocol,
// one way.
type Flow struct {
	Src      netip.Addr    `col:"ip_src"`
	SrcPort  int           `col:"port_src"` // 0 where the protocol has no ports
	Dst      netip.Addr    `col:"ip_dst"`
	DstPort  int           `col:"port_dst"`
	Protocol string        `col:"protocol"`
	Packets  int           `col:"packets"`
	Bytes    int           `col:"bytes" unit:"bytes"` // on the wire, headers included
	First    time.Time     `col:"first"`
	Duration time.Duration `col:"duration"`
}

// The fields of flows, to filter, sort, group and plot by.
var (
	// FlowSrc is the address that sends.
	FlowSrc = NewKey("ip_src", func(f Flow) netip.Addr { return f.Src })
	// FlowDst is the address that receives.
	FlowDst = NewKey("ip_dst", func(f Flow) netip.Addr { return f.Dst })
	// FlowDstPort is the port that receives.
	FlowDstPort = NewNumber("port_dst", "", func(f Flow) int { return f.DstPort })
	// FlowProtocol is the transport protocol's name.
	FlowProtocol = NewKey("protocol", func(f Flow) string { return f.Protocol })
	// FlowPackets is how many packets the flow has.
	FlowPackets = NewNumber("packets", "packets", func(f Flow) int { return f.Packets })
	// FlowBytes is how many bytes the flow has on the wire.
	FlowBytes = NewNumber("bytes", "bytes", func(f Flow) int { return f.Bytes })
	// FlowDuration is the time from the flow's first packet to its last, in seconds.
	FlowDuration = NewMeasure("duration", "seconds", func(f Flow) float64 { return f.Duration.Seconds() })
)

type flowKey struct {
	src, dst         netip.Addr
	srcPort, dstPort int
	protocol         string
}

// Flows returns the packets' one-way flows in order of their first packets. Packets without IP addresses are in none.
func (ps Packets) Flows() Rows[Flow] {
	var flows Rows[Flow]
	at := make(map[flowKey]int)
	for _, p := range ps {
		if !p.is(hasIP) {
			continue
		}
		key := flowKey{p.IPSrc(), p.IPDst(), p.PortSrc(), p.PortDst(), p.Protocol()}
		i, known := at[key]
		if !known {
			i = len(flows)
			at[key] = i
			flows = append(flows, Flow{Src: key.src, Dst: key.dst, SrcPort: key.srcPort, DstPort: key.dstPort, Protocol: key.protocol, First: p.Time()})
		}
		f := &flows[i]
		f.Packets++
		f.Bytes += p.Length()
		f.Duration = max(f.Duration, p.Time().Sub(f.First))
	}
	return flows
}
