package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

// An HTTPBody is what a message of HTTP carries, without chunks and unpacked.
type HTTPBody struct {
	Host string // that the request names
	Path string // of the request: its target as it is written
	Type string // the media type, in lower case and without parameters; "" where there is none
	Data []byte
}

// httpMessage is what a header says of its message.
type httpMessage struct {
	request     bool
	notice      bool // a notification, which is no request that counts
	headless    bool // header lines whose first line is not there
	method, uri string
	host        string
	hasHost     bool
	status      int
	length      int64 // Content-Length, or -1
	chunked     bool
	kind        string // Content-Type in lower case, without parameters
	boundary    string // between its parts
	encoding    string
	upgrade     string
	line        string // the first line, for the Info column

	ofHost, ofPath string // what a body is of: those of the request
}

// firstLine splits the first line.
func (m *httpMessage) firstLine(b []byte) {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	m.line = strings.TrimSuffix(string(line), "\r")
	first, rest, _ := strings.Cut(m.line, " ")
	if strings.HasPrefix(first, "HTTP/") {
		code, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		m.status, _ = strconv.Atoi(code)
		return
	}
	m.request, m.method = true, first
	m.notice = strings.Contains(httpNotifications, " "+first+" ")
	m.uri, _, _ = strings.Cut(rest, " ")
}

// scan finds what the header says of the body.
func (m *httpMessage) scan(b []byte) {
	for _, line := range bytes.Split(b, []byte("\n"))[1:] {
		m.field(line)
	}
}

// field notes what a header line says of the body.
func (m *httpMessage) field(line []byte) {
	name, value, ok := strings.Cut(strings.TrimSuffix(string(line), "\r"), ":")
	if !ok {
		return
	}
	value = strings.TrimSpace(value)
	switch strings.ToLower(name) {
	case "content-length":
		if n, err := strconv.ParseInt(value, 10, 63); err == nil && n >= 0 {
			m.length = n
		}
	case "transfer-encoding":
		m.chunked = strings.HasSuffix(strings.ToLower(value), "chunked")
	case "content-type":
		kind, parameters, _ := strings.Cut(value, ";")
		m.kind, m.boundary = strings.ToLower(strings.TrimSpace(kind)), boundaryOf(parameters)
	case "content-encoding":
		m.encoding = strings.ToLower(value)
	case "upgrade":
		m.upgrade = strings.ToLower(value)
	case "host":
		m.host, _, _ = strings.Cut(value, "\x00")
		m.hasHost = true
	}
}

func (m *httpMessage) fullURI(scheme string) string {
	if m.method == "CONNECT" || strings.HasPrefix(m.uri, "http://") || strings.HasPrefix(m.uri, "https://") || !m.hasHost {
		return m.uri
	}
	if m.uri == "*" {
		return scheme + m.host + "*"
	}
	return scheme + m.host + m.uri
}

// httpMethods are the request methods that Wireshark knows, after a space each; of notifications those of httpNotifications.
const (
	httpMethods = httpNotifications + "GET POST HEAD PUT DELETE OPTIONS CONNECT TRACE PATCH M-SEARCH M-POST PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK " +
		"SEARCH REPORT MERGE POLL LABEL UPDATE CHECKIN CHECKOUT UNCHECKOUT MKACTIVITY MKWORKSPACE VERSION-CONTROL BASELINE-CONTROL " +
		"BPROPFIND BPROPPATCH BMOVE BCOPY BDELETE CCM_POST RPC_CONNECT RPC_IN_DATA RPC_OUT_DATA "
	httpNotifications = " NOTIFY SUBSCRIBE UNSUBSCRIBE "
)

// looksLikeHTTP recognises a first line.
func looksLikeHTTP(b []byte) bool {
	if bytes.HasPrefix(b, []byte("HTTP/")) {
		return true
	}
	i := bytes.IndexByte(b[:min(len(b), 20)], ' ')
	return i > 0 && strings.Contains(httpMethods, " "+string(b[:i])+" ")
}
