package exercise

import (
	"testing"
	"time"
)

// What the labs of names, of the web and of an incident ask, beside what testdata/record.sh makes happen.
func TestRecordedStories(t *testing.T) {
	for name, answers := range map[string]map[string]any{
		"names.pcap":    {"dhcp-lease": 2 * time.Hour, "dhcp-refused": "10.44.0.57", "dns-slowest": "20.100.51.198.in-addr.arpa", "dns-nonexistent": "nosuch.example.org", "name-servers": 1},
		"resolver.pcap": {"name-servers": []string{"192.0.2.4", "192.0.2.53", "198.51.100.53", "203.0.113.53"}},
		"browse.pcap":   {"requests-per-connection": 6, "asked-with-condition": "/about.html", "refused-servers": []string{"self.example.org", "old.example.org"}, "quic-connections": 2},
		"incident.pcap": {"scanner": "192.168.30.22", "open-ports": []int{80, 22, 3306, 445}, "failed-logins": 21, "tunnel-domain": "example.com"},
	} {
		pkts := load(t, name)
		for id, want := range answers {
			if all, ok := want.([]string); ok && id == "name-servers" {
				want = len(all)
			}
			if r := Grade(id, pkts, want); !r.Right() {
				t.Errorf("%s: %s: %v is called %q", name, id, want, r.Message)
			}
		}
	}
	checkMarks(t, load(t, "names.pcap"), []mark{
		{"dhcp-lease", 3600, 0, "T1"},
		{"dns-nonexistent", []string{"nosuch.example.org", "many.example.org"}, 0.5, "no such name"},
	})
	browse := load(t, "browse.pcap")
	tls, _ := reference("tls-setup")
	hello := evaluate(tls.Mistakes[0].Answer, browse).Number
	checkMarks(t, browse, []mark{{"tls-setup", hello, 0.5, "before it, TCP"}})
	// TLS 1.2 takes two round trips, and TCP one before them (RFC 5246 section 7.3): 40 ms each, as record.sh has the wire.
	if got := evaluate(tls.Answer, browse).Number; got < 0.120 || got > 0.180 {
		t.Errorf("tls-setup is %v s, want three round trips of 40 ms", got)
	}
	checkMarks(t, load(t, "incident.pcap"), []mark{
		{"failed-logins", len(load(t, "incident.pcap").Where("http.authbasic")), 0.5, "let in"},
		{"scanner", "192.168.30.10", 0, "was asked"},
		{"beacon-interval", "4300 ms", 1, "Right"},
		{"tunnel-domain", "example.net", 0, ""},
	})
}
