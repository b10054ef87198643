package talk

import (
	"net/netip"
	"sync"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/table"
)

// A Layer is what conversations run over: which header names their two ends.
type Layer uint8

// What conversations run over.
const (
	TCP      Layer = iota // ends are addresses and ports; one conversation is one TCP stream
	UDP                   // ends are addresses and ports
	IP                    // ends are IPv4 or IPv6 addresses
	Ethernet              // ends are hardware addresses
)

// String returns "TCP", "UDP", "IP" or "Ethernet".
func (o Layer) String() string {
	if int(o) < 4 {
		return [4]string{"TCP", "UDP", "IP", "Ethernet"}[o]
	}
	return ""
}

// A Conversation is what two ends sent each other. A is the end that opened it: the one that sent the SYN; where the capture has
// none, the one whose peer's port is a service's, and else the one that was first to send. Bytes are those on the wire, all headers included.
type Conversation struct {
	Layer  Layer      `col:"layer"`
	MACA   pcapnb.MAC `col:"mac_a,omitzero"` // of conversations over Ethernet
	MACB   pcapnb.MAC `col:"mac_b,omitzero"`
	A      netip.Addr `col:"a"`
	B      netip.Addr `col:"b"`
	PortA  int        `col:"port_a,omitzero"` // of TCP and UDP
	PortB  int        `col:"port_b,omitzero"`
	Stream int        `col:"stream"` // as Wireshark's tcp.stream and udp.stream; -1 over IP and Ethernet

	Packets   int           `col:"packets" unit:"packets"`
	Bytes     int           `col:"bytes" unit:"bytes"`
	PacketsAB int           `col:"packets_ab" unit:"packets"` // what A sent
	BytesAB   int           `col:"bytes_ab" unit:"bytes"`
	PacketsBA int           `col:"packets_ba" unit:"packets"` // what B sent
	BytesBA   int           `col:"bytes_ba" unit:"bytes"`
	Start     time.Time     `col:"start,omitzero"`
	Duration  time.Duration `col:"duration"` // from the first packet to the last

	// State is how far a TCP conversation came in what was captured: "half-open" (the handshake did not end), "refused" (the SYN was
	// answered by a reset), "open", "closed" (both ends sent a FIN) or "reset". Others have none.
	State string `col:"state,omitzero"`
	// Handshake is the time from the SYN that was answered to the ACK that ends TCP's handshake, 0 where it was not seen.
	Handshake time.Duration `col:"handshake,omitzero"`

	from   *conversed
	lo, hi int // its rows in from; of files, lo is its number
}

// conversed is where the packets of conversations are: those of each lie side by side, or they are in files.
type conversed struct {
	pkts pcapnb.Packets
	rows []int32

	files  pcapnb.Captures // nil where the packets are in memory
	over   Layer
	idle   time.Duration
	notes  []string // what could not be read
	once   sync.Once
	counts []int // by conversation: packets that were sent again
}

