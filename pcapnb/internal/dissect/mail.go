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
	d.named("imap", "IMAP", t)
	return len(t.b), 0
}

// imapLines names IMAP where t has a whole line, and waits for the rest of the last one.
func (d *Session) imapLines(t *view) (done, need int) {
	for done < len(t.b) {
		n := imapLine(t.b[done:])
		if n == 0 {
			need = needSegment
			break
		}
		done += n
	}
	if done > 0 {
		d.layerName("imap")
		d.cols.setProto(d, "IMAP")
	}
	return done, need
}

// imapLine returns how long the first line of b is with the literals in it, RFC 9051 section 4.3; 0 where it is not whole.
func imapLine(b []byte) int {
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
		off += int(literal)
	}
	return 0
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
