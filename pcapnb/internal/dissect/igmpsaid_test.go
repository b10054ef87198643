package dissect_test

import "testing"

func TestWhatGroupRecordsSay(t *testing.T) {
	const group, one, two = "\xef\x01\x02\x03", "\x0a\x00\x00\x09", "\x0a\x00\x00\x0a"
	message := func(b string) []byte { return etherFrame(0x0800, ipv4Packet("192.0.2.1", "239.1.2.3", 2, []byte(b))) }
	frames := [][]byte{message("\x22\x00\x00\x00\x00\x00\x00\x00"), message("\x12\x00\x00\x00" + group), message("\x11\x00\x00\x00\x00\x00\x00\x00")}
	for n, sources := range []string{"", one, one + two} {
		count := "\x00" + string([]byte{byte(n)})
		frames = append(frames, message("\x11\x64\x00\x00"+group+"\x02\x7d"+count+sources))
		for kind := byte(0); kind < 8; kind++ {
			frames = append(frames, message("\x22\x00\x00\x00\x00\x00\x00\x01"+string([]byte{kind, 0})+count+group+sources))
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "_ws.col.Info")
}
