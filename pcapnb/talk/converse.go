package talk

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
)

// Conversations returns the two-way conversations of the packets in order of their first packets, as tshark's -z conv counts them: a
// packet in a tunnel is one of every conversation that its headers name, outer and inner ones; what an ICMP error quotes is none.
func Conversations[S Source](ps S, over Layer) ConversationList { return converse(ps, over, 0) }

// ConversationsIdle is Conversations where a silence longer than idle ends a conversation, and what comes after begins another; 0 is no
// limit. It is for UDP, IP and Ethernet, which say nothing of an end.
func ConversationsIdle[S Source](ps S, over Layer, idle time.Duration) ConversationList {
	return converse(ps, over, idle)
}

func wantLayer(over Layer, idle time.Duration) {
	if over > Ethernet || idle < 0 {
		panic(misuse.Textf("talk: ConversationsIdle(%d, %v): want TCP, UDP, IP or Ethernet, and an idle time of 0 or more", over, idle))
	}
}

// udpStreams reads udp.stream, of a packet in a tunnel the innermost.
func udpStreams(ps pcapnb.Packets) func(row int) (int, bool) {
	column := ps.Fields("udp.stream").Column("udp.stream")
	return func(row int) (int, bool) {
		v, ok := column.Value(row)
		if text, several := v.(string); several {
			n, err := strconv.Atoi(text[strings.LastIndexByte(text, ',')+1:])
			return n, err == nil
		}
		n, _ := v.(int)
		return n, ok
	}
}

// convEnds is who sent a packet to whom.
type convEnds struct {
	src, dst         netip.Addr
	srcMAC, dstMAC   pcapnb.MAC
	portSrc, portDst int
	stream           int
}

// A convKey tells conversations apart, whichever way a packet goes: a has the lesser end.
type convKey struct {
	a, b         netip.Addr
	ma, mb       pcapnb.MAC
	portA, portB int
	stream       int // of TCP, where the same ends may meet again
}

func (e *convEnds) key(over Layer) convKey {
	k := convKey{a: e.src, b: e.dst, ma: e.srcMAC, mb: e.dstMAC, portA: e.portSrc, portB: e.portDst}
	if cmp.Or(e.src.Compare(e.dst), cmp.Compare(e.portSrc, e.portDst), slices.Compare(e.srcMAC[:], e.dstMAC[:])) > 0 {
		k = convKey{a: e.dst, b: e.src, ma: e.dstMAC, mb: e.srcMAC, portA: e.portDst, portB: e.portSrc}
	}
	if over == TCP {
		k.stream = e.stream
	}
	return k
}

// A converser collects conversations, A being the source of the first packet until it ends.
type converser struct {
	over  Layer
	idle  time.Duration
	known map[convKey]int32
	convs []Conversation
	tcp   []tcpTalk                      // by conversation, over TCP
	ends  []int64                        // by conversation: when the latest packet was captured
	of    []int32                        // by member: its conversation
	rows  []int32                        // by member: the row of its packet
	each  func(n int32, p pcapnb.Packet) // takes members in place of of and rows, where it is set

	last    convKey
	lastNum int32
	streams []int32 // by TCP stream: 1 more than the conversation of its latest packet, 0 where there was none
}

func newConverser(over Layer, idle time.Duration) *converser {
	return &converser{over: over, idle: idle, known: make(map[convKey]int32)}
}

func (t *converser) packet(row int32, p pcapnb.Packet, udpStream func(row int) (int, bool)) {
	if p.InTunnel() || t.over == Ethernet && p.LinkType() != linkEthernet {
		t.allHeaders(row, p, udpStream)
		return
	}
	var e convEnds
	ok := false
	switch t.over {
	case TCP:
		if _, ok = pcapnb.TCPLen.Of(p); ok { // there is a whole TCP header
			e.stream = p.TCPStream()
			ok = e.stream >= 0
		}
	case UDP:
		if p.Protocol() == "UDP" {
			e.stream, ok = udpStream(int(row))
		}
	case IP:
		ok = p.IPVersion() != 0
	case Ethernet:
		if e.srcMAC, ok = pcapnb.MACSrc.Of(p); ok {
			e.dstMAC = p.MACDst()
		}
	}
	if !ok {
		return
	}
	if t.over != Ethernet {
		e.src, e.dst = p.IPSrc(), p.IPDst()
	}
	if t.over <= UDP {
		e.portSrc, e.portDst = p.PortSrc(), p.PortDst()
	}
	t.add(row, p, &e)
}

