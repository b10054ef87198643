package capfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A made packet is what a generated file says of one.
type made struct {
	sec, nanos uint32
	length     uint32
	iface      int
	data       []byte
	noTime     bool
	comment    string
}

func somePackets(dice *rand.Rand, n int) []made {
	out := make([]made, n)
	for i := range out {
		data := make([]byte, dice.IntN(100))
		for k := range data {
			data[k] = byte(dice.Uint32())
		}
		out[i] = made{sec: dice.Uint32(), nanos: dice.Uint32N(1e6) * 1000, length: uint32(len(data) + dice.IntN(2)*dice.IntN(1000)), data: data}
	}
	return out
}

// pcapOf writes a classic pcap file in a byte order, with times in micro- or nanoseconds.
func pcapOf(order binary.AppendByteOrder, magic uint32, packets []made) []byte {
	b := order.AppendUint32(nil, magic)
	b = order.AppendUint16(order.AppendUint16(b, 2), 4)
	for _, v := range []uint32{0, 0, 65535, 1} {
		b = order.AppendUint32(b, v)
	}
	for _, p := range packets {
		fraction := p.nanos
		if magic == magicMicro {
			fraction /= 1000
		}
		for _, v := range []uint32{p.sec, fraction, uint32(len(p.data)), p.length} {
			b = order.AppendUint32(b, v)
		}
		b = append(b, p.data...)
	}
	return b
}

// block appends a block of pcapng.
func block(b []byte, order binary.AppendByteOrder, kind uint32, body []byte) []byte {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	total := uint32(len(body) + 12)
	b = order.AppendUint32(order.AppendUint32(b, kind), total)
	return order.AppendUint32(append(b, body...), total)
}

