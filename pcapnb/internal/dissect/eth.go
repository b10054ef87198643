package dissect

import "encoding/binary"

// EtherTypes, IEEE registration authority.
const (
	etherIPv4            = 0x0800
	etherARP             = 0x0806
	etherTEB             = 0x6558 // Ethernet in GRE and the like
	etherRARP            = 0x8035
	etherVLAN            = 0x8100
	etherIPv6            = 0x86dd
	etherPPP             = 0x880b
	etherMPLS            = 0x8847
	etherMPLSMulticast   = 0x8848
	etherPPPoEDiscovery  = 0x8863
	etherPPPoESession    = 0x8864
	etherServiceVLAN     = 0x88a8
	etherMACsec          = 0x88e5
	etherBackbone        = 0x88e7
	etherNSH             = 0x894f
	etherQinQ            = 0x9100
	etherArista          = 0xd28b
	minEthernetFrame     = 60 // IEEE 802.3 §3.2.8, without the check sequence
	minEthernetPayload   = minEthernetFrame - ethernetHeaderLength
	maxEthernetLength    = 1500
	firstEtherType       = 1536
	ethernetHeaderLength = 14
)

// ethernet dissects an Ethernet frame; fcs is the length of its check
// sequence, or -1 when nobody said.
func (d *Session) ethernet(t *view, fcs int) {
	if !d.enter() {
		return
	}
	d.current = "Ethernet"
	d.cols.setProto(d, "Ethernet")
	if !d.reaches(fEth, t, ethernetHeaderLength) {
		return
	}
	d.begin(fEth, t, ethernetHeaderLength)
	dst, src := mac(t.b), mac(t.b[6:])
	if d.wantsLabel() {
		d.label("Ethernet II, Src: " + etherText(src) + ", Dst: " + etherText(dst))
	}
	d.headEthernet(src, dst)
	d.etherAddresses(t, dst, src)
	kind := binary.BigEndian.Uint16(t.b[12:])
	if 0 < kind && kind <= maxEthernetLength {
		d.ethernetLength(t, int(kind), fcs)
		return
	}
	if kind > maxEthernetLength && kind < firstEtherType && d.wantsLabel() {
		d.label("Ethernet Unknown, Src: " + etherText(src) + ", Dst: " + etherText(dst))
	}
	d.num(fEthType, t, 12, 2, uint64(kind))
	next := d.lasting(t.sub(14, -1))
	d.etherPayload(kind, next)
	d.trailer(t, next, fEthTrailer, fcs)
}

// ethernetLength dissects a frame with a length in place of a type, IEEE 802.3 §3.2.6.
func (d *Session) ethernetLength(t *view, n, fcs int) {
	d.label("IEEE 802.3 Ethernet ")
	d.num(fEthLen, t, 12, 2, uint64(n))
	next := t.sub(14, n)
	if len(next.b) >= 2 && next.b[0] == 0xff && next.b[1] == 0xff {
		d.named("ipx", "IPX", &next)
	} else {
		d.llc(&next)
	}
	d.rescue()
	d.trailer(t, &next, fEthTrailer, fcs)
}

func (d *Session) etherAddresses(t *view, dst, src uint64) {
	d.num(fEthDst, t, 0, 6, dst)
	if d.wantEtherDetails() {
		d.etherDetails(t, 0, dst, fEthDstResolved, fEthDstOui, fEthDstLg, fEthDstIg)
	}
	d.num(fEthSrc, t, 6, 6, src)
	if d.wantEtherDetails() {
		d.etherDetails(t, 6, src, fEthSrcResolved, fEthSrcOui, fEthSrcLg, fEthSrcIg)
	}
	if src>>40&1 != 0 {
		d.mark(fEthSrcNotGroup)
	}
}

func (d *Session) wantEtherDetails() bool { return d.etherExtras }

func (d *Session) etherDetails(t *view, off int, a uint64, resolved, oui, lg, ig ID) {
	d.push()
	d.str(resolved, t, off, 6, etherText(a))
	d.num(oui, t, off, 3, a>>24)
	d.num(fEthAddr, t, off, 6, a)
	d.str(fEthAddrResolved, t, off, 6, etherText(a))
	d.num(fEthAddrOui, t, off, 3, a>>24)
	d.flag(lg, t, off, 3, a>>41&1 != 0)
	d.flag(fEthLg, t, off, 3, a>>41&1 != 0)
	d.flag(ig, t, off, 3, a>>40&1 != 0)
	d.flag(fEthIg, t, off, 3, a>>40&1 != 0)
	d.pop()
}

func mac(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}

func etherText(a uint64) string { return string(appendEther(nil, a)) }

