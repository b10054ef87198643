package dissect

import (
	"encoding/base32"
	"strings"
)

// dnsRecord dissects a resource record, RFC 1035 §4.1.3, and returns its
// length.
func (d *Session) dnsRecord(t *view, off int, m *dnsMessage) int {
	name, n := d.dnsName(t, off)
	kind, class := d.u16(t, off+n), d.u16(t, off+n+2)
	size := int(d.u16(t, off+n+8))
	if !d.ok() {
		return 0
	}
	if kind != 41 {
		d.dnsRecordColumns(kind, class, m)
	}
	// A record that is cut off says nothing, as in Wireshark.
	if !d.need(t, off, n+10+size) {
		return 0
	}
	if kind == 41 {
		d.dnsOPT(t, off, n, name, size)
		return n + 10 + size
	}
	if kind == 33 {
		d.dnsService(t, off, n, name)
	} else {
		d.str(fDnsRespName, t, off, n, name)
	}
	d.num(fDnsRespType, t, off+n, 2, uint64(kind))
	if m.kind == dnsMulticast {
		d.num(fDnsRespClass, t, off+n+2, 2, uint64(class&0x7fff))
		d.flag(fDnsRespCacheFlush, t, off+n+2, 2, class>>15 != 0)
	} else {
		d.num(fDnsRespClass, t, off+n+2, 2, uint64(class))
	}
	d.uint(fDnsRespTtl, t, off+n+4, 4)
	d.num(fDnsRespLen, t, off+n+8, 2, uint64(size))
	if size > 0 {
		d.dnsData(t, off+n+10, size, kind)
	}
	return n + 10 + size
}

func (d *Session) dnsRecordColumns(kind, class uint16, m *dnsMessage) {
	if !d.wantCols {
		return
	}
	d.cols.append(d, " "+dnsTypeName(kind))
	if m.kind == dnsMulticast && class>>15 != 0 {
		d.cols.append(d, ", cache flush")
	}
}

// dnsService emits the parts of a service's name, RFC 2782.
func (d *Session) dnsService(t *view, off, n int, name string) {
	service, rest, _ := strings.Cut(name, ".")
	proto, domain, ok := strings.Cut(rest, ".")
	if !ok {
		d.str(fDnsRespName, t, off, n, name)
		return
	}
	d.str(fDnsSrvService, t, off, n, service)
	d.str(fDnsSrvProto, t, off, n, proto)
	d.str(fDnsSrvName, t, off, n, domain)
}

// dnsData dissects the data of a record.
func (d *Session) dnsData(t *view, off, size int, kind uint16) {
	switch kind {
	case 1:
		a := d.uint(fDnsA, t, off, 4)
		if d.wantCols {
			d.cols.append(d, " "+v4(uint32(a)).String())
		}
	case 28:
		d.raw(fDnsAaaa, t, off, 16)
		if d.wantCols {
			d.cols.append(d, " "+v6Text(d.slice(t, off, 16)))
		}
	case 2:
		d.dnsNameField(fDnsNs, t, off, true)
	case 5:
		d.dnsNameField(fDnsCname, t, off, true)
	case 39:
		d.dnsNameField(fDnsDname, t, off, true)
	case 12:
		d.dnsNameField(fDnsPtrDomainName, t, off, true)
	case 6:
		d.dnsSOA(t, off)
	case 15:
		p := d.uint(fDnsMxPreference, t, off, 2)
		d.cols.num(d, " ", p)
		d.dnsNameField(fDnsMxMailExchange, t, off+2, true)
	case 16, 99:
		d.dnsText(t, off, size)
	case 33:
		d.dnsSRV(t, off)
	default:
		d.dnsRare(t, off, size, kind)
	}
}

// dnsNameField emits a name and returns its length.
func (d *Session) dnsNameField(id ID, t *view, off int, inColumn bool) int {
	name, n := d.dnsName(t, off)
	d.str(id, t, off, n, name)
	if inColumn && d.wantCols {
		d.cols.append(d, " "+name)
	}
	return n
}

