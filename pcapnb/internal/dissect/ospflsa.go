package dissect

// ospfLSA dissects a link state advertisement, or only its header, and returns how long it is: RFC 2328 section A.4, RFC 5340
// section A.4.
func (d *Session) ospfLSA(t *view, off int, v3, whole bool) int {
	const head = 20
	age := uint64(d.u16(t, off))
	n := int(d.u16(t, off+18))
	if !v3 {
		d.num(fOspfLsaAge, t, off, 2, age&0x7fff)
		d.num(fOspfLsaDonotage, t, off, 2, age>>15)
	} else {
		d.num(fOspfLsaAge, t, off, 2, age&0x7fff)
		d.flag(fOspfV3LsaDoNotAge, t, off, 2, age>>15 != 0)
	}
	var kind uint64
	if v3 {
		kind = d.ospfKind3(t, off+2)
	} else {
		kind = uint64(d.u8(t, off+3))
		d.ospfOptions2(t, off+2, kind == 7)
		d.ospfKind2(t, off+3, 1, kind)
	}
	id := fOspfLsaId
	switch {
	case v3:
		id = fOspfLinkStateId
	case kind >= 9 && kind <= 11: // an opaque one has a type and a number there (RFC 5250 section 3)
		id = noField
	}
	d.slots(t, off+4, slot{id, 4}, slot{fOspfAdvrouter, 4}, slot{fOspfLsaSeqnum, 4}, slot{fOspfLsaChksum, 2}, slot{fOspfLsaLength, 2})
	if !whole {
		return head
	}
	if n < head {
		return t.left(off)
	}
	lsa := t.sub(off, n)
	if v3 {
		d.ospfLSA3(&lsa, head, kind)
	} else {
		d.ospfLSA2(&lsa, head, kind)
	}
	return n
}

// ospfKind2 emits the type of an advertisement, and a field that says it again.
func (d *Session) ospfKind2(t *view, off, n int, kind uint64) {
	ids := [...]ID{fOspfLsaRouter, fOspfLsaNetwork, fOspfLsaSummary, fOspfLsaAsbr, fOspfLsaAsext, fOspfLsaMember, fOspfLsaNssa, fOspfLsaAttr,
		fOspfLsaOpaque, fOspfLsaOpaque, fOspfLsaOpaque}
	d.num(fOspfLsa, t, off, n, kind)
	if kind > 0 && kind <= uint64(len(ids)) {
		d.flag(ids[kind-1], t, off, n, true)
	}
}

var ospfKindBits = []bit{{fOspfV3LsaU, 0x8000}, {fOspfV3LsaS12, 0x6000}, {fOspfV3LsaFc, 0x1fff}}

// ospfKind3 emits the type of an advertisement of version 3 and returns its number, RFC 5340 section A.4.2.1.
func (d *Session) ospfKind3(t *view, off int) uint64 {
	ids := [...]ID{fOspfV3LsaRouter, fOspfV3LsaNetwork, fOspfV3LsaInterprefix, fOspfV3LsaInterrouter, fOspfV3LsaAsext, fOspfV3LsaMember,
		fOspfV3LsaNssa, fOspfV3LsaLink, fOspfV3LsaIntraprefix}
	v := d.flagged(fOspfV3Lsa, t, off, 2, ospfKindBits...)
	kind := v & 0x1fff
	if kind > 0 && kind <= uint64(len(ids)) {
		d.flag(ids[kind-1], t, off, 2, true)
	}
	return kind
}

