package pcapnb

import "fmt"

// icmpName is what an ICMP message is called (RFC 792 and successors), "type 42 code 0" where this does not know it.
func icmpName(kind, code int) string {
	if kind == 3 {
		if code < len(unreachable) {
			return unreachable[code]
		}
		return fmt.Sprintf("unreachable code %d", code)
	}
	return messageName(icmpNames, kind, code)
}

var icmpNames = map[int]string{
	0: "echo reply", 5: "redirect", 8: "echo request", 9: "router advertisement", 10: "router solicitation",
	11: "time exceeded", 12: "parameter problem", 13: "timestamp request", 14: "timestamp reply",
}

// unreachable are the codes of ICMP's type 3 (RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1).
var unreachable = [...]string{
	"network unreachable", "host unreachable", "protocol unreachable", "port unreachable", "fragmentation needed",
	"source route failed", "network unknown", "host unknown", "source host isolated", "network prohibited",
	"host prohibited", "network unreachable for TOS", "host unreachable for TOS", "prohibited",
}

// icmpv6Name is what an ICMPv6 message is called (RFC 4443, RFC 4861, RFC 2710, RFC 3810).
func icmpv6Name(kind, code int) string {
	if kind == 1 && code < len(unreachable6) {
		return unreachable6[code]
	}
	return messageName(icmpv6Names, kind, code)
}

var icmpv6Names = map[int]string{
	1: "unreachable", 2: "packet too big", 3: "time exceeded", 4: "parameter problem", 128: "echo request", 129: "echo reply",
	130: "multicast listener query", 131: "multicast listener report", 132: "multicast listener done",
	133: "router solicitation", 134: "router advertisement", 135: "neighbor solicitation", 136: "neighbor advertisement",
	137: "redirect", 143: "multicast listener report v2",
}

// unreachable6 are the codes of ICMPv6's type 1 (RFC 4443 section 3.1).
var unreachable6 = [...]string{
	"no route", "prohibited", "beyond scope", "address unreachable", "port unreachable", "source address failed policy", "route rejected",
}

func messageName(names map[int]string, kind, code int) string {
	if name, ok := names[kind]; ok {
		return name
	}
	return fmt.Sprintf("type %d code %d", kind, code)
}

// dhcpSummary names the message of a packet of the ports of DHCP by its option 53 (RFC 2132 section 9.6).
func (p Packet) dhcpSummary() (string, bool) {
	const cookie, kind = 236, 53
	b := p.Payload()
	if !p.is(hasUDP) || p.PortDst() != 67 && p.PortDst() != 68 || len(b) < cookie+4 || string(b[cookie:cookie+4]) != "\x63\x82\x53\x63" {
		return "", false
	}
	names := [...]string{"", "Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform"}
	for b = b[cookie+4:]; len(b) > 2 && b[0] != 255; {
		if b[0] == kind && 0 < b[2] && int(b[2]) < len(names) {
			return "DHCP " + names[b[2]], true
		}
		skip := 1 // padding
		if b[0] != 0 {
			skip = 2 + int(b[1])
		}
		b = b[min(skip, len(b)):]
	}
	return "BOOTP", true
}
