package dissect

import (
	"crypto/sha256"
	"slices"
)

// maxHandshake bounds a message that is gathered from several records.
const maxHandshake = 1 << 18

// tlsHandshakes dissects the messages of a record. A message may go on in the
// next record, RFC 8446 §5.1.
func (d *Session) tlsHandshakes(t *view, version uint16, k *tlsConn, dir int) {
	if k.encrypted[dir] && !k.isClear() && !wholeMessage(t) || !plausible(t, k, dir) {
		d.none(fTlsHandshake, t, 0, len(t.b))
		d.tlsNote("Encrypted Handshake Message")
		return
	}
	whole := *t
	joined := len(k.partial[dir]) > 0
	if joined {
		b := append(k.partial[dir], t.b...) // in place: each record is copied once
		whole = view{b: b, rep: len(b), src: d.source()}
		k.partial[dir] = nil
	}
	for off := 0; off < len(whole.b) && d.ok(); {
		n := 4 + int(d.u24(&whole, off+1))
		begun := joined && off == 0
		if len(whole.b)-off < 4 || off+n > len(whole.b) {
			d.bad = fine
			d.none(fTlsHandshake, t, 0, len(t.b))
			switch {
			case len(whole.b)-off >= maxHandshake:
			case begun:
				k.partial[dir] = whole.b
			default:
				if off == 0 {
					d.tlsNote("[" + handshakeName(uint64(whole.b[0])) + " Fragment]")
				}
				k.partial[dir] = append([]byte(nil), whole.b[off:]...)
			}
			return
		}
		if begun {
			d.none(fTlsHandshake, t, 0, len(t.b)) // the last fragment
		}
		m := whole.sub(off, n)
		d.tlsMessage(&m, k)
		if d.ok() {
			d.tlsTurn(m.b, k, dir)
		}
		off += n
	}
}

// wholeMessage reports whether the bytes are one message that is not encrypted: a second hello of TLS 1.3 comes after a change
// of cipher spec that changes nothing, RFC 8446 appendix D.4.
func wholeMessage(t *view) bool {
	return len(t.b) >= 4 && handshakeName(uint64(t.b[0])) != "" && int(t.b[1])<<16|int(be16(t.b[2:])) == len(t.b)-4
}

// plausible reports whether the bytes may be a message that is not encrypted.
func plausible(t *view, k *tlsConn, dir int) bool {
	if len(k.partial[dir]) > 0 {
		return true
	}
	if len(t.b) == 0 {
		return false
	}
	name := handshakeName(uint64(t.b[0]))
	if k.isClear() {
		name = messageName(uint64(t.b[0]))
	}
	return name != "" && (len(t.b) < 4 || t.b[1] < 2)
}

func (d *Session) tlsMessage(t *view, k *tlsConn) {
	kind := uint64(d.u8(t, 0))
	d.none(fTlsHandshake, t, 0, len(t.b))
	d.push()
	defer d.pop()
	d.num(fTlsHandshakeType, t, 0, 1, kind)
	d.uint(fTlsHandshakeLength, t, 1, 3)
	if asksAgain(t) {
		d.tlsNote("Hello Retry Request")
	} else {
		d.tlsNote(messageName(kind))
	}
	d.tlsMessageBody(t, kind, k)
}

