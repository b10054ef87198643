package pcapnb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// The model is a reader that is plainly right: one goroutine, one packet after the other, each decoded by a decoder of
// its own from bytes of its own. model_load_test.go holds Load and its like against it.

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
	snapLen int
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
	m := modelFile{format: "pcap", links: []uint32{u32(file[20:])}, snapLen: int(u32(file[16:]))}
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
func (m modelFile) capture() *capture {
	c := &capture{columns: newColumns(len(m.packets))}
	c.info.Format, c.info.Path = m.format, "model"
	for _, link := range m.links {
		c.info.Interfaces = append(c.info.Interfaces, Interface{LinkType: LinkType(link), SnapLen: m.snapLen, FCSLen: -1})
	}
	var addrs dict[address]
	var macs dict[mac48]
	alone := make(map[string]*columns) // packets of the same bytes decode to the same
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
		c.time[i], c.iface[i], c.offset[i] = p.time, uint16(p.iface), uint64(i)<<offsetBits
		c.bytes = append(c.bytes, p.data)
	}
	c.finish(len(m.packets), newDecoder(nil, &addrs, &macs, m.links), dissect.NewAssembler())
	return c
}

// columnsDiffer says where rows of got are not those of want from row lo on, "" where they are. Codes and offsets mean
// something in their own capture only: what they stand for is compared.
func columnsDiffer(got, want *capture, lo int) string {
	for i := range got.n {
		p, q := Packet{got, i}, Packet{want, lo + i}
		switch {
		case string(p.Bytes()) != string(q.Bytes()):
			return fmt.Sprintf("row %d: bytes % x, want % x", lo+i, p.Bytes(), q.Bytes())
		case p.IPSrc() != q.IPSrc() || p.IPDst() != q.IPDst() || p.MACSrc() != q.MACSrc() || p.MACDst() != q.MACDst():
			return fmt.Sprintf("row %d: addresses of %v, want %v", lo+i, p.Summary(), q.Summary())
		case got.linkType(i) != want.linkType(lo+i):
			return fmt.Sprintf("row %d: %v, want %v", lo+i, p.LinkType(), q.LinkType())
		}
	}
	coded := map[string]bool{"macSrc": true, "macDst": true, "ipSrc": true, "ipDst": true, "iface": true, "offset": true, "mem": true}
	a, b := reflect.ValueOf(got.columns), reflect.ValueOf(want.columns)
	for f := range a.NumField() {
		if name := a.Type().Field(f).Name; !coded[name] && a.Field(f).Kind() == reflect.Slice {
			x, y := columnBytesOf(a.Field(f), 0, got.n), columnBytesOf(b.Field(f), lo, got.n)
			if bytes.Equal(x, y) {
				continue
			}
			for i := range x {
				if x[i] != y[i] {
					return fmt.Sprintf("row %d: %s differs", lo+i/(len(x)/got.n), name)
				}
			}
		}
	}
	return ""
}

// columnBytesOf is the memory of n rows of a column, from row lo on.
func columnBytesOf(column reflect.Value, lo, n int) []byte {
	if n == 0 {
		return nil
	}
	width := int(column.Type().Elem().Size())
	return unsafe.Slice((*byte)(column.UnsafePointer()), (lo+n)*width)[lo*width:]
}

// wireDiffers says which field by Wireshark's name differs in got from what one session says that is shown want's packets
// one by one.
func wireDiffers(got, want Packets, names []string) string {
	ids, err := fieldIDs(names)
	if err != nil {
		return err.Error()
	}
	cols := got.wireColumns(ids)
	session := dissect.New(dissect.NewSet(ids...))
	var out dissect.Fields
	for i, p := range want {
		texts := make(map[dissect.ID][]string)
		frame := p.frame()
		session.Dissect(&frame, &out)
		for k := range out.Values {
			v := &out.Values[k]
			texts[v.ID] = append(texts[v.ID], v.Text())
		}
		for k, id := range ids {
			wanted := strings.Join(texts[id], ",")
			if has, _ := wireText(cols[k], id, i); has != wanted {
				return fmt.Sprintf("row %d: %s is %q, want %q", i, id, has, wanted)
			}
		}
	}
	return ""
}

