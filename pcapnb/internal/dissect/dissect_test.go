package dissect

import (
	"strings"
	"testing"
)

func TestFieldsAreSortedAndDescribed(t *testing.T) {
	for id := ID(1); id < numFields; id++ {
		def := id.Def()
		if id > 1 && defs[id-1].Name >= def.Name {
			t.Errorf("%q does not come after %q", def.Name, defs[id-1].Name)
		}
		if def.Meaning == "" || def.Source == "" {
			t.Errorf("%s: meaning %q, source %q: want both", def.Name, def.Meaning, def.Source)
		}
		if got, ok := Lookup(def.Name); !ok || got != id {
			t.Errorf("Lookup(%q) = %d, %v; want %d", def.Name, got, ok, id)
		}
	}
	if _, ok := Lookup("ip.source"); ok {
		t.Error(`Lookup("ip.source") found a field`)
	}
	if NumFields < 250 {
		t.Errorf("%d fields; want at least 250", NumFields)
	}
}

// synFrame is an Ethernet frame with a SYN to port 80 in a VLAN.
var synFrame = []byte{
	0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x81, 0x00, 0x20, 0x05, 0x08, 0x00,
	0x45, 0x00, 0x00, 0x2c, 0x12, 0x34, 0x40, 0x00, 0x40, 0x06, 0x00, 0x00, 192, 0, 2, 1, 192, 0, 2, 2,
	0x30, 0x39, 0x00, 0x50, 0, 0, 0, 9, 0, 0, 0, 0, 0x60, 0x02, 0xff, 0xff, 0, 0, 0, 0, 2, 4, 0x05, 0xb4,
}

func dissectOne(t *testing.T, names string) []string {
	t.Helper()
	var want Set
	for _, n := range strings.Fields(names) {
		id, ok := Lookup(n)
		if !ok {
			t.Fatalf("no field %q", n)
		}
		want.Add(id)
	}
	var out Fields
	New(&want).Dissect(&Frame{Number: 1, HasTime: true, Link: linkEthernet, Length: len(synFrame), Data: synFrame}, &out)
	var got []string
	for i := range out.Values {
		got = append(got, out.Values[i].ID.String()+"="+out.Values[i].Text())
	}
	return got
}

func TestDissectSYN(t *testing.T) {
	got := dissectOne(t, "frame.protocols vlan.id vlan.priority ip.src ip.flags.df tcp.seq tcp.seq_raw tcp.flags.str tcp.options.mss_val tcp.port _ws.col.Info")
	want := []string{
		"frame.protocols=eth:ethertype:vlan:ethertype:ip:tcp",
		"vlan.priority=1", "vlan.id=5", "ip.flags.df=1", "ip.src=192.0.2.1",
		"tcp.port=12345", "tcp.port=80", "tcp.seq=0", "tcp.seq_raw=9", "tcp.flags.str=··········S·",
		"tcp.options.mss_val=1460",
		"_ws.col.Info=12345 → 80 [SYN] Seq=0 Win=65535 Len=0 MSS=1460",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOnlyWantedFields(t *testing.T) {
	got := dissectOne(t, "ip.dst")
	if len(got) != 1 || got[0] != "ip.dst=192.0.2.2" {
		t.Errorf("got %q", got)
	}
}

func TestNeedsState(t *testing.T) {
	for _, c := range []struct {
		name string
		want bool
	}{{"ip.src", false}, {"tcp.srcport", false}, {"tcp.flags", false}, {"tcp.seq_raw", false}, {"tcp.window_size", true}, {"tcp.stream", true},
		{"dns.qry.name", true}, {"frame.time_delta", true}, {"frame.number", false}} {
		id, _ := Lookup(c.name)
		if got := NeedsState(NewSet(id)); got != c.want {
			t.Errorf("NeedsState(%s) = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTree(t *testing.T) {
	layers := NewTree().Tree(&Frame{Number: 1, Link: linkEthernet, Length: len(synFrame), Data: synFrame})
	var names []string
	for _, l := range layers {
		names = append(names, l.Name)
	}
	if got := strings.Join(names, " "); got != "frame eth vlan ip tcp _ws.col.Protocol _ws.col.Info" {
		t.Fatalf("layers %q", got)
	}
	ip := layers[3]
	if ip.Offset != 18 || ip.Length != 20 || !strings.HasPrefix(ip.Protocol, "Internet Protocol Version 4, Src: 192.0.2.1") {
		t.Errorf("ip layer at %d, %d bytes, %q", ip.Offset, ip.Length, ip.Protocol)
	}
	for _, f := range ip.Fields {
		if f.Name == "ip.flags" {
			if len(f.Children) != 3 || f.Children[1].Name != "ip.flags.df" || f.Children[1].Value != "1" {
				t.Errorf("ip.flags has %+v", f.Children)
			}
			return
		}
	}
	t.Error("no ip.flags")
}

func TestSpecialText(t *testing.T) {
	for _, c := range []struct {
		got, want string
	}{
		{string(appendRelative(nil, -1)), "-0.000000001"},
		{string(appendRelative(nil, 1_234_567_890)), "1.234567890"},
		{string(appendAbsolute(nil, 1594747052058611000)), "Jul 14, 2020 17:17:32.058611000 UTC"},
		{string(appendAbsolute(nil, 1102274184317453000)), "Dec  5, 2004 19:16:24.317453000 UTC"},
		{string(appendEscaped(nil, onlyASCII([]byte("a\r\n\xff\vb")))), `a\r\n` + "\uFFFD\vb"},
		{string(appendEther(nil, 0x020000000001)), "02:00:00:00:00:01"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// The example of FoxIO's JA4 specification.
func TestJA4(t *testing.T) {
	h := hello{
		client: true, version: tlsv12, sni: true, hasALPN: true, alpn: []byte("h2"),
		suites:     []uint16{0x1a1a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035},
		extensions: []uint16{0x2a2a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015},
		versions:   []uint16{0x3a3a, tlsv13, tlsv12},
		signatures: []uint16{0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601},
	}
	if got, want := h.ja4(false), "t13d1516h2_8daaf6152771_e5627efa2ab1"; got != want {
		t.Errorf("JA4 %s, want %s", got, want)
	}
}

// No name may loop for ever, RFC 1035 §4.1.4.
func TestNameLoops(t *testing.T) {
	for _, b := range [][]byte{{0xc0, 0}, {1, 'a', 0xc0, 0}, {0xc0, 2, 0xc0, 0}, {63, 'x'}, {0x80}, {}} {
		d := New(new(Set))
		d.out = new(Fields)
		v := view{b: b, rep: len(b)}
		name, n := d.dnsName(&v, 0)
		if len(name) > 2*maxName || n > len(b) {
			t.Errorf("% x: a name of %d bytes that takes %d", b, len(name), n)
		}
	}
}
