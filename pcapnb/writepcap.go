package pcapnb

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/wholefile"
)

// WritePcap writes the packets to a capture file that Wireshark opens: pcapng where the name ends in .pcapng, classic
// pcap otherwise. Nanoseconds are kept. Comments, names and decryption secrets of the original are left out.
// The file appears only when it is whole.
func (ps Packets) WritePcap(path string) error { return writeCapture(path, slices.Values(ps)) }

// WritePcap writes the packets in order to a capture file, as that of [Packets] does, in memory that does not grow with them. For a classic
// pcap, which must be known to hold them, the files are read twice. What of them cannot be read Report tells.
func (c Captures) WritePcap(path string) error { return writeCapture(path, c.folder().values) }

func writeCapture(path string, all iter.Seq[Packet]) error {
	write := writePcapTo
	if strings.EqualFold(filepath.Ext(path), ".pcapng") {
		write = writePcapngTo
	}
	if err := wholefile.Write(path, 0o644, func(w io.Writer) error { return write(w, all) }); err != nil {
		return fileerr.Write(path, err)
	}
	return nil
}

// MustWritePcap is WritePcap for a notebook cell.
func (ps Packets) MustWritePcap(path string) { misuse.Check(ps.WritePcap(path)) }

// MustWritePcap is WritePcap for a notebook cell.
func (c Captures) MustWritePcap(path string) { misuse.Check(c.WritePcap(path)) }

// WritePcapTo writes the packets to w as a classic pcap file. That holds one link type and times from 1970 to 2106;
// anything else is an error and wants WritePcapngTo.
func (ps Packets) WritePcapTo(w io.Writer) error { return writePcapTo(w, slices.Values(ps)) }

func writePcapTo(w io.Writer, all iter.Seq[Packet]) error {
	link, unit, err := pcapShape(all)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	le := binary.LittleEndian
	magic := uint32(0xa1b2c3d4)
	if unit == 1 {
		magic = 0xa1b23c4d
	}
	head := le.AppendUint32(nil, magic)
	head = le.AppendUint16(head, 2)
	head = le.AppendUint16(head, 4)
	head = le.AppendUint64(head, 0)
	head = le.AppendUint32(head, maxRecord)
	out.Write(le.AppendUint32(head, uint32(link)))
	for p := range all {
		ns := p.c.Time[p.i]
		rec := le.AppendUint32(nil, uint32(ns/1e9))
		rec = le.AppendUint32(rec, uint32(ns%1e9/unit))
		rec = le.AppendUint32(rec, uint32(len(p.Bytes())))
		out.Write(le.AppendUint32(rec, uint32(p.Length())))
		out.Write(p.Bytes())
	}
	return out.Flush()
}

// pcapShape is the packets' one link type and the nanoseconds in a unit of their timestamps.
func pcapShape(all iter.Seq[Packet]) (link LinkType, unit int64, err error) {
	link, unit = linkEthernet, 1000
	first := true
	for p := range all {
		switch ns := p.c.Time[p.i]; {
		case !first && p.LinkType() != link:
			return 0, 0, fmt.Errorf("packet %d is %v and those before are %v: a pcap file has one link type, write a .pcapng file", p.Number(), p.LinkType(), link)
		case !p.is(hasTime) || ns < 0 || ns/1e9 > math.MaxUint32:
			return 0, 0, fmt.Errorf("packet %d has a time that a pcap file cannot hold, write a .pcapng file", p.Number())
		case ns%1000 != 0:
			unit = 1
		}
		link, first = p.LinkType(), false
	}
	return link, unit, nil
}

// WritePcapngTo writes the packets to w as a pcapng file with one interface for each link type. A packet without a time has none
// there either, as long as it takes no more than 1,000 sections to say so.
func (ps Packets) WritePcapngTo(w io.Writer) error { return writePcapngTo(w, slices.Values(ps)) }

func writePcapngTo(w io.Writer, all iter.Seq[Packet]) error {
	out := capfile.NewWriter(w)
	for p := range all {
		out.Packet(capfile.Interface{Link: uint32(p.LinkType()), FCSLen: -1},
			capfile.Packet{Data: p.Bytes(), Length: p.Length(), Time: p.c.Time[p.i], NoTime: !p.is(hasTime)})
	}
	return out.Flush()
}
