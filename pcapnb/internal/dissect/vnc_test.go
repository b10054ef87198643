package dissect_test

import "testing"

// vncFormat is the format of pixels.
const vncFormat = "\x20\x18\x00\x01\x00\xff\x00\xff\x00\xff\x10\x08\x00\x00\x00\x00"

// The connection after the first segment is a new one to Wireshark, which its fields of TCP tell.
func TestVNC(t *testing.T) {
	open := []string{"<\x00\x00\x00\x00", "\x01", "<\x04\x00\x03\x00" + vncFormat + "\x00\x00\x00\x04test", "\x00\x00\x00\x00" + vncFormat,
		"\x02\x00\x00\x01\x00\x00\x00\x00", "\x03\x00\x00\x00\x00\x00\x04\x00\x03\x00", "\x04\x01\x00\x00\x00\x00\x00a", "\x05\x00\x00\x01\x00\x01",
		"\x06\x00\x00\x00\x00\x00\x00\x02hi", "<\x02"}
	for _, port := range []uint16{5900, 6900} {
		for _, begin := range [][]string{{"<RFB 003.008\n", "RFB 003.008\n", "<\x01\x02", "\x02", "<0123456789abcdef", "0123456789abcdef"},
			{"<RFB 003.008\n", "RFB 003.008\n", "<\x01\x01", "\x01"}, {"<RFB 004.001\n", "RFB 004.001\n", "<\x01\x0d", "\x0d", "<abc", "\x00"}} {
			if begin[len(begin)-1] != "\x00" {
				begin = append(begin, open...)
			}
			sameAsTshark(t, 1, inOrder(talk(50000, port, begin...)...), "data", "_ws", "frame.protocols")
		}
	}
}