const linkEthernet = 1 // LINKTYPE_ETHERNET, tcpdump.org/linktypes.html

// allHeaders counts a packet for the conversations of all its headers.
func (t *converser) allHeaders(row int32, p pcapnb.Packet, udpStream func(row int) (int, bool)) {
	f := frameOf(p)
	for _, e := range dissect.EndsIn(&f) {
		if layerOf(e.Kind) != t.over {
			continue
		}
		ends := convEnds{src: e.SrcAddr, dst: e.DstAddr, srcMAC: macOf(e.Src), dstMAC: macOf(e.Dst), portSrc: int(e.PortSrc), portDst: int(e.PortDst)}
		switch t.over {
		case TCP:
			ends.stream = p.TCPStream()
		case UDP:
			ends.stream, _ = udpStream(int(row))
		}
		t.add(row, p, &ends)
	}
}

// frameOf is the packet as the dissector wants it.
func frameOf(p pcapnb.Packet) dissect.Frame {
	f := dissect.Frame{Number: p.Number(), HasTime: !p.Time().IsZero(), Link: uint32(p.LinkType()), Length: p.Length(), Data: p.Bytes()}
	if f.HasTime {
		f.Time = p.Time().UnixNano()
	}
	return f
}

func macOf(n uint64) pcapnb.MAC {
	return pcapnb.MAC{byte(n >> 40), byte(n >> 32), byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}
}

func layerOf(k dissect.EndsKind) Layer {
	switch k {
	case dissect.EtherEnds:
		return Ethernet
	case dissect.IPEnds:
		return IP
	case dissect.TCPEnds:
		return TCP
	}
	return UDP
}

// add counts a packet for the conversation between the ends.
func (t *converser) add(row int32, p pcapnb.Packet, e *convEnds) {
	n := t.conversation(p, e)
	c := &t.convs[n]
	if t.each != nil {
		t.each(n, p)
	} else {
		t.of, t.rows = append(t.of, n), append(t.rows, row)
	}
	forth := e.src == c.A && e.srcMAC == c.MACA && e.portSrc == c.PortA
	size := p.Length()
	c.Packets++
	c.Bytes += size
	if forth {
		c.PacketsAB++
		c.BytesAB += size
	} else {
		c.PacketsBA++
		c.BytesBA += size
	}
	t.time(c, n, p)
	if t.over == TCP {
		t.tcp[n].segment(p, forth)
	}
}

// conversation returns the number of the conversation that a packet is of.
func (t *converser) conversation(p pcapnb.Packet, e *convEnds) int32 {
	if n, ok := t.ofStream(e); ok {
		return n
	}
	key := e.key(t.over)
	n, known := t.lastNum, key == t.last && len(t.convs) > 0
	if !known {
		n, known = t.known[key]
	}
	if known && t.idle > 0 && !p.Time().IsZero() && p.Time().UnixNano()-t.ends[n] > int64(t.idle) {
		known = false
	}
	if !known {
		n = int32(len(t.convs))
		t.known[key] = n
		c := Conversation{Layer: t.over, A: e.src, B: e.dst, MACA: e.srcMAC, MACB: e.dstMAC, PortA: e.portSrc, PortB: e.portDst, Stream: -1}
		if t.over <= UDP {
			c.Stream = e.stream
		}
		t.convs, t.ends = append(t.convs, c), append(t.ends, 0)
		if t.over == TCP {
			t.tcp = append(t.tcp, tcpTalk{})
		}
	}
	t.last, t.lastNum = key, n
	if t.over == TCP && e.stream >= 0 {
		t.streams = append(t.streams, make([]int32, max(e.stream+1-len(t.streams), 0))...)
		t.streams[e.stream] = n + 1
	}
	return n
}

// ofStream is conversation where the TCP stream's latest packet was between the same ends, as nearly always: no key is looked up.
func (t *converser) ofStream(e *convEnds) (int32, bool) {
	if t.over != TCP || t.idle > 0 || e.stream < 0 || e.stream >= len(t.streams) || t.streams[e.stream] == 0 {
		return 0, false
	}
	n := t.streams[e.stream] - 1
	c := &t.convs[n]
	forth := e.portSrc == c.PortA && e.portDst == c.PortB && e.src == c.A && e.dst == c.B && e.srcMAC == c.MACA && e.dstMAC == c.MACB
	back := e.portSrc == c.PortB && e.portDst == c.PortA && e.src == c.B && e.dst == c.A && e.srcMAC == c.MACB && e.dstMAC == c.MACA
	return n, forth || back
}

