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
			before := d.bad
			d.push()
			one := t.sub(off+2, size)
			_, name, _ := d.berItem(&one, 0)
			d.relativeNames(&name)
			d.pop()
			d.bad = before
		}
		off += 2 + size
	}
	d.pop()
}

// tlsVector emits the length of what follows it up to end, RFC 8446 section 3.4, and reports whether that fits.
func (d *Session) tlsVector(id ID, t *view, off, end int) (n int, ok bool) {
	if end-off < 2 {
		d.faulty()
		return 0, false
	}
	n = int(d.uint(id, t, off, 2))
	if d.ok() && n > end-off-2 {
		d.faulty()
		return n, false
	}
	return n, d.ok()
}

// certificateTimestamps dissects an extension of a certificate with timestamps of logs, RFC 6962 section 3.3.
func (d *Session) certificateTimestamps(t *view) {
	_, v, _ := d.berItem(t, 0)
	d.signedTimestamps(&v, 0)
}

// signedTimestamps dissects a list of timestamps, RFC 6962 section 3.2.
func (d *Session) signedTimestamps(t *view, off int) {
	n, ok := d.tlsVector(fTlsSctSctsLength, t, off, t.rep)
	if !ok {
		return
	}
	off += 2
	for end := off + n; d.ok() && off < end; {
		size, ok := d.tlsVector(fTlsSctSctLength, t, off, end)
		if !ok {
			return
		}
		d.push()
		d.signedTimestamp(t, off+2, off+2+size)
		d.pop()
		off += 2 + size
	}
}

// signedTimestamp dissects a timestamp as far as it goes to end.
func (d *Session) signedTimestamp(t *view, off, end int) {
	const head, signature = 43, 4
	if end-off < head {
		return
	}
	off = d.slots(t, off, slot{fTlsSctSctVersion, 1}, slot{fTlsSctSctLogid, 32})
	ms := uint64(d.u32(t, off))<<32 | uint64(d.u32(t, off+4))
	d.num(fTlsSctSctTimestamp, t, off, 8, ms*1e6)
	n, ok := d.tlsVector(fTlsSctSctExtensionsLength, t, off+8, end)
	off += 10
	if !ok || end-off-n < signature {
		return
	}
	if n > 0 {
		d.none(fTlsSctSctExtensions, t, off, n)
	}
	off += n
	d.signatureAlgorithm(t, off)
	if n, ok := d.tlsVector(fTlsSctSctSignatureLength, t, off+2, end); ok {
		d.raw(fTlsSctSctSignature, t, off+4, n)
	}
}
