package dissect

import (
	"bytes"
	"strings"
)

// http2Stream is what is known of a stream.
type http2Stream struct {
	tunnel bool // of CONNECT
	sides  [2]http2Side
}

// http2Side is what one side has sent on a stream.
type http2Side struct {
	kind, encoding string
	parts          []part // of a body that is not whole yet, in the order of their frames
	body           []byte
}

// note takes what a field says of the body that follows.
func (s *http2Stream) note(h hpackField, dir int) {
	switch string(h.name) {
	case "content-type":
		kind, _, _ := bytes.Cut(untilZero(h.value), []byte(";"))
		s.sides[dir].kind = strings.ToLower(strings.TrimSpace(string(kind[:min(len(kind), 256)])))
	case "content-encoding":
		s.sides[dir].encoding = strings.ToLower(string(h.value[:min(len(h.value), 64)]))
	case ":method":
		s.tunnel = string(h.value) == "CONNECT"
	}
}

// http2DataFrame dissects data, RFC 9113 section 6.1, and puts a body together.
func (d *Session) http2DataFrame(t *view, k *http2Conn, f http2Frame, off int) {
	n := f.end - off
	if n == -1 { // as in Wireshark one less than none is all of them
		n = t.left(off)
	}
	if n < 0 {
		d.fail(t, t.rep+1)
		return
	}
	if b := d.slice(t, off, n); d.ok() {
		stream := k.stream(f.stream)
		side := &stream.sides[f.dir]
		last := f.flags&http2EndStream != 0
		switch {
		case !d.wantBodies:
		case stream.tunnel:
			d.raw(fHttp2DataData, t, off, n)
		case last && len(side.parts) == 0:
			d.http2Body(t, off, b, side)
		default:
			d.keepHTTP2(side, b)
			if last {
				d.http2Whole(side)
			} else {
				d.raw(fHttp2DataData, t, off, n)
			}
		}
	}
	if f.pad > 0 {
		d.raw(fHttp2DataPadding, t, f.end, f.pad)
	}
}

// keepHTTP2 holds a part of a body.
func (d *Session) keepHTTP2(s *http2Side, b []byte) {
	if len(b) == 0 || len(s.body)+len(b) > maxMessage || len(s.parts) >= maxSegments || d.tcp.held > maxHeld {
		return
	}
	s.parts = append(s.parts, part{len(s.body), len(b), d.frame.Number})
	s.body = append(s.body, b...)
	d.tcp.held += len(b)
}

// http2Trailed dissects a body that headers end.
func (d *Session) http2Trailed(t *view, k *http2Conn, f http2Frame) {
	if s := k.streams[f.stream]; s != nil && len(s.sides[f.dir].parts) > 0 {
		d.http2Whole(&s.sides[f.dir])
	}
}

// http2Whole dissects a body that was put together from parts.
func (d *Session) http2Whole(s *http2Side) {
	d.mark(fHttp2BodyFragments)
	d.push()
	for _, p := range s.parts {
		d.num(fHttp2BodyFragment, nil, 0, 0, uint64(p.frame))
	}
	d.num(fHttp2BodyFragmentCount, nil, 0, 0, uint64(len(s.parts)))
	d.num(fHttp2BodyReassembledLength, nil, 0, 0, uint64(len(s.body)))
	d.text(fHttp2BodyReassembledData, nil, 0, 0, s.body)
	d.pop()
	body := s.body
	d.tcp.held -= len(body)
	s.parts, s.body = nil, nil
	d.http2Body(nil, 0, body, s)
}

// http2Body emits a whole body, unpacked, and names what it holds.
func (d *Session) http2Body(t *view, off int, b []byte, s *http2Side) {
	if len(b) == 0 {
		return
	}
	plain, ok := inflate(b, s.encoding)
	if !ok && s.encoding != "br" { // which is not unpacked here
		plain = b
		d.mark(fHttp2BodyDecompressionFailed)
	}
	d.text(fHttp2DataData, t, off, len(b), plain)
	if s.kind != "" && len(plain) > 0 {
		d.http2Media(plain, s.kind)
	}
}

// http2Media names the layers of a body, and what the columns say of it.
func (d *Session) http2Media(b []byte, kind string) {
	layer, note := mediaLayer(b, kind)
	if layer == "data" {
		d.data(&view{b: b, rep: len(b), src: d.source()})
		return
	}
	if layer == "media" {
		return
	}
	for _, name := range strings.Split(layer, ":") {
		d.layerName(name)
	}
	switch {
	case strings.HasSuffix(layer, "xml"):
		d.cols.setProto(d, "HTTP2/XML")
	case isJSON(kind):
		d.cols.setProto(d, "HTTP2/JSON")
		d.cols.append(d, ", JavaScript Object Notation")
	}
	if note != "" {
		d.cols.append(d, " (", note, ")")
	}
}