// The fields of conversations, to filter, sort, group and plot by.
var (
	// A is the address of the end that opened the conversation.
	A = pcapnb.NewOptionalKey("a", func(c Conversation) (netip.Addr, bool) { return c.A, c.A.IsValid() })
	// B is the address of the other end.
	B = pcapnb.NewOptionalKey("b", func(c Conversation) (netip.Addr, bool) { return c.B, c.B.IsValid() })
	// MACA is the hardware address of the end that sent first, of conversations over Ethernet.
	MACA = pcapnb.NewOptionalKey("mac_a", func(c Conversation) (pcapnb.MAC, bool) { return c.MACA, c.Layer == Ethernet })
	// MACB is the hardware address of the other end, of conversations over Ethernet.
	MACB = pcapnb.NewOptionalKey("mac_b", func(c Conversation) (pcapnb.MAC, bool) { return c.MACB, c.Layer == Ethernet })
	// PortA is A's port.
	PortA = pcapnb.NewOptionalNumber("port_a", "", func(c Conversation) (int, bool) { return c.PortA, c.Layer <= UDP })
	// PortB is B's port: the service's, where A is a client.
	PortB = pcapnb.NewOptionalNumber("port_b", "", func(c Conversation) (int, bool) { return c.PortB, c.Layer <= UDP })
	// Stream is Wireshark's tcp.stream or udp.stream.
	Stream = pcapnb.NewOptionalNumber("stream", "", func(c Conversation) (int, bool) { return c.Stream, c.Stream >= 0 })
	// Packets is how many packets both ends sent.
	Packets = pcapnb.NewOptionalNumber("packets", "packets", func(c Conversation) (int, bool) { return c.Packets, true })
	// Bytes is how many bytes both ends sent.
	Bytes = pcapnb.NewOptionalNumber("bytes", "bytes", func(c Conversation) (int, bool) { return c.Bytes, true })
	// PacketsAB is how many packets A sent.
	PacketsAB = pcapnb.NewOptionalNumber("packets_ab", "packets", func(c Conversation) (int, bool) { return c.PacketsAB, true })
	// BytesAB is how many bytes A sent.
	BytesAB = pcapnb.NewOptionalNumber("bytes_ab", "bytes", func(c Conversation) (int, bool) { return c.BytesAB, true })
	// PacketsBA is how many packets B sent.
	PacketsBA = pcapnb.NewOptionalNumber("packets_ba", "packets", func(c Conversation) (int, bool) { return c.PacketsBA, true })
	// BytesBA is how many bytes B sent.
	BytesBA = pcapnb.NewOptionalNumber("bytes_ba", "bytes", func(c Conversation) (int, bool) { return c.BytesBA, true })
	// Start is when the first packet was captured.
	Start = pcapnb.NewOptionalKey("start", func(c Conversation) (time.Time, bool) { return c.Start, !c.Start.IsZero() })
	// Duration is the time from the first packet to the last.
	Duration = pcapnb.NewOptionalMeasure("duration", "seconds", func(c Conversation) (float64, bool) { return c.Duration.Seconds(), true })
	// Rate is how fast both ends sent together; a conversation without a duration has none.
	Rate = pcapnb.NewOptionalMeasure("rate", "bits/s", func(c Conversation) (float64, bool) { return c.rate(c.Bytes) })
	// RateAB is how fast A sent.
	RateAB = pcapnb.NewOptionalMeasure("rate_ab", "bits/s", func(c Conversation) (float64, bool) { return c.rate(c.BytesAB) })
	// RateBA is how fast B sent.
	RateBA = pcapnb.NewOptionalMeasure("rate_ba", "bits/s", func(c Conversation) (float64, bool) { return c.rate(c.BytesBA) })
	// State is how far a TCP conversation came; see Conversation.State.
	State = pcapnb.NewOptionalKey("state", func(c Conversation) (string, bool) { return c.State, c.State != "" })
	// Handshake is the time that TCP's handshake took, as Wireshark's tcp.analysis.initial_rtt.
	Handshake = pcapnb.NewOptionalMeasure("handshake", "seconds", func(c Conversation) (float64, bool) { return c.Handshake.Seconds(), c.Handshake != 0 })
	// Retransmissions is how many packets of a TCP conversation sent again what was sent before, as Wireshark's
	// tcp.analysis.retransmission. The first one asked for has the whole capture analysed.
	Retransmissions = pcapnb.NewOptionalNumber("retransmissions", "packets", Conversation.retransmissions)
)

// rate is the bits a second of so many bytes.
func (c Conversation) rate(bytes int) (float64, bool) {
	return float64(bytes) * 8 / c.Duration.Seconds(), c.Duration > 0
}

func (c Conversation) retransmissions() (int, bool) {
	if c.Layer != TCP {
		return 0, false
	}
	if c.from != nil && c.from.files != nil {
		return c.from.resent(c.lo), true
	}
	trace := c.Trace()
	again := trace.Field(retransmission)
	n := 0
	for _, p := range trace {
		if _, ok := again.Of(p); ok {
			n++
		}
	}
	return n, true
}

