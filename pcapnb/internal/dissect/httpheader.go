package dissect

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"
)

// httpHeader emits the first line and the header fields, RFC 9112 §3 to §5.
func (d *Session) httpHeader(t *view, end int, m *httpMessage) {
	off := bytes.IndexByte(t.b[:end], '\n') + 1
	if off == 0 {
		off = end
	}
	if m.request {
		d.httpRequestLine(t, m)
	} else {
		d.httpStatusLine(t, m)
	}
	for off < end {
		i := bytes.IndexByte(t.b[off:end], '\n')
		if i < 0 {
			i = end - off - 1
			if rest := t.b[off:end]; bytes.IndexByte(rest, ':') < 0 && len(bytes.TrimRight(rest, "\r")) > 0 && len(t.b) < t.rep {
				d.fail(t, len(t.b)+1) // cut in a name, the line is no field yet
				return
			}
		}
		if line := t.b[off : off+i+1]; len(bytes.TrimRight(line, "\r\n")) > 0 {
			d.httpField(t, off, line, m)
		}
		off += i + 1
	}
	switch {
	case m.notice:
		d.flag(fHttpNotification, nil, 0, 0, true)
	case m.request:
		d.flag(fHttpRequest, nil, 0, 0, true)
	default:
		d.flag(fHttpResponse, nil, 0, 0, true)
	}
}

func (d *Session) httpRequestLine(t *view, m *httpMessage) {
	d.push()
	defer d.pop()
	d.ascii(fHttpRequestMethod, t, 0, len(m.method), m.method)
	at := len(m.method) + 1
	d.ascii(fHttpRequestUri, t, at, len(m.uri), m.uri)
	if path, query, ok := strings.Cut(m.uri, "?"); ok && query != "" {
		d.ascii(fHttpRequestUriPath, t, at, len(path), path)
		d.ascii(fHttpRequestUriQuery, t, at+len(path)+1, len(query), query)
		for query != "" {
			var p string
			p, query, _ = strings.Cut(query, "&")
			if p == "" {
				continue
			}
			d.ascii(fHttpRequestUriQueryParameter, nil, 0, 0, p)
		}
	}
	rest := m.line[min(at+len(m.uri), len(m.line)):]
	d.ascii(fHttpRequestVersion, t, at+len(m.uri)+1, len(rest), strings.TrimRight(strings.TrimLeft(rest, " "), "\r\n"))
}

func (d *Session) httpStatusLine(t *view, m *httpMessage) {
	d.push()
	defer d.pop()
	version, rest, _ := strings.Cut(m.line, " ")
	d.ascii(fHttpResponseVersion, t, 0, len(version), version)
	code, phrase, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if len(code) < 3 { // as of a line that is cut
		return
	}
	d.num(fHttpResponseCode, t, len(version)+1, len(code), uint64(m.status))
	d.ascii(fHttpResponseCodeDesc, nil, 0, 0, statusText(m.status))
	if phrase != "" {
		d.ascii(fHttpResponsePhrase, t, len(m.line)-len(phrase), len(phrase), phrase)
	}
}

// httpField emits one header field: its line, and its value.
func (d *Session) httpField(t *view, off int, line []byte, m *httpMessage) {
	i := bytes.IndexByte(line, ':')
	if i < 0 {
		return
	}
	name := strings.ToLower(string(line[:i]))
	value := strings.TrimRight(strings.TrimLeft(string(untilZero(line[i+1:])), " \t"), "\r\n")
	id := headerField(name)
	switch {
	case m.headless, m.notice:
	case m.request:
		d.asciiBytes(fHttpRequestLine, t, off, len(line), untilZero(line))
	default:
		d.asciiBytes(fHttpResponseLine, t, off, len(line), untilZero(line))
	}
	if id == noField {
		return
	}
	d.ascii(id, t, off, len(line), value)
	d.push()
	defer d.pop()
	switch id {
	case fHttpContentLengthHeader:
		if n, err := strconv.ParseUint(value, 10, 64); err == nil {
			d.num(fHttpContentLength, nil, 0, 0, n)
		}
	case fHttpCookie:
		for value != "" {
			var p string
			p, value, _ = strings.Cut(value, ";")
			d.ascii(fHttpCookiePair, nil, 0, 0, strings.TrimSpace(p))
			value = strings.TrimLeft(value, " ")
		}
	case fHttpAuthorization, fHttpProxyAuthorization:
		if code, ok := strings.CutPrefix(value, "Basic "); ok {
			b, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(code)) // as far as it can be read
			d.ascii(fHttpAuthbasic, nil, 0, 0, string(b))
		}
		d.httpToken(value)
	case fHttpWwwAuthenticate, fHttpProxyAuthenticate:
		d.httpToken(value)
	case fHttpHttp2Settings:
		readers["http2-settings"](d, &view{b: []byte(value), rep: len(value)})
	}
}