// option appends an option of a block.
func option(b []byte, order binary.AppendByteOrder, code int, value string) []byte {
	b = order.AppendUint16(order.AppendUint16(b, uint16(code)), uint16(len(value)))
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func sectionHeader(order binary.AppendByteOrder) []byte {
	body := order.AppendUint32(nil, byteOrderMagic)
	body = order.AppendUint16(order.AppendUint16(body, 1), 0)
	body = append(body, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	return block(nil, order, blockSection, option(body, order, 1, "a section"))
}

// pcapngOf writes two interfaces, one with nanoseconds, and the packets in blocks of all three kinds.
func pcapngOf(order binary.AppendByteOrder, packets []made) []byte {
	b := sectionHeader(order)
	for i, link := range []uint16{1, 113} {
		body := order.AppendUint32(order.AppendUint16(order.AppendUint16(nil, link), 0), 0)
		body = option(body, order, 2, fmt.Sprintf("eth%d", i))
		body = option(body, order, 3, "a card")
		body = option(body, order, 9, string([]byte{[]byte{6, 9}[i]}))
		body = option(body, order, 11, "\x00tcp")
		body = option(body, order, 12, "an OS")
		body = option(body, order, 13, "\x04")
		b = block(b, order, blockInterface, body)
	}
	for _, p := range packets {
		ticks := (uint64(p.sec)*1e9 + uint64(p.nanos)) / []uint64{1000, 1}[p.iface]
		high, low := uint32(ticks>>32), uint32(ticks)
		switch {
		case p.noTime:
			b = block(b, order, blockSimple, append(order.AppendUint32(nil, p.length), p.data...))
		case len(p.data)%5 == 0 && p.comment == "":
			body := order.AppendUint16(order.AppendUint16(nil, uint16(p.iface)), 0)
			for _, v := range []uint32{high, low, uint32(len(p.data)), p.length} {
				body = order.AppendUint32(body, v)
			}
			b = block(b, order, blockPacket, append(body, p.data...))
		default:
			var body []byte
			for _, v := range []uint32{uint32(p.iface), high, low, uint32(len(p.data)), p.length} {
				body = order.AppendUint32(body, v)
			}
			body = append(body, p.data...)
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			if p.comment != "" {
				body = option(body, order, 1, p.comment)
			}
			b = block(b, order, blockEnhanced, body)
		}
		b = block(b, order, 0xbad, []byte("a block of a kind that nobody knows"))
	}
	names := option(nil, order, 1, "\xc0\x00\x02\x01one.example\x00")
	names = option(names, order, 2, strings.Repeat("\x20", 16)+"two.example\x00")
	b = block(b, order, blockNames, names)
	return block(b, order, blockSecrets, []byte("keys"))
}

// read reads a capture in windows from a source.
func read(src *Source, limits Limits) (packets []made, s Scanner, err error) {
	defer src.Close()
	s.Limits = limits
	var rest []byte
	recs := make([]Record, 3)
	for {
		data, base, eof := src.Next(rest)
		for {
			n, used, err := s.Scan(data, base, eof, recs)
			for _, r := range recs[:n] {
				packets = append(packets, made{uint32(r.Time / 1e9), uint32(r.Time % 1e9), r.Len, int(r.Iface),
					bytes.Clone(data[r.Offset-base:][:r.CapLen]), r.NoTime, ""})
			}
			data, base = data[used:], base+int64(used)
			if err != nil {
				return packets, s, err
			}
			if n == 0 {
				break
			}
		}
		if eof {
			for _, c := range s.Comments {
				packets[c.Packet].comment = c.Text
			}
			return packets, s, src.Err()
		}
		rest = data
	}
}

func packed(t *testing.T, w io.WriteCloser, to *bytes.Buffer, data []byte) []byte {
	t.Helper()
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Bytes()
}

// everyWay reads a file from disk, mapped and not, packed and not, and from a reader that gives a byte at a time.
func everyWay(t *testing.T, name string, file []byte, want []made) Scanner {
	t.Helper()
	var z, s bytes.Buffer
	zs, err := zstd.NewWriter(&s)
	if err != nil {
		t.Fatal(err)
	}
	var last Scanner
	for way, data := range map[string][]byte{"plain": file, "gzip": packed(t, gzip.NewWriter(&z), &z, file), "zstd": packed(t, zs, &s, file)} {
		path := filepath.Join(t.TempDir(), "capture")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, mapFrom := range []int64{0, 1 << 40} {
			kept := MapFrom
			MapFrom = mapFrom
			src, err := Open(path, Limits{})
			MapFrom = kept
			if err != nil {
				t.Fatalf("%s, %s: %v", name, way, err)
			}
			got, sc, err := read(src, Limits{})
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s, mapped from %d: %d packets, want %d: %v", name, way, mapFrom, len(got), len(want), err)
			}
			last = sc
		}
		src, err := NewStream(iotest.OneByteReader(bytes.NewReader(data)), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got, _, err := read(src, Limits{}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s, %s, a byte at a time: %d packets, want %d: %v", name, way, len(got), len(want), err)
		}
	}
	return last
}

func TestPcapRoundTrip(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, magic := range []uint32{magicMicro, magicNano} {
			want := somePackets(dice, 300)
			s := everyWay(t, fmt.Sprintf("%v %x", order, magic), pcapOf(order, magic, want), want)
			if s.Format != "pcap" || s.Packets() != len(want) || s.Interfaces[0].Link != 1 || s.Interfaces[0].SnapLen != 65535 {
				t.Errorf("%v %x: %q, %d packets, %+v", order, magic, s.Format, s.Packets(), s.Interfaces)
			}
		}
	}
}

func TestPcapngRoundTrip(t *testing.T) {
	dice := rand.New(rand.NewPCG(2, 2))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		want := somePackets(dice, 300)
		for i := range want {
			p := &want[i]
			switch dice.IntN(4) {
			case 0:
				p.noTime, p.sec, p.nanos, p.length = true, 0, 0, uint32(len(p.data))
			case 1:
				p.comment = fmt.Sprintf("comment %d", i)
				fallthrough
			case 2:
				p.iface = 1
			}
		}
		s := everyWay(t, fmt.Sprint(order), pcapngOf(order, want), want)
		i := s.Interfaces[1]
		if s.Format != "pcapng" || len(s.Interfaces) != 2 || i.Link != 113 || i.Name != "eth1" || i.Description != "a card" || i.Filter != "tcp" ||
			i.OS != "an OS" || i.FCSLen != 4 || i.About != "a section" {
			t.Errorf("%v: %q, %+v", order, s.Format, s.Interfaces)
		}
		if want := []Name{{"\xc0\x00\x02\x01", "one.example"}, {strings.Repeat("\x20", 16), "two.example"}}; !reflect.DeepEqual(s.Names, want) || s.Secrets != 1 {
			t.Errorf("%v: names %q, %d secrets", order, s.Names, s.Secrets)
		}
	}
}

