package dissect

import (
	"encoding/base32"
	"strings"
)

// dnsRecord dissects a resource record, RFC 1035 §4.1.3, and returns its
// length.
func (d *Session) dnsRecord(t *view, off, section int, m *dnsMessage) int {
	name, n := d.dnsName(t, off)
	kind, class := d.u16(t, off+n), d.u16(t, off+n+2)
	size := int(d.u16(t, off+n+8))
	if !d.ok() {
		return 0
	}
	if kind != dnsOPT {
		d.dnsRecordColumns(kind, class, m)
	}
	// A record that is cut off says nothing, as in Wireshark.
	if !d.need(t, off, n+10+size) {
		return 0
	}
	d.keepRecord(t, off+n+10, size, name, kind, d.u32(t, off+n+4), section)
	if kind == dnsOPT {
		if m.kind == dnsMulticast {
			d.flag(fDnsRespCacheFlush, t, off+n+2, 2, class>>15 != 0)
		}
		d.dnsOPT(t, off, n, name, size, m.kind == dnsMulticast)
		return n + 10 + size
	}
	if kind == dnsSRV {
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
		d.dnsData(t, off+n+10, size, kind, name)
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
	for i, id := range [...]ID{fDnsSrvService, fDnsSrvProto, fDnsSrvName} {
		part, rest, more := strings.Cut(name, ".")
		if i == 2 {
			part = name
		}
		d.str(id, t, off, n, part)
		if !more {
			return
		}
		name = rest
	}
}

// dnsData dissects the data of a record.
func (d *Session) dnsData(t *view, off, size int, kind uint16, owner string) {
	switch kind {
	case dnsA:
		a := d.uint(fDnsA, t, off, 4)
		if d.wantCols {
			d.cols.append(d, " "+v4(uint32(a)).String())
		}
	case dnsAAAA:
		d.raw(fDnsAaaa, t, off, 16)
		if d.wantCols {
			d.cols.append(d, " "+v6Text(d.slice(t, off, 16)))
		}
	case dnsNS:
		d.dnsNameField(fDnsNs, t, off, true)
	case dnsCNAME:
		d.dnsNameField(fDnsCname, t, off, true)
	case dnsDNAME:
		d.dnsNameField(fDnsDname, t, off, true)
	case dnsPTR:
		d.dnsNameField(fDnsPtrDomainName, t, off, true)
	case dnsSOA:
		d.dnsSOA(t, off)
	case dnsMX:
		if size <= 2 { // Wireshark shows none without a name
			d.fail(t, t.rep+1)
			return
		}
		p := d.uint(fDnsMxPreference, t, off, 2)
		d.cols.num(d, " ", p)
		d.dnsNameField(fDnsMxMailExchange, t, off+2, true)
	case dnsTXT:
		d.dnsText(t, off, size)
	case dnsSRV:
		d.dnsSRV(t, off)
	default:
		d.dnsRare(t, off, size, kind, owner)
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
		d.asciiBytes(fDnsTxt, t, off+1, n, untilZero(d.slice(t, off+1, n)))
		off += 1 + n
	}
}

func (d *Session) dnsRare(t *view, off, size int, kind uint16, owner string) {
	switch kind {
	case dnsHINFO:
		d.dnsHINFO(t, off)
	case dnsDS, dnsChildDS, dnsDLV:
		d.uint(fDnsDsKeyId, t, off, 2)
		d.uint(fDnsDsAlgorithm, t, off+2, 1)
		d.uint(fDnsDsDigestType, t, off+3, 1)
		d.raw(fDnsDsDigest, t, off+4, size-4)
	case dnsSIG, dnsRRSIG:
		d.dnsRRSIG(t, off, size)
	case dnsNSEC:
		n := d.dnsNameField(fDnsNsecNextDomainName, t, off, true)
		d.dnsTypeBitmaps(t, off+n, off+size)
	case dnsCSYNC: // RFC 7477 section 2.1.1
		d.dnsTypeBitmaps(t, off+6, off+size)
	case dnsNXT:
		_, n := d.dnsName(t, off)
		d.dnsTypeBits(t, off+n, size-n, 0)
	case dnsDNSKEY, dnsChildDNSKEY:
		d.dnsKeyRecord(t, off, size)
	case dnsNSEC3PARAM:
		d.cols.append(d, " ", owner)
		d.dnsNSEC3Parameters(t, off)
	case dnsNSEC3:
		d.dnsNSEC3(t, off, off+size)
	case dnsCAA:
		d.dnsCAA(t, off, size)
	default:
		d.dnsOther(t, off, size, kind, owner)
	}
}

// dnsOther reads what the Info column shows of records that have no fields here.
func (d *Session) dnsOther(t *view, off, size int, kind uint16, owner string) {
	switch kind {
	case dnsMD, dnsMF, dnsMB, dnsMG, dnsMR, dnsNULL, dnsMINFO, dnsRP, dnsAFSDB, dnsX25, dnsISDN, dnsRT, dnsNSAP, dnsNSAPPTR, dnsPX, dnsGPOS,
		dnsDHCID, dnsTLSA, dnsHIP:
		d.cols.append(d, " ", owner) // whose it is, as in Wireshark, not what it says
	case dnsKX:
		d.cols.num(d, " ", uint64(d.u16(t, off)))
		name, _ := d.dnsName(t, off+2)
		d.cols.append(d, " ", name)
	case dnsWKS:
		if d.wantCols {
			d.cols.append(d, " "+v4(d.u32(t, off)).String())
		}
	case dnsNAPTR:
		d.dnsNAPTR(t, off)
	}
	d.slice(t, off, size)
}

// dnsHINFO dissects what a machine is, RFC 1035 section 3.3.2. As in Wireshark, both texts are there, or none is shown.
func (d *Session) dnsHINFO(t *view, off int) {
	n := int(d.u8(t, off))
	cpu := untilZero(d.slice(t, off+1, n))
	k := int(d.u8(t, off+1+n))
	os := untilZero(d.slice(t, off+2+n, k))
	d.cols.append(d, " ", formatText(cpu), " ", formatText(os))
	d.num(fDnsHinfoCpuLength, t, off, 1, uint64(n))
	d.asciiBytes(fDnsHinfoCpu, t, off+1, n, cpu)
	d.num(fDnsHinfoOsLength, t, off+1+n, 1, uint64(k))
	d.asciiBytes(fDnsHinfoOs, t, off+2+n, k, os)
}

// dnsNAPTR reads a rule, RFC 3403 section 4.1.
func (d *Session) dnsNAPTR(t *view, off int) {
	order, preference := d.u16(t, off), d.u16(t, off+2)
	off += 4
	flags := untilZero(d.slice(t, off+1, int(d.u8(t, off))))
	for range 3 { // flags, service and regular expression
		n := int(d.u8(t, off))
		d.slice(t, off+1, n)
		off += 1 + n
	}
	d.dnsName(t, off)
	d.cols.num(d, " ", uint64(order))
	d.cols.num(d, " ", uint64(preference))
	d.cols.append(d, " ", formatText(flags))
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
	d.num(fDnsDnskeyFlagsReserved, t, off, 2, uint64(f&0xfe7e>>1))
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
	if n := len(rdata); n >= 7 && rdata[3] == 1 { // an RSA/MD5 key
		return uint64(rdata[n-3])<<8 | uint64(rdata[n-2])
	}
	for i, c := range rdata {
		if i&1 == 0 {
			sum += uint64(c) << 8
		} else {
			sum += uint64(c)
		}
	}
	return (sum + sum>>16) & 0xffff
}

// dnsNSEC3Parameters dissects how names are hashed, RFC 5155 section 4.2, and returns how long the salt is.
func (d *Session) dnsNSEC3Parameters(t *view, off int) (salt int) {
	d.uint(fDnsNsec3Algo, t, off, 1)
	d.uint(fDnsNsec3Flags, t, off+1, 1)
	d.uint(fDnsNsec3Iterations, t, off+2, 2)
	n := int(d.uint(fDnsNsec3SaltLength, t, off+4, 1))
	d.raw(fDnsNsec3SaltValue, t, off+5, n)
	return n
}

func (d *Session) dnsNSEC3(t *view, off, end int) {
	n := d.dnsNSEC3Parameters(t, off)
	d.push()
	d.flag(fDnsNsec3FlagsOptOut, t, off+1, 1, d.u8(t, off+1)&1 != 0)
	d.pop()
	k := int(d.uint(fDnsNsec3HashLength, t, off+5+n, 1))
	hash := d.slice(t, off+6+n, k)
	d.str(fDnsNsec3HashValue, t, off+6+n, k, strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(hash)))
	d.dnsTypeBitmaps(t, off+6+n+k, end)
}

