package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

func init() { streamReaders["resp"] = (*Session).resp }

// respReading is how far a value of Redis was read that goes over more than one segment, so that nothing is read twice.
type respReading struct {
	of      *kept // the message that it is in
	request bool
	at      int   // what comes next in the message
	looked  int   // bytes before it hold no end of the line at hand
	open    []int // how many values each array wants that is not complete
	said    strings.Builder
}

// resp dissects the values of Redis, RESP specification, as far as a segment has them whole.
func (d *Session) resp(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.layerName("resp")
	d.current = "RESP"
	d.cols.setProto(d, "RESP")
	r := &keptOver[[2]respReading](d)[dir]
	if r.of == nil || r.of != d.seen {
		*r = respReading{request: d.tcpPort(s.dst) == 6379}
	}
	d.cols.set(d, map[bool]string{true: "Request:", false: "Response:"}[r.request])
	for off := 0; off < len(t.b); off = r.at {
		if d.respValue(t, r) {
			d.cols.append(d, r.said.String())
			r.said.Reset()
			continue
		}
		if d.canAsk {
			d.cols.append(d, " [continuation]")
			d.cols.setProto(d, "TCP")
			if r.of = d.seen; off > 0 {
				r.of = nil
			}
			return off, needSegment
		}
		break
	}
	r.of = nil
	return len(t.b), 0
}

// respValue reads a value with all that is in it, and reports false where more is needed.
func (d *Session) respValue(t *view, r *respReading) bool {
	for {
		if !r.token(t.b) {
			return false
		}
		for len(r.open) > 0 && r.open[len(r.open)-1] == 0 {
			r.open = r.open[:len(r.open)-1]
		}
		if len(r.open) == 0 {
			return true
		}
		r.open[len(r.open)-1]--
	}
}

// token reads a line and the text that it announces.
func (r *respReading) token(b []byte) bool {
	const deepest = 100
	from := max(r.at, r.looked)
	if from > len(b) {
		return false
	}
	end := bytes.Index(b[from:], []byte("\r\n"))
	if end < 0 {
		r.looked = max(len(b)-1, r.at)
		return false
	}
	end += from
	line, next := b[r.at:end], end+2
	if len(line) == 0 {
		line = []byte{0}
	}
	text := string(validUTF8(untilZero(line[1:])))
	n, _ := strconv.ParseInt(text, 10, 64)
	switch line[0] {
	case '-':
		r.say("Error: " + text)
	case '+':
		r.answer(text)
	case ':':
		r.answer(strconv.FormatInt(n, 10))
	case '$':
		if n >= 0 && n > int64(len(b)-next-2) {
			return false
		}
		if n >= 0 {
			r.bulk(string(validUTF8(untilZero(b[next:next+int(n)]))), int(n))
			next += int(n) + 2
		}
	case '*':
		if n > 0 && !r.request {
			r.answer("Array(" + strconv.FormatInt(n, 10) + ")")
		}
		if n > 0 && len(r.open) < deepest {
			r.open = append(r.open, int(min(n, maxMessage)))
		}
	default:
		r.say("[fragment]")
	}
	r.at, r.looked = next, 0
	return true
}

// say says a value that is in no array.
func (r *respReading) say(text string) {
	if len(r.open) == 0 {
		r.said.WriteString(" " + text)
	}
}

// answer does so for one that is in no request.
func (r *respReading) answer(text string) {
	if !r.request {
		r.say(text)
	}
}

// bulk says a text of n bytes, and of the arrays of requests what is in them.
func (r *respReading) bulk(text string, n int) {
	switch {
	case r.request && len(r.open) == 0:
		r.say("BulkString(" + strconv.Itoa(n) + ")")
	case r.request && len(r.open) == 1 && r.said.Len() < maxInfo:
		r.said.WriteString(" " + text)
	default:
		r.say(text)
	}
}
