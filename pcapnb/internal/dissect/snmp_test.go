package dissect_test

import "testing"

// ber makes an item, ITU-T X.690 section 8.1.
func ber(tag byte, parts ...string) string {
	content := ""
	for _, p := range parts {
		content += p
	}
	if n := len(content); n >= 0x80 {
		return string([]byte{tag, 0x82, byte(n >> 8), byte(n)}) + content
	}
	return string([]byte{tag, byte(len(content))}) + content
}

func snmpDatagrams() (frames [][]byte) {
	name := ber(6, "\x2b\x06\x01\x02\x01\x01\x05\x00")
	bindings := ber(0x30, ber(0x30, name, ber(5)), ber(0x30, name, ber(2, "\xff\x38")), ber(0x30, name, ber(4, "text")), ber(0x30, name, ber(0x40, "\xc0\x00\x02\x01")),
		ber(0x30, name, ber(0x43, "\x01\x02\x03")))
	three := ber(2, "\x12\x34") + ber(2, "\x00") + ber(2, "\x05")
	v1, v2, community := ber(2, "\x00"), ber(2, "\x01"), ber(4, "public")
	trap := ber(0xa4, ber(6, "\x2b\x06\x01\x04\x01\x09"), ber(0x40, "\xc0\x00\x02\x01"), ber(2, "\x06"), ber(2, "\x07"), ber(0x43, "\x00\x99"), bindings)
	messages := []string{ber(0x30, v1, community, trap)}
	for _, tag := range []byte{0xa0, 0xa1, 0xa2, 0xa3, 0xa5, 0xa6, 0xa7, 0xa8} {
		messages = append(messages, ber(0x30, v2, community, ber(tag, three, bindings)))
	}
	user := ber(4, ber(0x30, ber(4, "\x80\x00\x1f\x88\x04abcd"), ber(2, "\x01"), ber(2, "\x02"), ber(4, "user"), ber(4, "authauthauth"), ber(4)))
	for _, data := range []string{ber(0x30, ber(4, "\x80\x00\x1f\x88\x04abcd"), ber(4), ber(0xa8, three, bindings)), ber(4, "encrypted")} {
		flags := "\x04"
		if data[0] == 4 {
			flags = "\x03"
		}
		head := ber(0x30, ber(2, "\x01\x02"), ber(2, "\x05\xdc"), ber(4, flags), ber(2, "\x03"))
		messages = append(messages, ber(0x30, ber(2, "\x03"), head, user, data))
	}
	for i, m := range messages {
		frames = append(frames, udpFrame(uint16(50000+i), 161, []byte(m)))
	}
	return frames
}

func TestSNMP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(snmpDatagrams()...), "snmp", "_ws.col", "_ws.malformed", "frame.protocols")
}
