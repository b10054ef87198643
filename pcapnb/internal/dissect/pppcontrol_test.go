package dissect_test

import "testing"

// sessionFrame puts a message of PPP into a session of PPP over Ethernet.
func sessionFrame(kind uint16, body string) []byte {
	n := 2 + len(body)
	return etherFrame(0x8864, []byte("\x11\x00\x00\x01"+string([]byte{byte(n >> 8), byte(n), byte(kind >> 8), byte(kind)})+body))
}

func TestPPPControl(t *testing.T) {
	message := func(code byte, body string) string { return string([]byte{code, 5, 0, byte(4 + len(body))}) + body }
	var frames [][]byte
	for code := byte(1); code < 18; code++ {
		body := "\x00\x00\x00\x01"
		if code < 5 {
			body = "\x05\x06\x01\x02\x03\x04"
		}
		if code != 13 { // a time, which is longer
			frames = append(frames, sessionFrame(0xc021, message(code, body)))
		}
	}
	for _, kind := range []uint16{0x8021, 0x80fd, 0x8057, 0x8281, 0x8053, 0xc025, 0x00fd} {
		frames = append(frames, sessionFrame(kind, message(1, "")), sessionFrame(kind, message(2, "")))
	}
	for _, body := range []string{message(1, "\x04user\x04pass"), message(2, "\x05hello"), message(3, "\x00"), message(4, "\x00"), message(2, "")} {
		frames = append(frames, sessionFrame(0xc023, body))
	}
	for _, body := range []string{message(1, "\x04\x01\x02\x03\x04name"), message(2, "\x02\xab\xcduser"), message(3, "Welcome"), message(4, ""), message(9, "")} {
		frames = append(frames, sessionFrame(0xc223, body))
	}
	frames = append(frames, sessionFrame(0xc227, "\x01\x01\x00\x05\x01"), sessionFrame(0xc023, "\x01"))
	for _, tags := range []string{"", "\x01\x01\x00\x00", "\x01\x01\x00\x03isp\x01\x02\x00\x04BRAS", "\x01\x02\x00\x00", "\x00\x00\x00\x00\x01\x02\x00\x01x"} {
		frames = append(frames, etherFrame(0x8863, []byte("\x11\x07\x00\x07\x00"+string([]byte{byte(len(tags))})+tags)))
	}
	sameAsTshark(t, 1, inOrder(frames...), "data", "_ws.col.Info", "frame.protocols")
}
