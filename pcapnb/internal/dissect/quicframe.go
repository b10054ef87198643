package dissect

// Types of frames, RFC 9000 §19, and what extensions add.
const (
	quicPadding      = 0x00
	quicAck          = 0x02
	quicAckECN       = 0x03
	quicCrypto       = 0x06
	quicNewToken     = 0x07
	quicStreamFirst  = 0x08 // with flags in its three last bits
	quicStreamLast   = 0x0f
	quicNewID        = 0x18
	quicChallenge    = 0x1a
	quicResponse     = 0x1b
	quicClose        = 0x1c
	quicCloseByApp   = 0x1d
	quicDatagram     = 0x30 // RFC 9221
	quicDatagramSize = 0x31
	quicAckFrequency = 0xaf // draft-ietf-quic-ack-frequency-01
)

// A quicKind is what the Info column calls a frame, and how many numbers it has; the first of those may be shown.
type quicKind struct {
	name    string
	numbers int
	shown   bool
}

// quicKinds are the frames that are nothing but numbers.
var quicKinds = map[uint64]quicKind{
	0x01:  {"PING", 0, false},
	0x04:  {"RS", 3, true},
	0x05:  {"SS", 2, true},
	0x10:  {"MD", 1, false},
	0x11:  {"MSD", 2, true},
	0x12:  {"MS", 1, false},
	0x13:  {"MS", 1, false},
	0x14:  {"DB", 1, false},
	0x15:  {"SDB", 2, true},
	0x16:  {"SB", 1, false},
	0x17:  {"SB", 1, false},
	0x19:  {"RC", 1, false},
	0x1e:  {"DONE", 0, false},
	0xac:  {"IA", 0, false},
	0x2f5: {"TS", 1, false},
}

// quicPlace is where frames are: of which connection, at which level, and who sent them.
type quicPlace struct {
	conn        *quicConn
	level, side int
}

// quicFrames dissects the frames of a packet, RFC 9000 §19.
func (d *Session) quicFrames(t *view, q *quicConn, level, side int) {
	for off := 0; off < len(t.b) && d.ok(); {
		kind, n := d.varint(t, off)
		d.num(fQuicFrameType, t, off, n, kind)
		off = d.quicFrame(t, off+n, kind, &quicPlace{q, level, side})
	}
	d.rescue()
}

// quicCrypto takes a piece of the handshake, and dissects what is whole with it.
func (d *Session) quicCrypto(p *quicPlace, off int, b []byte) {
	if whole := p.conn.levels[p.level].crypto[p.side].add(off, b); len(whole) > 0 {
		depth, proto := d.depth, d.protoAt
		d.quicMessages(whole, p.conn, p.side)
		d.rescue()
		d.depth, d.protoAt = depth, proto
	}
}

// quicFrame dissects what follows the type of a frame, and returns where it ends.
func (d *Session) quicFrame(t *view, off int, kind uint64, at *quicPlace) int {
	const idSize, resetToken, pathSize = 20, 16, 8
	switch {
	case kind == quicPadding:
		d.cols.append(d, ", PADDING")
		for off < len(t.b) && t.b[off] == 0 {
			off++
		}
		return off
	case kind == quicAck:
		d.cols.append(d, ", ACK")
		return d.quicAckEnd(t, off, kind)
	case kind == quicAckECN:
		d.cols.append(d, ", ACK_ECN")
		return d.quicAckEnd(t, off, kind)
	case kind == quicCrypto:
		d.cols.append(d, ", CRYPTO")
		return d.quicCryptoFrame(t, off, at)
	case kind == quicNewToken:
		d.cols.append(d, ", NT")
		return d.quicBytes(t, off)
	case kind >= quicStreamFirst && kind <= quicStreamLast:
		return d.quicStreamFrame(t, off, kind)
	case kind == quicNewID:
		d.cols.append(d, ", NCI")
		off, _ = d.quicNumbers(t, off, 2)
		n := int(d.u8(t, off))
		if id := d.slice(t, off+1, n); d.ok() && n <= idSize {
			at.conn.ids[1-d.udpDir].add(id)
		}
		return d.quicSkip(t, off+1+n, resetToken)
	case kind == quicChallenge:
		d.cols.append(d, ", PC")
		return d.quicSkip(t, off, pathSize)
	case kind == quicResponse:
		d.cols.append(d, ", PR")
		return d.quicSkip(t, off, pathSize)
	case kind == quicClose:
		d.cols.append(d, ", CC")
		off, _ = d.quicNumbers(t, off, 2)
		return d.quicBytes(t, off)
	case kind == quicCloseByApp:
		d.cols.append(d, ", CC")
		off, _ = d.quicNumbers(t, off, 1)
		return d.quicBytes(t, off)
	case kind == quicDatagram:
		d.cols.append(d, ", DG")
		return len(t.b)
	case kind == quicDatagramSize:
		d.cols.append(d, ", DG")
		return d.quicBytes(t, off)
	case kind == quicAckFrequency:
		d.cols.append(d, ", AF")
		off, _ = d.quicNumbers(t, off, 3)
		return d.quicSkip(t, off, 1)
	}
	return d.quicPlainFrame(t, off, kind)
}

// quicPlainFrame dissects a frame of numbers alone. What follows one of a type that is not known cannot be read.
func (d *Session) quicPlainFrame(t *view, off int, kind uint64) int {
	k, ok := quicKinds[kind]
	if !ok {
		return len(t.b)
	}
	d.cols.append(d, ", ", k.name)
	off, first := d.quicNumbers(t, off, k.numbers)
	if k.shown {
		d.cols.append(d, "(", utoa(first), ")")
	}
	return off
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
func (d *Session) quicSkip(t *view, off, n int) int {
	d.need(t, off, n)
	return off + n
}

// quicBytes goes over bytes that their length precedes.
func (d *Session) quicBytes(t *view, off int) int {
	size, n := d.varint(t, off)
	if size > uint64(len(t.b)) {
		d.fail(t, t.rep+1)
		return off
	}
	return d.quicSkip(t, off+n, int(size))
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
		return d.quicBytes(t, off)
	}
	return len(t.b)
}

// quicAckEnd returns where an acknowledgment ends, RFC 9000 §19.3.
func (d *Session) quicAckEnd(t *view, off int, kind uint64) int {
	var ranges uint64
	for i := range 4 { // the largest number, the delay, the count of ranges, the first range
		v, n := d.varint(t, off)
		off += n
		if i == 2 {
			ranges = v
		}
	}
	rest := 2 * ranges
	if kind == quicAckECN {
		rest += 3
	}
	for ; rest > 0 && d.ok(); rest-- {
		_, n := d.varint(t, off)
		off += n
	}
	return off
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
