package dissect_test

import (
	"strings"
	"testing"
)

// tdsMessage is a message of TDS whose length goes into its head.
func tdsMessage(kind, status byte, body string) string {
	n := 8 + len(body)
	return string([]byte{kind, status, byte(n >> 8), byte(n), 0, 0, 1, 0}) + body
}

func TestTDS(t *testing.T) {
	const negotiate = "NTLMSSP\x00\x01\x00\x00\x00\x07\x82\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	login := []byte(strings.Repeat("\x00", 94) + negotiate)
	login[0], login[78], login[80] = byte(len(login)), 94, byte(len(negotiate))
	for at := 36; at < 96; at += 4 {
		if at < 72 {
			login[at] = 94
		}
	}
	body := "\x09\x09\x09\x09\x09\x09\x09\x09"
	lines := []string{tdsMessage(16, 1, string(login)), tdsMessage(17, 1, negotiate), tdsMessage(1, 1, body), "<" + tdsMessage(4, 1, body), tdsMessage(6, 1, ""),
		tdsMessage(1, 1, body) + tdsMessage(14, 1, body)}
	for _, kind := range []byte{0, 5, 7, 8, 13, 19, 22, 24, 200} {
		lines = append(lines, tdsMessage(kind, 1, body))
	}
	lines = append(lines, tdsMessage(1, 0, body))
	sameAsTshark(t, 1, inOrder(talk(50000, 1433, lines...)...), "tcp", "data", "ntlmssp", "_ws", "frame.protocols")
}
