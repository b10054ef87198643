package dissect

import (
	"encoding/binary"
	"encoding/hex"
)

func init() { readers["dhcp"] = (*Session).dhcp }

// Options with a form of their own, RFC 2132 and others.
const (
	dhcpPad          = 0
	dhcpMessageType  = 53
	dhcpOverload     = 52
	dhcpParameters   = 55
	dhcpClientID     = 61
	dhcpClientFQDN   = 81
	dhcpEnd          = 255
	dhcpMagic        = 0x63825363
	dhcpHeader       = 236
	dhcpHardwareSize = 16
)

// dhcp dissects a DHCP or BOOTP message.
func (d *Session) dhcp(t *view) {
	d.current = "DHCP/BOOTP"
	const address, request = 28, 1
	if len(t.b) < 3 || t.b[0] == request && len(t.b) < address+int(t.b[2]) { // Wireshark says first who asks
		d.layerName("dhcp")
		d.fail(t, len(t.b)+1)
		return
	}
	kind := dhcpLookAhead(t, dhcpMessageType)
	d.begin(fDhcp, t, len(t.b))
	d.cols.setProto(d, "BOOTP")
	if kind != 0 {
		d.cols.setProto(d, "DHCP")
		d.label("Dynamic Host Configuration Protocol (" + dhcpMessageName(kind) + ")")
	}
	if kind == 0 && dhcpOptionsCut(t) {
		d.fail(t, t.rep)
		return
	}
	op := d.uint(fDhcpType, t, 0, 1)
	hw := d.uint(fDhcpHwType, t, 1, 1)
	hlen := int(d.uint(fDhcpHwLen, t, 2, 1))
	d.uint(fDhcpHops, t, 3, 1)
	id := d.uint(fDhcpId, t, 4, 4)
	d.dhcpColumns(t, op, kind, id)
	d.dhcpSeconds(t)
	f := d.uint(fDhcpFlags, t, 10, 2)
	d.push()
	d.flag(fDhcpFlagsBc, t, 10, 2, f>>15 != 0)
	d.num(fDhcpFlagsReserved, t, 10, 2, f&0x7fff)
	d.pop()
	for i, field := range [...]ID{fDhcpIpClient, fDhcpIpYour, fDhcpIpServer, fDhcpIpRelay} {
		d.uint(field, t, 12+4*i, 4)
	}
	d.dhcpHardware(t, hw, hlen)
	d.dhcpStrings(t)
	if d.ok() && t.rep > dhcpHeader+4 && d.u32(t, dhcpHeader) == dhcpMagic {
		d.uint(fDhcpCookie, t, dhcpHeader, 4)
		d.dhcpOptions(t, dhcpHeader+4, false)
	}
}

// dhcpSeconds emits how long a client has tried. Some write the number in the other byte order, which Wireshark undoes.
func (d *Session) dhcpSeconds(t *view) {
	n := uint64(d.u16(t, 8))
	if n > 0xff && n&0xff == 0 {
		n >>= 8
	}
	d.num(fDhcpSecs, t, 8, 2, n)
}

// dhcpOptionsCut reports whether the capture ends inside the options, of which Wireshark then shows nothing.
func dhcpOptionsCut(t *view) bool {
	b := t.b
	if len(b) >= t.rep || len(b) < dhcpHeader+4 || binary.BigEndian.Uint32(b[dhcpHeader:]) != dhcpMagic {
		return false
	}
	for off := dhcpHeader + 4; off < len(b); {
		switch {
		case b[off] == dhcpEnd:
			return false
		case b[off] == dhcpPad:
			off++
		case off+1 == len(b):
			return true
		default:
			off += 2 + int(b[off+1])
		}
	}
	return true
}

// dhcpLookAhead finds the first byte of an option, such as the message type, which names the layer; 0 where it is not there.
func dhcpLookAhead(t *view, kind uint8) uint8 {
	b := t.b
	if len(b) < t.rep || len(b) < dhcpHeader+4 || binary.BigEndian.Uint32(b[dhcpHeader:]) != dhcpMagic {
		return 0
	}
	for off := dhcpHeader + 4; off+2 < len(b) && b[off] != dhcpEnd; {
		if b[off] == dhcpPad {
			off++
			continue
		}
		if b[off] == kind {
			return b[off+2]
		}
		off += 2 + int(b[off+1])
	}
	return 0
}

func dhcpMessageName(n uint8) string {
	names := [...]string{"", "Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform", "Force Renew", "Lease query",
		"Lease Unassigned", "Lease Unknown", "Lease Active", "Bulk Lease Query", "Lease Query Done", "Active LeaseQuery", "Lease Query Status",
		"TLS"}
	if int(n) < len(names) {
		return names[n]
	}
	return "Unknown Message Type (" + hexText(uint64(n), 2) + ")"
}

