package dissect

import (
	"unicode/utf16"
	"unicode/utf8"
)

func init() {
	readers["x509af"], readers["x509if"] = (*Session).certificate, (*Session).distinguishedName
}

// certificate dissects a certificate of a public key, RFC 5280 section 4.1. One that is damaged ends nothing but itself.
func (d *Session) certificate(t *view) {
	before := d.bad
	_, whole, _ := d.berItem(t, 0)
	_, signed, off := d.berItem(&whole, 0)
	d.none(fX509afSignedCertificateElement, &whole, 0, off)
	d.push()
	d.certificateBody(&signed)
	d.pop()
	off = d.certificateAlgorithm(fX509afAlgorithmIdentifierElement, &whole, off)
	d.certificateBits(fX509afEncrypted, &whole, off)
	d.bad = before
}

// certificateBody dissects what is signed.
func (d *Session) certificateBody(t *view) {
	off := 0
	if tag, v, next := d.berItem(t, 0); tag == 0xa0 {
		d.berInto(fX509afVersion, &v, 0)
		off = next
	}
	off = d.berOctetsInto(fX509afSerialNumber, t, off)
	off = d.certificateAlgorithm(fX509afSignatureElement, t, off)
	off = d.certificateName(fX509afIssuer, fX509ifRdnSequence, t, off)
	_, validity, next := d.berItem(t, off)
	d.none(fX509afValidityElement, t, off, next-off)
	d.push()
	d.certificateTime(fX509afNotAfter, &validity, d.certificateTime(fX509afNotBefore, &validity, 0))
	d.pop()
	off = d.certificateName(fX509afSubject, fX509afRdnSequence, t, next)
	off = d.certificateKey(t, off)
	for d.ok() && off < t.rep {
		tag, v, next := d.berItem(t, off)
		if tag == 0xa3 {
			d.berList(fX509afExtensions, &v, 0, func(p berPart) {
				d.berElement(fX509afExtensionElement, p, func() { d.certificateExtension(&p.content) })
			})
		}
		off = next
	}
}

// certificateAlgorithm dissects what names an algorithm, RFC 5280 section 4.1.1.2, and returns where it ends.
func (d *Session) certificateAlgorithm(id ID, t *view, off int) (next int) {
	_, v, next := d.berItem(t, off)
	d.none(id, t, off, next-off)
	d.push()
	_, oid, params := d.berItem(&v, 0)
	d.raw(fX509afAlgorithmId, &oid, 0, oid.rep)
	if d.ok() && params < v.rep {
		d.certificateParameters(&v, params, string(oid.b))
	}
	d.pop()
	return next
}

// Algorithms whose parameters have fields, RFC 3279 section 2.3 and RFC 5480 section 2.1.1.
const (
	oidRSA   = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
	oidCurve = "\x2a\x86\x48\xce\x3d\x02\x01"
	oidDSA   = "\x2a\x86\x48\xce\x38\x04\x01"
)

func (d *Session) certificateParameters(t *view, off int, algorithm string) {
	tag, v, _ := d.berItem(t, off)
	switch {
	case algorithm == oidCurve:
		d.layerName("pkcs-1")
		if tag != 0x06 { // the curve itself
			d.num(fPkcs1ECParameters, t, off, 1, 0)
			d.specifiedCurve(&v)
			return
		}
		d.num(fPkcs1ECParameters, t, off, 1, 1)
		d.push()
		d.raw(fPkcs1NamedCurve, &v, 0, v.rep)
		d.pop()
	case algorithm == oidDSA && tag == berSequence:
		d.layerName("x509af")
		d.none(fX509afDSSParamsElement, t, off, v.rep)
		d.push()
		d.berOctetsInto(fX509afG, &v, d.berOctetsInto(fX509afQ, &v, d.berOctetsInto(fX509afP, &v, 0)))
		d.pop()
	}
}

