package dissect

// tlsAsked dissects which certificates a server takes of a client, RFC 5246 section 7.4.4; before TLS 1.2 it says no algorithms.
func (d *Session) tlsAsked(t *view, algorithms bool) {
	n := int(d.uint(fTlsHandshakeCertTypesCount, t, 4, 1))
	d.none(fTlsHandshakeCertTypes, t, 5, n)
	d.push()
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fTlsHandshakeCertType, t, 5+i, 1)
	}
	d.pop()
	off := 5 + n
	if algorithms {
		n = int(d.uint(fTlsHandshakeSigHashAlgLen, t, off, 2))
		d.none(fTlsHandshakeSigHashAlgs, t, off+2, n)
		d.push()
		for i := 0; i+2 <= n && d.ok(); i += 2 {
			d.signatureAlgorithm(t, off+2+i)
		}
		d.pop()
		off += 2 + n
	}
	d.tlsAskedNames(t, off)
}

// tlsAskedNames dissects the names of who may have signed them.
func (d *Session) tlsAskedNames(t *view, off int) {
	n, ok := d.tlsVector(fTlsHandshakeDnamesLen, t, off, t.rep)
	if n == 0 || !ok {
		return
	}
	off += 2
	d.none(fTlsHandshakeDnames, t, off, n)
	d.push()
	for end := off + n; d.ok() && off < end; {
		size, ok := d.tlsVector(fTlsHandshakeDnameLen, t, off, end)
		if !ok {
			break
		}
		d.none(fTlsHandshakeDname, t, off+2, size)
		if d.wantCertificates && d.ok() {
			d.push()
			one := t.sub(off+2, size)
			readers["x509if"](d, &one)
			d.pop()
		}
		off += 2 + size
	}
	d.pop()
}
