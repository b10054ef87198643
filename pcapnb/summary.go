package pcapnb

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"netlab/pcapnb/internal/capture"
)

// String is the packet's Summary.
func (p Packet) String() string { return p.Summary() }

// Summary tells the packet in one line as scapy does: "Ether / IP / TCP 10.0.0.2:36112 > 192.0.2.1:https A / Raw".
func (p Packet) Summary() string {
	var layers []string
	if link := p.linkName(); link != "" {
		layers = append(layers, link)
	}
	if p.is(hasVLAN) {
		layers = append(layers, "Dot1Q")
	}
	switch {
	case p.is(hasIP):
		layers = append(layers, p.ipSummary()...)
	case p.is(hasARP):
		layers = append(layers, p.arpSummary())
	case p.Protocol() != "" && p.c.Protocol[p.i] != capture.ProtoEther:
		layers = append(layers, p.Protocol())
	default:
		layers = append(layers, "Raw")
	}
	return strings.Join(layers, " / ")
}

func (p Packet) linkName() string {
	switch p.LinkType() {
	case linkEthernet:
		return "Ether"
	case linkSLL:
		return "cooked linux"
	case linkSLL2:
		return "cooked linux v2"
	case linkNull, linkLoop:
		return "Loopback"
	case linkPPP, linkPPPHDLC:
		return "PPP"
	case link80211, linkRadiotap, linkPrism:
		return "802.11"
	case linkRaw, linkRawOld, linkRawBSD, linkIPv4, linkIPv6:
		return ""
	}
	return p.LinkType().String()
}

func (p Packet) ipSummary() []string {
	ip := p.ipName()
	ends := fmt.Sprintf(" %v > %v", p.IPSrc(), p.IPDst())
	switch {
	case p.is(hasFragment):
		return []string{fmt.Sprintf("%s%s %s frag:%d", ip, ends, p.Protocol(), p.FragmentOffset())}
	case p.is(hasPorts):
		ends = fmt.Sprintf(" %s > %s", hostPort(p.IPSrc().String(), p.PortSrc()), hostPort(p.IPDst().String(), p.PortDst()))
	}
	layers := []string{ip, p.Protocol() + ends}
	switch {
	case p.is(hasTCP):
		layers[1] += " " + p.Flags()
	case p.is(hasICMP | hasICMPv6):
		kind, _ := p.icmpType()
		code, _ := p.icmpCode()
		name := icmpName
		if p.is(hasICMPv6) {
			name = icmpv6Name
		}
		layers[1] += " " + name(kind, code)
	}
	dhcp, isDHCP := p.dhcpSummary()
	switch {
	case p.is(hasDNS):
		layers = append(layers, p.dnsSummary())
	case isDHCP:
		layers = append(layers, dhcp)
	case p.PayloadLen() > 0:
		layers = append(layers, "Raw")
	}
	return layers
}

func (p Packet) ipName() string {
	if p.is(hasIPv6) {
		return "IPv6"
	}
	return "IP"
}

func hostPort(host string, port int) string { return net.JoinHostPort(host, portText(port)) }

func (p Packet) dnsSummary() string {
	messages := p.dnsMessages()
	if len(messages) == 0 {
		return "Raw"
	}
	query := fmt.Sprintf("%q", p.DNSQuery())
	if !messages[0].Response {
		return "DNS Qry " + query
	}
	return fmt.Sprintf("DNS Ans %s %q", query, p.DNSResp())
}

// arpSummary reads an ARP packet for IPv4 over Ethernet (RFC 826).
func (p Packet) arpSummary() string {
	b, ok := p.at(p.l3(), 28)
	if !ok {
		return "ARP"
	}
	sender, target := netip.AddrFrom4([4]byte(b[14:])), netip.AddrFrom4([4]byte(b[24:]))
	if b[7] == 1 {
		return fmt.Sprintf("ARP who has %v says %v", target, sender)
	}
	return fmt.Sprintf("ARP is at %v says %v", MAC(b[8:]), sender)
}