func (d *Session) dnsSOA(t *view, off int) {
	mname, n := d.dnsName(t, off)
	d.str(fDnsSoaMname, t, off, n, mname)
	off += n
	off += d.dnsNameField(fDnsSoaRname, t, off, false)
	for i, id := range [...]ID{fDnsSoaSerialNumber, fDnsSoaRefreshInterval, fDnsSoaRetryInterval, fDnsSoaExpireLimit, fDnsSoaMinimumTtl} {
		d.uint(id, t, off+4*i, 4)
	}
	d.cols.append(d, " "+mname)
}

func (d *Session) dnsSRV(t *view, off int) {
	p := d.uint(fDnsSrvPriority, t, off, 2)
	w := d.uint(fDnsSrvWeight, t, off+2, 2)
	port := d.uint(fDnsSrvPort, t, off+4, 2)
	d.cols.num(d, " ", p)
	d.cols.num(d, " ", w)
	d.cols.num(d, " ", port)
	d.dnsNameField(fDnsSrvTarget, t, off+6, true)
}

// dnsText dissects the character strings of a TXT record.
func (d *Session) dnsText(t *view, off, size int) {
	for end := off + size; off < end && d.ok(); {
		n := int(d.uint(fDnsTxtLength, t, off, 1))
		d.raw(fDnsTxt, t, off+1, n)
		off += 1 + n
	}
}

func (d *Session) dnsRare(t *view, off, size int, kind uint16) {
	switch kind {
	case 13:
		n := int(d.uint(fDnsHinfoCpuLength, t, off, 1))
		d.raw(fDnsHinfoCpu, t, off+1, n)
		k := int(d.uint(fDnsHinfoOsLength, t, off+1+n, 1))
		d.raw(fDnsHinfoOs, t, off+2+n, k)
	case 43:
		d.uint(fDnsDsKeyId, t, off, 2)
		d.uint(fDnsDsAlgorithm, t, off+2, 1)
		d.uint(fDnsDsDigestType, t, off+3, 1)
		d.raw(fDnsDsDigest, t, off+4, size-4)
	case 46:
		d.dnsRRSIG(t, off, size)
	case 47:
		d.dnsNameField(fDnsNsecNextDomainName, t, off, false)
	case 48:
		d.dnsKeyRecord(t, off, size)
	case 50:
		d.dnsNSEC3(t, off)
	default:
		d.slice(t, off, size)
	}
}

func (d *Session) dnsRRSIG(t *view, off, size int) {
	end := off + size
	d.uint(fDnsRrsigTypeCovered, t, off, 2)
	d.uint(fDnsRrsigAlgorithm, t, off+2, 1)
	d.uint(fDnsRrsigLabels, t, off+3, 1)
	d.uint(fDnsRrsigOriginalTtl, t, off+4, 4)
	d.num(fDnsRrsigSignatureExpiration, t, off+8, 4, uint64(d.u32(t, off+8))*1e9)
	d.num(fDnsRrsigSignatureInception, t, off+12, 4, uint64(d.u32(t, off+12))*1e9)
	d.uint(fDnsRrsigKeyTag, t, off+16, 2)
	n := d.dnsNameField(fDnsRrsigSignersName, t, off+18, false)
	d.raw(fDnsRrsigSignature, t, off+18+n, end-off-18-n)
}