// etherPayload dissects what an EtherType names, and shrinks next to the bytes
// that belong to it.
func (d *Session) etherPayload(kind uint16, next *view) {
	d.layerName("ethertype")
	d.etherNext(kind, next)
	d.rescue()
}

func (d *Session) etherNext(kind uint16, next *view) {
	d.headEtherType(kind)
	switch kind {
	case etherIPv4:
		d.etherIPv4(next)
	case etherIPv6:
		d.ipv6(next)
	case etherARP, etherRARP:
		d.arp(next)
	case etherVLAN, etherQinQ:
		d.vlan(next)
	case etherServiceVLAN:
		d.serviceVLAN(next)
	case etherMPLS, etherMPLSMulticast:
		d.mpls(next)
	case etherPPPoEDiscovery, etherPPPoESession:
		d.pppoe(next, kind)
	case etherTEB:
		d.ethernet(next, 0)
	case etherBackbone:
		d.backbone(next)
	case etherArista:
		readers["avsp"](d, next)
	case etherNSH:
		readers["nsh"](d, next)
	case etherMACsec:
		if !d.tunnelled("macsec", next) {
			d.otherEtherType(kind, next)
		}
	default:
		d.otherEtherType(kind, next)
	}
}

// etherIPv4 dissects what the type of IPv4 names. Wireshark shows there that it is of the other version.
func (d *Session) etherIPv4(t *view) {
	if len(t.b) == 0 || t.b[0]>>4 != 6 {
		d.ipv4Datagram(t, true)
		return
	}
	d.begin(fIp, t, 1)
	d.num(fIpVersion, t, 0, 1, 6)
	d.mark(fIpBogusIpVersion)
	d.ipv6(t)
}

func (d *Session) otherEtherType(kind uint16, next *view) {
	if name, col := etherTypeName(kind); name != "" {
		whole := *next
		next.trim(etherNamedLength(kind, next.b))
		d.cols.clear(d)
		d.named(name, col, &whole)
		return
	}
	d.cols.setProto(d, hexText(uint64(kind), 4))
	d.cols.set(d, otherEtherName(kind))
	if kind == etherWoL && recognized("wol", next) {
		d.named("wol", "WOL", next)
		return
	}
	d.data(next)
}

// etherWoL is the type of what wakes a machine.
const etherWoL = 0x0842

// otherEtherName is what a type is for that is not dissected, IANA.
func otherEtherName(kind uint16) string {
	switch kind {
	case etherWoL:
		return "Wake on LAN"
	case 0x0805:
		return "X.25 Layer 3"
	case 0x6001:
		return "DEC DNA Dump/Load"
	case 0x6002:
		return "DEC DNA Remote Console"
	case 0x6005:
		return "DEC Diagnostics"
	case 0x6006:
		return "DEC Customer use"
	case 0x6007:
		return "DEC LAVC/SCA"
	case 0x8041:
		return "DEC LAST"
	case 0x8104:
		return "Simple Loop Protection Protocol (old)"
	case 0x8819:
		return "Cirrus Cobranet Packet"
	case 0x8884:
		return "ATM over Ethernet"
	case etherMACsec:
		return "802.1AE (MACsec)"
	case 0x88b5:
		return "Local Experimental Ethertype 1"
	case 0x88b6:
		return "Local Experimental Ethertype 2"
	case 0x88b9:
		return "IEC 61850/GSE management services"
	}
	return "Ethernet II"
}

// etherTypeName gives the protocol that an EtherType names, when it is not dissected here.
func etherTypeName(kind uint16) (layer, column string) {
	switch kind {
	case 0x88cc:
		return "lldp", "LLDP"
	case 0x888e:
		return "eapol", "EAPOL"
	case 0x8809:
		return "slow", "Slow Protocols"
	case 0x88ca:
		return "tipc", "TIPC"
	case 0x8137:
		return "ipx", "IPX"
	case 0x88f7:
		return "ptp", "PTPv2"
	case 0x9000:
		return "loop", "LOOP"
	case 0x08ff:
		return "bpq", "BPQ"
	case 0x8892:
		return "pn_rt", "PN-RT"
	}
	name := etherOthers[kind]
	return name[0], name[1]
}

