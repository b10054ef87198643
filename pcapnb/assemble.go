package pcapnb

import (
	"sync"

	"netlab/pcapnb/internal/dissect"
)

// wholes are the datagrams that were put together, by the row of their last fragment: the fragment's headers, then the datagram.
type wholes struct {
	once  sync.Once
	byRow map[int][]byte
}

// isFragment tells whether row i is a piece of an IP datagram.
func (c *capture) isFragment(i int) bool { return c.has[i]&(hasFragment|hasWhole) != 0 }

// assemble fills the rows of fragments again: what a datagram says is in the row of its last one, as in Wireshark. whole has seen
// the fragments before.
func (c *capture) assemble(d *decoder, whole *dissect.Session) {
	d.dissector = whole
	for i := range c.n {
		if !c.isFragment(i) {
			continue
		}
		d.row, d.data, d.has = i, Packet{c, i}.Bytes(), c.has[i]&(hasTime|hasCut)
		d.dissect(d.links[c.iface[i]])
		if d.heads.Whole != nil {
			c.keepWhole(i, d.heads.Whole)
		}
	}
}

func (c *capture) keepWhole(row int, b []byte) {
	if c.whole.byRow == nil {
		c.whole.byRow = make(map[int][]byte)
	}
	c.whole.byRow[row] = b
}

// whole returns the bytes that hold the packet's headers and payload: its own, or those of the datagram that is whole with it.
func (p Packet) whole() []byte {
	if !p.is(hasWhole) {
		return p.Bytes()
	}
	c := p.c
	c.whole.once.Do(func() {
		if c.whole.byRow == nil { // the columns came from the cache
			c.whole.byRow = c.assembled()
		}
	})
	return c.whole.byRow[p.i]
}

// assembled puts all datagrams of the capture together.
func (c *capture) assembled() map[int][]byte {
	found := make(map[int][]byte)
	session := dissect.NewAssembler()
	var heads dissect.Headers
	for i := range c.n {
		if c.isFragment(i) {
			f := Packet{c, i}.frame()
			if session.Headers(&f, &heads); heads.Whole != nil {
				found[i] = heads.Whole
			}
		}
	}
	return found
}
