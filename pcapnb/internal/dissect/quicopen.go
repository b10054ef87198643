package dissect

import (
	"crypto/hkdf"
	"crypto/sha256"
	"slices"

	"netlab/pcapnb/internal/tlskeys"
)

// This file opens QUIC's packets. The keys of the first follow from the connection identifier that the client chose, RFC 9001 §5.2,
// so anyone may read them; those of the others need the secrets of the connection.

// quicLabels are what the versions of QUIC derive keys with: RFC 9001 §5.2, RFC 9369 §3.3, and drafts.
type quicLabels struct {
	salt   []byte
	prefix string
}

// quicLabelsOf returns the labels of a version, or nil where its packets cannot be opened.
func quicLabelsOf(version uint32) *quicLabels {
	switch version {
	case quicVersion1:
		return &quicLabels{[]byte("\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a"), "quic "}
	case quicVersion2:
		return &quicLabels{[]byte("\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9"), "quicv2 "}
	case googleQ050:
		return &quicLabels{[]byte("\x50\x45\x74\xef\xd0\x66\xfe\x2f\x9d\x94\x5c\xfc\xdb\xd3\xa7\xf0\xd3\xb5\x6b\x45"), "quic "}
	case googleT050:
		return &quicLabels{[]byte("\x7f\xf5\x79\xe5\xac\xd0\x72\x91\x55\x80\x30\x4c\x43\xa2\x36\x7c\x60\x48\x83\x10"), "quic "}
	case googleT051:
		return &quicLabels{[]byte("\x7a\x4e\xde\xf4\xe7\xcc\xee\x5f\xa4\x50\x6c\x19\x12\x4f\xc8\xcc\xda\x6e\x03\x3d"), "quic "}
	}
	switch draft := quicDraft(version); {
	case draft == 0 || draft > 34:
		return nil
	case draft <= 22:
		return &quicLabels{[]byte("\x7f\xbc\xdb\x0e\x7c\x66\xbb\xe9\x19\x3a\x96\xcd\x21\x51\x9e\xbd\x7a\x02\x64\x4a"), "quic "}
	case draft <= 28:
		return &quicLabels{[]byte("\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02"), "quic "}
	case draft <= 32:
		return &quicLabels{[]byte("\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99"), "quic "}
	}
	return quicLabelsOf(quicVersion1)
}

// Versions of Google's, which have headers as drafts of RFC 9000 had, and of Facebook's.
const (
	googleQ050   = 0x51303530
	googleT050   = 0x54303530
	googleT051   = 0x54303531
	facebook22   = 0xfaceb001
	facebook27   = 0xfaceb002
	facebookTest = 0xfaceb00e
)

// quicDraft is the draft of RFC 9000 that a version follows, 0 for none. What asks for other versions is opened as draft 29,
// as Wireshark does.
func quicDraft(version uint32) uint32 {
	switch {
	case version>>8 == 0xff0000:
		return version & 0xff
	case version == facebook22:
		return 22
	case version == facebook27, version == facebookTest:
		return 27
	case version&0x0f0f0f0f == 0x0a0a0a0a:
		return 29
	}
	return 0
}

// The suite of the first packets, TLS_AES_128_GCM_SHA256.
const initialSuite = 0x1301

// newQUICKeys derives the keys of client and server.
func newQUICKeys(version uint32, dcid []byte) (keys [2]*tlskeys.Packets) {
	labels := quicLabelsOf(version)
	if labels == nil {
		return keys
	}
	secret, err := hkdf.Extract(sha256.New, dcid, labels.salt)
	if err != nil {
		return keys
	}
	for i, side := range []string{"client in", "server in"} {
		keys[i] = tlskeys.NewPackets(initialSuite, tlskeys.ExpandLabel(sha256.New, secret, side, sha256.Size), labels.prefix)
	}
	return keys
}

// quicSide is 0 for a packet of the client's, 1 for one of the server's.
func (d *Session) quicSide(q *quicConn) int {
	if int8(d.udpDir) != q.client {
		return 1
	}
	return 0
}

// quicSecrets looks for the keys of a level, which both ends have agreed on once the server's hello was seen.
func (d *Session) quicSecrets(q *quicConn, level int) {
	l := &q.levels[level]
	if d.keys == nil || level == levelInitial || l.keys[0] != nil || l.keys[1] != nil || !q.tls.answered {
		return
	}
	labels := [2]string{tlskeys.ClientHandshake, tlskeys.ServerHandshake}
	if level == levelApplication {
		labels = [2]string{tlskeys.ClientTraffic, tlskeys.ServerTraffic}
	}
	for i, label := range labels {
		l.keys[i] = tlskeys.NewPackets(q.tls.suite, d.keys.Secret(label, q.tls.random[0]), q.prefix)
	}
}

