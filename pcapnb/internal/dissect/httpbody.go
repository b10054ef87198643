package dissect

import (
	"bytes"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// maxInflated bounds what a compressed body may unpack to.
const maxInflated = 16 << 20

// KeepHTTP makes the session keep the bodies of HTTP messages. They are put together where http.file_data is wanted.
func (d *Session) KeepHTTP() { d.keepHTTP = true }

// HTTPBodies returns the bodies that the frame dissected last completes.
func (d *Session) HTTPBodies() []HTTPBody { return d.bodies }

// httpBody emits the body and names what it holds.
func (d *Session) httpBody(t *view, m *httpMessage) {
	body := t.b
	if m.chunked {
		body = d.httpChunks(t)
	}
	if !d.wantBodies {
		return
	}
	plain, ok := inflate(body, m.encoding)
	if len(body) == 0 {
		return
	}
	if d.keepHTTP {
		d.bodies = append(d.bodies, HTTPBody{m.ofHost, m.ofPath, m.kind, bytes.Clone(plain)})
	}
	d.asciiBytes(fHttpFileData, t, 0, len(t.b), untilZero(plain))
	if !ok {
		m.kind = ""
	}
	if len(plain) > 0 {
		d.httpMedia(plain, m)
	}
}

// httpChunks emits the chunks of a body and returns it without them.
func (d *Session) httpChunks(t *view) []byte {
	var body []byte
	for off := 0; off < len(t.b); {
		i := bytes.IndexByte(t.b[off:], '\n')
		if i < 0 {
			break
		}
		size, ok := chunkSize(t.b[off : off+i])
		if !ok {
			break
		}
		d.num(fHttpChunkSize, t, off, i+1, uint64(uint32(size)))
		off += i + 1
		n := int(min(size, int64(len(t.b)-off)))
		if size > 0 {
			body = append(body, t.b[off:off+n]...)
			d.raw(fHttpChunkData, t, off, n)
			off += n
		}
		if size > 0 && off+2 <= len(t.b) {
			d.raw(fHttpChunkBoundary, t, off, 2)
		}
		if size == 0 {
			d.httpTrailer(t, off)
			break
		}
		off += 2
	}
	return body
}

// httpTrailer emits the fields after the last chunk.
func (d *Session) httpTrailer(t *view, off int) {
	end := headerEnd(t.b, off)
	if end == 0 {
		return
	}
	fields := bytes.TrimSuffix(bytes.TrimSuffix(t.b[off:end], []byte("\n")), []byte("\r"))
	if len(fields) > 0 {
		d.asciiBytes(fHttpChunkedTrailerPart, t, off, len(fields), fields)
	}
}

// inflate undoes a content coding, RFC 9110 §8.4.1.
func inflate(b []byte, encoding string) (plain []byte, ok bool) {
	var r io.Reader
	switch encoding {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return b, false
		}
		r = z
	case "deflate":
		skip := 0
		if len(b) > 2 && b[0]&15 == 8 && (int(b[0])<<8|int(b[1]))%31 == 0 {
			skip = 2 // zlib's header, RFC 1950 §2.2
		}
		r = flate.NewReader(bytes.NewReader(b[skip:]))
	case "", "identity":
		return b, true
	default:
		return b, false
	}
	out, err := io.ReadAll(io.LimitReader(r, maxInflated))
	if err != nil && len(out) == 0 {
		return b, false
	}
	return out, true
}

// httpMedia names the layer of a body, and what the columns say of it.
func (d *Session) httpMedia(b []byte, m *httpMessage) {
	layer, note := mediaLayer(b, m.kind)
	if layer == "mime_multipart" {
		d.layerName(layer)
		d.httpParts(b, m.boundary, 1)
		return
	}
	if picture := pictureTypes[m.kind]; picture != "" && layer != picture {
		d.faulty()
	}
	d.mediaNamed(b, layer, note, m.kind, "HTTP")
}

// httpParts names the layers of each part of a body. One without the boundary is data.
func (d *Session) httpParts(b []byte, boundary string, depth int) {
	found := mimeParts(b, boundary, func(part []byte, kind string) bool {
		kind, parameters, _ := strings.Cut(kind, ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
		layer, note := typeLayer(part, kind)
		switch {
		case len(part) == 0:
		case kind == "":
			d.mediaNamed(part, "data", "", kind, "HTTP")
		case layer == "mime_multipart" && depth < maxParts:
			d.layerName(layer)
			d.httpParts(part, boundaryOf(parameters), depth+1)
		case layer == "":
			d.mediaNamed(part, "media", kind, kind, "HTTP")
		default:
			d.mediaNamed(part, layer, note, kind, "HTTP")
		}
		return d.ok()
	})
	if !found {
		d.mediaNamed(b, "data", "", "", "HTTP")
	}
}

// mediaNamed names the layers of a body that a protocol carries, and what the columns say of it.
func (d *Session) mediaNamed(b []byte, layer, note, kind, column string) {
	if layer == "data" {
		d.data(&view{b: b, rep: len(b), src: d.source()})
		return
	}
	for _, name := range strings.Split(layer, ":") {
		d.layerName(name)
	}
	if layer == "ocsp" {
		d.cols.setProto(d, "OCSP")
		d.cols.set(d, ocspText(kind))
		if body := (view{b: b, rep: len(b), src: d.source()}); d.wantCertificates {
			readers[ocspReader(kind)](d, &body)
		}
		return
	}
	if strings.HasSuffix(layer, "xml") {
		d.cols.setProto(d, column+"/XML")
		return
	}
	if isJSON(kind) {
		d.cols.setProto(d, column+"/JSON")
		d.cols.append(d, ", JavaScript Object Notation")
	}
	if note != "" {
		d.cols.append(d, " ("+note+")")
	}
}

func ocspText(kind string) string {
	if kind == ocspAsks {
		return "Request"
	}
	return "Response"
}

// ocspReader is the name of the reader of a media type.
func ocspReader(kind string) string {
	if kind == ocspAsks {
		return "ocsp-request"
	}
	return "ocsp-response"
}
