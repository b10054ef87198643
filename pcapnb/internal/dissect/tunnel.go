package dissect

import "strings"

func init() { ipProtos[protoGRE], ipProtos[protoEtherIP] = (*Session).gre, (*Session).etherIP }

// gre dissects generic routing encapsulation, versions 0 and 1.
func (d *Session) gre(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fGre, t, 4)
	d.current = "GRE"
	d.cols.setProto(d, "GRE")
	f, kind := d.u16(t, 0), d.u16(t, 2)
	d.greFlags(t, f, kind)
	d.num(fGreProto, t, 2, 2, uint64(kind))
	d.label("Generic Routing Encapsulation (" + greProtocol(kind) + ")")
	d.cols.set(d, "Encapsulated "+greProtocol(kind))
	off := d.greOptional(t, f, kind)
	if !d.ok() {
		return
	}
	next := t.sub(off, -1)
	if next.rep == 0 {
		return
	}
	switch kind {
	case etherPPP:
		readers["ppp"](d, &next)
	case greERSPAN, greERSPAN3:
		d.erspan(&next, kind == greERSPAN && f>>12&1 == 0)
	default:
		d.greNext(kind, &next)
	}
}

// What a switch mirrors in GRE.
const (
	greERSPAN  = 0x88be
	greERSPAN3 = 0x22eb

	greOSI = 0x00fe
)

func (d *Session) greNext(kind uint16, next *view) {
	if kind == greOSI {
		d.named("osi", "OSI", next)
		return
	}
	if kind < firstEtherType || kind == etherPPPoEDiscovery || kind == etherPPPoESession {
		d.data(next)
		return
	}
	d.etherNext(kind, next)
}

func (d *Session) greFlags(t *view, f, kind uint16) {
	d.num(fGreFlagsAndVersion, t, 0, 2, uint64(f))
	d.push()
	d.flag(fGreFlagsChecksum, t, 0, 2, f>>15&1 != 0)
	d.flag(fGreFlagsRouting, t, 0, 2, f>>14&1 != 0)
	d.flag(fGreFlagsKey, t, 0, 2, f>>13&1 != 0)
	d.flag(fGreFlagsSequenceNumber, t, 0, 2, f>>12&1 != 0)
	d.flag(fGreFlagsStrictSourceRoute, t, 0, 2, f>>11&1 != 0)
	d.num(fGreFlagsRecursionControl, t, 0, 2, uint64(f>>8&7))
	if enhancedGRE(f, kind) {
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
		if enhancedGRE(f, kind) {
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
	if enhancedGRE(f, kind) && f>>7&1 != 0 {
		d.uint(fGreAckNumber, t, off, 4)
		off += 4
	}
	return off
}

// enhancedGRE reports whether a header is that of PPTP, RFC 2637 section 4.1.
func enhancedGRE(flags, kind uint16) bool { return flags&7 == 1 && kind == etherPPP }

func (d *Session) greChecksum(t *view, f uint16) {
	if f>>15&1 != 0 {
		d.checksumStatus(fGreChecksumStatus, t)
		return
	}
	d.num(fGreChecksumStatus, nil, 0, 0, checksumUnverified) // a route alone
}

func greProtocol(kind uint16) string {
	switch kind {
	case etherPPP:
		return "PPP"
	case etherIPv4:
		return "IP"
	case etherIPv6:
		return "IPv6"
	case etherARP:
		return "ARP"
	case greOSI:
		return "OSI"
	case etherTEB:
		return "Transparent Ethernet bridging"
	case etherMPLS:
		return "MPLS label switched packet"
	case greERSPAN:
		return "ERSPAN"
	case greERSPAN3:
		return "ERSPAN III"
	case 0:
		return "Possible GRE keepalive packet"
	}
	return "0x" + strings.ToUpper(hexText(uint64(kind), 4)[2:]) + " - unknown"
}

// etherIP dissects an Ethernet frame in IP, RFC 3378.
func (d *Session) etherIP(t *view) {
	if d.tunnelLayer(t, "etherip", "ETHERIP", 2) {
		next := t.sub(2, -1)
		readers["eth_withoutfcs"](d, &next)
	}
}

// erspan dissects what a switch mirrors in GRE: type I has no header of its own, II has 8 bytes and III 12, and 8 more by its
// last bit (draft-foschiano-erspan section 4).
func (d *Session) erspan(t *view, typeI bool) {
	if typeI {
		readers["eth_withoutfcs"](d, t)
		return
	}
	if !d.tunnelLayer(t, "erspan", "ERSPAN", 8) {
		return
	}
	off := 8
	if t.b[0]>>4 == 2 {
		if off = 12; d.need(t, 0, off) && t.b[11]&1 != 0 {
			off = 20
		}
	}
	if next := t.sub(off, -1); d.ok() {
		readers["eth_withoutfcs"](d, &next)
	}
}
