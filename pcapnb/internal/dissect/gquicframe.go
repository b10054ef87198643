package dissect

func init() { googleFrames = (*Session).quicGoogleFrames }

// Types of frames; the first two have flags in the other bits.
const (
	gquicStream      = 0x80
	gquicAck         = 0x40
	gquicPadding     = 0x00
	gquicClose       = 0x02
	gquicStopWaiting = 0x06
	gquicPing        = 0x07
	gquicCrypto      = 0x08 // since version 50
)

// gquicStreamHead reads the head of a stream's frame: its stream, and where what it carries begins and ends.
func gquicStreamHead(b []byte, off int, big bool) (stream uint32, from, to int, ok bool) {
	const hasLength = 0x20
	kind := b[off]
	size := int(kind&3) + 1
	from = off + 1 + size
	if from > len(b) {
		return 0, 0, 0, false
	}
	for i, c := range b[off+1 : from] {
		if big {
			stream = stream<<8 | uint32(c)
		} else {
			stream |= uint32(c) << (8 * i)
		}
	}
	if n := int(kind >> 2 & 7); n > 0 {
		from += n + 1
	}
	to = len(b)
	if kind&hasLength != 0 {
		if from+2 > len(b) {
			return 0, 0, 0, false
		}
		to = from + 2 + int(gquicUint16(b[from:], big))
		from += 2
	}
	return stream, from, to, from <= len(b)
}

func gquicUint16(b []byte, big bool) uint16 {
	if big {
		return be16(b)
	}
	return uint16(b[0]) | uint16(b[1])<<8
}

// isPlain reports whether frames are not encrypted: they lead to a message of the handshake, or to a close.
func (p *gquicPacket) isPlain(b []byte, off int) bool {
	const closeHead = 7
	for off < len(b) {
		switch kind := b[off]; {
		case kind&gquicStream != 0:
			stream, from, _, ok := gquicStreamHead(b, off, p.conn.bigEndian())
			return ok && stream == 1 && from+4 <= len(b) && gquicMessage(string(b[from:from+4])) != ""
		case kind&gquicAck != 0:
			off = p.ackEnd(b, off)
		case kind == gquicStopWaiting:
			off = p.stopWaitingEnd(off)
		case kind == gquicClose:
			return off+closeHead <= len(b) && off+closeHead+int(gquicUint16(b[off+5:], p.conn.bigEndian())) == len(b)
		default:
			return false
		}
	}
	return false
}

func (p *gquicPacket) stopWaitingEnd(off int) int {
	if p.conn.version < 34 {
		off++
	}
	return off + 1 + p.numberSize
}

// ackEnd returns where an acknowledgment ends.
func (p *gquicPacket) ackEnd(b []byte, off int) int {
	at := func(i int) int {
		if i < len(b) {
			return int(b[i])
		}
		return 0
	}
	const hasMissing = 0x20
	kind := b[off]
	size := func(bits byte) int { return [...]int{1, 2, 4, 6}[bits&3] }
	largest, block := size(kind>>2), size(kind)
	if p.conn.version < 34 {
		off += 2 + largest + 2
		off = timestampsEnd(off, at(off))
		if kind&hasMissing != 0 {
			ranges := at(off)
			off += 1 + ranges*(block+1)
			off += 1 + at(off)*largest
		}
		return off
	}
	off += 1 + largest + 2
	blocks := 0
	if kind&hasMissing != 0 {
		blocks = at(off)
		off++
	}
	off += block + blocks*(1+block)
	return timestampsEnd(off, at(off))
}

// timestampsEnd returns where the n times end whose count is at off.
func timestampsEnd(off, n int) int {
	if off++; n > 0 {
		off += 5 + 3*(n-1)
	}
	return off
}