// etherOthers are protocols that are not looked into, and what the Protocol column says of them.
var etherOthers = map[uint16][2]string{
	0x0641: {"roofnet", "Roofnet"}, 0x0643: {"roofnet", "Roofnet"}, 0x0644: {"roofnet", "Roofnet"}, 0x0645: {"roofnet", "Roofnet"},
	0x0712: {"mdp", "MDP"}, 0x0713: {"mdp", "MDP"}, 0x08f0: {"m2m", "WiMax"}, 0x0bad: {"vines_ip", "Vines IP"}, 0x0baf: {"vines_echo", "Vines Echo"},
	0x2001: {"cgmp", "CGMP"}, 0x22ea: {"mrp-msrp", "MRP-MSRP"}, 0x22f0: {"ieee1722", "IEEE1722"}, 0x22f3: {"trill", "TRILL"},
	0x6003: {"dec_dna", "DEC DNA"}, 0x6004: {"lat", "LAT"}, 0x8038: {"dec_stp", "DEC_STP"}, 0x80e1: {"dlr", "DLR"}, 0x80f3: {"aarp", "AARP"},
	0x8102: {"bofl", "BOFL"}, 0x8103: {"lacp", "LACP"}, 0x8133: {"nsrp", "NSRP"}, 0x8181: {"stp", "STP"}, 0x81fd: {"ismp", "ISMP"}, 0x8204: {"lwl4", "QNET_LWL4"},
	0x872d: {"wlccp", "WLCCP"}, 0x8783: {"mint", "MINT"}, 0x8808: {"macc", "MAC CTRL"}, 0x886c: {"hpna", "HomePNA"},
	0x886d: {"ans", "Intel ANS probe"}, 0x886f: {"msnlb", "MS NLB"}, 0x8874: {"brcm-tag", "Broadcom tag"}, 0x887b: {"homeplug", "HomePlug"},
	0x8899: {"realtek", "Realtek"}, 0x889a: {"hyperscsi", "HyperSCSI"}, 0x889b: {"csm_encaps", "CSM_ENCAPS"}, 0x88a1: {"telkonet", "TELKONET"},
	0x88a2: {"aoe", "AoE"}, 0x88b4: {"wai", "WAI"}, 0x88b8: {"goose", "GOOSE"}, 0x88ba: {"sv", "IEC61850 Sampled Values"}, 0x88cd: {"siii", "SIII AT"},
	0x88d9: {"lltd", "LLTD"}, 0x88dc: {"wsmp", "WSMP"}, 0x88e1: {"homeplug-av", "HomePlug AV"}, 0x88e3: {"pn_mrp", "PN-MRP"}, 0x88ee: {"elmi", "E-LMI"},
	0x88f5: {"mrp-mvrp", "MRP-MVRP"}, 0x88f6: {"mrp-mmrp", "MRP-MMRP"}, 0x88f8: {"ncsi", "NCSI"}, 0x88fb: {"hsr_prp_supervision", "HSR/PRP"},
	0x8901: {"flip", "FLIP"}, 0x8902: {"cfm", "CFM"}, 0x8911: {"linx", "LINX"}, 0x8914: {"fip", "FIP"}, 0x8915: {"infiniband", "RoCE"},
	0x8917: {"mih", "MIH"}, 0x892d: {"bluecom", "bluecom"}, 0x893a: {"ieee1905", "ieee1905"}, 0x8942: {"lldp", "LLDP"}, 0x8947: {"gnw", "GEONW"},
}

// etherNamedLength returns how long a message is that says so; what is after it belongs to the frame.
func etherNamedLength(kind uint16, b []byte) int {
	switch {
	case kind == 0x888e && len(b) >= 4: // IEEE 802.1X section 11.3
		return 4 + int(be16(b[2:]))
	case kind == 0x88cc:
		return lldpLength(b)
	case kind == 0x88f7 && len(b) >= 4: // IEEE 1588 section 13.3.2.4
		return int(be16(b[2:]))
	}
	return maxDatagram
}

// lldpLength returns where Wireshark sees the end of a message of LLDP: before the last byte of what is before its end (IEEE 802.1AB
// section 8.2) or before a second time to live.
func lldpLength(b []byte) int {
	const end, timeToLive = 0, 3
	lived := false
	for off := 0; off+2 <= len(b); {
		head := be16(b[off:])
		if kind := head >> 9; kind == end || kind == timeToLive && lived {
			return max(off-1, 0)
		}
		lived = lived || head>>9 == timeToLive
		off += 2 + int(head&0x1ff)
	}
	return maxDatagram
}

