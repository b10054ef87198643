package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

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

// scanned is how far the message at hand was looked at; with another true it is one after that.
func (d *Session) scanned(another bool) *httpScan {
	if another || d.seen == nil {
		return new(httpScan)
	}
	return keptOf[httpScan](d.seen)
}

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
