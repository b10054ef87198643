package dfilter

import (
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"

	"netlab/pcapnb/internal/caret"
	"netlab/pcapnb/internal/dissect"
)

// packet is a hand-made packet: a field's name and its values in order.
type packet []dissect.Value

// layerBytes gives every protocol the same bytes, of which the first four are its own.
type layerBytes string

func (b layerBytes) Layer(int) ([]byte, int) { return []byte(b), 4 }

func id(tb testing.TB, name string) dissect.ID {
	tb.Helper()
	id, ok := dissect.Lookup(name)
	if !ok {
		tb.Fatalf("no field %s", name)
	}
	return id
}

func number(tb testing.TB, name string, layer uint8, n uint64) dissect.Value {
	return dissect.Value{ID: id(tb, name), Layer: layer, N: n}
}

func text(tb testing.TB, name, s string) dissect.Value {
	return dissect.Value{ID: id(tb, name), Layer: 1, B: []byte(s)}
}

func ipv4(a, b, c, d byte) uint64 { return uint64(binary.BigEndian.Uint32([]byte{a, b, c, d})) }

// tunnel is an HTTP request in IP in IP.
func tunnel(tb testing.TB) packet {
	return packet{
		number(tb, "frame.number", 1, 7),
		number(tb, "frame.len", 1, 200),
		number(tb, "frame.time", 1, 1593866096e9), // 2020-07-04 12:34:56 UTC
		number(tb, "frame.time_delta", 1, 250e6),
		number(tb, "eth.dst", 1, 0x01005e0000fb),
		number(tb, "eth.src", 1, 0x020000000001),
		number(tb, "ip", 1, 0),
		number(tb, "ip.src", 1, ipv4(192, 0, 2, 1)), number(tb, "ip.addr", 1, ipv4(192, 0, 2, 1)),
		number(tb, "ip.dst", 1, ipv4(192, 0, 2, 2)), number(tb, "ip.addr", 1, ipv4(192, 0, 2, 2)),
		number(tb, "ip.ttl", 1, 64),
		number(tb, "ip", 2, 0),
		number(tb, "ip.src", 2, ipv4(10, 0, 0, 1)), number(tb, "ip.addr", 2, ipv4(10, 0, 0, 1)),
		number(tb, "ip.dst", 2, ipv4(10, 0, 0, 2)), number(tb, "ip.addr", 2, ipv4(10, 0, 0, 2)),
		number(tb, "ip.ttl", 2, 1),
		number(tb, "tcp", 1, 0),
		number(tb, "tcp.srcport", 1, 40000), number(tb, "tcp.port", 1, 40000),
		number(tb, "tcp.dstport", 1, 80), number(tb, "tcp.port", 1, 80),
		number(tb, "tcp.flags", 1, 0x18),
		number(tb, "tcp.flags.syn", 1, 0),
		text(tb, "tcp.payload", "GET / HTTP/1.1\r\n"),
		text(tb, "http.host", "www.Example.com"),
		text(tb, "ipv6.src", "\xfe\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"),
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		filter string
		want   bool
	}{
		{"", true},
		{"tcp", true},
		{"udp", false},
		{"not udp and tcp or udp", true},
		{"udp or tcp and udp", false},
		{"tcp xor ip", false},
		{"tcp.flags.syn", true}, // it is there, though it is 0
		{"tcp.flags.syn == 1", false},
		{"tcp.flags.syn == False", true},
		{"tcp.port == 80", true},
		{"tcp.port != 80", false},
		{"tcp.port !== 80", true},
		{"tcp.port === 80", false},
		{"all tcp.port >= 80", true},
		{"any tcp.port != 80", true},
		{"udp.port != 80", false}, // not there: no comparison is true
		{"not udp.port == 80", true},
		{"ip.addr == 10.0.0.0/8", true},
		{"ip.addr != 10.0.0.0/8", false},
		{"ip.src#2 == 10.0.0.1", true},
		{"ip.src#1 == 10.0.0.1", false},
		{"ip.src#[1-2] == 10.0.0.1", true},
		{"ip.ttl#[-1] == 1", true},
		{"ip#3", false},
		{"ipv6.src == fe80::/10", true},
		{"ipv6.src > fe80::", true},
		{"tcp.port in {1..79, 81..90}", false},
		{"tcp.port in {1..79, 80}", true},
		{"tcp.dstport not in {443}", true},
		{"tcp.flags & 0x08", true},
		{"tcp.flags & 0x12 == 0x10", true},
		{"frame.number - 10 < 0", true},
		{"frame.number - 10 == -3", true},
		{"frame.number > -1", false}, // as in Wireshark: a number that is never negative has no order to one
		{"frame.number / 0 == 0", false},
		{"tcp.srcport > 4 * {tcp.dstport + 3}", true},
		{"frame.time > \"2020-07-04 12:34:55\"", true},
		{"frame.time == \"2020-07-04T14:34:56+02:00\"", true},
		{"frame.time == \"Jul  4, 2020 12:34:56\"", true},
		{"frame.time_delta in {0.2 .. 0.3}", true},
		{"eth.dst[0] & 1", true},
		{"eth.src[0:3] == 02:00:00", true},
		{"eth.src[-1] == 01", true},
		{"eth.src[100] == 01", false},
		{"tcp.payload[0:3] == \"GET\"", true},
		{"tcp.payload contains 0d.0a", true},
		{"tcp.payload matches r\"^get\\s\"", true},
		{"tcp.payload matches \"(?-i)^get\"", false},
		{"http.host == \"www.Example.com\"", true},
		{"lower(http.host) == \"www.example.com\"", true},
		{"upper(http.host) contains \"EXAMPLE\"", true},
		{"http.host matches \"example\\\\.(com|org)$\"", true},
		{"len(http.host) == 15", true},
		{"count(ip.addr) == 4", true},
		{"string(ip.src) matches \"^192\"", true},
		{"max(tcp.srcport, tcp.dstport) == 40000", true},
		{"min(tcp.port, udp.port) == 80", true},
		{"abs(frame.time_delta - 1) < 1", true},
		{"tcp contains \"end\"", true},
		{"len(tcp) == 4", true},
		{"tcp[0:2] == \"st\"", true},
		{"tcp[2:10]", false},
		{"tcp.dstport <= tcp.port <= tcp.srcport", true},
	}
	for _, tt := range tests {
		f, err := Compile(tt.filter, Dissector{})
		if err != nil {
			t.Errorf("%s: %v", tt.filter, err)
			continue
		}
		if got := f.Matcher().Match(tunnel(t), layerBytes("start and end")); got != tt.want {
			t.Errorf("%s: got %v", tt.filter, got)
		}
	}
}

