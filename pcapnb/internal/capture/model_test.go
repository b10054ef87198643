package capture

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// The model is a reader that is plainly right: one goroutine, one packet after the other, each decoded by a decoder of
// its own from bytes of its own. ways_test.go holds Load and its like against it.

// A modelPacket is what a capture file says of a packet.
type modelPacket struct {
	time   int64
	length uint32
	iface  int
	data   []byte
}

// A modelFile is what a capture file says.
type modelFile struct {
	format  string
	links   []uint32 // by interface
	snapLen uint32
	packets []modelPacket
}

// walk reads a capture file as this test makes them.
func walk(file []byte) modelFile {
	if binary.LittleEndian.Uint32(file) == 0xa1b2c3d4 {
		return walkPcap(file)
	}
	return walkPcapng(file)
}

func walkPcap(file []byte) modelFile {
	u32 := binary.LittleEndian.Uint32
	m := modelFile{format: "pcap", links: []uint32{u32(file[20:])}, snapLen: u32(file[16:])}
	for at := 24; at < len(file); {
		size := int(u32(file[at+8:]))
		ns := int64(u32(file[at:]))*1e9 + int64(u32(file[at+4:]))*1e3
		m.packets = append(m.packets, modelPacket{ns, u32(file[at+12:]), 0, file[at+16 : at+16+size]})
		at += 16 + size
	}
	return m
}

func walkPcapng(file []byte) modelFile {
	u32 := binary.LittleEndian.Uint32
	m := modelFile{format: "pcapng"}
	for at := 0; at < len(file); at += int(u32(file[at+4:])) {
		b := file[at:]
		switch u32(b) {
		case 1: // interface description
			m.links = append(m.links, uint32(binary.LittleEndian.Uint16(b[8:])))
		case 6: // enhanced packet
			us := int64(u32(b[12:]))<<32 | int64(u32(b[16:]))
			m.packets = append(m.packets, modelPacket{us * 1e3, u32(b[24:]), int(u32(b[8:])), b[28 : 28+u32(b[20:])]})
		}
	}
	return m
}

// capture decodes the packets.
func (m modelFile) capture() *Capture {
	c := &Capture{Columns: newColumns(len(m.packets))}
	c.Info.Format, c.Info.Path = m.format, "model"
	for _, link := range m.links {
		c.Info.Interfaces = append(c.Info.Interfaces, capfile.Interface{Link: link, SnapLen: m.snapLen, FCSLen: -1})
	}
	var addrs dict[Address]
	var macs dict[MAC48]
	alone := make(map[string]*Columns) // packets of the same bytes decode to the same
	for i, p := range m.packets {
		link := m.links[p.iface]
		kind := fmt.Sprint(link, " ", p.length, " ", string(p.data))
		if alone[kind] == nil {
			one := newColumns(1)
			d := newDecoder(&one, &addrs, &macs, []uint32{link})
			d.decode(0, []capfile.Record{{CapLen: uint32(len(p.data)), Len: p.length}}, p.data, 0, 0)
			alone[kind] = &one
		}
		c.put(i, alone[kind], 1)
		c.Time[i], c.Iface[i], c.Offset[i] = p.time, uint16(p.iface), uint64(i)<<offsetBits
		c.sources = append(c.sources, p.data)
	}
	c.finish(len(m.packets), newDecoder(nil, &addrs, &macs, m.links), dissect.NewAssembler())
	return c
}

// columnsDiffer says where rows of got are not those of want from row lo on, "" where they are. Codes and offsets mean
// something in their own capture only: what they stand for is compared.
func columnsDiffer(got, want *Capture, lo int) string {
	for i := range got.N {
		if b, wanted := got.Bytes(i), want.Bytes(lo+i); string(b) != string(wanted) {
			return fmt.Sprintf("row %d: bytes % x, want % x", lo+i, b, wanted)
		}
		if is, wanted := got.ends(i), want.ends(lo+i); is != wanted {
			return fmt.Sprintf("row %d: %s, want %s", lo+i, is, wanted)
		}
	}
	coded := map[string]bool{"MACSrc": true, "MACDst": true, "IPSrc": true, "IPDst": true, "Iface": true, "Offset": true, "mem": true}
	a, b := reflect.ValueOf(got.Columns), reflect.ValueOf(want.Columns)
	for f := range a.NumField() {
		if name := a.Type().Field(f).Name; !coded[name] && a.Field(f).Kind() == reflect.Slice {
			x, y := columnBytesOf(a.Field(f), 0, got.N), columnBytesOf(b.Field(f), lo, got.N)
			if bytes.Equal(x, y) {
				continue
			}
			for i := range x {
				if x[i] != y[i] {
					return fmt.Sprintf("row %d: %s differs", lo+i/(len(x)/got.N), name)
				}
			}
		}
	}
	return ""
}

// ends are the link type and the addresses of row i as text.
func (c *Capture) ends(i int) string {
	text := fmt.Sprint("link type ", c.Link(i))
	if c.Has[i]&dissect.HasIP != 0 {
		text += fmt.Sprintf(", %v > %v", c.Addrs[c.IPSrc[i]].Addr(), c.Addrs[c.IPDst[i]].Addr())
	}
	for _, code := range []uint32{c.MACSrc[i], c.MACDst[i]} {
		if c.Has[i]&dissect.HasEther != 0 && code != NoCode {
			text += fmt.Sprint(", ", c.MACs[code])
		}
	}
	return text
}

// columnBytesOf is the memory of n rows of a column, from row lo on.
func columnBytesOf(column reflect.Value, lo, n int) []byte {
	if n == 0 {
		return nil
	}
	width := int(column.Type().Elem().Size())
	return unsafe.Slice((*byte)(column.UnsafePointer()), (lo+n)*width)[lo*width:]
}
