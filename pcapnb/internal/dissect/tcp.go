package dissect

import "encoding/binary"

func init() { ipProtos[protoTCP] = (*Session).dissectTCP }

// dissectTCP dissects a TCP segment.
func (d *Session) dissectTCP(t *view) {
	d.current = "TCP"
	if !d.reaches(fTcp, t, 4) {
		return
	}
	d.begin(fTcp, t, 20)
	if !d.inError {
		d.cols.setProto(d, "TCP")
		d.cols.clear(d)
	}
	if !d.tcpHeader {
		return
	}
	s := d.lastingSegment()
	if !d.tcpPorts(t, s) {
		return
	}
	if d.tcpState && !d.wantMessages && d.toProxy(s) {
		asked := d.needs
		defer func() { d.needs = asked }()
		d.tcpAnalyse, d.wantMessages = true, true
	}
	c, dir := d.tcpConversation(s, t)
	if d.unseen && s.hlen >= 20 && len(t.b) >= 20 && !d.tree {
		if c != nil {
			c.complete(s)
		}
		s.urgent = binary.BigEndian.Uint16(t.b[18:])
	} else {
		d.tcpNumbers(t, s, c, dir)
	}
	if d.ok() && s.hlen >= 20 {
		d.tcpRest(t, s, c, dir)
	}
}

// toProxy reports whether a segment may carry a connection (SOCKS), whose number later ones count, whatever is asked for.
func (d *Session) toProxy(s *segment) bool {
	const port = 1080
	return d.tcpPort(s.src) == port || d.tcpPort(s.dst) == port
}

// tcpPorts reads the header, emits the ports, and reports whether there is a
// header to go on with.
func (d *Session) tcpPorts(t *view, s *segment) bool {
	s.src, s.dst = d.u16(t, 0), d.u16(t, 2)
	d.num(fTcpSrcport, t, 0, 2, uint64(s.src))
	d.num(fTcpDstport, t, 2, 2, uint64(s.dst))
	d.num(fTcpPort, t, 0, 2, uint64(s.src))
	d.num(fTcpPort, t, 2, 2, uint64(s.dst))
	if d.wantCols && d.ok() && !d.inError {
		d.cols.set(d, utoa(s.src)+" → "+utoa(s.dst))
	}
	if !d.ok() {
		return false
	}
	if len(t.b) < tcpReadable {
		if d.wantsLabel() {
			d.label(tcpName(s))
		}
		d.tcpCutShort(t, s)
		return false
	}
	s.seq, s.ack = binary.BigEndian.Uint32(t.b[4:]), binary.BigEndian.Uint32(t.b[8:])
	off := binary.BigEndian.Uint16(t.b[12:])
	s.flags = off & 0xfff
	s.hlen = int(off>>12) * 4
	s.window = binary.BigEndian.Uint16(t.b[14:])
	if t.rep < s.hlen && !t.frag && !d.inError {
		d.faulty()
	}
	s.unsized = t.frag || d.inError || t.rep < s.hlen
	s.length = max(t.rep-s.hlen, 0)
	return true
}

// tcpCutShort emits what there is of a header that ends before its window, as
// the packet quoted by an ICMP error may.
func (d *Session) tcpCutShort(t *view, s *segment) {
	if d.inError && !d.net.v6 {
		d.uint(fTcpSeq, t, 4, 4)
	}
	d.need(t, 0, 20)
}

// tcpNumbers emits the fixed header.
func (d *Session) tcpNumbers(t *view, s *segment, c *tcpConn, dir int) {
	seq, ack := s.seq, s.ack
	if c != nil {
		d.num(fTcpStream, nil, 0, 0, uint64(c.stream))
		d.num(fTcpCompleteness, nil, 0, 0, uint64(c.completeness))
		c.complete(s)
		seq, ack = c.relative(s, dir)
	}
	if d.wantsLabel() {
		d.tcpLabel(s, seq, ack)
	}
	d.tcpColumns(s, c, dir, seq, ack)
	if !s.unsized {
		d.num(fTcpLen, t, 12, 1, uint64(s.length))
	}
	if s.hlen < 20 {
		d.tcpBogus(t, s, seq)
		return
	}
	d.num(fTcpSeq, t, 4, 4, uint64(seq))
	if !d.inError || d.net.v6 { // as Wireshark has it
		d.num(fTcpSeqRaw, t, 4, 4, uint64(s.seq))
	}
	if d.has(fTcpNxtseq) && !s.unsized {
		n := seq + uint32(s.length)
		if s.has(flagSYN | flagFIN) {
			n++
		}
		d.num(fTcpNxtseq, nil, 0, 0, uint64(n))
	}
	d.num(fTcpAck, t, 8, 4, uint64(ack))
	d.num(fTcpAckRaw, t, 8, 4, uint64(s.ack))
	if !s.has(flagACK) && s.ack != 0 {
		d.mark(fTcpAckNonzero)
	}
	d.num(fTcpHdrLen, t, 12, 1, uint64(s.hlen))
	d.tcpFlags(t, s.flags, c, dir)
	d.tcpWindow(t, s, c, dir)
	d.uint(fTcpChecksum, t, 16, 2)
	d.num(fTcpChecksumStatus, nil, 0, 0, checksumUnverified)
	urgent := d.uint(fTcpUrgentPointer, t, 18, 2)
	s.urgent = uint16(urgent)
	if urgent != 0 && !s.has(flagURG) {
		d.mark(fTcpUrgentPointerNonZero)
	}
}

