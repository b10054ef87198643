package dissect

// This file has what DTLS adds to the messages and extensions of TLS.

// dtlsCookie emits a cookie and returns where it ends.
func (d *Session) dtlsCookie(t *view, off int) int {
	return d.shortVector(t, off, fDtlsHandshakeCookieLength, fDtlsHandshakeCookie)
}

// useSRTP dissects the protection profiles that are offered, or the one chosen, RFC 5764 section 4.1.1.
func (d *Session) useSRTP(t *view, k *tlsConn) {
	n := int(d.uint(fDtlsUseSrtpProtectionProfilesLength, t, 0, 2))
	var profile uint64
	for i := 0; i+2 <= n && d.ok(); i += 2 {
		profile = d.uint(fDtlsUseSrtpProtectionProfile, t, 2+i, 2)
	}
	mki := int(d.uint(fDtlsUseSrtpMkiLength, t, 2+n, 1))
	if mki > 0 {
		d.raw(fDtlsUseSrtpMki, t, 3+n, mki)
	}
	if n == 2 && d.ok() { // one profile is the agreement
		k.srtp = newSRTP(profile, mki)
	}
}
