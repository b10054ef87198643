package dissect

func init() { readers["llc"] = (*Session).llc }

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
	if d.wantCols && (dsap != sapSNAP || ssap != sapSNAP) {
		d.cols.append(d, llcPoints(dsap, ssap))
	}
	const modifier, information, sequenced = 0xef, 0x03, 1
	if carries := n == 2 && t.b[2]&sequenced == 0 || t.b[2]&modifier == information; !carries && (dsap != sapSNAP || ssap != sapSNAP) {
		next := t.sub(2+n, -1)
		d.data(&next)
		return
	}
	d.llcPayload(t, dsap, ssap, 2+n)
}

// llcPoints names the service access points in Info, as Wireshark does.
func llcPoints(dsap, ssap uint64) string {
	dkind, skind := "Individual", "Command"
	if dsap&1 != 0 {
		dkind = "Group"
	}
	if ssap&1 != 0 {
		skind = "Response"
	}
	return "; DSAP " + sapName(dsap) + " " + dkind + ", SSAP " + sapName(ssap) + " " + skind
}

// sapNames are the service access points that IEEE and others gave away.
var sapNames = map[uint64]string{0x00: "NULL LSAP", 0x02: "LLC Sub-Layer Management", 0x04: "SNA Path Control", sapIP: "TCP/IP", 0x08: "SNA",
	0x0c: "SNA", 0x0e: "PROWAY (IEC955) Network Management and Initialization", 0x10: "NetWare (unofficial?)",
	0x14: "ISO Network Layer (OSLAN 1)", 0x18: "Texas Instruments", 0x20: "ISO Network Layer (unofficial?)",
	0x34: "ISO Network Layer (unofficial?)", 0x42: "Spanning Tree BPDU", 0x4e: "EIA RS-511 Manufacturing Message Service",
	0x54: "ISO Network Layer (OSLAN 2)", 0x7e: "ISO 8208 (X.25 over 802.2)", 0x80: "XNS", 0x82: "BACnet", 0x86: "Nestar",
	0x8e: "PROWAY (IEC955) Active Station List Maintenance", 0x98: "ARP", sapSNAP: "SNAP", 0xb4: "HP JetDirect Printer",
	0xba: "Banyan Vines", 0xbc: "Banyan Vines", 0xe0: "NetWare", 0xf0: "NetBIOS", 0xf4: "IBM Net Management", 0xf8: "HP Extended LLC",
	0xfa: "Ungermann-Bass", 0xfc: "Remote Program Load", 0xfe: "ISO Network Layer"}

func sapName(sap uint64) string {
	if name := sapNames[sap&^1]; name != "" {
		return name
	}
	return hexText(sap&^1, 2)
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
		if d.wantCols {
			d.cols.set(d, "U"+llcPollText(c>>4&1 != 0, response)+", func="+llcUnnumbered(c, response))
		}
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
	if d.wantCols {
		nr := ", N(R)=" + utoa(c>>9)
		if c&1 == 0 {
			d.cols.set(d, "I"+llcPollText(c>>8&1 != 0, false)+nr+", N(S)="+utoa(c>>1&0x7f))
		} else {
			d.cols.set(d, "S"+llcPollText(c>>8&1 != 0, response)+", func="+[...]string{"RR", "RNR", "REJ", "SREJ"}[c>>2&3]+nr)
		}
	}
	return 2
}

// llcPollText is what Info says of the bit by which a command asks for an answer, and a response says that it is one.
func llcPollText(set, response bool) string {
	switch {
	case !set:
		return ""
	case response:
		return " F"
	}
	return " P"
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

// llcCommands are the unnumbered commands and responses by the bits that say which, IEEE 802.2 section 5.4; some are HDLC's.
var llcCommands = map[uint64]string{0x00: "UI", 0x04: "SIM", 0x0c: "SARM", 0x20: "UP", 0x2c: "SABM", 0x40: "DISC", 0x4c: "SARME", 0x60: "UA",
	0x6c: "SABME", 0x80: "SNRM", 0x84: "FRMR", 0x8c: "RESET", 0xac: "XID", 0xc4: "CFGR", 0xcc: "SNRME", 0xe0: "TEST", 0xec: "BCN"}

func llcUnnumbered(c uint64, response bool) string {
	bits := c &^ 0x13
	if name := map[uint64]string{0x04: "RIM", 0x0c: "DM", 0x40: "RD"}[bits]; response && name != "" {
		return name
	}
	if name := llcCommands[bits]; name != "" {
		return name
	}
	return "Unknown"
}

// Service access points of IP and of SNAP.
const (
	sapIP   = 0x06
	sapSNAP = 0xaa
)

func (d *Session) llcPayload(t *view, dsap, ssap uint64, off int) {
	if dsap == sapSNAP && ssap == sapSNAP {
		d.snap(t, off)
		return
	}
	next := t.sub(off, -1)
	switch dsap {
	case 0x42:
		d.named("stp", "STP", &next)
	case sapIP:
		readers["ip"](d, &next)
	case 0x04, 0x08, 0x0c, 0x40, 0xc8:
		d.named("sna", "SNA", &next)
	case 0x82:
		d.named("bacnet", "BACnet-NPDU", &next)
	case 0x10, 0xe0:
		d.named("ipx", "IPX", &next)
	case 0xf0:
		d.named("netbios", "NetBIOS", &next)
	case 0xbc:
		d.named("vines_llc", "Vines LLC", &next)
	case 0xfc:
		d.named("rpl", "RPL", &next)
	case 0x14, 0x20, 0x34, 0x54, 0xfe:
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
func (d *Session) padded(t *view, ethernet string) {
	next := t.sub(2, -1)
	readers[ethernet](d, &next)
}

// bridged dissects a frame of another medium, RFC 2684 appendix B.
func (d *Session) bridged(pid uint16, next *view) {
	const withFCS, withoutFCS = 0x0001, 0x0007 // Ethernet
	switch pid {
	case withFCS:
		d.padded(next, "eth_withfcs")
	case withoutFCS:
		d.padded(next, "eth_withoutfcs")
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
