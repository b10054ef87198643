package dissect

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"netlab/pcapnb/internal/tlskeys"
)

func init() {
	readers["quic"], recognizers["quic"] = (*Session).quic, isQUIC
}

// Types of packets with a long header, RFC 9000 §17.2, and in version 2 after
// undoing the rotation of RFC 9369 §3.2.
const (
	quicInitial   = 0
	quicZeroRTT   = 1
	quicHandshake = 2
	quicRetry     = 3
	quicVersion1  = 1
	quicVersion2  = 0x6b3343cf
)

// quicConn is what is known of a QUIC connection.
type quicConn struct {
	number  int
	client  int8       // direction of the client's packets
	ids     [2]quicIDs // by direction: what packets are sent to
	retried bool       // the server asked for another first packet
	levels  [3]quicLevel
	tls     tlsConn

	version uint32
	firstID []byte // which the client chose for the server
	prefix  string // of the names of what keys are derived from
}

// quicConns are the connections of a capture.
type quicConns struct {
	count  int
	opened []*quicConn // those with keys, oldest first
}

// What protects packets, by how far the handshake is, RFC 9001 section 4.
const (
	levelInitial = iota
	levelHandshake
	levelApplication
)

// quicLevel is what is known of the packets of a level, each by its sender: client or server.
type quicLevel struct {
	keys   [2]*tlskeys.Packets
	next   [2]uint64 // the number that is expected
	crypto [2]quicStream
	phase  [2]bool // which of two keys in turn is in use
}

// quicVersionKnown reports whether a version has the header of RFC 9000:
// versions 1 and 2, the drafts, version negotiation and the reserved ones.
func quicVersionKnown(v uint32) bool {
	switch {
	case v == 0, v == quicVersion1, v == quicVersion2:
		return true
	case v>>8 == 0xff0000 && v&0xff >= 17 && v&0xff <= 34:
		return true
	case v&0x0f0f0f0f == 0x0a0a0a0a:
		return true
	case v>>8 == 0xfaceb0, v == googleQ050, v == googleT050, v == googleT051:
		return true
	}
	return false
}

// isQUIC recognises the first packet of a connection, RFC 8999 §5.1.
func isQUIC(t *view) bool {
	b := t.b
	return len(b) >= 7 && b[0]&0xc0 == 0xc0 && b[5] <= 20 && quicVersionKnown(binary.BigEndian.Uint32(b[1:]))
}

// quic dissects the packets of a datagram, RFC 9000 §12.2.
func (d *Session) quic(t *view) {
	d.current = "QUIC"
	d.cols.setProto(d, "QUIC")
	d.cols.clear(d)
	q := d.quicConnection(d.udpConn)
	known := q.knows(t.b, d.udpDir)
	for off := 0; off < len(t.b) && d.ok(); {
		p := t.sub(off, -1)
		if off == 0 {
			d.begin(fQuic, &p, len(p.b))
		} else {
			d.beginMore(fQuic, &p, len(p.b)) // one name for all packets
		}
		switch {
		case off > 0 && !bytes.Equal(q.idOf(p.b, d.udpDir), q.idOf(t.b, d.udpDir)):
			return // no packet, but what fills the datagram
		case !known:
			d.quicStrange(&p)
			return
		case off == 0:
			d.num(fQuicConnectionNumber, nil, 0, 0, uint64(q.number))
		}
		n := 0
		if p.b[0]&0x80 != 0 {
			n = d.quicLong(&p, q)
		} else {
			n = d.quicShort(&p, q)
		}
		if n <= 0 {
			return
		}
		off += n
	}
}

// quicConnection returns what is known of the connection at hand. What an error quotes changes nothing of it.
func (d *Session) quicConnection(c *udpConn) *quicConn {
	q := ifKept[quicConn](c.kept)
	if d.inError && q != nil {
		quoted := *q
		for i := range quoted.levels {
			quoted.levels[i].crypto = [2]quicStream{}
		}
		return &quoted
	}
	if q == nil {
		all := keptOf[quicConns](&d.kept)
		q = keptOf[quicConn](&c.kept)
		q.number, q.client, q.tls.quic = all.count, int8(d.udpDir), true
		all.count++
	}
	return q
}

