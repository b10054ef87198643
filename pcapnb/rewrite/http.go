package rewrite

import (
	"bytes"
	"net/netip"
	"strings"
)

// httpStart says whether b begins with a whole first line of HTTP/1 (RFC 9112, 2.1).
func httpStart(b []byte) bool {
	line, _, whole := bytes.Cut(b[:min(len(b), 8192)], []byte("\n"))
	if !whole {
		return false
	}
	if statusLine(line) {
		return true
	}
	method, rest, _ := bytes.Cut(line, []byte(" "))
	return listed(httpMethods, string(method)) && bytes.Contains(rest, []byte(" HTTP/1."))
}

// statusLine says whether b begins with HTTP/1.x and a code of three digits.
func statusLine(b []byte) bool {
	return len(b) >= 12 && httpVersion(b[:8]) && b[8] == ' ' && isNumber(b[9:12], 3) && (len(b) == 12 || strings.IndexByte(" \r\n", b[12]) >= 0)
}

func httpVersion(b []byte) bool { return string(b) == "HTTP/1.0" || string(b) == "HTTP/1.1" }

// ssdp writes SSDP, which is HTTP in a datagram.
func (r *rewriter) ssdp(b []byte) {
	if !httpStart(b) {
		r.opaque(b)
		return
	}
	r.http(&stream{}, b)
}

// http writes a segment that begins a message or goes on with its header lines. What follows an empty line is payload.
func (r *rewriter) http(s *stream, b []byte) {
	first := !s.open && httpStart(b)
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			r.headerLine(b, s.open)
			s.open = true
			return
		}
		line := b[:end+1]
		b = b[end+1:]
		text := bytes.TrimRight(line, "\r\n")
		switch {
		case first:
			r.startLine(text)
		case len(text) == 0 && !s.open:
			r.keep(line)
			s.kind = streamUnknown
			r.opaque(b)
			return
		default:
			r.headerLine(text, s.open)
		}
		r.keep(line[len(text):])
		first, s.open = false, false
	}
}

// startLine writes a request line or a status line.
func (r *rewriter) startLine(b []byte) {
	if statusLine(b) {
		r.keep(b[:12])
		r.words(b[12:], httpReasons, 0)
		return
	}
	from, to := bytes.IndexByte(b, ' ')+1, bytes.LastIndexByte(b, ' ')
	r.keep(b[:from])
	if from >= to {
		r.text(b[from:])
		return
	}
	if bytes.HasPrefix(b, []byte("CONNECT ")) {
		r.authority(b[from:to], false)
	} else {
		r.uri(b[from:to])
	}
	r.keep(b[to : to+1])
	if version := b[to+1:]; httpVersion(version) {
		r.keep(version)
	} else {
		r.text(version)
	}
}

// headerLine writes a header line without its end, or the rest of one that the segment before began.
func (r *rewriter) headerLine(b []byte, rest bool) {
	colon := bytes.IndexByte(b, ':')
	if rest || colon < 0 {
		r.text(b)
		return
	}
	field, value := strings.ToLower(string(b[:colon])), b[colon+1:]
	if listed(httpFields, field) {
		r.keep(b[:colon+1])
	} else {
		r.text(b[:colon])
		r.keep(b[colon : colon+1])
	}
	space := len(value) - len(bytes.TrimLeft(value, " \t"))
	r.keep(value[:space])
	r.headerValue(field, value[space:])
}

// headerValue writes a field's value; fields that are not named here hold text.
func (r *rewriter) headerValue(field string, b []byte) {
	switch field {
	case "age", "content-length", "content-range", "range", "keep-alive", "max-forwards", "mx", "upgrade-insecure-requests", "dnt":
		r.words(b, " bytes timeout max * ", 19)
	case "accept":
		r.words(b, mediaTypes, 5)
	case "content-type":
		r.words(b, mediaTypes, 0)
	case "accept-encoding", "content-encoding", "te", "transfer-encoding":
		r.words(b, httpCoding, 5)
	case "cache-control":
		r.words(b, httpDirectives, 10)
	case "accept-ranges", "allow", "connection", "man", "pragma", "proxy-connection", "trailer", "upgrade", "vary":
		r.words(b, httpOptions, 0)
	case "date", "expires", "if-modified-since", "if-unmodified-since", "last-modified":
		r.date(b)
	case "host":
		r.authority(b, true)
	case "referer", "location", "origin", "content-location":
		r.uri(b)
	case "authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate":
		n := bytes.IndexByte(b, ' ') + 1
		r.words(b[:n], httpLogins, 0)
		r.text(b[n:])
	default:
		r.text(b)
	}
}

// uri writes an absolute or a relative one (RFC 3986).
func (r *rewriter) uri(b []byte) {
	if i := bytes.Index(b, []byte("://")); i > 0 && listed(httpSchemes, strings.ToLower(string(b[:i]))) {
		r.keep(b[:i+3])
		b = b[i+3:]
		end := bytes.IndexAny(b, "/?#")
		if end < 0 {
			end = len(b)
		}
		r.authority(b[:end], false)
		b = b[end:]
	}
	path := b
	if i := bytes.IndexAny(b, "?#"); i >= 0 {
		path = b[:i]
	}
	ending := len(path)
	if i := bytes.LastIndexByte(path, '.'); i > 0 && listed(fileEndings, strings.ToLower(string(path[i+1:]))) {
		ending = i
	}
	r.text(b[:ending])
	r.keep(b[ending:len(path)])
	r.text(b[len(path):])
}

// fileEndings tell what a path leads to, not to whom.
const fileEndings = " html htm css js json xml png jpg jpeg gif svg ico webp mp4 mp3 ts m3u8 mpd txt pdf zip gz php asp aspx jsp cgi woff woff2 ttf "

// authority writes a host with a port, and a user in front. An address is written as one where it fits, last says that
// spaces may fill the rest.
func (r *rewriter) authority(b []byte, last bool) {
	if i := bytes.LastIndexByte(b, '@'); i >= 0 {
		r.text(b[:i])
		r.keep(b[i : i+1])
		b = b[i+1:]
	}
	host, port, _ := bytes.Cut(b, []byte(":"))
	a, err := netip.ParseAddr(string(host))
	switch {
	case len(host) == 0 || !isHost(host) || len(b) > len(host) && !isNumber(port, 5): // an IPv6 address, a list, or nothing of the kind
		r.text(b)
	case err != nil:
		r.name(host)
		r.keep(b[len(host):])
	default:
		r.hostAddr(a, host, b[len(host):], last)
	}
}

// isHost says whether b is made of what names and IPv4 addresses are made of.
func isHost(b []byte) bool {
	for _, c := range b {
		if c != '.' && c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// hostAddr writes an address, as one where it fits into the place of host, and the port after it.
func (r *rewriter) hostAddr(a netip.Addr, host, port []byte, last bool) {
	text := r.addr(a).String()
	switch spare := len(host) - len(text); {
	case spare == 0 || spare > 0 && last:
		r.keep([]byte(text))
		r.keep(port)
		r.keep(bytes.Repeat([]byte(" "), spare))
	default:
		r.text(host)
		r.keep(port)
	}
}
