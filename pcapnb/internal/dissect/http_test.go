package dissect

import (
	"strings"
	"testing"
)

// A chunked body that comes in many segments is not looked at from its beginning at each of them.
func TestChunksAreSeenOnce(t *testing.T) {
	const chunk, last, field = "5\r\nhello\r\n", "0\r\n", "X-Sum: 1\r\n"
	body := []byte(strings.Repeat(chunk, 100) + last + field + "\r\n")
	var seen chunkScan
	for end := 1; end < len(body); end++ {
		if n, complete := seen.end(body[:end]); complete {
			t.Fatalf("complete after %d of %d bytes: %d", end, len(body), n)
		}
		want := min(end/len(chunk), 100) * len(chunk)
		for _, part := range []string{last, field} {
			if end >= 100*len(chunk)+len(last) && end >= want+len(part) {
				want += len(part)
			}
		}
		if seen.line != want {
			t.Fatalf("after %d bytes the next look begins at %d, want %d", end, seen.line, want)
		}
	}
	if n, complete := seen.end(body); !complete || n != len(body) {
		t.Errorf("%d, %v of the whole body, want %d", n, complete, len(body))
	}
}

// Where a line has no end yet, the next look begins after all that is there: a search in what was looked at would find the ends
// of lines that are put there meanwhile.
func TestLineIsSeenOnce(t *testing.T) {
	var seen lineScan
	line := []byte(strings.Repeat("a", 100) + "\n")
	for n := range len(line) {
		if end := seen.end(line[:n]); end >= 0 {
			t.Fatalf("a line of %d bytes ends at %d", n, end)
		}
		if n > 0 {
			line[n-1] = '\n'
		}
	}
	if end := seen.end(line); end != len(line)-1 {
		t.Errorf("the line ends at %d, want %d", end, len(line)-1)
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
