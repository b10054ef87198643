package dissect

import (
	"bytes"
	"math"
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

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

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

// sipHeaders emits the header fields. It reports false where one stops the dissection, as it does in Wireshark.
func (d *Session) sipHeaders(t *view, off, end int, m *sipMessage) bool {
	for off < end && d.ok() {
		line, size := httpLine(t.b[off:end])
		if len(line) == 0 {
			break
		}
		for next := off + size; next < end && (t.b[next] == ' ' || t.b[next] == '\t'); next = off + size { // RFC 3261 section 7.3.1
			more, n := httpLine(t.b[next:end])
			line, size = t.b[off:next+len(more)], size+n
		}
		if bytes.IndexByte(line, ':') < 0 {
			if d.faulty(); len(line) == size {
				d.fail(t, len(t.b)+1)
			}
			break
		}
		m.lineEnd = t.b[off+len(line) : off+size]
		if !d.sipField(t, off, line, m) {
			return false
		}
		if off += size; len(line) == size { // whether the field goes on is said by what follows it, which is not there
			d.fail(t, len(t.b)+1)
		}
	}
	return true
}

// sipField emits one header field.
func (d *Session) sipField(t *view, off int, line []byte, m *sipMessage) bool {
	i := bytes.IndexByte(line, ':')
	id := sipHeader(strings.ToLower(string(line[:i])))
	value := string(bytes.TrimLeft(line[i+1:], " \t"))
	switch id {
	case noField:
		return true
	case fSipMaxForwards, fSipExpires, fSipRetryAfter, fSipRSeq:
		d.num(id, t, off, len(line), uint64(uint32(leadingNumber(value))))
		m.expiresNow = m.expiresNow || id == fSipExpires && leadingNumber(value) == 0
		return true
	case fSipContentLength:
		n, err := strconv.ParseUint(value, 10, 32)
		if err == nil {
			m.length = int(min(n, math.MaxInt32))
		}
		d.num(id, t, off, len(line), n)
		return err == nil
	}
	d.str(id, t, off, len(line), value)
	d.push()
	defer d.pop()
	return d.sipParts(t, off, id, value, m)
}

// sipParts emits the parts of a header field's value.
func (d *Session) sipParts(t *view, off int, id ID, value string, m *sipMessage) bool {
	switch id {
	case fSipTo:
		if d.sipTagged(value, sipToParty) && m.method == "INVITE" {
			d.cols.append(d, ", in-dialog")
		}
	case fSipFrom:
		d.sipTagged(value, sipFromParty)
	case fSipPAssertedIdentity:
		d.sipParty(value, sipPAIParty)
	case fSipContact:
		d.sipContacts(value, string(m.lineEnd), m)
	case fSipRoute:
		d.sipList(value, sipRouteParty)
	case fSipRecordRoute:
		d.sipList(value, sipRecordRouteParty)
	case fSipVia:
		d.sipVia(value)
	case fSipCSeq:
		return d.sipCSeq(value, m)
	case fSipContentType:
		kind, _, _ := strings.Cut(value, ";")
		m.kind = strings.ToLower(strings.TrimSpace(kind))
	case fSipAuthorization, fSipProxyAuthorization, fSipWWWAuthenticate, fSipProxyAuthenticate:
		d.sipAuth(value)
	}
	return true
}

// leadingNumber reads digits as C's strtoul does; what follows them does not count.
func leadingNumber(s string) (n uint64) {
	s, negative := strings.CutPrefix(strings.TrimLeft(s, " \t"), "-")
	for i := 0; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		n = min(n*10+uint64(s[i]-'0'), math.MaxUint64/16)
	}
	if negative {
		return -n
	}
	return n
}

// sipCSeq emits a sequence number and a method, RFC 3261 section 20.16.
func (d *Session) sipCSeq(value string, m *sipMessage) bool {
	number := value[:len(value)-len(strings.TrimLeft(value, "0123456789"))]
	rest := value[len(number):]
	method := strings.TrimLeft(rest, " \t")
	if method == "" {
		return false
	}
	d.num(fSipCSeqSeq, nil, 0, 0, uint64(uint32(leadingNumber(number))))
	d.str(fSipCSeqMethod, nil, 0, 0, method)
	m.cseq = method
	return true
}

// sipParty are the fields of a party's address.
type sipParty struct{ display, addr, user, host, port, param, tag ID }

