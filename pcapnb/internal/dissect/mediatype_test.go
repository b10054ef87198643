package dissect_test

import (
	"fmt"
	"strings"
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

// bodyTalk is a talk with an answer for each pair of a type and a body, "" for no type.
func bodyTalk(bodies [][2]string) []string {
	var lines []string
	for i, b := range bodies {
		kind := ""
		if b[0] != "" {
			kind = "Content-Type: " + b[0] + "\r\n"
		}
		lines = append(lines, fmt.Sprintf("GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i),
			fmt.Sprintf("<HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", kind, len(b[1]), b[1]))
	}
	return lines
}

// What a body is follows from its type or from its first bytes, by what Wireshark knows of either.
func TestBodiesAndTheirTypes(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x00IEND\xaeB\x60\x82"
	jfif := "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
	gif := "GIF89a" + strings.Repeat("\x00", 20)
	xml := "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>bbbbbbbbbbbbbbbbbb</a>"
	var bodies, cut [][2]string
	for _, kind := range []string{"application/javascript", "application/ecmascript", "application/x-javascript", "application/x-ns-proxy-autoconfig", "text/html",
		"text/csv", "text/css", "text/javascript", "text/plain", "text/xml", "image/png", "image/gif", "image/jpeg", "image/jpg", "image/x-icon", "image/webp", "image/svg+xml",
		"application/octet-stream", "application/x-www-form-urlencoded", "application/pdf", "foo/bar", "message/http", ""} {
		for _, body := range []string{png, jfif + "\xff\xd9", gif, "GIF80a" + gif[6:], xml, "<?XML" + xml[5:], xml[:38], xml[:39], "<html>"} {
			bodies = append(bodies, [2]string{kind, body})
		}
	}
	for n := 8; n < 24; n++ {
		cut = append(cut, [2]string{"image/png", png[:n]}, [2]string{"image/jpeg", jfif[:min(n, len(jfif))]}, [2]string{"image/gif", gif[:n]},
			[2]string{"image/jpeg", ("\xff\xd8\xff\xe1\x00\x10Exif\x00" + gif)[:n]}, [2]string{"image/jpeg", ("\xff\xd8\xff\xdb" + gif)[:n]})
	}
	sameAsTshark(t, 1, inOrder(talk(50000, 80, bodyTalk(bodies)...)...), "http", "data", "_ws", "frame.protocols")
	sameAsTshark(t, 1, inOrder(talk(50000, 80, bodyTalk(cut)...)...), "http", "data", "frame.protocols") // Wireshark says of most that they are malformed
}

// The parts of a body are told by their types, those without one are data.
func TestPartsOfBodies(t *testing.T) {
	form := "--x\r\nContent-Disposition: form-data; name=a\r\n\r\nabc\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"
	part := func(header, body string) string { return "--x\r\n" + header + "\r\n\r\n" + body + "\r\n--x--\r\n" }
	kind := "multipart/form-data; boundary=x"
	gif := "GIF89a" + strings.Repeat("\x00", 20)
	bodies := [][2]string{{kind, form}, {`multipart/form-data; boundary="x"`, form}, {"multipart/mixed; boundary=x; a=b", "before\r\n" + form}, {"multipart/form-data", form},
		{"multipart/form-data; boundary=y", form}, {kind, form[:60]}, {kind, form[:len(form)-7]}, {kind, "--x--\r\n"}, {kind, "--x\r\n\r\nabc\r\n--x--\r\n"}}
	for _, header := range []string{"Content-Type: image/gif", "Content-Type: foo/bar", "Content-Type: application/octet-stream", "Content-Type: text/html; charset=utf-8",
		"content-type: application/json", "Content-Type: text/xml", "A: b"} {
		for _, body := range []string{gif, "{}", "<a/>"} {
			bodies = append(bodies, [2]string{kind, part(header, body)})
		}
	}
	sameAsTshark(t, 1, inOrder(talk(50000, 80, bodyTalk(bodies)...)...), "http", "data", "_ws", "frame.protocols")
}
