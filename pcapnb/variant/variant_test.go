package variant

import (
	"bytes"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
)

func write(t *testing.T, name, seed string) (path string, original, copied pcapnb.Packets) {
	t.Helper()
	original, err := pcapnb.Load("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), name)
	if err := Write(path, original, seed); err != nil {
		t.Fatal(err)
	}
	if copied, err = pcapnb.Load(path); err != nil {
		t.Fatal(err)
	}
	return path, original, copied
}

// The same story with other numbers. The original's packets are all there, beside others.
func TestVariant(t *testing.T) {
	for _, name := range []string{"ten.pcap", "web.pcap", "morning.pcap", "leak.pcap", "exfil.pcap", "names.pcap", "browse.pcap", "incident.pcap"} {
		_, a, b := write(t, name, "course/ada")
		few := len(a) < fewPackets
		if len(a) > len(b) || few != (len(a) == len(b)) || a.Duration() == b.Duration() {
			t.Errorf("%s: %d packets in %v became %d in %v", name, len(a), a.Duration(), len(b), b.Duration())
		}
		if a[0].Time().Equal(b[0].Time()) {
			t.Errorf("%s: the time is the original's", name)
		}
		for i := range len(a) / 10 { // before anything is added
			if a[i].IPSrc().IsPrivate() != b[i].IPSrc().IsPrivate() || a[i].Protocol() != b[i].Protocol() || a[i].IsDNS() != b[i].IsDNS() {
				t.Fatalf("%s: packet %d is %s, was %s", name, i+1, b[i].Summary(), a[i].Summary())
			}
		}
		for _, field := range []pcapnb.AddrField{pcapnb.IPSrc, pcapnb.IPDst} {
			if x, y := pcapnb.NUnique(a, field), pcapnb.NUnique(b, field); x != y {
				t.Errorf("%s: %d addresses became %d", name, x, y)
			}
		}
		for _, bad := range []string{"ip.checksum.status == 0", "tcp.checksum.status == 0", "udp.checksum.status == 0"} {
			if x, y := len(a.Where(bad)), len(b.Where(bad)); few && x != y || x == 0 && y > 0 {
				t.Errorf("%s: %s for %d packets, was for %d", name, bad, y, x)
			}
		}
		sameStreams(t, name, a, b)
	}
}

// sameStreams: the original's streams have their numbers and their bytes.
func sameStreams(t *testing.T, name string, a, b pcapnb.Packets) {
	t.Helper()
	was, is := pcapnb.GroupBy(a, pcapnb.TCPStream).Sum(pcapnb.TCPLen), pcapnb.GroupBy(b, pcapnb.TCPStream).Sum(pcapnb.TCPLen)
	for i, stream := range was.Keys() {
		if n, ok := is.Get(stream); !ok || n != was.Values()[i] {
			t.Errorf("%s: stream %d carries %v bytes, was %v", name, stream, n, was.Values()[i])
		}
	}
	for _, p := range b.Where("tcp.analysis.retransmission") { // a copy of a connection is one of its own
		if p.TCPStream() >= was.Len() {
			t.Errorf("%s: packet %d of a new stream is a retransmission", name, p.Number())
		}
	}
}

func TestSeeds(t *testing.T) {
	read := func(seed string) []byte {
		path, _, _ := write(t, "ten.pcap", seed)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	if !bytes.Equal(read("course/ada"), read("course/ada")) {
		t.Error("the same seed gives another file")
	}
	if bytes.Equal(read("course/ada"), read("course/bob")) {
		t.Error("another seed gives the same file")
	}
}

// Distinct addresses and ports stay distinct, whatever the seed.
func TestNothingCollides(t *testing.T) {
	for _, seed := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		v := variant{seed: []byte(seed)}
		hosts := map[byte]bool{}
		for h := range 256 {
			hosts[v.host(byte(h))] = true
		}
		ports := map[uint16]bool{}
		for p := range 1 << 16 {
			ports[v.port(uint16(p))] = true
		}
		if len(hosts) != 256 || len(ports) != 1<<16 || v.host(0) != 0 || v.host(255) != 255 || v.port(443) != 443 || v.port(33440) != 33440 {
			t.Errorf("seed %q: %d hosts and %d ports are left", seed, len(hosts), len(ports))
		}
		card := pcapnb.MAC{0x3c, 0x15, 0xc2, 0xd9, 0xd3, 0x50}
		slaac := netip.MustParseAddr("fe80::3e15:c2ff:fed9:d350")
		m, b := v.mac(card), v.addr(slaac).As16()
		if m[3] != b[13] || m[4] != b[14] || m[5] != b[15] {
			t.Errorf("seed %q: %v no longer has the address %v", seed, m, v.addr(slaac))
		}
	}
}

func TestNames(t *testing.T) {
	v := variant{seed: []byte("a")}
	const data = "d6fqqaaaaaaaaaqdpvnms3rei4hl36zl5ibqvcjemnrrzpjp"
	if got := v.name("7." + data + ".tunnel.example.com"); !strings.HasPrefix(got, "7."+data+".") || strings.Contains(got, "tunnel") {
		t.Errorf("a name that carries data became %s", got)
	}
	for _, name := range []string{"www.example.org", "a-1.b.example.net", "_ipp._tcp.local", "laptop", "example.org"} {
		got := v.name(name)
		if len(got) != len(name) || strings.HasPrefix(name, "_") && got != name || strings.HasSuffix(name, ".example.org") && !strings.HasSuffix(got, ".example.org") {
			t.Errorf("%s became %s", name, got)
		}
	}
}

// The checks hold on every variant: the reference answers pass, the original's do not where the numbers are others.
func TestExercisesHold(t *testing.T) {
	_, a, b := write(t, "web.pcap", "course/ada")
	names := func(ps pcapnb.Packets) any {
		return pcapnb.GroupBy(ps, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc().Head(3)
	}
	if r := exercise.Grade("top-receivers", b, names); !r.Right() {
		t.Errorf("right on the variant: %s", r)
	}
	if r := exercise.Grade("top-receivers", b, names(a)); r.Right() {
		t.Errorf("the original's addresses pass on the variant: %s", r)
	}
}

// Texts about a capture speak of the variant's addresses, and of nothing else.
func TestTexts(t *testing.T) {
	const seed = "course/ada"
	_, a, b := write(t, "web.pcap", seed)
	src, card := a[2].IPSrc().String(), a[2].MACSrc().String()
	text := "x.Is(\"" + src + "\") " + card + " 255.255.255.255 255.255.255.0x 12:30 1.2.3 pkts[2:4] www.example.org"
	got := Addresses(text, seed)
	for _, want := range []string{`x.Is("` + b[2].IPSrc().String() + `") ` + b[2].MACSrc().String(), " 255.255.255.255 ", " 12:30 1.2.3 pkts[2:4] www.example.org"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nbecame %s, which lacks %s", text, got, want)
		}
	}
	if got, want := Names("198.51.100.20,www.example.org\n192.168.1.23,\n", seed), Policy(seed).Name("www.example.org"); !strings.HasSuffix(strings.Split(got, "\n")[0], ","+want) || strings.Contains(got, "192.168.1.23") {
		t.Errorf("names are now\n%s", got)
	}
}