// tlsMessageBody dissects what follows the four bytes of a message's head.
func (d *Session) tlsMessageBody(t *view, kind uint64, k *tlsConn) {
	switch kind {
	case tlsServerHelloDone:
		k.done = true
	case tlsClientHello, tlsServerHello:
		k.answered = k.answered || kind == tlsServerHello
		d.tlsHello(t, k, kind == tlsClientHello)
	case tlsNewSessionTicket:
		if k.version == tlsv13 {
			d.tls13Ticket(t, k)
			return
		}
		d.uint(fTlsHandshakeSessionTicketLifetimeHint, t, 4, 4)
		n := int(d.uint(fTlsHandshakeSessionTicketLength, t, 8, 2))
		d.raw(fTlsHandshakeSessionTicket, t, 10, n)
	case tlsEncryptedExtensions:
		d.encryptedExtensions(t, k)
	case tlsCertificate:
		if k.version == tlsv13 {
			d.tls13Certificates(t, k)
		} else {
			d.tlsCertificates(t)
		}
	case tlsServerKeyExchange:
		d.tlsServerKey(t, k)
	case tlsCertificateAsked:
		if k.version == tlsv13 {
			d.extensions(t, d.requestContext(t, 4), &hello{tls: k, quic: k.quic})
		} else {
			d.tlsAsked(t, k.version == tlsv12)
		}
	case tlsCertificateVerify:
		off := 4
		if k.version >= tlsv12 {
			d.signatureAlgorithm(t, off)
			off += 2
		}
		n := int(d.uint(fTlsHandshakeClientCertVrfySigLen, t, off, 2))
		d.raw(fTlsHandshakeClientCertVrfySig, t, off+2, n)
	case tlsFinished:
		d.none(fTlsHandshakeVerifyData, t, 4, len(t.b)-4)
	case tlsKeyUpdate:
		d.uint(fTlsHandshakeKeyUpdateRequestUpdate, t, 4, 1)
	case tlsCertificateStatus:
		d.tlsStatus(t)
	case tlsClientKeyExchange:
		if ecdheSuite(k.suite) {
			n := int(d.uint(fTlsHandshakeClientPointLen, t, 4, 1))
			d.raw(fTlsHandshakeClientPoint, t, 5, n)
		} else if rsaSuite(k.suite) {
			d.premaster(t, k)
		}
	}
}

// tlsCertificates dissects a chain, RFC 5246 §7.4.2.
func (d *Session) tlsCertificates(t *view) {
	n := int(d.uint(fTlsHandshakeCertificatesLength, t, 4, 3))
	if n == 0 {
		return
	}
	d.raw(fTlsHandshakeCertificates, t, 7, n)
	d.push()
	for off := 7; off < 7+n && d.ok(); {
		k := int(d.uint(fTlsHandshakeCertificateLength, t, off, 3))
		d.tlsCertificate(t, off+3, k)
		off += 3 + k
	}
	d.pop()
}

func (d *Session) tlsCertificate(t *view, off, n int) {
	d.raw(fTlsHandshakeCertificate, t, off, n)
	if !d.wantCertificates || !d.ok() {
		return
	}
	d.push()
	one := t.sub(off, n)
	readers["x509af"](d, &one)
	d.pop()
}

// tlsStatus dissects what says that the certificate is still good, RFC 6066 section 8.
func (d *Session) tlsStatus(t *view) {
	const ocsp = 1
	kind := d.uint(fTlsHandshakeExtensionsStatusRequestType, t, 4, 1)
	n := int(d.u24(t, 5))
	if !d.wantCertificates || kind != ocsp || !d.need(t, 8, n) {
		return
	}
	d.push()
	answer := t.sub(8, n)
	readers["ocsp-response"](d, &answer)
	d.pop()
}

// tlsServerKey dissects the parameters of an elliptic curve key exchange, RFC
// 8422 §5.4.
func (d *Session) tlsServerKey(t *view, k *tlsConn) {
	if dheSuite(k.suite) {
		off := 4
		for range 3 { // the prime, the generator and the public key, RFC 5246 section 7.4.3
			off += 2 + int(d.u16(t, off))
		}
		d.serverSignature(t, off, k)
		return
	}
	if !ecdheSuite(k.suite) {
		return
	}
	kind := d.uint(fTlsHandshakeServerCurveType, t, 4, 1)
	if kind != 3 {
		return
	}
	d.uint(fTlsHandshakeServerNamedCurve, t, 5, 2)
	n := int(d.uint(fTlsHandshakeServerPointLen, t, 7, 1))
	d.raw(fTlsHandshakeServerPoint, t, 8, n)
	d.serverSignature(t, 8+n, k)
}

func (d *Session) serverSignature(t *view, off int, k *tlsConn) {
	if k.version >= tlsv12 {
		d.signatureAlgorithm(t, off)
		off += 2
	}
	if off+2 <= len(t.b) {
		m := int(d.uint(fTlsHandshakeSigLen, t, off, 2))
		d.raw(fTlsHandshakeSig, t, off+2, m)
	}
}

