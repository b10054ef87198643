package dissect

// This file finds retransmissions, losses and the like from the sequence and
// acknowledgment numbers of a connection, by the rules of the section "TCP
// Analysis" of the Wireshark user's guide.

// maxUnacked bounds the segments remembered in each direction.
const maxUnacked = 10000

// Times that tell kinds of retransmission apart.
const (
	fastWindow        = 20e6 // 20 ms after the last duplicate acknowledgment
	defaultOutOfOrder = 3e6  // 3 ms after the highest segment, when no round trip is known
)

func (d *Session) analyse(s *segment, c *tcpConn, dir int, reused bool) {
	d.tcp.scratch = analysis{}
	a := &d.tcp.scratch
	c.analysis = a
	f, r := &c.flow[dir], &c.flow[1-dir]
	now := d.now
	if reused {
		a.flags |= reusedPorts
	}
	a.silent = s.again
	if s.has(flagACK) {
		r.noFlight = false
	}
	a.window(s, f, r)
	if s.ack != f.lastAck {
		f.nonDupFrame, f.dupAcks, f.ackedLost = d.frame.Number, 0, false
	}
	a.lostAck(s, r)
	a.resent(s, c, f, r, now)
	a.remember(s, f, d.frame.Number, now)
	f.window, f.lastAck, f.lastAckTime = s.window, s.ack, now
	if s.has(flagSYN | flagACK) {
		f.firstAckDone = !s.has(flagSYN)
	}
	f.lastFlags = a.flags
	a.acknowledge(s, r, now)
	a.flight(s, f, r)
}

// handshake measures the opening round trip: from the SYN to the first
// acknowledgment that its sender sends.
func (c *tcpConn) handshake(s *segment, now int64) {
	switch s.flags & (flagSYN | flagACK) {
	case flagSYN:
		c.synTime, c.hasSynTime = now, now != 0 // to Wireshark 1970 is no time
	case flagACK:
		if c.hasSynTime && c.firstRTT == 0 {
			c.firstRTT = now - c.synTime
		}
	}
}

// special reports whether the segment opens or ends the connection.
func (s *segment) special() bool { return s.has(flagSYN | flagFIN | flagRST) }

// window finds what concerns windows, probes and repeated acknowledgments.
func (a *analysis) window(s *segment, f, r *tcpFlow) {
	known := f.nextSeq != 0
	atNext := s.seq == f.nextSeq
	sameAck := s.ack == f.lastAck
	if s.length == 1 && atNext && r.window == 0 && r.lastAckTime != 0 {
		a.flags |= zeroWindowProbe
		return
	}
	if s.window == 0 && !s.special() {
		a.flags |= zeroWindow
	}
	if known && seqLess(f.nextSeq, s.seq) && !s.has(flagRST) {
		a.flags |= lostSegment
		f.noFlight = true
	}
	if s.length <= 1 && s.seq == f.nextSeq-1 && !s.special() {
		a.flags |= keepAlive
	}
	if s.length == 0 && s.window != 0 && s.window != f.window && atNext && sameAck && !s.special() {
		a.flags |= windowUpdate
	}
	if s.length > 0 && r.winBits != scaleUnknown && !s.special() && r.full(s) {
		a.flags |= windowFull
	}
	a.answers(s, f, r, atNext && sameAck && s.length == 0 && s.window == f.window && !s.special())
}

// full reports whether the segment reaches the end of the receiver's window.
func (r *tcpFlow) full(s *segment) bool {
	w := uint32(r.window)
	if r.winBits > 0 && r.firstAckDone {
		w <<= uint(r.winBits)
	}
	return s.seq+uint32(s.length) == r.lastAck+w
}

// answers finds answers to probes, and duplicate acknowledgments; same says
// that nothing changed since the last segment.
func (a *analysis) answers(s *segment, f, r *tcpFlow, same bool) {
	if !same {
		return
	}
	switch {
	case s.window != 0 && r.lastFlags&keepAlive != 0:
		a.flags |= keepAliveAck
	case s.window == 0 && r.lastFlags&zeroWindowProbe != 0:
		a.flags |= zeroWindowProbeAck
	case s.window != 0:
		f.dupAcks++
		f.ackedLost = false
		a.flags |= duplicateAck
		a.dupNum, a.dupFrame = f.dupAcks, f.nonDupFrame
	}
}

// lostAck finds an acknowledgment of data that is not in the capture.
func (a *analysis) lostAck(s *segment, r *tcpFlow) {
	if r.toBeAcked != 0 && s.has(flagACK) && seqLess(r.toBeAcked, s.ack) {
		switch {
		case r.toBeAcked != r.nextSeq:
			r.toBeAcked = r.nextSeq
		case r.dupAcks > 0 || r.ackedLost:
			// As in Wireshark: it was said before, or the other side repeats itself.
			r.dupAcks, r.ackedLost = 0, true
			a.silent = true
			return
		default:
			r.ackedLost = true
		}
		a.flags |= ackLostSegment
	}
}