// specifiedCurve dissects what Wireshark names of a curve that is given by its numbers, RFC 3279 section 2.3.5.
func (d *Session) specifiedCurve(t *view) {
	const bits = 0x03
	d.layerName("pkcs-1")
	d.berEach(t, func(p berPart) {
		if p.tag != berSequence {
			return
		}
		d.berEach(&p.content, func(seed berPart) {
			if seed.tag == bits {
				d.uint(fBerBitstringPadding, &seed.content, 0, 1)
			}
		})
	})
}

// certificateBits dissects a BIT STRING and returns its content.
func (d *Session) certificateBits(id ID, t *view, off int) view {
	_, v, _ := d.berItem(t, off)
	d.uint(fBerBitstringPadding, &v, 0, 1)
	bits := v.sub(1, max(v.rep-1, 0))
	d.raw(id, &bits, 0, bits.rep)
	return bits
}

// certificateKey dissects the subject's key, RFC 5280 section 4.1.2.7, and returns where it ends.
func (d *Session) certificateKey(t *view, off int) (next int) {
	_, v, next := d.berItem(t, off)
	d.none(fX509afSubjectPublicKeyInfoElement, t, off, next-off)
	d.push()
	defer d.pop()
	_, algorithm, _ := d.berItem(&v, 0)
	_, oid, _ := d.berItem(&algorithm, 0)
	key := d.certificateAlgorithm(fX509afAlgorithmElement, &v, 0)
	if string(oid.b) != oidRSA {
		d.certificateBits(fX509afSubjectPublicKey, &v, key)
		return next
	}
	_, bits, _ := d.berItem(&v, key)
	content := bits.sub(1, max(bits.rep-1, 0))
	d.raw(fX509afSubjectPublicKey, &content, 0, content.rep)
	d.push()
	_, numbers, _ := d.berItem(&content, 0)
	d.berInto(fPkcs1PublicExponent, &numbers, d.berOctetsInto(fPkcs1Modulus, &numbers, 0))
	d.pop()
	return next
}

// certificateTime dissects a time of either form, RFC 5280 section 4.1.2.5, and returns where it ends.
func (d *Session) certificateTime(id ID, t *view, off int) (next int) {
	const utc, generalized = 0x17, 0x18
	tag, v, next := d.berItem(t, off)
	switch tag {
	case utc:
		d.num(id, t, off, next-off, 0)
		d.push()
		d.str(fX509afUtcTime, &v, 0, v.rep, utcTime(string(d.slice(&v, 0, v.rep))))
		d.pop()
	case generalized:
		d.num(id, t, off, next-off, 1)
		d.push()
		if at, ok := generalizedTime(string(d.slice(&v, 0, v.rep))); ok {
			d.num(fX509afGeneralizedTime, &v, 0, v.rep, uint64(at))
		}
		d.pop()
	}
	return next
}

// certificateName dissects a name as a list of sets of attributes, RFC 5280 section 4.1.2.4, and returns where it ends.
func (d *Session) certificateName(choice, id ID, t *view, off int) (next int) {
	_, _, next = d.berItem(t, off)
	d.num(choice, t, off, next-off, 0)
	d.push()
	d.berList(id, t, off, d.nameSet)
	d.pop()
	return next
}

// distinguishedName dissects a name alone. One that is damaged ends nothing but itself.
func (d *Session) distinguishedName(t *view) {
	before := d.bad
	_, sets, _ := d.berItem(t, 0)
	d.berEach(&sets, d.nameSet)
	d.bad = before
}

// nameSet dissects a set of attributes.
func (d *Session) nameSet(p berPart) {
	d.berItems(fX509ifRDNSequenceItem, p.list, p.at, p.next, &p.content, d.nameAttribute)
}

func (d *Session) nameAttribute(p berPart) {
	d.berElement(fX509ifRelativeDistinguishedNameItemElement, p, func() {
		_, oid, value := d.berItem(&p.content, 0)
		d.raw(fX509ifOid, &oid, 0, oid.rep)
		d.nameValue(string(oid.b), &p.content, value)
	})
}

// Forms that a text of a name has, X.520.
const (
	formUnknown = iota
	formDirectory
	formPrintable
	formIA5
	formCountry
	formTelephone
	formUser
)

