package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

// nbnsName encodes a name of 15 characters and a number, RFC 1001 section 14.1.
func nbnsName(name string, suffix byte) string {
	b := []byte{32}
	for _, c := range []byte(name + strings.Repeat(" ", 15-len(name)) + string(rune(suffix))) {
		b = append(b, 'A'+c>>4, 'A'+c&15)
	}
	return string(append(b, 0))
}

// nbnsMessage makes a message with so many questions and records, RFC 1002 section 4.2.
func nbnsMessage(flags uint16, counts [4]uint16, rest ...string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0x12, 0x34}, flags)
	for _, n := range counts {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	return append(b, strings.Join(rest, "")...)
}

func nbnsDatagrams() (frames [][]byte) {
	const nb, status = "\x00\x20\x00\x01", "\x00\x21\x00\x01"
	record := nbnsName("HOST", 0x20) + nb + "\x00\x00\x00\x1e\x00\x06\xe0\x00\x01\x02\x03\x04"
	group := nbnsName("HOST", 0) + nb + "\x00\x00\x00\x00\x00\x0c\x80\x00\x01\x02\x03\x04\x20\x00\x05\x06\x07\x08"
	names := "\x02HOST           \x00\x04\x00WG             \x1e\x84\x00\x02\x00\x00\x00\x00\x01" + strings.Repeat("\x00", 40)
	wait := nbnsName("HOST", 0) + nb + "\x00\x00\x00\x09\x00\x02\x28\x10"
	one := [4]uint16{0, 1}
	for _, b := range [][]byte{nbnsMessage(0x0110, [4]uint16{1}, nbnsName("WPAD", 0), nb), nbnsMessage(0x0000, [4]uint16{1}, nbnsName("\x01\x02MSBROWSE", 1), status),
		nbnsMessage(0x2910, [4]uint16{1, 0, 0, 1}, nbnsName("WG", 0x1d), nb, "\xc0\x0c"+nb+"\x00\x04\x93\xe0\x00\x06\x60\x00\xc0\x00\x02\x01"),
		nbnsMessage(0x8500, one, record), nbnsMessage(0xad86, one, record), nbnsMessage(0x8583, one, group), nbnsMessage(0xbc00, one, wait),
		nbnsMessage(0x8400, one, nbnsName("*", 0)+status+"\x00\x00\x00\x00\x00\x53"+names), nbnsMessage(0x3000, [4]uint16{1}, nbnsName("X", 0x4c), nb),
		nbnsMessage(0x4800, [4]uint16{1}, "\x20"+strings.Repeat("EIEPFDFE", 4)+"\x03foo\x02ba\x00", nb), nbnsMessage(0x0110, [4]uint16{1}, "\x03abc\x00", nb)} {
		frames = append(frames, udpFrame(137, 137, b))
	}
	return frames
}

func TestNBNS(t *testing.T) {
	sameAsTshark(t, 1, inOrder(nbnsDatagrams()...), "nbns", "_ws.col", "_ws.malformed", "frame.protocols")
}
