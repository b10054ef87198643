package dissect

// IP protocol numbers, IANA.
const (
	protoHopByHop = 0
	protoICMP     = 1
	protoIGMP     = 2
	protoIPv4     = 4
	protoTCP      = 6
	protoUDP      = 17
	protoIPv6     = 41
	protoRouting  = 43
	protoFragment = 44
	protoDCCP     = 33
	protoGRE      = 47
	protoESP      = 50
	protoAH       = 51
	protoICMPv6   = 58
	protoNoNext   = 59
	protoDestOpts = 60
	protoSCTP     = 132
	protoUDPLite  = 136
	protoEtherIP  = 97
	protoPIM      = 103
	protoMPLS     = 137
	protoEthernet = 143
)

// ipProtos are the readers of what a protocol number of IP names.
var ipProtos [256]reader

// ipNext dissects what an IP protocol number names.
func (d *Session) ipNext(proto uint8, t *view) {
	if d.heads != nil && !d.headTransport(proto, t) {
		return
	}
	if read := ipProtos[proto]; read != nil {
		read(d, t)
	} else {
		d.otherIPProto(proto, t)
	}
}

func (d *Session) otherIPProto(proto uint8, t *view) {
	d.cols.clear(d)
	if layer, col := ipProtoLayer(proto); layer != "" {
		d.named(layer, col, t)
		return
	}
	name := ipProtoName(proto) + " (" + utoa(proto) + ")"
	if d.net.v6 {
		name = "Unknown IP Protocol: " + name
	}
	d.cols.set(d, name)
	d.data(t)
}

// ipProtoLayer gives the name of a protocol that is not dissected here.
func ipProtoLayer(proto uint8) (layer, column string) {
	switch proto {
	case 9:
		return "igrp", "IGRP"
	case protoDCCP:
		return "dccp", "DCCP"
	case 36:
		return "xtp", "XTP"
	case 46:
		return "rsvp", "RSVP"
	case protoESP:
		return "esp", "ESP"
	case 53:
		return "swipe", "swIPe"
	case 54:
		return "nhrp", "NHRP"
	case 83:
		return "vines_ip", "Vines IP"
	case 88:
		return "eigrp", "EIGRP"
	case 89:
		return "ospf", "OSPF"
	case 93:
		return "ax25", "AX.25"
	case 108:
		return "ipcomp", "IPComp"
	case 112:
		return "vrrp", "VRRP"
	case 115:
		return "l2tp", "L2TPv3"
	case protoSCTP:
		return "sctp", "SCTP"
	case 135:
		return "mipv6", "MIPv6"
	case 134:
		return "rsvp-e2ei", "RSVP-E2EI"
	case 139:
		return "hip", "HIP"
	case 140:
		return "shim6", "Shim6"
	case 173:
		return "ax4000", "AX4000"
	case 224:
		return "ncs", "NCS"
	}
	return "", ""
}

// rawIP dissects a packet that begins with an IP header of either version.
func (d *Session) rawIP(t *view) {
	switch d.u8(t, 0) >> 4 {
	case 4:
		readers["ip"](d, t)
	case 6:
		readers["ipv6"](d, t)
	default:
		d.headProblem(ProblemVersion)
		d.data(t)
	}
}

// ipProtoNames are the names of IP protocols, after IANA's list, as Wireshark writes them.
var ipProtoNames = [256]string{
	"IPv6 Hop-by-Hop Option", "ICMP", "IGMP", "GGP", "IPIP", "Stream", "TCP", "CBT", "EGP", "IGRP", "BBN RCC", "Network Voice",
	"PUP", "ARGUS", "EMCON", "XNET", "CHAOS", "UDP", "Multiplex", "DCN Measurement", "Host Monitoring", "Packet radio", "IDP",
	"Trunk-1", "Trunk-2", "Leaf-1", "Leaf-2", "Reliable Data", "IRT", "ISO TP4", "Bulk Data", "MFE NSP", "Merit Internodal",
	"Datagram Congestion Control Protocol", "3rd Party Connect", "Inter-Domain Policy Routing Protocol", "XTP",
	"Datagram delivery", "Control Message", "TP++", "IL", "IPv6", "Source demand routing", "Routing Header for IPv6",
	"Fragment Header for IPv6", "Inter-Domain Routing Protocol", "Reservation Protocol", "Generic Routing Encapsulation",
	"Dynamic source routing", "BNA", "Encap Security Payload", "Authentication Header", "INSLP", "SWIPE", "NBMA ARP",
	"IP Mobility", "TLSP Kryptonet", "SKIP", "ICMPv6", "No Next Header for IPv6", "Destination Options for IPv6",
	"any host internal protocol", "Mobile IPv6 (old)", "any local network", "SATNET EXPAK", "Kryptolan", "Remote Virtual Disk",
	"IPPC", "any distributed file system", "SATNET Monitoring", "VISA", "IPCV", "CPNX", "CPHB", "Wang Span", "Packet Video",
	"Backroom SATNET Mon", "Sun ND Protocol", "Wideband Mon", "Wideband Expak", "ISO Internet Protocol", "VMTP", "Secure VMTP",
	"VINES", "TTP", "NSFNET IGP", "Dissimilar Gateway", "TCF", "EIGRP", "OSPF IGP", "Sprite RPC", "Locus ARP",
	"Multicast Transport", "AX.25 Frames", "IP in IP", "MICP", "Semaphore", "Ether in IP", "ENCAP",
	"any private encryption scheme", "GMTP", "Ipsilon Flow", "PNNI over IP", "PIM", "ARIS", "SCPS", "QNX", "Active Networks",
	"IPComp", "Sitara Networks", "Compaq Peer", "IPX IN IP", "VRRP", "PGM", "any 0-hop protocol", "Layer 2 Tunneling", "DDX",
	"IATP", "STP", "SpectraLink", "UTI", "SMP", "SM", "PTP", "ISIS over IP", "FIRE", "CRTP", "CRUDP", "SSCOPMCE", "IPLT",
	"Secure Packet", "PIPE", "SCTP", "Fibre Channel", "RSVP E2EI", "Mobile IPv6", "UDPLite", "MPLS in IP", "MANET", "HIP",
	"Shim6 header", "WESP", "ROHC", "Ethernet", 173: "AX/4000 Testframe", 224: "Novell NCS Heartbeat",
}

// ipProtoName names an IP protocol.
func ipProtoName(proto uint8) string {
	switch name := ipProtoNames[proto]; {
	case name != "":
		return name
	case proto < 224:
		return "Unassigned"
	}
	return "Unknown"
}
