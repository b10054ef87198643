package dissect_test

import (
	"strings"
	"testing"
)

// TestQUICIdentifiers holds packets with short headers to what tshark says of them: an identifier that no long header gave leaves
// the connection unknown.
func TestQUICIdentifiers(t *testing.T) {
	const version = "\x00\x00\x00\x01"
	fill := strings.Repeat("\x5a\xc3\x17\x88", 10)
	long := func(first, to, from string) string {
		return first + version + string([]byte{byte(len(to))}) + to + string([]byte{byte(len(from))}) + from
	}
	const client, server = "\x11\x22\x33\x44\x55\x66", "\xa1\xa2\xa3\xa4"
	var frames [][]byte
	for _, message := range []string{
		long("\xc3", "\x01\x02\x03\x04\x05\x06\x07\x08", client) + "\x00\x28" + fill,
		"<" + long("\xe3", client, server) + "\x28" + fill,
		"\x41" + server + fill, "<\x41" + client + fill, "<\x41" + "\x99\x98\x97\x96\x95\x94" + fill, "\x41" + "\x77\x76\x75\x74" + fill,
		"<" + long("\xe3", client, "\xb1\xb2\xb3") + "\x28" + fill, "\x41\xb1\xb2\xb3" + fill, "\x41" + server + fill,
	} {
		b, fromServer := strings.CutPrefix(message, "<")
		if fromServer {
			frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.9", "192.0.2.1", 17, udpDatagram(443, 50000, []byte(b)))))
		} else {
			frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.1", "192.0.2.9", 17, udpDatagram(50000, 443, []byte(b)))))
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "quic.connection", "quic.dcid", "quic.remaining", "_ws.col", "frame.protocols")
}
