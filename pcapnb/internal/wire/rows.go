// Package wire reads fields by Wireshark's names, and display filters, from the packets of captures, on all processors where
// the fields allow it. It knows no table and no packet: a row of a capture is one.
package wire

import (
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// Rows are packets in an order.
type Rows struct {
	Len int
	At  func(i int) (c *capture.Capture, row int)
	Of  *capture.Capture // of which all of them are; nil where there are several, or a batch of a scan
}

// All are all packets of a capture.
func All(c *capture.Capture) Rows {
	return Rows{c.N, func(i int) (*capture.Capture, int) { return c, i }, c}
}

// As is what was said of the first packet's capture beside its bytes.
func (rs Rows) As() dissect.DecodeAs {
	if rs.Len == 0 {
		return dissect.DecodeAs{}
	}
	c, _ := rs.At(0)
	return c.As
}

func (rs Rows) frame(i int) dissect.Frame {
	c, row := rs.At(i)
	return c.Frame(row)
}

func (rs Rows) isFragment(i int) bool {
	c, row := rs.At(i)
	return c.IsFragment(row)
}
