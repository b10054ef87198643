package pcapnb

import (
	"slices"

	"netlab/pcapnb/internal/parallel"
)

// Packets are the packets of a capture, or some of them, in an order: an ordinary slice.
// range, len, indexing and the functions of package slices all work on it.
type Packets []Packet

// capture returns the capture that all packets share, or nil where they are of several or there are none.
func (ps Packets) capture() *capture { return sharedCapture(ps) }

func sharedCapture(ps []Packet) *capture {
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
