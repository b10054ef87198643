package dissect

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// http2Stream is what is known of a stream.
type http2Stream struct {
	tunnel bool // of CONNECT
	sides  [2]http2Side
}

// http2Side is what one side has sent on a stream.
type http2Side struct {
	headed         bool // headers came first, without which Wireshark puts no body together
	kind, encoding string
	chunked        bool
	parts          []part // of a body that is not whole yet, in the order of their frames
	body           []byte
}

// note takes what a field says of the body that follows. As in Wireshark the first type of a side stays.
func (s *http2Stream) note(h hpackField, dir int) {
	side := &s.sides[dir]
	switch string(h.name) {
	case "content-type":
		if side.kind == "" {
			kind, _, _ := bytes.Cut(untilZero(h.value), []byte(";"))
			side.kind = strings.ToLower(strings.TrimSpace(string(kind[:min(len(kind), 256)])))
		}
	case "content-encoding":
		for _, encoding := range [...]string{"gzip", "deflate", "br"} {
			if bytes.HasPrefix(h.value, []byte(encoding)) {
				side.encoding = encoding
			}
		}
	case "transfer-encoding":
		side.chunked = bytes.HasPrefix(h.value, []byte("chunked"))
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
		case strings.HasPrefix(side.kind, grpcType):
			if n > 0 {
				d.raw(fHttp2DataData, t, off, n)
				d.http2Calls(side, b)
			}
		case stream.tunnel:
			d.raw(fHttp2DataData, t, off, n)
		case last && len(side.parts) == 0:
			d.http2Body(t, off, b, side)
		case !side.headed || side.chunked:
			d.raw(fHttp2DataData, t, off, n)
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
	plain, ok := b, true
	if len(b) > 0 && s.encoding != "br" { // which is not unpacked here
		plain, ok = inflateAny(b, s.encoding)
	}
	if !ok {
		d.mark(fHttp2BodyDecompressionFailed)
	}
	d.text(fHttp2DataData, t, off, len(b), plain)
	if s.kind != "" && len(plain) > 0 {
		d.http2Media(plain, s.kind)
	}
}

// inflateAny undoes a content coding; as in Wireshark the bytes tell which of the two it is.
func inflateAny(b []byte, encoding string) (plain []byte, ok bool) {
	if encoding == "" {
		return b, true
	}
	for _, encoding := range [...]string{"gzip", "deflate"} {
		if plain, ok := inflate(b, encoding); ok {
			return plain, true
		}
	}
	return b, false
}

// http2Media names the layers of a body, and what the columns say of it. Wireshark looks for fewer types than in HTTP/1.1.
func (d *Session) http2Media(b []byte, kind string) {
	layer, note := mediaLayer(b, kind)
	switch {
	case layer == "media":
		return
	case layer == "mime_multipart":
		note = ""
	case strings.HasPrefix(layer, "data-text-lines:"):
		layer = "data-text-lines"
	}
	d.mediaNamed(b, layer, note, kind, "HTTP2")
}

// grpcType begins the media types of gRPC, which is not put together as a body: its messages go over frames of data.
const grpcType = "application/grpc"

// http2Calls names the messages of gRPC that end in a frame of data: a byte says whether one is packed, four how long it is.
func (d *Session) http2Calls(s *http2Side, b []byte) {
	const head = 5
	d.tcp.held -= len(s.body)
	if s.body = append(s.body, b...); len(s.body) > maxMessage || d.tcp.held > maxHeld {
		s.body = nil
	}
	inner, _ := strings.CutPrefix(s.kind, grpcType)
	off := 0
	for len(s.body)-off >= head {
		n := int(binary.BigEndian.Uint32(s.body[off+1:]))
		if n > len(s.body)-off-head {
			break
		}
		if off == 0 {
			d.layerName("grpc")
			d.cols.setProto(d, "GRPC")
			d.cols.append(d, " (GRPC)")
		}
		packed, message := s.body[off]&1 != 0, s.body[off+head:off+head+n]
		switch {
		case packed || n == 0:
		case inner == "" || inner == "+proto":
			d.layerName("protobuf")
			d.cols.append(d, " (PROTOBUF)")
		case inner == "+json":
			for _, name := range strings.Split(jsonLayer(message), ":") {
				d.layerName(name)
			}
			d.cols.setProto(d, "GRPC/JSON")
			d.cols.append(d, ", JavaScript Object Notation (", s.kind, ")")
		}
		off += head + n
	}
	if off > 0 {
		s.body = append([]byte(nil), s.body[off:]...)
	}
	d.tcp.held += len(s.body)
}
