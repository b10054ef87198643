package dissect

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"slices"

	"netlab/pcapnb/internal/tlskeys"
)

// This file opens QUIC's first packets. Their keys follow from the connection
// identifier that the client chose, RFC 9001 §5.2, so anyone may read them.

// quicKeys are the keys of one direction.
type quicKeys struct {
	aead cipher.AEAD
	head cipher.Block // protects the header
	iv   []byte
}

// quicLabels are what the versions of QUIC derive keys with: RFC 9001 §5.2, RFC 9369 §3.3, and drafts.
type quicLabels struct {
	salt   []byte
	prefix string
}

func quicLabelsOf(version uint32) *quicLabels {
	salt := "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a"
	prefix := "quic "
	switch draft := version & 0xff; {
	case version == quicVersion1:
	case version == quicVersion2:
		salt, prefix = "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", "quicv2 "
	case version>>8 != 0xff0000 || draft < 23:
		return nil
	case draft < 29:
		salt = "\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02"
	case draft < 33:
		salt = "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99"
	}
	return &quicLabels{[]byte(salt), prefix}
}

// newQUICKeys derives the keys of client and server.
func newQUICKeys(version uint32, dcid []byte) (keys [2]*quicKeys) {
	labels := quicLabelsOf(version)
	if labels == nil {
		return keys
	}
	secret, err := hkdf.Extract(sha256.New, dcid, labels.salt)
	if err != nil {
		return keys
	}
	for i, side := range []string{"client in", "server in"} {
		keys[i] = labels.keys(tlskeys.ExpandLabel(sha256.New, secret, side, sha256.Size))
	}
	return keys
}

func (l *quicLabels) keys(secret []byte) *quicKeys {
	const keySize, ivSize = 16, 12
	block, err := aes.NewCipher(tlskeys.ExpandLabel(sha256.New, secret, l.prefix+"key", keySize))
	if err != nil {
		return nil
	}
	head, err := aes.NewCipher(tlskeys.ExpandLabel(sha256.New, secret, l.prefix+"hp", keySize))
	if err != nil {
		return nil
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil
	}
	return &quicKeys{aead, head, tlskeys.ExpandLabel(sha256.New, secret, l.prefix+"iv", ivSize)}
}

// quicPacket is a packet whose protection is taken off.
type quicPacket struct {
	number  uint64
	numLen  int
	payload []byte
}

// open takes the protection off a packet whose number is at off, RFC 9001 §5.4.
func (k *quicKeys) open(packet []byte, off int) (p quicPacket, ok bool) {
	const sampleAt, sampleSize = 4, 16
	if k == nil || len(packet) < off+sampleAt+sampleSize {
		return p, false
	}
	var mask [sampleSize]byte
	k.head.Encrypt(mask[:], packet[off+sampleAt:off+sampleAt+sampleSize])
	head := slices.Clone(packet[:off+4])
	head[0] ^= mask[0] & 0x0f
	p.numLen = int(head[0]&3) + 1
	for i := range p.numLen {
		head[off+i] ^= mask[1+i]
		p.number = p.number<<8 | uint64(head[off+i])
	}
	head = head[:off+p.numLen]
	nonce := slices.Clone(k.iv)
	for i := range 8 {
		nonce[len(nonce)-1-i] ^= byte(p.number >> (8 * i))
	}
	payload, err := k.aead.Open(nil, nonce, packet[len(head):], head)
	p.payload = payload
	return p, err == nil
}

// quicInitial opens the first packet of a handshake, whose number is at off,
// and dissects what it says.
func (d *Session) quicInitial(t *view, q *quicConn, version uint32, dcid []byte, off, size int) {
	if !d.ok() || size > len(t.b) || off > size {
		return
	}
	side := 0
	if int8(d.udpDir) != q.client {
		side = 1
	}
	p, ok := q.keys[side].open(t.b[:size], off)
	if !ok && side == 0 {
		// The first packet, or one after a Retry has given the client another identifier.
		d.quicKeep(q)
		q.keys = newQUICKeys(version, dcid)
		p, ok = q.keys[0].open(t.b[:size], off)
	}
	if p.numLen == 0 {
		return
	}
	d.num(fQuicPacketNumberLength, t, 0, 1, uint64(p.numLen-1))
	d.num(fQuicPacketNumber, t, off, p.numLen, p.number)
	d.cols.num(d, ", PKN: ", p.number)
	d.raw(fQuicPayload, t, off+p.numLen, size-off-p.numLen)
	if !ok {
		return // the head has another key, so that it is read all the same
	}
	plain := view{b: p.payload, rep: len(p.payload), src: d.source()}
	d.quicFrames(&plain, q, side)
}

