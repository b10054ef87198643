package dissect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func init() {
	fillers["pana"], fillers["pana's vendors"] = panaDatagrams, func() [][]byte { return [][]byte{vendorDatagram()} }
}

// vendorDatagram has an attribute of a vendor after another one.
func vendorDatagram() []byte {
	return udpFrame(50000, 716, unhex("0000 0038 0000 0002 12345678 00000001 0001 0000 0010 0000 00112233445566778899aabbccddeeff 0003 8000 0004 0000 00002b05 0000000c"))
}

// panaDatagrams have each type of message, both ways, with attributes of each kind.
func panaDatagrams() (frames [][]byte) {
	attributes := []string{"", "0002 0000 0005 0000 01 01 0005 01 000000", "0002 0000 000b 0000 02 01 000b 01 746573746572 00",
		"0001 0000 0010 0000 00112233445566778899aabbccddeeff", "0003 0000 0004 0000 0000000c", "0004 0000 0004 0000 00000001",
		"0005 0000 0006 0000 000102030405 0000", "0006 0000 0004 0000 00000002", "0007 0000 0004 0000 00000001", "0008 0000 0004 0000 00000e10",
		"0009 0000 0004 0000 00000004", "000a 0000 0002 0000 0102 0000", "0063 8000 0004 0000 00002b05 01020304"}
	attributes = append(attributes, strings.Join(attributes[:6], ""))
	for i, a := range attributes {
		for kind := range 6 {
			for _, flags := range []string{"8000", "0000", "c000", "2000", "1000", "0800", "0400"}[i%7:][:1] {
				n := 16 + len(unhex(a))
				frames = append(frames, udpFrame(uint16(50000+i), 716, unhex(fmt.Sprintf("0000 %04x %s %04x 12345678 0000000%d", n, flags, kind, kind)+a)))
			}
		}
	}
	return frames
}

func TestPANA(t *testing.T) {
	frames := panaDatagrams()
	sameAsTshark(t, 1, inOrder(append(slices.Clone(frames), vendorDatagram())...), "pana", "eap", "_ws", "frame.protocols", "data")
	sameMangled(t, frames[6:], 58, 12, "pana", "eap", "_ws", "frame.protocols", "data")
}
