package dissect

import "math/bits"

func init() {
	readers["rtcp"] = (*Session).rtcp
	recognizers["rtcp"] = func(t *view) bool { return likeRTCP(t.b, t.rep) }
	guesses = append(guesses, guess{layer: "rtcp", column: "RTCP"})
}

// Packet types, RFC 3550 section 12.1, RFC 4585 section 6.1 and RFC 3611 section 2.
const (
	rtcpFirst       = 192
	rtcpSender      = 200
	rtcpReceiver    = 201
	rtcpDescription = 202
	rtcpBye         = 203
	rtcpApplication = 204
	rtcpTransport   = 205
	rtcpPayload     = 206
	rtcpExtended    = 207
	rtcpLast        = 210
)

// likeRTCP recognises the first packet of a datagram, as Wireshark does on ports that say nothing.
func likeRTCP(b []byte, size int) bool {
	if len(b) < 4 || size%4 != 0 || b[0]>>6 != 2 {
		return false
	}
	switch b[1] {
	case rtcpSender, rtcpReceiver, rtcpBye, rtcpApplication, rtcpPayload:
		return true
	}
	return false
}

func rtcpName(kind uint64) string {
	names := [...]string{"Full Intra-frame Request (H.261)", "Negative Acknowledgement (H.261)", "SMPTE time-code mapping",
		"Extended inter-arrival jitter report", 8: "Sender Report", "Receiver Report", "Source description", "Goodbye", "Application specific",
		"Generic RTP Feedback", "Payload-specific Feedback", "Extended report (RFC 3611)", "AVB RTCP packet (IEEE1733)",
		"Receiver Summary Information", "Port Mapping"}
	if kind -= rtcpFirst; kind < uint64(len(names)) && names[kind] != "" {
		return names[kind]
	}
	return "Unknown"
}

// rtcp dissects the packets of a datagram, RFC 3550 section 6.1.
func (d *Session) rtcp(t *view) {
	secure := d.announcement.security()
	d.current = "RTCP"
	d.cols.setProto(d, d.announcement.name("RTCP"))
	d.cols.clear(d)
	if secure != nil {
		d.srtcp(t, secure)
		return
	}
	for off := 0; off < t.rep && d.ok(); {
		rest := t.sub(off, -1)
		if off > 0 && (len(rest.b) < 2 || rest.b[0]>>6 != 2 || rest.b[1] < rtcpSender || rest.b[1] > rtcpExtended) {
			break
		}
		off += d.rtcpPacket(&rest, off == 0)
	}
}

// rtcpPacket dissects one packet and returns its length.
func (d *Session) rtcpPacket(t *view, first bool) int {
	n := d.rtcpHead(t, first)
	if d.ok() {
		body := *t
		body.trim(n)
		d.rtcpBody(t, &body)
	}
	return n
}

// rtcpHead emits what every packet begins with, and returns its length.
func (d *Session) rtcpHead(t *view, first bool) int {
	head := uint64(d.u8(t, 0))
	kind := uint64(d.u8(t, 1))
	words := int(d.u16(t, 2))
	if !d.ok() {
		return 0
	}
	n := 4 * (words + 1)
	layers := len(d.layers)
	id := fRtcp
	if d.announcement.security() != nil {
		id = fSrtcp
	}
	d.layerName("rtcp")
	d.beginMore(id, t, min(n, len(t.b)))
	if !first {
		d.layers = d.layers[:min(layers, len(d.layers))]
	}
	if d.wantsLabel() {
		d.label(d.announcement.prefix("Secure ") + "Real-time Transport Control Protocol (" + rtcpName(kind) + ")")
	}
	d.cols.append(d, rtcpName(kind), "   ")
	if a := d.announcement; a != nil {
		d.num(fRtcpSetupFrame, nil, 0, 0, uint64(a.frame))
		d.str(fRtcpSetupMethod, nil, 0, 0, a.method)
	}
	d.num(fRtcpVersion, t, 0, 1, head>>6)
	d.flag(fRtcpPadding, t, 0, 1, head&0x20 != 0)
	d.rtcpCount(t, kind, head&31)
	d.num(fRtcpPt, t, 1, 1, kind)
	d.num(fRtcpLength, t, 2, 2, uint64(words))
	return n
}

// rtcpBody dissects what follows the head of a packet, which ends with body.
func (d *Session) rtcpBody(t, body *view) {
	head, kind := uint64(t.b[0]), uint64(t.b[1])
	switch kind {
	case rtcpSender:
		d.rtcpSender(t)
		d.rtcpReports(t, 28, int(head&31))
	case rtcpReceiver:
		d.uint(fRtcpSenderssrc, t, 4, 4)
		d.rtcpReports(t, 8, int(head&31))
	case rtcpDescription:
		d.rtcpDescription(body, int(head&31))
	case rtcpBye:
		d.rtcpBye(body, int(head&31))
	case rtcpApplication:
		d.rtcpApplication(body, head&31)
	case rtcpTransport, rtcpPayload:
		d.uint(fRtcpSenderssrc, t, 4, 4)
		d.uint(fRtcpMediassrc, t, 8, 4)
		switch {
		case kind == rtcpPayload:
			d.cols.append(d, rtcpFeedback(head&31), "  ")
		case head&31 == 1:
			d.rtcpLost(body)
		}
	case rtcpExtended:
		d.uint(fRtcpSenderssrc, t, 4, 4)
		d.rtcpBlocks(body)
	}
}

