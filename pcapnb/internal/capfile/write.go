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

	sections int
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
	out := &Writer{out: bufio.NewWriter(w)}
	out.section()
	return out
}

// section begins a section, which has interfaces of its own.
func (w *Writer) section() {
	le := binary.LittleEndian
	section := le.AppendUint32(nil, byteOrderMagic)
	section = le.AppendUint32(section, 1) // version 1.0
	section = le.AppendUint64(section, math.MaxUint64)
	writeBlock(w.out, blockSection, section)
	w.number = map[Interface]uint32{}
	w.sections++
}

// mostSections bounds the sections, each of which has an interface of its own for a reader. In what comes after, the time that a
// packet has not is 0.
const mostSections = 1000

// Flush ends the file.
func (w *Writer) Flush() error { return w.out.Flush() }

// Packet writes a packet of an interface, and the interface where it is new; of that its link type, name, description and
// frame check sequence are kept.
func (w *Writer) Packet(of Interface, p Packet) {
	le := binary.LittleEndian
	// Only a simple packet block has no time. It is of the first interface of its section, which says how much of it was captured.
	of.SnapLen = 0
	if p.NoTime && p.Length > len(p.Data) {
		of.SnapLen = uint32(len(p.Data))
	}
	if n, known := w.number[of]; p.NoTime && len(w.number) > 0 && (!known || n > 0) && w.sections < mostSections {
		w.section()
	}
	if len(w.number) == 0 || of != w.last {
		w.last, w.at = of, w.interfaceNumber(of)
	}
	if p.NoTime && w.at == 0 && (len(p.Data) > 0 || p.Length == 0) {
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
	body := binary.LittleEndian.AppendUint32(nil, uint32(uint16(of.Link)))
	body = binary.LittleEndian.AppendUint32(body, of.SnapLen)
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
