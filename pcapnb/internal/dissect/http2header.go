package dissect

import (
	"bytes"
	"net/url"
	"strconv"
)

// http2Fields are the fields of headers that have one each.
var http2Fields = map[string]ID{":authority": fHttp2HeadersAuthority, ":status": fHttp2HeadersStatus, ":path": fHttp2HeadersPath,
	":method": fHttp2HeadersMethod, ":scheme": fHttp2HeadersScheme, "accept": fHttp2HeadersAccept, "accept-charset": fHttp2HeadersAcceptCharset,
	"accept-encoding": fHttp2HeadersAcceptEncoding, "accept-language": fHttp2HeadersAcceptLanguage, "accept-ranges": fHttp2HeadersAcceptRanges,
	"access-control-allow-origin": fHttp2HeadersAccessControlAllowOrigin, "age": fHttp2HeadersAge, "allow": fHttp2HeadersAllow,
	"authorization": fHttp2HeadersAuthorization, "cache-control": fHttp2HeadersCacheControl, "content-disposition": fHttp2HeadersContentDisposition,
	"content-encoding": fHttp2HeadersContentEncoding, "content-language": fHttp2HeadersContentLanguage, "content-length": fHttp2HeadersContentLength,
	"content-location": fHttp2HeadersContentLocation, "content-range": fHttp2HeadersContentRange, "content-type": fHttp2HeadersContentType,
	"cookie": fHttp2HeadersCookie, "date": fHttp2HeadersDate, "etag": fHttp2HeadersEtag, "expect": fHttp2HeadersExpect, "expires": fHttp2HeadersExpires,
	"from": fHttp2HeadersFrom, "if-match": fHttp2HeadersIfMatch, "if-modified-since": fHttp2HeadersIfModifiedSince,
	"if-none-match": fHttp2HeadersIfNoneMatch, "if-range": fHttp2HeadersIfRange, "if-unmodified-since": fHttp2HeadersIfUnmodifiedSince,
	"last-modified": fHttp2HeadersLastModified, "link": fHttp2HeadersLink, "location": fHttp2HeadersLocation, "max-forwards": fHttp2HeadersMaxForwards,
	"proxy-authenticate": fHttp2HeadersProxyAuthenticate, "proxy-authorization": fHttp2HeadersProxyAuthorization, "range": fHttp2HeadersRange,
	"referer": fHttp2HeadersReferer, "refresh": fHttp2HeadersRefresh, "retry-after": fHttp2HeadersRetryAfter, "server": fHttp2HeadersServer,
	"set-cookie": fHttp2HeadersSetCookie, "strict-transport-security": fHttp2HeadersStrictTransportSecurity, "user-agent": fHttp2HeadersUserAgent,
	"vary": fHttp2HeadersVary, "via": fHttp2HeadersVia, "www-authenticate": fHttp2HeadersWwwAuthenticate}

// http2Said is what the fields of a frame say of a request or a response.
type http2Said struct{ method, path, status, scheme, authority []byte }

// http2Block dissects a part of a header block and the padding after it.
func (d *Session) http2Block(t *view, k *http2Conn, f http2Frame, off int, id, padding ID) {
	if f.end < off {
		d.fail(t, t.rep+1)
	}
	b := d.slice(t, off, max(f.end-off, 0))
	if !d.ok() {
		return
	}
	if id == fHttp2ContinuationHeader {
		d.asciiBytes(id, t, off, len(b), untilZero(b))
	} else {
		d.raw(id, t, off, len(b))
	}
	d.http2Unpack(t, k, f, off, b)
	if f.pad > 0 {
		d.raw(padding, t, f.end, f.pad)
	}
}

// http2Unpack unpacks a part of a header block, and emits its fields.
func (d *Session) http2Unpack(t *view, k *http2Conn, f http2Frame, off int, b []byte) {
	var fields []hpackField
	size, tooMany, tooLong := 0, false, false
	k.tables[f.dir].read(b, f.flags&http2EndHeaders != 0, func(h hpackField) bool {
		if tooMany = len(fields) >= maxHeaderFields; tooMany {
			return false
		}
		if h.kind != hpackTableSize {
			n := 8 + len(h.name) + len(h.value)
			if tooLong = size+n >= maxHeaderSize || d.headerBytes+size+n >= maxHeaders; tooLong {
				return false
			}
			size += n
		}
		fields = append(fields, h)
		return true
	})
	d.headerBytes += size
	stream := k.stream(f.stream)
	if f.kind == http2Headers {
		stream.sides[f.dir].headed = true
	}
	if len(fields) == 0 {
		return
	}
	if tooLong {
		d.mark(fHttp2HeaderSizeExceeded)
	}
	if tooMany {
		d.mark(fHttp2HeaderLinesExceeded)
	}
	d.num(fHttp2HeaderLength, t, off, 1, uint64(size))
	d.num(fHttp2HeaderCount, t, off, 1, uint64(len(fields)))
	var said http2Said
	for _, h := range fields {
		d.http2Field(t, off, h)
		if h.kind != hpackTableSize {
			said.note(h)
			if f.kind != http2Promise {
				stream.note(h, f.dir)
			}
		}
		off += h.size
	}
	d.http2Say(said)
}

