package pcapnb

import (
	"fmt"
	"math"
	"net/netip"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/parallel"
)

// sayableConds are conditions of every kind that can be said, on values that occur in ps.
func sayableConds(ps Packets) []Cond[Packet] {
	addr := netip.MustParseAddr
	mid := ps[len(ps)/2]
	return []Cond[Packet]{
		Length.Is(60), Length.IsNot(60), Length.Lt(100), Length.Le(98), Length.Gt(98), Length.Ge(98), Length.Between(60, 98),
		Length.In(42, 98, 1514), Length.Present(), Length.Missing(), CapturedLength.Gt(100), FrameNumber.Between(3, 7),
		Time.Is(mid.Time()), Time.IsNot(mid.Time()), Time.Lt(mid.Time()), Time.Ge(mid.Time()), Time.Between(ps[0].Time(), mid.Time()),
		TimeNormed.Lt(0.25), TimeNormed.Ge(0.25), TimeNormed.Between(0.1, 0.7), TimeEpoch.Present(), TimeEpoch.Missing(),
		PortDst.Is(443), PortDst.IsNot(443), PortSrc.Is(53), PortDst.In(53, 80, 443), PortDst.Lt(1024), PortSrc.Between(1, 1023),
		PortSrc.Present(), PortDst.Missing(), PortDst.Is(4789), PortDst.Gt(40000), PortSrc.Is(80), PortDst.Is(5353).Not(),
		Protocol.Is("TCP"), Protocol.Is("UDP"), Not(Protocol.Is("UDP")), Protocol.Is("TCP").And(PortDst.Is(80), TCPLen.Gt(0)),
		TCPLen.Is(0), TCPLen.IsNot(0), TCPLen.Gt(0), TCPLen.Present(), TCPLen.Missing(), TCPLen.Between(1, 200), TCPLen.Lt(100),
		TCPStream.Is(0), TCPStream.In(0, 2), TCPStream.Present(), TCPStream.Missing(), Seq.Gt(1 << 31), Ack.Is(0), Window.Gt(500),
		TCPHeaderLen.In(20, 32), Urgent.Is(0), UDPLen.Gt(60), UDPLen.Missing(), UDPLen.Present(),
		IPSrc.Is("192.168.1.23"), IPDst.Is("192.168.1.0/24"), IPSrc.Is("fe80::/10"), IPDst.Is("ff02::1"), IPSrc.Is("0.0.0.0/0"),
		IPDst.In("10.42.0.10", "203.0.113.0/24", "2001:db8::/32"), IPSrc.In("::/0"), IPSrc.Present(), IPDst.Missing(),
		IPDst.IsNot(addr("192.168.1.23")), IPDst.IsNot(addr("ff02::1")), IPSrc.Lt(addr("192.168.1.20")), IPSrc.Gt(addr("192.168.1.20")),
		IPSrc.Le(addr("2001:db8::1")), IPSrc.Ge(addr("2001:db8::1")), IPSrc.Ge(addr("192.168.1.24")), IPSrc.Between(addr("192.168.1.10"), addr("192.168.1.24")),
		IPSrc.Between(addr("198.51.100.0"), addr("fe80::ff")), IPSrc.Is("192.168.1.23").Not(),
		MACSrc.Is("3c:15:c2:d9:d3:50"), MACDst.Is("ff:ff:ff:ff:ff:ff"), MACDst.IsNot(MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}),
		MACSrc.Present(), MACDst.Missing(), MACSrc.In(MAC{2, 0, 0, 0, 0, 0x10}, MAC{2, 0, 0, 0, 0, 0x23}, MAC{0x3c, 0x15, 0xc2, 0xd9, 0xd3, 0x50}),
		TTL.Is(64), TTL.Lt(64), TTL.IsNot(64), TTL.Missing(), TTL.In(1, 255),
		Or(Length.Is(60), TCPLen.Present()).Not(), And(Or(Length.Is(60), PortDst.Is(80)), Not(TCPLen.Gt(0))),
		Or(And(PortDst.Is(53), Length.Lt(90)), And(PortSrc.Is(53), Length.Gt(90)), IPSrc.Missing()),
		ps.Field("http.host").Is("www.example.org"), ps.Field("http.host").IsNot("www.example.org"), ps.Field("http.host").Contains("example.n"),
		ps.Field("http.user_agent").Contains(`"`), ps.Field("dns.qry.name").In("www.example.org", "news.example.net"), ps.Field("http.host").Missing(),
		ps.Field("tcp.srcport").Is("443"), ps.Field("tcp.flags").Is("0x0012"), ps.Field("ip.ttl").Present(), ps.Field("tcp.flags.syn").Is("1"),
		ps.Field("ip.proto").IsNot("6"),
	}
}

