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
	if bytes.HasPrefix(line, []byte("HTTP/1.")) {
		return len(line) >= 12
	}
	method, rest, _ := bytes.Cut(line, []byte(" "))
	return listed(httpMethods, string(method)) && bytes.Contains(rest, []byte(" HTTP/1."))
}

const (
	httpMethods = " GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND REPORT NOTIFY M-SEARCH SUBSCRIBE UNSUBSCRIBE "
	// httpPlain are fields whose values say nothing of a person.
	httpPlain = " accept accept-encoding accept-ranges age allow cache-control connection content-encoding content-length content-range " +
		"content-type date expires keep-alive last-modified man mx pragma proxy-connection range te trailer transfer-encoding upgrade " +
		"upgrade-insecure-requests vary "
	// httpNames are other fields with a name that everybody uses.
	httpNames = " accept-charset accept-language authorization content-disposition content-language content-location content-md5 cookie " +
		"dnt etag expect ext from host if-match if-modified-since if-none-match if-range if-unmodified-since link location max-forwards " +
		"nt nts origin p3p proxy-authenticate proxy-authorization referer retry-after server set-cookie st status strict-transport-security " +
		"user-agent usn via warning www-authenticate x-cache x-content-type-options x-forwarded-for x-frame-options x-powered-by " +
		"x-requested-with x-xss-protection "
	httpReasons = " ok created accepted no found not forbidden unauthorized bad moved partial internal see temporary " +
		"request content permanently modified error server gateway service unavailable timeout required range " +
		"satisfiable allowed method redirect other continue switching protocols conflict gone multiple choices "
)

// listed says whether a list with spaces around its words has this one.
func listed(list, word string) bool {
	return word != "" && !strings.Contains(word, " ") && strings.Contains(list, " "+word+" ")
}

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
	if bytes.HasPrefix(b, []byte("HTTP/1.")) {
		n := min(12, len(b)) // "HTTP/1.1 200"
		r.keep(b[:n])
		for i, word := range bytes.Split(b[n:], []byte(" ")) {
			if i > 0 {
				r.keep([]byte(" "))
			}
			if r.Payload == Keep || listed(httpReasons, strings.ToLower(string(word))) {
				r.keep(word)
			} else {
				r.text(word)
			}
		}
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
	r.version(b[to+1:])
}

// version keeps "HTTP/1.1" and nothing behind it.
func (r *rewriter) version(b []byte) {
	n := min(8, len(b))
	r.keep(b[:n])
	r.text(b[n:])
}

// headerLine writes a header line without its end, or the rest of one that the segment before began.
func (r *rewriter) headerLine(b []byte, rest bool) {
	colon := bytes.IndexByte(b, ':')
	if rest || colon < 0 {
		r.text(b)
		return
	}
	field, value := strings.ToLower(string(b[:colon])), b[colon+1:]
	if listed(httpPlain, field) || listed(httpNames, field) {
		r.keep(b[:colon+1])
	} else {
		r.text(b[:colon])
		r.keep(b[colon : colon+1])
	}
	space := len(value) - len(bytes.TrimLeft(value, " \t"))
	r.keep(value[:space])
	r.headerValue(field, value[space:])
}

func (r *rewriter) headerValue(field string, b []byte) {
	switch {
	case field == "content-type": // parameters such as a file's name are text
		n := bytes.IndexByte(b, ';')
		if n < 0 || bytes.Contains(bytes.ToLower(b[n:]), []byte("charset=")) {
			n = len(b)
		}
		r.keep(b[:n])
		r.text(b[n:])
	case listed(httpPlain, field):
		r.keep(b)
	case field == "host":
		r.authority(b, true)
	case field == "referer" || field == "location" || field == "origin" || field == "content-location":
		r.uri(b)
	case strings.HasSuffix(field, "authorization") || strings.HasSuffix(field, "authenticate"):
		n := bytes.IndexByte(b, ' ') + 1 // the scheme
		r.keep(b[:n])
		r.text(b[n:])
	default:
		r.text(b)
	}
}

// uri writes an absolute or a relative one (RFC 3986).
func (r *rewriter) uri(b []byte) {
	if i := bytes.Index(b, []byte("://")); i > 0 && i < 8 {
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
	if len(b) > 0 && b[0] == '[' {
		r.text(b)
		return
	}
	host, port, _ := bytes.Cut(b, []byte(":"))
	a, err := netip.ParseAddr(string(host))
	if err != nil {
		r.name(host)
		r.keep(b[len(host):])
		return
	}
	text := r.addr(a).String()
	switch spare := len(host) - len(text); {
	case spare == 0 || spare > 0 && last:
		r.keep([]byte(text))
		r.keep(b[len(b)-len(port)-min(1, len(b)-len(host)):])
		r.keep(bytes.Repeat([]byte(" "), spare))
	default:
		r.text(host)
		r.keep(b[len(host):])
	}
}