var (
	sipToParty = sipParty{fSipToDisplayInfo, fSipToAddr, fSipToUser, fSipToHost, fSipToPort, fSipToParam, fSipToTag}

	sipFromParty = sipParty{fSipFromDisplayInfo, fSipFromAddr, fSipFromUser, fSipFromHost, fSipFromPort, fSipFromParam, fSipFromTag}

	sipContactParty = sipParty{display: fSipContactDisplayInfo, addr: fSipContactUri, user: fSipContactUser, host: fSipContactHost,
		port: fSipContactPort, param: fSipContactParam}

	sipRouteParty = sipParty{display: fSipRouteDisplayInfo, addr: fSipRouteUri, user: fSipRouteUser, host: fSipRouteHost, port: fSipRoutePort,
		param: fSipRouteParam}

	sipRecordRouteParty = sipParty{display: fSipRecordRouteDisplayInfo, addr: fSipRecordRouteUri, user: fSipRecordRouteUser,
		host: fSipRecordRouteHost, port: fSipRecordRoutePort, param: fSipRecordRouteParam}

	sipPAIParty = sipParty{display: fSipPaiDisplayInfo, addr: fSipPaiAddr, user: fSipPaiUser, host: fSipPaiHost, port: fSipPaiPort,
		param: fSipPaiParam}
)

// sipAddress is a name-addr or an addr-spec, RFC 3261 section 20.10.
type sipAddress struct{ display, uri string }

// splitSIPAddress reads the address that s begins with, and returns what follows it.
func splitSIPAddress(s string) (a sipAddress, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t,\r\n")
	after := s
	if strings.HasPrefix(s, `"`) {
		n := quotedLength(s)
		if n == 0 {
			return a, "", false
		}
		a.display, after = s[:n], s[n:]
		if !strings.HasPrefix(strings.TrimLeft(after, " \t\r\n"), "<") {
			return a, "", false
		}
	}
	end := len(after)
	if i := strings.IndexAny(after, ",;"); i >= 0 && a.display == "" {
		end = i
	}
	open := strings.IndexByte(after[:end], '<')
	if open < 0 {
		return sipAddress{uri: after[:end]}, after[end:], strings.Contains(after[:end], ":")
	}
	if a.display == "" {
		a.display = after[:open]
	}
	uri, rest, ok := strings.Cut(after[open+1:], ">")
	a.uri = uri
	return a, rest, ok
}

// quotedLength returns how long the quoted string is that s begins with, 0 where it has no end.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// sipParty emits the first address of s and returns what follows it.
func (d *Session) sipParty(s string, p sipParty) (rest string, ok bool) {
	a, rest, ok := splitSIPAddress(s)
	if !ok {
		return "", false
	}
	if a.display != "" {
		d.str(p.display, nil, 0, 0, a.display)
	}
	d.str(p.addr, nil, 0, 0, a.uri)
	d.push()
	d.sipURI(a, p)
	d.pop()
	return rest, true
}

// sipTagged emits an address and its tag, and reports whether there is one.
func (d *Session) sipTagged(s string, p sipParty) bool {
	rest, _ := d.sipParty(s, p)
	_, tag, ok := strings.Cut(rest, "tag=")
	if !ok {
		return false
	}
	tag, _, _ = strings.Cut(tag, ";")
	d.str(p.tag, nil, 0, 0, tag)
	d.str(fSipTag, nil, 0, 0, tag)
	return true
}

// sipURI emits the parts of a SIP URI, RFC 3261 section 19.1.1. As Wireshark does, it takes a user or a port of one character for none.
func (d *Session) sipURI(a sipAddress, p sipParty) {
	s, ok := strings.CutPrefix(a.uri, "sips:")
	if !ok {
		if s, ok = strings.CutPrefix(a.uri, "sip:"); !ok {
			return
		}
	}
	if i := strings.IndexByte(s, '@'); i >= 0 && i+1 < len(s) {
		if i > 1 {
			d.str(p.user, nil, 0, 0, s[:i])
		}
		s = s[i+1:]
	}
	end := 0
	if strings.HasPrefix(s, "[") {
		end = strings.IndexByte(s, ']') + 1
	}
	if i := strings.IndexAny(s[end:], ":;? "); i >= 0 {
		end += i
	} else {
		end = len(s)
	}
	d.str(p.host, nil, 0, 0, s[:end])
	s = s[end:]
	if strings.HasPrefix(s, ":") {
		port := s[1:]
		if i := strings.IndexAny(port, ";?> "); i >= 0 {
			port = port[:i]
		}
		if s = s[1+len(port):]; len(port) > 1 {
			d.str(p.port, nil, 0, 0, port)
		}
	}
	for p.param != noField && strings.HasPrefix(s, ";") {
		s = s[1:]
		param, _, _ := strings.Cut(s, ";")
		d.str(p.param, nil, 0, 0, param)
		s = s[len(param):]
	}
}

