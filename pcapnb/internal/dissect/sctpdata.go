package dissect

// sctpAssoc is what is known of an association: by direction its first number of a chunk of data, and the highest.
type sctpAssoc struct {
	known         [2]bool
	first, latest [2]uint32
	begun         [2]bool // data was seen
	parts         [2]map[uint16][]byte
	conn          tcpConn // for protocols that are of connections
}

// sctpAssociation finds the association of a packet, and which way it goes.
func (d *Session) sctpAssociation(src, dst uint16) (a *sctpAssoc, dir int) {
	k, dir := d.net.conversation(src, dst)
	if d.inError {
		return new(sctpAssoc), dir
	}
	all := keptOf[map[endpoints]*sctpAssoc](&d.kept)
	if *all == nil {
		*all = make(map[endpoints]*sctpAssoc)
	}
	if a = (*all)[k]; a == nil {
		a = new(sctpAssoc)
		(*all)[k] = a
	}
	return a, dir
}

// began notes the first number of a side's chunks of data.
func (a *sctpAssoc) began(dir int, first uint32) {
	a.known[dir], a.first[dir], a.begun[dir] = true, first, false
}

// again reports whether a chunk of data was sent before, and notes that it was.
func (a *sctpAssoc) again(dir int, tsn uint32) bool {
	if !a.known[dir] {
		a.began(dir, tsn)
	}
	if a.begun[dir] && int32(tsn-a.latest[dir]) <= 0 {
		return true
	}
	a.begun[dir], a.latest[dir] = true, tsn
	return false
}

// relative counts a number from the first of its side.
func (a *sctpAssoc) relative(dir int, tsn uint32) uint64 {
	if !a.known[dir] {
		return uint64(tsn)
	}
	return uint64(tsn - a.first[dir])
}

// sctpSaid notes what a chunk begins, and says what one of data or its acknowledgement is.
func (d *Session) sctpSaid(t *view, a *sctpAssoc, dir int, src, dst uint16) {
	switch d.u8(t, 0) {
	case sctpInit, sctpInitAck:
		a.began(dir, d.u32(t, 16))
	case sctpSack:
		d.cols.num(d, "SACK (Ack=", a.relative(1-dir, d.u32(t, 4)))
		d.cols.num(d, ", Arwnd=", uint64(d.u32(t, 8)))
		d.cols.append(d, ") ")
	case sctpData:
		d.sctpCarried(t, a, dir, src, dst)
	}
}

// sctpCarried says which chunk of data it is, and dissects what it carries once all of its parts are there, RFC 9260 section 3.3.1.
func (d *Session) sctpCarried(t *view, a *sctpAssoc, dir int, src, dst uint16) {
	const head, last, first = 16, 1, 2
	tsn, stream, flags := d.u32(t, 4), d.u16(t, 8), d.u8(t, 1)
	if !d.ok() {
		return
	}
	again := a.again(dir, tsn)
	d.cols.num(d, "DATA (TSN=", a.relative(dir, tsn))
	d.cols.append(d, ") ")
	payload := t.sub(head, -1)
	switch {
	case again:
		d.cols.append(d, "(retransmission) ")
	case flags&last == 0:
		d.cols.append(d, "(Message Fragment) ")
		d.sctpPart(&payload, a, dir, stream)
	case flags&first == 0:
		whole := append(a.parts[dir][stream], payload.b...)
		delete(a.parts[dir], stream)
		payload = view{b: whole, rep: len(whole) + payload.rep - len(payload.b), src: d.source()}
		d.sctpPayload(&payload, a, dir, src, dst)
	default:
		d.sctpPayload(&payload, a, dir, src, dst)
	}
}

// sctpPart keeps a part of a message on its stream.
func (d *Session) sctpPart(t *view, a *sctpAssoc, dir int, stream uint16) {
	const most = 1 << 20
	if a.parts[dir] == nil {
		a.parts[dir] = make(map[uint16][]byte)
	}
	if part := a.parts[dir][stream]; len(part)+len(t.b) <= most && (part != nil || len(a.parts[dir]) < 64) {
		a.parts[dir][stream] = append(part, t.b...)
	}
}

// sctpPayload gives a message to the protocol of a port.
func (d *Session) sctpPayload(t *view, a *sctpAssoc, dir int, src, dst uint16) {
	if t.rep == 0 {
		return
	}
	for _, port := range [...]uint16{min(src, dst), max(src, dst)} {
		if tcpPortApp(d.tcpPort(port)) == tcpHTTP && d.wantMessages {
			d.over, d.overTo, d.canAsk, d.seen = &a.conn, dst, false, nil
			tcpApps[tcpHTTP](d, t, &segment{src: src, dst: dst}, &a.conn, dir)
			d.rescue()
			d.over, d.current = nil, "SCTP"
			return
		}
	}
	d.data(t)
}