// quicLong dissects a packet with a long header and returns its length.
func (d *Session) quicLong(t *view, q *quicConn) int {
	first := uint64(d.u8(t, 0))
	version := d.u32(t, 1)
	kind := first >> 4 & 3
	if version == quicVersion2 {
		kind = (kind + 3) & 3
	}
	dcil := int(d.u8(t, 5))
	scil := int(d.u8(t, 6+dcil))
	size := d.quicSize(t, version, kind, 7+dcil+scil)
	d.num(fQuicPacketLength, nil, 0, 0, uint64(size))
	d.num(fQuicHeaderForm, t, 0, 1, 1)
	if version != 0 && kind != quicRetry {
		d.flag(fQuicFixedBit, t, 0, 1, first>>6&1 != 0)
	}
	switch version {
	case 0:
	case quicVersion2:
		d.num(fQuicLongPacketTypeV2, t, 0, 1, first>>4&3)
	default:
		d.num(fQuicLongPacketType, t, 0, 1, kind)
	}
	d.num(fQuicVersion, t, 1, 4, uint64(version))
	d.num(fQuicDcil, t, 5, 1, uint64(dcil))
	if dcil > 0 {
		d.raw(fQuicDcid, t, 6, dcil)
	}
	d.num(fQuicScil, t, 6+dcil, 1, uint64(scil))
	if scil > 0 {
		d.raw(fQuicScid, t, 7+dcil, scil)
	}
	if !d.ok() {
		return 0
	}
	if version != 0 {
		q.learn(d.udpDir, kind, t.b[7+dcil:7+dcil+scil])
	}
	d.quicColumns(t, version, kind, dcil, scil)
	off := d.quicBody(t, version, kind, 7+dcil+scil, size)
	if version != 0 && d.ok() && size <= len(t.b) && off <= size {
		d.quicOpenLong(t, q, version, kind, t.b[6:6+dcil], off, size)
	}
	return size
}

// quicBody dissects what follows the identifiers of a long header, and returns
// where the packet's number is.
func (d *Session) quicBody(t *view, version uint32, kind uint64, off, size int) int {
	switch {
	case version == 0:
		for ; off+4 <= t.rep && d.ok(); off += 4 {
			d.uint(fQuicSupportedVersion, t, off, 4)
		}
		return off
	case kind == quicRetry:
		if n := size - off - 16; n > 0 {
			d.raw(fQuicRetryToken, t, off, n)
		}
		d.raw(fQuicRetryIntegrityTag, t, size-16, 16)
		return off
	case kind == quicInitial:
		n, k := d.varint(t, off)
		d.num(fQuicTokenLength, t, off, k, n)
		off += k
		if n > 0 && n < uint64(t.rep) {
			d.raw(fQuicToken, t, off, int(n))
			off += int(n)
		}
	}
	n, k := d.varint(t, off)
	d.num(fQuicLength, t, off, k, n)
	return off + k
}

// quicSize works out the length of a packet with a long header.
func (d *Session) quicSize(t *view, version uint32, kind uint64, off int) int {
	if version == 0 || kind == quicRetry {
		return t.rep
	}
	if kind == quicInitial {
		n, k := d.varint(t, off)
		if n > uint64(t.rep) {
			return t.rep
		}
		off += k + int(n)
	}
	n, k := d.varint(t, off)
	if n > uint64(t.rep) || off+k+int(n) > t.rep {
		return t.rep
	}
	return off + k + int(n)
}

// varint reads a number of one to eight bytes, RFC 9000 §16.
func (d *Session) varint(t *view, off int) (n uint64, size int) {
	first := d.u8(t, off)
	size = 1 << (first >> 6)
	for _, c := range d.slice(t, off, size) {
		n = n<<8 | uint64(c)
	}
	return n &^ (3 << (8*uint(size) - 2)), size
}

