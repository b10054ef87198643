package dissect

import (
	"encoding/binary"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	streamReaders["websocket"], readers["websocket"] = (*Session).webSocketStream, (*Session).webSocket
}

// Frames of WebSocket, RFC 6455 section 5.2.
const (
	socketContinuation = 0
	socketText         = 1
	socketBinary       = 2

	socketFinal  = 0x80
	socketMasked = 0x80
	socketShort  = 126 // the length is in the next two bytes
	socketLong   = 127 // or in eight
)

var socketNames = map[uint8]string{socketContinuation: "Continuation", socketText: "Text", socketBinary: "Binary", 8: "Connection Close", 9: "Ping", 10: "Pong"}

var socketFraming = framing.Framing{Layers: []string{"websocket"}, Column: "WebSocket", Head: 2, Length: func(b []byte) int {
	n, head := socketLength(b)
	return head + n
}}

// socketLength returns the length of a frame's payload and of its head, of which two bytes are there; without all of it the first is 0.
func socketLength(b []byte) (n, head int) {
	n, head = int(b[1]&0x7f), 2
	switch n {
	case socketShort:
		if n, head = 0, 4; len(b) >= head {
			n = int(binary.BigEndian.Uint16(b[2:]))
		}
	case socketLong:
		if n, head = 0, 10; len(b) >= head {
			n = int(min(binary.BigEndian.Uint64(b[2:]), 1<<30))
		}
	}
	if b[1]&socketMasked != 0 {
		head += 4
	}
	return n, head
}

// webSocketStream dissects the frames that a connection carries once HTTP has handed it over.
func (d *Session) webSocketStream(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	return d.framed(t, &socketFraming)
}

// socketPart is what one side has sent of a message in several frames.
type socketPart struct {
	kind    uint8
	payload []byte
}

// webSocket says in the packet list what a frame is, and names what it carries; it has no fields of its own.
func (d *Session) webSocket(t *view) {
	if d.pdus == 0 {
		d.layerName("http")
		d.layerName("websocket")
	}
	d.current = "WebSocket"
	d.cols.setProto(d, "WebSocket")
	first, second := d.u8(t, 0), d.u8(t, 1)
	if !d.ok() {
		return
	}
	name := socketNames[first&15]
	if name == "" {
		name = "Unknown Opcode"
	}
	d.cols.set(d, "WebSocket ", name)
	if first&socketFinal != 0 {
		d.cols.append(d, " [FIN] ")
	} else {
		d.cols.append(d, "[FRAGMENT]  ")
	}
	if second&socketMasked != 0 {
		d.cols.append(d, "[MASKED]")
	}
	n, head := socketLength(t.b)
	if n == 0 || !d.need(t, head, n) {
		return
	}
	payload := append([]byte(nil), t.b[head:head+n]...)
	if second&socketMasked != 0 {
		for i := range payload {
			payload[i] ^= t.b[head-4+i%4]
		}
	}
	d.socketPayload(first, second&socketMasked != 0, payload)
}

// socketPayload puts the parts of a message of one side together, and names what the whole one is; a client's are masked.
func (d *Session) socketPayload(first uint8, masked bool, payload []byte) {
	parts := keptOver[[2]socketPart](d)
	part := &parts[0]
	if masked {
		part = &parts[1]
	}
	kind := first & 15
	switch {
	case first&socketFinal == 0:
		if kind != socketContinuation {
			*part = socketPart{kind: kind}
		}
		part.payload = append(part.payload, payload[:min(len(payload), max(maxMail-len(part.payload), 0))]...)
		return
	case kind == socketContinuation && part.kind != 0:
		kind, payload = part.kind, append(part.payload, payload...)
		*part = socketPart{}
	}
	switch kind {
	case socketText:
		d.layerName("data-text-lines")
	case socketBinary:
		d.data(&view{b: payload, rep: len(payload), src: d.source()})
	}
}