func (d *Session) tcpBogus(t *view, s *segment, seq uint32) {
	d.num(fTcpSeq, t, 4, 4, uint64(seq))
	d.num(fTcpSeqRaw, t, 4, 4, uint64(s.seq))
	d.num(fTcpHdrLen, t, 12, 1, uint64(s.hlen))
	d.mark(fTcpBogusHeaderLength)
}

func tcpName(s *segment) string {
	return "Transmission Control Protocol, Src Port: " + utoa(s.src) + ", Dst Port: " + utoa(s.dst)
}

func (d *Session) tcpLabel(s *segment, seq, ack uint32) {
	text := tcpName(s) + ", Seq: " + utoa(seq)
	if s.hlen < 20 {
		d.label(text)
		return
	}
	if s.has(flagACK) {
		text += ", Ack: " + utoa(ack)
	}
	if !s.unsized {
		text += ", Len: " + utoa(s.length)
	}
	d.label(text)
}

func (d *Session) tcpFlags(t *view, f uint16, c *tcpConn, dir int) {
	d.num(fTcpFlags, t, 12, 2, uint64(f))
	d.push()
	d.flag(fTcpFlagsRes, t, 12, 1, f&0xe00 != 0)
	d.flag(fTcpFlagsAe, t, 12, 1, f&flagAE != 0)
	d.flag(fTcpFlagsCwr, t, 13, 1, f&flagCWR != 0)
	d.flag(fTcpFlagsEce, t, 13, 1, f&flagECE != 0)
	d.flag(fTcpFlagsUrg, t, 13, 1, f&flagURG != 0)
	d.flag(fTcpFlagsAck, t, 13, 1, f&flagACK != 0)
	d.flag(fTcpFlagsPush, t, 13, 1, f&flagPSH != 0)
	d.flag(fTcpFlagsReset, t, 13, 1, f&flagRST != 0)
	if f&flagRST != 0 {
		d.mark(fTcpConnectionRst)
	}
	d.flag(fTcpFlagsSyn, t, 13, 1, f&flagSYN != 0)
	if f&flagSYN != 0 {
		if f&flagACK != 0 {
			d.mark(fTcpConnectionSynack)
		} else {
			d.mark(fTcpConnectionSyn)
		}
	}
	d.flag(fTcpFlagsFin, t, 13, 1, f&flagFIN != 0)
	if f&flagFIN != 0 {
		d.closing(c, dir)
	}
	if d.has(fTcpFlagsStr) {
		d.str(fTcpFlagsStr, t, 12, 2, flagLetters(f))
	}
	d.pop()
}

// closing marks which side closes a connection first.
func (d *Session) closing(c *tcpConn, dir int) {
	d.mark(fTcpConnectionFin)
	if c == nil {
		return
	}
	if c.finSide == 0 {
		c.finSide = dir + 1
	}
	if c.finSide == dir+1 {
		d.mark(fTcpConnectionFinActive)
	} else {
		d.mark(fTcpConnectionFinPassive)
	}
}

// flagLetters writes the twelve flags, one character each, as Wireshark does.
func flagLetters(f uint16) string {
	const letters = "RRRACEUAPRSF"
	var b []byte
	for i := range 12 {
		if f>>(11-i)&1 != 0 {
			b = append(b, letters[i])
		} else {
			b = append(b, "·"...)
		}
	}
	return string(b)
}

func (d *Session) tcpWindow(t *view, s *segment, c *tcpConn, dir int) {
	d.num(fTcpWindowSizeValue, t, 14, 2, uint64(s.window))
	scaled, factor := c.windowOf(s, dir)
	d.num(fTcpWindowSize, t, 14, 2, scaled)
	if !s.has(flagSYN) && c != nil {
		d.num(fTcpWindowSizeScalefactor, nil, 0, 0, uint64(factor))
	}
}

// windowOf returns a segment's window in bytes and what tcp.window_size_scalefactor says; a SYN's is not scaled (RFC 7323
// §2.2), nor does Wireshark scale one of unknown length.
func (c *tcpConn) windowOf(s *segment, dir int) (bytes uint64, factor int64) {
	bytes = uint64(s.window)
	if c == nil || s.has(flagSYN) {
		return bytes, scaleUnknown
	}
	scaled, factor := c.flow[dir].scale(s.window)
	if !s.unsized {
		bytes = scaled
	}
	return bytes, factor
}

