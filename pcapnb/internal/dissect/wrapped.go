package dissect

// This file has what wraps a frame's payload between its header and IP.

func init() {
	readers["nsh"] = (*Session).nsh
	etherTypes[etherArista], etherTypes[etherNSH] = (*Session).arista, (*Session).nsh
	etherTypes[etherMACsec] = (*Session).macsec
}

// arista dissects the time that a switch writes into a frame, and what follows it, as Arista's "Timestamping" guide has it.
func (d *Session) arista(t *view) {
	const timestamp, wide, narrow = 1, 12, 10
	ok := d.tunnelLayer(t, "avsp", "AVSP", 2)
	d.current = "avsp"
	if !ok {
		return
	}
	off := 2
	if d.u16(t, 0) == timestamp {
		switch version := d.u16(t, 2); version {
		case 0x0010, 0x0110:
			off = wide
			d.cols.set(d, "64bit ", aristaClock(version), " timestamp")
		case 0x0020, 0x0120:
			off = narrow
			d.cols.set(d, "48bit ", aristaClock(version), " timestamp")
		default:
			return
		}
	}
	kind := d.u16(t, off)
	if next := t.sub(off+2, -1); d.ok() {
		d.etherPayload(kind, &next)
		d.wrappedTrailer(t, &next)
	}
}

// wrappedTrailer says of what follows the payload only whether it may be padding, as Wireshark does.
func (d *Session) wrappedTrailer(t, payload *view) {
	if payload.base-t.base+payload.rep <= len(t.b) {
		d.trailer(t, payload, noField, 0)
	}
}

// aristaClock says which clock a timestamp is of.
func aristaClock(version uint16) string {
	if version>>8 != 0 {
		return "UTC"
	}
	return "TAI"
}

// nsh dissects a network service header, RFC 8300 section 2, and what follows it.
func (d *Session) nsh(t *view) {
	const (
		ip4 = 1 + iota
		ip6
		ether
		itself
		labels
	)
	if !d.tunnelLayer(t, "nsh", "NSH", 0) {
		return
	}
	d.cols.set(d, "Network Service Header")
	if !d.need(t, 0, 8) {
		return
	}
	off := 4 * int(t.b[1]&0x3f)
	switch t.b[2] & 15 {
	case 1:
		off = 24
		d.need(t, 0, off)
	case 2:
		off = max(off, 8)
		for at := 8; at < off && d.ok(); {
			n := int(d.u8(t, at+3) & 0x7f)
			d.need(t, at, 4+n)
			at += 4 + (n+3)&^3
		}
	default:
		off = max(off, 4)
	}
	next := t.sub(off, -1)
	if !d.ok() || len(next.b) == 0 {
		return
	}
	switch t.b[3] {
	case ip4:
		readers["ip"](d, &next)
	case ip6:
		readers["ipv6"](d, &next)
	case ether:
		readers["eth_withoutfcs"](d, &next)
	case itself:
		d.nsh(&next)
	case labels:
		readers["mpls"](d, &next)
	default:
		d.data(&next)
	}
}

// isMACsec tells a frame that IEEE 802.1AE protects: of the only version, and longer than its tag and checksum.
func isMACsec(t *view) bool {
	const version = 0x80
	return len(t.b) == 0 || t.b[0]&version == 0 && len(t.b) > macsecTag(t)+macsecCheck
}

// macsecCheck is how long the checksum at the end is.
const macsecCheck = 16

// macsecTag returns how long the tag is, IEEE 802.1AE section 9.3.
func macsecTag(t *view) int {
	const named, tag, longTag = 0x20, 6, 14
	if t.b[0]&named != 0 {
		return longTag
	}
	return tag
}

// macsec dissects what such a frame has where it is not encrypted.
func (d *Session) macsec(t *view) {
	const encrypted, changed = 0x08, 0x04
	if !isMACsec(t) {
		d.otherEtherType(etherMACsec, t)
		return
	}
	if len(t.b) == 0 {
		d.layerName("macsec")
		d.current = "MACsec"
		d.cols.set(d, "Ethernet II")
		d.fail(t, 1)
		return
	}
	off := macsecTag(t)
	if !d.tunnelLayer(t, "macsec", "MACSEC", off+2) {
		return
	}
	d.cols.set(d, "MACsec frame")
	if t.b[0]&(encrypted|changed) != 0 {
		next := t.sub(off, len(t.b)-off-macsecCheck)
		d.data(&next)
		return
	}
	next := t.sub(off+2, -1)
	d.etherPayload(be16(t.b[off:]), &next)
	d.wrappedTrailer(t, &next)
}
