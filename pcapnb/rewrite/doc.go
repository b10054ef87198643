// Package rewrite changes what is private in captured packets and keeps the packets whole.
//
// What a name or an address becomes is the affair of a [Policy], whose functions are asked; where names and addresses
// stand, and which lengths and checksums follow from them, is the affair of this package. Package anonymize is one
// policy; copies of a capture with other addresses for each student are another.
//
//	policy := rewrite.Policy{Payload: rewrite.Keep, Addr: func(a netip.Addr) netip.Addr { … }}
//	err := rewrite.Write("variant.pcap", pkts, policy)
//
// # What is rewritten
//
// Addresses and names are found in Ethernet, 802.1Q and 802.1ad tags, LLC and SNAP, spanning tree, Linux cooked and BSD
// loopback headers, 802.11, PPP, PPPoE, MPLS, NFLOG, PKTAP, ARP, IPv4 and IPv6 with options and extension headers,
// IP in IP, GRE, VXLAN, Geneve, GTP, Teredo, ICMP and ICMPv6 with the packets they quote, neighbour discovery, IGMP,
// MLD, DHCP, DHCPv6, DNS, mDNS, LLMNR, NetBIOS names, NTP, and in TCP streams in TLS hellos, HTTP/1 and DNS. Everything
// else is payload: dropped, zeroed or kept as [Payload] says. An address or a name inside kept payload stays there.
//
// Of what is rewritten only that stays which is known to be everybody's: numbers in fields of their size, words in the lists
// of generic.go (methods, media types, directives, names of protocols), numbers that IANA assigned to TLS, dates. Other
// words, unknown options, reserved bytes and whatever a length does not fit are replaced at their length.
//
// Lengths follow where a UDP message becomes longer or shorter. In TCP nothing changes its length, for sequence numbers
// must stay true: a new name is cut or filled to the length of the old one, and a reverse name is replaced as
// a word, not as an address. So it is also where a message was cut while recording.
//
// # Checksums
//
// One that was right is right afterwards; one that a network card would have filled in (offloading) holds what it
// holds then, the sum of the pseudo header; zero stays zero; one that was wrong is wrong. Where bytes are missing, in
// fragments and in packets that were cut, nobody can tell which it was: with [Keep] the checksum is updated as RFC 1624
// says, otherwise it is made right for zeros in place of what is missing, so that it tells nothing of them.
package rewrite
