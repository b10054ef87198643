package pcapnb

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// TestWhere counts packets of morning.pcap; the counts are tshark's (-Y FILTER).
func TestWhere(t *testing.T) {
	ps := MustLoad("../testdata/morning.pcap")
	if got, want := len(ps.Where("ip || ipv6 || arp")), len(ps.Filter(Or(IPVersion.Present(), Protocol.Is("ARP")))); got != want {
		t.Errorf("%d packets of IP or ARP, want %d", got, want)
	}
	if got, want := len(ps.Where("tcp.port == 443")), len(ps.Filter(Protocol.Is("TCP"), Or(PortSrc.Is(443), PortDst.Is(443)))); got != want || got == 0 {
		t.Errorf("%d packets of port 443, want %d", got, want)
	}
	half := ps[len(ps)/2:]
	stream := half[0].TCPStream()
	for _, p := range half {
		if p.Has(TCPStream) {
			stream = p.TCPStream()
			break
		}
	}
	for _, p := range half.Where("tcp.stream == " + strconv.Itoa(stream)) {
		if p.TCPStream() != stream {
			t.Errorf("packet %d is in stream %d, want %d", p.Number(), p.TCPStream(), stream)
		}
	}
}

func TestWrongFilterShowsThePlace(t *testing.T) {
	for _, call := range []func(ps Packets) Packets{
		func(ps Packets) Packets { return ps.Where("tcp.prt == 443") },
		func(ps Packets) Packets { return ps.BPF("tcp prt 443") },
	} {
		func() {
			defer func() {
				text := fmt.Sprint(recover())
				if !strings.Contains(text, "prt") || !strings.Contains(text, "^") {
					t.Errorf("panic %q shows no place", text)
				}
			}()
			call(MustLoad("../testdata/ten.pcap"))
		}()
	}
}
