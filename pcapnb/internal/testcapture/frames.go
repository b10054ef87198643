package testcapture

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
)

// be writes numbers, the most significant byte first.
func be(n ...uint16) (b []byte) {
	for _, v := range n {
		b = binary.BigEndian.AppendUint16(b, v)
	}
	return b
}

// Ether is a frame with the payload that the type names.
func Ether(kind uint16, payload []byte) []byte {
	return append(append([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, be(kind)...), payload...)
}

// IPv4 is a frame with a packet of a protocol.
func IPv4(protocol byte, payload []byte) []byte {
	b := append([]byte{0x45, 0}, be(uint16(20+len(payload)))...)
	b = append(b, 0, 0, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 10, 198, 51, 100, 20)
	return Ether(0x0800, append(b, payload...))
}

// IPv6 is a frame with a packet whose first header is next.
func IPv6(next byte, payload []byte) []byte {
	b := append([]byte{0x60, 0, 0, 0}, be(uint16(len(payload)))...)
	b = append(b, next, 64)
	for _, last := range []byte{10, 20} {
		b = append(b, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last)
	}
	return Ether(0x86dd, append(b, payload...))
}

// UDP is a frame with a datagram.
func UDP(src, dst uint16, payload []byte) []byte {
	return IPv4(17, append(be(src, dst, uint16(8+len(payload)), 0), payload...))
}

// TCP is a frame with a segment.
func TCP(src, dst uint16, seq, ack uint32, flags byte, payload []byte) []byte {
	b := binary.BigEndian.AppendUint32(be(src, dst), seq)
	b = binary.BigEndian.AppendUint32(b, ack)
	return IPv4(6, append(append(b, 0x50, flags, 0xfa, 0xf0, 0, 0, 0, 0), payload...))
}

// segments are those of a connection to a port whose client sends data, size bytes at a time.
func segments(port uint16, data []byte, size int) [][]byte {
	frames := [][]byte{TCP(40000, port, 0, 0, 2, nil), TCP(port, 40000, 0, 1, 18, nil), TCP(40000, port, 1, 1, 16, nil)}
	for off := 0; off < len(data); off += size {
		frames = append(frames, TCP(40000, port, uint32(1+off), 1, 24, data[off:min(off+size, len(data))]))
	}
	return append(frames, TCP(40000, port, uint32(1+len(data)), 1, 17, nil))
}

// nested wraps a datagram n times, as long as it fits.
func nested(n int, wrap func([]byte) []byte) []byte {
	b := UDP(40000, 7000, []byte("a"))[14:]
	for range n {
		if len(b) > 65000 {
			break
		}
		b = wrap(b)
	}
	return Ether(0x0800, b)
}

// tlsRecords are records with the messages.
func tlsRecords(messages []byte) (b []byte) {
	const most = 1 << 14
	for len(messages) > 0 {
		k := min(most, len(messages))
		b = append(append(append(b, 22, 3, 1), be(uint16(k))...), messages[:k]...)
		messages = messages[k:]
	}
	return b
}

// pointerChain are n records whose names go through all pointers before them.
func pointerChain(n int) (b []byte) {
	const header, record = 12, 12
	for i := range n {
		if i == 0 {
			b = append(b, 0, 0) // the root, and a byte that nobody reads
			b = append(b[:1], 0, 1, 0, 1, 0, 0, 0, 9, 0, 1, 0)
			continue
		}
		before := header + (i-1)*record
		b = append(append(b, be(0xc000|uint16(before&0x3fff))...), 0, 1, 0, 1, 0, 0, 0, 9, 0, 0)
	}
	return b
}

// Written writes frames to a capture file and returns its path.
func Written(t testing.TB, frames [][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.pcapng")
	file := Repeated{Frames: func(int) [][]byte { return frames }}.File(1)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
