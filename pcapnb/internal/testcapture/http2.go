package testcapture

import (
	"encoding/binary"
	"strings"
)

const http2Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// http2Frame is a frame of HTTP/2, RFC 9113 section 4.1.
func http2Frame(kind, flags byte, stream uint32, payload string) string {
	n := len(payload)
	return string(binary.BigEndian.AppendUint32([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}, stream)) + payload
}

// http2 adds what a connection of HTTP/2 may have any number of.
func (l *list) http2() {
	const data, headers, settings, continuation = 0, 1, 4, 9
	const last, whole = 1, 4
	add := func(name string, frames func(n int) string) {
		l.stream("http2 "+name, 80, func(n int) []byte { return []byte(http2Preface + frames(n)) })
		*l = append(*l, Repeated{Name: "http2 " + name + " after the preface", Frames: func(n int) [][]byte {
			const size = 100
			f := segments(80, []byte(http2Preface), size)
			f = f[:len(f)-1]
			for b, at := frames(n), uint32(1+len(http2Preface)); len(b) > 0; {
				part := b[:min(size, len(b))]
				f = append(f, TCP(40000, 80, at, 1, 24, []byte(part)))
				at += uint32(len(part))
				b = b[len(part):]
			}
			return f
		}})
	}
	repeat := func(frame string) func(n int) string { return func(n int) string { return strings.Repeat(frame, n) } }
	add("frames", repeat(http2Frame(settings, 0, 0, "\x00\x01\x00\x00\x10\x00")))
	add("settings", func(n int) string { return http2Frame(settings, 0, 0, strings.Repeat("\x00\x01\x00\x00\x10\x00", n)) })
	add("fields", func(n int) string { return http2Frame(headers, whole, 1, strings.Repeat("\x82", n)) })
	add("headers", repeat(http2Frame(headers, whole, 1, "\x40\x01a\x01b\xbe")))
	add("large fields", func(n int) string {
		return http2Frame(headers, whole, 1, "\x40\x01a\x7f\xd1\x1e"+strings.Repeat("b", 4000)) + strings.Repeat(http2Frame(headers, whole, 1, "\xbe\xbe\xbe"), n)
	})
	add("continuations of a field", func(n int) string {
		return http2Frame(headers, 0, 1, "\x40\x01a\x7f\x81\xff\x03") + strings.Repeat(http2Frame(continuation, 0, 1, "bbbb"), n)
	})
	add("changes of the table", func(n int) string { return http2Frame(headers, whole, 1, strings.Repeat("\x20", n)+"\x82") })
	add("parts of a body", func(n int) string {
		return http2Frame(headers, whole, 1, "\x82") + strings.Repeat(http2Frame(data, 0, 1, "abcd"), n) + http2Frame(data, last, 1, "")
	})
	add("parts of a call", func(n int) string {
		return http2Frame(headers, whole, 1, "\x5f\x10application/grpc") + http2Frame(data, 0, 1, "\x00\x00\xff\xff\xff") + strings.Repeat(http2Frame(data, 0, 1, "abcd"), n)
	})
	add("streams", func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(http2Frame(headers, whole, uint32(2*i+1), "\x82"))
			b.WriteString(http2Frame(data, 0, uint32(2*i+1), "abcd"))
		}
		return b.String()
	})
}
