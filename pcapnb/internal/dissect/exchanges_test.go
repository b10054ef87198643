package dissect_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestExchanges makes conversations of HTTP with messages of many kinds, cut into segments anywhere. Of 10,000 cells five may
// differ: those of bytes after the end of a body, and of lines that end where a segment does.
func TestExchanges(t *testing.T) {
	const most = 5e-4
	var packets []made
	now := int64(1_000_000_000e9)
	for n := range 1000 {
		r := rand.New(rand.NewPCG(uint64(n), 7))
		c := &webConversation{r: r}
		c.client, c.server = connection(uint16(20000+n), oneOf[uint16](r, 80, 80, 8080, 3128), r.Uint32(), r.Uint32())
		for range 1 + r.IntN(5) {
			c.exchange()
		}
		for _, frame := range append(handshake(c.client, c.server), c.frames...) {
			now += 1 + r.Int64N(20e6)
			packets = append(packets, made{time: now, data: frame})
		}
	}
	almostAsTshark(t, most, packets, "http", "tcp.segment", "tcp.reassembled", "tcp.pdu", "data", "_ws.col", "frame.protocols")
}

// A webConversation is a connection that HTTP is spoken on.
type webConversation struct {
	r              *rand.Rand
	client, server peer
	sent, got      int  // bytes of the client and of the server
	second         bool // of two messages at once
	frames         [][]byte
}

func (c *webConversation) exchange() {
	method, request := c.request()
	answer := c.response(method)
	if c.r.IntN(6) == 0 { // at once
		c.second = true // after a body in chunks that follows another message tshark waits for more than there is
		method, second := c.request()
		request, answer = append(request, second...), append(answer, c.response(method)...)
		c.second = false
	}
	c.say(true, request)
	if c.r.IntN(12) > 0 {
		c.say(false, answer)
	}
}

// say sends a message in a few segments. One whose method Wireshark does not know is whole: its pieces may be anything.
func (c *webConversation) say(client bool, message []byte) {
	unknown := bytes.Contains(message, []byte("ACL ")) || bytes.Contains(message, []byte("LINK ")) || bytes.Contains(message, []byte("get "))
	for len(message) > 0 {
		n := len(message)
		if c.r.IntN(3) == 0 && !unknown {
			n = min(n, 1+c.r.IntN(60))
		}
		n = min(n, 1400)
		if client {
			c.frames = append(c.frames, c.client.data(1+c.sent, 1+c.got, string(message[:n])))
			c.sent += n
		} else {
			c.frames = append(c.frames, c.server.data(1+c.got, 1+c.sent, string(message[:n])))
			c.got += n
		}
		message = message[n:]
	}
}

func (c *webConversation) request() (method string, message []byte) {
	r := c.r
	method = oneOf(r, "GET", "GET", "GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "NOTIFY", "SUBSCRIBE", "UNSUBSCRIBE", "PROPFIND", "M-SEARCH", "LINK",
		"CHECKOUT", "MKACTIVITY", "BPROPPATCH", "CCM_POST", "VERSION-CONTROL", "TRACE", "ACL", "get")
	uri := oneOf(r, "/", "/a/b.html", "/q?x=1&y=two&&z", "/q?", "*", "http://example.org/abs?k=v", "/%20/é", "/a?b?c=d", "/x;p=1#f")
	line := fmt.Sprintf("%s %s%s", method, uri, oneOf(r, " HTTP/1.1", " HTTP/1.1", " HTTP/1.1", " HTTP/1.0", "", " HTTP/1.1 ", "  HTTP/1.1"))
	var fields []string
	if r.IntN(6) > 0 {
		fields = append(fields, oneOf(r, "Host: example.org", "Host:example.org", "host: example.org:8080", "HOST:  spaced "))
	}
	fields = append(fields, c.some(requestFields, 5)...)
	var body []byte
	if strings.HasSuffix(method, "POST") || method == "PUT" || r.IntN(10) == 0 {
		body = c.body(&fields)
	}
	return method, c.message(line, fields, body)
}

var requestFields = []string{"User-Agent: a/1 (b; c)", "Accept: */*", "Accept-Language: en;q=0.5", "Accept-Encoding: gzip, deflate", "Cookie: a=1; b=2;c=3", "Cookie: alone",
	"Referer: http://example.org/from", "Connection: keep-alive", "Connection: Upgrade", "Upgrade: h2c", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic !!!",
	"Authorization: Digest username=\"u\"", "Proxy-Authorization: Basic YTpi", "X-Forwarded-For: 192.0.2.1", "X-Own: value", "X-Empty:", "X-Tab:\tvalue", "If-Modified-Since: Sat, 29 Oct 1994 19:43:31 GMT",
	"Range: bytes=0-99", "Expect: 100-continue", "Origin: null", "DNT: 1", "NoColonHere", "Space : before", "Te: trailers", "X-Requested-With: XMLHttpRequest", "Via: 1.1 p"}

