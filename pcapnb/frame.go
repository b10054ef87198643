package pcapnb

import (
	"iter"
	"slices"
	"time"
)

// A Frame is a packet as the capture file holds it, before any decoding.
type Frame struct {
	Number   int
	Time     time.Time // zero where the file does not tell
	LinkType LinkType
	Length   int    // bytes on the wire
	Data     []byte // bytes captured; the capture's own, not to be written to
}

// Frames yields the packets as the capture file holds them.
func (ps Packets) Frames() iter.Seq[Frame] { return framesOf(slices.Values(ps)) }

// Frames yields the packets in order, as the capture files hold them. Data stays valid.
func (c Captures) Frames() iter.Seq[Frame] { return framesOf(c.folder().values) }

func framesOf(all iter.Seq[Packet]) iter.Seq[Frame] {
	return func(yield func(Frame) bool) {
		for p := range all {
			if !yield(Frame{p.Number(), p.Time(), p.LinkType(), p.Length(), p.Bytes()}) {
				return
			}
		}
	}
}
