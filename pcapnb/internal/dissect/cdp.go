package dissect

import "bytes"

func init() { readers["cdp"] = (*Session).cdp }

// Records of CDP, as Cisco's documents and captures show them.
const (
	cdpDevice       = 0x01
	cdpAddresses    = 0x02
	cdpPort         = 0x03
	cdpCapabilities = 0x04
	cdpVersion      = 0x05
	cdpPlatform     = 0x06
	cdpPrefixes     = 0x07
	cdpHello        = 0x08
	cdpDomain       = 0x09
	cdpNativeVLAN   = 0x0a
	cdpDuplex       = 0x0b
	cdpVoiceVLAN    = 0x0e
	cdpVoiceQuery   = 0x0f
	cdpPower        = 0x10
	cdpMTU          = 0x11
	cdpTrust        = 0x12
	cdpUntrusted    = 0x13
	cdpSystemName   = 0x14
	cdpObject       = 0x15
	cdpManagement   = 0x16
	cdpRequested    = 0x19
	cdpAvailable    = 0x1a
)

// cdp dissects what a Cisco device says of itself to its neighbours.
func (d *Session) cdp(t *view) {
	d.current = "CDP"
	d.cols.setProto(d, "CDP")
	d.cols.clear(d)
	d.begin(fCdp, t, len(t.b))
	d.slots(t, 0, slot{fCdpVersion, 1}, slot{fCdpTtl, 1})
	d.need(t, 0, t.rep) // for the sum
	d.uint(fCdpChecksum, t, 2, 2)
	if d.ok() {
		d.num(fCdpChecksumStatus, nil, 0, 0, cdpChecksumStatus(t.b))
	}
	for off := 4; d.ok() && t.left(off) > 0; {
		off += d.cdpRecord(t, off)
	}
}

// cdpChecksumStatus checks the sum of a message. Cisco adds the last byte of an odd number as the low byte of a word that has a
// sign, and is off by one then.
func cdpChecksumStatus(b []byte) uint64 {
	var sum uint64
	if n := len(b); n&1 != 0 {
		last := uint64(b[n-1])
		if last&0x80 != 0 {
			last = 0xff00 | last - 1
		}
		sum, b = last, b[:n-1]
	}
	if foldSum(sumBytes(sum, b)) == 0xffff {
		return checksumGood
	}
	return checksumBad
}

// cdpRecord dissects a record and returns its length.
func (d *Session) cdpRecord(t *view, off int) int {
	const head = 4
	kind, n := d.u16(t, off), int(d.u16(t, off+2))
	if n < head {
		d.cdpHead(t, off)
		rest := t.sub(off+head, -1)
		d.data(&rest)
		return t.left(off)
	}
	d.need(t, off, n)
	switch kind {
	case cdpAddresses, cdpManagement:
		d.cdpHead(t, off)
		d.cdpAddresses(t, off+head, off+n)
	case cdpCapabilities:
		d.cdpHead(t, off)
		d.flagged(fCdpCapabilities, t, off+4, 4, cdpCapabilityBits...)
	case cdpVersion:
		d.cdpHead(t, off)
		d.cdpLines(t, off+head, n-head)
	case cdpPrefixes:
		d.cdpPrefixes(t, off, n)
	case cdpHello:
		d.cdpHead(t, off)
		d.slots(t, off+4, slot{fCdpOui, 3}, slot{fCdpProtocolId, 2})
	case cdpRequested, cdpAvailable:
		d.cdpHead(t, off)
		d.cdpPower(t, off, n, kind)
	default:
		return d.cdpOneField(t, off, n, kind)
	}
	return n
}

var cdpCapabilityBits = []bit{{fCdpCapabilitiesRouter, 1}, {fCdpCapabilitiesTransBridge, 2}, {fCdpCapabilitiesSrcBridge, 4}, {fCdpCapabilitiesSwitch, 8},
	{fCdpCapabilitiesHost, 0x10}, {fCdpCapabilitiesIgmpCapable, 0x20}, {fCdpCapabilitiesRepeater, 0x40}, {fCdpCapabilitiesVoipPhone, 0x80},
	{fCdpCapabilitiesRemote, 0x100}, {fCdpCapabilitiesCvta, 0x200}, {fCdpCapabilitiesMacRelay, 0x400}}

func (d *Session) cdpHead(t *view, off int) {
	d.slots(t, off, slot{fCdpTlvType, 2}, slot{fCdpTlvLen, 2})
}

