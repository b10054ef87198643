package dissect

import "slices"

// Extensions, IANA.
const (
	extServerName     = 0
	extMaxFragment    = 1
	extStatus         = 5
	extGroups         = 10
	extPointFormats   = 11
	extSignatures     = 13
	extSRTP           = 14
	extHeartbeat      = 15
	extALPN           = 16
	extSCT            = 18
	extPadding        = 21
	extCompressCert   = 27
	extRecordSize     = 28
	extTicket         = 35
	extPSK            = 41
	extEncryptThenMAC = 22
	extMasterSecret   = 23
	extPostHandshake  = 49
	extEarlyData      = 42
	extTokenBinding   = 24
	extVersions       = 43
	extCookie         = 44
	extDelegated      = 34
	extPSKModes       = 45
	extKeyShare       = 51
	extDraftShare     = 40 // of key shares, in drafts of TLS 1.3
	extConnectionID   = 54
	extQUIC           = 57
	extQUICDraft      = 0xffa5
	extNPN            = 13172
	extALPS           = 17513
	extRenegotiate    = 65281
)

// extension dissects the data of an extension.
func (d *Session) extension(t *view, kind uint16, h *hello) {
	switch kind {
	case extServerName:
		d.serverName(t, h)
	case extStatus:
		if t.rep > 0 {
			d.uint(fTlsHandshakeExtensionsStatusRequestType, t, 0, 1)
			n := int(d.uint(fTlsHandshakeExtensionsStatusRequestResponderIdsLen, t, 1, 2))
			d.uint(fTlsHandshakeExtensionsStatusRequestExtsLen, t, 3+n, 2)
		}
	case extGroups:
		h.groups = d.list16(t, fTlsHandshakeExtensionsSupportedGroupsLength, fTlsHandshakeExtensionsSupportedGroups, fTlsHandshakeExtensionsSupportedGroup)
	case extPointFormats:
		d.pointFormats(t, h)
	case extSignatures, 50:
		d.signatures(t, h, kind)
	case extDelegated:
		if h.client {
			d.signatures(t, h, kind)
		} else { // a credential, RFC 9345 section 4
			d.signatureAlgorithm(t, 4)
		}
	case extTicket:
		if h.client && d.keys != nil && !h.quic && !h.tls.datagrams && len(t.b) <= maxTLSTicket {
			h.tls.opens().ticket = slices.Clone(t.b)
		}
		d.rareExtension(t, kind, h.client)
	case extALPN:
		d.alpn(t, h)
	case extVersions:
		d.versions(t, h)
	case extPSKModes:
		n := int(d.uint(fTlsExtensionPskKeModesLength, t, 0, 1))
		for i := 0; i < n && d.ok(); i++ {
			d.uint(fTlsExtensionPskKeMode, t, 1+i, 1)
		}
	case extKeyShare, extDraftShare:
		d.keyShare(t, h)
	case extEncryptThenMAC:
		h.tls.macLast = !h.client
	case extPSK:
		d.preSharedKey(t, h)
	case extSRTP, extConnectionID:
		if !h.tls.datagrams {
			d.rareExtension(t, kind, h.client)
		} else if kind == extSRTP {
			d.useSRTP(t, h.tls)
		} else {
			h.tls.idLen = int(d.uint(fDtlsConnectionIdLength, t, 0, 1))
			d.raw(fDtlsConnectionId, t, 1, h.tls.idLen)
		}
	default:
		d.rareExtension(t, kind, h.client)
	}
}

