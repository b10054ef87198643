package dissect

import "netlab/pcapnb/internal/tlskeys"

// This file opens the records of connections whose secrets are known, and gives what they hold to its dissector.

// tlsOpen is what opens the records of a connection, each by direction.
type tlsOpen struct {
	now, next [2]*tlskeys.Opener // next is in force after the direction's change of keys
	inner     *tcpConn           // what the application data is to its dissector
	sent      [2]uint32          // bytes of it
	cleared   bool               // the record at hand was opened
	ticket    []byte             // that the client offers
	session   []byte             // identifier that the server gives
	master    []byte             // secret of TLS 1.2 and before
}

// tlsMasters are the secrets of sessions that may be resumed, RFC 5246 section 7.3 and RFC 5077, by identifier or ticket. Wireshark
// asks for the last ticket seen, and so leaves a session closed whose server gives another one as it resumes it.
type tlsMasters map[string][]byte

// maxTLSMasters bounds how many sessions are remembered, and maxTLSTicket what they are remembered by.
const (
	maxTLSMasters = 1 << 14
	maxTLSTicket  = 1 << 12
)

func (m *tlsMasters) remember(by, master []byte) {
	_, known := (*m)[string(by)]
	if len(by) == 0 || len(by) > maxTLSTicket || master == nil || !known && len(*m) >= maxTLSMasters {
		return
	}
	if *m == nil {
		*m = make(tlsMasters)
	}
	(*m)[string(by)] = master
}

// tlsTurn notes what a handshake message says of the keys: a server's hello agrees on them, RFC 8446 section 7.1 and RFC 5246
// section 6.3, and the end of a handshake and an update of TLS 1.3 change them.
func (d *Session) tlsTurn(m []byte, k *tlsConn, dir int) {
	if d.keys == nil {
		return
	}
	switch o, kind := k.opens(), m[0]; {
	case kind == tlsServerHello:
		d.tlsAgree(k, dir)
	case kind == tlsNewSessionTicket && k.version != tlsv13 && len(m) > 10:
		d.tlsMasters.remember(m[10:], o.master)
	case kind == tlsFinished && k.version == tlsv13 && k.isClear():
		o.now[dir] = o.next[dir]
	case kind == tlsKeyUpdate && k.version == tlsv13 && k.isClear():
		o.now[dir] = o.now[dir].Next()
		o.next[dir] = o.now[dir] // a client that is asked for a certificate later ends that with a Finished, too
	}
}

func (k *tlsConn) opens() *tlsOpen {
	if k.open == nil {
		k.open = new(tlsOpen)
	}
	return k.open
}

// tlsAgree makes what opens the records that follow.
func (d *Session) tlsAgree(k *tlsConn, server int) {
	o, client, random := k.open, 1-server, k.random[0]
	if k.version == tlsv13 {
		secret := func(label string) *tlskeys.Opener { return tlskeys.New13(k.suite, d.keys.Secret(label, random)) }
		o.now[client], o.next[client] = secret(tlskeys.ClientHandshake), secret(tlskeys.ClientTraffic)
		o.now[server], o.next[server] = secret(tlskeys.ServerHandshake), secret(tlskeys.ServerTraffic)
		return
	}
	o.master = d.keys.Secret(tlskeys.Master, random)
	if o.master == nil && k.resumed {
		if o.master = d.tlsMasters[string(o.ticket)]; o.master == nil {
			o.master = d.tlsMasters[string(k.sessionID)]
		}
	}
	d.tlsMasters.remember(o.session, o.master)
	if k.compressed {
		o.now, o.next = [2]*tlskeys.Opener{}, [2]*tlskeys.Opener{}
		return
	}
	s := tlskeys.Session{Version: k.version, Suite: k.suite, Master: o.master, Client: random, Server: k.random[1], MACLast: k.macLast}
	o.next[client], o.next[server] = s.Openers()
}

