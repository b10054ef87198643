package dissect

import (
	"container/heap"
	"sort"
)

// This file puts messages above TCP together from the segments that carry
// them. As in Wireshark, what is above a segment is dissected as far as it
// is complete; the rest is held until the segments that complete it arrive.

func (d *Session) openMessage(p *pduStream, seq, next uint32) *pending {
	if len(p.open) >= maxPending {
		d.drop(p.open[0])
		p.open = append(p.open[:0], p.open[1:]...)
	}
	m := &pending{seq: seq, next: next}
	p.open = append(p.open, m)
	return m
}

// drop forgets the bytes of a message.
func (d *Session) drop(m *pending) {
	d.tcp.held -= len(m.data)
	for _, q := range m.late {
		d.tcp.held -= len(q.data)
	}
	m.data, m.parts, m.late = nil, nil, nil
}

// add puts the bytes of a segment into a message and reports whether the
// message reaches to its end without a hole.
func (d *Session) addPart(m *pending, off int, b []byte) bool {
	if off < 0 || off+len(b) > maxMessage || len(m.parts) >= maxSegments || d.tcp.held > maxHeld {
		return false
	}
	m.parts = append(m.parts, part{off, len(b), d.frame.Number})
	if off > len(m.data) {
		heap.Push(&m.late, latePart{off, append([]byte(nil), b...)})
		d.tcp.held += len(b)
		return false
	}
	d.appendPart(m, off, b)
	d.closeHoles(m)
	return len(m.late) == 0 && len(m.data) >= int(m.next-m.seq)
}

// appendPart appends what is new in bytes that reach back to those that are there.
func (d *Session) appendPart(m *pending, off int, b []byte) {
	if fresh := off + len(b) - len(m.data); fresh > 0 {
		m.data = append(m.data, b[len(b)-fresh:]...)
		d.tcp.held += fresh
	}
}

// closeHoles appends parts that have become adjacent.
func (d *Session) closeHoles(m *pending) {
	for len(m.late) > 0 && m.late[0].off <= len(m.data) {
		q := heap.Pop(&m.late).(latePart)
		d.tcp.held -= len(q.data)
		d.appendPart(m, q.off, q.data)
	}
}

// unordered is what comes late or asks for an answer only. Wireshark shows it to no dissector, by default.
const unordered = outOfOrder | fastRetransmission | spuriousRetransmission | keepAlive

// tcpPayload dissects the payload of a segment.
func (d *Session) tcpPayload(t *view, s *segment, c *tcpConn, dir int) {
	if s.has(flagRST) {
		// A reset may carry text that says why, RFC 9293 §3.5.3.
		d.asciiBytes(fTcpResetCause, t, 0, len(t.b), untilZero(t.b))
		return
	}
	f := (*tcpFlow)(nil)
	if c != nil {
		f = &c.flow[dir]
	}
	if f != nil && d.wantMessages && s.has(flagFIN) && f.stream.untilFIN && d.finish(t, s, c, dir) {
		return
	}
	if len(t.b) == 0 {
		return
	}
	d.raw(fTcpPayload, t, 0, len(t.b))
	if !d.wantMessages || f == nil {
		return
	}
	if len(t.b) < t.rep {
		d.tcpCut(t, s, c, dir)
		return
	}
	d.segments(t, s, c, dir)
	d.followUp = false
}

// tcpCut dissects the payload of a segment that the capture cut short: it
// cannot be put together with others.
func (d *Session) tcpCut(t *view, s *segment, c *tcpConn, dir int) {
	if c.analysis != nil && c.analysis.flags&(retransmission|unordered) != 0 {
		return
	}
	d.canAsk = false
	d.tcpMessage(t, s, c, dir)
}