func (d *Session) rareExtension(t *view, kind uint16, client bool) {
	switch kind {
	case extCompressCert, extALPS:
		if !client {
			return // servers have none
		}
	}
	switch kind {
	case extHeartbeat:
		d.uint(fTlsHandshakeExtensionHeartbeatMode, t, 0, 1)
	case extPadding:
		d.raw(fTlsHandshakeExtensionsPaddingData, t, 0, t.rep)
	case extCompressCert:
		n := int(d.uint(fTlsCompressCertificateAlgorithmsLength, t, 0, 1))
		for i := 0; i+2 <= n && d.ok(); i += 2 {
			d.uint(fTlsCompressCertificateAlgorithm, t, 1+i, 2)
		}
	case extRecordSize:
		d.uint(fTlsRecordSizeLimit, t, 0, 2)
	case extNPN:
		d.nextProtocols(t)
	case extALPS:
		d.protocolList(t, fTlsHandshakeExtensionsAlpsLen, fTlsHandshakeExtensionsAlpsAlpnList, fTlsHandshakeExtensionsAlpsAlpnStrLen, fTlsHandshakeExtensionsAlpsAlpnStr)
	case extRenegotiate:
		d.uint(fTlsHandshakeExtensionsRenegInfoLen, t, 0, 1)
	case extSCT:
		if t.rep > 0 && d.wantCertificates && !client {
			readers["sct"](d, t)
		}
	case extEarlyData, extTokenBinding, extMaxFragment, extCookie, extMasterSecret, extPostHandshake, extQUIC, extQUICDraft:
		// Their contents have fields that are not known here; empty ones have none.
	default:
		d.raw(fTlsHandshakeExtensionData, t, 0, t.rep)
	}
}

func (d *Session) serverName(t *view, h *hello) {
	h.sni = true
	if t.rep == 0 {
		return
	}
	n := int(d.uint(fTlsHandshakeExtensionsServerNameListLen, t, 0, 2))
	for off, end := 2, 2+n; off < end && d.ok(); {
		d.uint(fTlsHandshakeExtensionsServerNameType, t, off, 1)
		k := int(d.uint(fTlsHandshakeExtensionsServerNameLen, t, off+1, 2))
		d.raw(fTlsHandshakeExtensionsServerName, t, off+3, k)
		off += 3 + k
	}
}

// list16 dissects a list of two-byte numbers after its length in bytes.
func (d *Session) list16(t *view, lenID, listID, itemID ID) []uint16 {
	n := int(d.uint(lenID, t, 0, 2))
	d.none(listID, t, 2, n)
	d.push()
	var out []uint16
	for i := 0; i+2 <= n && d.ok(); i += 2 {
		out = append(out, uint16(d.uint(itemID, t, 2+i, 2)))
	}
	d.pop()
	return out
}

func (d *Session) pointFormats(t *view, h *hello) {
	n := int(d.uint(fTlsHandshakeExtensionsEcPointFormatsLength, t, 0, 1))
	d.none(fTlsHandshakeExtensionsEcPointFormats, t, 1, n)
	d.push()
	for i := 0; i < n && d.ok(); i++ {
		h.points = append(h.points, uint8(d.uint(fTlsHandshakeExtensionsEcPointFormat, t, 1+i, 1)))
	}
	d.pop()
}

func (d *Session) signatures(t *view, h *hello, kind uint16) {
	n := int(d.uint(fTlsHandshakeSigHashAlgLen, t, 0, 2))
	d.none(fTlsHandshakeSigHashAlgs, t, 2, n)
	d.push()
	for i := 0; i+2 <= n && d.ok(); i += 2 {
		if kind == extSignatures {
			h.signatures = append(h.signatures, d.u16(t, 2+i))
		}
		d.signatureAlgorithm(t, 2+i)
	}
	d.pop()
}

func (d *Session) alpn(t *view, h *hello) {
	first := d.protocolList(t, fTlsHandshakeExtensionsAlpnLen, fTlsHandshakeExtensionsAlpnList, fTlsHandshakeExtensionsAlpnStrLen, fTlsHandshakeExtensionsAlpnStr)
	h.alpn, h.hasALPN = first, true
}

// protocolList dissects names of application protocols, RFC 7301 §3.1, and
// returns the first.
func (d *Session) protocolList(t *view, lenID, listID, strLenID, strID ID) (first []byte) {
	n := int(d.uint(lenID, t, 0, 2))
	d.none(listID, t, 2, n)
	d.push()
	for off := 2; off < 2+n && d.ok(); {
		k := int(d.uint(strLenID, t, off, 1))
		d.raw(strID, t, off+1, k)
		if first == nil {
			first = d.slice(t, off+1, k)
		}
		off += 1 + k
	}
	d.pop()
	return first
}

