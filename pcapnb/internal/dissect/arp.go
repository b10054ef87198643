package dissect

import (
	"encoding/binary"
	"encoding/hex"
)

func init() { etherTypes[etherARP], etherTypes[etherRARP] = (*Session).arp, (*Session).arp }

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

	arpReverseRequest = 3 // RFC 903
	arpReverseReply   = 4
	arpDynamicRequest = 5 // RFC 1931
	arpDynamicReply   = 6
	arpDynamicError   = 7
	arpInverseRequest = 8 // RFC 2390
	arpInverseReply   = 9
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
	d.arpKind(op, ip, toNobody(t, tha), sip, tip)
	d.arpHardware(t, fArpSrcHwMac, fArpSrcHw, sha, hlen, ether)
	d.arpProtocol(t, fArpSrcProtoIpv4, fArpSrcProto, spa, plen, ip)
	d.arpHardware(t, fArpDstHwMac, fArpDstHw, tha, hlen, ether)
	if op != arpDynamicError { // which has its reason there
		d.arpProtocol(t, fArpDstProtoIpv4, fArpDstProto, tpa, plen, ip)
	}
	t.trim(8 + 2*(hlen+plen))
	if d.wantCols {
		d.arpColumns(t, op, arpAddresses{ether, ip, hlen, plen})
	}
	if ether && ip {
		d.arpDuplicates(op, sip, smac, tip, mac(t.b[tha:]))
	}
}

// arpDuplicates looks for addresses that two hosts have: the sender's, and a reply's target. Info tells of the one looked at last.
func (d *Session) arpDuplicates(op uint64, sip uint32, smac uint64, tip uint32, tmac uint64) {
	if op != arpRequest && op != arpReply {
		return
	}
	twice, ip := false, sip
	sender := sip != 0 && isHost(smac)
	if sender {
		twice = d.arpDuplicate(sip, smac)
	}
	if op == arpReply && tip != 0 && isHost(tmac) && !(sender && tip == sip) {
		twice, ip = d.arpDuplicate(tip, tmac), tip
	}
	if twice {
		d.cols.append(d, " (duplicate use of "+string(appendIPv4(nil, ip))+" detected!)")
	}
}

// isHost reports whether a hardware address is that of one host.
func isHost(hw uint64) bool {
	const group = 1 << 40
	return hw != 0 && hw&group == 0
}

// toNobody reports whether the target's hardware address is 0, of whatever kind it is.
func toNobody(t *view, tha int) bool {
	return len(t.b) >= tha+6 && mac(t.b[tha:]) == 0
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

// arpDuplicate marks an IPv4 address that changed its hardware address, and reports whether it did.
func (d *Session) arpDuplicate(ip uint32, hw uint64) bool {
	if !d.has(fArpDuplicateAddressDetected) && !d.has(fArpDuplicateAddressFrame) && !d.wantCols {
		return false
	}
	owners := keptOf[map[uint32]arpOwner](&d.kept)
	if *owners == nil {
		*owners = make(map[uint32]arpOwner)
	}
	old, seen := (*owners)[ip]
	if seen && old.mac != hw {
		d.flag(fArpDuplicateAddressDetected, nil, 0, 0, true)
		d.num(fArpDuplicateAddressFrame, nil, 0, 0, uint64(old.frame))
		return true
	}
	if seen || len(*owners) < maxOwners {
		(*owners)[ip] = arpOwner{hw, d.frame.Number}
	}
	return false
}

// arpColumns writes the Protocol and Info columns.
func (d *Session) arpColumns(t *view, op uint64, a arpAddresses) {
	d.cols.setProto(d, arpProtocolName(op))
	sha, spa := a.hardware(t, 8), a.protocol(t, 8+a.hlen)
	tha, tpa := a.hardware(t, 8+a.hlen+a.plen), a.protocol(t, 8+2*a.hlen+a.plen)
	toNobody := toNobody(t, 8+a.hlen+a.plen)
	switch gratuitous := a.ip && spa == tpa; {
	case gratuitous && op == arpRequest && !toNobody:
		d.cols.set(d, "Gratuitous ARP for "+spa+" (Request)")
	case gratuitous && op == arpRequest:
		d.cols.set(d, "ARP Announcement for "+spa)
	case gratuitous && op == arpReply:
		d.cols.set(d, "Gratuitous ARP for "+spa+" (Reply)")
	case a.ip && op == arpRequest && toNobody && spa == "0.0.0.0":
		d.cols.set(d, "Who has "+tpa+"? (ARP Probe)")
	case op == arpRequest:
		d.cols.set(d, "Who has "+tpa+"? Tell "+spa)
	case op == arpReply:
		d.cols.set(d, spa+" is at "+sha)
	case op == arpInverseReply:
		d.cols.set(d, sha+" is at "+spa)
	case op == arpReverseRequest, op == arpDynamicRequest, op == arpInverseRequest:
		d.cols.set(d, "Who is "+tha+"? Tell "+sha)
	case op == arpReverseReply, op == arpDynamicReply:
		d.cols.set(d, tha+" is at "+tpa)
	case marsMessages[op] != "":
		d.cols.set(d, marsMessages[op]+" from "+sha+" at "+spa)
	default:
		d.cols.set(d, arpOtherText(op))
	}
}

// marsMessages are the messages of multicast over ATM and SONET, RFC 2022 and RFC 2176.
var marsMessages = map[uint64]string{11: "MARS request", 12: "MARS MULTI request", 13: "MARS MSERV request", 14: "MARS JOIN request",
	15: "MARS LEAVE", 16: "MARS NAK", 17: "MARS UNSERV request", 18: "MARS SJOIN request", 19: "MARS SLEAVE",
	20: "MARS grouplist request", 21: "MARS grouplist reply", 22: "MARS redirect map", 23: "MAPOS UNARP request"}

// arpOtherText is what the Info column says of an operation that names no address.
func arpOtherText(op uint64) string {
	switch op {
	case 0:
		return "Reserved opcode 0"
	case arpDynamicError:
		return "DRARP Error"
	case 10:
		return "ARP NAK"
	case 24, 25:
		return "Experimental " + utoa(op-23) + " ( opcode " + utoa(op) + " )"
	}
	return "Unknown ARP opcode " + hexText(op, 4)
}

// arpProtocolName is what the Protocol column says of an operation.
func arpProtocolName(op uint64) string {
	switch {
	case op == arpReverseRequest || op == arpReverseReply:
		return "RARP"
	case op >= arpDynamicRequest && op <= arpDynamicError:
		return "DRARP"
	case op == arpInverseRequest || op == arpInverseReply:
		return "Inverse ARP"
	case op == 23:
		return "MAPOS"
	case marsMessages[op] != "":
		return "MARS"
	}
	return "ARP"
}

// arpAddresses are the kinds and lengths of a packet's addresses.
type arpAddresses struct {
	ether, ip  bool
	hlen, plen int
}

func (a arpAddresses) hardware(t *view, off int) string {
	switch {
	case a.hlen == 0:
		return "<No address>"
	case a.ether:
		return etherText(mac(t.b[off:]))
	}
	return hex.EncodeToString(t.b[off : off+a.hlen])
}

func (a arpAddresses) protocol(t *view, off int) string {
	switch {
	case a.plen == 0:
		return "<No address>"
	case a.ip:
		return string(appendIPv4(nil, binary.BigEndian.Uint32(t.b[off:])))
	}
	return hex.EncodeToString(t.b[off : off+a.plen])
}
