package dissect

import (
	"strings"
	"testing"
)

// A chunked body that comes in many segments is not looked at from its beginning at each of them.
func TestChunksAreSeenOnce(t *testing.T) {
	const chunk = "5\r\nhello\r\n"
	body := []byte(strings.Repeat(chunk, 100) + "0\r\nX-Sum: 1\r\n\r\n")
	seen := 0
	for end := 1; end < len(body); end++ {
		if n, complete := chunksEnd(body[:end], &seen); complete {
			t.Fatalf("complete after %d of %d bytes: %d", end, len(body), n)
		}
		if whole := min(end/len(chunk), 100) * len(chunk); seen != whole {
			t.Fatalf("after %d bytes the next look begins at %d, want %d", end, seen, whole)
		}
	}
	if n, complete := chunksEnd(body, &seen); !complete || n != len(body) {
		t.Errorf("%d, %v of the whole body, want %d", n, complete, len(body))
	}
}

// Nor is a header.
func TestHeaderIsSeenOnce(t *testing.T) {
	header := []byte("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n\r\n")
	var seen httpScan
	for end := range len(header) {
		if n := seen.find(header[:end]); n != 0 {
			t.Fatalf("a header of %d bytes in %d", n, end)
		}
		if line := strings.LastIndexByte(string(header[:end]), '\n') + 1; seen.line != line {
			t.Fatalf("after %d bytes the next look begins at %d, want %d", end, seen.line, line)
		}
	}
	if n := seen.find(header); n != len(header) {
		t.Errorf("a header of %d bytes, want %d", n, len(header))
	}
}