// generated returns the file of a capture of so many packets of size bytes each, or of any size where it is -1.
func generated(packets, size int, ng bool) []byte {
	r := rand.New(rand.NewPCG(uint64(packets), uint64(size+1)))
	var kinds [251][]byte // so many that blocks of 2,048 that change places are noticed
	for i := range kinds {
		n := size
		if n < 0 {
			n = r.IntN(1501)
		}
		kinds[i] = generatedPacket(r, n)
	}
	if ng {
		return generatedPcapng(packets, kinds[:])
	}
	le := binary.LittleEndian
	file := append(le.AppendUint32(nil, 0xa1b2c3d4), 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0)
	for i := range packets {
		data, us := kinds[i%len(kinds)], i*1500
		file = le.AppendUint32(le.AppendUint32(file, uint32(us/1e6)), uint32(us%1e6))
		file = append(le.AppendUint32(le.AppendUint32(file, uint32(len(data))), uint32(len(data)+i%3)), data...)
	}
	return file
}

// generatedPcapng has two interfaces, one for Ethernet and one for raw IP.
func generatedPcapng(packets int, kinds [][]byte) []byte {
	le := binary.LittleEndian
	var file []byte
	block := func(kind uint32, body []byte) {
		body = append(body, make([]byte, -len(body)&3)...)
		file = le.AppendUint32(le.AppendUint32(file, kind), uint32(12+len(body)))
		file = le.AppendUint32(append(file, body...), uint32(12+len(body)))
	}
	block(0x0a0d0d0a, append(le.AppendUint32(nil, 0x1a2b3c4d), 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255))
	block(1, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	block(1, []byte{101, 0, 0, 0, 0, 0, 0, 0})
	for i := range packets {
		data, us, iface := kinds[i%len(kinds)], i*1500, 0
		if len(data) > 14 && i%5 == 0 {
			data, iface = data[14:], 1
		}
		b := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, uint32(iface)), uint32(us>>32)), uint32(us))
		b = le.AppendUint32(le.AppendUint32(b, uint32(len(data))), uint32(len(data)+i%3))
		block(6, append(b, data...))
	}
	return file
}

// generatedPacket is an Ethernet packet of n bytes: TCP, UDP or ICMP in IPv4 or IPv6, with text, DNS or noise in it. What
// does not fit is cut off.
func generatedPacket(r *rand.Rand, n int) []byte {
	host := func() byte { return byte(1 + r.IntN(20)) }
	b := []byte{2, 0, 0, 0, 0, host(), 2, 0, 0, 0, 0, host()}
	proto := []byte{6, 6, 17, 17, 1}[r.IntN(5)]
	claimed := max(n-34, 0)
	if r.IntN(4) == 0 {
		claimed = max(n-54, 0)
		b = append(b, 0x86, 0xdd, 0x60, 0, 0, 0, byte(claimed>>8), byte(claimed), proto, 64)
		b = append(b, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host(), 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, host())
	} else {
		total := claimed + 20
		b = append(b, 8, 0, 0x45, 0, byte(total>>8), byte(total), byte(r.IntN(256)), 1, 0x40, 0, 64, proto, 0, 0)
		b = append(b, 192, 0, 2, host(), 198, 51, 100, host())
	}
	port := func() byte { return []byte{53, 80, 123, 200, 201, 202}[r.IntN(6)] }
	b = append(b, 0, port(), 0, port())
	switch proto {
	case 6:
		b = append(b, 0, 0, byte(r.IntN(4)), byte(r.IntN(256)), 0, 0, 0, byte(r.IntN(256)), 0x50, []byte{2, 18, 16, 24, 17}[r.IntN(5)], 16, 0, 0, 0, 0, 0)
	case 17:
		b = append(b, byte(claimed>>8), byte(claimed), 0, 0)
	}
	switch r.IntN(3) {
	case 0:
		b = append(b, "GET /lab HTTP/1.1\r\nHost: www.example.org\r\n\r\n"...)
	case 1:
		b = append(b, "\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03org\x00\x00\x01\x00\x01"...)
	}
	for len(b) < n {
		b = append(b, byte(r.IntN(256)))
	}
	return b[:n]
}

// TestModelIsNotEmpty sees that the generated captures hold what the comparisons are about.
func TestModelIsNotEmpty(t *testing.T) {
	for _, ng := range []bool{false, true} {
		ps := walk(generated(2048, -1, ng)).capture().packets()
		for what, n := range map[string]int{"TCP": len(ps.Filter(Protocol.Is("TCP"))), "UDP": len(ps.Filter(Protocol.Is("UDP"))),
			"ICMP": len(ps.Filter(Protocol.Is("ICMP"))), "IPv6": len(ps.Where("ipv6")), "DNS": len(ps.Where("dns.qry.name")),
			"HTTP": len(ps.Where("http.host")), "streams": len(ps.Where("tcp.stream > 10"))} {
			if n == 0 {
				t.Errorf("pcapng %v: no %s", ng, what)
			}
		}
	}
}
