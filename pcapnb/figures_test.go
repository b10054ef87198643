package pcapnb

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

// TestCourseFigures checks the course's own capture against figures that other tools gave.
func TestCourseFigures(t *testing.T) {
	const path = "../../shared/captures/course/uchicagocs-web-20200714.pcap"
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: needs the captures of others in ../shared/captures beside the checkout")
	}
	ps := MustLoad(path)
	check := func(what string, got, want any) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	check("shape", ps.Shape(), "(195, 18)")
	check("bytes", ps.Sum(Length), "128021 bytes")
	check("duration", ps.Duration(), "8.592029s")
	check("destinations", Unique(ps, IPDst), List[string]{"128.135.164.125", "192.168.1.13"})
	received := GroupBy(ps, IPDst).Sum(Length)
	check("received", received.Values(), []float64{23813, 104208})
	var lengths []int
	for _, p := range ps[:8] {
		lengths = append(lengths, p.Length())
	}
	check("lengths", lengths, []int{78, 66, 54, 571, 60, 1514, 1514, 1230})
	check("flows", len(ps.Flows()), 6)
	check("frames by conversation", GroupBy(ps, TCPStream).Count().Values(), []float64{103, 82, 10})
	check("duplicate acknowledgements", len(ps.Filter(ps.Field("tcp.analysis.duplicate_ack").Present())), 1)
	check("server names", len(ps.Filter(ps.Field("tls.handshake.extensions_server_name").Present())), 3)
	check("sorted", slices.IsSorted(received.Values()), true)
}
