package dissect

// ikeCertificate dissects a certificate, RFC 2408 section 3.9 and RFC 7296 section 3.6.
func (d *Session) ikeCertificate(t *view) {
	const signature, exchange = 4, 5 // encodings that hold a certificate itself
	kind := d.uint(fIsakmpCertEncoding, t, 0, 1)
	d.none(fIsakmpCertData, t, 1, t.rep-1)
	if d.wantCertificates && d.ok() && (kind == signature || kind == exchange) {
		d.push()
		one := t.sub(1, t.rep-1)
		readers["x509af"](d, &one)
		d.pop()
	}
}

// ikeCertRequest dissects a request for a certificate, RFC 2408 section 3.10 and RFC 7296 section 3.7.
func (d *Session) ikeCertRequest(t *view, v1 bool) {
	const hashSize, x509Signature = 20, 4
	kind := d.uint(fIsakmpCertreqType, t, 0, 1)
	if t.rep > 1 && v1 && kind != x509Signature {
		d.raw(fIsakmpIkeCertreqAuthority, t, 1, t.rep-1)
	}
	for off := 1; !v1 && off < t.rep && d.ok(); off += hashSize {
		d.raw(fIsakmpIkeCertreqAuthority, t, off, hashSize)
	}
}

// ikeIdentity dissects who a peer is, RFC 2407 section 4.6.2 and RFC 7296 section 3.5.
func (d *Session) ikeIdentity(t *view, v1 bool) {
	kind := d.uint(fIsakmpIdType, t, 0, 1)
	if v1 {
		d.slots(t, 1, slot{fIsakmpIdProtoid, 1}, slot{fIsakmpIdPort, 2})
	} else {
		d.raw(fIsakmpReserved, t, 1, 3)
	}
	const head = 4
	n := t.rep - head
	d.none(fIsakmpIdData, t, head, n)
	d.push()
	defer d.pop()
	switch kind {
	case 1:
		d.uint(fIsakmpIdDataIpv4Addr, t, head, 4)
	case 2:
		d.raw(fIsakmpIdDataFqdn, t, head, n)
	case 3:
		d.raw(fIsakmpIdDataUserFqdn, t, head, n)
	case 4:
		d.slots(t, head, slot{fIsakmpIdDataIpv4Addr, 4}, slot{fIsakmpIdDataIpv4Subnet, 4})
	case 5:
		d.raw(fIsakmpIdDataIpv6Addr, t, head, 16)
	case 6:
		d.slots(t, head, slot{fIsakmpIdDataIpv6Addr, 16}, slot{fIsakmpIdDataIpv6Subnet, 16})
	case 7:
		d.slots(t, head, slot{fIsakmpIdDataIpv4RangeStart, 4}, slot{fIsakmpIdDataIpv4RangeEnd, 4})
	case 8:
		d.slots(t, head, slot{fIsakmpIdDataIpv6RangeStart, 16}, slot{fIsakmpIdDataIpv6RangeEnd, 16})
	case 11:
		d.raw(fIsakmpIdDataKeyId, t, head, n)
	}
}

// ikeNotify dissects a notification, RFC 2408 section 3.14 and RFC 7296 section 3.10.
func (d *Session) ikeNotify(t *view, v1 bool) {
	off := 0
	if v1 {
		off = d.slots(t, 0, slot{fIsakmpNotifyDoi, 4})
	}
	d.uint(fIsakmpNotifyProtoid, t, off, 1)
	spi := int(d.uint(fIsakmpSpisize, t, off+1, 1))
	kind := d.uint(fIsakmpNotifyMsgtype, t, off+2, 2)
	off += 4
	if spi > 0 {
		d.raw(fIsakmpSpi, t, off, spi)
		off += spi
	}
	n := t.rep - off
	d.raw(fIsakmpNotifyData, t, off, n)
	if n == 0 || !d.ok() {
		return
	}
	d.push()
	defer d.pop()
	switch {
	case v1 && kind == 36136:
		d.uint(fIsakmpNotifyDataDpdAreYouThere, t, off, min(n, 4))
	case v1 && kind == 36137:
		d.uint(fIsakmpNotifyDataDpdAreYouThereAck, t, off, min(n, 4))
	case v1:
	case kind == 17:
		d.uint(fIsakmpNotifyDataAcceptedDhGroup, t, off, 2)
	case kind == 16431:
		for ; off+2 <= t.rep && d.ok(); off += 2 {
			d.uint(fIsakmpNotifyDataSignatureHashAlgorithms, t, off, 2)
		}
	}
}