// resent tells retransmissions of several kinds and late segments apart.
func (a *analysis) resent(s *segment, c *tcpConn, f, r *tcpFlow, now int64) {
	if s.length == 0 && !s.has(flagSYN|flagFIN) || a.flags&keepAlive != 0 {
		return
	}
	end := s.seq + uint32(s.length)
	behind := f.nextSeq != 0 && seqLess(s.seq, f.nextSeq)
	if s.length > 1 && f.nextSeq-1 == s.seq {
		behind = false
	}
	if s.length > 0 && r.lastAck != 0 && !seqLess(r.lastAck, end) {
		a.flags |= spuriousRetransmission
		return
	}
	if !behind {
		return
	}
	if (r.dupAcks >= 2 || r.ackedLost) && within(now-r.lastAckTime, fastWindow) && r.lastAck == s.seq {
		a.flags |= fastRetransmission
		return
	}
	limit := int64(defaultOutOfOrder)
	if c.firstRTT != 0 {
		limit = c.firstRTT
	}
	if s.has(flagSYN | flagFIN) {
		end++
	}
	if within(now-f.nextTime, limit) && f.nextSeq != end {
		a.flags |= outOfOrder
		return
	}
	a.flags |= retransmission
	a.timeout(s, f, now)
}

// within reports whether less than limit went by. Time that runs backwards counts as long, as in Wireshark.
func within(gap, limit int64) bool { return uint64(gap) < uint64(limit) }

// timeout finds when the bytes were sent before.
func (a *analysis) timeout(s *segment, f *tcpFlow, now int64) {
	a.rto, a.rtoFrame = now-f.nextTime, f.nextFrame
	if len(f.unacked) > 0 {
		a.rto, a.rtoFrame = now-f.unacked[0].time, f.unacked[0].frame
	}
}

// remember notes what the segment sends.
func (a *analysis) remember(s *segment, f *tcpFlow, frame int, now int64) {
	next := s.seq + uint32(s.length)
	if s.has(flagSYN | flagFIN) {
		next++
	}
	if next != s.seq && len(f.unacked) < maxUnacked {
		f.unacked = append(f.unacked, sentSegment{s.seq, next, frame, now})
		f.widen(s.seq, next)
	}
	if a.flags&zeroWindowProbe != 0 {
		return
	}
	if f.nextSeq == 0 || seqLess(f.nextSeq, next) {
		f.nextSeq, f.nextFrame, f.nextTime = next, frame, now
	}
	if f.toBeAcked == 0 || s.seq == f.toBeAcked {
		f.toBeAcked = f.nextSeq
	}
}

// acknowledge drops what the segment acknowledges and measures how long the acknowledgment took. As in Wireshark the number counts
// where the flag is not set, too: some systems write it beside RST.
func (a *analysis) acknowledge(s *segment, r *tcpFlow, now int64) {
	r.spanKnown = false
	kept := r.unacked[:0]
	for _, u := range r.unacked {
		switch {
		case s.ack == u.next:
			if a.acksFrame == 0 {
				a.acksFrame, a.rtt = u.frame, now-u.time
			}
			continue
		case seqLess(u.seq, s.ack) && seqLess(s.ack, u.next):
			u.seq = s.ack
		case seqLess(u.next, s.ack):
			continue
		}
		kept = append(kept, u)
	}
	r.unacked = kept
}

// flight counts the bytes sent and not acknowledged, and those since the last push.
func (a *analysis) flight(s *segment, f, r *tcpFlow) {
	if s.length == 0 || len(f.unacked) == 0 || f.noFlight {
		return
	}
	n := f.spread()
	if s.has(flagSYN | flagFIN) {
		n--
	}
	for _, b := range r.sack[:r.nSack] {
		n -= b[1] - b[0]
	}
	a.counted = true
	if f.pushed {
		f.pushBytes = 0
	}
	f.pushBytes += uint32(s.length)
	f.pushed = s.has(flagPSH)
	if n == 0 || n >= 2e9 {
		return
	}
	a.inFlight = n
	a.pushBytes = f.pushBytes
}

// spread returns how many bytes lie between the first and the last one that is not acknowledged. They are looked at again only after
// an acknowledgment, so that a connection of which one side was captured costs no more than another.
func (f *tcpFlow) spread() uint32 {
	if !f.spanKnown {
		f.span, f.spanKnown = [2]uint32{f.unacked[0].seq, f.unacked[0].next}, true
		for _, u := range f.unacked {
			f.widen(u.seq, u.next)
		}
	}
	return f.span[1] - f.span[0]
}

// widen makes the span hold a segment. Wireshark takes the least and the largest of the relative numbers, of which those before the
// first are the largest.
func (f *tcpFlow) widen(seq, next uint32) {
	if seq-f.base < f.span[0]-f.base {
		f.span[0] = seq
	}
	if next-f.base > f.span[1]-f.base {
		f.span[1] = next
	}
}

// noteSack remembers which of the other side's bytes arrived out of order.
func (f *tcpFlow) noteSack(o *tcpOptions) { f.sack, f.nSack = o.sack, o.nSack }

