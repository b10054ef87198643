package pcapnb

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// A conversation is the two ends of a TCP stream, the smaller first, so that both directions are the same.
type conversation struct {
	a, b         address
	portA, portB uint16
}

// tcpStreams numbers the TCP streams of a capture from 0 in order of first appearance. As in Wireshark, a SYN between
// ends that had a stream before begins a new one, unless it only repeats the SYN that began that one.
func (c *capture) tcpStreams() []uint32 {
	c.memo.streams.Do(func() {
		if c.memo.tcp = c.cachedStreams(); c.memo.tcp != nil {
			return
		}
		if c.nestsTCP() {
			c.memo.tcp = c.dissectedStreams()
		} else {
			c.memo.tcp = numberStreams(c)
		}
		c.storeStreams()
	})
	return c.memo.tcp
}

// nestsTCP tells whether a TCP header may stand where the columns do not look: in a tunnel, in what an ICMP error
// quotes, or in a datagram put together from fragments. Wireshark counts their streams too.
func (c *capture) nestsTCP() bool {
	for _, has := range c.has {
		if has&(hasTunnel|hasICMP|hasICMPv6|hasFragment) != 0 {
			return true
		}
	}
	return false
}

// dissectedStreams takes the numbers that the dissector gives, for packets that have a TCP header of their own.
func (c *capture) dissectedStreams() []uint32 {
	id, _ := dissect.Lookup("tcp.stream")
	col := c.wire([]dissect.ID{id})[0]
	streams := make([]uint32, c.n)
	for i := range streams {
		streams[i] = noCode
		text, ok := wireText(col, id, i)
		if !ok || c.has[i]&hasTCP == 0 {
			continue
		}
		first, _, _ := strings.Cut(text, ",")
		if n, err := strconv.ParseUint(first, 10, 32); err == nil {
			streams[i] = uint32(n)
		}
	}
	return streams
}

type streamState struct {
	number uint32
	seq    uint32 // of the SYN that began it
	syn    bool
}

func numberStreams(c *capture) []uint32 {
	streams := make([]uint32, c.n)
	open := make(map[conversation]streamState)
	count := uint32(0)
	for i := range streams {
		streams[i] = noCode
		if c.has[i]&(hasTCP|hasFragment) != hasTCP || c.has[i]&hasIP == 0 {
			continue
		}
		key := conversationOf(c, i)
		s, known := open[key]
		syn := c.tcpFlags[i]&0x12 == 0x02 // SYN without ACK
		if !known || syn && !(s.syn && s.seq == c.seq[i]) {
			s = streamState{number: count}
			count++
		}
		if syn {
			s.syn, s.seq = true, c.seq[i]
		}
		open[key] = s
		streams[i] = s.number
	}
	return streams
}

func conversationOf(c *capture, i int) conversation {
	src, dst := c.innerAddresses(i)
	k := conversation{src, dst, c.portSrc[i], c.portDst[i]}
	if src.less(dst) || src == dst && k.portA <= k.portB {
		return k
	}
	return conversation{dst, src, k.portB, k.portA}
}

func (a address) less(b address) bool {
	if a.v6 != b.v6 {
		return b.v6
	}
	return a.hi < b.hi || a.hi == b.hi && a.lo < b.lo
}

// innerAddresses are the addresses of the innermost IP header of row i. The columns hold the outermost; a tunnel is
// decoded again.
func (c *capture) innerAddresses(i int) (src, dst address) {
	if c.has[i]&hasTunnel == 0 {
		return c.addrs[c.ipSrc[i]], c.addrs[c.ipDst[i]]
	}
	one := newColumns(1)
	d := &decoder{cols: &one, addrs: dictCache[address]{dict: new(dict[address])}, macs: dictCache[mac48]{dict: new(dict[mac48])},
		links: []uint32{uint32(c.linkType(i))}}
	bytes := Packet{c, i}.Bytes()
	d.decode(0, []capfile.Record{{CapLen: uint32(len(bytes)), Len: c.length[i]}}, bytes, 0, 0)
	return d.innerSrc, d.innerDst
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

// Names returns the two ends as text, for a graph's legend.
func (s *Stream) Names() (client, server string) {
	return fmt.Sprintf("client %v", s.Client), fmt.Sprintf("server %v", s.Server)
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
