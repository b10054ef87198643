package capfile

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
)

// A Writer writes packets as a pcapng file (draft-ietf-opsawg-pcapng) with nanoseconds.
type Writer struct {
	out    *bufio.Writer
	number map[Interface]uint32
	last   Interface // has number at
	at     uint32
}

// A Packet is what a Writer writes of one.
type Packet struct {
	Data   []byte
	Length int   // on the wire
	Time   int64 // nanoseconds since 1970; one before it becomes 0
	NoTime bool
}

// NewWriter writes the beginning of a file; the caller ends it with Flush. Errors come with that.
func NewWriter(w io.Writer) *Writer {
	out := bufio.NewWriter(w)
	le := binary.LittleEndian
	section := le.AppendUint32(nil, byteOrderMagic)
	section = le.AppendUint32(section, 1) // version 1.0
	section = le.AppendUint64(section, math.MaxUint64)
	writeBlock(out, blockSection, section)
	return &Writer{out: out, number: map[Interface]uint32{}}
}

// Flush ends the file.
func (w *Writer) Flush() error { return w.out.Flush() }

// Packet writes a packet of an interface, and the interface where it is new; of that its link type, name, description and
// frame check sequence are kept.
func (w *Writer) Packet(of Interface, p Packet) {
	if len(w.number) == 0 || of != w.last {
		w.last, w.at = of, w.interfaceNumber(of)
	}
	le := binary.LittleEndian
	// A simple packet block has no time and is of the first interface; one that was cut as well gets the time 0.
	if p.NoTime && p.Length == len(p.Data) && w.at == 0 {
		writeBlock(w.out, blockSimple, append(le.AppendUint32(nil, uint32(p.Length)), p.Data...))
		return
	}
	ns := uint64(max(p.Time, 0))
	body := le.AppendUint32(nil, w.at)
	body = le.AppendUint32(body, uint32(ns>>32))
	body = le.AppendUint32(body, uint32(ns))
	body = le.AppendUint32(body, uint32(len(p.Data)))
	body = le.AppendUint32(body, uint32(p.Length))
	writeBlock(w.out, blockEnhanced, append(body, p.Data...))
}

func (w *Writer) interfaceNumber(of Interface) uint32 {
	if n, ok := w.number[of]; ok {
		return n
	}
	n := uint32(len(w.number))
	w.number[of] = n
	body := binary.LittleEndian.AppendUint64(nil, uint64(uint16(of.Link)))
	body = appendOption(body, 2, []byte(of.Name))
	body = appendOption(body, 3, []byte(of.Description))
	body = appendOption(body, 9, []byte{9}) // if_tsresol: nanoseconds
	if of.FCSLen >= 0 {
		body = appendOption(body, 13, []byte{byte(of.FCSLen)})
	}
	writeBlock(w.out, blockInterface, append(body, 0, 0, 0, 0))
	return n
}

// appendOption appends an option that has a value.
func appendOption(body []byte, code uint16, value []byte) []byte {
	if len(value) == 0 || len(value) > math.MaxUint16 {
		return body
	}
	body = binary.LittleEndian.AppendUint16(body, code)
	body = binary.LittleEndian.AppendUint16(body, uint16(len(value)))
	body = append(body, value...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	return body
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
