package exercise

import (
	"slices"

	"netlab/pcapnb"
)

// paths are the questions about links and the way that packets take.
func paths(id string) (Exercise, bool) {
	switch id {
	case "arp-unanswered":
		return Exercise{
			Question: "Which addresses were asked for by ARP and answered by nobody?",
			Answer:   func(ps packets) any { return unanswered(ps, false) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "These were answered.", Answer: func(ps packets) any { return fieldValues(ps.Where("arp.opcode == 2"), "arp.src.proto_ipv4") }},
				{Says: "These are all that were asked for; leave out those that a reply is about.", Answer: func(ps packets) any { return asked(ps) }},
				{Says: "A probe (its sender's address is 0.0.0.0) wants no answer: nobody else is to have that address.", Credit: 0.5,
					Answer: func(ps packets) any { return unanswered(ps, true) }},
			},
			Hints: []string{"A request has arp.opcode 1 and asks for arp.dst.proto_ipv4; a reply has 2 and is about arp.src.proto_ipv4.", "Which address is among the first and not among the second?"},
		}, true
	case "arp-for-others":
		return Exercise{
			Question: "Which card answers ARP for the most addresses?",
			Answer:   func(ps packets) any { return answeredFor(ps).SortDesc() }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This card sent the most replies; different addresses are asked for.", Answer: func(ps packets) any { return pcapnb.ValueCounts(ps.Where("arp.opcode == 2"), pcapnb.MACSrc) }},
				{Says: "This card asked the most.", Answer: func(ps packets) any { return pcapnb.ValueCounts(ps.Where("arp.opcode == 1"), pcapnb.MACSrc) }},
				{Says: "The question is about cards: their address is a MAC address.", Answer: func(ps packets) any {
					return pcapnb.ValueCounts(ps.Where("arp.opcode == 2"), ps.Field("arp.src.proto_ipv4"))
				}},
			},
			Hints: []string{"A reply has arp.opcode 2; its sender's card is MACSrc, and the address it answers for is arp.src.proto_ipv4.", "Group by the card, count the different addresses: NUnique."},
		}, true
	case "datagrams-in-fragments":
		return Exercise{
			Question: "How many IPv4 datagrams were sent in fragments?",
			Answer:   func(ps packets) any { return len(ps.Where("ip.frag_offset == 0 && ip.flags.mf == 1")) },
			Mistakes: []Mistake{
				{Says: "This counts fragments; a datagram has several.", Answer: func(ps packets) any { return len(ps.Where("ip.frag_offset > 0 || ip.flags.mf == 1")) }},
				{Says: "Every fragment but the last says that more follow.", Answer: func(ps packets) any { return len(ps.Where("ip.flags.mf == 1")) }},
				{Says: "This leaves out the first fragments and counts all others.", Answer: func(ps packets) any { return len(ps.Where("ip.frag_offset > 0")) }},
			},
			Hints: []string{"Each datagram has one first fragment: what is its offset?", "A first fragment has the offset 0, as a whole datagram has; but it says that more follow."},
		}, true
	case "routers-passed":
		return Exercise{
			Question: "By what traceroute shows, how many routers lie between its host and its target, silent ones included?",
			Answer:   func(ps packets) any { return orNone(farthest(ps)-1, farthest(ps) > 0) },
			Mistakes: []Mistake{
				{Says: "This is the time to live that reached the target. The last hop is the target itself, and no router.", Credit: 0.5,
					Answer: func(ps packets) any { return orNone(farthest(ps), farthest(ps) > 0) }},
				{Says: "This counts the routers that answered; a silent one is on the way, too.", Credit: 0.5, Answer: func(ps packets) any {
					return pcapnb.NUnique(ps.Where("icmp.type == 11"), pcapnb.IPSrc)
				}},
				{Says: "This counts messages; traceroute asks each router several times.", Answer: func(ps packets) any { return len(ps.Where("icmp.type == 11")) }},
			},
			Hints: []string{"A probe with the time to live n gets as far as the n-th router, or the target.", "Which is the smallest time to live that the target answered (ICMP type 3, port unreachable)?"},
		}, true
	case "path-mtu":
		return Exercise{
			Question: "What is the largest IP packet that fits through the way, by what the routers say (the path MTU)?",
			Answer:   func(ps packets) any { return orNone(pathMTU(ps), pathMTU(ps) > 0) }, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: "This is the length of a frame, with 14 bytes of Ethernet before the IP packet.", Credit: 0.5,
					Answer: func(ps packets) any { return orNone(pathMTU(ps)+14, pathMTU(ps) > 0) }},
				{Says: "This is what the first cable carries; a later one is narrower.", Answer: func(ps packets) any { return ps.Max(pcapnb.IPLen) }},
				{Says: "This is the longest frame; a router said that it does not fit.", Answer: func(ps packets) any { return ps.Max(pcapnb.Length) }},
				{Says: "This is what both ends told each other; neither knows the cables between.", Answer: func(ps packets) any {
					return ps.Where("tcp.options.mss_val").Fields("tcp.options.mss_val").Min("tcp.options.mss_val")
				}},
			},
			Hints: []string{"A router that cannot send a packet on says so by ICMP, type 3, code 4.", "The message has a field for it: icmp.mtu."},
		}, true
	}
	return Exercise{}, false
}

