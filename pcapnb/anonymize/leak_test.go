package anonymize_test

import (
	"bytes"
	"io/fs"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// key is any key.
var key = anonymize.Key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}

// captures are the project's own capture files and, where they are there, those of others.
func captures(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/*.pcap*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	filepath.WalkDir("../../../shared/captures", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.Contains(filepath.Ext(path), "cap") || filepath.Ext(path) == ".dmp") {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}

func load(t *testing.T, path string) pcapnb.Packets {
	t.Helper()
	pkts, err := pcapnb.LoadContext(t.Context(), pcapnb.LoadOptions{NoCache: true}, path)
	if err != nil && len(pkts) == 0 {
		t.Logf("%s: %v", path, err)
	}
	return pkts
}

// secrets are what a capture holds of its owners, by the library's decoder, which has nothing to do with the engine:
// addresses that are not special, as bytes and as text, and names that are long enough not to come about by chance.
func secrets(pkts pcapnb.Packets) map[string]string {
	found := make(map[string]string)
	addr := func(a netip.Addr) {
		if a.IsValid() && !rewrite.Special(a) && various(a.AsSlice()) {
			found[string(a.AsSlice())] = a.String()
			if len(a.String()) > 8 {
				found[a.String()] = a.String()
			}
		}
	}
	mac := func(m pcapnb.MAC) {
		if m[0]&1 == 0 && various(m[:]) {
			found[string(m[:])] = m.String()
			found[m.String()] = m.String()
		}
	}
	name := func(s string) {
		for label := range strings.SplitSeq(s, ".") {
			if suffix, _ := publicsuffix.PublicSuffix(s); len(label) >= 5 && label != suffix && !strings.HasPrefix(label, "_") && !strings.Contains(" local example arpa in-addr b-dns ", " "+label+" ") {
				found[label] = s
			}
		}
	}
	for _, p := range pkts {
		addr(p.IPSrc())
		addr(p.IPDst())
		mac(p.MACSrc())
		mac(p.MACDst())
		if b := p.Bytes(); p.LinkType() == 1 && p.EtherType() == 0x0806 && len(b) >= 42 {
			for _, b := range [][]byte{b[28:32], b[38:42]} { // ARP's sender and target
				if ip, _ := netip.AddrFromSlice(b); various(b) && !rewrite.Special(ip) {
					found[string(b)] = ip.String()
				}
			}
		}
		name(p.DNSQuery())
		for _, a := range p.DNSAnswers() {
			if ip, err := netip.ParseAddr(a.Data); err == nil {
				addr(ip)
			}
		}
	}
	return found
}

// various says whether bytes are not those of a fuzzer's address, such as 48.48.48.48 or 00:00:01:00:00:00, which
// other fields hold too.
func various(b []byte) bool {
	seen := make(map[byte]bool)
	for _, c := range b {
		seen[c] = true
	}
	return len(seen) > 2
}

func printable(s string) bool {
	for _, c := range []byte(s) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(s) > 4
}

// byChance are captures, of a fuzzer and of a generator, in which a header's other bytes repeat an address.
const byChance = " bgp_mp_reach_nlri-oobr.pcap adb_synthetic.pcap aerospike.pcap arkime_synthetic.pcap "

// TestNothingLeaks looks for every address and name of a capture in the bytes of its copy, payload dropped and zeroed.
func TestNothingLeaks(t *testing.T) {
	for _, path := range captures(t) {
		if strings.Contains(byChance, " "+filepath.Base(path)+" ") {
			continue
		}
		pkts := load(t, path)
		private := secrets(pkts)
		for _, payload := range []rewrite.Payload{rewrite.Drop, rewrite.Zero} {
			a := anonymize.New(key, anonymize.Options{Payload: payload})
			images := make(map[string]bool)
			var out bytes.Buffer
			for f := range a.Packets(pkts) {
				out.Write(f.Data)
				out.WriteString("\xa5\xa5\xa5\xa5\xa5\xa5")
			}
			for s := range private { // what is the image of another one may be there
				if ip, ok := netip.AddrFromSlice([]byte(s)); ok && !rewrite.Special(ip) {
					images[string(a.Addr(ip).AsSlice())] = true
					images[a.Addr(ip).String()] = true
				}
			}
			lower := bytes.ToLower(out.Bytes())
			for _, service := range []string{"_googlecast", "_apple-mobdev"} {
				lower = bytes.ReplaceAll(lower, []byte(service), nil)
			}
			for s, what := range private {
				in := out.Bytes()
				if printable(s) {
					in, s = lower, strings.ToLower(s)
				}
				if at := bytes.Index(in, []byte(s)); at >= 0 && !images[s] {
					t.Errorf("%s, payload %d: %s (%q) is still there, at %d after %x", path, payload, what, s, at, in[max(0, at-30):at])
				}
			}
		}
	}
}

// TestCount checks that no packet is lost, no time changed, and that what is dropped still counts on the wire.
func TestCount(t *testing.T) {
	for _, path := range captures(t) {
		pkts := load(t, path)
		n := 0
		for f := range anonymize.New(key, anonymize.Options{}).Packets(pkts) {
			p := pkts[n]
			if f.Number != p.Number() || !f.Time.Equal(p.Time()) || f.LinkType != p.LinkType() || f.Length < len(f.Data) {
				t.Errorf("%s: packet %d became %v", path, p.Number(), f)
			}
			n++
		}
		if n != len(pkts) {
			t.Errorf("%s: %d packets, want %d", path, n, len(pkts))
		}
	}
}