// finish completes a message that lasts until the connection closes.
func (d *Session) finish(t *view, s *segment, c *tcpConn, dir int) bool {
	p := &c.flow[dir].stream
	m := p.find(s.first())
	if m == nil || m.done || len(t.b) < t.rep || len(t.b) == 0 && len(m.data) == 0 {
		return false
	}
	m.next = s.first() + uint32(len(t.b))
	if !d.addPart(m, int(s.first()-m.seq), t.b) {
		return false
	}
	d.canAsk = false
	none := t.sub(len(t.b), -1)
	d.complete(&none, 0, m, s, c, dir)
	return true
}

// segments hands the payload of a segment to the messages it belongs to.
func (d *Session) segments(t *view, s *segment, c *tcpConn, dir int) {
	p := &c.flow[dir].stream
	end := s.first() + uint32(len(t.b))
	off := 0
	for round := 0; off < len(t.b) && round < len(t.b)+1; round++ {
		seq := s.first() + uint32(off)
		rest := d.lasting(t.sub(off, -1))
		if d.repeated(rest, seq, end, p, c) {
			return
		}
		m := p.find(seq)
		if m == nil || m.done {
			d.fresh(rest, seq, end, s, c, dir)
			return
		}
		if c.analysis != nil && c.analysis.flags&spuriousRetransmission != 0 {
			return // Wireshark takes what was acknowledged before it was seen for no part
		}
		used := d.continueMessage(rest, seq, end, m, s, c, dir)
		if used == 0 {
			return
		}
		off += used
		d.cols.setFence()
		d.followUp = true
	}
}

// repeated reports whether the bytes were sent before and need no second look.
func (d *Session) repeated(t *view, seq, end uint32, p *pduStream, c *tcpConn) bool {
	again := c.analysis != nil && c.analysis.flags&retransmission != 0
	if m := p.startsAt(seq); m != nil && !seqLess(m.next, end) {
		again = true
	}
	if again {
		d.raw(c.parts().data, t, 0, len(t.b))
	}
	return again
}

// fresh dissects bytes that do not continue a message, and holds what is not
// complete.
func (d *Session) fresh(t *view, seq, end uint32, s *segment, c *tcpConn, dir int) {
	if c.analysis != nil && c.analysis.flags&unordered != 0 {
		if c.analysis.flags&keepAlive != 0 && c.flow[dir].stream.find(seq) == nil {
			d.data(t)
		}
		return
	}
	d.canAsk = true
	proto := d.cols.proto
	done, need := d.tcpMessage(t, s, c, dir)
	if need != 0 && done == 0 && d.followUp {
		d.cols.proto = proto
	}
	if need == 0 || !d.ok() {
		return
	}
	p := &c.flow[dir].stream
	d.hold(p, seq+uint32(done), end, need, t.b[done:])
	d.leftOver(t, done, c)
}

// hold keeps the beginning of a message.
func (d *Session) hold(p *pduStream, seq, end uint32, need int, b []byte) {
	if len(b) > maxSpan {
		return
	}
	m := d.openMessage(p, seq, p.target(end, need))
	m.entire = need == needSegment
	d.addPart(m, 0, b)
}

// leftOver emits the bytes of a segment that wait for more.
func (d *Session) leftOver(t *view, done int, c *tcpConn) {
	if done == 0 && !d.followUp {
		d.partNote(c)
	}
	d.raw(c.parts().data, t, done, len(t.b)-done)
}

// partNote says in the columns that a segment is part of a message.
func (d *Session) partNote(c *tcpConn) {
	if c.carrier != nil {
		d.cols.setProto(d, c.carrier.column())
		d.cols.set(d, "[TLS segment of a reassembled PDU]")
		return
	}
	d.cols.setProto(d, "TCP")
	d.cols.appendSep(d, " ", "[TCP segment of a reassembled PDU]")
}

// partFields are the fields that say what a message was put together from.
type partFields struct{ data, all, one, count, length, reassembled ID }

var (
	segmentFields = partFields{fTcpSegmentData, fTcpSegments, fTcpSegment, fTcpSegmentCount, fTcpReassembledLength, fTcpReassembledData}
	recordFields  = partFields{fTlsSegmentData, fTlsSegments, fTlsSegment, fTlsSegmentCount, fTlsReassembledLength, fTlsReassembledData}
)

