package dissect_test

import (
	"strings"
	"testing"
)

// socketFrame makes a frame of WebSocket; a client's is masked.
func socketFrame(first byte, masked bool, payload string) string {
	head := []byte{first, byte(len(payload))}
	if len(payload) > 125 {
		head = []byte{first, 126, byte(len(payload) >> 8), byte(len(payload))}
	}
	body := []byte(payload)
	if masked {
		head[1] |= 0x80
		head = append(head, 1, 2, 3, 4)
		for i := range body {
			body[i] ^= byte(i%4 + 1)
		}
	}
	return string(head) + string(body)
}

func TestWebSocket(t *testing.T) {
	lines := []string{"GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
		"<HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"}
	for _, kind := range []byte{0, 1, 2, 3, 7, 8, 9, 10, 11} {
		lines = append(lines, socketFrame(0x80|kind, true, "\x03\xe8hello world"), "<"+socketFrame(0x80|kind, false, "\x03\xe8hello world"))
	}
	lines = append(lines, socketFrame(1, true, "part"), socketFrame(0x80, true, "rest"), socketFrame(0x81, true, strings.Repeat("a", 200)),
		socketFrame(0x81, true, "one")+socketFrame(0x82, true, "two"), socketFrame(0x89, true, ""), "<"+socketFrame(0x88, false, ""))
	whole := socketFrame(0x81, true, "abcdef")
	lines = append(lines, whole[:7], whole[7:], "<"+socketFrame(0x82, false, "abcd"), "<"+socketFrame(2, false, "ab"), "<"+socketFrame(0x80, false, "cd"))
	sameAsTshark(t, 1, inOrder(talk(50000, 80, lines...)...), "tcp", "data", "http", "_ws", "frame.protocols")
}
