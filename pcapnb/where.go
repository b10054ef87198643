package pcapnb

import (
	"slices"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/wire"
)

// Where returns the packets that a Wireshark display filter lets through: "tcp.flags.syn == 1 && ip.dst == 10.0.0.0/8".
// The language is that of wireshark-filter(4), version 4.0. What depends on other packets, as
// tcp.analysis.retransmission does, is worked out over the whole capture. Tests of fields that are not known here are asked of
// tshark, where that is installed. A filter that is wrong panics and shows where.
func (ps Packets) Where(filter string) Packets {
	keep, err := ps.where(filter)
	misuse.Check(err)
	return keep
}

func (ps Packets) where(filter string) (Packets, error) {
	match, err := ps.rows().Where(filter)
	if err != nil {
		return nil, err
	}
	var out Packets
	for i, p := range ps {
		if match[i] {
			out = append(out, p)
		}
	}
	return out, nil
}

// noTShark tells whether the packets' capture is not to ask tshark for what is not known here.
func (ps Packets) noTShark() bool {
	return slices.ContainsFunc(ps, func(p Packet) bool { return p.c.NoTShark })
}

// rows are the packets as package wire takes them.
func (ps Packets) rows() wire.Rows {
	of := sharedCapture(ps)
	if of != nil && of.Part {
		of = nil
	}
	return wire.Rows{Len: len(ps), At: func(i int) (*capture.Capture, int) { return ps[i].c, ps[i].i }, Of: of}
}
