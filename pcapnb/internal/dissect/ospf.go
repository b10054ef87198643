package dissect

func init() { readers["ospf"] = (*Session).ospf }

// Types of messages, RFC 2328 section A.3.1.
const (
	ospfHello = 1 + iota
	ospfDescription
	ospfRequest
	ospfUpdate
	ospfAcknowledge
)

// ospf dissects a message of version 2 (RFC 2328 appendix A) or 3 (RFC 5340 appendix A).
func (d *Session) ospf(t *view) {
	d.current = "OSPF"
	d.cols.setProto(d, "OSPF")
	d.cols.clear(d)
	if !d.reaches(fOspf, t, 2) {
		return
	}
	version, kind := t.b[0], uint64(t.b[1])
	d.cols.set(d, ospfName(kind))
	if !d.reaches(fOspf, t, 4) {
		return
	}
	n := int(be16(t.b[2:]))
	head := 24
	if version == 3 {
		head = 16
	}
	d.begin(fOspf, t, len(t.b))
	d.none(fOspfHeader, t, 0, head)
	d.push()
	d.slots(t, 0, slot{fOspfVersion, 1}, slot{fOspfMsg, 1})
	if kind >= ospfHello && kind <= ospfAcknowledge {
		d.flag([...]ID{fOspfMsgHello, fOspfMsgDbdesc, fOspfMsgLsreq, fOspfMsgLsupdate, fOspfMsgLsack}[kind-ospfHello], t, 1, 1, true)
	}
	d.slots(t, 2, slot{fOspfPacketLength, 2}, slot{fOspfSrcrouter, 4}, slot{fOspfAreaId, 4}, slot{fOspfChecksum, 2})
	switch version {
	case 2:
		d.ospfAuthentication(t)
	case 3:
		d.slots(t, 14, slot{fOspfInstanceId, 1}, slot{fOspfReserved, 1})
	default:
		return
	}
	d.pop()
	body := *t
	body.trim(n)
	d.ospfBody(&body, head, kind, version == 3)
}

func ospfName(kind uint64) string {
	names := [...]string{"Hello Packet", "DB Description", "LS Request", "LS Update", "LS Acknowledge"}
	if kind >= ospfHello && kind <= ospfAcknowledge {
		return names[kind-ospfHello]
	}
	return "Unknown (" + utoa(kind) + ")"
}

// ospfAuthentication dissects what authenticates a message, RFC 2328 appendix D.
func (d *Session) ospfAuthentication(t *view) {
	const none, password, digest = 0, 1, 2
	switch d.uint(fOspfAuthType, t, 14, 2) {
	case none:
		d.raw(fOspfAuthNone, t, 16, 8)
	case password:
		d.stringTo0(fOspfAuthSimple, t, 16, 8)
	case digest:
		d.slots(t, 18, slot{fOspfAuthCryptKeyId, 1}, slot{fOspfAuthCryptDataLength, 1}, slot{fOspfAuthCryptSeqNbr, 4})
	}
}

// ospfBody dissects what is after the header. As Wireshark does, it takes any but a hello only whole.
func (d *Session) ospfBody(t *view, off int, kind uint64, v3 bool) {
	if kind != ospfHello {
		d.need(t, off, t.left(off))
	}
	switch kind {
	case ospfHello:
		d.none(fOspfHello, t, off, t.left(off))
		d.push()
		if v3 {
			d.ospfHello3(t, off)
		} else {
			d.ospfHello2(t, off)
		}
		d.pop()
	case ospfDescription:
		d.ospfDescription(t, off, v3)
	case ospfRequest:
		for ; d.ok() && t.left(off) >= 12; off += 12 {
			d.ospfRequested(t, off, v3)
		}
	case ospfUpdate:
		n := d.uint(fOspfLsNumberOfLsas, t, off, 4)
		for off += 4; n > 0 && d.ok() && t.left(off) >= 20; n-- {
			off += d.ospfLSA(t, off, v3, true)
		}
	case ospfAcknowledge:
		for d.ok() && t.left(off) >= 20 {
			off += d.ospfLSA(t, off, v3, false)
		}
	}
}