// Trace returns the conversation's packets, in order. Of captures on disk they are read for it.
func (c Conversation) Trace() pcapnb.Packets {
	if c.from == nil {
		return nil
	}
	if c.from.files != nil {
		return c.from.again("Trace", nil, func(n int32, _ pcapnb.Packet, _ *dissect.Fields) bool { return int(n) == c.lo })
	}
	ps := make(pcapnb.Packets, c.hi-c.lo)
	for i, row := range c.from.rows[c.lo:c.hi] {
		ps[i] = c.from.pkts[row]
	}
	return ps
}

// A ConversationList is conversations in an order: an ordinary slice with the verbs as methods.
type ConversationList []Conversation

// Head returns the first n conversations, or all where there are fewer.
func (cs ConversationList) Head(n int) ConversationList { return pcapnb.Head(cs, n) }

// Tail returns the last n conversations, or all where there are fewer.
func (cs ConversationList) Tail(n int) ConversationList { return pcapnb.Tail(cs, n) }

// Filter returns the conversations that match all of conds.
func (cs ConversationList) Filter(conds ...pcapnb.Cond[Conversation]) ConversationList {
	return pcapnb.Filter(cs, conds...)
}

// FilterFunc returns the conversations for which keep returns true.
func (cs ConversationList) FilterFunc(keep func(c Conversation) bool) ConversationList {
	return pcapnb.FilterFunc(cs, keep)
}

// Sort returns the conversations in ascending order of fields. Ties keep their order, missing comes last.
func (cs ConversationList) Sort(fields ...pcapnb.Field[Conversation]) ConversationList {
	return pcapnb.Sort(cs, fields...)
}

// SortDesc returns the conversations in descending order of fields. Ties keep their order, missing comes last.
func (cs ConversationList) SortDesc(fields ...pcapnb.Field[Conversation]) ConversationList {
	return pcapnb.SortDesc(cs, fields...)
}

// Select returns a table of the conversations with one column a field.
func (cs ConversationList) Select(fields ...pcapnb.Field[Conversation]) *pcapnb.Table {
	return pcapnb.Select(cs, fields...)
}

// Describe returns count, mean, std, min, quartiles and max of fields; of text count, unique, top and freq.
func (cs ConversationList) Describe(fields ...pcapnb.Field[Conversation]) *pcapnb.Table {
	return pcapnb.Describe(cs, fields...)
}

// Table returns the conversations as a table: the two ends, what each sent, when, and of TCP how it went.
func (cs ConversationList) Table() *pcapnb.Table { return cs.With() }

// With returns the conversations' table with further columns, such as Retransmissions.
func (cs ConversationList) With(fields ...pcapnb.Field[Conversation]) *pcapnb.Table {
	t := cs.Select(append(cs.fields(), fields...)...)
	if len(cs) > 0 && cs[0].from != nil {
		return table.Stacked(cs[0].from.notes, t)
	}
	return t
}

// String returns the conversations as text, aligned in columns.
func (cs ConversationList) String() string { return cs.Table().String() }

// HTML returns the conversations as a plain <table>, everything in it escaped.
func (cs ConversationList) HTML() string { return cs.Table().HTML() }

// fields are the columns that conversations of these kinds have.
func (cs ConversationList) fields() []pcapnb.Field[Conversation] {
	var has [Ethernet + 1]bool
	for _, c := range cs {
		has[c.Layer] = true
	}
	var fields []pcapnb.Field[Conversation]
	if has[Ethernet] {
		fields = append(fields, MACA, MACB)
	}
	ports := has[TCP] || has[UDP]
	if ports || has[IP] || len(cs) == 0 {
		fields = append(fields, A)
		if ports {
			fields = append(fields, PortA)
		}
		fields = append(fields, B)
		if ports {
			fields = append(fields, PortB)
		}
	}
	fields = append(fields, Packets, Bytes, PacketsAB, BytesAB, PacketsBA, BytesBA, Start, Duration, Rate)
	if ports {
		fields = append(fields, Stream)
	}
	if has[TCP] {
		fields = append(fields, State, Handshake)
	}
	return fields
}
