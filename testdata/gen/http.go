package main

import "fmt"

// httpScene holds HTTP that recorded captures have not: requests ahead of their answers, an answer that is none, tunnels,
// chunks with a trailer, other protocols on its ports and it on theirs.
func httpScene() []packet {
	s := newScene()
	pipelined(s)
	unpaired(s)
	chunked(s)
	s.tunnel(45000, "proxy.example.net:443", "200 Connection established", hello("inside.example.net"), "\x15\x03\x03\x00\x02\x02\x28") // an alert: handshake failure
	s.tunnel(45001, "proxy.example.net:22", "201 Created", "SSH-2.0-example\r\n", "")
	s.tunnel(45002, "proxy.example.net:80", "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=example\r\nContent-Length: 0", "", "")
	upgraded(s)
	for i, payload := range []string{"SSH-2.0-example\r\n", get("/"), "\xef\xef\xef\xef0000000000000000", "\x00\x0e\x388888888888888888", "\x16\x03\x01\x00\x05hello", "A"} {
		c := s.conn(end{client4, 46000 + uint16(i)}, end{server4, 443})
		c.open()
		c.segment(0, psh|ack, payload)
		c.segment(1, psh|ack, payload)
	}
	return s.packets
}

func get(path string) string { return request("GET", path) }

func request(method, target string) string {
	return method + " " + target + " HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
}

// answer is a response with a body of a type that nobody knows.
func answer(status, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

func (s *scene) web(port uint16) *conn {
	c := s.conn(end{client4, port}, end{server4, 80})
	c.open()
	return c
}

func pipelined(s *scene) {
	c := s.web(44000)
	for _, path := range []string{"/1", "/2?a=1&b=caf\xe9", "/3"} {
		c.segment(0, psh|ack, get(path))
	}
	for _, body := range []string{"a", "bc", "def"} {
		c.segment(1, psh|ack, answer("200 OK", body))
	}
	c.segment(0, psh|ack, request("HEAD", "/4"))
	c.segment(1, psh|ack, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
	c.segment(0, psh|ack, get("/5"))
	c.segment(1, psh|ack, answer("404 Not Found", ""))
	c.close()
}

// unpaired is a connection on which one answer is none, one comes unasked and one twice.
func unpaired(s *scene) {
	c := s.web(44001)
	c.segment(1, psh|ack, answer("200 OK", "too early"))
	c.segment(0, psh|ack, get("/1"))
	c.segment(1, psh|ack, "this is no answer\r\n\r\n")
	c.segment(0, psh|ack, request("POST", "/2"))
	c.segment(1, psh|ack, "HTTP/1.1 100 Continue\r\n\r\n")
	c.segment(1, psh|ack, answer("200 OK", "late"))
	c.close()
}

func chunked(s *scene) {
	c := s.web(44002)
	c.segment(0, psh|ack, "GET /chunks HTTP/1.1\r\nHost: www.example.com\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n")
	c.segment(1, psh|ack, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n")
	c.segment(1, psh|ack, "6;note=1\r\n world\r\n0\r\nX-Sum: 11\r\nX-Parts: 2\r\n\r\n")
	c.close()
}

// tunnel asks a proxy for a connection and sends something through it.
func (s *scene) tunnel(port uint16, target, status, there, back string) {
	c := s.conn(end{client4, port}, end{server4, 3128})
	c.open()
	c.segment(0, psh|ack, request("CONNECT", target))
	c.segment(1, psh|ack, "HTTP/1.1 "+status+"\r\n\r\n")
	if there != "" {
		c.segment(0, psh|ack, there)
	}
	if back != "" {
		c.segment(1, psh|ack, back)
	}
	c.close()
}

func upgraded(s *scene) {
	c := s.web(44003)
	c.segment(0, psh|ack, "GET /chat HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: chat\r\n\r\n")
	c.segment(1, psh|ack, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: chat\r\n\r\n")
	c.close()
}

// hello is a TLS record with a client hello, RFC 8446 section 4.1.2, that names a server.
func hello(server string) string { return string(tlsRecord(22, clientHello(server, "h2"))) }

func tlsRecord(kind byte, body []byte) []byte {
	return append(be.AppendUint16([]byte{kind, 3, 1}, uint16(len(body))), body...)
}

// clientHello is the handshake message.
func clientHello(server, alpn string) []byte {
	var exts []byte
	extension := func(kind uint16, data []byte) {
		exts = be.AppendUint16(be.AppendUint16(exts, kind), uint16(len(data)))
		exts = append(exts, data...)
	}
	extension(0, counted16(append([]byte{0}, counted16([]byte(server))...)))
	extension(10, counted16([]byte{0, 29}))
	extension(13, counted16([]byte{4, 3, 8, 4}))
	extension(16, counted16(append([]byte{byte(len(alpn))}, alpn...)))
	extension(43, []byte{2, 3, 4})
	extension(51, counted16(append([]byte{0, 29}, counted16(make([]byte, 32))...)))
	b := append([]byte{3, 3}, make([]byte, 33)...) // random bytes and no session
	b = append(b, counted16([]byte{0x13, 0x01, 0x13, 0x02})...)
	b = append(append(b, 1, 0), counted16(exts)...)
	return append([]byte{1, 0, byte(len(b) >> 8), byte(len(b))}, b...)
}

// counted16 puts the length before bytes.
func counted16(b []byte) []byte { return append(be.AppendUint16(nil, uint16(len(b))), b...) }
