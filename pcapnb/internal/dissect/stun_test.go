package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

const stunTransaction = "\x21\x12\xa4\x42transaction1"

// stunMessage makes a message of attributes, RFC 8489 section 5.
func stunMessage(kind uint16, attributes ...string) []byte {
	all := strings.Join(attributes, "")
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, kind), uint16(len(all)))
	return append(append(b, stunTransaction...), all...)
}

// stunAttribute makes an attribute and fills it up.
func stunAttribute(kind uint16, value string) string {
	b := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, kind), uint16(len(value)))
	return string(b) + value + strings.Repeat("\x00", (4-len(value)%4)%4)
}

func stunDatagrams() (frames [][]byte) {
	v4, v6 := "\x00\x01\x12\x34\xc0\x00\x02\x01", "\x00\x02\x12\x34"+strings.Repeat("\x20\x01", 8)
	for i, b := range [][]byte{stunMessage(1), stunMessage(1, stunAttribute(6, "user:name"), stunAttribute(0x24, "\x00\x00\x01\x00"), stunAttribute(0x802a, "12345678"), stunAttribute(8, strings.Repeat("h", 20))),
		stunMessage(0x101, stunAttribute(1, v4), stunAttribute(0x20, v4)), stunMessage(0x101, stunAttribute(1, v6), stunAttribute(0x20, v6)),
		stunMessage(0x111, stunAttribute(9, "\x00\x00\x04\x01who"), stunAttribute(0x14, "realm"), stunAttribute(0x15, "nonce")),
		stunMessage(3, stunAttribute(0x19, "\x11\x00\x00\x00"), stunAttribute(0x8022, "software")), stunMessage(0x103, stunAttribute(0x16, v4), stunAttribute(0x0d, "\x00\x00\x02\x58")),
		stunMessage(9, stunAttribute(0x0c, "\x40\x01\x00\x00"), stunAttribute(0x12, v4)), stunMessage(0x16, stunAttribute(0x12, v4), stunAttribute(0x13, "abcde")), stunMessage(0x17),
		[]byte("\x40\x01\x00\x04data"), []byte("\x40\x01\x00\x03dat\x00"), []byte("\x40\x01\x00\x02da\x00"), append(stunMessage(1), 0), stunMessage(0x0801), stunMessage(0x11)} {
		frames = append(frames, udpFrame(uint16(50000+i), 3478, b))
		if b[0] < 0x40 {
			frames = append(frames, udpFrame(uint16(51000+i), 9999, b), udpFrame(uint16(51000+i), 9999, []byte("\x40\x01\x00\x04data")))
		}
	}
	return frames
}

var stunFields = []string{"stun", "_ws.col", "frame.protocols"}

func TestSTUN(t *testing.T) {
	sameAsTshark(t, 1, inOrder(stunDatagrams()...), stunFields...)
}
