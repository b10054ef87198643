package dissect

// This file has link layers of which nothing is known but their names.

func init() {
	linkTypes[linkIPoIB], linkTypes[linkTokenRing], linkTypes[linkFDDI] = (*Session).ipoib, (*Session).tokenRing, (*Session).fddi
}

// plainLink names a link layer, itself and in the column Protocol.
func (d *Session) plainLink(layer, current, column string) {
	d.layerName(layer)
	d.current = current
	d.cols.setProto(d, column)
}

// ipoib dissects a packet of IP over InfiniBand, after a header of its own that captures have before it (LINKTYPE_IPOIB).
func (d *Session) ipoib(t *view) {
	const pseudo, head = 40, 44
	d.plainLink("ipoib", "IPoIB", "IPoIB")
	d.cols.set(d, "IP over Infiniband")
	if !d.need(t, 0, head) {
		return
	}
	next := t.sub(head, -1)
	switch kind := be16(t.b[pseudo:]); kind {
	case etherIPv4, etherIPv6, etherARP, etherRARP:
		d.etherNext(kind, &next)
	default:
		d.headProblem(ProblemUnknownLink)
	}
}

// tokenRing dissects a frame of IEEE 802.5, whose source says whether a route follows it.
func (d *Session) tokenRing(t *view) {
	const head, routed, size = 14, 0x80, 0x1f
	d.plainLink("tr", "Token-Ring", "TR")
	if !d.need(t, 0, head) {
		return
	}
	off := head
	if t.b[8]&routed != 0 {
		off += int(d.u8(t, head) & size)
	}
	if next := t.sub(off, -1); d.ok() {
		readers["llc"](d, &next)
		d.rescue()
	}
}

// fddi dissects a frame of ISO 9314.
func (d *Session) fddi(t *view) {
	const head, llcFrame, kindMask = 13, 0x50, 0xf0
	d.plainLink("fddi", "FDDI", "FDDI")
	if !d.need(t, 0, head) {
		return
	}
	next := t.sub(head, -1)
	if t.b[0]&kindMask != llcFrame {
		d.data(&next)
		return
	}
	readers["llc"](d, &next)
	d.rescue()
}
