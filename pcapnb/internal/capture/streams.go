package capture

import "netlab/pcapnb/internal/dissect"

// TCPStreams numbers the TCP streams of the capture by row, as the dissector does for tcp.stream; NoCode is no stream.
func (c *Capture) TCPStreams() []uint32 {
	c.streams.once.Do(func() {
		if c.streams.numbers = c.cachedStreams(); c.streams.numbers != nil {
			return
		}
		c.streams.numbers = c.numberStreams()
		c.storeStreams()
	})
	return c.streams.numbers
}

func (c *Capture) numberStreams() []uint32 {
	streams := make([]uint32, c.N)
	n := Streams{dissect.NewStreams().DecodeAs(c.As)}
	for i := range streams {
		streams[i] = n.Row(c, i)
	}
	return streams
}

// Streams numbers the TCP streams of rows that it is shown in order, from whatever batches.
type Streams struct{ numbers *dissect.Streams }

// NewStreams begins.
func NewStreams() *Streams { return &Streams{dissect.NewStreams()} }

// Row returns the number of row i's TCP stream, NoCode for none.
func (s *Streams) Row(c *Capture, i int) uint32 {
	switch {
	case c.hidesTCP(i):
		f := c.Frame(i)
		if n, ok := s.numbers.Frame(&f); ok && c.IPProto[i] == 6 {
			return uint32(n)
		}
	case c.Has[i]&dissect.HasTCP != 0:
		return uint32(s.numbers.Segment(dissect.Address(c.Addrs[c.IPSrc[i]]), dissect.Address(c.Addrs[c.IPDst[i]]),
			c.PortSrc[i], c.PortDst[i], c.TCPFlags[i], c.Seq[i], c.Ack[i]))
	}
	return NoCode
}

// hidesTCP tells whether row i may have a TCP header that the columns do not hold, of which Wireshark counts the stream: one that
// is cut, in a datagram that is put together from fragments, or in what an ICMP error quotes.
func (c *Capture) hidesTCP(i int) bool {
	has := c.Has[i]
	switch {
	case has&(dissect.HasICMP|dissect.HasICMPv6) != 0:
		return c.isICMPError(i)
	case c.IsFragment(i):
		return true
	case dissect.Problem(c.Problem[i]) == dissect.ProblemTCP: // a segment shorter than its header says
		return true
	}
	return has&(dissect.HasTransport|dissect.HasTCP) == dissect.HasTransport && c.IPProto[i] == 6
}

// isICMPError tells whether row i is an ICMP message that quotes another packet (RFC 792, RFC 4443 section 2.1).
func (c *Capture) isICMPError(i int) bool {
	b, at := c.Whole(i), int(c.L4[i])
	if at >= len(b) {
		return false
	}
	kind := b[at]
	if c.Has[i]&dissect.HasICMPv6 != 0 {
		return kind < 128
	}
	return kind == 3 || kind == 4 || kind == 5 || kind == 11 || kind == 12
}
