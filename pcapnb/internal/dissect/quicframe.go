package dissect

func init() { ietfFrames = (*Session).quicFrames }

// A quicKind is a type of frame, RFC 9000 section 19 and extensions: what the Info column calls it, how many numbers it begins with, of
// which the first may be shown, and what goes over the rest and returns where that ends.
type quicKind struct {
	name    string
	numbers int
	shown   bool
	rest    func(d *Session, t *view, off int, p *quicPlace) int
}

var quicKinds = map[uint64]quicKind{
	0x00:  {name: "PADDING", rest: (*Session).quicPaddingEnd},
	0x01:  {name: "PING"},
	0x02:  {name: "ACK", rest: quicAcks(0)},
	0x03:  {name: "ACK_ECN", rest: quicAcks(3)},
	0x04:  {name: "RS", numbers: 3, shown: true},
	0x05:  {name: "SS", numbers: 2, shown: true},
	0x06:  {name: "CRYPTO", rest: (*Session).quicCryptoFrame},
	0x07:  {name: "NT", rest: (*Session).quicBytes},
	0x10:  {name: "MD", numbers: 1},
	0x11:  {name: "MSD", numbers: 2, shown: true},
	0x12:  {name: "MS", numbers: 1},
	0x13:  {name: "MS", numbers: 1},
	0x14:  {name: "DB", numbers: 1},
	0x15:  {name: "SDB", numbers: 2, shown: true},
	0x16:  {name: "SB", numbers: 1},
	0x17:  {name: "SB", numbers: 1},
	0x18:  {name: "NCI", numbers: 2, rest: (*Session).quicNewID},
	0x19:  {name: "RC", numbers: 1},
	0x1a:  {name: "PC", rest: quicSkip(8)},
	0x1b:  {name: "PR", rest: quicSkip(8)},
	0x1c:  {name: "CC", numbers: 2, rest: (*Session).quicBytes},
	0x1d:  {name: "CC", numbers: 1, rest: (*Session).quicBytes}, // by the application
	0x1e:  {name: "DONE"},
	0x30:  {name: "DG", rest: func(_ *Session, t *view, _ int, _ *quicPlace) int { return len(t.b) }}, // RFC 9221
	0x31:  {name: "DG", rest: (*Session).quicBytes},
	0xac:  {name: "IA"},
	0xaf:  {name: "AF", numbers: 3, rest: quicSkip(1)}, // draft-ietf-quic-ack-frequency-01
	0x2f5: {name: "TS", numbers: 1},
}

// Frames of streams have flags in the last three bits of their type.
const quicStreamFirst, quicStreamLast = 0x08, 0x0f

// quicFrames dissects the frames of a packet. What follows one of a type that is not known cannot be read.
func (d *Session) quicFrames(t *view, p *quicPlace, _ int) {
	for off := 0; off < len(t.b) && d.ok(); {
		kind, n := d.varint(t, off)
		d.num(fQuicFrameType, t, off, n, kind)
		off += n
		k, known := quicKinds[kind]
		switch {
		case kind >= quicStreamFirst && kind <= quicStreamLast:
			off = d.quicStreamFrame(t, off, kind)
		case known:
			off = d.quicFrame(t, off, k, p)
		default:
			off = len(t.b)
		}
	}
	d.rescue()
}

// quicFrame dissects what follows the type of a frame, and returns where it ends.
func (d *Session) quicFrame(t *view, off int, k quicKind, p *quicPlace) int {
	d.cols.append(d, ", ", k.name)
	off, first := d.quicNumbers(t, off, k.numbers)
	if k.shown {
		d.cols.append(d, "(", utoa(first), ")")
	}
	if k.rest == nil {
		return off
	}
	return k.rest(d, t, off, p)
}

// quicNumbers goes over numbers, and returns where they end and the first.
func (d *Session) quicNumbers(t *view, off, count int) (end int, first uint64) {
	for i := range count {
		v, n := d.varint(t, off)
		off += n
		if i == 0 {
			first = v
		}
	}
	return off, first
}

// quicSkip goes over n bytes.
func quicSkip(n int) func(d *Session, t *view, off int, _ *quicPlace) int {
	return func(d *Session, t *view, off int, _ *quicPlace) int {
		d.need(t, off, n)
		return off + n
	}
}

// quicBytes goes over bytes that their length precedes.
func (d *Session) quicBytes(t *view, off int, p *quicPlace) int {
	size, n := d.varint(t, off)
	if size > uint64(len(t.b)) {
		d.fail(t, t.rep+1)
		return off
	}
	return quicSkip(int(size))(d, t, off+n, p)
}

func (d *Session) quicPaddingEnd(t *view, off int, _ *quicPlace) int {
	for off < len(t.b) && t.b[off] == 0 {
		off++
	}
	return off
}

// quicNewID notes another identifier of the sender's.
func (d *Session) quicNewID(t *view, off int, p *quicPlace) int {
	const mostSize, resetToken = 20, 16
	n := int(d.u8(t, off))
	if id := d.slice(t, off+1, n); d.ok() && n <= mostSize {
		p.conn.ids[1-d.udpDir].add(id)
	}
	return quicSkip(resetToken)(d, t, off+1+n, p)
}

// quicAcks goes over an acknowledgment, RFC 9000 section 19.3, with so many counts at its end.
func quicAcks(counts uint64) func(d *Session, t *view, off int, _ *quicPlace) int {
	return func(d *Session, t *view, off int, _ *quicPlace) int {
		off, _ = d.quicNumbers(t, off, 2) // the largest number, and the delay
		ranges, n := d.varint(t, off)
		off, _ = d.quicNumbers(t, off+n, 1)
		for rest := 2*ranges + counts; rest > 0 && d.ok(); rest-- {
			off, _ = d.quicNumbers(t, off, 1)
		}
		return off
	}
}

// quicStreamFrame goes over a piece of a stream, RFC 9000 §19.8.
func (d *Session) quicStreamFrame(t *view, off int, kind uint64) int {
	const hasOffset, hasLength = 4, 2
	d.cols.append(d, ", STREAM")
	id, n := d.varint(t, off)
	off += n
	d.cols.append(d, "(", utoa(id), ")")
	if kind&hasOffset != 0 {
		off, _ = d.quicNumbers(t, off, 1)
	}
	if kind&hasLength != 0 {
		return d.quicBytes(t, off, nil)
	}
	return len(t.b)
}

// quicCryptoFrame takes a piece of the handshake, RFC 9000 §19.6.
func (d *Session) quicCryptoFrame(t *view, off int, p *quicPlace) int {
	at, n := d.varint(t, off)
	d.num(fQuicCryptoOffset, t, off, n, at)
	size, k := d.varint(t, off+n)
	d.num(fQuicCryptoLength, t, off+n, k, size)
	off += n + k
	if size > uint64(len(t.b)) {
		d.fail(t, len(t.b)+1)
		return off
	}
	if b := d.slice(t, off, int(size)); d.ok() && at <= maxHandshake {
		d.quicCrypto(p, int(at), b)
	}
	return off + int(size)
}
