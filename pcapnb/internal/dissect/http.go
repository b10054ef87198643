package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

// httpRequest is a request that waits for its response.
type httpRequest struct {
	frame  int
	prev   int // frame of the request before it
	time   int64
	uri    string
	method string
}

// httpConn is what is known of a connection that carries HTTP.
type httpConn struct {
	waiting            []httpRequest
	requests, answers  int
	lastReq, lastReply int // frames
	upgraded           bool
}

// maxWaiting bounds the requests that wait for responses.
const maxWaiting = 4096

// httpMessage is what a header says of its message.
type httpMessage struct {
	request     bool
	method, uri string
	host        string
	status      int
	length      int64 // Content-Length, or -1
	chunked     bool
	kind        string // Content-Type in lower case, without parameters
	encoding    string
	line        string // the first line, for the Info column
}

// methods are the request methods that Wireshark knows, after a space each.
const httpMethods = " GET POST HEAD PUT DELETE OPTIONS CONNECT TRACE PATCH NOTIFY M-SEARCH SUBSCRIBE UNSUBSCRIBE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK SEARCH REPORT MERGE POLL BPROPFIND BMOVE BCOPY BDELETE LINK UNLINK RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA "

// looksLikeHTTP recognises a first line.
func looksLikeHTTP(b []byte) bool {
	if bytes.HasPrefix(b, []byte("HTTP/")) {
		return true
	}
	i := bytes.IndexByte(b[:min(len(b), 20)], ' ')
	return i > 0 && strings.Contains(httpMethods, " "+string(b[:i])+" ")
}

func (c *tcpConn) httpState() *httpConn {
	if c.http == nil {
		c.http = new(httpConn)
	}
	return c.http
}

// http dissects the messages of a stream, RFC 9112.
func (d *Session) http(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	off := 0
	for off < len(t.b) && d.ok() {
		rest := t.sub(off, -1)
		if !looksLikeHTTP(rest.b) {
			return d.httpContinuation(&rest, off, c.http)
		}
		n, more := d.httpOne(&rest, c.httpState(), c)
		if more != 0 {
			return off, more
		}
		off += n
	}
	return off, 0
}

// httpContinuation dissects bytes that do not begin a message. On a connection
// that has not shown a message they are not taken for HTTP.
func (d *Session) httpContinuation(t *view, off int, h *httpConn) (done, need int) {
	if h == nil || h.requests+h.answers == 0 {
		return off + len(t.b), 0
	}
	if d.canAsk && headerEnd(t.b) == 0 {
		return off, needSegment
	}
	d.begin(fHttp, t, len(t.b))
	d.current = "HTTP"
	d.cols.setProto(d, "HTTP")
	d.cols.set(d, "Continuation")
	d.asciiBytes(fHttpFileData, t, 0, len(t.b), untilZero(t.b))
	d.data(t)
	return off + len(t.b), 0
}

// headerEnd returns the length of first line and header with the empty line
// after them, or 0 when that is missing.
func headerEnd(b []byte) int {
	for off := 0; off < len(b); {
		i := bytes.IndexByte(b[off:], '\n')
		if i < 0 {
			return 0
		}
		if i == 0 || i == 1 && b[off] == '\r' {
			return off + i + 1
		}
		off += i + 1
	}
	return 0
}

// httpOne dissects one message and returns its length, or how much is missing.
func (d *Session) httpOne(t *view, h *httpConn, c *tcpConn) (n, need int) {
	head := headerEnd(t.b)
	m := httpMessage{length: -1}
	m.firstLine(t.b)
	d.cols.setProto(d, "HTTP")
	d.cols.set(d, m.line+" ")
	if head == 0 && d.canAsk {
		return 0, needSegment
	}
	if head == 0 {
		head = len(t.b)
	}
	m.scan(t.b[:head])
	body, more := m.body(t.b[head:], h, d.canAsk)
	if more != 0 {
		return 0, more
	}
	d.begin(fHttp, t, head+body)
	d.current = "HTTP"
	d.httpHeader(t, head, &m)
	d.httpPair(&m, h)
	if m.status == 101 && h != nil {
		h.upgraded = true
	}
	if body > 0 {
		b := t.sub(head, body)
		d.httpBody(&b, &m)
	}
	if len(t.b) < t.rep && head+body >= len(t.b) && (m.length < 0 || m.length > int64(body)) {
		d.fail(t, len(t.b)+1)
	}
	return head + body, 0
}

// firstLine splits the first line.
func (m *httpMessage) firstLine(b []byte) {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	m.line = strings.TrimSuffix(string(line), "\r")
	first, rest, _ := strings.Cut(m.line, " ")
	if strings.HasPrefix(first, "HTTP/") {
		code, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		m.status, _ = strconv.Atoi(code)
		return
	}
	m.request, m.method = true, first
	m.uri, _, _ = strings.Cut(rest, " ")
}