// Beginnings of the identifiers of attributes.
const (
	oidAttribute    = "\x55\x04"
	oidPKCS9        = "\x2a\x86\x48\x86\xf7\x0d\x01\x09"
	oidPilot        = "\x09\x92\x26\x89\x93\xf2\x2c\x64\x01"
	oidJurisdiction = "\x2b\x06\x01\x04\x01\x82\x37\x3c\x02\x01" // where a company is registered
)

// nameForm tells the form of an attribute, by its identifier.
func nameForm(oid string) int {
	if oid == "" {
		return formUnknown
	}
	last := oid[len(oid)-1]
	switch oid[:len(oid)-1] {
	case oidAttribute:
		return attributeForm(last)
	case oidPKCS9:
		switch last {
		case 1:
			return formIA5
		case 7, 8, 13:
			return formDirectory
		}
	case oidPilot:
		switch last {
		case 1:
			return formUser
		case 25:
			return formIA5
		}
	case oidJurisdiction:
		return [...]int{formUnknown, formDirectory, formDirectory, formCountry}[min(last, 4)%4]
	}
	return formUnknown
}

// attributeForm tells the form of an attribute of X.520.
func attributeForm(last byte) int {
	switch last {
	case 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 41, 42, 43, 44, 51, 54, 65:
		return formDirectory
	case 5, 46:
		return formPrintable
	case 6:
		return formCountry
	case 20:
		return formTelephone
	}
	return formUnknown
}

// nameValue dissects the value of an attribute.
func (d *Session) nameValue(oid string, t *view, off int) {
	form := nameForm(oid)
	layer := "x509sat"
	switch form {
	case formUnknown:
		return
	case formUser:
		layer = "x509af"
	}
	d.layerName(layer)
	if form == formDirectory {
		d.directoryString(fX509satDirectoryString, satStrings, t, off)
		return
	}
	tag, v, _ := d.berItem(t, off)
	d.stringOf(map[int]ID{formPrintable: fX509satPrintableString, formIA5: fX509satIA5String, formCountry: fX509satCountryName,
		formTelephone: fX509satTelephoneNumber, formUser: fX509afUserid}[form], tag, &v)
}

// Tags of texts, X.680 section 41.
const (
	tagUTF8      = 0x0c
	tagPrintable = 0x13
	tagTeletex   = 0x14
	tagIA5       = 0x16
	tagVisible   = 0x1a
	tagUniversal = 0x1c
	tagBMP       = 0x1e
)

// A textChoice is a form that a text may have, in the order of its choices.
type textChoice struct {
	tag uint8
	id  ID
}

var satStrings = []textChoice{{tagTeletex, fX509satTeletexString}, {tagPrintable, fX509satPrintableString2}, {tagUniversal, fX509satUniversalString},
	{tagBMP, fX509satBmpString}, {tagUTF8, fX509satUTF8String}}

// directoryString dissects a text that has one of several forms.
func (d *Session) directoryString(id ID, choices []textChoice, t *view, off int) {
	tag, v, next := d.berItem(t, off)
	for i, c := range choices {
		if c.tag != tag || !d.ok() {
			continue
		}
		d.num(id, t, off, next-off, uint64(i))
		d.push()
		d.stringOf(c.id, tag, &v)
		d.pop()
	}
}

// stringOf emits a text as UTF-8.
func (d *Session) stringOf(id ID, tag uint8, t *view) {
	b := d.slice(t, 0, t.rep)
	switch tag {
	case tagUTF8:
		d.text(id, t, 0, t.rep, b)
	case tagBMP:
		var units []uint16
		for i := 0; i+1 < len(b); i += 2 {
			units = append(units, be16(b[i:]))
		}
		d.str(id, t, 0, t.rep, string(utf16.Decode(units)))
	case tagUniversal:
		var text []byte
		for i := 0; i+3 < len(b); i += 4 {
			text = utf8.AppendRune(text, rune(uint32(be16(b[i:]))<<16|uint32(be16(b[i+2:]))))
		}
		d.str(id, t, 0, t.rep, string(text))
	default:
		d.asciiBytes(id, t, 0, t.rep, b)
	}
}