// time widens the conversation's time to a packet's; the file's order need not be time's.
func (t *converser) time(c *Conversation, n int32, p pcapnb.Packet) {
	if p.Time().IsZero() {
		return
	}
	at := p.Time()
	switch {
	case c.Start.IsZero():
		c.Start, t.ends[n] = at, at.UnixNano()
	case at.Before(c.Start):
		c.Start = at
	default:
		t.ends[n] = max(t.ends[n], at.UnixNano())
	}
}

func (t *converser) finish(ps pcapnb.Packets) ConversationList {
	from := &conversed{pkts: ps, rows: make([]int32, len(t.rows))}
	next := make([]int, len(t.convs))
	lo := 0
	for n := range t.convs {
		c := &t.convs[n]
		c.from, c.lo, c.hi, next[n] = from, lo, lo+c.Packets, lo
		lo += c.Packets
		if !c.Start.IsZero() {
			c.Duration = time.Duration(t.ends[n] - c.Start.UnixNano())
		}
		if t.over == TCP {
			t.tcp[n].tell(c)
		} else if t.over == UDP && clientIsB(c) {
			c.turn()
		}
	}
	for k, n := range t.of {
		from.rows[next[n]] = t.rows[k]
		next[n]++
	}
	return t.convs
}

// clientIsB tells by the ports alone which end asks: a service's port is that of the one that is asked.
func clientIsB(c *Conversation) bool {
	return pcapnb.ServiceName(c.PortA) != "" && pcapnb.ServiceName(c.PortB) == ""
}

// turn makes A of B.
func (c *Conversation) turn() {
	c.A, c.B, c.MACA, c.MACB, c.PortA, c.PortB = c.B, c.A, c.MACB, c.MACA, c.PortB, c.PortA
	c.PacketsAB, c.BytesAB, c.PacketsBA, c.BytesBA = c.PacketsBA, c.BytesBA, c.PacketsAB, c.BytesAB
}

// A tcpTalk is what the flags of a TCP conversation say, by end: 0 the one that sent its first packet.
type tcpTalk struct {
	syn, synAck, fin, reset [2]bool
	data                    [2]bool
	synAt, took             int64 // ns
	answered, done          bool
	timed                   bool
}

// segment takes the next packet (RFC 9293 section 3.5).
func (t *tcpTalk) segment(p pcapnb.Packet, forth bool) {
	d := 1
	if forth {
		d = 0
	}
	has, now := flagsOf(p), int64(0)
	syn, ack := has['S'], has['A']
	if t.timed = !p.Time().IsZero(); t.timed {
		now = p.Time().UnixNano()
	}
	switch {
	case syn && !ack:
		t.syn[d] = true
		if !t.done {
			t.synAt = now
		}
	case syn:
		t.synAck[d], t.answered = true, true
	case ack && t.answered && !t.done && !t.synAck[d] && !has['R']:
		t.done, t.took = true, now-t.synAt
	}
	t.data[d] = t.data[d] || p.TCPLen() > 0
	t.fin[d] = t.fin[d] || has['F']
	t.reset[d] = t.reset[d] || has['R']
}

// flagsOf are a packet's flags by their letters.
func flagsOf(p pcapnb.Packet) (has ['Z' + 1]bool) {
	for _, letter := range []byte(p.Flags()) {
		has[letter] = true
	}
	return has
}

// tell says which end opened the conversation, and its state.
func (t *tcpTalk) tell(c *Conversation) {
	opener := t.opener(c)
	if t.done && t.timed && t.synAt != 0 {
		c.Handshake = time.Duration(max(t.took, 0))
	}
	c.State = t.state(opener)
	if opener == 1 {
		c.turn()
	}
}

func (t *tcpTalk) opener(c *Conversation) int {
	switch {
	case t.syn[0]:
		return 0
	case t.syn[1], t.synAck[0]:
		return 1
	case t.synAck[1], !clientIsB(c):
		return 0
	}
	return 1
}

func (t *tcpTalk) state(opener int) string {
	reset := t.reset[0] || t.reset[1]
	shook := t.synAck[0] || t.synAck[1]
	switch {
	case t.syn[opener] && !shook && t.reset[1-opener] && !t.data[0] && !t.data[1]:
		return "refused"
	case reset:
		return "reset"
	case t.fin[0] && t.fin[1]:
		return "closed"
	case (t.syn[opener] || shook) && !t.done && !t.data[opener]:
		return "half-open"
	}
	return "open"
}
