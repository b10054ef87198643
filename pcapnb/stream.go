package pcapnb

import (
	"net/netip"
	"strings"
)

// A Stream is one TCP stream: its packets, both directions in order, and which end opened it. It has all of Packets'
// methods, and a time-sequence graph draws it.
type Stream struct {
	Packets
	Number int
	Client netip.AddrPort // the end that opened the stream
	Server netip.AddrPort

	first [2]uint32 // sequence number that counts as 0, of the client and of the server
	seen  []bool    // by packet: it sends again what was sent before
}

// Stream returns the TCP stream with the given number. The client is the end that sent a SYN; where the capture misses
// the handshake it is the end whose peer's port is a service's, and else the one that sends first.
func (ps Packets) Stream(number int) *Stream {
	return newStream(number, ofStream(ps, number))
}

// ofStream returns the packets of a stream.
func ofStream(ps []Packet, number int) (of Packets) {
	for _, p := range ps {
		if n, ok := p.tcpStream(); ok && n == number {
			of = append(of, p)
		}
	}
	return of
}

func newStream(number int, ps Packets) *Stream {
	s := &Stream{Number: number, Packets: ps}
	if len(s.Packets) > 0 {
		s.tellEnds()
		s.number()
	}
	return s
}

func (s *Stream) tellEnds() {
	p := s.Packets[0]
	s.Client, s.Server = p.source(), p.destination()
	for _, p := range s.Packets {
		switch p.c.TCPFlags[p.i] & 0x12 {
		case 0x02: // SYN
			s.Client, s.Server = p.source(), p.destination()
			return
		case 0x12: // SYN and ACK
			s.Client, s.Server = p.destination(), p.source()
			return
		}
	}
	if ServiceName(p.PortSrc()) != "" && ServiceName(p.PortDst()) == "" {
		s.Client, s.Server = s.Server, s.Client
	}
}

func (p Packet) source() netip.AddrPort { return netip.AddrPortFrom(p.IPSrc(), uint16(p.PortSrc())) }

func (p Packet) destination() netip.AddrPort {
	return netip.AddrPortFrom(p.IPDst(), uint16(p.PortDst()))
}

// FromClient tells whether the end that opened the stream sent p.
func (s *Stream) FromClient(p Packet) bool { return p.source() == s.Client }

// number finds what counts as sequence number 0 in each direction, and what was sent twice. A SYN's own number counts
// as 0, as in Wireshark; without one the first number seen does.
func (s *Stream) number() {
	var known [2]bool
	sent := make(map[[2]uint32]bool) // direction and sequence number of segments with data
	s.seen = make([]bool, len(s.Packets))
	for i, p := range s.Packets {
		d := s.direction(p)
		seq := p.c.Seq[p.i]
		if !known[d] {
			known[d], s.first[d] = true, seq
		}
		if p.TCPLen() > 0 {
			key := [2]uint32{uint32(d), seq}
			s.seen[i], sent[key] = sent[key], true
		}
	}
}

func (s *Stream) direction(p Packet) int {
	if s.FromClient(p) {
		return 0
	}
	return 1
}

// Len returns the number of packets.
func (s *Stream) Len() int { return len(s.Packets) }

// Segment returns packet i for a time-sequence graph: time in Unix seconds, numbers, payload in bytes, and who sent it.
// The sequence and acknowledgment numbers are relative to the first ones of their directions.
func (s *Stream) Segment(i int) (t, seq, ack, length float64, fromClient bool) {
	p := s.Packets[i]
	d := s.direction(p)
	t, _ = epoch(p)
	seq = float64(int32(p.c.Seq[p.i] - s.first[d]))
	if p.c.TCPFlags[p.i]&0x10 != 0 {
		ack = float64(int32(p.c.Ack[p.i] - s.first[1-d]))
	}
	return t, seq, ack, float64(p.TCPLen()), d == 0
}

// Retransmission tells whether packet i carries data from a sequence number that carried data before.
func (s *Stream) Retransmission(i int) bool { return s.seen[i] }

// endText is an end as text, "" for one that is not known, as in a stream without packets.
func endText(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// Names returns the two ends as text, for a graph's legend.
func (s *Stream) Names() (client, server string) {
	return strings.TrimSpace("client " + endText(s.Client)), strings.TrimSpace("server " + endText(s.Server))
}

// Side is a field of the stream's packets: "client" or "server", whoever sent it.
func (s *Stream) Side() Key[Packet, string] {
	return NewKey("sender", func(p Packet) string {
		if s.FromClient(p) {
			return "client"
		}
		return "server"
	})
}

// TCPStream is the number of the packet's TCP stream in the whole capture, from 0, as Wireshark's tcp.stream. A packet that
// is in none has -1.
func (p Packet) TCPStream() int {
	if n, ok := p.tcpStream(); ok {
		return n
	}
	return -1
}

func (p Packet) tcpStream() (int, bool) {
	n := uint32(noCode)
	switch {
	case p.c.Streams != nil:
		n = p.c.Streams[p.i]
	case p.c.Opened:
		panic(misused("pcapnb: Captures number TCP streams for their verbs only, where the field TCPStream is named: group, filter and sort by that"))
	case !p.c.Part:
		n = p.c.TCPStreams()[p.i]
	}
	if n == noCode {
		return 0, false
	}
	return int(n), true
}
