package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A packet is what a capture file says of one.
type packet struct {
	at     time.Time
	length int // on the wire
	data   []byte
}

// Link types, as www.tcpdump.org/linktypes.html numbers them.
const (
	null       = 0
	ethernet   = 1
	ppp        = 9
	rawIP      = 101
	loop       = 108
	cooked     = 113
	radiotap   = 127
	ieee802154 = 195
)

// read takes a little-endian microsecond pcap file apart.
func read(file []byte) ([]packet, error) {
	le := binary.LittleEndian
	if len(file) < 24 || le.Uint32(file) != 0xa1b2c3d4 {
		return nil, fmt.Errorf("not a little-endian pcap file")
	}
	var packets []packet
	for rest := file[24:]; len(rest) >= 16; {
		n := int(le.Uint32(rest[8:]))
		if len(rest) < 16+n {
			return nil, fmt.Errorf("cut in packet %d", len(packets)+1)
		}
		at := time.Unix(int64(le.Uint32(rest)), int64(le.Uint32(rest[4:]))*1000)
		packets = append(packets, packet{at, int(le.Uint32(rest[12:])), rest[16 : 16+n]})
		rest = rest[16+n:]
	}
	return packets, nil
}

// A flavour is one of the four kinds of classic pcap.
type flavour struct {
	order binary.AppendByteOrder
	magic uint32
	unit  time.Duration
}

var (
	micro    = flavour{binary.LittleEndian, 0xa1b2c3d4, time.Microsecond}
	microBig = flavour{binary.BigEndian, 0xa1b2c3d4, time.Microsecond}
	nano     = flavour{binary.LittleEndian, 0xa1b23c4d, time.Nanosecond}
	nanoBig  = flavour{binary.BigEndian, 0xa1b23c4d, time.Nanosecond}
)

// file writes a classic pcap file of version 2.4. Nanosecond flavours get a
// made-up last three digits, so that a reader which drops them is found out.
func (f flavour) file(link uint32, packets []packet) []byte {
	b := f.order.AppendUint32(nil, f.magic)
	b = f.order.AppendUint16(b, 2)
	b = f.order.AppendUint16(b, 4)
	for _, word := range []uint32{0, 0, 65535, link} {
		b = f.order.AppendUint32(b, word)
	}
	for i, p := range packets {
		fraction := uint32(time.Duration(p.at.Nanosecond()) / f.unit)
		if f.unit == time.Nanosecond {
			fraction += uint32(100 + i)
		}
		b = f.order.AppendUint32(b, uint32(p.at.Unix()))
		b = f.order.AppendUint32(b, fraction)
		b = f.order.AppendUint32(b, uint32(len(p.data)))
		b = f.order.AppendUint32(b, uint32(p.length))
		b = append(b, p.data...)
	}
	return b
}

// snapped keeps the first n bytes of each packet, as tcpdump -s n does.
func snapped(packets []packet, n int) []packet {
	var short []packet
	for _, p := range packets {
		p.data = p.data[:min(n, len(p.data))]
		short = append(short, p)
	}
	return short
}

// cut takes the last n bytes away, as an interrupted copy does.
func cut(file []byte, n int) []byte { return file[:len(file)-n] }

func gzipped(file []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(file) // a bytes.Buffer takes everything
	w.Close()
	return out.Bytes()
}

func zstandard(file []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // only wrong options do that
	}
	return w.EncodeAll(file, nil)
}