// Captures with all that is nested.
const sayableCaptures = "fragments morning ten ten-gre ten-vlan ten-qinq ten-mpls ten-pppoe ten-ppp ten-null ten-rawip any-sll any-sll2 vxlan unreachable ipv6-extensions"

// direct matches packets that are in no tunnel: Wireshark's language has no name for the innermost header.
var direct = NewKey("direct", func(p Packet) bool { return !p.is(hasTunnel) }).Is(true)

func TestFilterTextSelectsTheSame(t *testing.T) {
	matched := map[string]int{}
	for _, name := range strings.Fields(sayableCaptures) {
		ps := MustLoad("../testdata/" + name + ".pcap")
		for _, c := range sayableConds(ps) {
			text := c.FilterText()
			want, got := numbersOf(ps.Filter(c, direct)), numbersOf(ps.Where(text).Filter(direct))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s: %s\nselects %v,\nwant    %v", name, c, text, clipped(got), clipped(want))
			}
			matched[c.String()] += len(want)
		}
	}
	if len(matched) < 90 {
		t.Errorf("%d conditions, want more", len(matched))
	}
	none := 0
	for _, n := range matched {
		if n == 0 {
			none++
		}
	}
	if none > 10 {
		t.Errorf("%d of %d conditions select nothing anywhere", none, len(matched))
	}
}

// TestFilterTextInTShark pastes the texts into Wireshark's own command.
func TestFilterTextInTShark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	if testing.Short() {
		t.Skip("about 100 runs of tshark")
	}
	for first, name := range []string{"vxlan", "unreachable", "morning"} { // a third of the conditions each
		path := filepath.Join("..", "testdata", name+".pcap")
		ps := MustLoad(path)
		conds := sayableConds(ps)
		wrong := make([]string, len(conds))
		parallel.Each(2, func(k int) {
			for i := first + 3*k; i < len(conds); i += 6 {
				text := "(" + conds[i].FilterText() + ") && !vxlan"
				out, err := exec.Command("tshark", "-r", path, "-Y", text, "-T", "fields", "-e", "frame.number").Output()
				got, want := strings.Fields(string(out)), numbersOf(ps.Filter(conds[i], direct))
				if err != nil || !slices.Equal(got, want) {
					wrong[i] = fmt.Sprintf("%s: %s\nselects %v (%v),\nwant    %v", name, text, clipped(got), err, clipped(want))
				}
			}
		})
		for _, text := range wrong {
			if text != "" {
				t.Error(text)
			}
		}
	}
}

func numbersOf(ps Packets) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = fmt.Sprint(p.Number())
	}
	return out
}

func clipped(numbers []string) []string { return numbers[:min(len(numbers), 40)] }

