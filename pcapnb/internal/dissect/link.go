package dissect

// LINKTYPE_ values, tcpdump.org/linktypes.html.
const (
	linkNull     = 0
	linkEthernet = 1
	linkPPP      = 9
	linkPPPHDLC  = 50
	linkPPPEther = 51
	linkRaw      = 101
	link80211    = 105
	linkLoop     = 108
	linkSLL      = 113
	linkRadiotap = 127
	linkIPv4     = 228
	linkIPv6     = 229
	linkSLL2     = 276
)

// link dissects the outermost layer.
func (d *Session) link(t *view) {
	switch d.frame.Link {
	case linkEthernet:
		d.ethernet(t, d.fcsLen())
	case linkNull:
		d.null(t, false)
	case linkLoop:
		d.null(t, true)
	case linkSLL:
		d.cooked(t)
	case linkSLL2:
		d.cooked2(t)
	case linkPPP, linkPPPHDLC:
		d.ppp(t)
	case linkPPPEther:
		d.pppoe(t, etherPPPoESession)
	case linkRaw, 12, 14:
		d.rawIP(t)
	case linkIPv4:
		d.ipv4(t)
	case linkIPv6:
		d.ipv6(t)
	default:
		d.data(t)
	}
}

// fcsLen is what the interface says of a frame check sequence: -1 is nothing.
func (d *Session) fcsLen() int {
	if i := d.frame.Interface; i != nil {
		return i.FCSLen
	}
	return -1
}

// rawIP dissects a packet that begins with an IP header of either version.
func (d *Session) rawIP(t *view) {
	switch d.u8(t, 0) >> 4 {
	case 4:
		d.ipv4(t)
	case 6:
		d.ipv6(t)
	default:
		d.data(t)
	}
}

// data emits bytes that no protocol claims.
func (d *Session) data(t *view) {
	if len(t.b) == 0 || d.bad != fine {
		return
	}
	d.begin(fData, t, len(t.b))
	if d.wantsLabel() {
		d.out.Values[d.protoAt].B = t.b
	}
	d.raw(fDataData, t, 0, len(t.b))
	d.num(fDataLen, nil, 0, 0, uint64(t.rep))
}

// Protocol families of a BSD loopback header; IPv6 has one number a system.
func loopbackFamily(f uint32) (v4, v6 bool) {
	switch f {
	case 2:
		return true, false
	case 10, 23, 24, 28, 30:
		return false, true
	}
	return false, false
}

// null dissects a BSD loopback header: the family in host order (LINKTYPE_NULL)
// or in network order (LINKTYPE_LOOP).
func (d *Session) null(t *view, network bool) {
	d.begin(fNull, t, 4)
	d.current = "Null/Loopback"
	d.cols.setProto(d, "N/A")
	f := d.u32(t, 0)
	if !network && (f&0xffff0000 != 0 || f == 0) {
		// The writer's byte order; a family is always a small number.
		f = f>>24 | f>>8&0xff00 | f<<8&0xff0000 | f<<24
	}
	d.num(fNullFamily, t, 0, 4, uint64(f))
	next := t.sub(4, -1)
	switch v4, v6 := loopbackFamily(f); {
	case v4:
		d.ipv4(&next)
	case v6:
		d.ipv6(&next)
	default:
		d.data(&next)
	}
}
