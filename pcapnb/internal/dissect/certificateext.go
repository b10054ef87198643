package dissect

// extensionReaders dissect what extensions hold, by their identifier, RFC 5280 section 4.2, with the layer that Wireshark names.
var extensionReaders = map[string]struct {
	layer string
	read  func(d *Session, t *view)
}{
	"\x55\x1d\x0e":                     {"x509ce", (*Session).keyIdentifier},
	"\x55\x1d\x0f":                     {"x509ce", (*Session).keyUsage},
	"\x55\x1d\x11":                     {"x509ce", (*Session).alternativeNames},
	"\x55\x1d\x12":                     {"x509ce", (*Session).alternativeNames},
	"\x55\x1d\x13":                     {"x509ce", (*Session).basicConstraints},
	"\x55\x1d\x1f":                     {"x509ce", (*Session).distributionPoints},
	"\x55\x1d\x20":                     {"x509ce", (*Session).certificatePolicies},
	"\x55\x1d\x23":                     {"x509ce", (*Session).authorityKey},
	"\x55\x1d\x25":                     {"x509ce", (*Session).keyPurposes},
	"\x55\x1d\x1e":                     {"x509ce", (*Session).nameConstraints},
	"\x55\x1d\x24":                     {"x509ce", (*Session).policyConstraints},
	"\x55\x1d\x36":                     {"x509ce", (*Session).skipCertificates},
	"\x2b\x06\x01\x05\x05\x07\x01\x01": {"pkix1implicit", (*Session).authorityAccess},
	"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02": {"tls", (*Session).certificateTimestamps},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x01":     {"ns_cert_exts", (*Session).netscapeType},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x02":     {"ns_cert_exts", netscapeText(fNsCertExtsBaseUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x03":     {"ns_cert_exts", netscapeText(fNsCertExtsRevocationUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x04":     {"ns_cert_exts", netscapeText(fNsCertExtsCaRevocationUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x0d":     {"ns_cert_exts", netscapeText(fNsCertExtsComment)},
}

// certificateExtensions dissects the extensions of a certificate.
func (d *Session) certificateExtensions(t *view) {
	d.num(fX509afExtensions, t, 0, t.rep, uint64(d.berEach(t, nil)))
	d.push()
	d.berEach(t, func(_ uint8, v view, at, next int) {
		d.none(fX509afExtensionElement, t, at, next-at)
		d.push()
		d.certificateExtension(&v)
		d.pop()
	})
	d.pop()
}

func (d *Session) certificateExtension(t *view) {
	const boolean = 0x01
	_, oid, off := d.berItem(t, 0)
	d.raw(fX509afExtensionId, &oid, 0, oid.rep)
	tag, v, next := d.berItem(t, off)
	if tag == boolean {
		d.flag(fX509afCritical, &v, 0, 1, d.u8(&v, 0) != 0)
		_, v, _ = d.berItem(t, next)
	}
	id := string(oid.b)
	if e, ok := extensionReaders[id]; ok && d.ok() {
		d.layerName(e.layer)
		e.read(d, &v)
	} else if layer := extensionLayer(id); layer != "" && d.ok() {
		d.layerName(layer)
	}
}

// extensionLayer is the layer of an extension that is only named, or "".
func extensionLayer(id string) string {
	const ce, pe, microsoft = "\x55\x1d", "\x2b\x06\x01\x05\x05\x07\x01", "\x2b\x06\x01\x04\x01\x82\x37\x15"
	if id == "" {
		return ""
	}
	last := id[len(id)-1]
	switch id[:len(id)-1] {
	case ce:
		switch last {
		case 9, 16, 20, 21, 23, 24, 27, 28, 29, 33, 40, 44, 45, 46, 47, 51, 53, 58, 59, 60, 61:
			return "x509ce"
		case 55:
			return "pkixac"
		}
	case pe:
		switch last {
		case 2, 3:
			return "pkixqualified"
		case 7, 8, 24:
			return "pkix1explicit"
		}
	case microsoft:
		switch last {
		case 1, 2, 3, 4, 7, 10:
			return "x509ce"
		}
	}
	return ""
}

func (d *Session) keyIdentifier(t *view) { d.berOctetsInto(fX509ceSubjectKeyIdentifier, t, 0) }

// keyUsage dissects what a key is for, RFC 5280 section 4.2.1.3.
func (d *Session) keyUsage(t *view) {
	bits := d.certificateBits(fX509ceKeyUsage, t, 0)
	var v uint64
	for i, c := range bits.b[:min(len(bits.b), 2)] {
		v |= uint64(c) << (8 - 8*i)
	}
	d.bits(&bits, 0, min(bits.rep, 2), v, bit{fX509ceKeyUsageDigitalSignature, 0x8000}, bit{fX509ceKeyUsageContentCommitment, 0x4000},
		bit{fX509ceKeyUsageKeyEncipherment, 0x2000}, bit{fX509ceKeyUsageDataEncipherment, 0x1000}, bit{fX509ceKeyUsageKeyAgreement, 0x0800},
		bit{fX509ceKeyUsageKeyCertSign, 0x0400}, bit{fX509ceKeyUsageCRLSign, 0x0200}, bit{fX509ceKeyUsageEncipherOnly, 0x0100},
		bit{fX509ceKeyUsageDecipherOnly, 0x0080})
}

func (d *Session) alternativeNames(t *view) {
	_, v, next := d.berItem(t, 0)
	d.num(fX509ceGeneralNames, t, 0, next, uint64(d.berEach(&v, nil)))
	d.push()
	d.generalNames(&v)
	d.pop()
}

// generalNames dissects names of any kind, RFC 5280 section 4.2.1.6.
func (d *Session) generalNames(t *view) {
	d.berEach(t, func(tag uint8, v view, at, next int) {
		d.num(fX509ceGeneralName, t, at, next-at, uint64(tag&0x1f))
		d.push()
		d.generalName(tag, &v)
		d.pop()
	})
}

func (d *Session) generalName(tag uint8, t *view) {
	switch tag & 0x1f {
	case 0:
		d.none(fX509ceOtherNameElement, t, 0, t.rep)
		d.push()
		_, oid, _ := d.berItem(t, 0)
		d.raw(fX509ceTypeId, &oid, 0, oid.rep)
		d.pop()
	case 1:
		d.stringOf(fX509ceRfc822Name, tagIA5, t)
	case 2:
		d.stringOf(fX509ceDNSName, tagIA5, t)
	case 4:
		d.certificateName(fX509ceDirectoryName, fX509ifRdnSequence, t, 0)
	case 6:
		d.stringOf(fX509ceUniformResourceIdentifier, tagIA5, t)
	case 7:
		switch t.rep {
		case 4:
			d.uint(fX509ceIPAddressIpv4, t, 0, 4)
		case 16:
			d.raw(fX509ceIPAddressIpv6, t, 0, 16)
		}
	case 8:
		d.raw(fX509ceRegisteredID, t, 0, t.rep)
	}
}

// basicConstraints dissects whether the subject may sign certificates, RFC 5280 section 4.2.1.9.
func (d *Session) basicConstraints(t *view) {
	_, v, next := d.berItem(t, 0)
	d.none(fX509ceBasicConstraintsSyntaxElement, t, 0, next)
	d.push()
	d.berEach(&v, func(tag uint8, item view, at, _ int) {
		if tag == berInteger {
			d.berInto(fX509cePathLenConstraint, &v, at)
		} else {
			d.flag(fX509ceCA, &item, 0, 1, d.u8(&item, 0) != 0)
		}
	})
	d.pop()
}

// nameConstraints dissects for which names the subject may sign certificates, RFC 5280 section 4.2.1.10.
func (d *Session) nameConstraints(t *view) {
	_, v, next := d.berItem(t, 0)
	d.none(fX509ceNameConstraintsSyntaxElement, t, 0, next)
	d.push()
	d.berEach(&v, func(tag uint8, trees view, at, next int) {
		id := fX509cePermittedSubtrees
		if tag&0x1f == 1 {
			id = fX509ceExcludedSubtrees
		}
		d.num(id, &v, at, next-at, uint64(d.berEach(&trees, nil)))
		d.push()
		d.berEach(&trees, func(_ uint8, tree view, at, next int) {
			d.none(fX509ceGeneralSubtreeElement, &trees, at, next-at)
			d.push()
			tag, name, next := d.berItem(&tree, 0)
			d.num(fX509ceBase, &tree, 0, next, uint64(tag&0x1f))
			d.push()
			d.generalName(tag, &name)
			d.pop()
			d.pop()
		})
		d.pop()
	})
	d.pop()
}

// policyConstraints dissects after how many certificates policies count, RFC 5280 section 4.2.1.11.
func (d *Session) policyConstraints(t *view) {
	_, v, next := d.berItem(t, 0)
	d.none(fX509cePolicyConstraintsSyntaxElement, t, 0, next)
	d.push()
	d.berEach(&v, func(tag uint8, number view, _, _ int) {
		id := fX509ceRequireExplicitPolicy
		if tag&0x1f == 1 {
			id = fX509ceInhibitPolicyMapping
		}
		d.num(id, &number, 0, number.rep, d.berNumber(&number))
	})
	d.pop()
}

func (d *Session) skipCertificates(t *view) { d.berInto(fX509ceSkipCerts, t, 0) }

// distributionPoints dissects where revoked certificates are listed, RFC 5280 section 4.2.1.13.
func (d *Session) distributionPoints(t *view) {
	_, v, next := d.berItem(t, 0)
	d.num(fX509ceCRLDistPointsSyntax, t, 0, next, uint64(d.berEach(&v, nil)))
	d.push()
	d.berEach(&v, func(_ uint8, point view, at, next int) {
		d.none(fX509ceDistributionPointElement, &v, at, next-at)
		d.push()
		d.berEach(&point, func(tag uint8, where view, _, _ int) {
			if tag == 0xa0 {
				d.distributionPoint(&where)
			}
		})
		d.pop()
	})
	d.pop()
}

func (d *Session) distributionPoint(t *view) {
	tag, names, next := d.berItem(t, 0)
	d.num(fX509ceDistributionPoint, t, 0, next, uint64(tag&0x1f))
	d.push()
	if tag == 0xa0 {
		d.num(fX509ceFullName, t, 0, next, uint64(d.berEach(&names, nil)))
		d.push()
		d.generalNames(&names)
		d.pop()
	} else {
		d.relativeName(&names)
	}
	d.pop()
}

// certificatePolicies dissects by what rules a certificate was made, RFC 5280 section 4.2.1.4.
func (d *Session) certificatePolicies(t *view) {
	_, v, next := d.berItem(t, 0)
	d.num(fX509ceCertificatePoliciesSyntax, t, 0, next, uint64(d.berEach(&v, nil)))
	d.push()
	d.berEach(&v, func(_ uint8, policy view, at, next int) {
		d.none(fX509cePolicyInformationElement, &v, at, next-at)
		d.push()
		_, oid, off := d.berItem(&policy, 0)
		d.raw(fX509cePolicyIdentifier, &oid, 0, oid.rep)
		if d.ok() && off < policy.rep {
			_, qualifiers, end := d.berItem(&policy, off)
			d.num(fX509cePolicyQualifiers, &policy, off, end-off, uint64(d.berEach(&qualifiers, nil)))
			d.push()
			d.policyQualifiers(&qualifiers)
			d.pop()
		}
		d.pop()
	})
	d.pop()
}

func (d *Session) policyQualifiers(t *view) {
	const practice, notice = "\x2b\x06\x01\x05\x05\x07\x02\x01", "\x2b\x06\x01\x05\x05\x07\x02\x02"
	d.berEach(t, func(_ uint8, v view, at, next int) {
		d.none(fX509cePolicyQualifierInfoElement, t, at, next-at)
		d.push()
		defer d.pop()
		_, oid, off := d.berItem(&v, 0)
		d.raw(fX509ceId, &oid, 0, oid.rep)
		if !d.ok() || off >= v.rep {
			return
		}
		tag, value, _ := d.berItem(&v, off)
		switch string(oid.b) {
		case practice:
			d.layerName("pkix1explicit")
			d.stringOf(fPkix1explicitDirectoryString, tag, &value)
		case notice:
			d.layerName("pkix1implicit")
			d.none(fPkix1implicitUserNoticeElement, &v, off, value.rep)
			d.push()
			d.userNotice(&value)
			d.pop()
		}
	})
}

var displayText = []textChoice{{tagIA5, fPkix1implicitIa5String}, {tagVisible, fPkix1implicitVisibleString}, {tagBMP, fPkix1implicitBmpString},
	{tagUTF8, fPkix1implicitUtf8String}}

// userNotice dissects what is to be shown to a user of the certificate.
func (d *Session) userNotice(t *view) {
	d.berEach(t, func(tag uint8, v view, at, next int) {
		if tag != berSequence {
			d.directoryString(fPkix1implicitExplicitText, displayText, t, at)
			return
		}
		d.none(fPkix1implicitNoticeRefElement, t, at, next-at)
		d.push()
		defer d.pop()
		_, _, off := d.berItem(&v, 0)
		d.directoryString(fPkix1implicitOrganization, displayText, &v, 0)
		_, numbers, end := d.berItem(&v, off)
		d.num(fPkix1implicitNoticeNumbers, &v, off, end-off, uint64(d.berEach(&numbers, nil)))
		d.push()
		d.berEach(&numbers, func(_ uint8, _ view, at, _ int) { d.berInto(fPkix1implicitNoticeNumbersItem, &numbers, at) })
		d.pop()
	})
}

// authorityKey dissects with which key a certificate is signed, RFC 5280 section 4.2.1.1.
func (d *Session) authorityKey(t *view) {
	_, v, next := d.berItem(t, 0)
	d.none(fX509ceAuthorityKeyIdentifierElement, t, 0, next)
	d.push()
	d.berEach(&v, func(tag uint8, item view, at, next int) {
		switch tag & 0x1f {
		case 0:
			d.raw(fX509ceKeyIdentifier, &item, 0, item.rep)
		case 1:
			d.num(fX509ceAuthorityCertIssuer, &v, at, next-at, uint64(d.berEach(&item, nil)))
			d.push()
			d.generalNames(&item)
			d.pop()
		case 2:
			d.raw(fX509ceAuthorityCertSerialNumber, &item, 0, item.rep)
		}
	})
	d.pop()
}

// keyPurposes dissects what a key may be used for, RFC 5280 section 4.2.1.12.
func (d *Session) keyPurposes(t *view) {
	_, v, next := d.berItem(t, 0)
	d.num(fX509ceKeyPurposeIDs, t, 0, next, uint64(d.berEach(&v, nil)))
	d.push()
	d.berEach(&v, func(_ uint8, item view, _, _ int) { d.raw(fX509ceKeyPurposeId, &item, 0, item.rep) })
	d.pop()
}

// authorityAccess dissects where more of the issuer is found, RFC 5280 section 4.2.2.1.
func (d *Session) authorityAccess(t *view) {
	_, v, next := d.berItem(t, 0)
	d.num(fPkix1implicitAuthorityInfoAccessSyntax, t, 0, next, uint64(d.berEach(&v, nil)))
	d.push()
	d.berEach(&v, func(_ uint8, access view, at, next int) {
		d.none(fPkix1implicitAccessDescriptionElement, &v, at, next-at)
		d.push()
		_, method, off := d.berItem(&access, 0)
		d.raw(fPkix1implicitAccessMethod, &method, 0, method.rep)
		tag, where, end := d.berItem(&access, off)
		d.num(fPkix1implicitAccessLocation, &access, off, end-off, uint64(tag&0x1f))
		d.push()
		d.generalName(tag, &where)
		d.pop()
		d.pop()
	})
	d.pop()
}

func (d *Session) netscapeType(t *view) { d.certificateBits(fNsCertExtsCertType, t, 0) }

func netscapeText(id ID) func(d *Session, t *view) {
	return func(d *Session, t *view) {
		tag, v, _ := d.berItem(t, 0)
		d.stringOf(id, tag, &v)
	}
}
