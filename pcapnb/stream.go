package pcapnb

import (
	"net/netip"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// tcpStreams numbers the TCP streams of a capture, as the dissector does for tcp.stream.
func (c *capture) tcpStreams() []uint32 {
	c.memo.streams.Do(func() {
		if c.memo.tcp = c.cachedStreams(); c.memo.tcp != nil {
			return
		}
		c.memo.tcp = c.numberStreams()
		c.storeStreams()
	})
	return c.memo.tcp
}

func (c *capture) numberStreams() []uint32 {
	streams := make([]uint32, c.n)
	numbers := dissect.NewStreams()
	for i := range streams {
		streams[i] = noCode
		switch {
		case c.hidesTCP(i):
			f := Packet{c, i}.frame()
			if n, ok := numbers.Frame(&f); ok && c.ipProto[i] == 6 {
				streams[i] = uint32(n)
			}
		case c.has[i]&hasTCP != 0:
			streams[i] = uint32(numbers.Segment(c.addrs[c.ipSrc[i]].dissected(), c.addrs[c.ipDst[i]].dissected(),
				c.portSrc[i], c.portDst[i], c.tcpFlags[i], c.seq[i], c.ack[i]))
		}
	}
	return streams
}

// hidesTCP tells whether row i may have a TCP header that the columns do not hold, of which Wireshark counts the stream: one that
// is cut, in a datagram that is put together from fragments, or in what an ICMP error quotes.
func (c *capture) hidesTCP(i int) bool {
	has := c.has[i]
	switch {
	case has&(hasICMP|hasICMPv6) != 0:
		return Packet{c, i}.isICMPError()
	case c.isFragment(i):
		return true
	}
	return has&(hasTransport|hasTCP) == hasTransport && c.ipProto[i] == 6
}

// isICMPError tells whether the packet is an ICMP message that quotes another packet (RFC 792, RFC 4443 section 2.1).
func (p Packet) isICMPError() bool {
	kind, ok := p.icmpType()
	if p.is(hasICMPv6) {
		return ok && kind < 128
	}
	return ok && (kind == 3 || kind == 4 || kind == 5 || kind == 11 || kind == 12)
}

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
	s := &Stream{Number: number}
	for _, p := range ps {
		if n, ok := p.tcpStream(); ok && n == number {
			s.Packets = append(s.Packets, p)
		}
	}
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
		switch p.c.tcpFlags[p.i] & 0x12 {
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
		seq := p.c.seq[p.i]
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
	seq = float64(int32(p.c.seq[p.i] - s.first[d]))
	if p.c.tcpFlags[p.i]&0x10 != 0 {
		ack = float64(int32(p.c.ack[p.i] - s.first[1-d]))
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
	if p.c.part {
		return 0, false
	}
	n := p.c.tcpStreams()[p.i]
	if n == noCode {
		return 0, false
	}
	return int(n), true
}
