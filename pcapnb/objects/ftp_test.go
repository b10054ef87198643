package objects

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"netlab/pcapnb"
)

// TestTakeIsTheModels compares which connection a transfer takes with a search through all of them.
func TestTakeIsTheModels(t *testing.T) {
	ps := pcapnb.MustLoad("../../testdata/web.pcap")
	r := rand.New(rand.NewPCG(7, 9))
	some := func() netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(r.IntN(3))}), uint16(2000+r.IntN(3)))
	}
	found := 0
	for range 300 {
		var streams []*pcapnb.Stream
		for i := range r.IntN(12) {
			at := i*3 + r.IntN(3)
			streams = append(streams, &pcapnb.Stream{Client: some(), Server: some(), Packets: ps[at : at+1]})
		}
		free, used := connectionsOf(streams), map[*pcapnb.Stream]bool{}
		for range 12 {
			at, packet := []netip.AddrPort{some(), some()}[:r.IntN(3)], r.IntN(40)
			want := search(streams, at, used, packet)
			if got := free.take(at, packet); got != want {
				t.Fatalf("%v before packet %d: %v, want %v", at, packet, got, want)
			}
			if want != nil {
				used[want] = true
				found++
			}
		}
	}
	if found < 300 {
		t.Errorf("%d connections were found", found)
	}
}

// search is take as one would write it first.
func search(streams []*pcapnb.Stream, at []netip.AddrPort, used map[*pcapnb.Stream]bool, packet int) (found *pcapnb.Stream) {
	for _, s := range streams {
		if used[s] || !slices.Contains(at, s.Client) && !slices.Contains(at, s.Server) {
			continue
		}
		before := s.Packets[0].Number() < packet
		if found == nil || before {
			found = s
		}
		if !before {
			break
		}
	}
	return found
}
