package pcapnb

// Codes of columns.problem: what kept a packet from being decoded further. A code never changes its meaning.
const (
	problemNone = iota
	problemCut
	problemUnknownLink
	problemLink
	problemEthernet
	problemVLAN
	problemARP
	problemIPv4
	problemVersion
	problemIPOptions
	problemIPv6
	problemExtension
	problemTCP
	problemTCPOptions
	problemUDP
	problemICMP
	problemDeep
	problemPanic
	problemCount
)

// problemText says what a code means: the layer and the rule that was broken.
func problemText(code uint8) string {
	switch code {
	case problemNone:
		return ""
	case problemCut:
		return "cut by the snap length within a header"
	case problemUnknownLink:
		return "link type not decoded"
	case problemLink:
		return "link header incomplete"
	case problemEthernet:
		return "Ethernet header shorter than 14 bytes"
	case problemVLAN:
		return "VLAN tag incomplete (IEEE 802.1Q)"
	case problemARP:
		return "ARP shorter than 8 bytes (RFC 826)"
	case problemIPv4:
		return "IPv4 header incomplete or with impossible lengths (RFC 791 section 3.1)"
	case problemVersion:
		return "IP version does not match the link header's type"
	case problemIPOptions:
		return "IPv4 options with impossible lengths (RFC 791 section 3.1)"
	case problemIPv6:
		return "IPv6 header incomplete or without payload (RFC 8200 section 3)"
	case problemExtension:
		return "IPv6 extension header incomplete (RFC 8200 section 4)"
	case problemTCP:
		return "TCP header incomplete or with an impossible data offset (RFC 9293 section 3.1)"
	case problemTCPOptions:
		return "TCP options with impossible lengths (RFC 9293 section 3.1)"
	case problemUDP:
		return "UDP header incomplete or with an impossible length (RFC 768)"
	case problemICMP:
		return "ICMP shorter than 4 bytes (RFC 792)"
	case problemDeep:
		return "headers nested too deep"
	case problemPanic:
		return "the decoder failed on it"
	}
	return "unknown problem"
}