// TestDefaultLimits: the limits are those that the package's users are promised.
func TestDefaultLimits(t *testing.T) {
	want := Limits{Record: 256 << 10, Block: 16 << 20, Interfaces: 10_000, Packets: 1<<31 - 1, Inflated: 8 << 30, Ratio: 1000}
	if got := (Limits{}).WithDefaults(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	own := Limits{1, 2, 3, 4, 5, 6}
	if got := own.WithDefaults(); got != own {
		t.Errorf("%+v, want %+v", got, own)
	}
}

// TestErrors changes headers, and wants what was read before and an error that says where and why.
func TestErrors(t *testing.T) {
	le := binary.LittleEndian
	packets := []made{{sec: 1, length: 4, data: []byte("abcd")}, {sec: 2, length: 4, data: []byte("efgh")}}
	pcap, ng := pcapOf(le, magicMicro, packets), pcapngOf(le, packets)
	second := 24 + 16 + 4
	iface := len(sectionHeader(le))
	first := iface
	for range 2 {
		first += int(le.Uint32(ng[first+4:]))
	}
	put := func(file []byte, at int, v uint32) []byte {
		b := bytes.Clone(file)
		le.PutUint32(b[at:], v)
		return b
	}
	bare := block(sectionHeader(le), le, blockEnhanced, make([]byte, 20))
	for _, c := range []struct {
		file    []byte
		limits  Limits
		packets int
		want    string
	}{
		{pcap[:3], Limits{}, 0, "byte 0: "},
		{pcap[:20], Limits{}, 0, "byte 0: the file header is cut: 20 of 24 bytes"},
		{put(pcap, 4, 9), Limits{}, 0, "byte 4: pcap version 9.0 is not known"},
		{pcap[:second+7], Limits{}, 1, "packet 2 at byte 44: the record header is cut: 7 of 16 bytes"},
		{pcap[:second+18], Limits{}, 1, "packet 2 at byte 44: the packet is cut: 2 of 4 bytes"},
		{pcap, Limits{Record: 3}, 0, "packet 1 at byte 24: the record says 4 bytes, more than the limit of 3: the file is damaged here"},
		{pcap, Limits{Packets: 1}, 1, "packet 2 at byte 44: more than 1 packets, the limit"},
		{ng[:iface+8], Limits{}, 0, fmt.Sprintf("byte %d: the block header is cut: 8 of 12 bytes", iface)},
		{ng[:iface+20], Limits{}, 0, fmt.Sprintf("byte %d: a block is cut: 20 of %d bytes", iface, le.Uint32(ng[iface+4:]))},
		{put(ng, 8, 7), Limits{}, 0, "byte 0: a section header with the byte-order magic 07 00 00 00"},
		{put(ng, 12, 7), Limits{}, 0, "byte 8: pcapng version 7.0 is not known"},
		{put(ng, iface+4, 13), Limits{}, 0, fmt.Sprintf("byte %d: a block of length 13: want a multiple of 4, at least 12", iface)},
		{ng, Limits{Block: 48}, 0, "more than the limit of 48"},
		{put(ng, first-4, 12), Limits{}, 0, "and ends with 12"},
		{ng, Limits{Interfaces: 1}, 0, "more than 1 interfaces, the limit"},
		{put(ng, first+20, 99), Limits{}, 0, "the packet says 99 bytes and its block has 4"},
		{put(ng, first+8, 2), Limits{}, 0, "the packet names interface 2 and there are 2 interfaces"},
		{bare, Limits{}, 0, "the packet names interface 0 and there are 0 interfaces"},
		{ng, Limits{Record: 3}, 0, "the packet has 4 bytes, more than the limit of 3"},
		{block(sectionHeader(le), le, blockEnhanced, make([]byte, 16)), Limits{}, 0, "an enhanced packet block of 16 bytes"},
		{block(sectionHeader(le), le, blockPacket, make([]byte, 16)), Limits{}, 0, "a packet block of 16 bytes"},
		{block(sectionHeader(le), le, blockSimple, nil), Limits{}, 0, "a simple packet block of 0 bytes"},
		{block(sectionHeader(le), le, blockInterface, make([]byte, 4)), Limits{}, 0, "an interface description of 4 bytes"},
	} {
		src, err := NewStream(bytes.NewReader(c.file), c.limits)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := read(src, c.limits)
		if len(got) != c.packets || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d packets and %v, want %d and %q", len(got), err, c.packets, c.want)
		}
	}
}

// TestOpenErrors opens what is no capture file.
func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                        "is a directory, not a capture file",
		filepath.Join(dir, "none"): "no such file",
	} {
		if _, err := Open(path, Limits{}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	for name, file := range map[string]string{"text": "no capture at all", "empty": "", "gzip": "\x1f\x8b\x08broken", "zstd": "\x28\xb5\x2f\xfdbroken"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
		src, err := Open(path, Limits{})
		if err == nil {
			_, _, err = read(src, Limits{})
		}
		if err == nil || len(err.Error()) < 10 {
			t.Errorf("%s: %v, want an error that says why", name, err)
		}
	}
}

// TestBombs unpacks more than the limits allow.
func TestBombs(t *testing.T) {
	file := pcapOf(binary.LittleEndian, magicMicro, []made{{length: 200_000, data: make([]byte, 200_000)}})
	var z bytes.Buffer
	data := packed(t, gzip.NewWriter(&z), &z, file)
	src, err := NewStream(bytes.NewReader(data), Limits{Inflated: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(src, Limits{}); err == nil || !strings.Contains(err.Error(), "unpacks to more than 100000 bytes, the limit") {
		t.Errorf("%v", err)
	}
	if n := src.Consumed(int64(len(file))); n == 0 || n > int64(len(data)) {
		t.Errorf("%d of %d packed bytes were read", n, len(data))
	}
}
