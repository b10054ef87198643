package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

func init() {
	readers["sip"] = (*Session).sip
	streamReaders["sip"] = (*Session).sipStream
	recognizers["sip"] = func(t *view) bool { return sipFirstLine(t.b) != nil }
	guesses = append(guesses, guess{layer: "sip", column: "SIP"})
}

// sipMessage is what the header of a message says so far.
type sipMessage struct {
	method, uri string // of a request
	status      string // of a response: its code
	phrase      string

	cseq    string // the method that CSeq names
	kind    string // Content-Type, in lower case and without parameters
	length  int    // Content-Length, or -1
	lineEnd []byte // of the field at hand

	contacts, removed int // how many there are, and how many expire at once
	star, expiresNow  bool
}

// sipFirstLine reads a request line or a status line, RFC 3261 section 7; it returns nil for anything else.
func sipFirstLine(b []byte) *sipMessage {
	const version = "SIP/2.0"
	line, _ := httpLine(b)
	first, rest, ok := strings.Cut(string(line), " ")
	second, third, ok2 := strings.Cut(rest, " ")
	switch {
	case !ok || !ok2:
		return nil
	case first == version && len(second) == 3 && isDigits(second):
		return &sipMessage{status: second, phrase: third, length: -1}
	case third == version && first != "" && strings.Contains(second, ":"):
		return &sipMessage{method: first, uri: second, length: -1}
	}
	return nil
}

// sip dissects a message that is alone in its datagram.
func (d *Session) sip(t *view) {
	m := sipFirstLine(t.b)
	if m == nil { // as where a port is said to carry SIP
		d.data(t)
		return
	}
	d.sipMessage(t, m, lineBlockEnd(t.b))
}

// lineBlockEnd returns where the header of b ends, with the empty line; all of b where there is none.
func lineBlockEnd(b []byte) int {
	for off := 0; off < len(b); {
		line, size := httpLine(b[off:])
		if off += size; len(line) == 0 {
			return off
		}
	}
	return len(b)
}

// sipStream dissects the messages of a connection, RFC 3261 section 18.3. It waits for their headers and their bodies.
func (d *Session) sipStream(t *view, _ *segment, _ *tcpConn, _ int) (done, need int) {
	for done < len(t.b) && d.ok() {
		rest := t.sub(done, -1)
		seen := d.scanned(done > 0)
		head := seen.find(rest.b)
		if head == 0 {
			if d.canAsk {
				return done, needSegment
			}
			head = len(rest.b)
		}
		m := sipFirstLine(rest.b)
		if m == nil {
			d.sipContinuation(&rest)
			return len(t.b), 0
		}
		n := head + max(sipBodyLength(rest.b[:head]), 0)
		if n > len(rest.b) && d.canAsk && n < maxMessage {
			return done, n - len(rest.b)
		}
		message := rest
		message.trim(min(n, len(rest.b)))
		layers := len(d.layers)
		d.sipMessage(&message, m, head)
		if done > 0 && len(d.layers) > layers { // Wireshark names the layer once
			d.layers = append(d.layers[:layers], d.layers[layers+1:]...)
		}
		done += min(n, len(rest.b))
	}
	return done, 0
}

func (d *Session) sipContinuation(t *view) {
	d.begin(fSip, t, len(t.b))
	d.current = "SIP"
	d.cols.setProto(d, "SIP")
	d.cols.set(d, "Continuation")
	d.label("Session Initiation Protocol (Continuation)")
}

// sipBodyLength returns what Content-Length says, -1 where it is not there.
func sipBodyLength(head []byte) int {
	for off := 0; off < len(head); {
		line, size := httpLine(head[off:])
		off += size
		name, value, _ := bytes.Cut(line, []byte(":"))
		if sipHeader(strings.ToLower(string(name))) != fSipContentLength {
			continue
		}
		if n, err := strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 31); err == nil {
			return int(n)
		}
	}
	return -1
}