// sipList emits the addresses of a list, without their parameters.
func (d *Session) sipList(s string, p sipParty) {
	for strings.TrimLeft(s, " \t,\r\n") != "" && d.ok() {
		rest, ok := d.sipParty(s, p)
		if !ok {
			return
		}
		_, s = cutParameters(rest)
	}
}

// cutParameters splits s at the first comma that is not quoted.
func cutParameters(s string) (parameters, rest string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ',':
			return s[:i], s[i+1:]
		case '"':
			n := quotedLength(s[i:])
			if n == 0 {
				return s, ""
			}
			i += n - 1
		}
	}
	return s, ""
}

// sipContacts emits the addresses of Contact with their parameters, and counts them.
func (d *Session) sipContacts(s, lineEnd string, m *sipMessage) {
	if s == "*" {
		m.star = true
		return
	}
	for strings.TrimLeft(s, " \t,\r\n") != "" && d.ok() {
		rest, ok := d.sipParty(s, sipContactParty)
		if !ok {
			return
		}
		m.contacts++
		var parameters string
		parameters, s = cutParameters(rest)
		_, parameters, _ = strings.Cut(parameters, ";")
		for parameters != "" {
			var p string
			if p, parameters, _ = strings.Cut(parameters, ";"); s == "" && parameters == "" && strings.HasSuffix(p, `"`) {
				p += lineEnd // as Wireshark reads what ends in a quoted string
			}
			d.str(fSipContactParameter, nil, 0, 0, p)
			if p == "expires=0" {
				m.removed++
			}
		}
	}
}

// sipVia emits the hops of a Via, RFC 3261 section 20.42.
func (d *Session) sipVia(s string) {
	for s != "" && d.ok() {
		var hop string
		hop, s = cutParameters(s)
		if !d.sipHop(strings.TrimLeft(hop, " \t\r\n")) {
			return
		}
	}
}

func (d *Session) sipHop(s string) bool {
	parts := strings.SplitN(s, "/", 3)
	if len(parts) < 3 {
		return false
	}
	transport, rest, _ := strings.Cut(strings.TrimLeft(parts[2], " \t"), " ")
	d.str(fSipViaTransport, nil, 0, 0, transport)
	sentBy, parameters, more := strings.Cut(strings.TrimLeft(rest, " \t"), ";")
	host, port := strings.TrimRight(sentBy, " \t"), ""
	if strings.HasPrefix(host, "[") && strings.Contains(host, "]") {
		host, port, _ = strings.Cut(host[1:], "]")
		port = strings.TrimPrefix(port, ":")
	} else {
		host, port, _ = strings.Cut(host, ":")
	}
	d.str(fSipViaSentByAddress, nil, 0, 0, strings.TrimRight(host, " \t"))
	if port != "" && more { // Wireshark takes the port for one where something follows
		n, err := strconv.ParseUint(strings.TrimLeft(port, " \t"), 10, 16)
		if err != nil {
			return false
		}
		d.num(fSipViaSentByPort, nil, 0, 0, n)
	}
	for parameters != "" {
		var p string
		p, parameters, _ = strings.Cut(parameters, ";")
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			value = name // as Wireshark shows a bare rport
		}
		if id := sipViaParameter(name); id != noField && (ok || id == fSipViaRport) {
			d.str(id, nil, 0, 0, value)
		}
	}
	return true
}

func sipViaParameter(name string) ID {
	switch name {
	case "branch":
		return fSipViaBranch
	case "maddr":
		return fSipViaMaddr
	case "rport":
		return fSipViaRport
	case "received":
		return fSipViaReceived
	case "ttl":
		return fSipViaTtl
	case "comp":
		return fSipViaComp
	}
	return noField
}

// sipAuth emits a challenge or its answer, RFC 3261 section 20.7.
func (d *Session) sipAuth(s string) {
	scheme, rest, ok := strings.Cut(s, " ")
	if !ok {
		d.fail(&view{}, 1) // Wireshark calls it malformed
		return
	}
	d.str(fSipAuthScheme, nil, 0, 0, scheme)
	for rest != "" {
		var p string
		p, rest = cutParameters(rest)
		name, value, ok := strings.Cut(strings.Trim(p, " \t\r\n"), "=")
		if id := sipAuthParameter(strings.ToLower(strings.TrimRight(name, " "))); ok && id != noField {
			d.str(id, nil, 0, 0, strings.TrimLeft(value, " "))
		}
	}
}