// trailer splits what follows the payload into padding, trailer and check
// sequence. As Wireshark does: a frame that would be under 60 bytes was padded;
// a last four bytes of a frame of 64 or more are taken for the check sequence.
func (d *Session) trailer(t, payload *view, id ID, fcs int) {
	off := payload.base - t.base + payload.rep
	n := t.left(off)
	if n == 0 || !d.wantCols && !d.has(fWsShort) && !d.has(fEthPadding) && !d.has(id) && !d.has(fEthFcs) && !d.has(fEthFcsStatus) && !d.has(fEthPaddingBad) {
		return
	}
	d.depth = 1
	have := max(len(t.b)-off, 0)
	pad := 0
	if whole := d.frame.Length; whole >= minEthernetFrame && whole-n < minEthernetFrame {
		pad = min(minEthernetFrame-(whole-n), n)
	}
	switch {
	case have > 0 && !allZero(t.b[off:off+min(pad, have)]): // other bytes are not taken for padding, RFC 894
		d.mark(fEthPaddingBad)
		pad = 0
	case have < pad:
		d.cutTrailer(t)
		return
	case pad > 0:
		d.raw(fEthPadding, t, off, pad)
	}
	off, n, have = off+pad, n-pad, max(have-pad, 0)
	sum := 0
	if n >= 4 && (fcs == 4 || fcs == -1 && t.rep >= 64) && id == fEthTrailer {
		sum = 4
	}
	if k := min(n-sum, have); k > 0 {
		d.raw(id, t, off, k)
	}
	switch {
	case sum == 0:
	case have == 0:
	case have < n:
		d.cutTrailer(t)
	default:
		d.num(fEthFcs, t, off+n-4, 4, uint64(binary.BigEndian.Uint32(t.b[off+n-4:])))
		d.num(fEthFcsStatus, nil, 0, 0, checksumUnverified)
	}
}

// cutTrailer notes that the capture ends in a trailer.
func (d *Session) cutTrailer(t *view) {
	d.current = "Ethertype"
	if len(t.b) >= ethernetHeaderLength && binary.BigEndian.Uint16(t.b[12:]) <= maxEthernetLength {
		d.current = "Ethernet"
	}
	d.fail(t, t.rep)
	d.rescue()
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// What a field named checksum.status says.
const (
	checksumBad        = 0
	checksumGood       = 1
	checksumUnverified = 2
	checksumNotPresent = 3
	checksumIllegal    = 4
)

// vlan dissects an IEEE 802.1Q tag.
func (d *Session) vlan(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fVlan, t, 4)
	d.current = "VLAN"
	d.cols.setProto(d, "VLAN")
	tci := uint64(d.u16(t, 0))
	if d.wantsLabel() {
		d.label("802.1Q Virtual LAN, PRI: " + utoa(tci>>13) + ", DEI: " + utoa(tci>>12&1) + ", ID: " + utoa(tci&0xfff))
	}
	d.cols.clear(d)
	d.num(fVlanPriority, t, 0, 2, tci>>13)
	d.flag(fVlanDei, t, 0, 2, tci>>12&1 != 0)
	d.num(fVlanId, t, 0, 2, tci&0xfff)
	d.tag = uint16(tci & 0xfff)
	d.tagged(t, fVlanEtype, fVlanLen, fVlanTrailer)
}

// serviceVLAN dissects an IEEE 802.1ad tag.
func (d *Session) serviceVLAN(t *view) {
	if !d.enter() {
		return
	}
	d.begin(fIeee8021ad, t, 4)
	d.current = "IEEE 802.1ad"
	d.cols.setProto(d, "802.1ad")
	tci := uint64(d.u16(t, 0))
	if d.wantsLabel() {
		d.label("IEEE 802.1ad, ID: " + utoa(tci&0xfff))
	}
	d.cols.clear(d)
	d.num(fIeee8021adPriority, t, 0, 2, tci>>13)
	d.num(fIeee8021adDei, t, 0, 2, tci>>12&1)
	d.num(fIeee8021adId, t, 0, 2, tci&0xfff)
	d.tag = uint16(tci & 0xfff)
	d.tagged(t, noField, noField, noField)
}

// tagged dissects what follows a VLAN tag.
func (d *Session) tagged(t *view, etype, length, trailer ID) {
	kind := d.u16(t, 2)
	next := t.sub(4, -1)
	d.headTag(t)
	if kind <= maxEthernetLength {
		if length != noField {
			d.num(length, t, 2, 2, uint64(kind))
		}
		next = t.sub(4, int(kind))
		d.llc(&next)
		d.rescue()
		d.trailer(t, &next, trailer, 0)
		return
	}
	if etype != noField {
		d.num(etype, t, 2, 2, uint64(kind))
	}
	d.etherPayload(kind, &next)
	d.trailer(t, &next, trailer, 0)
}

// backbone dissects the tag of IEEE 802.1ah: four bytes, then the customer's frame.
func (d *Session) backbone(t *view) {
	if !d.tunnelLayer(t, "ieee8021ah", "802.1ah", 18) {
		return
	}
	d.headEthernet(mac(t.b[10:]), mac(t.b[4:]))
	next := t.sub(18, -1)
	d.etherPayload(binary.BigEndian.Uint16(t.b[16:]), &next)
}
