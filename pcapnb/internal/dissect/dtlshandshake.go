package dissect

import "slices"

// dtlsPart names a message in fragments: who sends it, and its number.
type dtlsPart struct {
	dir int
	seq uint16
}

// A dtlsMessage is put together from fragments.
type dtlsMessage struct {
	assembly
	done bool
}

// maxDTLSMessages bounds the messages in fragments of a conversation.
const maxDTLSMessages = 64

// dtlsHandshake dissects a message, or a fragment of one, and returns how long it is, RFC 6347 section 4.2.2.
func (d *Session) dtlsHandshake(t *view, off int, c *dtlsConn) int {
	kind := uint64(d.u8(t, off))
	name := handshakeName(kind)
	size, seq, at, n := int(d.u24(t, off+1)), d.u16(t, off+4), int(d.u24(t, off+6)), int(d.u24(t, off+9))
	if !d.ok() {
		return 0
	}
	if name == "" || n > t.rep {
		d.tlsNote("Encrypted Handshake Message")
		return t.left(off)
	}
	d.push()
	defer d.pop()
	part := n < size && (at == 0 || n > 0 && at+n <= size)
	body := t.sub(off+dtlsMessageHead, n)
	var whole *dtlsMessage
	if part {
		d.tlsNote(name)
		d.need(t, off+dtlsMessageHead, n)
		m := c.part(dtlsPart{d.udpDir, seq})
		switch {
		case !d.ok() || m == nil:
			part = false
		case m.done:
			defer func() { d.bad = overlapping }()
		case m.add(d.frame.Number, at, body.b, size) && at+n == m.end:
			whole = m
			d.cols.append(d, " (Reassembled)")
		default:
			d.cols.append(d, " (Fragment)")
		}
	} else {
		d.tlsNote(name)
	}
	d.num(fDtlsHandshakeType, t, off, 1, kind)
	d.num(fDtlsHandshakeLength, t, off+1, 3, uint64(size))
	d.slots(t, off+4, slot{fDtlsHandshakeMessageSeq, 2}, slot{fDtlsHandshakeFragmentOffset, 3}, slot{fDtlsHandshakeFragmentLength, 3})
	switch {
	case whole != nil:
		b := append(make([]byte, 4), whole.data...)
		d.dtlsMessage(&view{b: b, rep: len(b), src: d.source()}, kind, c)
		d.dtlsFragments(whole)
	case !part && at == 0:
		m := t.sub(off+dtlsMessageHead-4, 4+n)
		d.dtlsMessage(&m, kind, c)
	}
	return dtlsMessageHead + n
}

// part returns the message that a fragment belongs to.
func (c *dtlsConn) part(key dtlsPart) *dtlsMessage {
	m := c.parts[key]
	if m == nil && len(c.parts) < maxDTLSMessages {
		if c.parts == nil {
			c.parts = make(map[dtlsPart]*dtlsMessage)
		}
		m = &dtlsMessage{assembly: assembly{end: -1}}
		c.parts[key] = m
	}
	return m
}

// add takes a fragment, and reports whether none is missing with it.
func (m *dtlsMessage) add(frame, off int, b []byte, size int) bool {
	if m.end < 0 {
		m.end = size
	}
	if len(m.parts) < maxFragments && m.end <= maxHandshake {
		m.insert(fragment{off: off, frame: frame, data: slices.Clone(b)})
	}
	m.done = m.join()
	return m.done
}

// dtlsFragments emits what a message was put together from.
func (d *Session) dtlsFragments(m *dtlsMessage) {
	ids := fragmentFields{tree: fDtlsFragments, part: fDtlsFragment, count: fDtlsFragmentCount, length: fDtlsReassembledLength,
		data: noField, overlap: fDtlsFragmentOverlap, conflict: noField, tails: noField, tooLong: noField, faulty: fDtlsFragment}
	d.reassembled(&m.assembly, &ids)
	m.parts, m.data = nil, nil
}

// dtlsMessage dissects a message whose content begins at byte 4 of t.
func (d *Session) dtlsMessage(t *view, kind uint64, c *dtlsConn) {
	const helloVerify, helloRetry = 3, 6
	before := c.tls.answered
	c.tls.srtp, c.tls.idLen = nil, c.idLen[1-d.udpDir]
	d.withDTLS(func() {
		switch kind {
		case helloVerify:
			d.uint(fDtlsHandshakeVersion, t, 4, 2)
			d.dtlsCookie(t, 6)
		case helloRetry:
			d.uint(fDtlsHandshakeVersion, t, 4, 2)
		default:
			d.tlsMessageBody(t, kind, &c.tls)
		}
	})
	c.idLen[1-d.udpDir] = c.tls.idLen
	if c.tls.answered && !before {
		c.tls.server = d.udpDir
	}
	if s := c.tls.srtp; s != nil && !d.inError && d.udpConn != nil {
		for i := range d.udpConn.announced {
			d.udpConn.announced[i] = &announcement{frame: d.frame.Number, layer: "rtp", column: "SRTP", method: "DTLS-SRTP", secure: s,
				lastSequence: 1 << 16}
		}
	}
}

// dtlsOf holds the field of DTLS for each of TLS, noField where it has none.
var dtlsOf = func() map[ID]ID {
	of := make(map[ID]ID)
	for id := range ID(numFields) {
		if defs[id].proto == pTls {
			of[id], _ = Lookup("d" + defs[id].Name)
		}
	}
	return of
}()

// withDTLS lets emit, which emits fields of TLS, emit those of DTLS in their place.
func (d *Session) withDTLS(emit func()) {
	if d.dtlsWant == nil {
		d.dtlsWant = d.want.asDTLS()
	}
	want, first, layer := d.want, len(d.out.Values), d.layerNo[pTls]
	d.want, d.layerNo[pTls] = *d.dtlsWant, d.layerNo[pDtls]
	emit()
	d.want, d.layerNo[pTls] = want, layer
	for i := first; i < len(d.out.Values); i++ {
		if other := dtlsOf[d.out.Values[i].ID]; other != noField {
			d.out.Values[i].ID = other
		}
	}
}

// asDTLS returns the set with the fields of TLS for those of DTLS.
func (s *Set) asDTLS() *Set {
	out := *s
	for id, other := range dtlsOf {
		out.bits[id>>6] &^= 1 << (id & 63)
		if other != noField && s.bits[other>>6]>>(other&63)&1 != 0 {
			out.bits[id>>6] |= 1 << (id & 63)
		}
	}
	return &out
}