func (c *tcpConn) parts() *partFields {
	if c.carrier != nil {
		return &recordFields
	}
	return &segmentFields
}

// continueMessage adds a segment to a message, dissects the message when it is
// complete, and returns how many bytes of the segment belong to it, or 0 when
// nothing can follow.
func (d *Session) continueMessage(t *view, seq, end uint32, m *pending, s *segment, c *tcpConn, dir int) int {
	n := len(t.b)
	if k := int(m.next - seq); !m.entire && k < n {
		n = k
	}
	if m.entire {
		m.entire = false
		if seqLess(m.next, end) {
			m.next = end
		}
	}
	if !d.addPart(m, int(seq-m.seq), t.b[:n]) {
		if !d.followUp {
			d.partNote(c)
		}
		d.raw(c.parts().data, t, 0, len(t.b))
		return 0
	}
	if seqLess(end, m.next) { // which fills a hole: Wireshark waits for the last segment, which was here already
		d.insertSegments(t, n, m, c.parts(), len(d.out.Values), len(d.out.nodes), d.depth)
		m.done = true
		d.drop(m)
		return 0
	}
	d.canAsk = true
	if !d.complete(t, n, m, s, c, dir) {
		return 0
	}
	return n
}

// complete dissects a message that has all its bytes; n of them came with this
// segment. It reports false when the message turns out to need more.
func (d *Session) complete(t *view, n int, m *pending, s *segment, c *tcpConn, dir int) bool {
	p := &c.flow[dir].stream
	whole := view{b: m.data, rep: len(m.data), src: d.source()}
	values, nodes, depth := len(d.out.Values), len(d.out.nodes), d.depth
	d.seen = &m.seen
	done, need := d.tcpMessage(&whole, s, c, dir)
	d.seen = nil
	before := len(m.data) - n
	if need != 0 && done <= before && d.ok() {
		m.next = p.target(m.seq+uint32(len(m.data)), need)
		m.entire = need == needSegment
		d.leftOver(t, 0, c)
		return false
	}
	d.insertSegments(t, n, m, c.parts(), values, nodes, depth)
	m.done = true
	d.drop(m)
	if need != 0 && d.ok() {
		end := s.first() + uint32(len(t.b))
		rest := whole.b[done:]
		d.hold(p, m.seq+uint32(done), end, need, rest)
		return false
	}
	return true
}

// insertSegments emits what a message was put together from, before the
// message itself.
func (d *Session) insertSegments(t *view, n int, m *pending, f *partFields, values, nodes int, depth uint8) {
	if !d.wantSegments {
		return
	}
	bad, inner := d.bad, d.depth
	d.bad, d.depth = fine, depth
	tail := append([]Value(nil), d.out.Values[values:]...)
	tailNodes := append([]node(nil), d.out.nodes[nodes:]...)
	d.out.Values, d.out.nodes = d.out.Values[:values], d.out.nodes[:nodes]
	if n > 0 {
		d.raw(f.data, t, 0, n)
	}
	d.mark(f.all)
	d.push()
	sort.SliceStable(m.parts, func(i, j int) bool { return m.parts[i].off < m.parts[j].off })
	for _, q := range m.parts {
		d.num(f.one, nil, 0, 0, uint64(q.frame))
	}
	d.num(f.count, nil, 0, 0, uint64(len(m.parts)))
	d.num(f.length, nil, 0, 0, uint64(len(m.data)))
	d.text(f.reassembled, nil, 0, 0, m.data)
	for i := range d.out.protocols {
		if p := &d.out.protocols[i]; p.value >= values {
			p.value += len(d.out.Values) - values
		}
	}
	d.out.Values = append(d.out.Values, tail...)
	d.out.nodes = append(d.out.nodes, tailNodes...)
	d.bad, d.depth = bad, inner
}