// dheSuite reports whether a suite exchanges keys by ephemeral Diffie-Hellman and signs them, as the IANA registry has it.
func dheSuite(s uint16) bool {
	switch {
	case s >= 0x11 && s <= 0x16, s == 0x32, s == 0x33, s == 0x38, s == 0x39, s == 0x40, s == 0x44, s == 0x45, s == 0x67, s == 0x6a, s == 0x6b,
		s == 0x87, s == 0x88, s >= 0x9e && s <= 0xa3 && s != 0xa0 && s != 0xa1, s >= 0xc09e && s <= 0xc09f, s == 0xccaa:
		return true
	}
	return false
}

// premaster dissects the encrypted secret, which has no length in SSL 3, RFC 6101 section 5.6.7.1.
func (d *Session) premaster(t *view, k *tlsConn) {
	if k.version == sslv3 {
		d.raw(fTlsHandshakeEpms, t, 4, len(t.b)-4)
		return
	}
	n := int(d.uint(fTlsHandshakeEpmsLen, t, 4, 2))
	d.raw(fTlsHandshakeEpms, t, 6, n)
}

// rsaSuite reports whether a suite has the client encrypt the secret with the server's key of RSA, as the IANA registry has it.
func rsaSuite(s uint16) bool {
	switch {
	case s >= 0x01 && s <= 0x0a, s == 0x2f, s == 0x35, s >= 0x3b && s <= 0x3d, s == 0x41, s == 0x84, s == 0x96, s == 0x9c, s == 0x9d, s == 0xba,
		s == 0xc0, s == 0xc03c, s == 0xc03d, s == 0xc050, s == 0xc051, s == 0xc07a, s == 0xc07b, s == 0xc09c, s == 0xc09d, s == 0xc0a0, s == 0xc0a1:
		return true
	}
	return false
}

// ecdheSuite reports whether a suite exchanges keys by ephemeral elliptic
// curves and signs them; the ranges are those of the IANA registry.
func ecdheSuite(s uint16) bool {
	switch {
	case s >= 0xc006 && s <= 0xc00a, s >= 0xc010 && s <= 0xc014,
		s == 0xc023, s == 0xc024, s == 0xc027, s == 0xc028, s == 0xc02b, s == 0xc02c, s == 0xc02f, s == 0xc030,
		s >= 0xcca8 && s <= 0xcca9, s >= 0xc0ac && s <= 0xc0af, s == 0xcc13, s == 0xcc14:
		return true
	}
	return false
}

// tlsHello dissects a client or server hello, RFC 8446 §4.1.2 and §4.1.3.
func (d *Session) tlsHello(t *view, k *tlsConn, client bool) {
	h := hello{client: client, quic: k.quic, tls: k}
	h.version = uint16(d.uint(fTlsHandshakeVersion, t, 4, 2))
	d.raw(fTlsHandshakeRandom, t, 6, 32)
	d.keepRandom(t, k, client)
	d.push()
	if d.ok() && !k.quic && !d.tls13Hello(t, client) {
		d.num(fTlsHandshakeRandomTime, t, 6, 4, uint64(int64(d.u32(t, 6))*1e9))
		d.raw(fTlsHandshakeRandomBytes, t, 10, 28)
	}
	d.pop()
	if !client && isDraft13(h.version) {
		d.draftHello(t, k, &h)
		return
	}
	n := int(d.uint(fTlsHandshakeSessionIdLength, t, 38, 1))
	if n > 0 {
		d.raw(fTlsHandshakeSessionId, t, 39, n)
	}
	d.resumption(t, k, n, client)
	off := 39 + n
	if client {
		if k.datagrams {
			off = d.dtlsCookie(t, off)
		}
		off = d.clientSuites(t, off, &h)
	} else {
		k.speak(h.version)
		k.suite = uint16(d.uint(fTlsHandshakeCiphersuite, t, off, 2))
		h.suites = append(h.suites, k.suite)
		k.compressed = d.uint(fTlsHandshakeCompMethod, t, off+2, 1) != 0
		off += 3
	}
	if d.ok() && off < len(t.b) {
		d.extensions(t, off, &h)
	}
	if !client && h.chosen != 0 {
		k.speak(h.chosen)
		if isDraft13(h.chosen) {
			k.version = tlsv13
		}
	}
	if !client && h.hasALPN && !k.datagrams {
		k.alpnName(string(h.alpn))
	}
	if d.ok() {
		d.fingerprints(&h)
	}
}