func (d *Session) ospfLSA2(t *view, off int, kind uint64) {
	const router, network = 1, 2
	switch kind {
	case router:
		d.flagged(fOspfV2RouterLsaFlags, t, off, 1, bit{fOspfV2RouterLsaFlagsH, 0x80}, bit{fOspfV2RouterLsaFlagsN, 0x10},
			bit{fOspfV2RouterLsaFlagsW, 8}, bit{fOspfV2RouterLsaFlagsV, 4}, bit{fOspfV2RouterLsaFlagsE, 2}, bit{fOspfV2RouterLsaFlagsB, 1})
		n := d.uint(fOspfLsaNumberOfLinks, t, off+2, 2)
		for off += 4; n > 0 && d.ok() && t.left(off) >= 12; n-- {
			d.slots(t, off, slot{fOspfLsaRouterLinkid, 4}, slot{fOspfLsaRouterLinkdata, 4}, slot{fOspfLsaRouterLinktype, 1},
				slot{fOspfLsaRouterNummetrics, 1}, slot{fOspfLsaRouterMetric0, 2})
			off += 12 + 4*int(d.u8(t, off+9))
		}
	case network:
		d.uint(fOspfLsaNetworkNetmask, t, off, 4)
		for off += 4; d.ok() && t.left(off) >= 4; off += 4 {
			d.uint(fOspfLsaNetworkAttchrtr, t, off, 4)
		}
	}
}

// ospfLSA3 dissects an advertisement of version 3, RFC 5340 section A.4. Prefixes have no fields here.
func (d *Session) ospfLSA3(t *view, off int, kind uint64) {
	const router, network, interPrefix, interRouter, external, nssa, link, intraPrefix = 1, 2, 3, 4, 5, 7, 8, 9
	switch kind {
	case router:
		d.flagged(fOspfV3RouterLsaFlags, t, off, 1, bit{fOspfV3RouterLsaFlagsW, 8}, bit{fOspfV3RouterLsaFlagsV, 4},
			bit{fOspfV3RouterLsaFlagsE, 2}, bit{fOspfV3RouterLsaFlagsB, 1})
		d.ospfOptions3(t, off+1)
		for off += 4; d.ok() && t.left(off) >= 16; off += 16 {
			d.slots(t, off, slot{fOspfV3LsaType, 1}, slot{fOspfReserved, 1}, slot{fOspfMetric, 2}, slot{fOspfV3LsaInterfaceId, 4},
				slot{fOspfV3LsaNeighborInterfaceId, 4}, slot{fOspfV3LsaNeighborRouterId, 4})
		}
	case network:
		d.raw(fOspfReserved, t, off, 1)
		d.ospfOptions3(t, off+1)
		for off += 4; d.ok() && t.left(off) >= 4; off += 4 {
			d.uint(fOspfV3LsaAttachedRouter, t, off, 4)
		}
	case interPrefix:
		d.slots(t, off, slot{fOspfReserved, 1}, slot{fOspfMetric, 3}, slot{noField, 2}, slot{fOspfReserved, 2})
		d.ospfPrefix(t, off+4)
	case interRouter:
		d.raw(fOspfReserved, t, off, 1)
		d.ospfOptions3(t, off+1)
		d.slots(t, off+4, slot{fOspfReserved, 1}, slot{fOspfMetric, 3}, slot{noField, 4})
	case external, nssa:
		d.slots(t, off, slot{noField, 1}, slot{fOspfMetric, 3}, slot{noField, 4})
		d.ospfPrefix(t, off+4)
	case link:
		d.need(t, off, 1)
		d.ospfOptions3(t, off+1)
		prefixes := d.u32(t, off+20)
		for off += 24; prefixes > 0 && d.ok(); prefixes-- {
			d.slots(t, off, slot{noField, 2}, slot{fOspfReserved, 2})
			off = d.ospfPrefix(t, off)
		}
	case intraPrefix:
		prefixes := d.u16(t, off)
		d.need(t, off, 12)
		for off += 12; prefixes > 0 && d.ok(); prefixes-- {
			d.slots(t, off, slot{noField, 2}, slot{fOspfMetric, 2})
			off = d.ospfPrefix(t, off)
		}
	}
}

// ospfPrefix goes over a prefix and the four bytes that begin with its length in bits, and returns where it ends, RFC 5340 section A.4.1.
func (d *Session) ospfPrefix(t *view, off int) int {
	size := (int(d.u8(t, off)) + 31) / 32 * 4
	d.need(t, off+4, size)
	return off + 4 + size
}
