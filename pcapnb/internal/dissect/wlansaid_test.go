package dissect_test

import "testing"

// wlanFrame makes a frame with three addresses.
func wlanFrame(kind, subtype, flags byte, body string) []byte {
	return []byte(string([]byte{kind<<2 | subtype<<4, flags}) + "\x00\x00\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x30\x12" + body)
}

func TestWhatFramesOfWiFiSay(t *testing.T) {
	const rates, home = "\x01\x04\x82\x84\x8b\x96", "\x00\x04home"
	const beacon = "\x00\x00\x00\x00\x00\x00\x00\x00\x64\x00\x31\x04"
	const zeros = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	frames := [][]byte{wlanFrame(0, 0, 0, "\x31\x04\x0a\x00"+home+rates), wlanFrame(0, 1, 0, "\x31\x04\x00\x00\x01\x00"+rates),
		wlanFrame(0, 2, 0, "\x31\x04\x0a\x00\x02\x00\x00\x00\x00\x01"+home+rates), wlanFrame(0, 3, 0, "\x31\x04\x00\x00\x01\x00"+rates),
		wlanFrame(0, 5, 8, beacon+home+rates), wlanFrame(0, 8, 0, beacon+"\x03\x01\x01"+home), wlanFrame(0, 8, 0, beacon+"\x00\x00"+rates),
		wlanFrame(0, 8, 0, beacon+rates), wlanFrame(0, 4, 0x80, "\x00\x00\x00\x00"+home), wlanFrame(0, 4, 0, rates+home+home),
		wlanFrame(0, 7, 0, ""), wlanFrame(0, 9, 0, ""), wlanFrame(0, 10, 0, "\x03\x00"), wlanFrame(0, 11, 0, "\x00\x00\x01\x00\x00\x00"),
		wlanFrame(0, 12, 0, "\x07\x00"), wlanFrame(0, 0, 0x40, zeros), wlanFrame(2, 0, 0x41, zeros), wlanFrame(2, 8, 0x41, "\x00\x00"+zeros),
		wlanFrame(2, 0, 0x41, "\x00\x00\x00\x20\x00\x00\x00\x00"+zeros)}
	for _, name := range []string{"", "\x00\x00\x00", "a\x01\"", "\xff\xfe", "a\"b", "caf\xc3\xa9", " "} {
		frames = append(frames, wlanFrame(0, 4, 0, "\x00"+string([]byte{byte(len(name))})+name+rates))
	}
	for _, subtype := range []byte{0, 1, 3, 4, 6, 7, 10, 11, 12, 13, 14, 15} {
		frames = append(frames, wlanFrame(1, subtype, 0, zeros))
	}
	for _, subtype := range []byte{4, 5, 6, 7, 12, 13, 14, 15} {
		frames = append(frames, wlanFrame(2, subtype, 1, ""))
	}
	for flags := range 256 {
		if flags&0x44 == 0 {
			frames = append(frames, wlanFrame(2, 4, byte(flags), ""))
		}
	}
	frames = append(frames, wlanFrame(2, 0, 5, zeros)) // the last, for the parts of a frame are put together
	sameAsTshark(t, 105, inOrder(frames...), "data", "_ws.col", "frame.protocols")
}
