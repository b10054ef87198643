package dissect_test

import (
	"fmt"
	"testing"
)

func TestMediaTypes(t *testing.T) {
	var lines []string
	for _, kind := range []string{"application/json", "application/json; charset=utf-8", "application/problem+json", "application/vnd.api+json", "text/json",
		"application/soap+xml", "application/rss+xml", "application/vnd.3gpp.ussd+xml", "application/xhtml+xml", "application/dash+xml", "image/svg+xml",
		"text/csv", "text/css", "text/javascript", "text/event-stream", "text/plain", "application/pdf", "application/x-json"} {
		for i, body := range []string{`{"a":1}`, "hello"} {
			lines = append(lines, fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i),
				fmt.Sprintf("<HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", kind, len(body), body))
		}
	}
	sameAsTshark(t, 1, inOrder(talk(50000, 80, lines...)...), "http", "data", "_ws", "frame.protocols")
}
