package pcapnb

import "netlab/pcapnb/internal/dissect"

// Codes of columns.protocol. A code never changes its meaning: cache files hold them.
const (
	protoNone = iota
	protoTCP
	protoUDP
	protoICMP
	protoICMPv6
	protoIGMP
	protoARP
	protoGRE
	protoESP
	protoAH
	protoSCTP
	protoOSPF
	protoPIM
	protoVRRP
	protoDCCP
	protoUDPLite
	protoEIGRP
	protoIPIP
	protoIPv6
	protoIP // another protocol above IP
	protoLLC
	protoLLDP
	protoEAPOL
	protoPPP
	protoPPPoE
	protoMPLS
	protoWiFi
	protoSlow
	protoRARP
	protoEther // another protocol above Ethernet
	protoCount
)

// protocolName is the name that Protocol gives; empty where there is none.
func protocolName(code uint8) string {
	if int(code) >= protoCount {
		return ""
	}
	return [protoCount]string{"", "TCP", "UDP", "ICMP", "ICMPv6", "IGMP", "ARP", "GRE", "ESP", "AH", "SCTP", "OSPF", "PIM",
		"VRRP", "DCCP", "UDP-Lite", "EIGRP", "IPIP", "IPv6", "IP", "LLC", "LLDP", "EAPOL", "PPP", "PPPoE", "MPLS", "802.11",
		"Slow Protocols", "RARP", "Ethernet"}[code]
}

// protocolOfIP tells the protocol by the IP header's number (www.iana.org/assignments/protocol-numbers).
func protocolOfIP(proto uint8) uint8 {
	switch proto {
	case 6:
		return protoTCP
	case 17:
		return protoUDP
	case 1:
		return protoICMP
	case 58:
		return protoICMPv6
	case 2:
		return protoIGMP
	case 4:
		return protoIPIP
	case 41:
		return protoIPv6
	case 47:
		return protoGRE
	case 50:
		return protoESP
	case 51:
		return protoAH
	case 132:
		return protoSCTP
	case 89:
		return protoOSPF
	case 88:
		return protoEIGRP
	case 103:
		return protoPIM
	case 112:
		return protoVRRP
	case 33:
		return protoDCCP
	case 136:
		return protoUDPLite
	}
	return protoIP
}

// protocolOf tells the protocol by the headers: the one above IP, or what the link carries instead.
func protocolOf(h *dissect.Headers) uint8 {
	if h.Has&hasTransport != 0 {
		return protocolOfIP(h.IPProto)
	}
	switch h.Below {
	case dissect.BelowEtherType:
		return protocolOfEtherType(h.EtherType)
	case dissect.BelowARP:
		return protoARP
	case dissect.BelowLLC:
		return protoLLC
	case dissect.BelowPPP:
		return protoPPP
	case dissect.BelowPPPoE:
		return protoPPPoE
	case dissect.BelowMPLS:
		return protoMPLS
	case dissect.BelowWiFi:
		return protoWiFi
	}
	return protoNone
}

// protocolOfEtherType tells the protocol by the Ethernet type (www.iana.org/assignments/ieee-802-numbers).
func protocolOfEtherType(kind uint16) uint8 {
	switch kind {
	case 0x0806:
		return protoARP
	case 0x8035:
		return protoRARP
	case 0x8809:
		return protoSlow
	case 0x8863:
		return protoPPPoE
	case 0x888e:
		return protoEAPOL
	case 0x88cc:
		return protoLLDP
	case 0x8848:
		return protoMPLS
	}
	return protoEther
}
