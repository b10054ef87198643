package pcapnb

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// namesOf writes a table of names as "address name (source)", a line each.
func namesOf(n *Names) string {
	var b strings.Builder
	t := n.Table()
	for i := range t.Len() {
		r := t.Row(i)
		fmt.Fprintf(&b, "%s %s (%s)\n", r.Text("address"), r.Text("name"), r.Text("source"))
	}
	return b.String()
}

func TestNamesInMorning(t *testing.T) {
	pkts := MustLoad("../testdata/morning.pcap")
	all := namesOf(NamesIn(pkts))
	for _, want := range []string{
		"192.168.1.9 printer.local (mDNS)\n",
		"192.168.1.24 phone (DHCP host name)\n",
		"192.168.1.24 phone.home.arpa (reverse DNS)\n",
		"198.51.100.20 www.example.org (TLS server name)\n198.51.100.20 www.example.org (HTTP host)\n198.51.100.20 www.example.org (DNS)\n198.51.100.20 blog.example.org (DNS)\n",
		"203.0.113.80 cloud.example.net (HTTP host)\n",
		"2001:db8:ffff::30 news.example.net (TLS server name)\n",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q among:\n%s", want, all)
		}
	}
	if again := namesOf(NamesIn(pkts)); again != all {
		t.Error("the order differs from call to call")
	}
	// A selection tells less, but what it tells it tells in full: the hello in packet 1810 may need earlier packets.
	if got, want := namesOf(NamesIn(pkts[1809:1810])), "198.51.100.20 www.example.org (TLS server name)\n"; got != want {
		t.Errorf("one packet tells %q, want %q", got, want)
	}
}

// TestNameAskedFor checks that the name is the one that was asked for, not the canonical name at the end.
func TestNameAskedFor(t *testing.T) {
	alias := ""
	for _, p := range MustLoad("../testdata/morning.pcap") {
		for _, a := range p.DNSAnswers() {
			if a.Type == "CNAME" {
				alias = a.Name
			}
		}
	}
	if alias == "" {
		t.Fatal("no CNAME in morning.pcap")
	}
	asked := map[string]string{"c.example": "b.example", "b.example": "A.example", "loop": "loop"}
	for name, want := range map[string]string{"C.example": "A.example", "x": "x", "loop": "loop"} {
		if got := origin(asked, name); got != want {
			t.Errorf("origin(%q) = %q, want %q", name, got, want)
		}
	}
	if all := namesOf(NamesIn(MustLoad("../testdata/morning.pcap"))); !strings.Contains(all, " "+alias+" (DNS)") {
		t.Errorf("%s is no name of an address:\n%s", alias, all)
	}
}

func TestReverseName(t *testing.T) {
	v6 := "0.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.f.f.f.f.8.b.d.0.1.0.0.2.ip6.arpa"
	for name, want := range map[string]string{
		"20.100.51.198.in-addr.arpa": "198.51.100.20", v6: "2001:db8:ffff::20", strings.ToUpper(v6): "2001:db8:ffff::20",
		"100.51.198.in-addr.arpa": "", "1.2.3.4": "", v6[2:]: "", "x" + v6[1:]: "", "in-addr.arpa": "", "b._dns-sd._udp.local": "",
	} {
		addr, ok := reverseName(name)
		if got := addr.String(); ok != (want != "") || ok && got != want {
			t.Errorf("reverseName(%q) = %v, %v, want %q", name, addr, ok, want)
		}
	}
}

func TestNamesInAFileThatHasThem(t *testing.T) {
	data, err := os.ReadFile("../testdata/ten.pcapng")
	if err != nil {
		t.Fatal(err)
	}
	record := append([]byte{198, 51, 100, 20}, "Web Server\x00\x00"...) // draft-ietf-opsawg-pcapng section 4.5
	record = append(binary.LittleEndian.AppendUint16([]byte{1, 0}, uint16(len(record)-1)), record...)
	size := uint32(12 + len(record) + 4)
	block := append(binary.LittleEndian.AppendUint32([]byte{4, 0, 0, 0}, size), record...)
	data = append(data, binary.LittleEndian.AppendUint32(append(block, 0, 0, 0, 0), size)...)
	pkts, err := Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	names := NamesIn(pkts)
	if got := names.Lookup("198.51.100.20"); got != "web server" {
		t.Errorf("the name is %q, want that of the block:\n%v", got, names)
	}
	if row := names.Table().Row(0); row.Has("first") || row.Has("packets") {
		t.Error("a packet is said to tell what the file tells")
	}
}

