package pcapnb

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
	var mixed [2]bool
	halves(len(ps), true, func(part, lo, hi int) {
		for i := range ps[lo:hi] {
			if ps[lo+i].c != c {
				mixed[part] = true
				return
			}
		}
	})
	if mixed[0] || mixed[1] {
		return nil
	}
	return c
}