var responseFields = []string{"Server: s/2", "Date: Mon, 30 Nov 2026 08:00:00 GMT", "Last-Modified: Mon, 30 Nov 2026 08:00:00 GMT", "ETag: \"x\"", "Cache-Control: no-cache", "Location: /elsewhere",
	"Location: http://example.net/x", "Set-Cookie: a=b; Path=/", "Set-Cookie: c=d", "Connection: close", "WWW-Authenticate: Basic realm=\"r\"", "Proxy-Authenticate: Basic", "Vary: Accept",
	"X-Own: value", "Expires: 0", "Pragma: no-cache", "Accept-Ranges: bytes", "Content-Language: en", "Age: 5", "X-Powered-By: p", "Folded: a\r\n b", "Sec-WebSocket-Accept: x"}

func (c *webConversation) some(fields []string, most int) (out []string) {
	for range c.r.IntN(most + 1) {
		out = append(out, oneOf(c.r, fields...))
	}
	return out
}

func (c *webConversation) response(method string) []byte {
	r := c.r
	status := oneOf(r, "200 OK", "200 OK", "200 OK", "204 No Content", "304 Not Modified", "301 Moved Permanently", "404 Not Found", "500 Oh", "200", "200 ", "299 Own words", "103 Early Hints", "401 Unauthorized")
	fields := c.some(responseFields, 5)
	var body []byte
	if r.IntN(4) > 0 && status[:1] != "1" && status[:3] != "204" && status[:3] != "304" {
		body = c.body(&fields)
	}
	switch {
	case method == "HEAD":
		body = nil
	case body == nil && r.IntN(8) == 0:
		fields = append(fields, "Content-Length: 20")
		body = []byte(oneOf(r, "", "HTTP/1.1 200 OK\r\n\r\n", "twenty bytes, all told"))
	}
	return c.message(oneOf(r, "HTTP/1.1 ", "HTTP/1.1 ", "HTTP/1.0 ")+status, fields, body)
}

func (c *webConversation) message(line string, fields []string, body []byte) []byte {
	end := "\r\n"
	if c.r.IntN(15) == 0 {
		end = "\n"
	}
	return append([]byte(line+end+strings.Join(append(fields, "", ""), end)), body...)
}

// body makes a body, and the fields that describe it.
func (c *webConversation) body(fields *[]string) []byte {
	r := c.r
	kind := oneOf(r, "text/plain", "text/html; charset=utf-8", "application/octet-stream", "application/x-www-form-urlencoded", "image/x-own", "", "text/css")
	if kind != "" {
		*fields = append(*fields, "Content-Type: "+kind)
	}
	body := []byte(oneOf(r, "hello world\n", "a=1&b=two&c=%41&d", strings.Repeat("0123456789abcdef", 100), "x", "", "zero \x00 inside", "caf\xc3\xa9 \xff"))
	if r.IntN(6) == 0 {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		w.Write(body)
		w.Close()
		body = packed.Bytes()
		*fields = append(*fields, "Content-Encoding: "+oneOf(r, "gzip", "x-gzip"))
	}
	if r.IntN(3) == 0 && !c.second {
		*fields = append(*fields, oneOf(r, "Transfer-Encoding: chunked", "transfer-encoding: chunked"))
		return c.chunks(body)
	}
	*fields = append(*fields, fmt.Sprintf("Content-Length:%s%d", oneOf(r, " ", " ", "", "  "), len(body)))
	return body
}

func (c *webConversation) chunks(body []byte) []byte {
	var out []byte
	for len(body) > 0 {
		n := 1 + c.r.IntN(len(body))
		out = append(fmt.Appendf(out, oneOf(c.r, "%x\r\n", "%X\r\n", "%x;ext=1\r\n", "00%x\r\n"), n), body[:n]...)
		out = append(out, "\r\n"...)
		body = body[n:]
	}
	return append(out, oneOf(c.r, "0\r\n\r\n", "0\r\n\r\n", "0\r\nX-Sum: 1\r\n\r\n", "000\r\n\r\n")...)
}
