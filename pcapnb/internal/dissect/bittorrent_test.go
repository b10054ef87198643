package dissect_test

import (
	"strings"
	"testing"
)

const torrentGreeting = "\x13BitTorrent protocol\x00\x00\x00\x00\x00\x10\x00\x05aaaaaaaaaabbbbbbbbbb-XX0001-cccccccccccc"

// torrentLines has a greeting of each side, and messages of most types that are too short, as long as they should be, or too long.
func torrentLines() []string {
	message := func(kind byte, body string) string {
		return "\x00\x00" + string([]byte{byte((len(body) + 1) >> 8), byte(len(body) + 1), kind}) + body
	}
	lines := []string{torrentGreeting, "<" + torrentGreeting + message(5, "\xff\xfe"), "\x00\x00\x00\x00", message(3, "") + message(2, ""), "<" + message(15, "")}
	for kind := byte(0); kind < 20; kind++ {
		for _, n := range []int{0, 2, 4, 8, 9, 12, 13} {
			lines = append(lines, message(kind, "\x00\x00\x00\x07\x00\x00\x40\x00\x00\x00\x02\x00\x01"[:n]))
		}
	}
	return append(lines, message(20, "\x01abc"), message(21, ""), message(20, ""), message(7, "\x00\x00\x00\x07\x00\x00\x40\x00"+strings.Repeat("x", 300)), message(9, "\x1a\xe1")+message(0, "")+"what is this here?")
}

func TestBitTorrent(t *testing.T) {
	fields := []string{"tcp", "data", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 50001, torrentLines()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 6889, torrentLines()[2:]...)...), fields...)
}
