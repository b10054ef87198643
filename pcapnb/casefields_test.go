package pcapnb

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaseFields asks small captures made by others, each of which went wrong once, for what tshark says of them.
func TestCaseFields(t *testing.T) {
	const dir = "../../shared/cases"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: needs the cases in ../shared/cases beside the checkout")
	}
	for _, c := range []struct{ file, field, want string }{ // one text a packet, "-" where there is none
		{"dns_ecs.pcap", "dns.opt.client.addr4", "192.0.2.77 192.0.2.0 - 0.0.0.0 -"},
		{"dns_ecs.pcap", "dns.opt.client.addr6", "- - 2001:db8:1:: - 2001:db8:1::1"},
		{"frag_overlap.pcap", "ip.fragment.overlap", "- 1"},
		{"frag_overlap.pcap", "ip.fragment.overlap.conflict", "- 1"},
		{"far_times.pcap", "frame.time_delta", "0.000000000 700000000.000003000"},
		{"http_connect.pcap", "http.response.code", "- - - - 200 - -"},
		{"http_connect.pcap", "tls.handshake.extensions_server_name", "- - - - - inside0.example.net -"},
		{"tcp_tfo.pcap", "http.request.method", "- - GET -"},
		{"port_reuse.pcap", "tcp.completeness", "0 1 3 7 15 15 31 31 1 1 3 7 15 15 31 31"},
		{"ppp_dir.pcap", "ppp.direction", "0"},
		{"ppp_dir.pcap", "udp.dstport", "2"},
		{"quic_sni.pcap", "tls.handshake.extensions_server_name", "quic.example.com"},
		{"dns_tcp_two_writes.pcap", "dns.a", "- - - - - 192.0.2.1 - - -"},
	} {
		pkts := MustLoad(filepath.Join(dir, c.file))
		field := pkts.Field(c.field)
		var got []string
		for _, p := range pkts {
			text, ok := field.Of(p)
			if !ok {
				text = "-"
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s is %s, want %s", c.file, c.field, strings.Join(got, " "), c.want)
		}
	}
	for _, c := range []struct{ file, filter, want string }{
		{"port443_not_tls.pcap", "tls", "16 17 18 22 23 24 28 29 30 34 35 36"},
		{"port443_not_tls.pcap", "http", "10 11 12"},
		{"http_body_data.pcap", "data.len == 5", "5"},
		{"http_body_data.pcap", "data.len == 5 && http.file_data", "5"},
	} {
		var got []string
		for _, p := range MustLoad(filepath.Join(dir, c.file)).Where(c.filter) {
			got = append(got, fmt.Sprint(p.Number()))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s lets %s through, want %s", c.file, c.filter, strings.Join(got, " "), c.want)
		}
	}
	answer := MustLoad(filepath.Join(dir, "dns_tcp_two_writes.pcap"))
	if got := answer[5].DNSResp(); got != "192.0.2.1" {
		t.Errorf("dns_tcp_two_writes.pcap answers %q", got)
	}
	if got := namesOf(NamesIn(answer)); !strings.Contains(got, "192.0.2.1 a.example.com") {
		t.Errorf("dns_tcp_two_writes.pcap tells %q", got)
	}
	if got := namesOf(NamesIn(MustLoad(filepath.Join(dir, "quic_sni.pcap")))); got != "198.51.100.21 quic.example.com (TLS server name)\n" {
		t.Errorf("quic_sni.pcap tells %q", got)
	}
	long := MustLoad(filepath.Join(dir, "dns_txt_255_only.pcap"))
	if got := long.Select(DNSResp).Full().String(); len(long[0].DNSResp()) != 255 && len(long[len(long)-1].DNSResp()) != 255 {
		t.Errorf("dns_txt_255_only.pcap: %s", got)
	}
}

// TestNamesInQUIC opens the first packets of QUIC, whatever their version and however their hello is cut up.
func TestNamesInQUIC(t *testing.T) {
	got := namesOf(NamesIn(MustLoad("../testdata/quic.pcap")))
	for _, name := range []string{"quic", "two", "shuffled", "split", "retry"} {
		if !strings.Contains(got, "198.51.100.20 "+name+".example.com (TLS server name)\n") {
			t.Errorf("no %s.example.com in %s", name, got)
		}
	}
}