func TestFilterTextReads(t *testing.T) {
	ps := MustLoad("../testdata/ten.pcap")
	for _, test := range []struct {
		cond Cond[Packet]
		want string
	}{
		{Length.Gt(100), `frame.len > 100`},
		{Length.Between(60, 70), `frame.len >= 60 && frame.len <= 70`},
		{Or(Length.Is(60), Length.Gt(1000)).Not(), `!(frame.len == 60 || frame.len > 1000)`},
		{TCPStream.In(1, 2), `tcp.stream#1 in {1, 2} && !(icmp || icmpv6)`},
		{TCPLen.Missing(), `!(tcp.len#1 && !(icmp || icmpv6))`},
		{IPSrc.Is("2001:db8::1"), `ipv6.src#1 == 2001:db8::1 && !ip`},
		{IPSrc.In("10.0.0.0/8", "fe80::/10"), `ip.src#1 == 10.0.0.0/8 || (ipv6.src#1 == fe80::/10 && !ip)`},
		{And(Or(Length.Is(60), Length.Is(61)), IPSrc.Is("10.0.0.1")), `(frame.len == 60 || frame.len == 61) && ip.src#1 == 10.0.0.1`},
		{MACSrc.Is("00:1d:d9:2e:4f:61"), `(eth.src#1 == 00:1d:d9:2e:4f:61 && !sll) || sll.src.eth == 00:1d:d9:2e:4f:61`},
		{PortDst.Is(443), `(tcp.dstport#1 == 443 && !(icmp || icmpv6)) || ` +
			`(udp.dstport#1 == 443 && (!(icmp || icmpv6) || ip.proto#1 == 17 || ipv6.nxt#1 == 17))`},
		{ps.Field("http.host").Contains(`a"b`), `http.host contains "a\"b"`},
		{Time.Ge(time.Unix(1, 5).UTC()), `frame.time >= "1970-01-01 00:00:01.000000005Z"`},
	} {
		if got := test.cond.FilterText(); got != test.want {
			t.Errorf("%s: filter text\n%s\nwant\n%s", test.cond, got, test.want)
		}
	}
	for selection, want := range map[string]Packets{
		"frame.number in {1..3, 5, 9..10}": {ps[9], ps[0], ps[1], ps[2], ps[4], ps[8], ps[1]},
		"frame.number == 0":                {},
	} {
		if got := want.FilterText(); got != selection {
			t.Errorf("filter text %q, want %q", got, selection)
		}
	}
}

// What cannot be said exactly is refused, with the part that cannot.
func TestFilterTextRefuses(t *testing.T) {
	ps := MustLoad("../testdata/ten.pcap")
	host := ps.Field("http.host")
	for _, test := range []struct {
		cond Cond[Packet]
		part string
	}{
		{Length.Gt(1).And(IPSrc.That(netip.Addr.IsPrivate)), "the part ip_src that … has no exact equivalent"},
		{Protocol.Is("ARP").Not(), `the part protocol == "ARP" has no exact`},
		{DNSQuery.Contains("x"), `FilterText: dns_query contains "x" has no exact`},
		{Or(Length.Is(1), TimeEpoch.Gt(1.5e9)), "frame.time_epoch > "},
		{Length.Gt(-1), "frame.len > -1 has no exact"}, {PortDst.In(), "has no exact"}, {PortDst.Is(70000), "at most 65535"},
		{TimeNormed.Gt(math.Nextafter(0.3, 1)), "0.30000000000000004"}, {host.Is("a,b"), "has no exact"}, {host.Lt("b"), "has no exact"},
		{host.Contains("\u202e"), "has no exact"}, {host.HasPrefix("w"), "has no exact"}, {host.Matches("w"), "has no exact"},
		{ps.Field("tcp.flags").Is("0x12"), "has no exact"}, {ps.Field("frame.len").Contains("4"), "has no exact"},
		{Length.Contains("4"), "has no exact"}, {IPSrc.Contains("4"), "has no exact"}, {IPDst.Is("fe80::1%eth0"), "has no exact"},
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, test.part) || !strings.HasPrefix(text, "pcapnb: FilterText") {
					t.Errorf("%s: panic %q, want one with %q", test.cond, text, test.part)
				}
			}()
			test.cond.FilterText()
			t.Errorf("%s has a text", test.cond)
		}()
	}
}
