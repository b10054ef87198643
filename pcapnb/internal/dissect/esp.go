package dissect

func init() {
	readers["esp"], readers["udpencap"] = (*Session).esp, (*Session).udpEncapsulated
}

// espSeen is the last packet of a security association.
type espSeen struct {
	sequence uint32
	frame    int
}

// maxSecurityAssociations bounds the associations that are remembered.
const maxSecurityAssociations = 1 << 16

// esp dissects what is plain of an encrypted packet, RFC 4303 section 2, and tells where a number is not the next one.
func (d *Session) esp(t *view) {
	d.current = "ESP"
	d.cols.setProto(d, "ESP")
	d.cols.clear(d)
	d.begin(fEsp, t, len(t.b))
	spi := uint32(d.uint(fEspSpi, t, 0, 4))
	sequence := uint32(d.uint(fEspSequence, t, 4, 4))
	d.cols.set(d, "ESP (SPI=", hexText(uint64(spi), 8), ")")
	if !d.ok() || d.inError {
		return
	}
	associations := keptOf[map[uint32]espSeen](&d.kept) // by security parameters index
	if len(*associations) >= maxSecurityAssociations || *associations == nil {
		*associations = make(map[uint32]espSeen)
	}
	last, seen := (*associations)[spi]
	(*associations)[spi] = espSeen{sequence, d.frame.Number}
	if seen && sequence != last.sequence+1 {
		d.num(fEspSequenceAnalysisExpectedSn, nil, 0, 0, uint64(last.sequence+1))
		d.num(fEspSequenceAnalysisPreviousFrame, nil, 0, 0, uint64(last.frame))
		d.mark(fEspSequenceAnalysisWrongSequenceNumber)
	}
}

// udpEncapsulated dissects what port 4500 carries: ESP, messages of IKE after four zeros, and bytes that keep an address translation
// alive, RFC 3948 section 2.
func (d *Session) udpEncapsulated(t *view) {
	const keepAlive, marker = 0xff, 4
	d.current = "UDPENCAP"
	d.cols.setProto(d, "UDPENCAP")
	d.cols.clear(d)
	d.begin(fUdpencap, t, len(t.b))
	if t.rep == 1 && d.u8(t, 0) == keepAlive {
		d.cols.set(d, "NAT-keepalive")
		d.none(fUdpencapNatKeepalive, t, 0, 1)
		return
	}
	if d.u32(t, 0) != 0 && d.ok() {
		d.esp(t)
		return
	}
	d.none(fUdpencapNonEspMarker, t, 0, marker)
	if rest := t.sub(marker, -1); d.ok() {
		d.isakmp(&rest)
	}
}
