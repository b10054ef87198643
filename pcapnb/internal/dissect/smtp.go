package dissect

import (
	"bytes"
	"strings"
)

// smtpConn is what is known of a connection with mail.
type smtpConn struct {
	inData bool   // the client sends a message
	begun  bool   // of which something was seen
	ended  bool   // by the end of a line
	parts  []part // the frames with it
	text   []byte // its first bytes
	size   int
	asks   smtpAsks
	kind   smtpAsks // what the server is to ask for first

	begins, refused bool // the client's authentication
}

// smtpAsks is what a server waits for from a client that authenticates.
type smtpAsks uint8

const (
	asksNothing smtpAsks = iota
	asksUser
	asksPassword
	asksBoth
)

// maxMail bounds what is kept of a message.
const maxMail = 1 << 20

func init() { streamReaders["smtp"] = (*Session).smtp }

// smtp dissects commands, replies and messages, RFC 5321 sections 4.1 and 4.2. A segment whose first line is not whole waits for more.
func (d *Session) smtp(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	if d.canAsk && lineEnd(t.b) == 0 {
		return 0, needSegment
	}
	h := keptOf[smtpConn](&c.kept)
	d.begin(fSmtp, t, len(t.b))
	d.current = "SMTP"
	d.cols.setProto(d, "SMTP")
	if port := d.tcpPort(s.dst); port != 25 && port != 587 {
		d.smtpReplies(t, h)
		return len(t.b), 0
	}
	if h.inData {
		d.smtpText(t, h)
		return len(t.b), 0
	}
	d.smtpRequests(t, h)
	return len(t.b), 0
}

// smtpLine is a line of a segment: without its end, and with it.
type smtpLine struct{ off, n, size int }

func smtpLines(b []byte) (lines []smtpLine) {
	for off := 0; off < len(b); {
		line, size := httpLine(b[off:])
		lines = append(lines, smtpLine{off, len(line), size})
		off += size
	}
	return lines
}

// smtpReplies dissects replies; a line after one with a hyphen goes on with it.
func (d *Session) smtpReplies(t *view, h *smtpConn) {
	d.cols.set(d, "S: ")
	d.flag(fSmtpRsp, t, 0, 0, true)
	more := false
	for i, l := range smtpLines(t.b) {
		if !d.ok() {
			return
		}
		line := t.b[l.off : l.off+l.n]
		if i > 0 {
			d.cols.append(d, " | ")
		}
		if l.n < 3 || !isDigit(line[0]) || !isDigit(line[1]) || !isDigit(line[2]) {
			continue
		}
		if more {
			said := line
			if l.n >= 4 {
				said = line[4:]
			}
			d.cols.append(d, formatText(said))
		} else {
			d.cols.append(d, formatText(line))
			d.textAt(fSmtpResponse, t, l.off, l.size)
			code := uint64(line[0]-'0')*100 + uint64(line[1]-'0')*10 + uint64(line[2]-'0')
			d.num(fSmtpResponseCode, t, l.off, 3, code)
			h.replied(code)
		}
		if l.n >= 4 {
			d.asciiBytes(fSmtpRspParameter, t, l.off+4, l.n-4, untilZero(line[4:]))
		}
		more = l.n >= 4 && line[3] == '-'
	}
}

// replied notes what a reply of the server says of authentication, RFC 4954 section 4.
func (h *smtpConn) replied(code uint64) {
	switch {
	case code != 334:
		h.refused = h.refused || h.begins && code >= 400
		h.asks, h.kind, h.begins = asksNothing, asksNothing, false
	case h.kind != asksNothing:
		h.asks, h.kind = h.kind, asksNothing
	}
}

// smtpCommand reports whether Wireshark takes a line for a command: four letters, or one of those that have more.
func smtpCommand(line []byte) bool {
	letters := 0
	for letters < len(line) && (line[letters]|0x20 >= 'a' && line[letters]|0x20 <= 'z') {
		letters++
	}
	if letters == 4 && (len(line) == 4 || line[4] == ' ') {
		return true
	}
	word, _, _ := bytes.Cut(line, []byte(" "))
	switch strings.ToUpper(string(word)) {
	case "STARTTLS", "X-EXPS", "XEXCH50":
		return true
	}
	return false
}

// smtpRequests dissects commands. What its last line is a segment is to Wireshark: one that is no command makes it part of a message,
// unless the client authenticates.
func (d *Session) smtpRequests(t *view, h *smtpConn) {
	lines := smtpLines(t.b)
	if h.asks == asksNothing && h.kind == asksNothing && !h.refused {
		command, auth := false, false
		for _, l := range lines {
			line := t.b[l.off : l.off+l.n]
			if d.canAsk && l.off+l.size == len(t.b) && lineEnd(t.b[l.off:]) == 0 {
				line = t.b[l.off:] // the end of the line may not be all there
			}
			command = auth || smtpCommand(line)
			switch verb := strings.ToUpper(string(line[:min(4, l.n)])); {
			case !command:
			case verb == "AUTH":
				mechanism := strings.ToUpper(string(line[4:min(10, l.n)]))
				auth = mechanism == " LOGIN" || mechanism == " PLAIN"
			case verb == "DATA" && l.off+l.size < len(t.b):
				h.inData = true
				d.smtpText(t, h)
				return
			}
		}
		if !command {
			d.smtpPart(t, h, len(t.b))
			return
		}
	}
	d.cols.set(d, "C: ")
	for i, l := range lines {
		if !d.ok() {
			return
		}
		if i > 0 {
			d.cols.append(d, " | ")
		}
		d.smtpRequest(t, l, h)
	}
}

