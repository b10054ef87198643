package dissect

// This file has the handshake messages that TLS 1.3 encrypts, RFC 8446 section 4.

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