func (d *Session) ospfHello2(t *view, off int) {
	d.slots(t, off, slot{fOspfHelloNetworkMask, 4}, slot{fOspfHelloHelloInterval, 2})
	d.ospfOptions2(t, off+6, false)
	end := d.slots(t, off+7, slot{fOspfHelloRouterPriority, 1}, slot{fOspfHelloRouterDeadInterval, 4}, slot{fOspfHelloDesignatedRouter, 4},
		slot{fOspfHelloBackupDesignatedRouter, 4})
	d.ospfNeighbours(t, end)
}

func (d *Session) ospfHello3(t *view, off int) {
	d.slots(t, off, slot{fOspfHelloInterfaceId, 4}, slot{fOspfHelloRouterPriority, 1})
	d.ospfOptions3(t, off+5)
	end := d.slots(t, off+8, slot{fOspfHelloHelloInterval, 2}, slot{fOspfHelloRouterDeadInterval, 2}, slot{fOspfHelloDesignatedRouter, 4},
		slot{fOspfHelloBackupDesignatedRouter, 4})
	d.ospfNeighbours(t, end)
}

func (d *Session) ospfNeighbours(t *view, off int) {
	for ; d.ok() && t.left(off) >= 4; off += 4 {
		d.uint(fOspfHelloActiveNeighbor, t, off, 4)
	}
}

func (d *Session) ospfOptions2(t *view, off int, nssa bool) {
	n := fOspfV2OptionsN
	if nssa {
		n = fOspfV2OptionsP
	}
	d.flagged(fOspfV2Options, t, off, 1, bit{fOspfV2OptionsDn, 0x80}, bit{fOspfV2OptionsO, 0x40}, bit{fOspfV2OptionsDc, 0x20},
		bit{fOspfV2OptionsL, 0x10}, bit{n, 8}, bit{fOspfV2OptionsMc, 4}, bit{fOspfV2OptionsE, 2}, bit{fOspfV2OptionsMt, 1})
}

func (d *Session) ospfOptions3(t *view, off int) {
	d.flagged(fOspfV3Options, t, off, 3, bit{fOspfV3OptionsAt, 0x400}, bit{fOspfV3OptionsL, 0x200}, bit{fOspfV3OptionsAf, 0x100},
		bit{fOspfV3OptionsDc, 0x20}, bit{fOspfV3OptionsR, 0x10}, bit{fOspfV3OptionsN, 8}, bit{fOspfV3OptionsMc, 4}, bit{fOspfV3OptionsE, 2},
		bit{fOspfV3OptionsV6, 1})
}

// ospfDescription dissects a description of a database, RFC 2328 section A.3.3.
func (d *Session) ospfDescription(t *view, off int, v3 bool) {
	if v3 {
		d.raw(fOspfReserved, t, off, 1)
		d.ospfOptions3(t, off+1)
		d.slots(t, off+4, slot{fOspfDbInterfaceMtu, 2}, slot{fOspfReserved, 1})
		off += 7
	} else {
		d.uint(fOspfDbInterfaceMtu, t, off, 2)
		d.ospfOptions2(t, off+2, false)
		off += 3
	}
	d.flagged(fOspfDbd, t, off, 1, bit{fOspfDbdR, 8}, bit{fOspfDbdI, 4}, bit{fOspfDbdM, 2}, bit{fOspfDbdMs, 1})
	d.uint(fOspfDbDdSequence, t, off+1, 4)
	for off += 5; d.ok() && t.left(off) >= 20; {
		off += d.ospfLSA(t, off, v3, false)
	}
}

func (d *Session) ospfRequested(t *view, off int, v3 bool) {
	if v3 {
		d.raw(fOspfReserved, t, off, 2)
		d.flagged(fOspfV3Lsa, t, off+2, 2, ospfKindBits...)
	} else {
		d.uint(fOspfLsa, t, off, 4)
	}
	d.slots(t, off+4, slot{fOspfLinkStateId, 4}, slot{fOspfAdvrouter, 4})
}
