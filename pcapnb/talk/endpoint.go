package talk

import (
	"cmp"
	"net/netip"
	"slices"

	"netlab/pcapnb"
)

// An Endpoint is one end of conversations: an address, over TCP and UDP with a port, and what it sent and received, in bytes on the wire.
type Endpoint struct {
	Layer           Layer      `col:"layer"`
	MAC             pcapnb.MAC `col:"mac,omitzero"` // over Ethernet
	Addr            netip.Addr `col:"address"`
	Port            int        `col:"port,omitzero"`
	Packets         int        `col:"packets" unit:"packets"`
	Bytes           int        `col:"bytes" unit:"bytes"`
	PacketsSent     int        `col:"packets_sent" unit:"packets"`
	BytesSent       int        `col:"bytes_sent" unit:"bytes"`
	PacketsReceived int        `col:"packets_received" unit:"packets"`
	BytesReceived   int        `col:"bytes_received" unit:"bytes"`
	Peers           int        `col:"peers"` // with how many other ends
}

// The fields of endpoints, to filter, sort, group and plot by.
var (
	// EndMAC is the hardware address of an end of conversations over Ethernet.
	EndMAC = pcapnb.NewOptionalKey("mac", func(e Endpoint) (pcapnb.MAC, bool) { return e.MAC, e.Layer == Ethernet })
	// EndAddr is the end's IP address.
	EndAddr = pcapnb.NewOptionalKey("address", func(e Endpoint) (netip.Addr, bool) { return e.Addr, e.Addr.IsValid() })
	// EndPort is the end's port.
	EndPort = pcapnb.NewOptionalNumber("port", "", func(e Endpoint) (int, bool) { return e.Port, e.Layer <= UDP })
	// EndPackets is how many packets the end sent and received.
	EndPackets = pcapnb.NewOptionalNumber("packets", "packets", func(e Endpoint) (int, bool) { return e.Packets, true })
	// EndBytes is how many bytes the end sent and received.
	EndBytes = pcapnb.NewOptionalNumber("bytes", "bytes", func(e Endpoint) (int, bool) { return e.Bytes, true })
	// EndPacketsSent is how many packets the end sent.
	EndPacketsSent = pcapnb.NewOptionalNumber("packets_sent", "packets", func(e Endpoint) (int, bool) { return e.PacketsSent, true })
	// EndBytesSent is how many bytes the end sent.
	EndBytesSent = pcapnb.NewOptionalNumber("bytes_sent", "bytes", func(e Endpoint) (int, bool) { return e.BytesSent, true })
	// EndPacketsReceived is how many packets the end received.
	EndPacketsReceived = pcapnb.NewOptionalNumber("packets_received", "packets", func(e Endpoint) (int, bool) { return e.PacketsReceived, true })
	// EndBytesReceived is how many bytes the end received.
	EndBytesReceived = pcapnb.NewOptionalNumber("bytes_received", "bytes", func(e Endpoint) (int, bool) { return e.BytesReceived, true })
	// EndPeers is with how many other ends the end talked.
	EndPeers = pcapnb.NewOptionalNumber("peers", "", func(e Endpoint) (int, bool) { return e.Peers, true })
)

// EndpointList are the ends of conversations in an order: an ordinary slice with the verbs as methods.
type EndpointList []Endpoint

// Endpoints returns the ends of the packets' conversations, those with most packets first, as tshark's -z endpoints counts them.
func Endpoints[S Source](ps S, layer Layer) EndpointList { return converse(ps, layer, 0).Endpoints() }

// Endpoints returns the ends of the conversations, those with most packets first.
func (cs ConversationList) Endpoints() EndpointList {
	type end struct {
		layer Layer
		mac   pcapnb.MAC
		addr  netip.Addr
		port  int
	}
	at, met := make(map[end]int), make(map[[2]end]bool)
	var all EndpointList
	of := func(e end) *Endpoint {
		i, known := at[e]
		if !known {
			i = len(all)
			at[e] = i
			all = append(all, Endpoint{Layer: e.layer, MAC: e.mac, Addr: e.addr, Port: e.port})
		}
		return &all[i]
	}
	for i := range cs {
		c := &cs[i]
		a, b := end{c.Layer, c.MACA, c.A, c.PortA}, end{c.Layer, c.MACB, c.B, c.PortB}
		of(a).add(c.PacketsAB, c.BytesAB, c.PacketsBA, c.BytesBA)
		of(b).add(c.PacketsBA, c.BytesBA, c.PacketsAB, c.BytesAB)
		if !met[[2]end{a, b}] {
			met[[2]end{a, b}], met[[2]end{b, a}] = true, true
			of(a).Peers++
			of(b).Peers++
		}
	}
	slices.SortStableFunc(all, func(a, b Endpoint) int { return cmp.Compare(b.Packets, a.Packets) })
	return all
}

func (e *Endpoint) add(sent, bytesSent, received, bytesReceived int) {
	e.Packets += sent + received
	e.Bytes += bytesSent + bytesReceived
	e.PacketsSent += sent
	e.BytesSent += bytesSent
	e.PacketsReceived += received
	e.BytesReceived += bytesReceived
}

// Head returns the first n endpoints, or all where there are fewer.
func (es EndpointList) Head(n int) EndpointList { return pcapnb.Head(es, n) }

// Filter returns the endpoints that match all of conds.
func (es EndpointList) Filter(conds ...pcapnb.Cond[Endpoint]) EndpointList {
	return pcapnb.Filter(es, conds...)
}

// SortDesc returns the endpoints in descending order of fields. Ties keep their order, missing comes last.
func (es EndpointList) SortDesc(fields ...pcapnb.Field[Endpoint]) EndpointList {
	return pcapnb.SortDesc(es, fields...)
}

// Select returns a table of the endpoints with one column a field.
func (es EndpointList) Select(fields ...pcapnb.Field[Endpoint]) *pcapnb.Table {
	return pcapnb.Select(es, fields...)
}

// Table returns the endpoints as a table.
func (es EndpointList) Table() *pcapnb.Table {
	fields := []pcapnb.Field[Endpoint]{EndAddr}
	switch {
	case len(es) > 0 && es[0].Layer == Ethernet:
		fields[0] = EndMAC
	case len(es) > 0 && es[0].Layer <= UDP:
		fields = append(fields, EndPort)
	}
	return es.Select(append(fields, EndPackets, EndBytes, EndPacketsSent, EndBytesSent, EndPacketsReceived, EndBytesReceived, EndPeers)...)
}

// String returns the endpoints as text, aligned in columns.
func (es EndpointList) String() string { return es.Table().String() }

// HTML returns the endpoints as a plain <table>, everything in it escaped.
func (es EndpointList) HTML() string { return es.Table().HTML() }
