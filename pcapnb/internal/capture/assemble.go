package capture

import (
	"slices"

	"netlab/pcapnb/internal/dissect"
)

// finish ends a load of n rows: c takes over the dictionaries that the decoders filled, and whole puts datagrams together.
func (c *Capture) finish(n int, d *decoder, whole *dissect.Session) {
	c.N = n
	c.trim(n)
	d.cols = &c.Columns
	c.assemble(d, whole)
	c.Addrs, c.MACs = slices.Clip(d.addrs.dict.values), slices.Clip(d.macs.dict.values)
}

// IsFragment tells whether row i is a piece of an IP datagram.
func (c *Capture) IsFragment(i int) bool { return c.Has[i]&(dissect.HasFragment|dissect.HasWhole) != 0 }

// assemble fills the rows of fragments again: what a datagram says is in the row of its last one, as in Wireshark. whole has seen
// the fragments before.
func (c *Capture) assemble(d *decoder, whole *dissect.Session) {
	for i := range c.N {
		if c.IsFragment(i) {
			c.assembleRow(d, whole, i)
		}
	}
}

func (c *Capture) assembleRow(d *decoder, whole *dissect.Session, i int) {
	d.dissector = whole
	d.row, d.data, d.has = i, c.Bytes(i), c.Has[i]&(dissect.HasTime|dissect.HasCut)
	d.dissect(d.links[c.Iface[i]])
	if d.heads.Whole != nil {
		c.keepWhole(i, d.heads.Whole)
	}
}

func (c *Capture) keepWhole(row int, b []byte) {
	if c.whole.byRow == nil {
		c.whole.byRow = make(map[int][]byte)
	}
	c.whole.byRow[row] = b
}

// Whole returns the bytes that hold the headers and the payload of row i: its own, or those of the datagram that is whole with it.
func (c *Capture) Whole(i int) []byte {
	if c.Has[i]&dissect.HasWhole == 0 {
		return c.Bytes(i)
	}
	c.whole.once.Do(func() {
		if c.whole.byRow == nil { // the columns came from the cache
			c.whole.byRow = c.assembled()
		}
	})
	return c.whole.byRow[i]
}

// assembled puts all datagrams of the capture together.
func (c *Capture) assembled() map[int][]byte {
	found := make(map[int][]byte)
	session := dissect.NewAssembler().DecodeAs(c.As)
	var heads dissect.Headers
	for i := range c.N {
		if c.IsFragment(i) {
			f := c.Frame(i)
			if session.Headers(&f, &heads); heads.Whole != nil {
				found[i] = heads.Whole
			}
		}
	}
	return found
}
