package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

func init() {
	readers["ssdp"], tcpApps[tcpHTTP] = (*Session).ssdp, (*Session).http
	recognizers["ssdp"] = func(t *view) bool { return looksLikeHTTP(t.b) }
	recognizers["http"] = recognizers["ssdp"]
}

// httpExchange is a request and its response, or one of them alone.
type httpExchange struct {
	request, response int // frames, 0 where there is none
	time              int64
}

// httpConn is what is known of a connection that carries HTTP. As in Wireshark, a response belongs to the request right
// before it, so that one that is missed spoils no later one.
type httpConn struct {
	last, before httpExchange
	exchanges    int
	hasHost      bool      // the request said which host its URI is of
	method, uri  string    // of the last request
	told         int       // how many responses told its URI
	host, path   string    // of it
	inside       httpInner // what the connection carries from the frame after switched on
	switched     int
	port         uint16 // that CONNECT asked for
}

// httpInner is what a connection carries when HTTP is over.
type httpInner uint8

const (
	httpOnly httpInner = iota
	httpTunnel
	httpWebSocket
	httpTwo // HTTP/2
)

// httpState returns what is known of a connection, nil before anything is.
func (c *tcpConn) httpState() *httpConn { return ifKept[httpConn](c.kept) }

// http dissects the messages of a stream, RFC 9112.
func (d *Session) http(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	h := c.httpState()
	if h != nil && h.inside != httpOnly && d.frame.Number > h.switched {
		return d.httpInside(t, s, c, dir)
	}
	if ifKept[http2Conn](c.kept) != nil {
		return d.httpTwo(t, s, c, dir)
	}
	off := 0
	for off < len(t.b) && d.ok() {
		rest := t.sub(off, -1)
		seen := d.scanned(off > 0)
		seen.more = off > 0
		if off > 0 {
			d.cols.setFence()
		}
		if startsHTTP2(rest.b) {
			d.canAsk = false // as in Wireshark what goes on in the next segment is waited for from there on only
			if off == 0 {
				d.layerName("http")
			}
			tcpApps[tcpHTTP2](d, &rest, s, c, dir)
			return len(t.b), 0
		}
		if !looksLikeHTTP(rest.b) {
			n, more := d.httpContinuation(&rest, c.httpState(), seen)
			if off += n; more != 0 {
				return off, more
			}
			continue
		}
		n, more := d.httpOne(&rest, keptOf[httpConn](&c.kept), seen)
		if more != 0 {
			return off, more
		}
		off += n
		if h := c.httpState(); h != nil && h.inside == httpTwo && off < len(t.b) {
			d.cols.setFence()
			rest := t.sub(off, -1)
			n, more := tcpApps[tcpHTTP2](d, &rest, s, c, dir)
			return off + n, more
		}
	}
	return off, 0
}

// http2Magic is what a client begins a connection of HTTP/2 with, RFC 9113 section 3.4.
const http2Magic = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

func startsHTTP2(b []byte) bool { return bytes.HasPrefix(b, []byte(http2Magic)) }

// httpTwo dissects HTTP/2 that HTTP carries.
func (d *Session) httpTwo(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	named := len(d.layers)
	d.layerName("http")
	done, need = tcpApps[tcpHTTP2](d, t, s, c, dir)
	if done == 0 && need != 0 {
		d.layers = d.layers[:named]
	}
	return done, need
}

// beginHTTP begins a message. As in Wireshark, the messages of a segment are one layer.
func (d *Session) beginHTTP(t *view, n int, seen *httpScan) {
	if seen.more {
		d.beginMore(fHttp, t, n)
	} else {
		d.begin(fHttp, t, n)
	}
}

// httpInside dissects what a connection carries after CONNECT, RFC 9110 §9.3.6, or an upgrade, §7.8.
func (d *Session) httpInside(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	h := c.httpState()
	if h.inside == httpWebSocket {
		return streamReaders["websocket"](d, t, s, c, dir)
	}
	if h.inside == httpTwo {
		return d.httpTwo(t, s, c, dir)
	}
	d.begin(fHttp, t, len(t.b))
	d.cols.setProto(d, "HTTP")
	switch {
	case tcpPortApp(h.port) == tcpTLS && !looksLikeText(t.b), looksLikeTLS(t.b):
		c.tlsState(h.port)
		return d.tls(t, s, c, dir)
	case tcpPortApp(h.port) == tcpDNS:
		return tcpApps[tcpDNS](d, t, s, c, dir)
	}
	if layer, col := tcpPortName(h.port); layer != "" {
		d.layerName(layer)
		d.cols.setProto(d, col)
		return len(t.b), 0
	}
	d.data(t)
	return len(t.b), 0
}