// maxOpened bounds the connections whose keys and handshakes are held.
const maxOpened = 4096

// quicKeep makes room for another connection's keys: those of the oldest go.
func (d *Session) quicKeep(q *quicConn) {
	if q.keys[0] != nil {
		return
	}
	if len(d.quicOpened) == maxOpened {
		old := d.quicOpened[0]
		old.keys, old.crypto = [2]*quicKeys{}, [2]quicStream{}
		d.quicOpened = append(d.quicOpened[:0], d.quicOpened[1:]...)
	}
	d.quicOpened = append(d.quicOpened, q)
}

// Frames that Initial packets may hold, RFC 9000 §17.2.2.
const (
	quicPadding = 0
	quicPing    = 1
	quicAck     = 2
	quicAckECN  = 3
	quicCrypto  = 6
)

// quicFrames dissects the frames of a packet, RFC 9000 §19.
func (d *Session) quicFrames(t *view, q *quicConn, side int) {
	for off := 0; off < len(t.b) && d.ok(); {
		kind, n := d.varint(t, off)
		d.num(fQuicFrameType, t, off, n, kind)
		switch kind {
		case quicPadding:
			d.cols.append(d, ", PADDING")
			for off < len(t.b) && t.b[off] == 0 {
				off++
			}
		case quicPing:
			d.cols.append(d, ", PING")
			off += n
		case quicAck, quicAckECN:
			d.cols.append(d, ", ACK")
			off = d.quicAckEnd(t, off+n, kind)
		case quicCrypto:
			d.cols.append(d, ", CRYPTO")
			off = d.quicCryptoFrame(t, off+n, &q.crypto[side])
		default: // a close, after which nothing comes
			off = len(t.b)
		}
	}
	d.rescue()
	d.quicHandshake(q, side)
	d.rescue()
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
func (d *Session) quicCryptoFrame(t *view, off int, s *quicStream) int {
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
		s.add(int(at), b)
	}
	return off + int(size)
}

// quicStream is the handshake in one direction, put together from pieces that
// come in any order.
type quicStream struct {
	data []byte     // from the first byte on, without a hole
	read int        // how much of it is dissected
	late []latePart // pieces beyond a hole
}

// maxLate bounds the pieces that wait.
const maxLate = 256

func (s *quicStream) add(off int, b []byte) {
	if off > len(s.data) {
		if len(s.late) < maxLate {
			s.late = append(s.late, latePart{off, slices.Clone(b)})
		}
		return
	}
	if known := len(s.data) - off; known < len(b) && len(s.data) < maxHandshake {
		s.data = append(s.data, b[known:]...)
	}
	for i, p := range s.late {
		if p.off <= len(s.data) {
			s.late = slices.Delete(s.late, i, i+1)
			s.add(p.off, p.data)
			return
		}
	}
}

// quicHandshake dissects the messages that are complete.
func (d *Session) quicHandshake(q *quicConn, side int) {
	s := &q.crypto[side]
	t := view{b: s.data, rep: len(s.data), src: d.source()}
	if !d.ok() || !s.ready() {
		return
	}
	quic, info := d.current, len(d.cols.info) // the columns say nothing of messages
	d.begin(fTls, &t, len(t.b)-s.read)
	d.label("TLSv1.3 Record Layer: Handshake Protocol: " + handshakeName(uint64(t.b[s.read])))
	for s.ready() && d.ok() {
		n := s.next()
		m := t.sub(s.read, n)
		s.read += n
		d.tlsMessage(&m, &q.tls)
	}
	d.current, d.cols.info = quic, d.cols.info[:info]
}

// next is the length of the next message, and more than there is where it is not complete.
func (s *quicStream) next() int {
	b := s.data[s.read:]
	if len(b) < 4 {
		return maxHandshake
	}
	return 4 + int(b[1])<<16 + int(be16(b[2:]))
}

func (s *quicStream) ready() bool { return s.next() <= len(s.data)-s.read }