func TestNamesOfProxiesAndAddressesAreNone(t *testing.T) {
	f := newNameFields()
	for request, want := range map[[2]string]string{
		{"/", "Www.Example.org:8080"}: "www.example.org",
		{"http://a.example/", "a"}:    "",
		{"/", "192.0.2.1"}:            "",
		{"/", "192.0.2.1:80"}:         "",
		{"/", "[2001:db8::1]:80"}:     "",
		{"/", "[2001:db8::1]"}:        "",
		{"/", ""}:                     "",
	} {
		c := &nameCollector{found: make(map[nameIn]nameTally), hosts: make(map[uint64]string)}
		c.values(7, f, wireValues(f, request[0], request[1]))
		got := ""
		for key := range c.found {
			got = key.name
		}
		if got != want {
			t.Errorf("%q gives the name %q, want %q", request, got, want)
		}
	}
}

// wireValues are the fields of a request to 198.51.100.20.
func wireValues(f *nameFields, uri, host string) []dissect.Value {
	return []dissect.Value{{ID: f.ipDst, N: 198<<24 | 51<<16 | 100<<8 | 20}, {ID: f.httpVerb, B: []byte("GET")},
		{ID: f.uri, B: []byte(uri)}, {ID: f.host, B: []byte(host)}}
}

// A fakeDNS answers reverse lookups, and counts them.
type fakeDNS struct {
	mu     sync.Mutex
	asked  int
	answer map[string]string
}

func (d *fakeDNS) reverse(ctx context.Context, address string) ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	switch name := d.answer[address]; name {
	case "":
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	case "timeout":
		return nil, &net.DNSError{Err: "i/o timeout", IsTimeout: true}
	default:
		return []string{"z." + name + ".", name + "."}, nil
	}
}

func TestReverseLookups(t *testing.T) {
	t.Setenv("PCAPNB_LIVE", "1")
	path := filepath.Join(t.TempDir(), "names.csv")
	names := MustLoadNames(path)
	dns := &fakeDNS{answer: map[string]string{"198.51.100.20": "www.example.org", "198.51.100.21": "timeout", "192.168.1.1": ""}}
	names.lists[0].reverse = dns.reverse
	pkts := MustLoad("../testdata/web.pcap")
	names.Fill(pkts, IPDst)
	want := len(Unique(pkts, IPDst))
	if dns.asked != want {
		t.Errorf("%d lookups of %d addresses", dns.asked, want)
	}
	Unique(pkts, names.Key("name_dst", IPDst))
	if names.Lookup("198.51.100.20") != "www.example.org" || names.Lookup("198.51.100.21") != "" {
		t.Error("a wrong name")
	}
	if dns.asked != want {
		t.Errorf("%d lookups of %d addresses: what was asked is asked again", dns.asked, want)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(kept); !strings.Contains(text, "\n192.168.1.1,\n") || !strings.Contains(text, "\n198.51.100.20,www.example.org\n") || strings.Contains(text, "198.51.100.21") {
		t.Errorf("kept:\n%s\nwant who has no name, but not who did not answer", text)
	}
	t.Setenv("PCAPNB_LIVE", "")
	if got := MustLoadNames(path).Lookup("198.51.100.20"); got != "www.example.org" {
		t.Errorf("the file says %q", got)
	}
}

// TestTwoListsOfOneFile has two cells that know nothing of each other look up names for one file: it keeps both's.
func TestTwoListsOfOneFile(t *testing.T) {
	t.Setenv("PCAPNB_LIVE", "1")
	path := filepath.Join(t.TempDir(), "names.csv")
	dns := &fakeDNS{answer: map[string]string{"198.51.100.20": "www.example.org", "198.51.100.21": "ftp.example.org"}}
	one, two := MustLoadNames(path), MustLoadNames(path)
	one.lists[0].reverse, two.lists[0].reverse = dns.reverse, dns.reverse
	one.Lookup("198.51.100.20")
	two.Lookup("198.51.100.21")
	t.Setenv("PCAPNB_LIVE", "")
	for address, want := range dns.answer {
		if got := MustLoadNames(path).Lookup(address); got != want {
			t.Errorf("%s is %q, want %q", address, got, want)
		}
	}
}

// TestLookupsAreBounded asks for a hundred addresses of which none is answered until sixteen are asked for.
func TestLookupsAreBounded(t *testing.T) {
	var mu sync.Mutex
	asked, now, most := 0, 0, 0
	full := make(chan struct{})
	n := &nameList{live: true, path: filepath.Join(t.TempDir(), "names.csv"), known: make(map[netip.Addr][]foundName), silent: make(map[netip.Addr]bool)}
	n.reverse = func(ctx context.Context, address string) ([]string, error) {
		if _, limited := ctx.Deadline(); !limited {
			t.Error("a lookup without a limit of its time")
		}
		mu.Lock()
		asked, now = asked+1, now+1
		most = max(most, now)
		if now == lookups && asked == lookups {
			close(full)
		}
		mu.Unlock()
		<-full
		mu.Lock()
		now--
		mu.Unlock()
		return nil, errors.New("no answer")
	}
	var addrs []netip.Addr
	for i := range 100 {
		addrs = append(addrs, netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}))
	}
	n.ask(addrs)
	if asked != 100 || most != lookups {
		t.Errorf("%d lookups, %d at once, want 100 and %d", asked, most, lookups)
	}
}

