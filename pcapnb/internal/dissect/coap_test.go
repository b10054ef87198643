package dissect_test

import "testing"

func init() { fillers["coap"] = coapMessages }

// coapMessages have every type and code, options that are said, and payloads of types that have layers.
func coapMessages() (frames [][]byte) {
	add := func(b string) { frames = append(frames, udpFrame(40000, 5683, []byte(b))) }
	for code := range 256 {
		add(string([]byte{byte(0x40 | code&3<<4), byte(code), 0, byte(code)}))
	}
	add("\x42\x01\x00\x07ab\x3bexample.com\x81x\x43q=1\x03k=v")
	add("\x62\x45\x00\x07ab\xc0\xffhello")
	for _, options := range []string{"\xb1a\x01b\x01c", "\x3bexample.com\x41\x11\x41x", "\xb1a\x43q=1\x03k=v", "\xc0\xffhello", "\xc1\x32\xff{\"a\":1}", "\xc1\x28\xff</a>",
		"\xc1\x29\xff<a/>", "\xc1\x2a\xffabc", "\xc1\x3c\xff\x01", "\xff", "\xffabc", "\xd1", "\xd1\x0a\x0a\xffabc", "\xd1\x0a\x1e\xffabcdefgh", "\xf1a", "\xb2a/\x03b%c", "\x20"} {
		add("\x40\x45\x00\x07" + options)
	}
	return frames
}

func TestCoAP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(coapMessages()...), "coap", "data", "_ws", "frame.protocols")
}
