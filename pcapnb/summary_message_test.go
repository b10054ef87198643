package pcapnb

import (
	"strings"
	"testing"
)

// The names of messages are those that tshark's fields have numbers for, on every packet of the captures that has one.
func TestSummaryNamesMessages(t *testing.T) {
	dhcp := map[string]string{"1": "Discover", "2": "Offer", "3": "Request", "4": "Decline", "5": "ACK", "6": "NAK", "7": "Release", "8": "Inform"}
	seen := map[string]bool{}
	for _, name := range []string{"morning", "inside", "unreachable", "rare", "ipv6-extensions"} {
		pkts := MustLoad("../testdata/" + name + ".pcap")
		for _, p := range pkts.Where("icmp || icmpv6 || dhcp") {
			got := p.Summary()
			if kind, ok := pkts.Field("dhcp.option.dhcp").Of(p); ok && !strings.HasSuffix(got, " / DHCP "+dhcp[kind]) && !p.is(hasFragment) {
				t.Errorf("%s.pcap, packet %d: %s, whose DHCP message type is %s", name, p.Number(), got, kind)
			}
			for _, word := range []string{"echo", "solicitation", "advertisement", "exceeded", "unreachable", "needed", "report", "DHCP"} {
				seen[word] = seen[word] || strings.Contains(got, word)
			}
		}
		for _, p := range pkts.Where("icmp || icmpv6") {
			kind := ""
			for _, field := range []string{"icmp.type", "icmp.code", "icmpv6.type"} {
				text, _ := pkts.Field(field).Of(p)
				first, _, _ := strings.Cut(text, ",") // an error has those of the packet that it quotes, too
				kind += field[len("icmp"):] + first
			}
			want := map[string]string{".type8.code0v6.type": "echo request", ".type11.code0v6.type": "time exceeded", ".type3.code3v6.type": "port unreachable",
				".type3.code4v6.type": "fragmentation needed", ".type.codev6.type128": "echo request", ".type.codev6.type135": "neighbor solicitation"}[kind]
			if got := p.Summary(); !strings.Contains(got, " "+want) && !p.is(hasFragment) {
				t.Errorf("%s.pcap, packet %d: %s, want %s in it", name, p.Number(), got, want)
			}
		}
	}
	for word, ok := range seen {
		if !ok {
			t.Errorf("no summary has the word %s", word)
		}
	}
}
