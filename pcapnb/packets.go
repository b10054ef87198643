package pcapnb

import (
	"slices"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/parallel"
)

// Packets are the packets of a capture, or some of them, in an order: an ordinary slice.
// range, len, indexing and the functions of package slices all work on it.
type Packets []Packet

// packetsOf returns the view of all rows.
func packetsOf(c *capture.Capture) Packets {
	ps := Packets(capture.View[Packet](c))
	const share = 1 << 16
	parallel.Each((c.N+share-1)/share, func(k int) {
		for i := k * share; i < min((k+1)*share, c.N); i++ {
			ps[i] = Packet{c, i}
		}
	})
	return ps
}

// sharedCapture returns the capture that all packets share, or nil where they are of several or there are none.
func sharedCapture(ps []Packet) *capture.Capture {
	if len(ps) == 0 {
		return nil
	}
	c := ps[0].c
	mixed := make([]bool, parallel.Cores(len(ps)))
	parallel.Rows(len(ps), len(mixed), func(run, lo, hi int) {
		mixed[run] = slices.ContainsFunc(ps[lo:hi], func(p Packet) bool { return p.c != c })
	})
	if slices.Contains(mixed, true) {
		return nil
	}
	return c
}
