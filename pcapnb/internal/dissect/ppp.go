package dissect

// PPP protocol numbers, RFC 1661 §2 and IANA.
const (
	pppIPv4 = 0x0021
	pppIPv6 = 0x0057
	pppMPLS = 0x0281
)

// direction is which way a frame went over a line between two.
type direction uint8

const (
	unknownWay direction = iota
	sent
	received
)

// withoutDirection takes the octet off a frame that says which way it went, as
// Wireshark does (LINKTYPE_PPP_WITH_DIR).
func (d *Session) withoutDirection(f *Frame) (*Frame, direction) {
	d.bare = *f
	d.bare.Data, d.bare.Length = f.Data[1:], f.Length-1
	if f.Data[0] == 0 {
		return &d.bare, received
	}
	return &d.bare, sent
}

// pppWithDirection dissects a PPP packet whose direction is known.
func (d *Session) pppWithDirection(t *view) {
	packet := *t
	if d.frame != &d.bare {
		packet = t.sub(1, -1)
	}
	d.ppp(&packet)
}

// ppp dissects a PPP packet, with or without HDLC's address and control.
func (d *Session) ppp(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fPpp, t, 2)
	d.current = "PPP"
	d.cols.setProto(d, "PPP")
	d.headBelow(BelowPPP)
	if d.way != unknownWay {
		d.flag(fPppDirection, nil, 0, 0, d.way == received)
	}
	off := 0
	if len(t.b) >= 2 && t.b[0] == 0xff {
		d.num(fPppAddress, t, 0, 1, 0xff)
		d.num(fPppControl, t, 1, 1, uint64(t.b[1]))
		off = 2
	}
	kind, n := uint64(d.u8(t, off)), 1
	if kind&1 == 0 {
		kind, n = uint64(d.u16(t, off)), 2
	}
	d.num(fPppProtocol, t, off, n, kind)
	next := t.sub(off+n, -1)
	switch kind {
	case pppIPv4:
		d.ipv4(&next)
	case pppIPv6:
		d.ipv6(&next)
	case pppMPLS:
		d.mpls(&next)
	default:
		d.pppControl(kind, &next)
	}
}

func (d *Session) pppControl(kind uint64, next *view) {
	switch kind {
	case 0xc021:
		d.layerName("lcp")
		d.cols.setProto(d, "PPP LCP")
	case 0x8021:
		d.layerName("ipcp")
		d.cols.setProto(d, "PPP IPCP")
	case 0x8057:
		d.layerName("ipv6cp")
		d.cols.setProto(d, "PPP IPV6CP")
	case 0xc023:
		d.layerName("pap")
		d.cols.setProto(d, "PPP PAP")
	case 0xc223:
		d.layerName("chap")
		d.cols.setProto(d, "PPP CHAP")
	default:
		d.data(next)
	}
}

// pppoe dissects a PPP over Ethernet header.
func (d *Session) pppoe(t *view, kind uint16) {
	session := kind == etherPPPoESession
	d.headBelow(BelowPPPoE)
	layer := fPppoed
	d.current = "PPPoED"
	if session {
		layer, d.current = fPppoes, "PPPoES"
	}
	d.cols.setProto(d, d.current)
	if !d.reaches(layer, t, 6) {
		return
	}
	d.begin(layer, t, 6)
	v := uint64(d.u8(t, 0))
	d.num(fPppoeVersion, t, 0, 1, v>>4)
	d.num(fPppoeType, t, 0, 1, v&15)
	code := d.uint(fPppoeCode, t, 1, 1)
	d.uint(fPppoeSessionId, t, 2, 2)
	n := d.uint(fPppoePayloadLength, t, 4, 2)
	if t.rep > minEthernetPayload && int(n) != t.rep-6 { // less may be padded
		d.faulty()
	}
	d.cols.set(d, pppoeCode(code))
	if !session {
		d.need(t, 6, min(int(n), t.left(6)))
		return
	}
	next := t.sub(6, int(n))
	d.ppp(&next)
}

func pppoeCode(code uint64) string {
	switch code {
	case 0:
		return "Session Data"
	case 0x09:
		return "Active Discovery Initiation (PADI)"
	case 0x07:
		return "Active Discovery Offer (PADO)"
	case 0x19:
		return "Active Discovery Request (PADR)"
	case 0x65:
		return "Active Discovery Session-confirmation (PADS)"
	case 0xa7:
		return "Active Discovery Terminate (PADT)"
	}
	return "Unknown"
}
