package dissect

import "encoding/binary"

func init() {
	readers["mpls"] = (*Session).mpls
	etherTypes[etherMPLS], etherTypes[etherMPLSMulticast], ipProtos[protoMPLS] = (*Session).mpls, (*Session).mpls, (*Session).mpls
}

// mpls dissects a label stack, and guesses what is under it from its first
// four bits, RFC 4928 §3.
func (d *Session) mpls(t *view) {
	d.headBelow(BelowMPLS)
	off := 0
	d.current = "MPLS"
	d.cols.setProto(d, "MPLS")
	d.cols.set(d, "MPLS Label Switched Packet")
	if !d.reaches(fMpls, t, 4) {
		return
	}
	for depth := 0; depth < maxNesting; depth++ {
		names := len(d.layers)
		d.begin(fMpls, t, 4)
		if depth > 0 {
			d.layers = d.layers[:names] // one name for the whole stack
		}
		d.current = "MPLS"
		d.cols.setProto(d, "MPLS")
		e := d.u32(t, off)
		if !d.ok() {
			return
		}
		if d.wantsLabel() {
			d.label("MultiProtocol Label Switching Header, Label: " + utoa(e>>12) + mplsReserved(e>>12) + ", Exp: " + utoa(e>>9&7) + ", S: " + utoa(e>>8&1) + ", TTL: " + utoa(e&0xff))
		}
		d.num(fMplsLabel, t, off, 4, uint64(e>>12))
		d.num(fMplsExp, t, off, 4, uint64(e>>9&7))
		d.num(fMplsBottom, t, off, 4, uint64(e>>8&1))
		d.num(fMplsTtl, t, off, 4, uint64(e&0xff))
		off += 4
		if e>>8&1 != 0 {
			d.mplsNext(t, off, e>>12)
			return
		}
	}
	d.headProblem(ProblemDeep)
}

// mplsReserved names the labels below 16, RFC 3032 section 2.1 and IANA.
func mplsReserved(label uint32) string {
	switch {
	case label == 0:
		return " (IPv4 Explicit-Null)"
	case label == 1:
		return " (Router Alert)"
	case label == 2:
		return " (IPv6 Explicit-Null)"
	case label == 3:
		return " (Implicit-Null)"
	case label == 7:
		return " (Entropy Label Indicator (ELI))"
	case label == 13:
		return " (Generic Associated Channel Label (GAL))"
	case label == 14:
		return " (OAM Alert)"
	case label < 16:
		return " (Reserved - Unknown)"
	}
	return ""
}

// Labels that say what is under them, RFC 5586 section 4 and RFC 3429.
const (
	labelGAL = 13
	labelOAM = 14
)

func (d *Session) mplsNext(t *view, off int, label uint32) {
	next := t.sub(off, -1)
	first := d.u8(&next, 0) >> 4
	switch {
	case !d.ok():
	case label == labelOAM:
		d.data(&next)
	case label == labelGAL, first == 1:
		d.associatedChannel(&next)
	case first == 4:
		readers["ip"](d, &next)
	case first == 6:
		readers["ipv6"](d, &next)
	case first == 0:
		d.pseudowire(&next)
	default:
		d.data(&next)
	}
	t.trim(off + next.rep)
}

// associatedChannel dissects a header of four bytes and what its type, one of PPP's, names, RFC 4385 section 5.
func (d *Session) associatedChannel(t *view) {
	d.layerName("pwach")
	next := t.sub(4, -1)
	switch d.u16(t, 2) {
	case pppIPv4:
		readers["ip"](d, &next)
	case pppIPv6:
		readers["ipv6"](d, &next)
	default:
		d.data(&next)
	}
}

// pseudowire dissects Ethernet over MPLS, with a control word or without (RFC 4448 section 4.6). Where the bytes are like neither,
// addresses that manufacturers may have given tell, as in Wireshark.
func (d *Session) pseudowire(t *view) {
	d.layerName("pwethheuristic")
	word := t.sub(4, -1)
	if bare, made := likeEthernet(t.b), manufactured(t.b); bare && made || !likeEthernet(word.b) && (bare || made) {
		d.layerName("pwethnocw")
		readers["eth_withoutfcs"](d, t)
		return
	}
	d.layerName("pwethcw")
	readers["eth_withoutfcs"](d, &word)
}

// manufactured reports whether the addresses of an Ethernet header are neither a group's nor given by its owner.
func manufactured(b []byte) bool {
	const groupOrLocal = 3
	return len(b) >= ethernetHeaderLength && (b[0]|b[6])&groupOrLocal == 0
}

// likeEthernet tells an Ethernet header by its type, or by a length that is that of the rest.
func likeEthernet(b []byte) bool {
	if len(b) < ethernetHeaderLength {
		return false
	}
	switch kind := binary.BigEndian.Uint16(b[12:]); kind {
	case etherIPv4, etherIPv6, etherARP, etherVLAN, etherServiceVLAN, etherMPLS, etherPPPoEDiscovery, etherPPPoESession:
		return true
	default:
		return kind > 2 && int(kind) <= len(b)-ethernetHeaderLength
	}
}