func (d *Session) smtpRequest(t *view, l smtpLine, h *smtpConn) {
	line := t.b[l.off : l.off+l.n]
	d.flag(fSmtpReq, t, 0, 0, true)
	switch h.asks {
	case asksUser:
		d.cols.append(d, "User: ", formatText(line))
		d.textAt(fSmtpAuthUsername, t, l.off, l.n)
		h.asks, h.kind = asksNothing, asksPassword
		return
	case asksPassword:
		d.cols.append(d, "Pass: ", formatText(line))
		d.textAt(fSmtpAuthPassword, t, l.off, l.n)
		h.asks = asksNothing
		return
	case asksBoth:
		d.cols.append(d, formatText(line))
		d.textAt(fSmtpAuthUsernamePassword, t, l.off, l.n)
		h.asks = asksNothing
		return
	}
	d.textAt(fSmtpCommandLine, t, l.off, l.size)
	n := min(4, l.n)
	d.textAt(fSmtpReqCommand, t, l.off, n)
	if l.n > 5 {
		d.textAt(fSmtpReqParameter, t, l.off+5, l.n-5)
	}
	switch strings.ToUpper(string(line[:n])) {
	case "DATA", "BDAT":
		h.inData = true
	case "AUTH":
		if d.smtpAuth(t, l, h) {
			return
		}
	}
	d.cols.append(d, formatText(line))
}

// smtpAuth dissects what comes with a command to authenticate, RFC 4616 and the mechanism LOGIN, and reports whether it told the
// Info column of it.
func (d *Session) smtpAuth(t *view, l smtpLine, h *smtpConn) bool {
	const before = len("AUTH LOGIN")
	line := t.b[l.off : l.off+l.n]
	if l.n < before {
		return false
	}
	rest := l.n - before - 1
	switch strings.ToUpper(string(line[5:before])) {
	case "LOGIN":
		h.begins, h.refused = true, false
		h.kind = asksUser
		if rest > 0 {
			d.textAt(fSmtpAuthUsername, t, l.off+before+1, rest)
			d.cols.append(d, formatText(line[:before+1]), "User: ", formatText(line[before+1:]))
			h.kind = asksPassword
			return true
		}
	case "PLAIN":
		h.begins, h.refused = true, false
		h.kind = asksBoth
		if rest > 0 {
			d.textAt(fSmtpAuthUsernamePassword, t, l.off+before+1, rest)
			h.kind = asksNothing
		}
	}
	return false
}

// smtpText dissects what is sent of a message, which ends with a line of one full stop, RFC 5321 section 4.1.1.4.
func (d *Session) smtpText(t *view, h *smtpConn) {
	size, over := smtpEnd(t.b, h)
	if !over {
		d.smtpPart(t, h, size)
		return
	}
	h.add(t.b[:size], d.frame.Number)
	d.cols.set(d, "C: .")
	d.none(fSmtpEom, t, 0, len(t.b))
	if len(h.parts) > 0 {
		d.smtpFragments(h)
	}
	*h = smtpConn{}
}

// smtpEnd returns how much of b belongs to the message, and whether it ends.
func smtpEnd(b []byte, h *smtpConn) (size int, over bool) {
	if bytes.HasPrefix(b, []byte(".\r\n")) && (h.ended || !h.begun) || bytes.HasPrefix(b, []byte("\r\n.\r\n")) {
		return 0, true
	}
	if i := bytes.Index(b, []byte("\r\n.\r\n")); i >= 0 {
		if bytes.HasSuffix(b[:i], []byte("\r\n")) {
			return i, true // Wireshark leaves out an empty line before the end
		}
		return i + 2, true
	}
	return len(b), false
}

// add keeps what a frame brings of the message.
func (h *smtpConn) add(b []byte, frame int) {
	h.begun = true
	h.ended = bytes.HasSuffix(b, []byte("\r\n"))
	if len(b) == 0 || len(h.parts) >= maxSegments {
		return
	}
	h.parts = append(h.parts, part{h.size, len(b), frame})
	h.text = append(h.text, b[:min(len(b), maxMail-len(h.text))]...)
	h.size += len(b)
}

// smtpPart says that a segment is part of a message.
func (d *Session) smtpPart(t *view, h *smtpConn, size int) {
	if h.inData {
		h.add(t.b[:size], d.frame.Number)
	}
	d.cols.set(d, "C: DATA fragment, "+utoa(t.rep)+" byte"+plural(t.rep))
	d.layerName("data-text-lines")
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// smtpFragments says which frames brought the message that is whole now, and dissects its head.
func (d *Session) smtpFragments(h *smtpConn) {
	d.none(fSmtpDataFragments, nil, 0, 0)
	d.push()
	for _, p := range h.parts {
		d.num(fSmtpDataFragment, nil, 0, 0, uint64(p.frame))
	}
	d.num(fSmtpDataFragmentCount, nil, 0, 0, uint64(len(h.parts)))
	d.num(fSmtpDataReassembledLength, nil, 0, 0, uint64(h.size))
	d.pop()
	whole := view{b: h.text, rep: h.size, src: d.source()}
	readers["imf"](d, &whole)
}
