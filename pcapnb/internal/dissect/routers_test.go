package dissect_test

import (
	"strings"
	"testing"
)

func TestRouterDatagrams(t *testing.T) {
	const zeros = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	var frames [][]byte
	add := func(port uint16, text string) { frames = append(frames, udpFrame(40000, port, []byte(text))) }
	for n := range byte(16) {
		add(3784, string([]byte{0x20 | n%10, n << 6, 3, 24})+zeros)
		add(319, string([]byte{n, 2, 0, 64})+strings.Repeat("\x00", 60))
		add(521, string([]byte{n, 1, 0, 0})+zeros)
	}
	for _, code := range []byte{0, 1, 2, 3, 128, 129, 130, 131} {
		add(5351, string([]byte{0, code})+zeros[:14])
	}
	add(3784, "\x00\x80\x03\x18"+zeros)
	add(3784, "\x20\xc0\x03")
	add(521, "\x01\x01\x00\x00abc")
	add(521, "\x01\x01\x00\x00")
	add(320, "\x08\x02\x00\x2c"+strings.Repeat("\x00", 40))
	sameAsTshark(t, 1, inOrder(frames...), "data", "_ws", "frame.protocols")
}
