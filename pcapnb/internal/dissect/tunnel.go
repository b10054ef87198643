package dissect

import "encoding/binary"

// gre dissects generic routing encapsulation, versions 0 and 1.
func (d *Session) gre(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fGre, t, 4)
	d.current = "GRE"
	d.cols.setProto(d, "GRE")
	f, kind := d.u16(t, 0), d.u16(t, 2)
	d.greFlags(t, f)
	d.num(fGreProto, t, 2, 2, uint64(kind))
	d.label("Generic Routing Encapsulation (" + greProtocol(kind) + ")")
	d.cols.set(d, "Encapsulated "+greProtocol(kind))
	off := d.greOptional(t, f, kind)
	if !d.ok() {
		return
	}
	next := t.sub(off, -1)
	if kind == etherPPP {
		d.ppp(&next)
		return
	}
	d.greNext(kind, &next)
}

func (d *Session) greNext(kind uint16, next *view) {
	if kind < firstEtherType {
		d.data(next)
		return
	}
	d.etherNext(kind, next)
}

func (d *Session) greFlags(t *view, f uint16) {
	d.num(fGreFlagsAndVersion, t, 0, 2, uint64(f))
	d.push()
	d.flag(fGreFlagsChecksum, t, 0, 2, f>>15&1 != 0)
	d.flag(fGreFlagsRouting, t, 0, 2, f>>14&1 != 0)
	d.flag(fGreFlagsKey, t, 0, 2, f>>13&1 != 0)
	d.flag(fGreFlagsSequenceNumber, t, 0, 2, f>>12&1 != 0)
	d.flag(fGreFlagsStrictSourceRoute, t, 0, 2, f>>11&1 != 0)
	d.num(fGreFlagsRecursionControl, t, 0, 2, uint64(f>>8&7))
	if f&7 == 1 {
		d.flag(fGreFlagsAck, t, 0, 2, f>>7&1 != 0)
		d.num(fGreFlagsReserved, t, 0, 2, uint64(f>>3&15))
	} else {
		d.num(fGreFlagsReserved, t, 0, 2, uint64(f>>3&31))
	}
	d.num(fGreFlagsVersion, t, 0, 2, uint64(f&7))
	d.pop()
}

// greOptional dissects the fields whose flags are set, and returns where the
// payload begins.
func (d *Session) greOptional(t *view, f, kind uint16) int {
	off := 4
	if f>>14&3 != 0 {
		d.uint(fGreChecksum, t, off, 2)
		d.greChecksum(t, f)
		d.uint(fGreOffset, t, off+2, 2)
		off += 4
	}
	if f>>13&1 != 0 {
		if f&7 == 1 && kind == etherPPP {
			d.uint(fGreKeyPayloadLength, t, off, 2)
			d.uint(fGreKeyCallId, t, off+2, 2)
		} else {
			d.uint(fGreKey, t, off, 4)
		}
		off += 4
	}
	if f>>12&1 != 0 {
		d.uint(fGreSequenceNumber, t, off, 4)
		off += 4
	}
	if f&7 == 1 && f>>7&1 != 0 {
		d.uint(fGreAckNumber, t, off, 4)
		off += 4
	}
	return off
}

func (d *Session) greChecksum(t *view, f uint16) {
	if f>>15&1 != 0 {
		d.checksumStatus(fGreChecksumStatus, t)
	}
}

func greProtocol(kind uint16) string {
	switch kind {
	case etherPPP:
		return "PPP"
	case etherIPv4:
		return "IP"
	case etherIPv6:
		return "IPv6"
	case etherTEB:
		return "Transparent Ethernet bridging"
	}
	return hexText(uint64(kind), 4) + " - unknown"
}

// vxlan dissects a VXLAN header and the frame in it.
func (d *Session) vxlan(t *view) {
	d.begin(fVxlan, t, 8)
	d.current = "VXLAN"
	d.cols.setProto(d, "VxLAN")
	f := d.u16(t, 0)
	d.num(fVxlanFlags, t, 0, 2, uint64(f))
	d.push()
	d.flag(fVxlanFlagG, t, 0, 2, f>>15&1 != 0)
	d.flag(fVxlanFlagI, t, 0, 2, f>>11&1 != 0)
	d.flag(fVxlanFlagD, t, 0, 2, f>>6&1 != 0)
	d.flag(fVxlanFlagA, t, 0, 2, f>>3&1 != 0)
	d.num(fVxlanFlagsReserved, t, 0, 2, uint64(f&0x77b7))
	d.pop()
	d.uint(fVxlanGbp, t, 2, 2)
	d.uint(fVxlanVni, t, 4, 3)
	d.uint(fVxlanReserved8, t, 7, 1)
	if !d.ok() {
		return
	}
	next := t.sub(8, -1)
	d.ethernet(&next, 0)
}

// teredo dissects the headers before an IPv6 packet in UDP, and reports
// whether it is one.
func (d *Session) teredo(t *view) bool {
	if !isTeredo(t.b) {
		return false
	}
	d.begin(fTeredo, t, len(t.b))
	d.current = "Teredo"
	d.cols.setProto(d, "Teredo")
	d.cols.clear(d)
	off := 0
	if d.u16(t, off) == 1 {
		off = d.teredoAuth(t, off)
	}
	if d.u16(t, off) == 0 {
		d.none(fTeredoOrig, t, off, 8)
		d.push()
		p := uint64(^d.u16(t, off+2))
		d.num(fTeredoOrigPort, t, off+2, 2, p&0xffff)
		d.num(fTeredoOrigAddr, t, off+4, 4, uint64(^d.u32(t, off+4)))
		d.pop()
		off += 8
	}
	if !d.ok() {
		return true
	}
	next := t.sub(off, -1)
	d.ipv6(&next)
	return true
}

func (d *Session) teredoAuth(t *view, off int) int {
	id, au := int(d.u8(t, off+2)), int(d.u8(t, off+3))
	d.none(fTeredoAuth, t, off, 13+id+au)
	d.push()
	d.num(fTeredoAuthIdlen, t, off+2, 1, uint64(id))
	d.num(fTeredoAuthAulen, t, off+3, 1, uint64(au))
	off += 4
	if id > 0 {
		d.raw(fTeredoAuthId, t, off, id)
		off += id
	}
	if au > 0 {
		d.raw(fTeredoAuthValue, t, off, au)
		off += au
	}
	d.raw(fTeredoAuthNonce, t, off, 8)
	d.raw(fTeredoAuthConf, t, off+8, 1)
	d.pop()
	return off + 9
}

// isTeredo reports whether the headers end at an IPv6 header, RFC 4380 §5.1.1.
func isTeredo(b []byte) bool {
	off := 0
	if len(b) >= 4 && binary.BigEndian.Uint16(b) == 1 {
		off = 13 + int(b[2]) + int(b[3])
	}
	if len(b) >= off+2 && b[off] == 0 && b[off+1] == 0 {
		off += 8
	}
	return len(b) >= off+40 && b[off]>>4 == 6
}