// rtcpBlocks emits the heads of an extended report's blocks, RFC 3611 section 3.
func (d *Session) rtcpBlocks(t *view) {
	for off := 8; off < t.rep && d.ok(); {
		d.slots(t, off, slot{fRtcpXrBt, 1}, slot{fRtcpXrBs, 1})
		n := 4 * int(d.uint(fRtcpXrBl, t, off+2, 2))
		d.need(t, off+4, n)
		off += 4 + n
	}
}

// rtcpCount emits what the first five bits of a packet count or tell apart.
func (d *Session) rtcpCount(t *view, kind, n uint64) {
	id := fRtcpSc
	switch kind {
	case rtcpSender, rtcpReceiver:
		id = fRtcpRc
	case rtcpApplication:
		id = fRtcpAppSubtype
	case rtcpTransport:
		id = fRtcpRtpfbFmt
	case rtcpPayload:
		id = fRtcpPsfbFmt
	case rtcpExtended:
		return
	}
	d.num(id, t, 0, 1, n)
}

// rtcpFeedback names a message about a payload, RFC 4585 section 6.3 and RFC 5104 section 4.3.
func rtcpFeedback(n uint64) string {
	names := [...]string{1: "PLI", 2: "SLI", 3: "RPSI", 4: "FIR", 5: "TSTR", 6: "TSTN", 7: "VBCM", 15: "ALFB"}
	if n < uint64(len(names)) && names[n] != "" {
		return names[n]
	}
	return "Unknown"
}

// rtcpSender emits the head of a sender report, RFC 3550 section 6.4.1.
func (d *Session) rtcpSender(t *view) {
	d.uint(fRtcpSenderssrc, t, 4, 4)
	d.uint(fRtcpTimestampNtpMsw, t, 8, 4)
	d.uint(fRtcpTimestampNtpLsw, t, 12, 4)
	d.ntpTime(fRtcpTimestampNtp, t, 8)
	d.uint(fRtcpTimestampRtp, t, 16, 4)
	d.uint(fRtcpSenderPacketcount, t, 20, 4)
	d.uint(fRtcpSenderOctetcount, t, 24, 4)
}

// rtcpReports emits n reception reports.
func (d *Session) rtcpReports(t *view, off, n int) {
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fRtcpSsrcIdentifier, t, off, 4)
		d.uint(fRtcpSsrcFraction, t, off+4, 1)
		lost := int32(d.u24(t, off+5)<<8) >> 8
		d.num(fRtcpSsrcCumNr, t, off+5, 3, uint64(int64(lost)))
		d.uint(fRtcpSsrcExtHigh, t, off+8, 4)
		d.push()
		d.uint(fRtcpSsrcHighCycles, t, off+8, 2)
		d.uint(fRtcpSsrcHighSeq, t, off+10, 2)
		d.pop()
		d.uint(fRtcpSsrcJitter, t, off+12, 4)
		d.uint(fRtcpSsrcLsr, t, off+16, 4)
		d.uint(fRtcpSsrcDlsr, t, off+20, 4)
		off += 24
	}
}

// rtcpDescription emits the items of n sources, RFC 3550 section 6.5.
func (d *Session) rtcpDescription(t *view, n int) {
	const private = 8
	off := 4
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fRtcpSsrcIdentifier, t, off, 4)
		off += 4
		for d.ok() {
			kind := d.uint(fRtcpSdesType, t, off, 1)
			off++
			if kind == 0 || !d.ok() {
				break
			}
			size := int(d.uint(fRtcpSdesLength, t, off, 1))
			if kind != private {
				d.raw(fRtcpSdesText, t, off+1, size)
			}
			off += 1 + size
		}
		off = (off + 3) &^ 3
	}
}

// rtcpBye emits who leaves and why, RFC 3550 section 6.6.
func (d *Session) rtcpBye(t *view, n int) {
	off := 4
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fRtcpSsrcIdentifier, t, off, 4)
		off += 4
	}
	if t.rep > off && d.ok() {
		size := int(d.uint(fRtcpSdesLength, t, off, 1))
		d.raw(fRtcpSdesText, t, off+1, size)
	}
}

func (d *Session) rtcpApplication(t *view, subtype uint64) {
	d.uint(fRtcpSsrcIdentifier, t, 4, 4)
	name := d.slice(t, 8, 4)
	printable := true
	for _, c := range name {
		printable = printable && c >= ' ' && c < 0x7f
	}
	if printable {
		d.raw(fRtcpAppName, t, 8, 4)
		d.cols.append(d, "( ", string(name), " ) ")
	}
	d.cols.append(d, "subtype=", utoa(subtype))
}

// rtcpLost emits the packets that a receiver lacks, RFC 4585 section 6.2.1.
func (d *Session) rtcpLost(t *view) {
	lost := 0
	for off := 12; off < t.rep && d.ok(); off += 4 {
		first := d.uint(fRtcpRtpfbNackPid, t, off, 2)
		after := d.uint(fRtcpRtpfbNackBlp, t, off+2, 2)
		d.push()
		for i := range uint64(16) {
			if after>>i&1 != 0 {
				d.num(fRtcpRtpfbNackPid, t, off+2, 2, first+i+1)
			}
		}
		d.pop()
		lost += 1 + bits.OnesCount64(after)
	}
	if d.wantsLabel() {
		d.label("Real-time Transport Control Protocol (" + rtcpName(rtcpTransport) + "): NACK: " + utoa(lost) + " frames lost")
	}
}
