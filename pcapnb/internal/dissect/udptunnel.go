package dissect

import "encoding/binary"

func init() {
	readers["vxlan"], readers["vxlan_gpe"], readers["geneve"] = (*Session).vxlan, (*Session).vxlanGPE, (*Session).geneve
	readers["l2tp_udp"], recognizers["l2tp_udp"] = (*Session).l2tp, isL2TP
	readers["lisp-data"] = (*Session).lispData
	readers["lisp_ecm"], recognizers["lisp_ecm"] = (*Session).lispControl, isLISPControl
	readers["teredo"], recognizers["teredo"] = (*Session).teredo, isTeredo
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
	readers["eth_withoutfcs"](d, &next)
}

// geneve dissects a Geneve header, RFC 8926 section 3.4, and what follows its options.
func (d *Session) geneve(t *view) {
	if !d.tunnelLayer(t, "geneve", "Geneve", 8) {
		return
	}
	next := t.sub(8+4*int(t.b[0]&0x3f), -1)
	d.etherNext(binary.BigEndian.Uint16(t.b[2:]), &next)
}

// What follows a VXLAN-GPE header, draft-ietf-nvo3-vxlan-gpe section 3.1.
const (
	gpeIPv4 = 1 + iota
	gpeIPv6
	gpeEthernet
	gpeNSH
	gpeMPLS
)

func (d *Session) vxlanGPE(t *view) {
	if !d.enter() {
		return
	}
	d.beginMore(fVxlan, t, 8) // which Wireshark does not name among the layers
	d.current = "VXLAN"
	d.cols.setProto(d, "VxLAN")
	d.num8(fVxlanFlags, t, 0, uint64(d.u8(t, 0)))
	d.num(fVxlanFlagsReserved, t, 1, 2, uint64(d.u16(t, 1)))
	d.uint(fVxlanVni, t, 4, 3)
	d.uint(fVxlanReserved8, t, 7, 1)
	if !d.ok() {
		return
	}
	next := t.sub(8, -1)
	switch t.b[3] {
	case gpeIPv4:
		readers["ip"](d, &next)
	case gpeIPv6:
		readers["ipv6"](d, &next)
	case gpeEthernet:
		readers["eth_withoutfcs"](d, &next)
	case gpeNSH:
		readers["nsh"](d, &next)
	case gpeMPLS:
		readers["mpls"](d, &next)
	default:
		d.data(&next)
	}
}

// l2tp dissects an L2TP header of version 2, RFC 2661 section 3.1, and the PPP frame of a data message.
func (d *Session) l2tp(t *view) {
	const control, length, sequence, offset = 0x8000, 0x4000, 0x0800, 0x0200
	if !d.tunnelLayer(t, "l2tp", "L2TP", 6) {
		return
	}
	flags, off := binary.BigEndian.Uint16(t.b), 6
	if flags&control != 0 {
		return
	}
	if flags&length != 0 {
		off += 2
	}
	if flags&sequence != 0 {
		off += 4
	}
	if flags&offset != 0 {
		off += 2 + int(d.u16(t, off))
	}
	if next := t.sub(off, -1); d.ok() {
		readers["ppp"](d, &next)
	}
}

// isL2TP tells version 2 by its header.
func isL2TP(t *view) bool { return len(t.b) >= 6 && t.b[1]&15 == 2 }

// lispData dissects a LISP header, RFC 9300 section 5.3, and the packet after it.
func (d *Session) lispData(t *view) {
	if d.tunnelLayer(t, "lisp-data", "LISP", 8) {
		next := t.sub(8, -1)
		d.rawIP(&next)
	}
}

// isLISPControl tells a message that wraps another, RFC 9301 section 5.8.
func isLISPControl(t *view) bool {
	const encapsulated = 8
	return len(t.b) >= 4 && t.b[0]>>4 == encapsulated
}

// lispControl dissects the message in such a one.
func (d *Session) lispControl(t *view) {
	if d.tunnelLayer(t, "lisp", "LISP", 4) {
		next := t.sub(4, -1)
		d.rawIP(&next)
	}
}

// teredo dissects the headers before an IPv6 packet in UDP.
func (d *Session) teredo(t *view) {
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
		return
	}
	next := t.sub(off, -1)
	readers["ipv6"](d, &next)
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
func isTeredo(t *view) bool {
	b, off := t.b, 0
	if len(b) >= 4 && be16(b) == 1 {
		off = 13 + int(b[2]) + int(b[3])
	}
	if len(b) >= off+2 && be16(b[off:]) == 0 {
		off += 8
	}
	return t.rep >= off+40 && len(b) > off && b[off]>>4 == 6
}
