package dissect

import (
	"bytes"
	"strings"
)

// maxParts bounds how deep parts of a message may have parts.
const maxParts = 4

// boundaryOf finds what separates the parts of a message, RFC 2046 section 5.1.1.
func boundaryOf(parameters string) string {
	i := strings.Index(strings.ToLower(parameters), "boundary=")
	if i < 0 {
		return ""
	}
	value := parameters[i+len("boundary="):]
	if quoted, ok := strings.CutPrefix(value, `"`); ok {
		value, _, _ = strings.Cut(quoted, `"`)
		return value
	}
	value, _, _ = strings.Cut(value, ";")
	return strings.TrimSpace(value)
}

// mimeParts yields the parts of a body, as far as they are whole, with what they say of their types; see RFC 2046 section 5.1.1. It
// reports whether the boundary is in the body.
func mimeParts(b []byte, boundary string, yield func(part []byte, kind string) bool) (found bool) {
	if boundary == "" {
		return false
	}
	between := []byte("\r\n--" + boundary)
	b = append([]byte("\r\n"), b...)
	for {
		i := bytes.Index(b, between)
		if i < 0 {
			return found
		}
		b, found = b[i+len(between):], true
		if i = bytes.Index(b, between); i < 0 || bytes.HasPrefix(b, []byte("--")) {
			return true
		}
		_, part, _ := bytes.Cut(b[:i], []byte("\r\n"))
		if body, kind := mimePart(part); !yield(body, kind) {
			return true
		}
	}
}

// mimePart takes the header off a part. Without one the empty line is the body's, as in Wireshark.
func mimePart(part []byte) (body []byte, kind string) {
	if bytes.HasPrefix(part, []byte("\r\n")) {
		return part, ""
	}
	for len(part) > 0 && !bytes.HasPrefix(part, []byte("\r\n")) {
		colon, n := imfField(part)
		if n == 0 {
			break
		}
		if strings.EqualFold(string(part[:colon]), "content-type") {
			kind = strings.TrimSpace(string(part[colon+1 : n]))
		}
		part = part[n:]
	}
	return bytes.TrimPrefix(part, []byte("\r\n")), kind
}

// imfField returns where the colon of the field is that b begins with, and the field's length, 0 where there is none: it goes on in
// lines that begin with a space, RFC 5322 section 2.2.3.
func imfField(b []byte) (colon, size int) {
	colon = bytes.IndexByte(b, ':')
	if colon < 0 {
		return 0, 0
	}
	for size = colon; ; {
		i := bytes.Index(b[size:], []byte("\r\n"))
		if i < 0 {
			return 0, 0
		}
		if size += i + 2; size == len(b) || b[size] != ' ' && b[size] != '\t' {
			return colon, size
		}
	}
}