func TestErrorsShowThePlace(t *testing.T) {
	tests := []struct{ filter, mark, msg string }{
		{"tcp.prt == 80", "tcp.prt", `"tcp.port"`},
		{"ip.scr", "ip.scr", `"ip.src"`},
		{"tcp and", "", "was expected"},
		{"(tcp or udp", "", `")"`},
		{"tcp udp", "udp", `"and"`},
		{"tcp AND udp", "AND", "small letters"},
		{"tcp.port = 80", "=", `"=="`},
		{"tcp.port == 65536", "65536", "at most 65535"},
		{"tcp.port == httpd", "httpd", "names of numbers"},
		{"tcp.port == \"80\"", "\"80\"", "without quotation marks"},
		{"smb2.cmd == \"Create\"", "\"Create\"", "names of values are not known here"},
		{"ip.src == 1.2.3", "1.2.3", "10.0.0.1"},
		{"ip.src == 10.0.0.0/33", "10.0.0.0/33", "at most 32 bits"},
		{"ip.src == eth.src", "eth.src", "hardware address"},
		{"x509if.oid == 3.5", "3.5", "an identifier such as 2.5.4.3"},
		{"x509if.oid == \"2.5.4.3\"", "\"2.5.4.3\"", "without quotation marks"},
		{"x509if.oid == 55:04:03", "55:04:03", "an object identifier"},
		{"x509if.oid matches \"4\"", "x509if.oid", "string(x509if.oid)"},
		{"ip.src contains \"1\"", "ip.src", "string(ip.src)"},
		{"80 == tcp.port", "80", "left side"},
		{"tcp.port[0] == 1", "tcp.port", "cannot be sliced"},
		{"tcp[5-3]", "5-3", "after the first"},
		{"tcp[,1]", "", "range"},
		{"http.host matches \"(\"", "\"(\"", "does not compile"},
		{"http.host matches \"a(?!b)\"", "\"a(?!b)\"", "ahead or behind"},
		{"http.host matches abc", "abc", "quotation marks"},
		{"http.host == \"a", "\"a", "does not end"},
		{"http.host == \"\\q\"", "\\q", "backslash"},
		{"tcp.port in 80", "80", "braces"},
		{"tcp.port in {80 443}", "443", `","`},
		{"lower(tcp.port) == \"a\"", "tcp.port", "text"},
		{"size(tcp) == 1", "size", "not a function"},
		{"len(tcp, udp) == 1", "len(tcp, udp)", "one argument"},
		{"tcp.flags.syn == maybe", "maybe", "True, False"},
		{"frame.time == yesterday", "yesterday", "2020-07-04"},
		{"frame.time > 2020-07-04T12:34:56Z", ":34", "quotation marks"},
		{"tcp.analysis.flags == 1", "tcp.analysis.flags", "no value"},
		{"any tcp", "", "a comparison"},
		{"${ip.src} == 1.2.3.4", "${", "window"},
		{"ip.src#x", "x", "layer"},
		{"count(tcp.port)", "count(tcp.port)", "always there"},
	}
	for _, tt := range tests {
		_, err := Compile(tt.filter, Dissector{})
		e, ok := errors.AsType[*caret.Error](err)
		if !ok {
			t.Errorf("%s: got %v, want a caret.Error", tt.filter, err)
			continue
		}
		if got := tt.filter[min(e.Pos, len(tt.filter)):max(e.Pos, min(e.End, len(tt.filter)))]; got != tt.mark {
			t.Errorf("%s: the mark is under %q, not %q", tt.filter, got, tt.mark)
		}
		if !strings.Contains(e.Msg, tt.msg) {
			t.Errorf("%s: %q does not say %q", tt.filter, e.Msg, tt.msg)
		}
	}
}

