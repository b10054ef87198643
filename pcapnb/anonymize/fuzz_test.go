package anonymize_test

import (
	"net/netip"
	"strings"
	"testing"

	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// FuzzPage checks that no text makes the rewriting of pages panic, that what is no address or name stays, and that every mapping keeps
// what it promises: names their length, addresses their kind.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"192.168.1.23:80 www.example.org", "fe80::1%eth0 3c:15:c2:d9:d3:50", "10.0.0.0/8", "/home/bob a@b.co.uk", "\x00 1 \x00", "::ffff:1.2.3.4 ::1", "12:34:56.789"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := anonymize.New(key, anonymize.Options{})
		a.Name("www.example.org")
		for _, outputs := range []bool{false, true} {
			if got := a.Page(s, outputs); strings.Count(got, "\n") != strings.Count(s, "\n") && !strings.Contains(s, "/home") {
				t.Errorf("Page(%q) = %q", s, got)
			}
		}
		if got := a.Words(s); len(got) != len(s) {
			t.Errorf("Words(%q) = %q", s, got)
		}
		if got := a.Name(s); len(got) != len(s) {
			t.Errorf("Name(%q) = %q", s, got)
		}
		if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
			if got := a.Addr(addr); got.Is4() != addr.Is4() || rewrite.Special(got) != rewrite.Special(addr) || got.IsPrivate() != addr.IsPrivate() || got.IsLinkLocalUnicast() != addr.IsLinkLocalUnicast() {
				t.Errorf("Addr(%v) = %v", addr, got)
			}
		}
	})
}
