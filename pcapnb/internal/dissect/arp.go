package dissect

// arpOwner is the hardware address that an IPv4 address was last seen with.
type arpOwner struct {
	mac   uint64
	frame int
}

// Hardware types and operations, RFC 826 and IANA.
const (
	arpEthernet = 1
	arpIEEE802  = 6
	arpRequest  = 1
	arpReply    = 2

	arpDynamicError = 7 // RFC 1931
)

// arp dissects an address resolution packet.
func (d *Session) arp(t *view) {
	d.current = "ARP/RARP"
	d.cols.setProto(d, "ARP")
	if !d.reaches(fArp, t, 2) {
		return
	}
	d.begin(fArp, t, 8)
	d.headARP(t)
	hw := d.uint(fArpHwType, t, 0, 2)
	proto := d.uint(fArpProtoType, t, 2, 2)
	hlen := int(d.uint(fArpHwSize, t, 4, 1))
	plen := int(d.uint(fArpProtoSize, t, 5, 1))
	op := d.uint(fArpOpcode, t, 6, 2)
	if !d.need(t, 8, 2*(hlen+plen)) {
		return
	}
	sha, spa, tha, tpa := 8, 8+hlen, 8+hlen+plen, 8+2*hlen+plen
	ether := (hw == arpEthernet || hw == arpIEEE802) && hlen == 6
	ip := proto == etherIPv4 && plen == 4
	var sip, tip uint32
	var smac uint64
	if ip {
		sip, tip = d.u32(t, spa), d.u32(t, tpa)
	}
	if ether {
		smac = mac(t.b[sha:])
	}
	d.arpKind(op, ip, ether && mac(t.b[tha:]) == 0, sip, tip)
	d.arpHardware(t, fArpSrcHwMac, fArpSrcHw, sha, hlen, ether)
	d.arpProtocol(t, fArpSrcProtoIpv4, fArpSrcProto, spa, plen, ip)
	d.arpHardware(t, fArpDstHwMac, fArpDstHw, tha, hlen, ether)
	if op != arpDynamicError { // which has its reason there
		d.arpProtocol(t, fArpDstProtoIpv4, fArpDstProto, tpa, plen, ip)
	}
	t.trim(8 + 2*(hlen+plen))
	if ether && ip {
		d.arpDuplicate(sip, smac)
	}
	if d.wantCols && ip {
		d.arpInfo(op, sip, tip, smac, ether, ether && mac(t.b[tha:]) == 0)
	}
}

func (d *Session) arpHardware(t *view, etherID, otherID ID, off, n int, ether bool) {
	switch {
	case n == 0:
	case ether:
		d.num(etherID, t, off, 6, mac(t.b[off:]))
	default:
		d.raw(otherID, t, off, n)
	}
}

func (d *Session) arpProtocol(t *view, ipID, otherID ID, off, n int, ip bool) {
	switch {
	case n == 0:
	case ip:
		d.uint(ipID, t, off, 4)
	default:
		d.raw(otherID, t, off, n)
	}
}

// arpKind labels the layer and marks the kinds of RFC 5227 §1.1 and §2.3; toNobody says that the target's hardware address
// is 0.
func (d *Session) arpKind(op uint64, ip, toNobody bool, sip, tip uint32) {
	probe := ip && sip == 0 && tip != 0 && op == arpRequest && toNobody
	gratuitous := ip && sip == tip && (op == arpRequest || op == arpReply)
	if gratuitous {
		d.flag(fArpIsgratuitous, nil, 0, 0, true)
		if op == arpRequest && toNobody {
			d.flag(fArpIsannouncement, nil, 0, 0, true)
		}
	}
	if probe {
		d.flag(fArpIsprobe, nil, 0, 0, true)
	}
	switch {
	case gratuitous && op == arpRequest && toNobody:
		d.label("Address Resolution Protocol (ARP Announcement)")
	case gratuitous:
		d.arpLabel(op, "/gratuitous ARP")
	case probe:
		d.label("Address Resolution Protocol (ARP Probe)")
	default:
		d.arpLabel(op, "")
	}
}

func (d *Session) arpLabel(op uint64, kind string) {
	if d.wantsLabel() {
		d.label("Address Resolution Protocol (" + arpOperation(op) + kind + ")")
	}
}

// arpOperation names an operation, RFC 826 and IANA.
func arpOperation(op uint64) string {
	names := [...]string{"reserved", "request", "reply", "reverse request", "reverse reply", "drarp request", "drarp reply", "drarp error",
		"inverse request", "inverse reply", "arp nak", "mars request", "mars multi", "mars mserv", "mars join", "mars leave", "mars nak",
		"mars unserv", "mars sjoin", "mars sleave", "mars grouplist request", "mars grouplist reply", "mars redirect map", "mapos unarp",
		"experimental 1", "experimental 2"}
	if op < uint64(len(names)) {
		return names[op]
	}
	return "opcode " + hexText(op, 4)
}

// maxOwners bounds what is remembered of the addresses in a capture.
const maxOwners = 1 << 20

// arpDuplicate marks an IPv4 address that changed its hardware address.
func (d *Session) arpDuplicate(ip uint32, hw uint64) {
	if ip == 0 || hw == 0 || !d.has(fArpDuplicateAddressDetected) && !d.has(fArpDuplicateAddressFrame) && !d.wantCols {
		return
	}
	if d.arpSeen == nil {
		d.arpSeen = make(map[uint32]arpOwner)
	}
	old, seen := d.arpSeen[ip]
	if seen && old.mac != hw {
		d.flag(fArpDuplicateAddressDetected, nil, 0, 0, true)
		d.num(fArpDuplicateAddressFrame, nil, 0, 0, uint64(old.frame))
		return
	}
	if seen || len(d.arpSeen) < maxOwners {
		d.arpSeen[ip] = arpOwner{hw, d.frame.Number}
	}
}

func (d *Session) arpInfo(op uint64, sip, tip uint32, smac uint64, ether, announces bool) {
	from, to := string(appendIPv4(nil, sip)), string(appendIPv4(nil, tip))
	switch {
	case sip == tip && op == arpRequest && !announces:
		d.cols.set(d, "Gratuitous ARP for "+from+" (Request)")
	case sip == tip && op == arpRequest:
		d.cols.set(d, "ARP Announcement for "+from)
	case sip == tip && op == arpReply:
		d.cols.set(d, "Gratuitous ARP for "+from+" (Reply)")
	case sip == 0 && op == arpRequest && announces:
		d.cols.set(d, "Who has "+to+"? (ARP Probe)")
	case op == arpRequest:
		d.cols.set(d, "Who has "+to+"? Tell "+from)
	case op == arpReply && ether:
		d.cols.set(d, from+" is at "+etherText(smac))
	}
}