// turn takes the next key where a packet says that it has another than the one before.
func (q *quicConn) turn(side int, phase bool) {
	const oldUpdate = 23 // the last draft that had TLS's own label
	l := &q.levels[levelApplication]
	if l.keys[side] == nil || phase == l.phase[side] {
		return
	}
	label := q.prefix + "ku"
	if draft := quicDraft(q.version); draft != 0 && draft <= oldUpdate {
		label = "traffic upd"
	}
	l.keys[side], l.phase[side] = l.keys[side].Next(label), phase
}

// quicHidden reads what is hidden of the header of the packet t, whose number is at off. Without a key it has no size.
func (d *Session) quicHidden(t *view, q *quicConn, level, off int) tlskeys.Head {
	d.quicSecrets(q, level)
	p, _ := q.levels[level].keys[d.quicSide(q)].Head(t.b, off)
	return p
}

// quicOpenLong opens a packet of size bytes with a long header, whose number is at off, and dissects what it says.
func (d *Session) quicOpenLong(t *view, q *quicConn, version uint32, kind uint64, dcid []byte, off, size int) {
	packet := t.sub(0, size)
	level := levelInitial
	switch kind {
	case quicRetry:
		return
	case quicInitial:
		d.quicFirstKeys(&packet, q, version, dcid, off)
	case quicHandshake:
		level = levelHandshake
	}
	p := tlskeys.Head{}
	if kind != quicZeroRTT {
		p = d.quicHidden(&packet, q, level, off)
	}
	if p.Size > 0 {
		d.num(fQuicPacketNumberLength, t, 0, 1, uint64(p.Size-1))
		d.quicPacket(t, q, level, off, size, p)
	} else if kind != quicInitial && size > off {
		d.raw(fQuicRemainingPayload, t, off, size-off)
	}
}

// quicFirstKeys makes the keys of the first packets, where those that there are do not open what the client sends: of its first packet,
// or of one after a Retry has given it another identifier.
func (d *Session) quicFirstKeys(t *view, q *quicConn, version uint32, dcid []byte, off int) {
	l := &q.levels[levelInitial]
	if d.quicSide(q) != 0 {
		if version != q.version && l.keys[0] != nil { // the server chose another, RFC 9368 section 2.3
			q.speak(version, q.firstID)
		}
		return
	}
	if p, ok := l.keys[0].Head(t.b, off); ok {
		if _, ok = l.keys[0].Open(t.b, off, p, p.Whole(l.next[0])); ok {
			return
		}
	}
	d.quicKeep(q)
	l.next = [2]uint64{}
	q.speak(version, slices.Clone(dcid))
}

// speak makes the keys of the first packets of a version.
func (q *quicConn) speak(version uint32, firstID []byte) {
	q.version, q.firstID = version, firstID
	q.levels[levelInitial].keys = newQUICKeys(version, firstID)
	if labels := quicLabelsOf(version); labels != nil {
		q.prefix = labels.prefix
	}
}

// quicPacket dissects a packet that ends at size and whose number is at off. Where another key hides the rest, the header is read all
// the same.
func (d *Session) quicPacket(t *view, q *quicConn, level, off, size int, p tlskeys.Head) {
	side := d.quicSide(q)
	l := &q.levels[level]
	number := p.Whole(l.next[side])
	d.num(fQuicPacketNumber, t, off, p.Size, number)
	d.cols.num(d, ", PKN: ", number)
	if level != levelApplication {
		d.raw(fQuicPayload, t, off+p.Size, size-off-p.Size)
	}
	if !d.ok() || size > len(t.b) {
		return
	}
	opened, ok := l.keys[side].Open(t.b[:size], off, p, number)
	if !ok {
		return
	}
	l.next[side] = max(l.next[side], number+1)
	plain := view{b: opened, rep: len(opened), src: d.source()}
	frames := ietfFrames
	if isGoogleQUIC(q.version) {
		frames = googleFrames
	}
	frames(d, &plain, &quicPlace{q, level, side}, p.Size)
}

// isGoogleQUIC reports whether the frames of a version are those of Google's own QUIC.
func isGoogleQUIC(version uint32) bool {
	return version == googleQ050 || version == googleT050 || version == googleT051
}

