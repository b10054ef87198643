package capture

import "netlab/pcapnb/internal/dissect"

// Codes of Columns.Protocol. A code never changes its meaning: cache files hold them.
const (
	ProtoNone = iota
	ProtoTCP
	ProtoUDP
	ProtoICMP
	ProtoICMPv6
	ProtoIGMP
	ProtoARP
	ProtoGRE
	ProtoESP
	ProtoAH
	ProtoSCTP
	ProtoOSPF
	ProtoPIM
	ProtoVRRP
	ProtoDCCP
	ProtoUDPLite
	ProtoEIGRP
	ProtoIPIP
	ProtoIPv6
	ProtoIP // another protocol above IP
	ProtoLLC
	ProtoLLDP
	ProtoEAPOL
	ProtoPPP
	ProtoPPPoE
	ProtoMPLS
	ProtoWiFi
	ProtoSlow
	ProtoRARP
	ProtoEther // another protocol above Ethernet
	ProtoCount
)

// ProtocolName is the name of a code of Columns.Protocol; empty where there is none.
func ProtocolName(code uint8) string {
	if int(code) >= ProtoCount {
		return ""
	}
	return [ProtoCount]string{"", "TCP", "UDP", "ICMP", "ICMPv6", "IGMP", "ARP", "GRE", "ESP", "AH", "SCTP", "OSPF", "PIM",
		"VRRP", "DCCP", "UDP-Lite", "EIGRP", "IPIP", "IPv6", "IP", "LLC", "LLDP", "EAPOL", "PPP", "PPPoE", "MPLS", "802.11",
		"Slow Protocols", "RARP", "Ethernet"}[code]
}

// protocolOfIP tells the protocol by the IP header's number (www.iana.org/assignments/protocol-numbers).
func protocolOfIP(proto uint8) uint8 {
	switch proto {
	case 6:
		return ProtoTCP
	case 17:
		return ProtoUDP
	case 1:
		return ProtoICMP
	case 58:
		return ProtoICMPv6
	case 2:
		return ProtoIGMP
	case 4:
		return ProtoIPIP
	case 41:
		return ProtoIPv6
	case 47:
		return ProtoGRE
	case 50:
		return ProtoESP
	case 51:
		return ProtoAH
	case 132:
		return ProtoSCTP
	case 89:
		return ProtoOSPF
	case 88:
		return ProtoEIGRP
	case 103:
		return ProtoPIM
	case 112:
		return ProtoVRRP
	case 33:
		return ProtoDCCP
	case 136:
		return ProtoUDPLite
	}
	return ProtoIP
}

// protocolOf tells the protocol by the headers: the one above IP, or what the link carries instead.
func protocolOf(h *dissect.Headers) uint8 {
	if h.Has&dissect.HasTransport != 0 {
		return protocolOfIP(h.IPProto)
	}
	switch h.Below {
	case dissect.BelowEtherType:
		return protocolOfEtherType(h.EtherType)
	case dissect.BelowARP:
		return ProtoARP
	case dissect.BelowLLC:
		return ProtoLLC
	case dissect.BelowPPP:
		return ProtoPPP
	case dissect.BelowPPPoE:
		return ProtoPPPoE
	case dissect.BelowMPLS:
		return ProtoMPLS
	case dissect.BelowWiFi:
		return ProtoWiFi
	}
	return ProtoNone
}

// protocolOfEtherType tells the protocol by the Ethernet type (www.iana.org/assignments/ieee-802-numbers).
func protocolOfEtherType(kind uint16) uint8 {
	switch kind {
	case 0x0806:
		return ProtoARP
	case 0x8035:
		return ProtoRARP
	case 0x8809:
		return ProtoSlow
	case 0x8863:
		return ProtoPPPoE
	case 0x888e:
		return ProtoEAPOL
	case 0x88cc:
		return ProtoLLDP
	case 0x8848:
		return ProtoMPLS
	}
	return ProtoEther
}
