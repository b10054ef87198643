package main

import (
	"encoding/binary"
	"slices"
	"time"
)

// clock is the time of the captures that are made from nothing.
var clock = time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)

// sensor is a small 802.15.4 network: two readings and their acknowledgements.
// A first byte below 0x40 says that the payload is no 6LoWPAN (RFC 4944, 5.1).
func sensor() []packet {
	var out []packet
	for i, reading := range []string{"\x01t=19.5 h=41", "\x01t=19.6 h=40"} {
		number := byte(0x30 + i)
		// Data, acknowledgement wanted, one PAN, short addresses; PAN 0xbeef, to 0x0000, from 0x0042.
		data := append([]byte{0x61, 0x88, number, 0xef, 0xbe, 0x00, 0x00, 0x42, 0x00}, reading...)
		at := clock.Add(time.Duration(i) * time.Second)
		for k, frame := range [][]byte{data, {0x02, 0x00, number}} {
			frame = binary.LittleEndian.AppendUint16(frame, fcs(frame))
			out = append(out, packet{at.Add(time.Duration(k) * 700 * time.Microsecond), len(frame), frame})
		}
	}
	return out
}

// fcs is the ITU-T CRC-16 that ends an 802.15.4 frame (IEEE 802.15.4, 7.2.10).
func fcs(frame []byte) uint16 {
	var crc uint16
	for _, b := range frame {
		crc ^= uint16(b)
		for range 8 {
			if crc&1 == 1 {
				crc = crc>>1 ^ 0x8408
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}

var (
	here  = [16]byte{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23}
	there = [16]byte{0x20, 0x01, 0x0d, 0xb8, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20}
)

// Extension headers of RFC 8200, each but for its first byte, the next header.
var (
	hopByHop    = []byte{0, 0x05, 0x02, 0, 0, 0x01, 0}             // router alert (RFC 2711), PadN
	destination = []byte{0, 0x01, 0x04, 0, 0, 0, 0}                // PadN
	routing     = append([]byte{2, 4, 0, 0, 0, 0, 0}, there[:]...) // segment routing (RFC 8754), none left
	atomic      = []byte{0, 0, 0, 0, 0, 0, 7}                      // a fragment that is the whole
)

// extensions are one UDP datagram after ever more extension headers.
func extensions() []packet {
	chains := []struct {
		next []byte
		head [][]byte
	}{
		{nil, nil},
		{[]byte{0}, [][]byte{hopByHop}},
		{[]byte{60}, [][]byte{destination}},
		{[]byte{43}, [][]byte{routing}},
		{[]byte{44}, [][]byte{atomic}},
		{[]byte{0, 60, 43, 44}, [][]byte{hopByHop, destination, routing, atomic}},
	}
	var out []packet
	for i, c := range chains {
		frame := ipv6(append(c.next, 17), c.head, udp6(40000, 7, "hello, echo\n"))
		out = append(out, packet{clock.Add(time.Duration(i) * 100 * time.Millisecond), len(frame), frame})
	}
	return append(out, noNext(clock.Add(time.Second)))
}

// noNext is a packet that ends with its headers (next header 59).
func noNext(at time.Time) packet {
	frame := ipv6([]byte{60, 59}, [][]byte{destination}, nil)
	return packet{at, len(frame), frame}
}

// ipv6 builds an Ethernet frame; next holds one protocol number more than there are heads.
func ipv6(next []byte, heads [][]byte, payload []byte) []byte {
	var body []byte
	for i, h := range heads {
		body = append(append(body, next[i+1]), h...)
	}
	body = append(body, payload...)
	b := []byte{0x28, 0x80, 0x88, 0x27, 0x6b, 0xa7, 0x3c, 0x15, 0xc2, 0xd9, 0xd3, 0x50, 0x86, 0xdd}
	b = append(b, 0x60, 0, 0, 0)
	b = be.AppendUint16(b, uint16(len(body)))
	b = append(b, next[0], 64)
	return slices.Concat(b, here[:], there[:], body)
}

// udp6 builds a datagram with the checksum that IPv6 demands (RFC 8200, 8.1).
func udp6(src, dst uint16, payload string) []byte {
	length := 8 + len(payload)
	b := be.AppendUint16(nil, src)
	b = be.AppendUint16(b, dst)
	b = be.AppendUint16(b, uint16(length))
	b = append(append(b, 0, 0), payload...)
	pseudo := slices.Concat(here[:], there[:], []byte{0, 0, 0, byte(length), 0, 0, 0, 17}, b)
	be.PutUint16(b[6:], checksum(pseudo))
	return b
}