// scan finds what the header says of the body.
func (m *httpMessage) scan(b []byte) {
	for _, line := range bytes.Split(b, []byte("\n"))[1:] {
		name, value, ok := strings.Cut(strings.TrimSuffix(string(line), "\r"), ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(name) {
		case "content-length":
			if n, err := strconv.ParseInt(value, 10, 63); err == nil && n >= 0 {
				m.length = n
			}
		case "transfer-encoding":
			m.chunked = strings.HasSuffix(strings.ToLower(value), "chunked")
		case "content-type":
			kind, _, _ := strings.Cut(value, ";")
			m.kind = strings.ToLower(strings.TrimSpace(kind))
		case "content-encoding":
			m.encoding = strings.ToLower(value)
		case "host":
			m.host, _, _ = strings.Cut(value, "\x00")
		}
	}
}

// body returns the length of the body in b, RFC 9112 §6.3, or how much of it
// is missing.
func (m *httpMessage) body(b []byte, h *httpConn, canAsk bool) (n, need int) {
	switch {
	case !m.request && (m.status/100 == 1 || m.status == 204 || m.status == 304):
		return 0, 0
	case !m.request && h != nil && len(h.waiting) > 0 && h.waiting[0].method == "HEAD":
		return 0, 0
	case m.chunked:
		n, complete := chunksEnd(b)
		if !complete && canAsk {
			return 0, needSegment
		}
		return n, 0
	case m.length >= 0:
		if int64(len(b)) < m.length {
			if canAsk && m.length < maxMessage {
				return 0, int(m.length) - len(b)
			}
			return len(b), 0
		}
		return int(m.length), 0
	case m.request:
		return 0, 0
	case canAsk:
		return 0, needToFIN
	}
	return len(b), 0
}

// chunksEnd returns the length of a chunked body, RFC 9112 §7.1.
func chunksEnd(b []byte) (n int, complete bool) {
	for off := 0; ; {
		i := bytes.IndexByte(b[off:], '\n')
		if i < 0 {
			return len(b), false
		}
		size, ok := chunkSize(b[off : off+i])
		if !ok {
			return len(b), true
		}
		off += i + 1
		if size == 0 {
			end := headerEnd(b[off:])
			return off + end, end > 0
		}
		if size > int64(len(b)-off-2) {
			return len(b), false
		}
		off += int(size) + 2
	}
}

func chunkSize(line []byte) (int64, bool) {
	text, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
	n, err := strconv.ParseInt(strings.TrimSpace(text), 16, 63)
	return n, err == nil && n >= 0
}

// httpPair numbers the message in its connection and finds the request that a
// response answers.
func (d *Session) httpPair(m *httpMessage, h *httpConn) {
	if m.request {
		uri := m.fullURI()
		if m.host != "" {
			d.ascii(fHttpRequestFullUri, nil, 0, 0, uri)
		}
		if h == nil {
			return
		}
		h.requests++
		d.num(fHttpRequestNumber, nil, 0, 0, uint64(h.requests))
		if h.lastReq != 0 {
			d.num(fHttpPrevRequestIn, nil, 0, 0, uint64(h.lastReq))
		}
		if len(h.waiting) < maxWaiting {
			h.waiting = append(h.waiting, httpRequest{d.frame.Number, h.lastReq, d.now, uri, m.method})
		}
		h.lastReq = d.frame.Number
		return
	}
	if h == nil || m.status/100 == 1 && m.status != 101 {
		return
	}
	h.answers++
	d.num(fHttpResponseNumber, nil, 0, 0, uint64(h.answers))
	if len(h.waiting) > 0 {
		q := h.waiting[0]
		h.waiting = h.waiting[1:]
		d.num(fHttpTime, nil, 0, 0, uint64(d.now-q.time))
		if q.prev != 0 {
			d.num(fHttpPrevRequestIn, nil, 0, 0, uint64(q.prev))
		}
		d.pairEarlier(h)
		d.num(fHttpRequestIn, nil, 0, 0, uint64(q.frame))
		d.ascii(fHttpResponseForUri, nil, 0, 0, q.uri)
	}
	h.lastReply = d.frame.Number
}

func (d *Session) pairEarlier(h *httpConn) {
	if h.lastReply != 0 {
		d.num(fHttpPrevResponseIn, nil, 0, 0, uint64(h.lastReply))
	}
}

func (m *httpMessage) fullURI() string {
	if m.method == "CONNECT" || strings.HasPrefix(m.uri, "http://") || strings.HasPrefix(m.uri, "https://") || m.host == "" {
		return m.uri
	}
	if m.uri == "*" {
		return "http://" + m.host + "*"
	}
	return "http://" + m.host + m.uri
}

// ssdpState returns the requests of the UDP conversation.
func (d *Session) ssdpState() *httpConn {
	if d.udpConn == nil || d.inError {
		return nil
	}
	if d.udpConn.http == nil {
		d.udpConn.http = new(httpConn)
	}
	return d.udpConn.http
}

// ssdp dissects the discovery protocol of UPnP, which has HTTP's form over UDP.
func (d *Session) ssdp(t *view) bool {
	if !looksLikeHTTP(t.b) {
		return false
	}
	m := httpMessage{length: -1}
	m.firstLine(t.b)
	head := headerEnd(t.b)
	if head == 0 {
		head = len(t.b)
	}
	m.scan(t.b[:head])
	d.layerName("ssdp")
	d.depth, d.protoAt = 1, -1
	d.current = "SSDP"
	d.cols.setProto(d, "SSDP")
	d.cols.set(d, m.line+" ")
	d.httpHeader(t, head, &m)
	d.httpPair(&m, d.ssdpState())
	return true
}