func (d *Session) dhcpColumns(t *view, op uint64, kind uint8, id uint64) {
	if !d.wantCols {
		return
	}
	if kind != 0 {
		name := dhcpMessageName(kind)
		for len(name) < 8 {
			name += " "
		}
		d.cols.set(d, "DHCP "+name+" - Transaction ID "+hexText(id, 1))
		return
	}
	if op == 1 {
		client := etherText(mac(append(t.b[min(28, len(t.b)):min(34, len(t.b)):min(34, len(t.b))], 0, 0, 0, 0, 0, 0)))
		d.cols.set(d, "Boot Request from "+client+" ("+client+")")
	} else {
		d.cols.set(d, "Boot Reply")
	}
}

func (d *Session) dhcpHardware(t *view, hw uint64, n int) {
	if n == 0 || n > dhcpHardwareSize {
		return
	}
	if n == 6 && (hw == arpEthernet || hw == arpIEEE802) {
		d.uint(fDhcpHwMacAddr, t, 28, 6)
	} else {
		d.raw(fDhcpHwAddr, t, 28, 16)
	}
	if n < dhcpHardwareSize {
		d.raw(fDhcpHwAddrPadding, t, 28+n, dhcpHardwareSize-n)
	}
}

// dhcpStrings emits the server's name and the boot file, unless options are in their place.
func (d *Session) dhcpStrings(t *view) {
	overload := dhcpLookAhead(t, dhcpOverload)
	for _, f := range [...]struct {
		id     ID
		off, n int
		other  uint8
	}{{fDhcpServer, 44, 64, 2}, {fDhcpFile, 108, 128, 1}} {
		b := d.slice(t, f.off, f.n)
		if !d.ok() {
			return
		}
		if overload&f.other == 0 {
			d.text(f.id, t, f.off, f.n, untilZero(b))
		}
	}
}

// dhcpOptions dissects the options at off.
func (d *Session) dhcpOptions(t *view, off int, inOther bool) {
	for off < t.rep && d.ok() {
		kind := d.u8(t, off)
		switch kind {
		case dhcpPad:
			off += d.dhcpPadding(t, off)
			continue
		case dhcpEnd:
			d.num(fDhcpOptionType, t, off, 1, 0) // as Wireshark has it; the byte itself is dhcp.option.end
			d.push()
			d.num(fDhcpOptionEnd, t, off, 1, dhcpEnd)
			d.pop()
			if !inOther {
				d.dhcpTail(t, off+1)
			}
			return
		}
		n := int(d.u8(t, off+1))
		d.num(fDhcpOptionType, t, off, 1, uint64(kind))
		d.push()
		d.num(fDhcpOptionLength, t, off+1, 1, uint64(n))
		d.raw(fDhcpOptionValue, t, off+2, n)
		d.dhcpOption(t, kind, off+2, n)
		d.pop()
		if kind == dhcpOverload && n == 1 && !inOther {
			d.dhcpOverloaded(t, d.u8(t, off+2))
		}
		off += 2 + n
	}
}

// dhcpOverloaded dissects options in the place of the server's name and of the boot file, RFC 2132 section 9.3.
func (d *Session) dhcpOverloaded(t *view, what uint8) {
	const file, name, both = 1, 2, 3
	if what == name || what == both {
		area := t.sub(44, 64)
		d.dhcpOptions(&area, 0, true)
	}
	if what == file || what == both {
		area := t.sub(108, 128)
		d.dhcpOptions(&area, 0, true)
	}
}

// dhcpPadding dissects zeros, and returns how many there are.
func (d *Session) dhcpPadding(t *view, off int) int {
	n := 1
	for off+n < len(t.b) && t.b[off+n] == 0 {
		n++
	}
	d.num(fDhcpOptionType, t, off, 1, dhcpPad)
	d.raw(fDhcpOptionPadding, t, off, n)
	return n
}

func (d *Session) dhcpTail(t *view, off int) {
	if n := t.rep - off; n > 0 {
		d.raw(fDhcpOptionPadding, t, off, n)
	}
}

// dhcpOption emits what an option says.
func (d *Session) dhcpOption(t *view, kind uint8, off, n int) {
	id, size := dhcpOptionField(kind)
	switch {
	case size > 0 && n != size && !dhcpRepeats(kind) && kind != dhcpMessageType: // Wireshark shows no value of another length
	case size > 0:
		for i := 0; i+size <= n; i += size {
			d.uint(id, t, off+i, size)
			if !dhcpRepeats(kind) {
				break
			}
		}
	case id != noField:
		d.text(id, t, off, n, untilZero(d.slice(t, off, n)))
	case kind == dhcpClientID:
		d.dhcpClientID(t, off, n)
	case kind == dhcpClientFQDN:
		d.dhcpFQDN(t, off, n)
	case kind == 43:
		d.raw(fDhcpOptionVendorValue, t, off, n)
	}
}

