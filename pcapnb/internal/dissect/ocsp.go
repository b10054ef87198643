package dissect

func init() {
	readers["ocsp-request"], readers["ocsp-response"] = (*Session).ocspRequest, (*Session).ocspResponse
}

// Tags that are of their place, X.690 section 8.1.2.
const (
	berFirst  = 0xa0
	berSecond = 0xa1
	berThird  = 0xa2
)

// ocspRequest dissects what asks whether certificates are still good, RFC 6960 section 4.1. What is damaged ends nothing but itself.
func (d *Session) ocspRequest(t *view) {
	before := d.bad
	_, whole, _ := d.berItem(t, 0)
	_, asked, _ := d.berItem(&whole, 0)
	d.berEach(&asked, func(p berPart) {
		switch p.tag {
		case berSequence:
			d.berEach(&p.content, func(one berPart) { d.ocspCertificate(&one.content) })
		case berThird:
			d.ocspExtensions(&p.content)
		}
	})
	d.bad = before
}

// ocspCertificate dissects the algorithm by which a certificate is named.
func (d *Session) ocspCertificate(t *view) {
	_, id, _ := d.berItem(t, 0)
	d.certificateAlgorithm(noField, &id, 0)
}

// ocspExtensions names the extensions that have a layer.
func (d *Session) ocspExtensions(t *view) {
	_, list, _ := d.berItem(t, 0)
	d.berEach(&list, func(p berPart) {
		if _, oid, _ := d.berItem(&p.content, 0); d.ok() {
			if layer := extensionLayer(string(oid.b)); layer != "" {
				d.layerName(layer)
			}
		}
	})
}

// ocspResponse dissects an answer and the certificates in it, RFC 6960 section 4.2.1.
func (d *Session) ocspResponse(t *view) {
	const basic = "\x2b\x06\x01\x05\x05\x07\x30\x01\x01"
	before := d.bad
	_, whole, _ := d.berItem(t, 0)
	_, _, off := d.berItem(&whole, 0)
	if off < whole.rep && d.ok() {
		_, tagged, _ := d.berItem(&whole, off)
		_, answer, _ := d.berItem(&tagged, 0)
		_, kind, off := d.berItem(&answer, 0)
		if _, v, _ := d.berItem(&answer, off); d.ok() && string(kind.b) == basic {
			d.layerName("ocsp")
			d.ocspBasic(&v)
		}
	}
	d.bad = before
}

func (d *Session) ocspBasic(t *view) {
	_, whole, _ := d.berItem(t, 0)
	_, signed, off := d.berItem(&whole, 0)
	d.berEach(&signed, d.ocspData)
	off = d.certificateAlgorithm(noField, &whole, off)
	_, bits, off := d.berItem(&whole, off)
	d.uint(fBerBitstringPadding, &bits, 0, 1)
	if off >= whole.rep || !d.ok() {
		return
	}
	_, tagged, _ := d.berItem(&whole, off)
	_, list, _ := d.berItem(&tagged, 0)
	d.berEach(&list, func(p berPart) {
		one := p.list.sub(p.at, p.next-p.at)
		d.certificate(&one)
	})
}

// ocspData dissects an item of what is signed: who answers, about which certificates, and what more is said.
func (d *Session) ocspData(p berPart) {
	switch {
	case p.tag == berSecond && p.at > 0 && p.next == p.list.rep:
		d.ocspExtensions(&p.content)
	case p.tag == berSecond:
		d.berList(fX509ifRdnSequence, &p.content, 0, d.nameSet)
	case p.tag == berSequence:
		d.berEach(&p.content, func(one berPart) {
			d.ocspCertificate(&one.content)
			d.berEach(&one.content, func(more berPart) {
				if more.tag == berSecond && more.at > 0 && more.next == one.content.rep {
					d.ocspExtensions(&more.content)
				}
			})
		})
	}
}
