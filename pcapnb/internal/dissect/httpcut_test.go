package dissect_test

import (
	"testing"
)

// httpPackets are a connection in which the request comes first, then what the server sends.
func httpPackets(port uint16, request string, answers ...made) (list []made) {
	client, server := connection(port, 80, 1000, 5000)
	list = inOrder(handshake(client, server)...)
	list = append(list, inOrder(client.data(1, 1, request))...)
	return append(list, answers...)
}

// TestHTTPContinuations asks what the bytes of a body say whose beginning is not there.
func TestHTTPContinuations(t *testing.T) {
	var packets []made
	for i, text := range []string{
		"\xee\x2f\x7e\x0f\x96\xab", "\xee\x2f\n\xab", "f57\r\n\x01\x02\x03abc", "text\nmore\n", "name: value\r\nother: x\r\n\r\nbody",
		"name: value\r\nbody (x)\r\nmore", "a b: c\nrest\n", "abc\ndef", "\x01\x02\n\x04", "<html>\n<b>: x\n", "color: #ffd;\n}\n\n#top {\n",
		"  indented\n", "\xc3\xa9: x\ny\n", "{\"a\": 1}\n", "0\r\n\r\n", "abc\x00def\n", "\x80abc: x\n\n123", "\tabc\n", "\x7fab\n", "<b>: x\nrest\n",
		"Host: h\nContent-Length: 3\n\nabcdef", "\"k\":\"v\",\n\"k2\"\n", ": x\nrest\n", "line\r\n\r\nx", "Set-Cookie: a=b\nServer: x\n\n",
	} {
		_, server := connection(uint16(30000+i), 80, 1000, 5000)
		sent := inOrder(server.data(1001, 27, text), server.data(1001+len(text), 27, text))
		packets = append(packets, httpPackets(uint16(30000+i), "GET / HTTP/1.1\r\nHost: a\r\n\r\n", sent...)...)
	}
	sameAsTshark(t, 1, packets, "http", "data", "frame.protocols", "_ws.col.Protocol")
}

// TestHTTPCut cuts a request and answers after each byte of their headers and bodies.
func TestHTTPCut(t *testing.T) {
	const request = "POST /a?b=c HTTP/1.1\r\nHost: ab\r\nContent-Length: 6\r\nX: y\r\n\r\nfoobar"
	const firstLine = 22 // what is cut in the first line Wireshark shows in ways of its own
	var packets []made
	for a, answer := range []string{
		"HTTP/1.1 200 OK\r\nServer: q\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhello\nyou",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n",
	} {
		for there := firstLine; there < len(answer); there++ {
			port := uint16(30000 + 1000*a + there)
			client, server := connection(port, 80, 1000, 5000)
			both := httpPackets(port, request, inOrder(server.data(1, 1+len(request), answer))...)
			both[3].cut = max(len(request)-there, 0)
			both[4].cut = len(answer) - there
			packets = append(packets, both...)
			packets = append(packets, inOrder(client.data(1+len(request), 1+len(answer), request), server.data(1+len(answer), 1+2*len(request), answer))...)
		}
	}
	sameAsTshark(t, 1, packets, "http", "data", "frame.protocols", "_ws.short")
}
