package dissect

func init() { readers["sct"] = (*Session).signedTimestamps }

// certificateTimestamps dissects an extension of a certificate with timestamps of logs, RFC 6962 section 3.3.
func (d *Session) certificateTimestamps(t *view) {
	_, v, _ := d.berItem(t, 0)
	d.signedTimestamps(&v)
}

// signedTimestamps dissects a list of timestamps, RFC 6962 section 3.2.
func (d *Session) signedTimestamps(t *view) {
	n, ok := d.tlsVector(fTlsSctSctsLength, t, 0, t.rep)
	if !ok {
		return
	}
	off := 2
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