func (d *Session) nextProtocols(t *view) {
	if t.rep == 0 {
		return
	}
	for off := 0; off < t.rep && d.ok(); {
		k := int(d.uint(fTlsHandshakeExtensionsNpnStrLen, t, off, 1))
		d.raw(fTlsHandshakeExtensionsNpn, t, off+1, k)
		off += 1 + k
	}
}

// versions dissects the versions a client offers or the one a server chose,
// RFC 8446 §4.2.1.
func (d *Session) versions(t *view, h *hello) {
	if !h.client {
		h.chosen = uint16(d.uint(fTlsHandshakeExtensionsSupportedVersion, t, 0, 2))
		return
	}
	n := int(d.uint(fTlsHandshakeExtensionsSupportedVersionsLen, t, 0, 1))
	for i := 0; i+2 <= n && d.ok(); i += 2 {
		h.versions = append(h.versions, uint16(d.uint(fTlsHandshakeExtensionsSupportedVersion, t, 1+i, 2)))
	}
}

// keyShare dissects key shares, RFC 8446 §4.2.8.
func (d *Session) keyShare(t *view, h *hello) {
	if h.client {
		n := int(d.uint(fTlsHandshakeExtensionsKeyShareClientLength, t, 0, 2))
		for off := 2; off < 2+n && d.ok(); {
			off += d.keyShareEntry(t, off)
		}
		return
	}
	if t.rep == 2 {
		d.uint(fTlsHandshakeExtensionsKeyShareSelectedGroup, t, 0, 2)
		return
	}
	d.keyShareEntry(t, 0)
}

func (d *Session) keyShareEntry(t *view, off int) int {
	d.uint(fTlsHandshakeExtensionsKeyShareGroup, t, off, 2)
	n := int(d.uint(fTlsHandshakeExtensionsKeyShareKeyExchangeLength, t, off+2, 2))
	d.raw(fTlsHandshakeExtensionsKeyShareKeyExchange, t, off+4, n)
	return 4 + n
}

// preSharedKey dissects offered or chosen pre-shared keys, RFC 8446 §4.2.11.
func (d *Session) preSharedKey(t *view, h *hello) {
	if !h.client {
		d.uint(fTlsHandshakeExtensionsPskIdentitySelected, t, 0, 2)
		return
	}
	n := int(d.uint(fTlsHandshakeExtensionsPskIdentitiesLength, t, 0, 2))
	off := 2
	for off < 2+n && d.ok() {
		k := int(d.uint(fTlsHandshakeExtensionsPskIdentityIdentityLength, t, off, 2))
		d.raw(fTlsHandshakeExtensionsPskIdentityIdentity, t, off+2, k)
		d.uint(fTlsHandshakeExtensionsPskIdentityObfuscatedTicketAge, t, off+2+k, 4)
		off += 6 + k
	}
	m := int(d.uint(fTlsHandshakeExtensionsPskBindersLen, t, off, 2))
	d.raw(fTlsHandshakeExtensionsPskBinders, t, off+2, m)
}

// extensions dissects the extensions of a hello, RFC 8446 §4.2.
func (d *Session) extensions(t *view, off int, h *hello) {
	n := int(d.uint(fTlsHandshakeExtensionsLength, t, off, 2))
	off += 2
	for end := min(off+n, t.rep); off < end && d.ok(); {
		kind := d.u16(t, off)
		k := int(d.u16(t, off+2))
		if !d.ok() {
			return
		}
		h.extensions = append(h.extensions, kind)
		d.num(fTlsHandshakeExtensionType, t, off, 2, uint64(kind))
		d.push()
		d.num(fTlsHandshakeExtensionLen, t, off+2, 2, uint64(k))
		e := t.sub(off+4, k)
		if len(e.b) < k {
			d.fail(t, off+4+k)
			return
		}
		d.extension(&e, kind, h)
		d.pop()
		off += 4 + k
	}
}