// quicShort dissects a packet with a short header, which takes the rest of its
// datagram.
func (d *Session) quicShort(t *view, q *quicConn) int {
	const keyPhase = 4
	d.quicShortHead(t)
	off := 1 + len(q.ids[d.udpDir].first)
	p := d.quicHidden(t, q, levelApplication, off)
	phase := p.First & keyPhase >> 2
	if p.Size > 0 {
		d.num(fQuicPacketNumberLength, t, 0, 1, uint64(p.Size-1))
	}
	d.cols.set(d, "Protected Payload (KP", utoa(phase), ")")
	if off > 1 {
		id := d.slice(t, 1, off-1)
		d.raw(fQuicDcid, t, 1, off-1)
		d.cols.append(d, ", DCID="+hex.EncodeToString(id))
	}
	switch {
	case p.Size > 0 && d.ok():
		q.turn(d.quicSide(q), phase != 0)
		d.quicPacket(t, q, levelApplication, off, t.rep, p)
	case t.rep > off:
		d.raw(fQuicRemainingPayload, t, off, t.rep-off)
	}
	return t.rep
}

func (d *Session) quicShortHead(t *view) {
	d.num(fQuicPacketLength, nil, 0, 0, uint64(t.rep))
	d.none(fQuicShort, t, 0, t.rep)
	d.num(fQuicHeaderForm, t, 0, 1, 0)
	first := uint64(d.u8(t, 0))
	d.flag(fQuicFixedBit, t, 0, 1, first>>6&1 != 0)
	d.flag(fQuicSpinBit, t, 0, 1, first>>5&1 != 0)
}

// quicStrange dissects a packet with a short header that is sent to an identifier which nobody was seen to choose: how long it is, and
// so where it ends, is not known.
func (d *Session) quicStrange(t *view) {
	d.quicShortHead(t)
	d.cols.set(d, "Protected Payload (KP0)")
	if t.rep > 1 {
		d.raw(fQuicRemainingPayload, t, 1, t.rep-1)
	}
}

// quicIDs are the identifiers that an end chose for itself. All but the first are made known in packets that few can open.
type quicIDs struct {
	first []byte
	more  [][]byte
}

// mostIDs bounds the identifiers of an end, RFC 9000 section 5.1.1.
const mostIDs = 256

func (s *quicIDs) match(b []byte) bool {
	return bytes.HasPrefix(b, s.first) || slices.ContainsFunc(s.more, func(id []byte) bool { return bytes.HasPrefix(b, id) })
}

func (s *quicIDs) add(id []byte) {
	if len(id) > 0 && len(s.more) < mostIDs && !s.match(id) {
		s.more = append(s.more, slices.Clone(id))
	}
}

// learn notes the identifier of the sender of a packet with a long header.
func (q *quicConn) learn(dir int, kind uint64, id []byte) {
	own := &q.ids[1-dir]
	switch fromClient := int8(dir) == q.client; {
	case fromClient && kind == quicInitial && (q.retried || q.version == 0):
		own.first = slices.Clone(id)
		if q.retried {
			q.retried, q.ids[dir].first = false, nil
		}
	case !fromClient && kind != quicZeroRTT:
		q.retried = q.retried || kind == quicRetry
		if len(own.first) == 0 {
			own.first = slices.Clone(id)
		}
	}
}

// knows reports whether a packet belongs to the connection, as far as its header says.
func (q *quicConn) knows(b []byte, dir int) bool {
	return len(b) == 0 || b[0]&0x80 != 0 || q.ids[dir].match(b[1:])
}

// idOf returns the identifier that a packet is sent to, as far as it is there.
func (q *quicConn) idOf(b []byte, dir int) []byte {
	const longID = 6
	if len(b) == 0 {
		return nil
	}
	if b[0]&0x80 == 0 {
		return b[1:min(len(b), 1+len(q.ids[dir].first))]
	}
	if len(b) < longID {
		return nil
	}
	return b[longID:min(len(b), longID+int(b[longID-1]))]
}

func (d *Session) quicColumns(t *view, version uint32, kind uint64, dcil, scil int) {
	if !d.wantCols {
		return
	}
	names := [...]string{"Initial", "0-RTT", "Handshake", "Retry"}
	text := names[kind&3]
	if version == 0 {
		text = "Version Negotiation"
	}
	if dcil > 0 {
		text += ", DCID=" + hex.EncodeToString(t.b[6:6+dcil])
	}
	if scil > 0 {
		text += ", SCID=" + hex.EncodeToString(t.b[7+dcil:7+dcil+scil])
	}
	d.cols.set(d, text)
}
