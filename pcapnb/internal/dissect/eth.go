package dissect

import "encoding/binary"

func init() {
	readers["eth_withoutfcs"] = func(d *Session, t *view) { d.ethernet(t, 0) }
	readers["eth_withfcs"] = func(d *Session, t *view) { d.ethernet(t, 4) }
	readers["eth_maybefcs"] = func(d *Session, t *view) { d.ethernet(t, -1) }
	linkTypes[linkEthernet] = func(d *Session, t *view) { d.ethernet(t, d.fcsLen()) }
	ipProtos[protoEthernet] = readers["eth_maybefcs"]
	etherTypes[etherTEB], etherTypes[etherBackbone] = readers["eth_withoutfcs"], (*Session).backbone
	etherTypes[etherVLAN], etherTypes[etherQinQ], etherTypes[etherServiceVLAN] = (*Session).vlan, (*Session).vlan, (*Session).serviceVLAN
}

// ethernet dissects an Ethernet frame; fcs is the length of its check
// sequence, or -1 when nobody said.
func (d *Session) ethernet(t *view, fcs int) {
	if !d.enter() {
		return
	}
	d.current = "Ethernet"
	d.cols.setProto(d, "Ethernet")
	if !d.reaches(fEth, t, ethernetHeaderLength) {
		return
	}
	d.begin(fEth, t, ethernetHeaderLength)
	dst, src := mac(t.b), mac(t.b[6:])
	if d.wantsLabel() {
		d.label("Ethernet II, Src: " + etherText(src) + ", Dst: " + etherText(dst))
	}
	d.headEthernet(src, dst)
	d.etherAddresses(t, dst, src)
	kind := binary.BigEndian.Uint16(t.b[12:])
	if 0 < kind && kind <= maxEthernetLength {
		d.ethernetLength(t, int(kind), fcs)
		return
	}
	if kind > maxEthernetLength && kind < firstEtherType && d.wantsLabel() {
		d.label("Ethernet Unknown, Src: " + etherText(src) + ", Dst: " + etherText(dst))
	}
	d.num(fEthType, t, 12, 2, uint64(kind))
	next := d.lasting(t.sub(14, -1))
	d.etherPayload(kind, next)
	d.trailer(t, next, fEthTrailer, fcs)
}

// ethernetLength dissects a frame with a length in place of a type, IEEE 802.3 §3.2.6.
func (d *Session) ethernetLength(t *view, n, fcs int) {
	d.label("IEEE 802.3 Ethernet ")
	d.num(fEthLen, t, 12, 2, uint64(n))
	next := t.sub(14, n)
	if len(next.b) >= 2 && next.b[0] == 0xff && next.b[1] == 0xff {
		d.named("ipx", "IPX", &next)
	} else {
		readers["llc"](d, &next)
	}
	d.rescue()
	d.trailer(t, &next, fEthTrailer, fcs)
}

func (d *Session) etherAddresses(t *view, dst, src uint64) {
	d.num(fEthDst, t, 0, 6, dst)
	if d.wantEtherDetails() {
		d.etherDetails(t, 0, dst, fEthDstResolved, fEthDstOui, fEthDstLg, fEthDstIg)
	}
	d.num(fEthSrc, t, 6, 6, src)
	if d.wantEtherDetails() {
		d.etherDetails(t, 6, src, fEthSrcResolved, fEthSrcOui, fEthSrcLg, fEthSrcIg)
	}
	if src>>40&1 != 0 {
		d.mark(fEthSrcNotGroup)
	}
}

func (d *Session) wantEtherDetails() bool { return d.etherExtras }

func (d *Session) etherDetails(t *view, off int, a uint64, resolved, oui, lg, ig ID) {
	d.push()
	d.str(resolved, t, off, 6, etherText(a))
	d.num(oui, t, off, 3, a>>24)
	d.num(fEthAddr, t, off, 6, a)
	d.str(fEthAddrResolved, t, off, 6, etherText(a))
	d.num(fEthAddrOui, t, off, 3, a>>24)
	d.flag(lg, t, off, 3, a>>41&1 != 0)
	d.flag(fEthLg, t, off, 3, a>>41&1 != 0)
	d.flag(ig, t, off, 3, a>>40&1 != 0)
	d.flag(fEthIg, t, off, 3, a>>40&1 != 0)
	d.pop()
}

// vlan dissects an IEEE 802.1Q tag.
func (d *Session) vlan(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fVlan, t, 4)
	d.current = "VLAN"
	d.cols.setProto(d, "VLAN")
	tci := uint64(d.u16(t, 0))
	if d.wantsLabel() {
		d.label("802.1Q Virtual LAN, PRI: " + utoa(tci>>13) + ", DEI: " + utoa(tci>>12&1) + ", ID: " + utoa(tci&0xfff))
	}
	d.cols.clear(d)
	d.num(fVlanPriority, t, 0, 2, tci>>13)
	d.flag(fVlanDei, t, 0, 2, tci>>12&1 != 0)
	d.num(fVlanId, t, 0, 2, tci&0xfff)
	d.tag = uint16(tci & 0xfff)
	d.tagged(t, fVlanEtype, fVlanLen, fVlanTrailer)
}

// serviceVLAN dissects an IEEE 802.1ad tag.
func (d *Session) serviceVLAN(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fIeee8021ad, t, 4)
	d.current = "IEEE 802.1ad"
	d.cols.setProto(d, "802.1ad")
	tci := uint64(d.u16(t, 0))
	if d.wantsLabel() {
		d.label("IEEE 802.1ad, ID: " + utoa(tci&0xfff))
	}
	d.cols.clear(d)
	d.num(fIeee8021adPriority, t, 0, 2, tci>>13)
	d.num(fIeee8021adDei, t, 0, 2, tci>>12&1)
	d.num(fIeee8021adId, t, 0, 2, tci&0xfff)
	d.tag = uint16(tci & 0xfff)
	d.tagged(t, noField, noField, noField)
}

// tagged dissects what follows a VLAN tag.
func (d *Session) tagged(t *view, etype, length, trailer ID) {
	kind := d.u16(t, 2)
	next := t.sub(4, -1)
	d.headTag(t)
	if kind <= maxEthernetLength {
		if length != noField {
			d.num(length, t, 2, 2, uint64(kind))
		}
		next = t.sub(4, int(kind))
		readers["llc"](d, &next)
		d.rescue()
		d.trailer(t, &next, trailer, 0)
		return
	}
	if etype != noField {
		d.num(etype, t, 2, 2, uint64(kind))
	}
	d.etherPayload(kind, &next)
	d.trailer(t, &next, trailer, 0)
}

// backbone dissects the tag of IEEE 802.1ah: four bytes, then the customer's frame.
func (d *Session) backbone(t *view) {
	if !d.tunnelLayer(t, "ieee8021ah", "802.1ah", 18) {
		return
	}
	d.headEthernet(mac(t.b[10:]), mac(t.b[4:]))
	next := t.sub(18, -1)
	d.etherPayload(binary.BigEndian.Uint16(t.b[16:]), &next)
}