// http2Field emits a field of a header, or a change of the table's size.
func (d *Session) http2Field(t *view, off int, h hpackField) {
	if h.kind == hpackTableSize {
		d.none(fHttp2HeaderTableSizeUpdate, t, off, h.size)
		d.push()
		d.num(fHttp2HeaderTableSizeUpdateHeaderTableSize, t, off, h.size, uint64(h.index))
		d.pop()
		return
	}
	d.none(fHttp2Header, t, off, h.size)
	d.push()
	defer d.pop()
	d.num(fHttp2HeaderNameLength, t, off, h.size, uint64(len(h.name)))
	d.asciiBytes(fHttp2HeaderName, t, off, h.size, untilZero(h.name))
	d.num(fHttp2HeaderValueLength, t, off, h.size, uint64(len(h.value)))
	value := untilZero(h.value)
	d.asciiBytes(fHttp2HeaderValue, t, off, h.size, value)
	if id := http2Fields[string(h.name)]; id != noField {
		d.http2Named(id, t, off, h.size, value)
	}
	if d.has(fHttp2HeaderUnescaped) {
		if plain, ok := unescapeURI(value); ok {
			d.asciiBytes(fHttp2HeaderUnescaped, t, off, h.size, plain)
		}
	}
	d.str(fHttp2HeaderRepr, t, off, h.size, hpackKindNames[h.kind])
	if h.named() {
		d.num(fHttp2HeaderIndex, t, off, h.size, uint64(h.index))
	}
}

// http2Named emits the field of a header that has one of its own.
func (d *Session) http2Named(id ID, t *view, off, n int, value []byte) {
	bits := 64
	switch id.Def().Type {
	case String:
		d.asciiBytes(id, t, off, n, value)
		return
	case Uint16:
		bits = 16
	}
	if v, err := strconv.ParseUint(string(value[:min(len(value), 40)]), 10, bits); err == nil {
		d.num(id, t, off, n, v)
	}
}

// unescapeURI undoes percent encoding, RFC 3986 section 2.1, where all of it can be undone.
func unescapeURI(b []byte) ([]byte, bool) {
	if bytes.IndexByte(b, '%') < 0 {
		return b, true
	}
	if bytes.Contains(b, []byte("%00")) {
		return nil, false
	}
	s, err := url.PathUnescape(string(b))
	return []byte(s), err == nil
}

// note takes what a field says of a request or a response.
func (s *http2Said) note(h hpackField) {
	value := untilZero(h.value)
	switch string(h.name) {
	case ":method":
		s.method = value
	case ":path":
		s.path = value
	case ":status":
		s.status = value
	case ":scheme":
		s.scheme = value
	case ":authority":
		s.authority = value
	}
}

// http2Say writes what a header says into the packet list, and the URI that is asked for.
func (d *Session) http2Say(s http2Said) {
	switch {
	case s.method != nil && s.path != nil:
		d.cols.append(d, ": ", printable(s.method), " ", printable(s.path))
	case s.status != nil:
		d.cols.append(d, ": ", printable(s.status), " ", http2Reason(s.status))
	}
	switch {
	case s.authority == nil:
	case string(s.method) == "CONNECT":
		d.asciiBytes(fHttp2RequestFullUri, nil, 0, 0, s.authority)
	default:
		d.ascii(fHttp2RequestFullUri, nil, 0, 0, orNull(s.scheme)+"://"+string(s.authority)+orNull(s.path))
	}
}

// orNull is what Wireshark writes of a text that may not be there.
func orNull(b []byte) string {
	if b == nil {
		return "(null)"
	}
	return string(b)
}

func printable(b []byte) string { return formatText(b) }

// http2Reason is the meaning of a status.
func http2Reason(status []byte) string {
	code, err := strconv.Atoi(string(status))
	if err != nil {
		return "Unknown"
	}
	if text := statusText(code); text[:min(len(text), 9)] != "Unknown (" {
		return text
	}
	return "Unknown"
}
