package dissect

import (
	"bytes"
	"strconv"
)

func init() { streamReaders["imap"] = (*Session).imap }

// imap names IMAP, and waits for the end of what a server sends, by lines.
func (d *Session) imap(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	if d.canAsk && s.src < s.dst { // as Wireshark tells the server
		return d.imapLines(t)
	}
	d.imapNamed(t.b, s.src < s.dst)
	return len(t.b), 0
}

// imapNamed names IMAP and shows the line that b begins with.
func (d *Session) imapNamed(b []byte, server bool) {
	d.layerName("imap")
	d.cols.setProto(d, "IMAP")
	line, _ := httpLine(b)
	said := "Request: "
	if server {
		said = "Response: "
	}
	d.cols.set(d, said, formatText(line))
}

// imapLines names IMAP where t has a whole line, and waits for the rest of the last one.
func (d *Session) imapLines(t *view) (done, need int) {
	var mails []view
	last := 0
	for done < len(t.b) {
		n := imapLine(t.b[done:], func(from, to int) { mails = append(mails, t.sub(done+from, to-from)) })
		if n == 0 {
			need = needSegment
			break
		}
		last, done = done, done+n
	}
	if done > 0 {
		d.imapNamed(t.b[last:], true)
	}
	for _, m := range mails {
		if m.base+len(m.b) <= t.base+done {
			d.named("imf", "IMF", &m)
		}
	}
	return done, need
}

// imapLine returns how long the first line of b is with the literals in it, RFC 9051 section 4.3; 0 where it is not whole. It tells
// mail of those that are fetched of messages.
func imapLine(b []byte, mail func(from, to int)) int {
	for off := 0; off < len(b); {
		n := lineEnd(b[off:])
		if n == 0 {
			return 0
		}
		line := bytes.TrimRight(b[off:off+n], "\r\n")
		off += n
		open := bytes.LastIndexByte(line, '{')
		if open < 0 || line[len(line)-1] != '}' {
			return off
		}
		literal, err := strconv.ParseUint(string(bytes.TrimSuffix(line[open+1:len(line)-1], []byte("+"))), 10, 31)
		if err != nil {
			return off
		}
		if off+int(literal) <= len(b) && isMail(line[:open]) {
			mail(off, off+int(literal))
		}
		off += int(literal)
	}
	return 0
}

// isMail reports whether a literal after the text is a message or a part of one: BODY[…] or RFC822 of a FETCH.
func isMail(before []byte) bool {
	before = bytes.TrimRight(before, " ")
	return bytes.HasSuffix(before, []byte("]")) && bytes.Contains(before, []byte("BODY[")) || bytes.HasSuffix(before, []byte("RFC822")) ||
		bytes.HasSuffix(before, []byte("RFC822.HEADER"))
}

// lineEnd returns how long the first line of b is with its end, 0 where that is not there. A carriage return that is the last
// byte may be half of one.
func lineEnd(b []byte) int {
	i := bytes.IndexAny(b, "\r\n")
	switch {
	case i < 0 || b[i] == '\r' && i+1 == len(b):
		return 0
	case b[i] == '\r' && b[i+1] == '\n':
		return i + 2
	}
	return i + 1
}
