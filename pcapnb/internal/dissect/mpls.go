package dissect

import "encoding/binary"

// mpls dissects a label stack, and guesses what is under it from its first
// four bits, RFC 4928 §3.
func (d *Session) mpls(t *view) {
	d.headBelow(BelowMPLS)
	off := 0
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
			d.mplsNext(t, off)
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

func (d *Session) mplsNext(t *view, off int) {
	next := t.sub(off, -1)
	switch {
	case len(next.b) == 0:
	case next.b[0]>>4 == 4:
		d.ipv4(&next)
	case next.b[0]>>4 == 6:
		d.ipv6(&next)
	case d.pseudowire(&next):
	default:
		d.data(&next)
	}
}

// pseudowire dissects Ethernet over MPLS, with a control word or without (RFC 4448 section 4.6), and reports false where the bytes
// are like neither.
func (d *Session) pseudowire(t *view) bool {
	off, name := 0, "pwethnocw"
	switch {
	case len(t.b) > 4 && t.b[0]>>4 == 0 && likeEthernet(t.b[4:]):
		off, name = 4, "pwethcw"
	case !likeEthernet(t.b):
		return false
	}
	d.layerName("pwethheuristic")
	d.layerName(name)
	next := t.sub(off, -1)
	d.ethernet(&next, -1)
	return true
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