// keepRandom keeps the random value of a hello, where the connection's secrets may be known by it.
func (d *Session) keepRandom(t *view, k *tlsConn, client bool) {
	if d.keys == nil || !d.ok() {
		return
	}
	side := 1
	if client {
		side = 0
	}
	k.random[side] = slices.Clone(t.b[6:38])
	k.macLast = false
}

// isDraft13 recognises the versions of drafts of TLS 1.3, and of Facebook's.
func isDraft13(version uint16) bool {
	return version>>8 == 0x7f || version >= 0xfb17 && version <= 0xfb1a
}

// retryRandom is the random value of a server's hello that asks for another hello, RFC 8446 section 4.1.3.
var retryRandom = sha256.Sum256([]byte("HelloRetryRequest"))

// asksAgain reports whether a message is a server's hello that asks for another hello.
func asksAgain(t *view) bool {
	return len(t.b) >= 38 && t.b[0] == tlsServerHello && [32]byte(t.b[6:38]) == retryRandom
}

// draftHello dissects the rest of a server's hello as the drafts up to 21 had it: without session and compression.
func (d *Session) draftHello(t *view, k *tlsConn, h *hello) {
	k.version = tlsv13
	k.suite = uint16(d.uint(fTlsHandshakeCiphersuite, t, 38, 2))
	h.suites = append(h.suites, k.suite)
	if d.ok() && len(t.b) > 40 {
		d.extensions(t, 40, h)
	}
	if d.ok() {
		d.fingerprints(h)
	}
}

// resumption notes the session that the client offers, and marks the server's
// agreement to resume it.
func (d *Session) resumption(t *view, k *tlsConn, n int, client bool) {
	id := d.slice(t, 39, n)
	if client {
		k.sessionID = append([]byte(nil), id...)
		if k.open != nil {
			k.open.ticket = nil
		}
		return
	}
	if d.keys != nil && !k.quic && !k.datagrams {
		k.opens().session = slices.Clone(id)
	}
	if n > 0 && !k.datagrams && d.ok() && string(id) == string(k.sessionID) && !d.tls13Hello(t, false) {
		k.resumed = true
		d.flag(fTlsResumed, nil, 0, 0, true)
	}
}

// tls13Hello reports whether a hello is a server's of TLS 1.3, whose random
// bytes hold no time. The version is in an extension, RFC 8446 §4.2.1.
func (d *Session) tls13Hello(t *view, client bool) bool {
	if client || len(t.b) < 39 {
		return false
	}
	if isDraft13(be16(t.b[4:])) {
		return true
	}
	off := 39 + int(t.b[38]) + 3 + 2
	for off+4 <= len(t.b) {
		kind, n := be16(t.b[off:]), int(be16(t.b[off+2:]))
		if kind == extVersions && off+6 <= len(t.b) {
			v := be16(t.b[off+4:])
			return v == tlsv13 || isDraft13(v)
		}
		off += 4 + n
	}
	return false
}

func (d *Session) clientSuites(t *view, off int, h *hello) int {
	n := int(d.uint(fTlsHandshakeCipherSuitesLength, t, off, 2))
	off += 2
	d.none(fTlsHandshakeCiphersuites, t, off, n)
	d.push()
	for i := 0; i+2 <= n && d.ok(); i += 2 {
		s := uint16(d.uint(fTlsHandshakeCiphersuite, t, off+i, 2))
		h.suites = append(h.suites, s)
	}
	d.pop()
	off += n
	m := int(d.uint(fTlsHandshakeCompMethodsLength, t, off, 1))
	off++
	d.none(fTlsHandshakeCompMethods, t, off, m)
	d.push()
	for i := 0; i < m && d.ok(); i++ {
		d.uint(fTlsHandshakeCompMethod, t, off+i, 1)
	}
	d.pop()
	return off + m
}