func (d *Session) dnsKeyRecord(t *view, off, size int) {
	f := d.u16(t, off)
	d.num(fDnsDnskeyFlags, t, off, 2, uint64(f))
	d.push()
	d.flag(fDnsDnskeyFlagsZoneKey, t, off, 2, f>>8&1 != 0)
	d.flag(fDnsDnskeyFlagsKeyRevoked, t, off, 2, f>>7&1 != 0)
	d.flag(fDnsDnskeyFlagsSecureEntryPoint, t, off, 2, f&1 != 0)
	d.num(fDnsDnskeyFlagsReserved, t, off, 2, uint64(f&0xfe7e))
	d.pop()
	d.uint(fDnsDnskeyProtocol, t, off+2, 1)
	d.uint(fDnsDnskeyAlgorithm, t, off+3, 1)
	b := d.slice(t, off, size)
	if d.ok() {
		d.num(fDnsDnskeyKeyId, nil, 0, 0, keyTag(b))
	}
	d.raw(fDnsDnskeyPublicKey, t, off+4, size-4)
}

// keyTag computes the tag of a key, RFC 4034 appendix B.
func keyTag(rdata []byte) uint64 {
	var sum uint64
	for i, c := range rdata {
		if i&1 == 0 {
			sum += uint64(c) << 8
		} else {
			sum += uint64(c)
		}
	}
	return (sum + sum>>16) & 0xffff
}

func (d *Session) dnsNSEC3(t *view, off int) {
	d.uint(fDnsNsec3Algo, t, off, 1)
	f := d.uint(fDnsNsec3Flags, t, off+1, 1)
	d.push()
	d.flag(fDnsNsec3FlagsOptOut, t, off+1, 1, f&1 != 0)
	d.pop()
	d.uint(fDnsNsec3Iterations, t, off+2, 2)
	n := int(d.uint(fDnsNsec3SaltLength, t, off+4, 1))
	d.raw(fDnsNsec3SaltValue, t, off+5, n)
	k := int(d.uint(fDnsNsec3HashLength, t, off+5+n, 1))
	hash := d.slice(t, off+6+n, k)
	d.str(fDnsNsec3HashValue, t, off+6+n, k, strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(hash)))
}

// dnsOPT dissects the pseudo-record of RFC 6891 §6.1.
func (d *Session) dnsOPT(t *view, off, n int, name string, size int) {
	d.str(fDnsRespName, t, off, n, name)
	d.num(fDnsRespType, t, off+n, 2, 41)
	d.uint(fDnsRrUdpPayloadSize, t, off+n+2, 2)
	d.uint(fDnsRespExtRcode, t, off+n+4, 1)
	d.uint(fDnsRespEdns0Version, t, off+n+5, 1)
	z := d.uint(fDnsRespZ, t, off+n+6, 2)
	d.push()
	d.flag(fDnsRespZDo, t, off+n+6, 2, z>>15 != 0)
	d.num(fDnsRespZReserved, t, off+n+6, 2, z&0x7fff)
	d.pop()
	d.num(fDnsRespLen, t, off+n+8, 2, uint64(size))
	d.cols.append(d, " OPT")
	for at, end := off+n+10, off+n+10+size; at < end && d.ok(); {
		k := int(d.u16(t, at+2))
		d.none(fDnsOpt, t, at, 4+k)
		d.push()
		code := d.uint(fDnsOptCode, t, at, 2)
		d.num(fDnsOptLen, t, at+2, 2, uint64(k))
		if k > 0 {
			d.raw(fDnsOptData, t, at+4, k)
		}
		d.dnsOption(t, at+4, k, code)
		d.pop()
		at += 4 + k
	}
}

func (d *Session) dnsOption(t *view, off, n int, code uint64) {
	switch {
	case code == 8 && n >= 4:
		d.uint(fDnsOptClientFamily, t, off, 2)
		d.uint(fDnsOptClientNetmask, t, off+2, 1)
		d.uint(fDnsOptClientScope, t, off+3, 1)
	case code == 10 && n >= 8:
		d.raw(fDnsOptCookieClient, t, off, 8)
		d.raw(fDnsOptCookieServer, t, off+8, n-8)
	case code == 12 && n > 0:
		d.raw(fDnsOptPadding, t, off, n)
	}
}
