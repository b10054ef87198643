package talk

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
)

// A Server is how well TCP did between one server's port and all its clients.
type Server struct {
	Addr        netip.Addr    `col:"server"`
	Port        int           `col:"port"`
	Connections int           `col:"connections"`
	Refused     int           `col:"refused"`             // connections whose SYN was answered by a reset
	Reset       int           `col:"reset"`               // connections that a reset ended later
	Handshake   time.Duration `col:"handshake,omitzero"`  // median of those that were seen (tcp.analysis.initial_rtt)
	RTT         time.Duration `col:"rtt,omitzero"`        // median time to the server's acknowledgments of data (tcp.analysis.ack_rtt), handshakes left out
	ClientRTT   time.Duration `col:"client rtt,omitzero"` // likewise to the clients'

	Segments           int `col:"segments"`            // with data, of both ends
	Resent             int `col:"sent again"`          // packets that were sent again, by both ends (tcp.analysis.retransmission)
	ZeroWindows        int `col:"zero windows"`        // packets in which the server had no room (tcp.analysis.zero_window)
	ClientZeroWindows  int `col:"client zero windows"` // packets in which a client had none
	shook, acked, back int // how many numbers the medians are of
}

// The fields of servers, to filter, sort, group and plot by.
var (
	// SrvAddr is the server's address.
	SrvAddr = pcapnb.NewKey("server", func(s Server) netip.Addr { return s.Addr })
	// SrvPort is the server's port.
	SrvPort = pcapnb.NewNumber("port", "", func(s Server) int { return s.Port })
	// SrvConnections is how many connections the server had.
	SrvConnections = pcapnb.NewNumber("connections", "", func(s Server) int { return s.Connections })
	// SrvRefused is how many of them the server refused.
	SrvRefused = pcapnb.NewNumber("refused", "", func(s Server) int { return s.Refused })
	// SrvReset is how many of them a reset ended later.
	SrvReset = pcapnb.NewNumber("reset", "", func(s Server) int { return s.Reset })
	// SrvHandshake is the median time of TCP's handshakes.
	SrvHandshake = pcapnb.NewOptionalMeasure("handshake", "seconds", func(s Server) (float64, bool) { return s.Handshake.Seconds(), s.shook > 0 })
	// SrvRTT is the median time from clients' data to the server's acknowledgments.
	SrvRTT = pcapnb.NewOptionalMeasure("rtt", "seconds", func(s Server) (float64, bool) { return s.RTT.Seconds(), s.acked > 0 })
	// SrvClientRTT is the median time from the server's data to the clients' acknowledgments.
	SrvClientRTT = pcapnb.NewOptionalMeasure("client rtt", "seconds", func(s Server) (float64, bool) { return s.ClientRTT.Seconds(), s.back > 0 })
	// SrvSegments is how many segments with data both ends sent.
	SrvSegments = pcapnb.NewNumber("segments", "", func(s Server) int { return s.Segments })
	// SrvResent is how many packets both ends sent again.
	SrvResent = pcapnb.NewNumber("sent again", "", func(s Server) int { return s.Resent })
	// SrvResentShare is how many packets were sent again for each hundred segments with data.
	SrvResentShare = pcapnb.NewOptionalMeasure("sent again share", "%", func(s Server) (float64, bool) {
		return 100 * float64(s.Resent) / float64(s.Segments), s.Segments > 0
	})
	// SrvZeroWindows is how many packets said that the server had no room for data.
	SrvZeroWindows = pcapnb.NewNumber("zero windows", "", func(s Server) int { return s.ZeroWindows })
	// SrvClientZeroWindows is how many packets said that a client had no room.
	SrvClientZeroWindows = pcapnb.NewNumber("client zero windows", "", func(s Server) int { return s.ClientZeroWindows })
)

// A ServerList is servers in an order: an ordinary slice with the verbs as methods.
type ServerList []Server

// Servers returns how well TCP did with each server, those with most segments first. A server is the end that did not open the
// connection (Conversation.B), with its port. The whole capture is analysed for it.
func Servers[S Source](ps S) ServerList { return converse(ps, TCP, 0).Servers() }

// Servers returns how well TCP did with each server of the conversations over TCP, those with most segments first.
func (cs ConversationList) Servers() ServerList {
	at := make(map[netip.AddrPort]int)
	var all ServerList
	var sums []serverTimes
	for _, c := range cs {
		if c.Layer != TCP {
			continue
		}
		end := netip.AddrPortFrom(c.B, uint16(c.PortB))
		i, known := at[end]
		if !known {
			i = len(all)
			at[end] = i
			all, sums = append(all, Server{Addr: c.B, Port: c.PortB}), append(sums, serverTimes{})
		}
		all[i].add(c, &sums[i])
	}
	readSegments(cs, func(c Conversation) (*Server, *serverTimes) {
		i := at[netip.AddrPortFrom(c.B, uint16(c.PortB))]
		return &all[i], &sums[i]
	})
	for i := range all {
		s, t := &all[i], &sums[i]
		s.shook, s.acked, s.back = len(t.handshake), len(t.server), len(t.client)
		s.Handshake, s.RTT, s.ClientRTT = middle(t.handshake), middle(t.server), middle(t.client)
	}
	slices.SortStableFunc(all, func(a, b Server) int { return cmp.Compare(b.Segments, a.Segments) })
	return all
}