// httpContinuation dissects bytes that do not begin a message. On a connection that has not shown a request they are
// taken for HTTP if they begin with a header line. As in Wireshark, text may do so, and what does not begin with a character is data.
func (d *Session) httpContinuation(t *view, h *httpConn, seen *httpScan) (done, need int) {
	known := h != nil && h.method != ""
	text := t.b[0] >= ' ' && t.b[0] < 0x7f || t.b[0] == '\n' || bytes.HasPrefix(t.b, []byte("\r\n"))
	if d.canAsk && text && seen.end(t.b) < 0 {
		return 0, needSegment
	}
	if line, _ := httpLine(t.b); !known && (!text || bytes.IndexByte(line, ':') < 0) {
		return len(t.b), 0
	}
	d.beginHTTP(t, len(t.b), seen)
	d.current = "HTTP"
	if known {
		d.cols.setProto(d, "HTTP")
		d.cols.set(d, "Continuation")
	}
	if !text {
		d.data(t)
		return len(t.b), 0
	}
	m := httpMessage{length: -1, headless: true}
	head := d.httpLines(t, &m)
	n := len(t.b) - head
	switch {
	case m.chunked:
		n, _ = new(chunkScan).end(t.b[head:])
	case m.length >= 0 && m.length < int64(n):
		n = int(m.length)
	}
	switch body := t.sub(head, n); {
	case n == 0:
	case m.chunked || m.kind != "":
		d.httpBody(&body, &m)
	default:
		d.asciiBytes(fHttpFileData, &body, 0, n, untilZero(body.b))
		d.data(&body)
	}
	if len(t.b) < t.rep {
		d.fail(t, len(t.b)+1)
	}
	return head + n, 0
}

// httpLines emits the header lines that t begins with, and returns how long they and the empty line after them are. A line
// is one if it has a colon.
func (d *Session) httpLines(t *view, m *httpMessage) (end int) {
	for end < len(t.b) && d.ok() {
		line, size := httpLine(t.b[end:])
		whole := size > len(line)
		switch {
		case whole && len(line) == 0:
			return end + size
		case bytes.IndexByte(line, ':') < 0:
			if end > 0 && !whole {
				d.fail(t, len(t.b)+1) // more of the line is needed
			}
			return end
		}
		d.httpField(t, end, t.b[end:end+size], m)
		m.field(line)
		end += size
	}
	return end
}

// httpOne dissects one message and returns its length, or how much is missing.
func (d *Session) httpOne(t *view, h *httpConn, seen *httpScan) (n, need int) {
	head := seen.find(t.b)
	if head == 0 && d.canAsk {
		if seen.line > 0 && d.wantCols {
			d.cols.set(d, seen.firstLine(t.b).line, " ")
		}
		return 0, needSegment
	}
	d.cols.setProto(d, "HTTP")
	if head == 0 {
		head = len(t.b)
	}
	m := *seen.message(t.b[:head])
	d.cols.set(d, m.line, " ")
	body, more := m.bodyLength(t.b[head:], h, d.canAsk, seen)
	if more != 0 {
		return 0, more
	}
	if fields := fieldsEnd(t.b[:head]); fields < head {
		m = httpMessage{length: -1}
		m.firstLine(t.b)
		m.scan(t.b[:fields])
		head = fields
		body, _ = m.bodyLength(t.b[head:], h, false, new(httpScan))
	}
	d.beginHTTP(t, head+body, seen)
	d.current = "HTTP"
	d.httpHeader(t, head, &m)
	if !d.ok() {
		if m.request {
			h.method, h.uri = m.method, m.uri
		}
		return head + body, 0
	}
	d.httpPair(&m, h)
	if m.chunked && len(t.b) < t.rep {
		if _, complete := seen.body.end(t.b[head:]); !complete { // Wireshark shows no chunk then
			d.fail(t, len(t.b)+1)
			return len(t.b), 0
		}
	}
	if body > 0 {
		if m.ofHost, m.ofPath = m.host, m.uri; !m.request && h != nil {
			m.ofHost, m.ofPath = h.host, h.path
		}
		b := t.sub(head, body)
		d.httpBody(&b, &m)
	}
	d.httpSwitch(&m, h)
	if len(t.b) < t.rep && head+body >= len(t.b) && (m.length < 0 || m.length > int64(body)) {
		d.fail(t, len(t.b)+1)
	}
	return head + body, 0
}

