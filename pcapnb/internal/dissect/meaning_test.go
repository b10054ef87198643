package dissect

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// told are the protocols of which every meaning tells more than the field's name does.
var told = []string{"frame", "eth", "arp", "ip", "ipv6", "icmp", "icmpv6", "udp", "tcp", "dns", "dhcp", "ntp", "tls", "dtls", "quic", "http", "http2", "eapol", "wlan_rsna_eapol", "igmp", "stp", "ftp", "pop",
	"telnet", "tftp", "mqtt", "rtp", "nbns", "snmp", "esp", "wg"}

// mostUntold is how many meanings of other protocols only repeat the name. It is to become less.
const mostUntold = 878

// TestMeaningsTellMoreThanNames looks for meanings that have no word which the name does not have: "dns.count.queries: count queries".
func TestMeaningsTellMoreThanNames(t *testing.T) {
	untold := 0
	for _, id := range All() {
		d := id.Def()
		name := wordsOf(d.Name)
		if slices.ContainsFunc(wordsOf(d.Meaning), func(word string) bool { return !slices.Contains(name, word) && !slices.Contains(little, word) }) {
			continue
		}
		protocol, _, _ := strings.Cut(d.Name, ".")
		if slices.Contains(told, protocol) {
			t.Errorf("%s only says %q", d.Name, d.Meaning)
		}
		untold++
	}
	if untold > mostUntold {
		t.Errorf("%d meanings only repeat the name of the field, want at most %d", untold, mostUntold)
	}
	t.Logf("%d meanings only repeat the name of the field", untold)
}

// little are words that tell nothing.
var little = []string{"a", "an", "and", "are", "field", "for", "in", "is", "of", "the", "to", "was"}

var (
	word = regexp.MustCompile(`[a-z0-9]+`)
	hump = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// wordsOf are the words of a text, of a name its parts: key, share and group of key_shareGroup.
func wordsOf(text string) []string {
	return word.FindAllString(strings.ToLower(hump.ReplaceAllString(text, "$1 $2")), -1)
}
