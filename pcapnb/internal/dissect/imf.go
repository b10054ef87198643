package dissect

import (
	"bytes"
	"strings"
)

func init() { readers["imf"] = (*Session).imf }

// imfFields are the header fields of a message that have a field of their own, by their names in lower case.
var imfFields = map[string]ID{
	"date": fImfDate, "from": fImfFrom, "sender": fImfSender, "reply-to": fImfReplyTo, "to": fImfTo, "cc": fImfCc, "bcc": fImfBcc,
	"message-id": fImfMessageId, "in-reply-to": fImfInReplyTo, "references": fImfReferences, "subject": fImfSubject,
	"user-agent": fImfUserAgent, "return-path": fImfReturnPath, "received": fImfReceived, "content-type": fImfContentType,
	"content-transfer-encoding": fImfContentTransferEncoding, "mime-version": fImfMimeVersion, "x-mailer": fImfExtMailer,
}

// imf dissects the header of a message, RFC 5322 section 2.2, and names what its body is.
func (d *Session) imf(t *view) {
	d.begin(fImf, t, len(t.b))
	d.current = "IMF"
	d.cols.setProto(d, d.cols.proto+"/IMF")
	d.cols.clear(d)
	kind := ""
	body := 0 // as in Wireshark all of it, where no empty line ends the header
	for off := 0; off < len(t.b) && d.ok(); {
		colon, n := imfField(t.b[off:])
		if n == 0 {
			break
		}
		if value := d.imfHeader(t, off, colon, n); value != "" {
			kind = value
		}
		if off += n; bytes.HasPrefix(t.b[off:], []byte("\r\n")) {
			body = off + 2
			break
		}
	}
	d.imfBody(t.b[body:], kind, 0)
}

// imfHeader emits a header field and returns the type of the body where it says so.
func (d *Session) imfHeader(t *view, off, colon, end int) (kind string) {
	name := strings.ToLower(string(t.b[off : off+colon]))
	from, to := off+colon+1, off+end-2 // of the value
	for from < to && (t.b[from] == ' ' || t.b[from] == '\t') {
		from++
	}
	value := t.b[from:to]
	switch name {
	case "from", "subject":
		d.cols.append(d, name, ": ", formatText(value), ", ")
	case "content-type":
		if bytes.IndexByte(value, ';') >= 0 { // as Wireshark asks for
			kind = string(value)
		}
	}
	if id, ok := imfFields[name]; ok {
		d.textAt(id, t, from, len(value))
	}
	return kind
}

// imfBody names the layers of a body, or shows its lines where no field says its type.
func (d *Session) imfBody(b []byte, kind string, depth int) {
	if kind == "" && depth == 0 {
		d.imfLines(b)
		return
	}
	name, parameters, _ := strings.Cut(kind, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	layer, note := mediaLayer(b, name)
	if layer == "data" {
		d.data(&view{b: b, rep: len(b), src: d.source()})
		return
	}
	for name := range strings.SplitSeq(layer, ":") {
		d.layerName(name)
	}
	if layer == "mime_multipart" && depth < maxParts {
		mimeParts(b, boundaryOf(parameters), func(part []byte, kind string) bool {
			d.imfBody(part, kind, depth+1)
			return d.ok()
		})
		return
	}
	if note != "" {
		d.cols.appendSep(d, " ", "("+note+")")
	}
}

// imfLines shows the lines of a body in the Info column.
func (d *Session) imfLines(b []byte) {
	for len(b) > 0 && d.ok() && len(d.cols.info) < maxInfo {
		_, size := httpLine(b)
		d.cols.appendSep(d, ", ", formatText(spaced(b[:size])))
		b = b[size:]
	}
}

// spaced returns b with a space for each end of a line or other white space.
func spaced(b []byte) []byte {
	b = bytes.Clone(b)
	for i, c := range b {
		if c >= '\t' && c <= '\r' && c != '\v' {
			b[i] = ' '
		}
	}
	return b
}