// httpSwitch notes that the connection carries something else from now on.
func (d *Session) httpSwitch(m *httpMessage, h *httpConn) {
	if h == nil || m.request {
		return
	}
	switch {
	case m.status == 200 && h.method == "CONNECT":
		port := h.path[strings.LastIndexByte(h.path, ':')+1:]
		n, _ := strconv.ParseUint(port, 10, 16)
		h.inside, h.port, h.switched = httpTunnel, uint16(n), d.frame.Number
	case m.status == 101 && m.upgrade == "websocket":
		h.inside, h.switched = httpWebSocket, d.frame.Number
	case m.status == 101 && (m.upgrade == "h2c" || m.upgrade == "h2"):
		h.inside, h.switched = httpTwo, d.frame.Number
	}
}

// bodyLength returns the length of the body in b, RFC 9112 §6.3, or how much of
// it is missing.
func (m *httpMessage) bodyLength(b []byte, h *httpConn, canAsk bool, seen *httpScan) (n, need int) {
	switch {
	case !m.request && h != nil && h.method == "CONNECT" && m.status/100 == 2:
		return 0, 0
	case m.bodiless(h) && canAsk:
		return m.bodyLength(b, h, false, seen)
	case m.chunked:
		n, complete := seen.body.end(b)
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
	case m.request && !m.notice, !m.request && neverBody(m.status):
		return 0, 0
	case canAsk && !m.request:
		return 0, needToFIN
	}
	return len(b), 0
}

// bodiless reports whether a response ought to have no body, whatever its header says: nobody waits for one. As in Wireshark, what
// is there all the same may be one.
func (m *httpMessage) bodiless(h *httpConn) bool {
	return !m.request && (neverBody(m.status) || h != nil && h.method == "HEAD")
}

func neverBody(status int) bool { return status/100 == 1 || status == 204 || status == 304 }

// httpPair numbers the message in its connection and finds the request that a
// response answers.
func (d *Session) httpPair(m *httpMessage, h *httpConn) {
	if m.request {
		d.httpPairRequest(m, h)
		return
	}
	if h == nil {
		return
	}
	if h.exchanges == 0 || h.last.response != 0 {
		h.next(httpExchange{})
	}
	q := &h.last
	q.response = d.frame.Number
	d.num(fHttpResponseNumber, nil, 0, 0, uint64(h.exchanges))
	if q.request != 0 {
		d.num(fHttpTime, nil, 0, 0, uint64(d.now-q.time))
	}
	d.numIf(fHttpPrevRequestIn, h.before.request)
	d.numIf(fHttpPrevResponseIn, h.before.response)
	d.numIf(fHttpRequestIn, q.request)
	if h.uri != "" && (len(h.uri) <= maxToldAgain || h.told < 2) {
		h.told++
		d.ascii(fHttpResponseForUri, nil, 0, 0, h.uri)
	}
}

func (d *Session) httpPairRequest(m *httpMessage, h *httpConn) {
	uri := m.fullURI(d.scheme())
	if m.hasHost {
		d.ascii(fHttpRequestFullUri, nil, 0, 0, uri)
	}
	if h == nil {
		return
	}
	h.method, h.host, h.path = m.method, m.host, m.uri
	if m.hasHost || !h.hasHost { // as in Wireshark, another's answer names an earlier request
		h.uri, h.hasHost, h.told = uri, m.hasHost, 0
	}
	if m.notice {
		return
	}
	h.next(httpExchange{request: d.frame.Number, time: d.now})
	d.num(fHttpRequestNumber, nil, 0, 0, uint64(h.exchanges))
	d.numIf(fHttpPrevRequestIn, h.before.request)
}

// next opens another exchange.
func (h *httpConn) next(e httpExchange) {
	h.before, h.last = h.last, e
	h.exchanges++
}

// numIf emits a frame's number where there is one.
func (d *Session) numIf(id ID, frame int) {
	if frame != 0 {
		d.num(id, nil, 0, 0, uint64(frame))
	}
}

// scheme is that of a URI which names none.
func (d *Session) scheme() string {
	if d.over != nil && d.over.carrier != nil {
		return "https://"
	}
	return "http://"
}

// ssdpState returns the requests of the UDP conversation.
func (d *Session) ssdpState() *httpConn {
	if d.udpConn == nil || d.inError {
		return nil
	}
	return keptOf[httpConn](&d.udpConn.kept)
}

// ssdp dissects the discovery protocol of UPnP, which has HTTP's form over UDP.
func (d *Session) ssdp(t *view) {
	m := httpMessage{length: -1}
	m.firstLine(t.b)
	head := headerEnd(t.b, 0)
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
}
