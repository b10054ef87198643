package dissect_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// aboveHeaders are frame.protocols and all fields that are in none of the headers from the frame to UDP and TCP.
func aboveHeaders() (ids []dissect.ID) {
	for id := dissect.ID(1); int(id) <= dissect.NumFields; id++ {
		name := id.String()
		layer, _, _ := strings.Cut(name, ".")
		if name == "frame.protocols" || !slices.Contains([]string{"frame", "eth", "ip", "tcp", "udp", "_ws", "pkt_comment"}, layer) {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestAboveHeaders compares what is read above headers that nobody asked for with what is read where one of their fields is asked
// for: in every capture, as it is and with bytes changed and cut off, of all fields and of the layers alone.
func TestAboveHeaders(t *testing.T) {
	paths := oracle.Captures("../../../testdata")
	const shared = "../../../../shared/captures"
	if _, err := os.Stat(shared); err == nil && !testing.Short() {
		paths = append(paths, oracle.Captures(shared)...)
	}
	layers, _ := dissect.Lookup("frame.protocols")
	seen, _ := dissect.Lookup("ip.ttl")
	quick := 0
	for _, path := range paths {
		for _, ids := range [][]dissect.ID{{layers}, aboveHeaders()} {
			asIs, changed := newBothWaysOf(ids, seen), newBothWaysOf(ids, seen)
			random := rand.New(rand.NewPCG(3, 4))
			records, _ := oracle.Frames(path)
			for _, f := range records {
				asIs.check(t, path, &f)
				f.Data = slices.Clone(f.Data)
				for n := len(f.Data); n > 0 && random.IntN(3) > 0; {
					f.Data[random.IntN(n)] = byte(random.Uint32())
				}
				if random.IntN(4) == 0 {
					f.Data = f.Data[:random.IntN(len(f.Data)+1)]
				}
				changed.check(t, path, &f)
			}
			quick += asIs.plains + changed.plains
		}
	}
	if quick < 1000 {
		t.Errorf("only %d frames were read the quick way", quick)
	}
}

// TestStacksAreBounded shows a session more stacks of layers than it remembers: what it says of them stays right.
func TestStacksAreBounded(t *testing.T) {
	layers, _ := dissect.Lookup("frame.protocols")
	d := dissect.New(dissect.NewSet(layers))
	random := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		f := dissect.Frame{Number: 1, Link: 1}
		want := "eth"
		f.Data = make([]byte, 12)
		for range random.IntN(20) { // tags of 802.1Q and 802.1ad
			kind, name := byte(0x81), ":vlan"
			if random.IntN(2) == 0 {
				kind, name = 0x88, ":ieee8021ad"
			}
			if kind == 0x88 {
				f.Data = append(f.Data, 0x88, 0xa8, 0, 1)
			} else {
				f.Data = append(f.Data, 0x81, 0, 0, 1)
			}
			want += ":ethertype" + name
		}
		f.Data = append(f.Data, 0x08, 0x06)
		want += ":ethertype:arp"
		f.Data = append(f.Data, 0, 1, 8, 0, 6, 4, 0, 1)
		f.Data = append(f.Data, make([]byte, 20)...)
		f.Length = len(f.Data)
		var out, again dissect.Fields
		d.Dissect(&f, &out)
		dissect.New(dissect.NewSet(layers)).Dissect(&f, &again)
		if got := out.Values[0].Text(); got != want || got != again.Values[0].Text() {
			t.Fatalf("got %s, want %s (%s)", got, want, again.Values[0].Text())
		}
	}
}
