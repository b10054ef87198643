package dissect

func init() {
	readers["ppp"], readers["chdlc"] = (*Session).ppp, (*Session).chdlc
	linkTypes[linkPPP], linkTypes[linkPPPHDLC], linkTypes[linkCHDLC] = (*Session).ppp, (*Session).ppp, (*Session).chdlc
	linkTypes[linkPPPWithDir], linkTypes[linkPPPEther] = (*Session).pppWithDirection, (*Session).pppoeSession
	etherTypes[etherPPPoESession], etherTypes[etherPPPoEDiscovery] = (*Session).pppoeSession, (*Session).pppoeDiscovery
}

// PPP protocol numbers, RFC 1661 §2 and IANA.
const (
	pppIPv4 = 0x0021
	pppIPv6 = 0x0057
	pppMPLS = 0x0281
	pppVJ   = 0x002f // IPv4 with a header of TCP that is not compressed, RFC 1332 section 2
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
	const unicast, broadcast = 0x0f, 0x8f // of Cisco's HDLC
	if len(t.b) > 0 && (t.b[0] == unicast || t.b[0] == broadcast) {
		d.chdlc(t)
		return
	}
	if !d.enter() {
		return
	}
	d.current = "PPP"
	d.cols.setProto(d, "PPP")
	d.headBelow(BelowPPP)
	if !d.reaches(fPpp, t, 1) {
		return
	}
	d.begin(fPpp, t, 2)
	if d.way != unknownWay {
		d.flag(fPppDirection, nil, 0, 0, d.way == received)
	}
	off := 0
	if t.b[0] == 0xff {
		d.num(fPppAddress, t, 0, 1, 0xff)
		d.uint(fPppControl, t, 1, 1)
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
		readers["ip"](d, &next)
	case pppIPv6:
		readers["ipv6"](d, &next)
	case pppMPLS:
		readers["mpls"](d, &next)
	case pppVJ:
		d.uncompressedTCP(&next)
	default:
		d.pppControl(kind, &next)
	}
}

// uncompressedTCP dissects a datagram whose protocol is the number of its connection instead, RFC 1144 section 3.2.3.
func (d *Session) uncompressedTCP(t *view) {
	d.layerName("vjc")
	if len(t.b) < 20 {
		return
	}
	b := append([]byte(nil), t.b...)
	b[9] = protoTCP
	t.b = b
	readers["ip"](d, t)
}

func (d *Session) pppControl(kind uint64, next *view) {
	layer, column := pppName(kind)
	if layer == "" {
		d.pppOther(kind, next)
		return
	}
	if layer == "eap" {
		d.layerName(layer) // which its reader leaves to what carries it
	}
	d.named(layer, column, next)
}

// pppName names the protocols that are not dissected here.
func pppName(kind uint64) (layer, column string) {
	switch kind {
	case 0xc021:
		return "lcp", "PPP LCP"
	case 0x8021:
		return "ipcp", "PPP IPCP"
	case 0x8057:
		return "ipv6cp", "PPP IPV6CP"
	case 0xc023:
		return "pap", "PPP PAP"
	case 0xc223:
		return "chap", "PPP CHAP"
	case 0xc227:
		return "eap", "EAP"
	case 0x80fd:
		return "ccp", "PPP CCP"
	case 0x00fd:
		return "comp_data", "PPP Comp"
	case 0x8281:
		return "mplscp", "PPP MPLSCP"
	case 0x002d:
		return "vjc", "PPP VJ"
	case 0x003d:
		return "mp", "PPP MP"
	case 0x002b:
		return "ipx", "IPX"
	case 0x8031:
		return "bcp_ncp", "PPP BCP"
	case 0x0031:
		return "bcp_bpdu", "PPP BPDU"
	}
	return "", ""
}

func (d *Session) pppoeSession(t *view) { d.pppoe(t, true) }

func (d *Session) pppoeDiscovery(t *view) { d.pppoe(t, false) }

// pppoe dissects a PPP over Ethernet header.
func (d *Session) pppoe(t *view, session bool) {
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
		tags := t.sub(6, min(int(n), t.left(6)))
		if d.need(t, 6, tags.rep); d.ok() {
			d.pppoeServer(&tags)
		}
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

// pppoeServer says in the packet list what a concentrator is called, RFC 2516 section 5.
func (d *Session) pppoeServer(t *view) {
	const end, name = 0x0000, 0x0102
	for off := 0; d.ok() && t.left(off) >= 4; {
		tag, n := d.u16(t, off), int(d.u16(t, off+2))
		value := d.slice(t, off+4, n)
		switch {
		case tag == end || !d.ok():
			return
		case tag == name:
			d.cols.append(d, " AC-Name='", formatText(value), "'")
		}
		off += 4 + n
	}
}

// pppOthers are protocols of PPP that have no layer of their own here, IANA.
var pppOthers = map[uint64]string{0x8029: "AppleTalk Control Protocol", 0x802b: "Novell IPX Control Protocol", 0x803f: "NETBIOS Framing Control Protocol",
	0x8053: "Encryption Control Protocol", 0xc025: "Link Quality Report"}

// pppOther says the number of a protocol that is not dissected.
func (d *Session) pppOther(kind uint64, t *view) {
	name := pppOthers[kind]
	if name == "" {
		name = "Unknown"
	}
	d.cols.setProto(d, hexText(kind, 4))
	d.cols.set(d, "PPP ", name, " (", hexText(kind, 4), ")")
	d.data(t)
}

// chdlc dissects Cisco HDLC: an address, a control byte and an Ethernet type (RFC 1547 section 4.3.1), or what keeps the line alive.
func (d *Session) chdlc(t *view) {
	const slarp, cdp, osi = 0x8035, 0x2000, 0xfefe
	d.layerName("chdlc")
	d.current = "CHDLC"
	d.cols.setProto(d, "CHDLC")
	kind := d.u16(t, 2)
	next := t.sub(4, -1)
	switch kind {
	case slarp:
		d.layerName("slarp")
		d.cols.setProto(d, "SLARP")
		return
	case cdp:
		d.named("cdp", "CDP", &next)
	case osi:
		if !isOSI(&next) { // a byte that fills up
			next = t.sub(5, -1)
		}
		d.named("osi", "OSI", &next)
	default:
		d.etherNext(kind, &next)
	}
	d.rescue()
}

// isOSI reports whether a packet begins with the number of a protocol of OSI, ISO 9577.
func isOSI(t *view) bool { return len(t.b) > 0 && t.b[0] >= 0x81 && t.b[0] <= 0x83 }
