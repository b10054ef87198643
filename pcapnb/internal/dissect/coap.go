package dissect

import (
	"encoding/hex"
	"fmt"
	"strings"
)

func init() { readers["coap"] = (*Session).coap }

// Kinds and codes of CoAP's messages, RFC 7252 sections 3 and 12.1, RFC 8132, RFC 8323.
var (
	coapTypes = []string{"CON", "NON", "ACK", "RST"}
	coapCodes = map[uint8]string{0: "Empty Message", 1: "GET", 2: "POST", 3: "PUT", 4: "DELETE", 5: "FETCH", 6: "PATCH", 7: "iPATCH", 0x41: "2.01 Created",
		0x42: "2.02 Deleted", 0x43: "2.03 Valid", 0x44: "2.04 Changed", 0x45: "2.05 Content", 0x5f: "2.31 Continue", 0x80: "4.00 Bad Request",
		0x81: "4.01 Unauthorized", 0x82: "4.02 Bad Option", 0x83: "4.03 Forbidden", 0x84: "4.04 Not Found", 0x85: "4.05 Method Not Allowed",
		0x86: "4.06 Not Acceptable", 0x88: "4.08 Request Entity Incomplete", 0x89: "4.09 Conflict", 0x8c: "4.12 Precondition Failed",
		0x8d: "4.13 Request Entity Too Large", 0x8f: "4.15 Unsupported Content-Format", 0x96: "4.22 Unprocessable Entity", 0x9d: "4.29 Too Many Requests",
		0xa0: "5.00 Internal Server Error", 0xa1: "5.01 Not Implemented", 0xa2: "5.02 Bad Gateway", 0xa3: "5.03 Service Unavailable",
		0xa4: "5.04 Gateway Timeout", 0xa5: "5.05 Proxying Not Supported", 0xa8: "5.08 Hop Limit Reached", 0xe1: "7.01 CSM", 0xe2: "7.02 Ping",
		0xe3: "7.03 Pong", 0xe4: "7.04 Release", 0xe5: "7.05 Abort"}
)

// Options of CoAP, RFC 7252 section 5.10 and RFC 7959 section 2.1.
const (
	coapHost   = 3
	coapPort   = 7
	coapPath   = 11
	coapFormat = 12
	coapQuery  = 15
	coapBlock2 = 23
	coapBlock1 = 27
)

// coapLengths are the shortest and longest values of options, RFC 7252 section 5.10 and the registry of IANA.
var coapLengths = map[int][2]int{1: {0, 8}, coapHost: {1, 255}, 4: {1, 8}, 5: {0, 0}, 6: {0, 3}, coapPort: {0, 2}, 8: {0, 255}, 9: {0, 255}, coapPath: {0, 255},
	coapFormat: {0, 2}, 14: {0, 4}, coapQuery: {1, 255}, 16: {1, 1}, 17: {0, 2}, 20: {0, 255}, 21: {0, 255}, coapBlock2: {0, 3}, coapBlock1: {0, 3}, 28: {0, 4},
	35: {1, 1034}, 39: {1, 255}, 60: {0, 4}, 258: {0, 1}}

// coapRequests are where the requests of a conversation went, by their tokens.
type coapRequests map[string]string

const mostCoapRequests = 1 << 12

// coapFormats are the types of payloads that have a layer, IANA.
var coapFormats = map[uint64]string{0: "text/plain", 41: "application/xml", 42: "application/octet-stream", 50: "application/json", 51: "application/json-patch+json",
	60: "application/cbor"}

// coapSaid is what the options of a message say of where it goes and what it carries.
type coapSaid struct {
	host, path, query string
	port, format      uint64
	hasFormat         bool
	block, more       uint64
	hasBlock          bool
}

// coap dissects a message, RFC 7252 section 3.
func (d *Session) coap(t *view) {
	const head = 4
	d.begin(fCoap, t, len(t.b))
	d.current = "CoAP"
	d.cols.setProto(d, "CoAP")
	d.cols.clear(d)
	first := uint64(d.u8(t, 0))
	d.num(fCoapVersion, t, 0, 1, first>>6)
	d.num(fCoapType, t, 0, 1, first>>4&3)
	size := int(first & 15)
	d.num(fCoapTokenLen, t, 0, 1, uint64(size))
	code := uint8(d.uint(fCoapCode, t, 1, 1))
	mid := d.uint(fCoapMid, t, 2, 2)
	name, known := coapCodes[code]
	if !known {
		name = fmt.Sprint("Unknown ", code)
	}
	if d.wantsLabel() {
		kind := []string{"Confirmable", "Non-Confirmable", "Acknowledgement", "Reset"}[first>>4&3]
		d.label("Constrained Application Protocol, " + kind + ", " + name + ", MID:" + utoa(mid))
	}
	d.cols.append(d, coapTypes[first>>4&3], ", MID:", utoa(mid), ", ", name)
	if size > 0 {
		d.raw(fCoapToken, t, head, size)
	}
	token := d.slice(t, head, size)
	var said coapSaid
	if off := d.coapOptions(t, head+size, &said); d.ok() && t.left(off) > 0 {
		d.coapPayload(t, off, &said)
	}
	d.coapColumns(&said, code, token)
}