// TestKeyAsksForManyAtATime groups by a name: no lookup is answered before all have been asked.
func TestKeyAsksForManyAtATime(t *testing.T) {
	pkts := MustLoad("../testdata/web.pcap")
	want := len(Unique(pkts, IPDst))
	var mu sync.Mutex
	asked, all := 0, make(chan struct{})
	n := &nameList{live: true, path: filepath.Join(t.TempDir(), "names.csv"), known: make(map[netip.Addr][]foundName), silent: make(map[netip.Addr]bool)}
	n.reverse = func(ctx context.Context, address string) ([]string, error) {
		mu.Lock()
		if asked++; asked == want {
			close(all)
		}
		mu.Unlock()
		select {
		case <-all:
			return []string{"host-" + address}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	names := &Names{[]*nameList{n}}
	if got := NUnique(pkts, names.Key("name", IPDst)); got != want {
		t.Errorf("%d names, want %d", got, want)
	}
}

func TestOrAsksOneAfterTheOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names.csv")
	if err := os.WriteFile(path, []byte("# mine\n198.51.100.20,mine.example\n192.168.1.23,laptop\n192.168.1.24,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	names := NamesIn(MustLoad("../testdata/ten.pcap")).Or(MustLoadNames(path))
	want := "192.168.1.23 laptop (file)\n198.51.100.20 www.example.org (HTTP host)\n198.51.100.20 www.example.org (DNS)\n198.51.100.20 mine.example (file)\n"
	if got := namesOf(names); got != want {
		t.Errorf("names:\n%swant:\n%s", got, want)
	}
	if names.Lookup("198.51.100.20") != "www.example.org" || names.Lookup("192.168.1.23") != "laptop" || names.Lookup("192.168.1.24") != "" {
		t.Error("a wrong name")
	}
}

func TestLoadNamesSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.csv")
	if err := os.WriteFile(bad, []byte("# x\nwww.example.org,198.51.100.20\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		bad:                                bad + `: line 2: want an address, a comma and a name, not "www.example.org,198.51.100.20"`,
		filepath.Join(dir, "none.csv"):     filepath.Join(dir, "none.csv") + ": no such file. To make it from the DNS start with: go run ./notebooks -live",
		filepath.Join(dir, "bad.csv", "x"): filepath.Join(dir, "bad.csv", "x") + ": not a directory",
	} {
		if _, err := LoadNames(path); err == nil || err.Error() != want {
			t.Errorf("error %q, want %q", err, want)
		}
	}
}
