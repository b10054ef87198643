package dissect

// extensionReaders dissect what extensions hold, by their identifier, RFC 5280 section 4.2, with the layer that Wireshark names.
var extensionReaders = map[string]struct {
	layer string
	read  func(d *Session, t *view)
}{
	"\x55\x1d\x0e":                         {"x509ce", (*Session).keyIdentifier},
	"\x55\x1d\x0f":                         {"x509ce", (*Session).keyUsage},
	"\x55\x1d\x11":                         {"x509ce", (*Session).alternativeNames},
	"\x55\x1d\x12":                         {"x509ce", (*Session).alternativeNames},
	"\x55\x1d\x13":                         {"x509ce", (*Session).basicConstraints},
	"\x55\x1d\x1f":                         {"x509ce", (*Session).distributionPoints},
	"\x55\x1d\x20":                         {"x509ce", (*Session).certificatePolicies},
	"\x2b\x06\x01\x04\x01\x82\x37\x15\x0a": {"x509ce", (*Session).certificatePolicies}, // Microsoft's application policies
	"\x55\x1d\x23":                         {"x509ce", (*Session).authorityKey},
	"\x55\x1d\x25":                         {"x509ce", (*Session).keyPurposes},
	"\x55\x1d\x1e":                         {"x509ce", (*Session).nameConstraints},
	"\x55\x1d\x24":                         {"x509ce", (*Session).policyConstraints},
	"\x55\x1d\x36":                         {"x509ce", (*Session).skipCertificates},
	"\x2b\x06\x01\x05\x05\x07\x01\x01":     {"pkix1implicit", (*Session).authorityAccess},
	"\x2b\x06\x01\x04\x01\xd6\x79\x02\x04\x02": {"tls", (*Session).certificateTimestamps},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x01":     {"ns_cert_exts", (*Session).netscapeType},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x02":     {"ns_cert_exts", netscapeText(fNsCertExtsBaseUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x03":     {"ns_cert_exts", netscapeText(fNsCertExtsRevocationUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x04":     {"ns_cert_exts", netscapeText(fNsCertExtsCaRevocationUrl)},
	"\x60\x86\x48\x01\x86\xf8\x42\x01\x0d":     {"ns_cert_exts", netscapeText(fNsCertExtsComment)},
}

// certificateExtension dissects an extension.
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
	const ce, ocsp, pe, microsoft = "\x55\x1d", "\x2b\x06\x01\x05\x05\x07\x30\x01", "\x2b\x06\x01\x05\x05\x07\x01", "\x2b\x06\x01\x04\x01\x82\x37\x15"
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
	case ocsp:
		switch last {
		case 2, 3, 4, 5, 6, 7:
			return "ocsp"
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

func (d *Session) alternativeNames(t *view) { d.berList(fX509ceGeneralNames, t, 0, d.generalNamePart) }

// generalNamePart dissects a name of any kind, RFC 5280 section 4.2.1.6.
func (d *Session) generalNamePart(p berPart) {
	d.num(fX509ceGeneralName, p.list, p.at, p.next-p.at, uint64(p.tag&0x1f))
	d.push()
	d.generalName(p.tag, &p.content)
	d.pop()
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
	d.berSequence(fX509ceBasicConstraintsSyntaxElement, t, func(p berPart) {
		if p.tag == berInteger {
			d.berInto(fX509cePathLenConstraint, p.list, p.at)
		} else {
			d.flag(fX509ceCA, &p.content, 0, 1, d.u8(&p.content, 0) != 0)
		}
	})
}

// nameConstraints dissects for which names the subject may sign certificates, RFC 5280 section 4.2.1.10.
func (d *Session) nameConstraints(t *view) {
	d.berSequence(fX509ceNameConstraintsSyntaxElement, t, func(trees berPart) {
		id := fX509cePermittedSubtrees
		if trees.tag&0x1f == 1 {
			id = fX509ceExcludedSubtrees
		}
		d.berItems(id, trees.list, trees.at, trees.next, &trees.content, func(tree berPart) {
			d.berElement(fX509ceGeneralSubtreeElement, tree, func() { d.choiceOfName(fX509ceBase, &tree.content, 0) })
		})
	})
}

// choiceOfName emits the kind of the name at off as id, and the name.
func (d *Session) choiceOfName(id ID, t *view, off int) {
	tag, name, next := d.berItem(t, off)
	d.num(id, t, off, next-off, uint64(tag&0x1f))
	d.push()
	d.generalName(tag, &name)
	d.pop()
}

// policyConstraints dissects after how many certificates policies count, RFC 5280 section 4.2.1.11.
func (d *Session) policyConstraints(t *view) {
	d.berSequence(fX509cePolicyConstraintsSyntaxElement, t, func(p berPart) {
		id := fX509ceRequireExplicitPolicy
		if p.tag&0x1f == 1 {
			id = fX509ceInhibitPolicyMapping
		}
		d.num(id, &p.content, 0, p.content.rep, d.berNumber(&p.content))
	})
}

func (d *Session) skipCertificates(t *view) { d.berInto(fX509ceSkipCerts, t, 0) }

// distributionPoints dissects where revoked certificates are listed, RFC 5280 section 4.2.1.13.
func (d *Session) distributionPoints(t *view) {
	d.berList(fX509ceCRLDistPointsSyntax, t, 0, func(point berPart) {
		d.berElement(fX509ceDistributionPointElement, point, func() {
			d.berEach(&point.content, func(where berPart) {
				if where.tag == 0xa0 {
					d.distributionPoint(&where.content)
				}
			})
		})
	})
}

func (d *Session) distributionPoint(t *view) {
	tag, names, next := d.berItem(t, 0)
	d.num(fX509ceDistributionPoint, t, 0, next, uint64(tag&0x1f))
	d.push()
	if tag == 0xa0 {
		d.berItems(fX509ceFullName, t, 0, next, &names, d.generalNamePart)
	} else {
		d.berEach(&names, d.nameAttribute)
	}
	d.pop()
}

// certificatePolicies dissects by what rules a certificate was made, RFC 5280 section 4.2.1.4.
func (d *Session) certificatePolicies(t *view) {
	d.berList(fX509ceCertificatePoliciesSyntax, t, 0, func(policy berPart) {
		d.berElement(fX509cePolicyInformationElement, policy, func() {
			_, oid, off := d.berItem(&policy.content, 0)
			d.raw(fX509cePolicyIdentifier, &oid, 0, oid.rep)
			if d.ok() && off < policy.content.rep {
				d.berList(fX509cePolicyQualifiers, &policy.content, off, d.policyQualifier)
			}
		})
	})
}

func (d *Session) policyQualifier(p berPart) {
	const practice, notice = "\x2b\x06\x01\x05\x05\x07\x02\x01", "\x2b\x06\x01\x05\x05\x07\x02\x02"
	d.berElement(fX509cePolicyQualifierInfoElement, p, func() {
		_, oid, off := d.berItem(&p.content, 0)
		d.raw(fX509ceId, &oid, 0, oid.rep)
		if !d.ok() || off >= p.content.rep {
			return
		}
		rest := p.content.sub(off, -1)
		switch string(oid.b) {
		case practice:
			d.layerName("pkix1explicit")
			tag, text, _ := d.berItem(&rest, 0)
			d.stringOf(fPkix1explicitDirectoryString, tag, &text)
		case notice:
			d.layerName("pkix1implicit")
			d.berSequence(fPkix1implicitUserNoticeElement, &rest, d.userNotice)
		}
	})
}

var displayText = []textChoice{{tagIA5, fPkix1implicitIa5String}, {tagVisible, fPkix1implicitVisibleString}, {tagBMP, fPkix1implicitBmpString},
	{tagUTF8, fPkix1implicitUtf8String}}

// userNotice dissects a part of what is to be shown to a user of the certificate.
func (d *Session) userNotice(p berPart) {
	if p.tag != berSequence {
		d.directoryString(fPkix1implicitExplicitText, displayText, p.list, p.at)
		return
	}
	d.berElement(fPkix1implicitNoticeRefElement, p, func() {
		_, _, off := d.berItem(&p.content, 0)
		d.directoryString(fPkix1implicitOrganization, displayText, &p.content, 0)
		d.berList(fPkix1implicitNoticeNumbers, &p.content, off, func(number berPart) {
			d.berInto(fPkix1implicitNoticeNumbersItem, number.list, number.at)
		})
	})
}

// authorityKey dissects with which key a certificate is signed, RFC 5280 section 4.2.1.1.
func (d *Session) authorityKey(t *view) {
	d.berSequence(fX509ceAuthorityKeyIdentifierElement, t, func(p berPart) {
		switch p.tag & 0x1f {
		case 0:
			d.raw(fX509ceKeyIdentifier, &p.content, 0, p.content.rep)
		case 1:
			d.berItems(fX509ceAuthorityCertIssuer, p.list, p.at, p.next, &p.content, d.generalNamePart)
		case 2:
			d.raw(fX509ceAuthorityCertSerialNumber, &p.content, 0, p.content.rep)
		}
	})
}

// keyPurposes dissects what a key may be used for, RFC 5280 section 4.2.1.12.
func (d *Session) keyPurposes(t *view) {
	d.berList(fX509ceKeyPurposeIDs, t, 0, func(p berPart) { d.raw(fX509ceKeyPurposeId, &p.content, 0, p.content.rep) })
}

// authorityAccess dissects where more of the issuer is found, RFC 5280 section 4.2.2.1.
func (d *Session) authorityAccess(t *view) {
	d.berList(fPkix1implicitAuthorityInfoAccessSyntax, t, 0, func(p berPart) {
		d.berElement(fPkix1implicitAccessDescriptionElement, p, func() {
			_, method, off := d.berItem(&p.content, 0)
			d.raw(fPkix1implicitAccessMethod, &method, 0, method.rep)
			d.choiceOfName(fPkix1implicitAccessLocation, &p.content, off)
		})
	})
}

func (d *Session) netscapeType(t *view) { d.certificateBits(fNsCertExtsCertType, t, 0) }

func netscapeText(id ID) func(d *Session, t *view) {
	return func(d *Session, t *view) {
		tag, v, _ := d.berItem(t, 0)
		d.stringOf(id, tag, &v)
	}
}