// ikeDelete dissects which associations are gone, RFC 2408 section 3.15 and RFC 7296 section 3.11.
func (d *Session) ikeDelete(t *view, v1 bool) {
	off := 0
	if v1 {
		off = d.slots(t, 0, slot{fIsakmpDeleteDoi, 4})
	}
	d.uint(fIsakmpDeleteProtoid, t, off, 1)
	size := int(d.uint(fIsakmpSpisize, t, off+1, 1))
	d.uint(fIsakmpSpinum, t, off+2, 2)
	for off += 4; size > 0 && off < t.rep && d.ok(); off += size {
		d.raw(fIsakmpDeleteSpi, t, off, size)
	}
}

// ikeConfig dissects the head of a configuration payload, RFC 7296 section 3.15, and its attributes.
func (d *Session) ikeConfig(t *view, v1 bool) {
	d.uint(fIsakmpCfgType, t, 0, 1)
	if v1 {
		d.slots(t, 1, slot{fIsakmpReserved, 1}, slot{fIsakmpCfgIdentifier, 2})
	} else {
		d.raw(fIsakmpReserved, t, 1, 3)
	}
	for off := 4; off < t.rep && d.ok(); {
		off += d.ikeAttribute(t, off, &ikeAttributes{fIsakmpCfgAttr, fIsakmpCfgAttrFormat, fIsakmpCfgAttrType, fIsakmpCfgAttrLength, fIsakmpCfgAttrValue, nil})
	}
}

// ikeOriginalAddress dissects the address before translation, RFC 3947 section 5.2.
func (d *Session) ikeOriginalAddress(t *view) {
	const v4, v6 = 1, 5
	switch d.uint(fIsakmpIdType, t, 0, 1) {
	case v4:
		d.uint(fIsakmpIkeNatOriginalAddressIpv4, t, 4, 4)
	case v6:
		d.raw(fIsakmpIkeNatOriginalAddressIpv6, t, 4, 16)
	}
}

// ikeSelectors dissects which packets an association is for, RFC 7296 section 3.13.
func (d *Session) ikeSelectors(t *view) {
	const ipv4, ipv6 = 7, 8
	d.uint(fIsakmpTsNumber, t, 0, 1)
	d.raw(fIsakmpReserved, t, 1, 3)
	for off := 4; off < t.rep && d.ok(); {
		n := 0
		if t.left(off) >= 4 {
			n = int(d.u16(t, off+2))
		}
		d.none(fIsakmpTsData, t, off, min(n, t.left(off)))
		d.push()
		kind := d.uint(fIsakmpTsType, t, off, 1)
		end := off + 1
		switch kind {
		case ipv4:
			end = d.slots(t, end, slot{fIsakmpTsProtoid, 1}, slot{fIsakmpTsSelectorLength, 2}, slot{fIsakmpTsStartPort, 2}, slot{fIsakmpTsEndPort, 2},
				slot{fIsakmpTsStartIpv4, 4}, slot{fIsakmpTsEndIpv4, 4})
		case ipv6:
			end = d.slots(t, end, slot{fIsakmpTsProtoid, 1}, slot{fIsakmpTsSelectorLength, 2}, slot{fIsakmpTsStartPort, 2}, slot{fIsakmpTsEndPort, 2},
				slot{fIsakmpTsStartIpv6, 16}, slot{fIsakmpTsEndIpv6, 16})
		default:
			end = t.rep
		}
		d.pop()
		off = end
	}
}

// ikeFragment1 dissects a fragment as Cisco has it.
func (d *Session) ikeFragment1(t *view) {
	d.slots(t, 0, slot{fIsakmpFragPacketid, 2}, slot{fIsakmpFragSeq, 1})
	number := d.u8(t, 2)
	last := d.uint(fIsakmpFragLast, t, 3, 1)
	d.cols.append(d, " (Message fragment ", utoa(number))
	if last != 0 {
		d.cols.append(d, " - last")
	}
	d.cols.append(d, ")")
}

// ikeFragment2 dissects a fragment, RFC 7383 section 2.5.
func (d *Session) ikeFragment2(t *view) {
	number := d.uint(fIsakmpFragNumber, t, 0, 2)
	total := d.uint(fIsakmpFragTotal, t, 2, 2)
	d.cols.append(d, " (fragment ", utoa(number), "/", utoa(total), ")")
}