func sipAuthParameter(name string) ID {
	switch name {
	case "username":
		return fSipAuthUsername
	case "realm":
		return fSipAuthRealm
	case "nonce":
		return fSipAuthNonce
	case "uri":
		return fSipAuthUri
	case "response":
		return fSipAuthDigestResponse
	case "algorithm":
		return fSipAuthAlgorithm
	case "cnonce":
		return fSipAuthCnonce
	case "opaque":
		return fSipAuthOpaque
	case "qop":
		return fSipAuthQop
	case "nc":
		return fSipAuthNc
	case "domain":
		return fSipAuthDomain
	case "stale":
		return fSipAuthStale
	}
	return noField
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

// sipHeader gives the field of a header by its name in lower case or by its short form, RFC 3261 section 7.3.3 and IANA.
func sipHeader(name string) ID {
	switch name {
	case "accept":
		return fSipAccept
	case "accept-contact", "a":
		return fSipAcceptContact
	case "accept-encoding":
		return fSipAcceptEncoding
	case "accept-language":
		return fSipAcceptLanguage
	case "alert-info":
		return fSipAlertInfo
	case "allow":
		return fSipAllow
	case "allow-events", "u":
		return fSipAllowEvents
	case "authentication-info":
		return fSipAuthenticationInfo
	case "authorization":
		return fSipAuthorization
	case "call-id", "i":
		return fSipCallID
	case "call-info":
		return fSipCallInfo
	case "contact", "m":
		return fSipContact
	case "content-disposition":
		return fSipContentDisposition
	case "content-encoding", "e":
		return fSipContentEncoding
	case "content-language":
		return fSipContentLanguage
	case "content-length", "l":
		return fSipContentLength
	case "content-type", "c":
		return fSipContentType
	case "cseq":
		return fSipCSeq
	case "date":
		return fSipDate
	case "diversion":
		return fSipDiversion
	case "event", "o":
		return fSipEvent
	case "expires":
		return fSipExpires
	case "from", "f":
		return fSipFrom
	case "history-info":
		return fSipHistoryInfo
	case "identity", "y":
		return fSipIdentity
	case "identity-info", "n":
		return fSipIdentityInfo
	case "in-reply-to":
		return fSipInReplyTo
	case "max-forwards":
		return fSipMaxForwards
	case "mime-version":
		return fSipMIMEVersion
	case "min-expires":
		return fSipMinExpires
	case "min-se":
		return fSipMinSE
	case "organization":
		return fSipOrganization
	case "p-access-network-info":
		return fSipPAccessNetworkInfo
	case "p-asserted-identity":
		return fSipPAssertedIdentity
	case "p-associated-uri":
		return fSipPAssociatedURI
	case "p-called-party-id":
		return fSipPCalledPartyID
	case "p-charging-vector":
		return fSipPChargingVector
	case "p-preferred-identity":
		return fSipPPreferredIdentity
	case "p-visited-network-id":
		return fSipPVisitedNetworkID
	case "path":
		return fSipPath
	case "priority":
		return fSipPriority
	case "privacy":
		return fSipPrivacy
	case "proxy-authenticate":
		return fSipProxyAuthenticate
	case "proxy-authorization":
		return fSipProxyAuthorization
	case "proxy-require":
		return fSipProxyRequire
	case "rack":
		return fSipRAck
	case "reason":
		return fSipReason
	case "record-route":
		return fSipRecordRoute
	case "refer-to", "r":
		return fSipReferTo
	case "referred-by", "b":
		return fSipReferredBy
	case "reject-contact", "j":
		return fSipRejectContact
	case "replaces":
		return fSipReplaces
	case "reply-to":
		return fSipReplyTo
	case "request-disposition", "d":
		return fSipRequestDisposition
	case "require":
		return fSipRequire
	case "retry-after":
		return fSipRetryAfter
	case "route":
		return fSipRoute
	case "rseq":
		return fSipRSeq
	case "security-client":
		return fSipSecurityClient
	case "security-server":
		return fSipSecurityServer
	case "security-verify":
		return fSipSecurityVerify
	case "server":
		return fSipServer
	case "service-route":
		return fSipServiceRoute
	case "session-expires", "x":
		return fSipSessionExpires
	case "sip-etag":
		return fSipETag
	case "sip-if-match":
		return fSipIfMatch
	case "subject", "s":
		return fSipSubject
	case "subscription-state":
		return fSipSubscriptionState
	case "supported", "k":
		return fSipSupported
	case "timestamp":
		return fSipTimestamp
	case "to", "t":
		return fSipTo
	case "unsupported":
		return fSipUnsupported
	case "user-agent":
		return fSipUserAgent
	case "user-to-user":
		return fSipUui
	case "via", "v":
		return fSipVia
	case "warning":
		return fSipWarning
	case "www-authenticate":
		return fSipWWWAuthenticate
	}
	return noField
}