// spacedHex writes bytes with spaces between them.
func spacedHex(b []byte) string {
	var s strings.Builder
	for i, c := range b {
		if i > 0 {
			s.WriteByte(' ')
		}
		s.WriteString(hex.EncodeToString([]byte{c}))
	}
	return s.String()
}

// coapOptions dissects options, which are numbered from the one before, RFC 7252 section 3.1, and returns where the payload begins.
func (d *Session) coapOptions(t *view, off int, said *coapSaid) int {
	const marker = 0xff
	number := 0
	for t.left(off) > 0 && d.ok() {
		first := d.u8(t, off)
		if off++; first == marker {
			return off
		}
		var delta, size int
		delta, off = d.coapExtended(t, off, first>>4)
		size, off = d.coapExtended(t, off, first&15)
		if delta < 0 || size < 0 {
			d.faulty()
			return t.rep
		}
		if size > t.left(off) {
			return t.rep
		}
		number += delta
		if d.need(t, off, size) {
			d.coapOption(t, off, size, number, said)
		}
		off += size
	}
	return off
}

// coapExtended reads a number of four bits that may stand for one after it; -1 is none.
func (d *Session) coapExtended(t *view, off int, n uint8) (value, next int) {
	const byByte, byWord = 13, 14
	switch {
	case n < byByte:
		return int(n), off
	case n == byByte:
		return int(d.u8(t, off)) + byByte, off + 1
	case n == byWord:
		return int(d.u16(t, off)) + 256 + byByte, off + 2
	}
	return -1, off
}

func (d *Session) coapOption(t *view, off, n, number int, said *coapSaid) {
	if of, known := coapLengths[number]; !known || n < of[0] || n > of[1] {
		d.faulty()
		return
	}
	var value uint64
	if n <= 4 {
		for _, c := range t.b[off : off+n] {
			value = value<<8 | uint64(c)
		}
	}
	text := untilZero(t.b[off : off+n])
	switch number {
	case coapHost:
		d.text(fCoapOptUriHost, t, off, n, text)
		said.host = string(validUTF8(text))
	case coapPort:
		said.port = value
	case coapPath:
		d.text(fCoapOptUriPath, t, off, n, text)
		said.path += "/" + string(validUTF8(text))
	case coapQuery:
		d.text(fCoapOptUriQuery, t, off, n, text)
		sep := "&"
		if said.query == "" {
			sep = "?"
		}
		said.query += sep + string(validUTF8(text))
	case coapFormat:
		said.format, said.hasFormat = value, true
	case coapBlock1, coapBlock2:
		const more = 8
		said.block, said.hasBlock, said.more = value>>4, true, value&more
	}
}

// coapColumns says where a message goes, and which part of a payload it carries.
func (d *Session) coapColumns(said *coapSaid, code uint8, token []byte) {
	const lastMethod, firstResponse = 0x1f, 0x40
	if len(token) > 0 {
		d.cols.append(d, ", TKN:", spacedHex(token))
	}
	where := said.host
	if where != "" {
		where = "coap://" + where
	}
	if said.port != 0 {
		where += ":" + utoa(said.port)
	}
	where += said.path
	if d.udpConn != nil && !d.inError && d.ok() && len(token) > 0 {
		asked := keptOf[coapRequests](&d.udpConn.kept)
		switch {
		case code > 0 && code <= lastMethod && len(*asked) < mostCoapRequests:
			if *asked == nil {
				*asked = make(coapRequests)
			}
			(*asked)[string(token)] = where
		case code >= firstResponse:
			where, said.query = (*asked)[string(token)], ""
		}
	}
	if where += said.query; where != "" {
		d.cols.append(d, ", ", where)
	}
	if said.hasBlock {
		end := "End of "
		if said.more != 0 || said.block == 0 {
			end = ""
		}
		d.cols.append(d, ", ", end, "Block #", utoa(said.block))
	}
}

// coapPayload names the layer of a payload.
func (d *Session) coapPayload(t *view, off int, said *coapSaid) {
	body := t.sub(off, -1)
	if said.hasBlock && (said.block > 0 || said.more != 0) {
		return
	}
	d.num(fCoapPayloadLength, t, off, body.rep, uint64(body.rep))
	kind := coapFormats[said.format]
	layer, note := "", ""
	if kind != "" {
		layer, note = mediaLayer(body.b, kind)
	}
	switch {
	case !said.hasFormat:
		d.data(&body)
		return
	case layer == "data":
		d.data(&body)
		return
	case layer == "xml":
		d.cols.setProto(d, "CoAP/XML")
	case layer == "json" || layer == "json:data-text-lines":
		d.cols.setProto(d, "CoAP/JSON")
		d.cols.append(d, ", JavaScript Object Notation")
	case kind == "application/cbor":
		layer, note = "cbor", ""
	}
	if layer == "" {
		return
	}
	for _, name := range strings.Split(layer, ":") {
		d.layerName(name)
	}
	if note != "" {
		d.cols.append(d, " (", note, ")")
	}
}