// tlsContent dissects what a record holds, opened where that can be done.
func (d *Session) tlsContent(head []byte, t *view, version uint16, k *tlsConn, dir int) {
	kind := head[0]
	if k.open == nil || k.version == tlsv13 && kind != tlsApplicationData {
		d.tlsBody(t, kind, version, k, dir)
		return
	}
	plain, inner, ok := k.open.now[dir].Open(head, t.b)
	if !ok {
		d.tlsBody(t, kind, version, k, dir)
		return
	}
	if k.version == tlsv13 {
		d.num(fTlsRecordContentType, nil, 0, 0, uint64(inner))
	}
	opened := view{b: plain, rep: len(plain), src: d.source()}
	if inner != tlsApplicationData {
		k.open.cleared = true
		d.tlsBody(&opened, inner, version, k, dir)
		k.open.cleared = false
		return
	}
	d.tlsBody(t, inner, version, k, dir)
	d.tlsPayload(&opened, k, dir)
}

// innerPorts are the ports of what a direction's records hold: the client's own, and the one that the server would have without TLS.
// Where that is not known, the ports name no protocol.
func (k *tlsConn) innerPorts(dir int) (src, dst uint16) {
	const none = 65535
	switch {
	case k.clear == 0:
		return none, none
	case dir == k.server:
		return k.clear, k.ports[1-dir]
	}
	return k.ports[dir], k.clear
}

// isClear reports whether the record at hand was opened.
func (k *tlsConn) isClear() bool { return k.open != nil && k.open.cleared }

// tlsPayload puts the messages of the application together from what records hold, as those of TCP from segments, and
// dissects them.
func (d *Session) tlsPayload(t *view, k *tlsConn, dir int) {
	o, s := k.open, segment{seq: k.open.sent[dir], length: len(t.b)}
	s.src, s.dst = k.innerPorts(dir)
	o.sent[dir] += uint32(len(t.b))
	if o.inner == nil {
		o.inner = &tcpConn{carrier: k}
	}
	if k.http2 {
		o.inner.app = tcpHTTP2
	}
	above, current := d.carried, d.current
	depth, proto := d.depth, d.protoAt
	d.carried.seen, d.carried.followUp, d.carried.pdus = nil, false, 0
	d.depth = 1
	d.deeper(t, func() { d.segments(t, &s, o.inner, dir) })
	d.carried, d.current = above, current
	d.depth, d.protoAt = depth, proto
}

// What follows are the handshake messages that TLS 1.3 encrypts, RFC 8446 section 4.

// encryptedExtensions dissects the server's extensions that the hello left out, section 4.3.1.
func (d *Session) encryptedExtensions(t *view, k *tlsConn) {
	h := hello{tls: k, quic: k.quic}
	d.extensions(t, 4, &h)
	if h.hasALPN && d.ok() && !k.datagrams {
		k.alpnName(string(h.alpn))
	}
}

// tls13Certificates dissects a chain, each certificate with extensions, section 4.4.2.
func (d *Session) tls13Certificates(t *view, k *tlsConn) {
	off := d.requestContext(t, 4)
	n := int(d.uint(fTlsHandshakeCertificatesLength, t, off, 3))
	off += 3
	if n == 0 {
		return
	}
	d.raw(fTlsHandshakeCertificates, t, off, n)
	d.push()
	for end := min(off+n, t.rep); off < end && d.ok(); {
		size := int(d.uint(fTlsHandshakeCertificateLength, t, off, 3))
		d.tlsCertificate(t, off+3, size)
		off += 3 + size
		d.extensions(t, off, &hello{tls: k, quic: k.quic})
		off += 2 + int(d.u16(t, off))
	}
	d.pop()
}

// requestContext dissects what a certificate answers, and returns where it ends.
func (d *Session) requestContext(t *view, off int) int {
	return d.shortVector(t, off, fTlsHandshakeCertificateRequestContextLength, fTlsHandshakeCertificateRequestContext)
}

// tls13Ticket dissects a ticket, section 4.6.1.
func (d *Session) tls13Ticket(t *view, k *tlsConn) {
	d.uint(fTlsHandshakeSessionTicketLifetimeHint, t, 4, 4)
	d.uint(fTlsHandshakeSessionTicketAgeAdd, t, 8, 4)
	nonce := int(d.uint(fTlsHandshakeSessionTicketNonceLength, t, 12, 1))
	d.raw(fTlsHandshakeSessionTicketNonce, t, 13, nonce)
	off := 13 + nonce
	n := int(d.uint(fTlsHandshakeSessionTicketLength, t, off, 2))
	d.raw(fTlsHandshakeSessionTicket, t, off+2, n)
	d.extensions(t, off+2+n, &hello{tls: k, quic: k.quic})
}
