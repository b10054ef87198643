package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

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

// httpMessage is what a header says of its message.
type httpMessage struct {
	request     bool
	notice      bool // a notification, which is no request that counts
	headless    bool // header lines whose first line is not there
	method, uri string
	host        string
	hasHost     bool
	status      int
	length      int64 // Content-Length, or -1
	chunked     bool
	kind        string // Content-Type in lower case, without parameters
	encoding    string
	upgrade     string
	line        string // the first line, for the Info column

	ofHost, ofPath string // what a body is of: those of the request
}

// httpMethods are the request methods that Wireshark knows, after a space each; of notifications those of httpNotifications.
const (
	httpMethods = httpNotifications + "GET POST HEAD PUT DELETE OPTIONS CONNECT TRACE PATCH M-SEARCH M-POST PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK " +
		"SEARCH REPORT MERGE POLL LABEL UPDATE CHECKIN CHECKOUT UNCHECKOUT MKACTIVITY MKWORKSPACE VERSION-CONTROL BASELINE-CONTROL " +
		"BPROPFIND BPROPPATCH BMOVE BCOPY BDELETE CCM_POST RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA "
	httpNotifications = " NOTIFY SUBSCRIBE UNSUBSCRIBE "
)

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
	h := c.http
	if h != nil && h.inside != httpOnly && d.frame.Number > h.switched {
		return d.httpInside(t, s, c, dir)
	}
	if c.kept["http2"] != nil {
		return d.httpTwo(t, s, c, dir)
	}
	off := 0
	for off < len(t.b) && d.ok() {
		rest := t.sub(off, -1)
		seen := d.seen
		if off > 0 || seen == nil {
			seen = &httpScan{more: off > 0}
		}
		if off > 0 {
			d.cols.setFence()
		}
		if startsHTTP2(rest.b) {
			d.canAsk = false // as in Wireshark what goes on in the next segment is waited for from there on only
			if off == 0 {
				d.layerName("http")
			}
			streamReaders["http2"](d, &rest, s, c, dir)
			return len(t.b), 0
		}
		if !looksLikeHTTP(rest.b) {
			n, more := d.httpContinuation(&rest, c.http, seen)
			if off += n; more != 0 {
				return off, more
			}
			continue
		}
		n, more := d.httpOne(&rest, c.httpState(), seen)
		if more != 0 {
			return off, more
		}
		off += n
		if h := c.http; h != nil && h.inside == httpTwo && off < len(t.b) {
			d.cols.setFence()
			rest := t.sub(off, -1)
			n, more := streamReaders["http2"](d, &rest, s, c, dir)
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
	done, need = streamReaders["http2"](d, t, s, c, dir)
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
	if c.http.inside == httpWebSocket {
		return streamReaders["websocket"](d, t, s, c, dir)
	}
	if c.http.inside == httpTwo {
		return d.httpTwo(t, s, c, dir)
	}
	d.begin(fHttp, t, len(t.b))
	d.cols.setProto(d, "HTTP")
	switch {
	case tcpPortApp(c.http.port) == tcpTLS && !looksLikeText(t.b), looksLikeTLS(t.b):
		c.tlsState(c.http.port)
		return d.tls(t, s, c, dir)
	case tcpPortApp(c.http.port) == tcpDNS:
		return d.dnsTCP(t, s)
	}
	if layer, col := tcpPortName(c.http.port); layer != "" {
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

// httpLine returns the first line of b, and how long it is with its end, which may be a carriage return alone.
func httpLine(b []byte) (line []byte, size int) {
	i := bytes.IndexAny(b, "\r\n")
	switch {
	case i < 0:
		return b, len(b)
	case bytes.HasPrefix(b[i:], []byte("\r\n")):
		return b[:i], i + 2
	}
	return b[:i], i + 1
}

// lineScan looks for the ends of lines in bytes that grow, at none twice.
type lineScan struct {
	line   int // where the line at hand begins
	looked int // bytes before it hold no end of that line
}

// end returns where the line at hand ends, and -1 where its end is not there yet.
func (p *lineScan) end(b []byte) int {
	from := max(p.looked, p.line)
	if from > len(b) {
		return -1
	}
	i := bytes.IndexByte(b[from:], '\n')
	if i < 0 {
		p.looked = len(b)
		return -1
	}
	p.looked = from + i
	return p.looked
}

// emptyLine moves on to the next empty line, and returns where that ends; 0 where it is not there yet.
func (p *lineScan) emptyLine(b []byte) int {
	for p.line < len(b) {
		end := p.end(b)
		if end < 0 {
			return 0
		}
		if end == p.line || end == p.line+1 && b[p.line] == '\r' {
			return end + 1
		}
		p.line = end + 1
	}
	return 0
}

// headerEnd returns the length of first line and header with the empty line
// after them, or 0 when that is missing. The line at off is the first to look at.
func headerEnd(b []byte, off int) int {
	p := lineScan{line: off}
	return p.emptyLine(b)
}

// fieldsEnd returns where the fields of a header end: before a line that has no colon, as in Wireshark, or with the header.
func fieldsEnd(head []byte) int {
	off := bytes.IndexByte(head, '\n') + 1
	for off > 0 && off < len(head) {
		i := bytes.IndexByte(head[off:], '\n')
		if i < 0 {
			break
		}
		line := head[off : off+i]
		if bytes.IndexByte(line, ':') < 0 && len(bytes.TrimRight(line, "\r")) > 0 {
			return off
		}
		off += i + 1
	}
	return len(head)
}

// httpScan is how far a message that is not complete was looked at.
type httpScan struct {
	lineScan
	more  bool         // the message follows another one
	head  int          // length of the header, 0 while that is not known
	first *httpMessage // what the first line says
	said  *httpMessage // what the whole header says
	body  chunkScan
}

// chunkScan is how far a body in chunks was looked at.
type chunkScan struct {
	lineScan
	need    int // length with which there is something new to see
	trailer int // where the trailer begins, 0 before the last chunk
}

// find returns the length of the header as far as it is known.
func (p *httpScan) find(b []byte) int {
	if p.head == 0 {
		p.head = p.emptyLine(b)
	}
	return p.head
}

// firstLine returns what the first line says, which is complete.
func (p *httpScan) firstLine(b []byte) *httpMessage {
	if p.first == nil {
		p.first = &httpMessage{length: -1}
		p.first.firstLine(b)
	}
	return p.first
}

// message returns what a header says, which is complete.
func (p *httpScan) message(head []byte) *httpMessage {
	if p.said == nil {
		p.said = p.firstLine(head)
		p.said.scan(head)
	}
	return p.said
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
	m.notice = strings.Contains(httpNotifications, " "+first+" ")
	m.uri, _, _ = strings.Cut(rest, " ")
}

// scan finds what the header says of the body.
func (m *httpMessage) scan(b []byte) {
	for _, line := range bytes.Split(b, []byte("\n"))[1:] {
		m.field(line)
	}
}

// field notes what a header line says of the body.
func (m *httpMessage) field(line []byte) {
	name, value, ok := strings.Cut(strings.TrimSuffix(string(line), "\r"), ":")
	if !ok {
		return
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
	case "upgrade":
		m.upgrade = strings.ToLower(value)
	case "host":
		m.host, _, _ = strings.Cut(value, "\x00")
		m.hasHost = true
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

// end returns the length of a chunked body, RFC 9112 §7.1.
func (p *chunkScan) end(b []byte) (n int, complete bool) {
	for p.trailer == 0 {
		if len(b) < p.need {
			return len(b), false
		}
		i := p.lineScan.end(b)
		if i < 0 {
			return len(b), false
		}
		size, ok := chunkSize(b[p.line:i])
		if !ok {
			return len(b), true
		}
		next := i + 1
		switch {
		case size == 0:
			p.line, p.trailer = next, next
		case size > int64(len(b)-next-2):
			p.need = next + int(min(size, maxMessage)) + 2
			return len(b), false
		default:
			p.line = next + int(size) + 2
		}
	}
	end := p.emptyLine(b)
	return max(end, p.trailer), end > 0
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

func (m *httpMessage) fullURI(scheme string) string {
	if m.method == "CONNECT" || strings.HasPrefix(m.uri, "http://") || strings.HasPrefix(m.uri, "https://") || !m.hasHost {
		return m.uri
	}
	if m.uri == "*" {
		return scheme + m.host + "*"
	}
	return scheme + m.host + m.uri
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
	return true
}
