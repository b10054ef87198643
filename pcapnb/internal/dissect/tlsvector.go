package dissect

// This file has what the messages of TLS are made of.

func (d *Session) signatureAlgorithm(t *view, off int) {
	d.uint(fTlsHandshakeSigHashAlg, t, off, 2)
	d.push()
	d.uint(fTlsHandshakeSigHashHash, t, off, 1)
	d.uint(fTlsHandshakeSigHashSig, t, off+1, 1)
	d.pop()
}

// shortVector emits bytes with their length before them in one byte, and returns where they end.
func (d *Session) shortVector(t *view, off int, length, content ID) int {
	n := int(d.uint(length, t, off, 1))
	if n > 0 {
		d.raw(content, t, off+1, n)
	}
	return off + 1 + n
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