// A frameReader dissects the frames of an opened packet, the number of which has numberSize bytes.
type frameReader func(d *Session, t *view, p *quicPlace, numberSize int)

// The files that know frames set these: of RFC 9000, and of Google's in a packet of the IETF's; since T050 the handshake in those is
// that of TLS.
var ietfFrames, googleFrames frameReader

// quicPlace is where frames are: of which connection, at which level, and who sent them.
type quicPlace struct {
	conn        *quicConn
	level, side int
}

// maxOpened bounds the connections whose keys and handshakes are held.
const maxOpened = 4096

// quicKeep makes room for another connection's keys: those of the oldest go.
func (d *Session) quicKeep(q *quicConn) {
	if q.levels[levelInitial].keys[0] != nil {
		return
	}
	all := keptOf[quicConns](&d.kept)
	if len(all.opened) == maxOpened {
		all.opened[0].levels = [3]quicLevel{}
		all.opened = append(all.opened[:0], all.opened[1:]...)
	}
	all.opened = append(all.opened, q)
}

// quicStream is the handshake in one direction, put together from pieces that come in any order.
type quicStream struct {
	read int        // how much of it is dissected
	late []latePart // pieces beyond a hole
	end  int        // of the last of them
}

// maxLate bounds the pieces that wait.
const maxLate = 256

// add takes a piece, and returns what can be dissected with it: the piece itself, or all that waited, once there is no hole.
func (s *quicStream) add(off int, b []byte) []byte {
	if off+len(b) <= s.read {
		return nil
	}
	if off < s.read {
		b, off = b[s.read-off:], s.read
	}
	if off == s.read && len(s.late) == 0 {
		s.read += len(b)
		return b
	}
	if len(s.late) == maxLate || off+len(b)-s.read > maxHandshake {
		return nil
	}
	s.late = append(s.late, latePart{off, slices.Clone(b)})
	s.end = max(s.end, off+len(b))
	return s.joined()
}

// joined returns the pieces that waited, or nil where some are missing.
func (s *quicStream) joined() []byte {
	slices.SortStableFunc(s.late, func(a, b latePart) int { return a.off - b.off })
	var b []byte
	for _, p := range s.late {
		known := s.read + len(b) - p.off
		if known < 0 {
			return nil
		}
		if known < len(p.data) {
			b = append(b, p.data[known:]...)
		}
	}
	s.read, s.late = s.end, nil
	return b
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

// quicMessages dissects a stretch of the handshake. A message may go on in the next one, as in records.
func (d *Session) quicMessages(b []byte, q *quicConn, side int) {
	k := &q.tls
	t := view{b: b, rep: len(b), src: d.source()}
	whole, joined := t, len(k.partial[side]) > 0
	if joined {
		all := append(k.partial[side], b...)
		whole = view{b: all, rep: len(all), src: d.source()}
		k.partial[side] = nil
	}
	quic, info := d.current, len(d.cols.info) // the columns say nothing of messages
	d.begin(fTls, &t, len(b))
	d.label("TLSv1.3 Record Layer: Handshake Protocol: " + messagesLabel(&whole, joined))
	for off := 0; off < len(whole.b) && d.ok(); {
		m, ok := nextMessage(&whole, off)
		begun := joined && off == 0
		if begun || !ok {
			d.none(fTlsHandshake, &t, 0, len(b))
		}
		if !ok {
			if len(m.b) < maxHandshake {
				k.partial[side] = slices.Clone(m.b)
			}
			break
		}
		d.tlsMessage(&m, k)
		off += len(m.b)
	}
	d.current, d.cols.info = quic, d.cols.info[:min(info, len(d.cols.info))]
}

// nextMessage returns the message at off. It is false for one that is not whole: m is then what there is of it.
func nextMessage(t *view, off int) (m view, ok bool) {
	m = t.sub(off, -1)
	if len(m.b) < 4 {
		return m, false
	}
	n := 4 + int(m.b[1])<<16 + int(be16(m.b[2:]))
	if n > len(m.b) {
		return m, false
	}
	return t.sub(off, n), true
}

// messagesLabel says what messages there are, as Wireshark does; joined is whether the first began in the stretch before.
func messagesLabel(t *view, joined bool) string {
	const several = "Multiple Handshake Messages"
	m, ok := nextMessage(t, 0)
	name := messageName(uint64(m.b[0]))
	switch {
	case !ok && joined, ok && len(m.b) < len(t.b):
		return several
	case !ok:
		return name + " (fragment)"
	case asksAgain(&m):
		return "Hello Retry Request"
	}
	return name
}
