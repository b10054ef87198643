package dissect_test

import (
	"encoding/binary"
	"testing"
)

// sctpFrame makes a packet of chunks.
func sctpFrame(src, dst string, ports [2]uint16, tag uint32, chunks ...string) []byte {
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, ports[0]), ports[1])
	b = append(binary.BigEndian.AppendUint32(b, tag), 0, 0, 0, 0)
	for _, c := range chunks {
		b = append(b, c...)
	}
	return etherFrame(0x0800, ipv4Packet(src, dst, 132, b))
}

// sctpChunkOf makes a chunk, which is padded.
func sctpChunkOf(kind, flags byte, body string) string {
	n := 4 + len(body)
	return string([]byte{kind, flags, byte(n >> 8), byte(n)}) + body + "\x00\x00\x00"[:(4-n%4)%4]
}

func TestWhatSCTPCarries(t *testing.T) {
	number := func(n uint32) string { return string(binary.BigEndian.AppendUint32(nil, n)) }
	begin := func(kind byte, tag, first uint32) string {
		return sctpChunkOf(kind, 0, number(tag)+number(1000)+"\x00\x01\x00\x01"+number(first))
	}
	data := func(flags byte, tsn uint32, payload string) string {
		return sctpChunkOf(0, flags, number(tsn)+"\x00\x00\x00\x00\x00\x00\x00\x00"+payload)
	}
	ack := func(tsn uint32) string { return sctpChunkOf(3, 0, number(tsn)+number(900)+"\x00\x00\x00\x00") }
	for _, port := range []uint16{5001, 80} {
		to := func(chunks ...string) []byte {
			return sctpFrame("192.0.2.1", "192.0.2.2", [2]uint16{5000, port}, 9, chunks...)
		}
		from := func(chunks ...string) []byte {
			return sctpFrame("192.0.2.2", "192.0.2.1", [2]uint16{port, 5000}, 7, chunks...)
		}
		frames := [][]byte{sctpFrame("192.0.2.1", "192.0.2.2", [2]uint16{5000, port}, 0, begin(1, 7, 100)), from(begin(2, 9, 500)),
			to(sctpChunkOf(10, 0, "abcd")), from(sctpChunkOf(11, 0, "")), to(data(3, 100, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")), from(ack(100)),
			from(data(2, 500, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")), from(data(1, 501, "hello")), to(ack(501)),
			to(data(3, 101, "GET /b HTTP/1.1\r\nHost: a\r\n\r\n")), to(sctpChunkOf(0xc1, 0, "\x00\x00\x00\x01"))}
		sameAsTshark(t, 1, inOrder(frames...), "http", "data", "_ws.col", "frame.protocols")
	}
}
