package dissect

// A Problem is what kept a packet from being dissected further. A value never changes its meaning: cache files hold them.
type Problem uint8

const (
	ProblemNone Problem = iota
	ProblemCut
	ProblemUnknownLink
	ProblemLink
	ProblemEthernet
	ProblemVLAN
	ProblemARP
	ProblemIPv4
	ProblemVersion
	ProblemIPOptions
	ProblemIPv6
	ProblemExtension
	ProblemTCP
	ProblemTCPOptions
	ProblemUDP
	ProblemICMP
	ProblemDeep
	ProblemPanic
	ProblemTunnel

	NumProblems // how many there are
)

// String says which layer it is and which rule was broken; "" for no problem.
func (p Problem) String() string {
	if p >= NumProblems {
		return "unknown problem"
	}
	return [NumProblems]string{
		ProblemCut:         "cut by the snap length within a header",
		ProblemUnknownLink: "link type not decoded",
		ProblemLink:        "link header incomplete",
		ProblemEthernet:    "Ethernet header shorter than 14 bytes",
		ProblemVLAN:        "VLAN tag incomplete (IEEE 802.1Q)",
		ProblemARP:         "ARP shorter than its addresses (RFC 826)",
		ProblemIPv4:        "IPv4 header incomplete or with impossible lengths (RFC 791 section 3.1)",
		ProblemVersion:     "IP version does not match the link header's type",
		ProblemIPOptions:   "IPv4 options with impossible lengths (RFC 791 section 3.1)",
		ProblemIPv6:        "IPv6 header incomplete (RFC 8200 section 3)",
		ProblemExtension:   "IPv6 extension header incomplete (RFC 8200 section 4)",
		ProblemTCP:         "TCP header incomplete or with an impossible data offset (RFC 9293 section 3.1)",
		ProblemTCPOptions:  "TCP options with impossible lengths (RFC 9293 section 3.1)",
		ProblemUDP:         "UDP header incomplete or with an impossible length (RFC 768)",
		ProblemICMP:        "ICMP shorter than 4 bytes (RFC 792)",
		ProblemDeep:        "headers nested too deep",
		ProblemPanic:       "the decoder failed on it",
		ProblemTunnel:      "tunnel header incomplete",
	}[p]
}

// problemOf is the problem of a layer that is incomplete.
func problemOf(layer string) Problem {
	switch layer {
	case "Ethernet":
		return ProblemEthernet
	case "VLAN", "IEEE 802.1ad":
		return ProblemVLAN
	case "ARP/RARP":
		return ProblemARP
	case "IPv4":
		return ProblemIPv4
	case "IPv6":
		return ProblemIPv6
	case "IPv6 extension header":
		return ProblemExtension
	case "GRE", "VXLAN", "VxLAN", "Teredo", "AH", "Geneve", "GTP", "L2TP", "CAPWAP-Data", "ETHERIP", "ERSPAN", "802.1ah":
		return ProblemTunnel
	}
	return ProblemLink
}