// gquicFrames dissects frames that are not encrypted.
func (d *Session) gquicFrames(t *view, off int, p *gquicPacket) {
	const closeHead = 7
	for off < t.rep && d.ok() {
		kind := d.u8(t, off)
		d.none(fGquicFrame, t, off, 1)
		d.num(fGquicFrameType, t, off, 1, uint64(kind))
		switch {
		case !d.ok():
		case kind&gquicStream != 0:
			off = d.gquicStreamFrame(t, off, p)
		case kind&gquicAck != 0:
			d.flag(fGquicFrameTypeStream, t, off, 1, false)
			off = p.ackEnd(t.b, off)
		case kind == gquicStopWaiting:
			off = p.stopWaitingEnd(off)
		case kind == gquicPadding:
			off = t.rep
		case kind == gquicPing:
			off++
		case kind == gquicCrypto && p.conn.version >= 50:
			off = d.gquicCryptoFrame(t, off, p)
		case kind == gquicClose:
			d.cols.set(d, "Connection Close")
			big := p.conn.bigEndian()
			d.gquicNum(fGquicFrameTypeCcErrorCode, t, off+1, 4, big)
			n := int(d.gquicNum(fGquicFrameTypeCcReasonPhraseLength, t, off+5, 2, big))
			d.raw(fGquicFrameTypeCcReasonPhrase, t, off+closeHead, n)
			off += closeHead + n
		default:
			return
		}
	}
}

func (d *Session) gquicStreamFrame(t *view, off int, p *gquicPacket) int {
	kind := uint64(t.b[off])
	d.bits(t, off, 1, kind, bit{fGquicFrameTypeStream, 0x80}, bit{fGquicFrameTypeStreamF, 0x40}, bit{fGquicFrameTypeStreamD, 0x20},
		bit{fGquicFrameTypeStreamOoo, 0x1c}, bit{fGquicFrameTypeStreamSs, 3})
	stream, from, to, ok := gquicStreamHead(t.b, off, p.conn.bigEndian())
	if !ok {
		d.fail(t, t.rep+1)
		return off
	}
	size := int(kind&3) + 1
	d.num(fGquicStreamId, t, off+1, size, uint64(stream))
	if n := int(kind >> 2 & 7); n > 0 {
		d.gquicNum(fGquicOffset, t, off+1+size, n+1, p.conn.bigEndian())
	}
	if kind&0x20 != 0 {
		d.num(fGquicDataLen, t, from-2, 2, uint64(to-from))
	}
	if name := gquicMessage(string(t.b[from:min(from+4, len(t.b))])); name != "" && stream == 1 {
		d.cols.set(d, name)
		if end := d.gquicTags(t, from); kind&0x20 == 0 {
			return end
		}
		return to
	}
	return to
}

// gquicCryptoFrame takes a piece of the handshake: a message of Google's, or TLS's.
func (d *Session) gquicCryptoFrame(t *view, off int, p *gquicPacket) int {
	d.flag(fGquicFrameTypeStream, t, off, 1, false)
	d.cols.append(d, ", CRYPTO")
	at, n := d.varint(t, off+1)
	size, k := d.varint(t, off+1+n)
	off += 1 + n + k
	if size > uint64(t.left(off)) {
		d.fail(t, t.rep+1)
	}
	b := d.slice(t, off, int(size))
	switch {
	case !d.ok():
	case p.crypto == nil:
		d.cols.set(d, "Unknown")
		if name := gquicMessage(string(b[:min(4, len(b))])); name != "" {
			d.cols.set(d, name)
		}
		return d.gquicTags(t, off)
	case at <= maxHandshake:
		p.crypto(int(at), b)
	}
	return off + int(size)
}

// quicGoogleFrames dissects frames of Google's in a packet of the IETF's.
func (d *Session) quicGoogleFrames(t *view, at *quicPlace, numberSize int) {
	p := gquicPacket{conn: &gquicConn{version: 50}, fromServer: at.side == 1, numberSize: numberSize}
	if at.conn.version != googleQ050 {
		p.crypto = func(off int, b []byte) { d.quicCrypto(at, off, b) }
	}
	d.gquicFrames(t, 0, &p)
	d.rescue()
}
