package tlskeys

import (
	"bytes"
	"encoding/hex"
	"testing"
)

// The initialization vectors of RFC 9001 appendix A.1 and RFC 9369 appendix A.1.
func TestPacketVectors(t *testing.T) {
	for _, c := range []struct{ labels, secret, iv string }{
		{"quic ", "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea", "fa044b2f42a3fd3b46fb255c"},
		{"quic ", "3c199828fd139efd216c155ad844cc81fb82fa8d7446fa7d78be803acdda951b", "0ac1493ca1905853b0bba03e"},
		{"quicv2 ", "14ec9d6eb9fd7af83bf5a668bc17a7e283766aade7ecd0891f70f9ff7f4bf47b", "91f73e2351d8fa91660e909f"},
	} {
		if got := hex.EncodeToString(NewPackets(0x1301, unhex(t, c.secret), c.labels).iv); got != c.iv {
			t.Errorf("%s: %s, want %s", c.secret, got, c.iv)
		}
	}
}

// TestPacketChaCha opens the packet of RFC 9001 appendix A.5, and checks the secret that comes after its own.
func TestPacketChaCha(t *testing.T) {
	p := NewPackets(0x1303, unhex(t, "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"), "quic ")
	packet := unhex(t, "4cfe4189655e5cd55c41f69080575d7999c25a5bfb")
	const number = 654360564
	h, ok := p.Head(packet, 1)
	if !ok || h.First != 0x42 || h.Size != 3 || h.Number != 0xbff4 || h.Whole(number-1000) != number {
		t.Fatalf("%+v, %v", h, ok)
	}
	if plain, ok := p.Open(packet, 1, h, number); !ok || !bytes.Equal(plain, []byte{1}) {
		t.Errorf("%x, %v", plain, ok)
	}
	if _, ok := p.Open(packet, 1, h, number+1); ok {
		t.Error("opens with another number")
	}
	if got := hex.EncodeToString(p.Next("quic ku").secret); got != "1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9" {
		t.Errorf("the next secret is %s", got)
	}
	if _, ok := p.Head(packet[:20], 1); ok {
		t.Error("a packet without a sample has a header")
	}
	if p := NewPackets(0x009c, make([]byte, 32), "quic "); p != nil {
		t.Error("keys of a suite that is not one of TLS 1.3")
	}
}

// TestPacketNumbers has the numbers of RFC 9000 appendix A.3, and such that begin or end a window.
func TestPacketNumbers(t *testing.T) {
	for _, c := range []struct {
		number         uint32
		size           int
		expected, want uint64
	}{{0x9b32, 2, 0xa82f30ea + 1, 0xa82f9b32}, {0, 1, 0, 0}, {0xff, 1, 0x100, 0xff}, {0x01, 1, 0xff, 0x101}, {5, 1, 6, 5}} {
		if got := (Head{Number: c.number, Size: c.size}).Whole(c.expected); got != c.want {
			t.Errorf("%#x of %d bytes where %#x is expected: %#x, want %#x", c.number, c.size, c.expected, got, c.want)
		}
	}
}