// dhcpOptionField gives the field of an option and the bytes of one value;
// zero means text.
func dhcpOptionField(kind uint8) (id ID, size int) {
	switch kind {
	case 1:
		return fDhcpOptionSubnetMask, 4
	case 3:
		return fDhcpOptionRouter, 4
	case 6:
		return fDhcpOptionDomainNameServer, 4
	case 12:
		return fDhcpOptionHostname, 0
	case 15:
		return fDhcpOptionDomainName, 0
	case 26:
		return fDhcpOptionInterfaceMtu, 2
	case 28:
		return fDhcpOptionBroadcastAddress, 4
	case 42:
		return fDhcpOptionNtpServer, 4
	case 50:
		return fDhcpOptionRequestedIpAddress, 4
	case 51:
		return fDhcpOptionIpAddressLeaseTime, 4
	case dhcpMessageType:
		return fDhcpOptionDhcp, 1
	case 54:
		return fDhcpOptionDhcpServerId, 4
	case dhcpParameters:
		return fDhcpOptionRequestListItem, 1
	case 56:
		return fDhcpOptionMessage, 0
	case 57:
		return fDhcpOptionDhcpMaxMessageSize, 2
	case 58:
		return fDhcpOptionRenewalTimeValue, 4
	case 59:
		return fDhcpOptionRebindingTimeValue, 4
	case 60:
		return fDhcpOptionVendorClassId, 0
	case 66:
		return fDhcpOptionTftpServerName, 0
	case 67:
		return fDhcpOptionBootfileName, 0
	case 116:
		return fDhcpOptionDhcpAutoConfiguration, 1
	}
	return noField, 0
}

// dhcpRepeats reports whether an option is a list.
func dhcpRepeats(kind uint8) bool {
	switch kind {
	case 3, 6, 42, dhcpParameters:
		return true
	}
	return false
}

// dhcpClientID dissects a client identifier: a hardware address, RFC 2132
// §9.14, or an identity association and DUID, RFC 4361 §6.1.
func (d *Session) dhcpClientID(t *view, off, n int) {
	if n == 0 {
		return
	}
	const uuid, numbered = 17, 255
	id := t.sub(off, n)
	switch kind := uint64(d.u8(&id, 0)); {
	case n == 7 && kind != 0 && kind < 48:
		d.num(fDhcpHwType, t, off, 1, kind)
		if kind == arpEthernet || kind == arpIEEE802 {
			d.uint(fDhcpHwMacAddr, t, off+1, 6)
		}
	case kind == 0 && n > 1 && n != uuid:
		d.num(fDhcpClientIdType, t, off, 1, kind)
	case kind == numbered:
		d.dhcpDUID(&id)
	}
}

// dhcpDUID dissects an identity association and the unique identifier after it, RFC 8415 section 11.
func (d *Session) dhcpDUID(t *view) {
	const byEnterprise = 2
	iaid := d.slice(t, 1, 4)
	kind := d.u16(t, 5)
	if !d.ok() {
		return
	}
	d.str(fDhcpClientIdIaid, t, 1, 4, hex.EncodeToString(iaid))
	d.num(fDhcpClientIdDuidType, t, 5, 2, uint64(kind))
	if kind == byEnterprise && len(t.b) > 11 {
		d.raw(fDhcpClientId, t, 11, len(t.b)-11)
	}
}

// dhcpFQDN dissects a client's full name, RFC 4702 §2.
func (d *Session) dhcpFQDN(t *view, off, n int) {
	if n < 3 {
		return
	}
	f := d.uint(fDhcpFqdnFlags, t, off, 1)
	d.push()
	d.num(fDhcpFqdnMbz, t, off, 1, f>>4)
	d.flag(fDhcpFqdnN, t, off, 1, f>>3&1 != 0)
	d.flag(fDhcpFqdnE, t, off, 1, f>>2&1 != 0)
	d.flag(fDhcpFqdnO, t, off, 1, f>>1&1 != 0)
	d.flag(fDhcpFqdnS, t, off, 1, f&1 != 0)
	d.pop()
	d.uint(fDhcpFqdnRcode1, t, off+1, 1)
	d.uint(fDhcpFqdnRcode2, t, off+2, 1)
	if n == 3 {
		return
	}
	if f>>2&1 != 0 {
		name := t.sub(off+3, n-3)
		if len(name.b) == name.rep {
			d.dnsJumps = 0
			text, _ := d.dnsName(&view{b: append(append([]byte(nil), name.b...), 0), rep: name.rep + 1}, 0)
			d.str(fDhcpFqdnName, t, off+3, n-3, text)
		}
		return
	}
	d.raw(fDhcpFqdnName, t, off+3, n-3)
}
