package dissect

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

func init() { streamReaders["rtsp"] = (*Session).rtsp }

// rtspMethods are the methods of requests, RFC 2326 section 10.
const rtspMethods = " DESCRIBE ANNOUNCE GET_PARAMETER OPTIONS PAUSE PLAY RECORD REDIRECT SETUP SET_PARAMETER TEARDOWN "

const (
	rtspInterleaved = '$'
	rtspHead        = 4 // bytes before interleaved data
)

// startsRTSP reports whether b begins with a request or a reply, and which.
func startsRTSP(b []byte) (starts, reply bool) {
	if bytes.HasPrefix(b, []byte("RTSP/")) {
		return true, true
	}
	i := bytes.IndexByte(b[:min(len(b), 20)], ' ')
	return i > 0 && strings.Contains(rtspMethods, " "+string(b[:i])+" "), false
}

// rtsp dissects the messages of a connection and the data between them, RFC 2326 sections 4 and 10.12.
func (d *Session) rtsp(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	off := 0
	for d.pdus = 0; off < len(t.b) && d.ok(); d.pdus++ {
		rest := t.sub(off, -1)
		starts, reply := startsRTSP(rest.b)
		n, more := 0, 0
		switch {
		case rest.b[0] == rtspInterleaved:
			n, more = d.rtspData(&rest)
		case starts:
			n, more = d.rtspMessage(&rest, reply)
		default:
			d.beginPDU(fRtsp, &rest)
			d.cols.setProto(d, "RTSP")
			d.rtspSay("Continuation")
			return len(t.b), 0
		}
		if more != 0 {
			return off, more
		}
		off += n
	}
	return off, 0
}

// rtspSay says a message after those before it in its segment.
func (d *Session) rtspSay(text string) {
	if d.pdus == 0 {
		d.cols.clear(d)
	}
	d.cols.appendSep(d, ", ", text)
}

// rtspData dissects data of a channel, RFC 2326 section 10.12.
func (d *Session) rtspData(t *view) (done, need int) {
	n := rtspHead
	if len(t.b) >= rtspHead {
		n += int(be16(t.b[2:]))
	}
	if len(t.b) < n && d.canAsk {
		if len(t.b) < rtspHead {
			return 0, needSegment
		}
		return 0, n - len(t.b)
	}
	d.current = "RTSP"
	d.beginPDU(fRtsp, t)
	if d.need(t, 0, rtspHead) {
		d.label(fmt.Sprintf("RTSP Interleaved Frame, Channel: 0x%02x, %d bytes", t.b[1], n-rtspHead))
		d.rtspSay(fmt.Sprintf("Interleaved channel 0x%02x, %d bytes", t.b[1], n-rtspHead))
	}
	return n, 0
}

// rtspMessage dissects a request or a reply, with its body.
func (d *Session) rtspMessage(t *view, reply bool) (done, need int) {
	scan := d.scanned(d.pdus > 0)
	if scan.head == 0 {
		scan.head = scan.emptyLine(t.b)
	}
	end := scan.head
	if end == 0 && d.canAsk {
		return 0, needSegment
	}
	if end == 0 {
		end = len(t.b)
	}
	kind, size := rtspBody(t.b[:end])
	if end+size > len(t.b) && d.canAsk {
		return 0, end + size - len(t.b)
	}
	d.current = "RTSP"
	d.beginPDU(fRtsp, t)
	d.cols.setProto(d, "RTSP")
	line, next := httpLine(t.b)
	words := bytes.Fields(line)
	if reply {
		d.rtspSay("Reply: " + formatText(line))
		d.text(fRtspResponse, t, 0, next, t.b[:next])
		if len(words) > 1 {
			status, _ := strconv.Atoi(string(words[1][:min(len(words[1]), 9)]))
			d.num(fRtspStatus, t, len(words[0])+1, len(words[1]), uint64(status))
		}
	} else {
		d.rtspSay(formatText(line))
		d.text(fRtspRequest, t, 0, next, t.b[:next])
		d.text(fRtspMethod, t, 0, len(words[0]), words[0])
		if len(words) > 1 {
			d.text(fRtspUrl, t, len(words[0])+1, len(words[1]), words[1])
		}
	}
	if body := t.sub(end, min(size, len(t.b)-end)); len(body.b) > 0 {
		d.rtspCarried(&body, kind)
	}
	return min(end+size, len(t.b)), 0
}

// rtspBody reads the type of the body and its length from the lines of a head.
func rtspBody(b []byte) (kind string, size int) {
	for len(b) > 0 {
		line, next := httpLine(b)
		b = b[next:]
		name, value, _ := strings.Cut(string(line), ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "content-type":
			kind, _, _ = strings.Cut(strings.ToLower(value), ";")
		case "content-length":
			n, err := strconv.Atoi(value)
			if err == nil && n >= 0 && n <= maxMessage {
				size = n
			}
		}
	}
	return strings.TrimSpace(kind), size
}

// rtspCarried dissects a body.
func (d *Session) rtspCarried(t *view, kind string) {
	switch {
	case kind == "application/sdp":
		d.sdp(t)
		d.cols.setProto(d, "RTSP/SDP")
	case isText(kind):
		d.layerName("data-text-lines")
		d.cols.append(d, " (", kind, ")")
	}
}
