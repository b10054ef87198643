package nearest

import (
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	names := []string{"ip.src", "ip.dst", "tcp.len", "udp.length", "IP.Addr"}
	for _, c := range []struct {
		name  string
		limit int
		want  []string
	}{
		{"ip.scr", 3, []string{"ip.src", "ip.dst", "IP.Addr"}},
		{"ip.adr", 1, []string{"IP.Addr"}},
		{"tcp.length", 3, []string{"udp.length", "tcp.len"}},
		{"nothing like it", 3, nil},
	} {
		if got := Names(c.name, names, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("Names(%q, %d) = %q, want %q", c.name, c.limit, got, c.want)
		}
	}
}

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		name  string
		names []string
		want  string
	}{
		{"x", nil, "there are none"},
		{"lenght", []string{"length", "ip_src"}, `did you mean "length", "ip_src"?`},
		{"ä", []string{"b"}, `did you mean "b"?`},
	} {
		if got := Suggest(c.name, c.names); got != c.want {
			t.Errorf("Suggest(%q, %q) = %q, want %q", c.name, c.names, got, c.want)
		}
	}
}

// TestDistance compares with the recursion that defines the distance.
func TestDistance(t *testing.T) {
	words := []string{"", "a", "ab", "ba", "abc", "kitten", "sitting", "Saturday", "sunday", "ääa", "aä"}
	for _, a := range words {
		for _, b := range words {
			x, y := []rune(a), []rune(b)
			if got, want := distance(x, y, 100), defined(x, y); got != want {
				t.Errorf("distance(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
}

func defined(a, b []rune) int {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) + len(b)
	case a[0] == b[0]:
		return defined(a[1:], b[1:])
	}
	return 1 + min(defined(a[1:], b), defined(a, b[1:]), defined(a[1:], b[1:]))
}

func TestFields(t *testing.T) {
	names := []string{"ip", "ip.src", "ip.dst", "ip.ttl", "pim.source", "tcp.port", "tcp.len", "tcp.analysis.ack_rtt", "sip.Method", "rtsp.method", "wlan.duration", "icmp.code"}
	for name, want := range map[string][]string{
		"ip.source":           {"ip.src", "pim.source"}, // its own protocol first
		"tcp.rtt":             {"tcp.analysis.ack_rtt"},
		"sip.method":          {"sip.Method", "rtsp.method"},
		"tcp.something":       {"tcp.analysis.ack_rtt", "tcp.len", "tcp.port"}, // of its protocol at least
		"wlan_radio.duration": {"wlan.duration"},
		"diameter.cmd.code":   nil, // and nothing far-fetched
		"icmp6.code":          {"icmp.code"},
		"ipp":                 {"ip"},
	} {
		got := Fields(name, names)
		if name == "tcp.something" {
			slices.Sort(got)
		}
		if !slices.Equal(got, want) {
			t.Errorf("Fields(%q) = %q, want %q", name, got, want)
		}
	}
}
