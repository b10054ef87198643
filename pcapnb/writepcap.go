package pcapnb

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"

	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/wholefile"
)

// WritePcap writes the packets to a capture file that Wireshark opens: pcapng where the name ends in .pcapng, classic
// pcap otherwise. Nanoseconds are kept. Comments, names and decryption secrets of the original are left out.
// The file appears only when it is whole.
func (ps Packets) WritePcap(path string) error {
	write := ps.WritePcapTo
	if strings.EqualFold(filepath.Ext(path), ".pcapng") {
		write = ps.WritePcapngTo
	}
	if err := wholefile.Write(path, 0o644, write); err != nil {
		return fileerr.Write(path, err)
	}
	return nil
}

// MustWritePcap is WritePcap for a notebook cell.
func (ps Packets) MustWritePcap(path string) { misuse.Check(ps.WritePcap(path)) }

// WritePcapTo writes the packets to w as a classic pcap file. That holds one link type and times from 1970 to 2106;
// anything else is an error and wants WritePcapngTo.
func (ps Packets) WritePcapTo(w io.Writer) error {
	link, unit, err := ps.pcapShape()
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
	for _, p := range ps {
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
func (ps Packets) pcapShape() (link LinkType, unit int64, err error) {
	link, unit = linkEthernet, 1000
	for i, p := range ps {
		switch ns := p.c.Time[p.i]; {
		case i > 0 && p.LinkType() != link:
			return 0, 0, fmt.Errorf("packet %d is %v and those before are %v: a pcap file has one link type, write a .pcapng file", p.Number(), p.LinkType(), link)
		case !p.is(hasTime) || ns < 0 || ns/1e9 > math.MaxUint32:
			return 0, 0, fmt.Errorf("packet %d has a time that a pcap file cannot hold, write a .pcapng file", p.Number())
		case ns%1000 != 0:
			unit = 1
		}
		link = p.LinkType()
	}
	return link, unit, nil
}

// WritePcapngTo writes the packets to w as a pcapng file with one interface for each link type.
func (ps Packets) WritePcapngTo(w io.Writer) error {
	out := bufio.NewWriter(w)
	le := binary.LittleEndian
	section := le.AppendUint32(nil, 0x1a2b3c4d)
	section = le.AppendUint32(section, 1) // version 1.0
	section = le.AppendUint64(section, math.MaxUint64)
	writeBlock(out, 0x0a0d0d0a, section)
	number := make(map[LinkType]uint32)
	for _, p := range ps {
		link := p.LinkType()
		if _, ok := number[link]; !ok {
			number[link] = uint32(len(number))
			// option 9, if_tsresol: nanoseconds
			writeBlock(out, 1, append(le.AppendUint64(nil, uint64(link)), 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0))
		}
		writePacketBlock(out, p, number[link])
	}
	return out.Flush()
}

// writePacketBlock writes a packet without a time as a simple packet block, which has none; one that was cut as well
// needs the other kind and gets the time 0.
func writePacketBlock(out *bufio.Writer, p Packet, iface uint32) {
	le := binary.LittleEndian
	data := p.Bytes()
	if !p.is(hasTime) && p.Length() == len(data) {
		writeBlock(out, 3, append(le.AppendUint32(nil, uint32(p.Length())), data...))
		return
	}
	ns := uint64(max(p.c.Time[p.i], 0))
	body := le.AppendUint32(nil, iface)
	body = le.AppendUint32(body, uint32(ns>>32))
	body = le.AppendUint32(body, uint32(ns))
	body = le.AppendUint32(body, uint32(len(data)))
	body = le.AppendUint32(body, uint32(p.Length()))
	writeBlock(out, 6, append(body, data...))
}

func writeBlock(out *bufio.Writer, kind uint32, body []byte) {
	le := binary.LittleEndian
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	size := uint32(len(body) + 12)
	out.Write(le.AppendUint32(le.AppendUint32(nil, kind), size))
	out.Write(body)
	out.Write(le.AppendUint32(nil, size))
}