// dnsTypeBitmaps emits the types that a name has, RFC 4034 §4.1.2.
func (d *Session) dnsTypeBitmaps(t *view, off, end int) {
	for off < end && d.ok() {
		window, n := uint64(d.u8(t, off)), int(d.u8(t, off+1))
		d.dnsTypeBits(t, off+2, n, window<<8)
		off += 2 + n
	}
}

// dnsTypeBits emits the types whose bits are set in n bytes; the first bit means the type first.
func (d *Session) dnsTypeBits(t *view, off, n int, first uint64) {
	for i := 0; i < n && d.ok(); i++ {
		bits := d.u8(t, off+i)
		for j := range 8 {
			if bits<<j&0x80 != 0 {
				d.num(fDnsRespType, t, off+i, 1, first|uint64(8*i+j))
			}
		}
	}
}

// dnsCAA dissects which authorities may certify a name, RFC 8659 §4.1.
func (d *Session) dnsCAA(t *view, off, size int) {
	f := d.uint(fDnsCaaFlags, t, off, 1)
	d.push()
	d.flag(fDnsCaaFlagsIssuerCritical, t, off, 1, f>>7 != 0)
	d.pop()
	n := int(d.u8(t, off+1))
	id := fDnsCaaUnknown
	switch string(d.slice(t, off+2, n)) {
	case "issue":
		id = fDnsCaaIssue
	case "issuewild":
		id = fDnsCaaIssuewild
	case "iodef":
		id = fDnsCaaIodef
	}
	value := size - 2 - n
	d.raw(id, t, off+2+n, value)
	d.push()
	defer d.pop()
	d.num(fDnsCaaTagLength, t, off+1, 1, uint64(n))
	d.raw(fDnsCaaTag, t, off+2, n)
	d.text(fDnsCaaValue, t, off+2+n, value, d.keepBytes([]byte(formatText(d.slice(t, off+2+n, value)))))
}

