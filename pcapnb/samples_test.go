package pcapnb

import (
	"math"
	"slices"
	"testing"
)

// TestSamplesAreTheGroups asks the same twice: a sample has the numbers of the rows that its group gives one by one.
func TestSamplesAreTheGroups(t *testing.T) {
	pkts := MustLoad("../testdata/web.pcap")
	for name, groups := range map[string]Groups[Packet, int]{
		"port_dst":              GroupBy(pkts, PortDst),
		"port_dst with missing": GroupBy(pkts, PortDst).WithMissing(),
	} {
		samples, i := Samples(groups, TCPLen), 0
		for _, rows := range groups.All() {
			var want []float64
			for _, p := range rows {
				v, ok := TCPLen.Of(p)
				if !ok {
					want = append(want, math.NaN())
				} else {
					want = append(want, float64(v))
				}
			}
			same := func(a, b float64) bool { return a == b || a != a && b != b }
			if got := samples[i].Floats(); !slices.EqualFunc(got, want, same) {
				t.Errorf("%s: sample %d has %d numbers, want %d", name, i, len(got), len(want))
			}
			i++
		}
		if i != len(samples) {
			t.Errorf("%s: %d samples, %d groups", name, len(samples), i)
		}
	}
}