// sipMessage dissects a message whose header ends at head.
func (d *Session) sipMessage(t *view, m *sipMessage, head int) {
	d.begin(fSip, t, len(t.b))
	at := d.protoAt
	d.current = "SIP"
	d.cols.setProto(d, "SIP")
	line, first := httpLine(t.b)
	name := d.sipFirst(t, line, m)
	d.push()
	whole := d.sipHeaders(t, first, head, m)
	d.pop()
	if !whole || !d.ok() {
		return
	}
	if len(t.b) < t.rep && head == len(t.b) {
		d.fail(t, len(t.b)+1)
		return
	}
	if at >= 0 {
		d.out.Values[at].B = d.keep("Session Initiation Protocol (" + name + ")")
	}
	d.sipColumn(m)
	d.sipBody(t, head, m)
}

// sipFirst emits the first line, and returns the method or the code.
func (d *Session) sipFirst(t *view, line []byte, m *sipMessage) string {
	if m.status != "" {
		d.cols.set(d, "Status: ", m.status, " ", m.phrase)
		d.text(fSipStatusLine, t, 0, len(line), line)
		code, _ := strconv.ParseUint(m.status, 10, 32)
		d.num(fSipStatusCode, t, 8, 3, code)
		return m.status
	}
	label := "Unknown request: "
	if sipKnows(m.method) {
		label = "Request: "
	}
	d.cols.set(d, label, m.method, " ", m.uri)
	d.text(fSipRequestLine, t, 0, len(line), line)
	d.str(fSipMethod, t, 0, len(m.method), m.method)
	d.str(fSipRUri, t, len(m.method)+1, len(m.uri), m.uri)
	d.sipURI(sipAddress{uri: m.uri}, sipParty{user: fSipRUriUser, host: fSipRUriHost, port: fSipRUriPort})
	return m.method
}

// sipKnows tells the methods that are registered, IANA, and those of drafts that Wireshark knows.
func sipKnows(method string) bool {
	switch method {
	case "ACK", "BYE", "CANCEL", "DO", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS", "PRACK", "QAUTH", "REFER", "REGISTER", "SPRACK",
		"SUBSCRIBE", "UPDATE", "PUBLISH":
		return true
	}
	return false
}

// sipColumn ends what the Info column says of a message.
func (d *Session) sipColumn(m *sipMessage) {
	if m.status == "200" {
		d.cols.append(d, " (", m.cseq, ")")
	}
	if m.expiresNow {
		m.removed += m.contacts // twice where a contact says so too, as Wireshark counts
	}
	switch added := m.contacts - m.removed; {
	case m.method == "REGISTER" && m.star && m.expiresNow:
		d.cols.append(d, "  (remove all bindings)")
	case m.method == "REGISTER" && m.contacts == 0:
		d.cols.append(d, "  (fetch bindings)")
	case m.method == "REGISTER" && m.removed == 0:
		d.cols.append(d, "  ("+sipBindings(added)+")")
	case m.method == "REGISTER":
		d.cols.append(d, "  (remove "+sipBindings(m.removed)+")")
		if added > 0 {
			d.cols.append(d, " (add "+sipBindings(added)+")")
		}
	case m.cseq == "REGISTER" && strings.HasPrefix(m.status, "2") && m.removed == 0:
		d.cols.append(d, "  ("+sipBindings(added)+")")
	case m.cseq == "REGISTER" && strings.HasPrefix(m.status, "2"):
		d.cols.append(d, "  (removed "+sipBindings(m.removed)+")")
		if added > 0 {
			d.cols.append(d, " ("+sipBindings(added)+" kept)")
		}
	}
	d.cols.append(d, " | ")
	d.cols.setFence()
}

func sipBindings(n int) string {
	if n == 1 {
		return "1 binding"
	}
	return utoa(n) + " bindings"
}

// sipBody names what the message carries, and dissects a session's description.
func (d *Session) sipBody(t *view, head int, m *sipMessage) {
	n := len(t.b) - head
	if m.length >= 0 {
		n = min(n, m.length)
	}
	if n <= 0 {
		return
	}
	body := t.sub(head, n)
	d.none(fSipMsgBody, t, head, n)
	switch {
	case m.kind == "application/sdp":
		d.sdp(&body)
	case m.kind == "text/plain":
		d.layerName("data-text-lines")
		d.cols.append(d, " (text/plain)")
	case strings.HasSuffix(m.kind, "+xml"), m.kind == "application/xml", m.kind == "text/xml":
		d.layerName("xml")
		d.cols.setProto(d, "SIP/XML")
	}
}