// dnsOPT dissects the pseudo-record of RFC 6891 §6.1.
func (d *Session) dnsOPT(t *view, off, n int, name string, size int, multicast bool) {
	d.str(fDnsRespName, t, off, n, name)
	d.num(fDnsRespType, t, off+n, 2, dnsOPT)
	d.dnsPayloadSize(t, off+n+2, multicast)
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
		if k > 0 || code == optNSID || code == optKeepalive {
			d.raw(fDnsOptData, t, at+4, k)
		}
		d.dnsOption(t, at+4, k, code)
		d.pop()
		at += 4 + k
	}
}

// dnsPayloadSize emits how much a requester takes; in multicast DNS the first bit says something else and Wireshark counts in hexadecimals.
func (d *Session) dnsPayloadSize(t *view, off int, multicast bool) {
	size := d.u16(t, off)
	if !multicast {
		d.num(fDnsRrUdpPayloadSize, t, off, 2, uint64(size))
	} else if d.has(fDnsRrUdpPayloadSize) {
		d.add(Value{ID: fDnsRrUdpPayloadSize, N: uint64(size & 0x7fff), width: 4}, t, off, 2)
	}
}

// EDNS options that say something by being empty, RFC 5001 and RFC 7828.
const (
	optNSID      = 3
	optKeepalive = 11
)

func (d *Session) dnsOption(t *view, off, n int, code uint64) {
	switch {
	case code == 8 && n > 0:
		d.uint(fDnsOptClientFamily, t, off, 2)
		if n < 4 {
			d.fail(t, t.rep+1)
			return
		}
		d.uint(fDnsOptClientNetmask, t, off+2, 1)
		d.uint(fDnsOptClientScope, t, off+3, 1)
		d.clientSubnet(t, off+4, n-4, d.u16(t, off))
	case code == 10 && n >= 8:
		d.raw(fDnsOptCookieClient, t, off, 8)
		d.raw(fDnsOptCookieServer, t, off+8, n-8)
	case code == 12 && n > 0:
		d.raw(fDnsOptPadding, t, off, n)
	}
}

// clientSubnet emits an address of which the last bytes, those beyond its prefix, may be left out, RFC 7871 §6.
func (d *Session) clientSubnet(t *view, off, n int, family uint16) {
	const ipv4, ipv6 = 1, 2
	var whole [16]byte
	b := d.slice(t, off, n)
	copy(whole[:], b)
	switch {
	case family == ipv4 && n <= 4:
		d.num(fDnsOptClientAddr4, t, off, n, uint64(be16(whole[:]))<<16|uint64(be16(whole[2:])))
	case family == ipv6 && n <= 16:
		d.text(fDnsOptClientAddr6, t, off, n, d.keepBytes(whole[:]))
	default:
		d.raw(fDnsOptClientAddr, t, off, n)
	}
}
