package pcapnb

import (
	"net/netip"
	"time"

	"netlab/pcapnb/table"
)

// A Flow is what one end of a conversation sent to the other: one-way packets of the same addresses, ports and protocol.
// Packets of TCP are of one stream too. A flow without ports, as one of ICMP or of fragments is, has 0 as ports and shows
// them as missing; so does port 0 of TCP and UDP, which is reserved (RFC 6335 section 6) and hardly ever seen.
type Flow struct {
	Src      netip.Addr    `col:"ip_src"`
	SrcPort  int           `col:"port_src,omitzero"`
	Dst      netip.Addr    `col:"ip_dst"`
	DstPort  int           `col:"port_dst,omitzero"`
	Protocol string        `col:"protocol"`
	Packets  int           `col:"packets"`
	Bytes    int           `col:"bytes" unit:"bytes"` // on the wire, headers included
	First    time.Time     `col:"first,omitzero"`
	Duration time.Duration `col:"duration"`
}

// The fields of flows, to filter, sort, group and plot by.
var (
	// FlowSrc is the address that sends.
	FlowSrc = NewKey("ip_src", func(f Flow) netip.Addr { return f.Src })
	// FlowDst is the address that receives.
	FlowDst = NewKey("ip_dst", func(f Flow) netip.Addr { return f.Dst })
	// FlowDstPort is the port that receives; flows without ports lack it.
	FlowDstPort = NewOptionalNumber("port_dst", "", func(f Flow) (int, bool) { return f.DstPort, f.DstPort != 0 })
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
	stream           int // -1 where the packet is of no TCP stream
}

// Flows are one-way flows in an order: an ordinary slice with the verbs as methods.
type Flows []Flow

// Head returns the first n flows, or all where there are fewer.
func (fs Flows) Head(n int) Flows { return Head(fs, n) }

// Tail returns the last n flows, or all where there are fewer.
func (fs Flows) Tail(n int) Flows { return Tail(fs, n) }

// Filter returns the flows that match all of conds.
func (fs Flows) Filter(conds ...Cond[Flow]) Flows { return Filter(fs, conds...) }

// FilterFunc returns the flows for which keep returns true.
func (fs Flows) FilterFunc(keep func(f Flow) bool) Flows { return FilterFunc(fs, keep) }

// Sort returns the flows in ascending order of fields. Ties keep their order, missing comes last.
func (fs Flows) Sort(fields ...Field[Flow]) Flows { return Sort(fs, fields...) }

// SortDesc returns the flows in descending order of fields. Ties keep their order, missing comes last.
func (fs Flows) SortDesc(fields ...Field[Flow]) Flows { return SortDesc(fs, fields...) }

// Select returns a table of the flows with one column a field.
func (fs Flows) Select(fields ...Field[Flow]) *Table { return Select(fs, fields...) }

// Describe returns count, mean, std, min, quartiles and max of fields; of text count, unique, top and freq.
func (fs Flows) Describe(fields ...Field[Flow]) *Table { return Describe(fs, fields...) }

// String returns the flows as text, aligned in columns.
func (fs Flows) String() string { return table.RowsText(fs) }

// HTML returns the flows as a plain <table>, everything in it escaped.
func (fs Flows) HTML() string { return table.RowsHTML(fs) }

// Flows returns the packets' one-way flows in order of their first packets. Packets without IP addresses are in none.
func (ps Packets) Flows() Flows {
	f := newFlowFinder()
	for _, p := range ps {
		f.add(p)
	}
	return f.flows
}

// A flowFinder finds the flows of packets that it is shown in order.
type flowFinder struct {
	flows Flows
	at    map[flowKey]int
}

func newFlowFinder() *flowFinder { return &flowFinder{at: make(map[flowKey]int)} }

func (f *flowFinder) add(p Packet) {
	if !p.is(hasIP) {
		return
	}
	key := flowKey{p.IPSrc(), p.IPDst(), p.PortSrc(), p.PortDst(), p.Protocol(), p.TCPStream()}
	i, known := f.at[key]
	if !known {
		i = len(f.flows)
		f.at[key] = i
		f.flows = append(f.flows, Flow{Src: key.src, Dst: key.dst, SrcPort: key.srcPort, DstPort: key.dstPort, Protocol: key.protocol})
	}
	f.flows[i].add(p)
}

func (f *Flow) add(p Packet) {
	f.Packets++
	f.Bytes += p.Length()
	if !p.is(hasTime) {
		return
	}
	at := p.Time()
	switch {
	case f.First.IsZero():
		f.First = at
	case at.Before(f.First): // the file's order is not time's
		f.First, f.Duration = at, f.Duration+f.First.Sub(at)
	default:
		f.Duration = max(f.Duration, at.Sub(f.First))
	}
}