// cdpOneField dissects a record that has one field, and returns its length.
func (d *Session) cdpOneField(t *view, off, n int, kind uint16) int {
	const head = 4
	if kind == cdpPort && off+n < len(t.b) && t.b[off+n] != 0 { // the length is that of the name: a record begins with a zero
		n += 3
	}
	id, size := noField, n-head
	switch kind {
	case cdpDevice:
		id = fCdpDeviceid
	case cdpPort:
		id = fCdpPortid
	case cdpPlatform:
		id = fCdpPlatform
	case cdpDomain:
		id = fCdpVtpManagementDomain
	case cdpSystemName:
		id = fCdpSystemName
	case cdpObject:
		id = fCdpSystemObjectIdentifier
	case cdpNativeVLAN:
		id, size = fCdpNativeVlan, 2
	case cdpDuplex:
		id, size = fCdpDuplex, 1
	case cdpPower:
		id, size = fCdpPowerConsumption, 2
	case cdpMTU:
		id, size = fCdpMtu, 4
	case cdpTrust:
		id, size = fCdpTrustBitmap, 1
	case cdpUntrusted:
		id, size = fCdpUntrustedPortCos, 1
	case cdpVoiceVLAN, cdpVoiceQuery:
		d.cdpVoice(t, off, n)
		return n
	}
	if id == noField {
		d.cdpHead(t, off)
		if n > head {
			d.raw(fCdpData, t, off+head, n-head)
		}
		return n
	}
	d.need(t, off+head, size)
	d.cdpHead(t, off)
	d.slot(t, off+head, slot{id, size})
	d.cdpInfo(t, off+head, n-head, kind)
	return n
}

func (d *Session) cdpInfo(t *view, off, n int, kind uint16) {
	switch {
	case !d.wantCols:
	case kind == cdpDevice:
		d.cols.append(d, "Device ID: ", string(d.slice(t, off, n)), "  ")
	case kind == cdpPort:
		d.cols.append(d, "Port ID: ", string(d.slice(t, off, n)), "  ")
	}
}

// cdpVoice dissects which VLAN a telephone uses.
func (d *Session) cdpVoice(t *view, off, n int) {
	d.cdpHead(t, off)
	if n < 7 {
		if n > 4 {
			d.raw(fCdpData, t, off+4, n-4)
		}
		return
	}
	d.raw(fCdpData, t, off+4, 1)
	d.uint(fCdpVoiceVlan, t, off+5, 2)
}

// cdpLines emits each line of a text.
func (d *Session) cdpLines(t *view, off, n int) {
	b := d.slice(t, off, n)
	for len(b) > 0 {
		line, rest, more := bytes.Cut(b, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		d.str(fCdpSoftwareVersion, t, off, len(line), formatText(upTo0(line)))
		off += len(b) - len(rest)
		b = rest
		if !more {
			return
		}
	}
}

func (d *Session) cdpPrefixes(t *view, off, n int) {
	const head, each = 4, 5
	d.cdpHead(t, off)
	if n == head+4 {
		d.uint(fCdpOdrDefaultGateway, t, off+head, 4)
		return
	}
	for i := head; i+each <= n && d.ok(); i += each { // tshark shows the address with its bytes turned round
		if b := d.slice(t, off+i, each); b != nil {
			d.num(fCdpIpPrefix, t, off+i, 4, uint64(b[3])<<24|uint64(b[2])<<16|uint64(b[1])<<8|uint64(b[0]))
		}
	}
}

func (d *Session) cdpPower(t *view, off, n int, kind uint16) {
	id := fCdpPowerAvailable
	if kind == cdpRequested {
		id = fCdpPowerRequested
	}
	d.slots(t, off+4, slot{fCdpRequestId, 2}, slot{fCdpManagementId, 2})
	for i := 8; i+4 <= n && d.ok(); i += 4 {
		d.uint(id, t, off+i, 4)
	}
}

// cdpAddresses dissects a list of addresses, each after the number of its protocol.
func (d *Session) cdpAddresses(t *view, off, end int) {
	if end-off < 4 {
		return
	}
	count := d.uint(fCdpNumberOfAddresses, t, off, 4)
	off += 4
	for ; count > 0 && off < end && d.ok(); count-- {
		off += d.cdpAddress(t, off, end)
	}
}

// cdpAddress dissects an address in a record that goes to end, and returns how long it is.
func (d *Session) cdpAddress(t *view, off, end int) int {
	const nlpidIP = 0xcc
	size := int(d.u8(t, off+1))
	at := off + 2 + size
	n := int(d.u16(t, at))
	if !d.ok() {
		return 0
	}
	kind := t.b[off]
	whole := n <= end-at-2
	n = max(min(n, end-at-2), 0)
	d.need(t, at+2, n)
	d.slots(t, off, slot{fCdpProtocolType, 1}, slot{fCdpProtocolLength, 1})
	proto := d.slice(t, off+2, size)
	d.raw(fCdpProtocol, t, off+2, size)
	d.uint(fCdpAddressLength, t, at, 2)
	switch {
	case whole && kind == 1 && len(proto) == 1 && proto[0] == nlpidIP && n == 4:
		d.uint(fCdpNrgyzIpAddress, t, at+2, 4)
	case whole && kind == 2 && len(proto) == 8 && be16(proto[6:]) == etherIPv6 && n == 16:
		d.raw(fCdpNrgyzIpv6Address, t, at+2, 16)
	case n > 0:
		d.raw(fCdpAddress, t, at+2, n)
	}
	return 4 + size + n
}
