package dissect

func init() {
	readers["radius"], recognizers["radius"] = (*Session).radius, isRadius
}

// isRadius tells a packet by its length, which is no longer than the datagram.
func isRadius(t *view) bool { return len(t.b) < 4 || int(be16(t.b[2:])) <= t.rep }

// radiusCode names a code, RFC 2865 section 3 and IANA.
func radiusCode(n uint64) string {
	switch n {
	case 1:
		return "Access-Request"
	case 2:
		return "Access-Accept"
	case 3:
		return "Access-Reject"
	case 4:
		return "Accounting-Request"
	case 5:
		return "Accounting-Response"
	case 11:
		return "Access-Challenge"
	case 12:
		return "Status-Server"
	case 13:
		return "Status-Client"
	case 40:
		return "Disconnect-Request"
	case 41:
		return "Disconnect-ACK"
	case 42:
		return "Disconnect-NAK"
	case 43:
		return "CoA-Request"
	case 44:
		return "CoA-ACK"
	case 45:
		return "CoA-NAK"
	}
	return "Unknown Packet (" + utoa(n) + ")"
}

// radius dissects a packet, RFC 2865 section 3.
func (d *Session) radius(t *view) {
	const head = 20
	d.current = "RADIUS"
	d.begin(fRadius, t, len(t.b))
	d.cols.setProto(d, "RADIUS")
	d.cols.clear(d)
	code, id := uint64(d.u8(t, 0)), uint64(d.u8(t, 1))
	d.cols.set(d, radiusCode(code), " id=", utoa(id))
	d.num(fRadiusCode, t, 0, 1, code)
	d.num(fRadiusId, t, 1, 1, id)
	n := int(d.uint(fRadiusLength, t, 2, 2))
	d.raw(fRadiusAuthenticator, t, 4, 16)
	switch code {
	case 1, 4, 40, 43:
		d.flag(fRadiusReq, nil, 0, 0, true)
	case 2, 3, 5, 11, 41, 42, 44, 45:
		d.flag(fRadiusRsp, nil, 0, 0, true)
	}
	end := min(n, t.rep)
	var eap []byte
	for off := head; off < end && d.ok(); {
		size := d.radiusPair(t, off, end)
		if size == 0 {
			return
		}
		if d.u8(t, off) == eapMessage {
			eap = append(eap, d.slice(t, off+2, size-2)...)
		}
		off += size
	}
	if d.ok() && len(eap) > 0 {
		d.radiusEAP(eap)
	}
}

// eapMessage is the attribute that holds a part of EAP's message, RFC 3579 section 3.1.
const eapMessage = 79

// radiusEAP dissects a message that a packet carries. The columns stay RADIUS's.
func (d *Session) radiusEAP(b []byte) {
	wanted, protocol := d.wantCols, d.cols.proto
	d.wantCols = false
	d.layerName("eap")
	d.named("eap", "EAP", &view{b: b, rep: len(b), src: d.source()})
	d.wantCols, d.cols.proto = wanted, protocol
}

// radiusPair emits an attribute and returns its length, 0 for one that cannot be, RFC 2865 section 5.
func (d *Session) radiusPair(t *view, off, end int) int {
	const vendorSpecific = 26
	kind, size := d.u8(t, off), int(d.u8(t, off+1))
	if size < 2 || off+size > end || !d.ok() {
		return 0
	}
	d.raw(fRadiusAvp, t, off, size)
	d.push()
	defer d.pop()
	d.num(fRadiusAvpType, t, off, 1, uint64(kind))
	d.num(fRadiusAvpLength, t, off+1, 1, uint64(size))
	id := radiusAttribute(kind)
	switch {
	case kind == vendorSpecific:
		d.uint(fRadiusAvpVendorId, t, off+2, 4)
	case id == noField:
	case defs[id].Type == IPv4 || defs[id].Type == Uint32:
		if size == 6 {
			d.uint(id, t, off+2, 4)
		}
	case size > 2:
		d.raw(id, t, off+2, size-2)
	}
	return size
}

// radiusAttribute gives the field of an attribute, RFC 2865 section 5, RFC 2866 section 5 and RFC 2869 section 5.
func radiusAttribute(kind uint8) ID {
	ids := [...]ID{1: fRadiusUserName, 4: fRadiusNASIPAddress, 5: fRadiusNASPort, 6: fRadiusServiceType, 7: fRadiusFramedProtocol,
		8: fRadiusFramedIPAddress, 9: fRadiusFramedIPNetmask, 11: fRadiusFilterId, 12: fRadiusFramedMTU, 18: fRadiusReplyMessage, 24: fRadiusState,
		25: fRadiusClass, 27: fRadiusSessionTimeout, 28: fRadiusIdleTimeout, 30: fRadiusCalledStationId, 31: fRadiusCallingStationId,
		32: fRadiusNASIdentifier, 40: fRadiusAcctStatusType, 41: fRadiusAcctDelayTime, 42: fRadiusAcctInputOctets, 43: fRadiusAcctOutputOctets,
		44: fRadiusAcctSessionId, 45: fRadiusAcctAuthentic, 46: fRadiusAcctSessionTime, 47: fRadiusAcctInputPackets, 48: fRadiusAcctOutputPackets,
		49: fRadiusAcctTerminateCause, 61: fRadiusNASPortType, 77: fRadiusConnectInfo, 80: fRadiusMessageAuthenticator, 87: fRadiusNASPortId}
	if int(kind) < len(ids) {
		return ids[kind]
	}
	return noField
}
