package rewrite

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"
	"path/filepath"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/wholefile"
)

// Write writes the packets, rewritten, to a capture file: pcapng where the name ends in .pcapng, classic pcap otherwise.
// The file holds packets and times; comments, names, interfaces' descriptions and decryption secrets of the original
// are not in it. It appears only when it is whole.
func Write(path string, pkts pcapnb.Packets, policy Policy) error {
	ng := strings.EqualFold(filepath.Ext(path), ".pcapng")
	err := wholefile.Write(path, 0o644, func(w io.Writer) error { return WriteTo(w, ng, Packets(pkts, policy)) })
	if err != nil {
		return fileerr.Write(path, err)
	}
	return nil
}

// WriteTo writes frames to w, as pcapng or as classic pcap with nanoseconds. The latter holds one link type and times
// from 1970 to 2106; anything else is an error.
func WriteTo(w io.Writer, ng bool, frames iter.Seq[pcapnb.Frame]) error {
	out := bufio.NewWriter(w)
	write := writePcap
	if ng {
		write = writePcapng
	}
	if err := write(out, frames); err != nil {
		return err
	}
	return out.Flush()
}

var le = binary.LittleEndian

func writePcap(out *bufio.Writer, frames iter.Seq[pcapnb.Frame]) error {
	link, began := pcapnb.LinkType(1), false
	for f := range frames {
		if !began {
			link, began = f.LinkType, true
			pcapHeader(out, link)
		}
		ns := f.Time.UnixNano()
		switch {
		case f.LinkType != link:
			return fmt.Errorf("packet %d is %v and those before are %v: a pcap file has one link type, write a .pcapng file", f.Number, f.LinkType, link)
		case f.Time.IsZero() || ns < 0 || ns/1e9 > math.MaxUint32:
			return fmt.Errorf("packet %d has a time that a pcap file cannot hold, write a .pcapng file", f.Number)
		}
		rec := le.AppendUint32(nil, uint32(ns/1e9))
		rec = le.AppendUint32(rec, uint32(ns%1e9))
		rec = le.AppendUint32(rec, uint32(len(f.Data)))
		out.Write(le.AppendUint32(rec, uint32(f.Length)))
		out.Write(f.Data)
	}
	if !began {
		pcapHeader(out, link)
	}
	return nil
}

func pcapHeader(out *bufio.Writer, link pcapnb.LinkType) {
	head := le.AppendUint32(nil, 0xa1b23c4d) // nanoseconds
	head = le.AppendUint16(head, 2)
	head = le.AppendUint16(head, 4)
	head = le.AppendUint64(head, 0)
	head = le.AppendUint32(head, 1<<18)
	out.Write(le.AppendUint32(head, uint32(link)))
}

func writePcapng(out *bufio.Writer, frames iter.Seq[pcapnb.Frame]) error {
	section := le.AppendUint32(nil, 0x1a2b3c4d)
	section = le.AppendUint32(section, 1) // version 1.0
	section = le.AppendUint64(section, math.MaxUint64)
	writeBlock(out, 0x0a0d0d0a, section)
	number := make(map[pcapnb.LinkType]uint32)
	for f := range frames {
		if _, ok := number[f.LinkType]; !ok {
			number[f.LinkType] = uint32(len(number))
			// option 9, if_tsresol: nanoseconds
			writeBlock(out, 1, append(le.AppendUint64(nil, uint64(f.LinkType)), 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0))
		}
		writeFrame(out, f, number[f.LinkType])
	}
	return nil
}

// writeFrame writes a packet without a time as a simple packet block, which has none; where that cannot be, for it speaks of
// whole packets of the first interface only, the time is 0.
func writeFrame(out *bufio.Writer, f pcapnb.Frame, iface uint32) {
	if f.Time.IsZero() && f.Length == len(f.Data) && iface == 0 {
		writeBlock(out, 3, append(le.AppendUint32(nil, uint32(f.Length)), f.Data...))
		return
	}
	ns := uint64(0)
	if !f.Time.IsZero() {
		ns = uint64(max(f.Time.UnixNano(), 0))
	}
	body := le.AppendUint32(nil, iface)
	body = le.AppendUint32(body, uint32(ns>>32))
	body = le.AppendUint32(body, uint32(ns))
	body = le.AppendUint32(body, uint32(len(f.Data)))
	body = le.AppendUint32(body, uint32(f.Length))
	writeBlock(out, 6, append(body, f.Data...))
}

func writeBlock(out *bufio.Writer, kind uint32, body []byte) {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	size := uint32(len(body) + 12)
	out.Write(le.AppendUint32(le.AppendUint32(nil, kind), size))
	out.Write(body)
	out.Write(le.AppendUint32(nil, size))
}
