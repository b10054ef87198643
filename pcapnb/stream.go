package pcapnb

// A conversation is the two ends of a TCP stream, the smaller first, so that both directions are the same.
type conversation struct {
	a, b         address
	portA, portB uint16
}

// tcpStreams numbers the TCP streams of a capture from 0 in order of first appearance. As in Wireshark, a SYN between
// ends that had a stream before begins a new one, unless it only repeats the SYN that began that one.
func (c *Capture) tcpStreams() []uint32 {
	c.memo.streams.Do(func() { c.memo.tcp = numberStreams(c) })
	return c.memo.tcp
}

type streamState struct {
	number uint32
	seq    uint32 // of the SYN that began it
	syn    bool
}

func numberStreams(c *Capture) []uint32 {
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

func conversationOf(c *Capture, i int) conversation {
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
func (c *Capture) innerAddresses(i int) (src, dst address) {
	if c.has[i]&hasTunnel == 0 {
		return c.addrs[c.ipSrc[i]], c.addrs[c.ipDst[i]]
	}
	one := newColumns(1)
	d := &decoder{cols: &one, addrs: dictCache[address]{dict: new(dict[address])}, macs: dictCache[mac48]{dict: new(dict[mac48])},
		data: Packet{c, i}.Bytes()}
	d.packet(uint32(c.linkType(i)))
	return d.innerSrc, d.innerDst
}

// Stream returns the packets of the TCP stream with the given number, both directions, in order.
func (ps Packets) Stream(number int) Packets {
	var out Packets
	for _, p := range ps {
		if n, ok := p.tcpStream(); ok && n == number {
			out = append(out, p)
		}
	}
	return out
}

// TCPStream is the number of the packet's TCP stream in the whole capture, from 0, as Wireshark's tcp.stream.
func (p Packet) TCPStream() int {
	n, _ := p.tcpStream()
	return n
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
