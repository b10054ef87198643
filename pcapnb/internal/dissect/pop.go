package dissect

import (
	"bytes"
	"strings"
)

func init() { streamReaders["pop"] = (*Session).postOffice }

// postOffice dissects POP's commands and replies, RFC 1939 section 3. Each segment is a message, and its first line what counts; one from the
// server that does not say how it went brings more of a message.
func (d *Session) postOffice(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.begin(fPop, t, len(t.b))
	d.current = "POP"
	d.cols.setProto(d, "POP")
	line, size := httpLine(t.b)
	request := d.tcpPort(s.dst) == 110
	first, data := fPopRequest, fPopRequestData
	command, rest := fPopRequestCommand, fPopRequestParameter
	switch {
	case request:
		d.cols.set(d, "C: ", formatText(line))
	case popMore(line):
		d.popPart(t, c)
		return len(t.b), 0
	default:
		d.cols.set(d, "S: ", formatText(line))
		first, data = fPopResponse, fPopResponseData
		command, rest = fPopResponseIndicator, fPopResponseDescription
	}
	d.popState(c).said(t.b, line, request, size)
	d.text(first, t, 0, size, nil) // Wireshark's value is an empty text
	n, next := firstToken(line)
	d.textAt(command, t, 0, n)
	if n == 0 {
		next = 0 // as Wireshark has it
	}
	d.textAt(rest, t, next, len(line)-next)
	for off := size; off < len(t.b) && d.ok(); {
		_, n := httpLine(t.b[off:])
		d.text(data, t, off, n, nil)
		off += n
	}
	return len(t.b), 0
}

// popConn is how much of a message is there.
type popConn struct {
	asked       bool
	total, read int
	text        []byte
}

func (d *Session) popState(c *tcpConn) *popConn { return keptOf[popConn](&c.kept) }

// said notes a request for a message, and the length that a reply says.
func (h *popConn) said(b, line []byte, request bool, size int) {
	verb, rest, _ := strings.Cut(string(line), " ")
	switch {
	case request:
		verb = strings.ToUpper(verb)
		h.asked = verb == "RETR" || verb == "TOP"
	case h.asked && verb == "+OK":
		n := digits(rest)
		h.total, h.read = int(decimal32(rest[:n])), len(b)-size
		h.text = append(h.text[:0], b[size:]...)
		h.asked = false
	}
}

// decimal32 reads a number, at most 2^31-1.
func decimal32(text string) (n uint64) {
	for _, c := range []byte(text) {
		n = min(n*10+uint64(c-'0'), 1<<31-1)
	}
	return n
}

// popPart dissects more of a message, and the message where this is the last of it.
func (d *Session) popPart(t *view, c *tcpConn) {
	h := d.popState(c)
	h.read += len(t.b)
	h.text = append(h.text, t.b[:min(len(t.b), max(maxMail-len(h.text), 0))]...)
	d.cols.set(d, "S: DATA fragment, "+utoa(t.rep)+" byte"+plural(t.rep))
	if h.read < h.total {
		return
	}
	readers["imf"](d, &view{b: h.text, rep: len(h.text), src: d.source()})
	h.text = nil
}

// popMore reports whether a server's line begins no reply.
func popMore(line []byte) bool {
	word, _, _ := bytes.Cut(line, []byte(" "))
	return !strings.HasPrefix(string(word), "+OK") && !strings.HasPrefix(string(word), "-ERR")
}
