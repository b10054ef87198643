package pcapnb

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestLongText shows a TXT record of one string of 255 bytes, as each long DKIM key is, in every way.
func TestLongText(t *testing.T) {
	pkts := MustLoad("../testdata/dns.pcap")
	want := strings.Repeat("0123456789abcde", 17)
	p := pkts[1]
	if answers := p.DNSAnswers(); len(answers) != 1 || answers[0] != (DNSAnswer{"long.example.com", "TXT", 300, want}) {
		t.Errorf("answers %v", answers)
	}
	if p.DNSResp() != want {
		t.Errorf("DNSResp is %q", p.DNSResp())
	}
	table := pkts.Select(DNSQuery, DNSResp)
	var page strings.Builder
	if err := table.WriteCSV(&page); err != nil || !strings.Contains(page.String(), want) {
		t.Errorf("no text in the CSV: %v", err)
	}
	for name, text := range map[string]string{"table": table.Full().String(), "HTML": table.Full().HTML(), "summary": p.Summary(), "Show": p.Show().String()} {
		if !strings.Contains(text, want[:20]) {
			t.Errorf("%s: no text in %.300s", name, text)
		}
	}
	io.WriteString(io.Discard, namesOf(NamesIn(pkts)))
}

// TestRareAnswers reads answers of all kinds, one over TCP whose length came in another segment.
func TestRareAnswers(t *testing.T) {
	pkts := MustLoad("../testdata/dns.pcap")
	for number, want := range map[int]DNSAnswer{
		3:  {"two.example.com", "TXT", 300, `"v=spf1 " "-all"`},
		8:  {"example.com", "NS", 300, "ns1.example.com"},
		9:  {"example.com", "SOA", 300, "ns1.example.com"},
		10: {"old.example.com", "DNAME", 300, "new.example.com"},
		17: {"caf\uFFFD.example.com", "A", 300, "192.0.2.80"},
		32: {"a.example.com", "A", 300, "192.0.2.1"},
	} {
		if answers := pkts[number-1].DNSAnswers(); len(answers) != 1 || answers[0] != want {
			t.Errorf("packet %d answers %v, want %v", number, answers, want)
		}
	}
	if got := pkts[30].DNSResp(); got != "" {
		t.Errorf("the length of an answer answers %q", got)
	}
	if all := namesOf(NamesIn(pkts)); !strings.Contains(all, "192.0.2.1 a.example.com (DNS)\n") {
		t.Errorf("no name from DNS over TCP in %s", all)
	}
}

// TestDNSByName compares what packets ask with Wireshark's field for it.
func TestDNSByName(t *testing.T) {
	asked := 0
	for _, path := range dnsCaptures(t) {
		pkts, err := Load(path)
		if err != nil && len(pkts) == 0 {
			continue
		}
		names := pkts.Field("dns.qry.name")
		for i, p := range pkts {
			if p.is(hasTunnel) || !p.is(hasDNS) && p.DNSQuery() == "" {
				continue
			}
			text, _ := names.Of(p)
			first, _, _ := strings.Cut(text, ",")
			if got := p.DNSQuery(); got != strings.TrimPrefix(first, "<Root>") {
				t.Errorf("%s: packet %d asks for %q, dns.qry.name is %q", path, i+1, got, first)
			}
			asked++
		}
	}
	if asked < 100 {
		t.Errorf("%d packets ask something", asked)
	}
}

func dnsCaptures(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../testdata/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	const shared = "../../shared/captures"
	if _, err := os.Stat(shared); err == nil && !testing.Short() {
		others, _ := filepath.Glob(shared + "/*/*.pcap*")
		paths = append(paths, others...)
	}
	return slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, ".csv") })
}
