package dissect

// llc dissects an IEEE 802.2 header and what it names.
func (d *Session) llc(t *view) {
	d.begin(fLlc, t, 3)
	d.current = "LLC"
	d.cols.setProto(d, "LLC")
	d.cols.clear(d)
	d.headBelow(BelowLLC)
	if !d.need(t, 0, 3) {
		return
	}
	dsap, ssap := uint64(t.b[0]), uint64(t.b[1])
	d.num(fLlcDsap, t, 0, 1, dsap)
	d.push()
	d.num(fLlcDsapSap, t, 0, 1, dsap>>1)
	d.num(fLlcDsapIg, t, 0, 1, dsap&1)
	d.pop()
	d.num(fLlcSsap, t, 1, 1, ssap)
	d.push()
	d.num(fLlcSsapSap, t, 1, 1, ssap>>1)
	d.num(fLlcSsapCr, t, 1, 1, ssap&1)
	d.pop()
	n := d.llcControl(t, ssap&1 != 0)
	const modifier, information = 0xef, 0x03
	if dsap == sapIP && n == 1 && t.b[2]&modifier != information || n == 2 && t.b[2]&3 == 1 { // which carry none
		next := t.sub(2+n, -1)
		d.data(&next)
		return
	}
	d.llcPayload(t, dsap, ssap, 2+n)
}

// llcControl dissects the control field at byte 2 and returns its length,
// IEEE 802.2 §5.2.
func (d *Session) llcControl(t *view, response bool) int {
	c := uint64(t.b[2])
	if c&3 == 3 {
		d.num(fLlcControl, t, 2, 1, c)
		d.push()
		modifier := fLlcControlUModifierCmd
		if response {
			modifier = fLlcControlUModifierResp
		}
		d.num(modifier, t, 2, 1, c>>2&^4)
		d.llcPoll(t, 1, c>>4&1 != 0, response)
		d.num8(fLlcControlFtype, t, 2, 3)
		d.pop()
		d.cols.set(d, "U, func="+llcUnnumbered(c))
		return 1
	}
	c = uint64(d.u16(t, 2))
	c = c>>8 | c&0xff<<8
	d.num(fLlcControl, t, 2, 2, c)
	d.push()
	d.num(fLlcControlNR, t, 2, 2, c>>9)
	d.llcPoll(t, 2, c>>8&1 != 0, response && c&1 != 0)
	if c&1 == 0 {
		d.num(fLlcControlNS, t, 2, 2, c>>1&0x7f)
		d.num(fLlcControlFtype, t, 2, 2, 0)
	} else {
		d.num(fLlcControlSFtype, t, 2, 2, c>>2&3)
		d.num(fLlcControlFtype, t, 2, 2, 1)
	}
	d.pop()
	return 2
}

// llcPoll emits the bit by which a command asks for an answer, and a response says that it is one.
func (d *Session) llcPoll(t *view, n int, set, response bool) {
	switch {
	case !set:
	case response:
		d.flag(fLlcControlF, t, 2, n, true)
	default:
		d.flag(fLlcControlP, t, 2, n, true)
	}
}

func llcUnnumbered(c uint64) string {
	switch c &^ 0x13 >> 2 {
	case 0:
		return "UI"
	case 0x2b &^ 0x4:
		return "XID"
	case 0x38:
		return "TEST"
	}
	return "Unknown"
}

// sapIP is the service access point of IP.
const sapIP = 0x06

func (d *Session) llcPayload(t *view, dsap, ssap uint64, off int) {
	if dsap == 0xaa && ssap == 0xaa {
		d.snap(t, off)
		return
	}
	next := t.sub(off, -1)
	switch dsap {
	case 0x42:
		d.named("stp", "STP", &next)
	case sapIP:
		d.ipv4(&next)
	case 0x04, 0x05, 0x08:
		d.named("sna", "SNA", &next)
	case 0x82:
		d.named("bacnet", "BACnet-NPDU", &next)
	case 0xe0:
		d.named("ipx", "IPX", &next)
	case 0xf0:
		d.named("netbios", "NetBIOS", &next)
	case 0xfe:
		d.named("osi", "OSI", &next)
	default:
		d.data(&next)
	}
}

// Organisations of SNAP headers.
const (
	ouiEthernet = 0x000000
	ouiCisco    = 0x00000c
	ouiBridged  = 0x0000f8
	ouiWLCCP    = 0x004096
	ouiIEEE8021 = 0x0080c2
)

// snap dissects a SNAP header: an organisation and its protocol number, IEEE 802 §9.5.
func (d *Session) snap(t *view, off int) {
	oui := d.u24(t, off)
	pid := d.u16(t, off+3)
	d.num(fLlcOui, t, off, 3, uint64(oui))
	next := t.sub(off+5, -1)
	d.cols.set(d, "SNAP, OUI "+hexText(uint64(oui), 6)+", PID "+hexText(uint64(pid), 4))
	switch oui {
	case ouiEthernet, ouiBridged:
		d.num(fLlcType, t, off+3, 2, uint64(pid))
		d.etherNext(pid, &next)
	case ouiCisco:
		d.num(fLlcCiscoPid, t, off+3, 2, uint64(pid))
		d.cisco(pid, &next)
	case ouiWLCCP:
		d.named("wlccp", "WLCCP", &next)
	case ouiIEEE8021:
		d.num(fLlcPid, t, off+3, 2, uint64(pid))
		d.bridged(pid, &next)
	default:
		d.num(fLlcPid, t, off+3, 2, uint64(pid))
		d.data(&next)
	}
}

// padded dissects a frame after two bytes that fill up.
func (d *Session) padded(t *view, fcs int) {
	next := t.sub(2, -1)
	d.ethernet(&next, fcs)
}

// bridged dissects a frame of another medium, RFC 2684 appendix B.
func (d *Session) bridged(pid uint16, next *view) {
	const withFCS, withoutFCS = 0x0001, 0x0007 // Ethernet
	switch pid {
	case withFCS:
		d.padded(next, 4)
	case withoutFCS:
		d.padded(next, 0)
	default:
		d.data(next)
	}
}

func (d *Session) cisco(pid uint16, next *view) {
	switch pid {
	case 0x010b: // a spanning tree for each VLAN
		d.named("pvst", "STP", next)
	case 0x2000:
		d.named("cdp", "CDP", next)
	case 0x2003:
		d.named("vtp", "VTP", next)
	case 0x2004:
		d.named("dtp", "DTP", next)
	default:
		d.data(next)
	}
}