// serverTimes are the times that a server's medians are of.
type serverTimes struct{ handshake, server, client []time.Duration }

func (s *Server) add(c Conversation, t *serverTimes) {
	s.Connections++
	switch c.State {
	case "refused":
		s.Refused++
	case "reset":
		s.Reset++
	}
	if c.Handshake != 0 {
		t.handshake = append(t.handshake, c.Handshake)
	}
}

// readSegments adds up what the analysis says of the conversations' packets.
func readSegments(cs ConversationList, of func(c Conversation) (*Server, *serverTimes)) {
	for from, talks := range bySource(cs) {
		if from.files != nil {
			from.segments(talks, of)
			continue
		}
		t := from.pkts.Fields(analysed...)
		ack := lastNumber(t.Column(analysed[0]))
		rtt, again, full := lastNumber(t.Column(analysed[1])), t.Column(analysed[2]), t.Column(analysed[3])
		for _, c := range talks {
			s, times := of(c)
			for _, row := range from.rows[c.lo:c.hi] {
				said := analysis{resent: again.Has(int(row)), full: full.Has(int(row))}
				said.took, said.acks = rtt(int(row))
				said.acks = said.acks && whole(ack(int(row))) > 1 // 1 acknowledges a SYN
				s.segment(c, from.pkts[row], said, times)
			}
		}
	}
}

// analysed are the fields of an analysis.
var analysed = []string{"tcp.ack", "tcp.analysis.ack_rtt", retransmission, "tcp.analysis.zero_window"}

// An analysis is what the packets before say of a segment.
type analysis struct {
	resent, full bool
	acks         bool    // it acknowledges what was sent
	took         float64 // so many seconds before
}

// segment adds a packet of a conversation.
func (s *Server) segment(c Conversation, p pcapnb.Packet, said analysis, times *serverTimes) {
	byServer := p.IPSrc() == c.B && p.PortSrc() == c.PortB
	if p.TCPLen() > 0 {
		s.Segments++
	}
	if said.resent {
		s.Resent++
	}
	switch {
	case said.full && byServer:
		s.ZeroWindows++
	case said.full:
		s.ClientZeroWindows++
	}
	if said.acks {
		times.add(said.took, byServer)
	}
}

// segments is readSegments of conversations of files.
func (from *conversed) segments(talks ConversationList, of func(c Conversation) (*Server, *serverTimes)) {
	by := make(map[int]Conversation)
	for _, c := range talks {
		by[c.lo] = c
	}
	ids := fieldIDs(analysed)
	from.again("", analysed, func(n int32, p pcapnb.Packet, fields *dissect.Fields) bool {
		c, ok := by[int(n)]
		if !ok {
			return false
		}
		var said analysis
		ack := 0
		for i := range fields.Values { // of a packet in a tunnel the innermost
			switch v := &fields.Values[i]; v.ID {
			case ids[0]:
				ack = int(v.N)
			case ids[1]:
				said.took, said.acks = float64(v.N)/1e9, true
			case ids[2]:
				said.resent = true
			case ids[3]:
				said.full = true
			}
		}
		said.acks = said.acks && ack > 1
		s, times := of(c)
		s.segment(c, p, said, times)
		return false
	})
}

// bySource puts the conversations over TCP together that are of the same packets, in order.
func bySource(cs ConversationList) map[*conversed]ConversationList {
	of := make(map[*conversed]ConversationList)
	for _, c := range cs {
		if c.Layer == TCP && c.from != nil {
			of[c.from] = append(of[c.from], c)
		}
	}
	return of
}

func (t *serverTimes) add(seconds float64, byServer bool) {
	took := time.Duration(math.Round(seconds * 1e9))
	if byServer {
		t.server = append(t.server, took)
	} else {
		t.client = append(t.client, took)
	}
}

// middle returns the median, 0 of none, and puts the times in order.
func middle(times []time.Duration) time.Duration {
	n := len(times)
	if n == 0 {
		return 0
	}
	slices.Sort(times)
	return (times[(n-1)/2] + times[n/2]) / 2
}

// Head returns the first n servers, or all where there are fewer.
func (ss ServerList) Head(n int) ServerList { return pcapnb.Head(ss, n) }

// Filter returns the servers that match all of conds.
func (ss ServerList) Filter(conds ...pcapnb.Cond[Server]) ServerList {
	return pcapnb.Filter(ss, conds...)
}

// SortDesc returns the servers in descending order of fields. Ties keep their order, missing comes last.
func (ss ServerList) SortDesc(fields ...pcapnb.Field[Server]) ServerList {
	return pcapnb.SortDesc(ss, fields...)
}

// Select returns a table of the servers with one column a field.
func (ss ServerList) Select(fields ...pcapnb.Field[Server]) *pcapnb.Table {
	return pcapnb.Select(ss, fields...)
}

// Table returns the servers as a table.
func (ss ServerList) Table() *pcapnb.Table {
	return ss.Select(SrvAddr, SrvPort, SrvConnections, SrvRefused, SrvReset, SrvHandshake, SrvRTT, SrvClientRTT, SrvSegments, SrvResent,
		SrvResentShare, SrvZeroWindows, SrvClientZeroWindows)
}

// String returns the servers as text, aligned in columns.
func (ss ServerList) String() string { return ss.Table().String() }

// HTML returns the servers as a plain <table>, everything in it escaped.
func (ss ServerList) HTML() string { return ss.Table().HTML() }