// orNone is n, or no answer where the capture has none.
func orNone(n int, ok bool) any {
	if !ok {
		return nil
	}
	return n
}

// fieldValues lists the different values of a field.
func fieldValues(ps packets, field string) []string {
	var all []string
	for _, r := range ps.Fields(field).Rows() {
		if a := r.Text(field); a != "" && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// asked lists the addresses that ARP asks for, without announcements (RFC 5227 section 3) and probes.
func asked(ps packets) []string {
	return fieldValues(ps.Where("arp.opcode == 1 && !arp.isgratuitous && !(arp.src.proto_ipv4 == 0.0.0.0)"), "arp.dst.proto_ipv4")
}

// unanswered lists the addresses asked for, or probed for, that no reply is about.
func unanswered(ps packets, probes bool) any {
	all := asked(ps)
	if probes {
		all = fieldValues(ps.Where("arp.opcode == 1 && !arp.isgratuitous"), "arp.dst.proto_ipv4")
	}
	answered := fieldValues(ps.Where("arp.opcode == 2"), "arp.src.proto_ipv4")
	all = slices.DeleteFunc(all, func(a string) bool { return slices.Contains(answered, a) })
	if len(all) == 0 {
		return nil
	}
	return all
}

// answeredFor counts the addresses for which each card answers.
func answeredFor(ps packets) pcapnb.Series[pcapnb.MAC] {
	return pcapnb.GroupBy(ps.Where("arp.opcode == 2"), pcapnb.MACSrc).NUnique(ps.Field("arp.src.proto_ipv4"))
}

// farthest is the smallest time to live with which a probe of traceroute reached its target, 0 where there is none. An
// ICMP error quotes the probe that it is about, by whose port it is found.
func farthest(ps packets) int {
	least := 0
	ttl := map[string]int{}
	port := func(p pcapnb.Packet) string { s, _ := ps.Field("udp.dstport").Of(p); return s }
	for _, p := range ps.Where("udp.dstport in {33434..33534} && !icmp") {
		ttl[port(p)] = p.TTL()
	}
	for _, p := range ps.Where("udp.dstport in {33434..33534} && icmp.type == 3 && icmp.code == 3") {
		if n := ttl[port(p)]; n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// pathMTU is the least that a router says is the most it can send on (RFC 1191 section 4), 0 where none says so.
func pathMTU(ps packets) int {
	said := ps.Where("icmp.type == 3 && icmp.code == 4 && icmp.mtu > 0")
	if len(said) == 0 {
		return 0
	}
	return int(said.Fields("icmp.mtu").Min("icmp.mtu").Value)
}