// tcpRest dissects what follows the fixed header.
func (d *Session) tcpRest(t *view, s *segment, c *tcpConn, dir int) {
	if s.hlen > 20 {
		d.raw(fTcpOptions, t, 20, min(s.hlen, len(t.b))-20)
	}
	d.tcpColumnsLength(s)
	if s.hlen > 20 && d.tcpOptions {
		d.tcpOptionList(t, s, c, dir)
	}
	if s.hlen > 20 && (d.wantLayers || d.wantCols) {
		d.multipath(t.b[min(20, len(t.b)):min(s.hlen, len(t.b))])
	}
	if c != nil { // also where an option was cut
		bad := d.bad
		d.bad = fine
		d.num(fTcpTimeRelative, nil, 0, 0, uint64(s.sinceFirst))
		d.num(fTcpTimeDelta, nil, 0, 0, uint64(s.sincePrev))
		d.bad = bad
	}
	if !d.ok() {
		return
	}
	if c != nil && s.has(flagSYN) {
		c.noteScaling(s, dir)
		if _, ack := c.relative(s, dir); s.has(flagACK) && ack > 1 { // more than the SYN
			d.mark(fTcpAnalysisTfoAck)
		}
	}
	next := d.lasting(t.sub(s.hlen, -1))
	if d.inError {
		if s.again {
			d.mark(fTcpAnalysis) // with nothing in it
		}
		d.quotedPayload(next, s, c, dir)
		return
	}
	if c != nil && len(next.b) > 0 && (s.src == portFTP || s.dst == portFTP) {
		d.tcp.announce(next.b, d.net.src, d.net.dst, c.control().announces(d.frame.Number))
	}
	if c != nil {
		c.flow[dir].noteSack(&s.options)
		if d.tcpAnalyse {
			d.analysisFields(c)
		}
	}
	if d.wantCols && c != nil && c.analysis != nil {
		d.analysisColumns(c.analysis)
	}
	if len(next.b) == 0 && !(s.has(flagFIN) && c != nil && c.flow[dir].stream.untilFIN) {
		return
	}
	d.tcpPayload(next, s, c, dir)
}

// quotedPayload dissects what an ICMP error quotes of a payload. It is no part of the stream.
func (d *Session) quotedPayload(t *view, s *segment, c *tcpConn, dir int) {
	if len(t.b) == 0 {
		return
	}
	d.raw(fTcpPayload, t, 0, len(t.b))
	if d.wantMessages && c != nil {
		d.canAsk = false
		d.tcpMessage(t, s, c, dir)
	}
}

// tcpColumns begins the Info column of a segment.
func (d *Session) tcpColumns(s *segment, c *tcpConn, dir int, seq, ack uint32) {
	if !d.wantCols || d.inError {
		return
	}
	d.cols.append(d, " ["+flagNames(s.flags)+"]")
	d.cols.num(d, " Seq=", uint64(seq))
	if s.has(flagACK) {
		d.cols.num(d, " Ack=", uint64(ack))
	}
	window, _ := c.windowOf(s, dir)
	d.cols.num(d, " Win=", window)
	if s.hlen < 20 {
		d.cols.append(d, ", bogus TCP header length ("+utoa(s.hlen)+", must be at least 20)")
	}
}

// tcpColumnsLength says in the Info column what comes before the options.
func (d *Session) tcpColumnsLength(s *segment) {
	if !d.wantCols || d.inError {
		return
	}
	if s.has(flagURG) {
		d.cols.num(d, " Urg=", uint64(s.urgent))
	}
	if !s.unsized {
		d.cols.num(d, " Len=", uint64(s.length))
	}
}

func flagNames(f uint16) string {
	if f&0xfff == 0 {
		return "<None>"
	}
	names := [...]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"}
	out := ""
	for i, n := range names {
		if f>>uint(i)&1 != 0 {
			if out != "" {
				out += ", "
			}
			out += n
		}
	}
	if f&0xe00 != 0 {
		if out != "" {
			out += ", "
		}
		out += "Reserved"
	}
	return out
}

// tcpConversation finds the connection of a segment and notes the segment in it.
func (d *Session) tcpConversation(s *segment, t *view) (c *tcpConn, dir int) {
	if !d.tcpState {
		return nil, 0
	}
	k, dir := d.net.conversation(s.src, s.dst)
	var reused bool
	switch {
	case d.inError:
		c = d.tcp.get(k, d.now)
	default:
		c, reused = d.tcp.connection(k, dir, s, d.now)
		c.analysis = nil
		if c.firstFrame == 0 {
			c.firstFrame = d.frame.Number
		}
		if len(d.tcp.announced) > 0 && !c.begun && c.app == noTCPApp {
			d.tcp.dataConnection(c, s, d.net.src, d.net.dst)
		}
	}
	s.sinceFirst, s.sincePrev = d.now-c.first, d.now-c.prev
	c.prev = d.now
	if d.tcpAnalyse && !d.inError {
		c.handshake(s, d.now)
	}
	switch {
	case !d.tcpAnalyse:
	case !s.unsized:
		d.analyse(s, c, dir, reused)
	case reused:
		d.tcp.scratch = analysis{flags: reusedPorts}
		c.analysis = &d.tcp.scratch
	}
	return c, dir
}
