package dissect

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

// etherPayload dissects what an EtherType names, and shrinks next to the bytes
// that belong to it.
func (d *Session) etherPayload(kind uint16, next *view) {
	d.layerName("ethertype")
	d.etherNext(kind, next)
	d.rescue()
}

// etherTypes are the readers of what an EtherType names.
var etherTypes = map[uint16]reader{}

func (d *Session) etherNext(kind uint16, next *view) {
	d.headEtherType(kind)
	if read := etherTypes[kind]; read != nil {
		read(d, next)
	} else {
		d.otherEtherType(kind, next)
	}
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