// headerField gives the field of a header with one of its own.
func headerField(name string) ID {
	switch name {
	case "host":
		return fHttpHost
	case "user-agent":
		return fHttpUserAgent
	case "accept":
		return fHttpAccept
	case "accept-encoding":
		return fHttpAcceptEncoding
	case "accept-language":
		return fHttpAcceptLanguage
	case "connection":
		return fHttpConnection
	case "referer":
		return fHttpReferer
	case "cookie":
		return fHttpCookie
	case "set-cookie":
		return fHttpSetCookie
	case "authorization":
		return fHttpAuthorization
	case "proxy-authorization":
		return fHttpProxyAuthorization
	case "proxy-authenticate":
		return fHttpProxyAuthenticate
	case "www-authenticate":
		return fHttpWwwAuthenticate
	case "content-type":
		return fHttpContentType
	case "content-length":
		return fHttpContentLengthHeader
	case "content-encoding":
		return fHttpContentEncoding
	case "transfer-encoding":
		return fHttpTransferEncoding
	case "upgrade":
		return fHttpUpgrade
	case "http2-settings":
		return fHttpHttp2Settings
	case "server":
		return fHttpServer
	case "location":
		return fHttpLocation
	case "date":
		return fHttpDate
	case "last-modified":
		return fHttpLastModified
	case "cache-control":
		return fHttpCacheControl
	case "x-forwarded-for":
		return fHttpXForwardedFor
	case "sec-websocket-accept":
		return fHttpSecWebsocketAccept
	case "sec-websocket-extensions":
		return fHttpSecWebsocketExtensions
	case "sec-websocket-key":
		return fHttpSecWebsocketKey
	case "sec-websocket-protocol":
		return fHttpSecWebsocketProtocol
	case "sec-websocket-version":
		return fHttpSecWebsocketVersion
	}
	return noField
}

// statusText gives the usual meaning of a status code, RFC 9110 §15 and IANA.
func statusText(code int) string {
	switch code {
	case 100:
		return "Continue"
	case 101:
		return "Switching Protocols"
	case 102:
		return "Processing"
	case 103:
		return "Early Hints"
	case 199:
		return "Informational - Others"
	case 200:
		return "OK"
	case 201:
		return "Created"
	case 202:
		return "Accepted"
	case 203:
		return "Non-authoritative Information"
	case 204:
		return "No Content"
	case 205:
		return "Reset Content"
	case 206:
		return "Partial Content"
	case 207:
		return "Multi-Status"
	case 208:
		return "Already Reported"
	case 226:
		return "IM Used"
	case 299:
		return "Success - Others"
	case 300:
		return "Multiple Choices"
	case 301:
		return "Moved Permanently"
	case 302:
		return "Found"
	case 303:
		return "See Other"
	case 304:
		return "Not Modified"
	case 305:
		return "Use Proxy"
	case 307:
		return "Temporary Redirect"
	case 308:
		return "Permanent Redirect"
	case 399:
		return "Redirection - Others"
	case 400:
		return "Bad Request"
	case 401:
		return "Unauthorized"
	case 402:
		return "Payment Required"
	case 403:
		return "Forbidden"
	case 404:
		return "Not Found"
	case 405:
		return "Method Not Allowed"
	case 406:
		return "Not Acceptable"
	case 407:
		return "Proxy Authentication Required"
	case 408:
		return "Request Time-out"
	case 409:
		return "Conflict"
	case 410:
		return "Gone"
	case 411:
		return "Length Required"
	case 412:
		return "Precondition Failed"
	case 413:
		return "Request Entity Too Large"
	case 414:
		return "Request-URI Too Long"
	case 415:
		return "Unsupported Media Type"
	case 416:
		return "Requested Range Not Satisfiable"
	case 417:
		return "Expectation Failed"
	case 418:
		return "I'm a teapot"
	case 421:
		return "Misdirected Request"
	case 422:
		return "Unprocessable Entity"
	case 423:
		return "Locked"
	case 424:
		return "Failed Dependency"
	case 425:
		return "Too Early"
	case 426:
		return "Upgrade Required"
	case 428:
		return "Precondition Required"
	case 429:
		return "Too Many Requests"
	case 431:
		return "Request Header Fields Too Large"
	case 451:
		return "Unavailable For Legal Reasons"
	case 499:
		return "Client Error - Others"
	case 500:
		return "Internal Server Error"
	case 501:
		return "Not Implemented"
	case 502:
		return "Bad Gateway"
	case 503:
		return "Service Unavailable"
	case 504:
		return "Gateway Time-out"
	case 505:
		return "HTTP Version not supported"
	case 506:
		return "Variant Also Negotiates"
	case 507:
		return "Insufficient Storage"
	case 508:
		return "Loop Detected"
	case 510:
		return "Not Extended"
	case 511:
		return "Network Authentication Required"
	case 599:
		return "Server Error - Others"
	}
	return "Unknown (" + strconv.Itoa(code) + ")"
}

// httpToken gives what a header field says in base64 to the reader of its scheme, RFC 9110 section 11.4.
func (d *Session) httpToken(value string) {
	scheme, code, _ := strings.Cut(value, " ")
	read := httpSchemes[scheme]
	if read == nil {
		return
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
	if err != nil || len(b) == 0 {
		return
	}
	read(d, &view{b: b, rep: len(b), src: d.source()})
}
