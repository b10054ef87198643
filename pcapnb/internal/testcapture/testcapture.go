// Package testcapture makes capture files for tests.
package testcapture

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"math/rand/v2"

	"github.com/klauspost/compress/zstd"
)

// Generated returns the file of a capture of so many packets of size bytes each, or of any size where it is -1.
func Generated(packets, size int, ng bool) []byte {
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
	file := NewPcapng()
	file.Block(1, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	file.Block(1, []byte{101, 0, 0, 0, 0, 0, 0, 0})
	for i := range packets {
		data, us, iface := kinds[i%len(kinds)], i*1500, 0
		if len(data) > 14 && i%5 == 0 {
			data, iface = data[14:], 1
		}
		b := le32(nil, uint32(iface), uint32(us>>32), uint32(us), uint32(len(data)), uint32(len(data)+i%3))
		file.Block(6, append(b, data...))
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

// Pcap is a classic pcap of packets with size bytes each, raw IPv4 without headers where size allows.
func Pcap(packets, size int) []byte {
	le := binary.LittleEndian
	b := append(le.AppendUint32(nil, 0xa1b2c3d4), 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0)
	data := append([]byte{0x45, 0, 0, 20, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2}, make([]byte, max(size-20, 0))...)[:size]
	for i := range packets {
		b = le.AppendUint32(le.AppendUint32(b, uint32(i)), 0)
		b = le.AppendUint32(le.AppendUint32(b, uint32(size)), uint32(size))
		b = append(b, data...)
	}
	return b
}

// Gzip packs data.
func Gzip(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

// Zstd packs data.
func Zstd(data []byte) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	defer z.Close()
	return z.EncodeAll(data, nil)
}
