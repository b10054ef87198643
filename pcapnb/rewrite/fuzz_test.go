package rewrite

import (
	"bytes"
	"net/netip"
	"path/filepath"
	"testing"

	"netlab/pcapnb"
)

// other is a policy that changes whatever it can.
func other(p Payload) Policy {
	turned := func(b []byte) []byte {
		out := append([]byte(nil), b...)
		for i := range out {
			out[i] ^= 0x15
		}
		return out
	}
	return Policy{
		Payload: p,
		Addr: func(a netip.Addr) netip.Addr {
			b, _ := netip.AddrFromSlice(turned(a.AsSlice()))
			return b
		},
		MAC:  func(m pcapnb.MAC) pcapnb.MAC { return pcapnb.MAC(turned(m[:])) },
		Name: func(s string) string { return s + "." + s + "x" },
		Text: func(s string) string { return string(turned([]byte(s))) },
		Port: func(p uint16) uint16 { return p ^ 0x15 },
	}
}

// links are the kinds of header that a fuzzed packet may begin with.
var links = []uint32{1, 0, 9, 51, 101, 104, 105, 108, 113, 127, 226, 239, 258, 276, 228, 50}

// FuzzFrame checks that no packet makes the engine panic or write without bounds, that lengths agree with what was
// written, and that a policy which changes nothing changes nothing.
func FuzzFrame(f *testing.F) {
	paths, _ := filepath.Glob("../../testdata/*.pcap")
	for _, path := range paths {
		pkts, _ := pcapnb.Load(path)
		for frame := range pkts[:min(len(pkts), 12)].Frames() {
			for i, link := range links {
				if link == uint32(frame.LinkType) {
					f.Add(uint8(i), frame.Data)
				}
			}
		}
	}
	same := Policy{Payload: Keep, Addr: func(a netip.Addr) netip.Addr { return a }, Name: func(s string) string { return s }}
	f.Fuzz(func(t *testing.T, link uint8, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		frame := pcapnb.Frame{LinkType: pcapnb.LinkType(links[int(link)%len(links)]), Length: len(data), Data: data}
		before := bytes.Clone(data)
		if got := once(same, frame); !bytes.Equal(got.Data, data) || got.Length != len(data) {
			t.Fatalf("nothing to change\n in %x\nout %x", data, got.Data)
		}
		for _, p := range []Payload{Drop, Zero, Keep} {
			got := once(other(p), frame)
			if len(got.Data) > len(data)+64*maxGrowth || got.Length < len(got.Data) {
				t.Fatalf("payload %d: %d bytes became %d, on the wire %d", p, len(data), len(got.Data), got.Length)
			}
			if p != Drop && got.Length != len(got.Data) {
				t.Fatalf("payload %d: %d bytes, on the wire %d", p, len(got.Data), got.Length)
			}
		}
		if !bytes.Equal(before, data) {
			t.Fatal("the packet itself was written to")
		}
	})
}

// once rewrites one packet twice, as Packets does.
func once(p Policy, f pcapnb.Frame) pcapnb.Frame {
	r := newRewriter(p)
	r.streams = make(map[streamKey]*stream)
	r.frame(f)
	r.streams = make(map[streamKey]*stream)
	return r.frame(f)
}
