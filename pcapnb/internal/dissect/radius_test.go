package dissect_test

import (
	"slices"
	"strings"
	"testing"
)

// radiusDatagrams have each attribute that has a field, with a number, an address or text in it.
func radiusDatagrams() (frames [][]byte) {
	var all strings.Builder
	for kind := range byte(100) {
		value := "\x01\x02\x03\x04"
		if slices.Contains([]byte{1, 11, 18, 24, 25, 30, 31, 32, 44, 77, 87}, kind) {
			value = "some text"
		}
		if kind == 80 {
			value = strings.Repeat("m", 16)
		}
		if slices.Contains([]byte{1, 4, 5, 6, 7, 8, 9, 11, 12, 18, 24, 25, 27, 28, 30, 31, 32, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 61, 77, 80, 87}, kind) {
			all.WriteString(string([]byte{kind, byte(2 + len(value))}) + value)
		}
	}
	all.WriteString("\x1a\x0e\x00\x00\x39\xe7\x05\x08abcdef")
	for i, code := range []byte{1, 2, 3, 4, 5, 11, 12, 40, 41, 42, 43, 44, 45} {
		attributes := all.String()
		if i%2 == 1 {
			attributes = "\x01\x06name"
		}
		n := 20 + len(attributes)
		message := string([]byte{code, byte(i), byte(n >> 8), byte(n)}) + strings.Repeat("a", 16) + attributes
		frames = append(frames, udpFrame(uint16(50000+i), 1812, []byte(message)))
	}
	return frames
}

func TestRADIUS(t *testing.T) {
	sameAsTshark(t, 1, inOrder(radiusDatagrams()...), "radius", "_ws.col", "_ws.malformed", "frame.protocols")
}

// wireguardDatagrams are messages of each kind, and some of other lengths.
func wireguardDatagrams() (frames [][]byte) {
	for i, n := range []int{148, 92, 64, 32, 48, 128, 147, 93, 65, 31, 16} {
		b := []byte(strings.Repeat("\x05\x80", n/2+1))[:n]
		copy(b, []byte{byte(min(i+1, 4)), 0, 0, 0})
		if i > 5 {
			b[0] = byte(i - 5)
		}
		frames = append(frames, udpFrame(51820, uint16(6000+i), b))
	}
	return frames
}

func TestWireGuard(t *testing.T) {
	sameAsTshark(t, 1, inOrder(wireguardDatagrams()...), "wg", "_ws.col", "_ws.malformed", "frame.protocols", "data")
}