// analysisFields emits the findings.
func (d *Session) analysisFields(c *tcpConn) {
	a := c.analysis
	if a == nil {
		return
	}
	if a.flags == 0 && a.acksFrame == 0 && !a.counted && !a.silent {
		return
	}
	d.mark(fTcpAnalysis)
	d.push()
	defer d.pop()
	if a.acksFrame != 0 {
		d.num(fTcpAnalysisAcksFrame, nil, 0, 0, uint64(a.acksFrame))
		if a.rtt != 0 {
			d.num(fTcpAnalysisAckRtt, nil, 0, 0, uint64(a.rtt))
		}
	}
	if c.firstRTT != 0 {
		d.num(fTcpAnalysisInitialRtt, nil, 0, 0, uint64(c.firstRTT))
	}
	if a.inFlight != 0 {
		d.num(fTcpAnalysisBytesInFlight, nil, 0, 0, uint64(a.inFlight))
		d.num(fTcpAnalysisPushBytesSent, nil, 0, 0, uint64(a.pushBytes))
	}
	if a.flags != 0 {
		d.analysisFlags(a)
	}
}

func (d *Session) analysisFlags(a *analysis) {
	d.mark(fTcpAnalysisFlags)
	if a.flags&fastRetransmission != 0 {
		d.mark(fTcpAnalysisRetransmission)
		d.mark(fTcpAnalysisFastRetransmission)
	}
	if a.flags&retransmission != 0 {
		d.mark(fTcpAnalysisRetransmission)
		if a.rto != 0 {
			d.num(fTcpAnalysisRto, nil, 0, 0, uint64(a.rto))
			d.num(fTcpAnalysisRtoFrame, nil, 0, 0, uint64(a.rtoFrame))
		}
	}
	if a.flags&spuriousRetransmission != 0 {
		d.mark(fTcpAnalysisRetransmission)
		d.mark(fTcpAnalysisSpuriousRetransmission)
	}
	d.markIf(a, outOfOrder, fTcpAnalysisOutOfOrder)
	d.markIf(a, reusedPorts, fTcpAnalysisReusedPorts)
	d.markIf(a, lostSegment, fTcpAnalysisLostSegment)
	d.markIf(a, ackLostSegment, fTcpAnalysisAckLostSegment)
	d.markIf(a, windowUpdate, fTcpAnalysisWindowUpdate)
	d.markIf(a, windowFull, fTcpAnalysisWindowFull)
	d.markIf(a, keepAlive, fTcpAnalysisKeepAlive)
	d.markIf(a, keepAliveAck, fTcpAnalysisKeepAliveAck)
	if a.dupNum != 0 {
		d.mark(fTcpAnalysisDuplicateAck)
		d.num(fTcpAnalysisDuplicateAckNum, nil, 0, 0, uint64(a.dupNum))
		d.num(fTcpAnalysisDuplicateAckFrame, nil, 0, 0, uint64(a.dupFrame))
		d.mark(fTcpAnalysisDuplicateAck)
	}
	d.markIf(a, zeroWindowProbe, fTcpAnalysisZeroWindowProbe)
	d.markIf(a, zeroWindow, fTcpAnalysisZeroWindow)
	d.markIf(a, zeroWindowProbeAck, fTcpAnalysisZeroWindowProbeAck)
}

func (d *Session) markIf(a *analysis, f tcpFlags, id ID) {
	if a.flags&f != 0 {
		d.mark(id)
	}
}

// analysisColumns puts the findings before the Info column.
func (d *Session) analysisColumns(a *analysis) {
	if a.flags == 0 {
		return
	}
	note := func(f tcpFlags, s string) {
		if a.flags&f != 0 {
			d.cols.prepend(d, s)
		}
	}
	note(reusedPorts, "[TCP Port numbers reused] ")
	switch {
	case a.flags&fastRetransmission != 0:
		d.cols.prepend(d, "[TCP Fast Retransmission] ")
	case a.flags&retransmission != 0:
		d.cols.prepend(d, "[TCP Retransmission] ")
	}
	note(spuriousRetransmission, "[TCP Spurious Retransmission] ")
	note(outOfOrder, "[TCP Out-Of-Order] ")
	note(lostSegment, "[TCP Previous segment not captured] ")
	note(ackLostSegment, "[TCP ACKed unseen segment] ")
	note(windowUpdate, "[TCP Window Update] ")
	note(windowFull, "[TCP Window Full] ")
	note(keepAlive, "[TCP Keep-Alive] ")
	note(keepAliveAck, "[TCP Keep-Alive ACK] ")
	if a.dupNum != 0 {
		d.cols.prepend(d, "[TCP Dup ACK "+utoa(a.dupFrame)+"#"+utoa(a.dupNum)+"] ")
	}
	note(zeroWindowProbe, "[TCP ZeroWindowProbe] ")
	note(zeroWindow, "[TCP ZeroWindow] ")
	note(zeroWindowProbeAck, "[TCP ZeroWindowProbeAck] ")
}
