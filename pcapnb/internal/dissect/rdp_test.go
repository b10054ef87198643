package dissect_test

import "testing"

// rdpAsks and rdpAnswers open a connection of X.224 and negotiate how it is secured.
const (
	rdpAsks    = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"
	rdpAnswers = "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x02\x00\x08\x00\x02\x00\x00\x00"
	rdpRefuses = "\x03\x00\x00\x13\x0e\xd0\x00\x00\x12\x34\x00\x03\x00\x08\x00\x05\x00\x00\x00"
	rdpCookie  = "\x03\x00\x00\x2b\x26\xe0\x00\x00\x00\x00\x00Cookie: mstshash=elton\r\n\x01\x00\x08\x00\x03\x00\x00\x00"
	tlsRecord  = "\x17\x03\x03\x00\x05abcde"
)

func TestRemoteDesktop(t *testing.T) {
	for _, port := range []uint16{3389, 102} {
		for _, lines := range [][]string{{rdpAsks, "<" + rdpAnswers}, {rdpAsks, "<" + rdpRefuses}, {rdpCookie, "<" + rdpAnswers}} {
			if port == 3389 {
				lines = append(lines, tlsRecord, "<"+tlsRecord, "abc", "\x03\x00\x00\x08\x02\xf0\x80\x01", "\x03\x00\x00\x08\x02", "\xf0\x80\x01")
			}
			sameAsTshark(t, 1, inOrder(talk(50000, port, lines...)...), "tcp", "data", "_ws", "frame.protocols")
		}
	}
	for _, line := range []string{"\x03", "hello", rdpAsks + "abc", "\x03\x00\x00\x02"} {
		sameAsTshark(t, 1, inOrder(talk(50000, 3389, line)...), "tcp", "data", "_ws.col", "frame.protocols")
	}
}