func TestFieldsAreThoseLookedAt(t *testing.T) {
	f, err := Compile("tcp.port == 80 and (ip.src#1 == ip.dst or tcp) and tcp.port in {udp.port}", Dissector{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, id := range f.Fields() {
		names = append(names, id.String())
	}
	if got, want := strings.Join(names, " "), "ip.dst ip.src tcp tcp.port udp.port"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if f.NeedsLayers() {
		t.Error("the presence of a protocol needs no bytes")
	}
	if f, _ := Compile("udp and tcp contains \"x\"", Dissector{}); !f.NeedsLayers() {
		t.Error("to search a protocol needs its bytes")
	}
}

func TestMatchingSettlesWithoutAllocation(t *testing.T) {
	values := tunnel(t)
	for _, filter := range []string{"tcp.port == 80 && ip.src == 10.0.0.0/8", "lower(http.host) contains \"example\"", "eth.dst[0] & 1", "tcp.flags & 0x12 == 0x10"} {
		f, err := Compile(filter, Dissector{})
		if err != nil {
			t.Fatal(err)
		}
		m := f.Matcher()
		m.Match(values, nil)
		if n := testing.AllocsPerRun(100, func() { m.Match(values, nil) }); n != 0 {
			t.Errorf("%s: %v allocations a packet", filter, n)
		}
	}
}

func TestArithmeticOnManyOccurrencesIsBounded(t *testing.T) {
	var values packet
	for i := range 3000 {
		values = append(values, number(t, "tcp.port", 1, uint64(i)))
	}
	f, err := Compile("tcp.port + tcp.port + tcp.port + tcp.port == 60000", Dissector{})
	if err != nil {
		t.Fatal(err)
	}
	m := f.Matcher()
	m.Match(values, nil)
	if cap(m.vals) > 20*valueLimit {
		t.Errorf("%d values were kept", cap(m.vals))
	}
}

func TestDeepFiltersAreRefused(t *testing.T) {
	for _, s := range []string{"(", "!", "len(", "{"} {
		if _, err := Compile(strings.Repeat(s, 100000), Dissector{}); err == nil {
			t.Errorf("%q without end is accepted", s)
		}
	}
	if _, err := Compile("tcp"+strings.Repeat(" or udp", 20000), Dissector{}); err != nil {
		t.Error(err)
	}
}

func BenchmarkMatch(b *testing.B) {
	values := tunnel(b)
	for _, filter := range []string{"tcp", "tcp.port == 80", "tcp.flags.syn == 1 && ip.dst == 10.0.0.0/8", "http.host matches \"example\\\\.com$\"", "eth.src[0:3] == 02:00:00"} {
		b.Run(strings.ReplaceAll(filter, "/", ":"), func(b *testing.B) {
			f, err := Compile(filter, Dissector{})
			if err != nil {
				b.Fatal(err)
			}
			m := f.Matcher()
			b.ReportAllocs()
			for b.Loop() {
				m.Match(values, nil)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := Compile("tcp.flags.syn == 1 && ip.dst == 10.0.0.0/8", Dissector{}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestGroupsAreNotRemembered matches regular expressions with n groups and with 4n: what is allocated does not grow with their square.
func TestGroupsAreNotRemembered(t *testing.T) {
	allocated := func(group string, groups int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		re, msg := compileRegexp(strings.Repeat(group, groups))
		if msg != "" {
			t.Fatal(msg)
		}
		if !re.MatchString(strings.Repeat("a", 100)) {
			t.Errorf("%s does not match", group)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	for _, group := range []string{"(a?)", "(a*)", "(a|)", "(?<n>a?)", "(?P<n>a?)", "(?:a?)"} {
		if few, many := allocated(group, 1000), allocated(group, 4000); many > 8*few {
			t.Errorf("%s: %d bytes for 1,000 groups, %d for 4,000", group, few, many)
		}
	}
}
