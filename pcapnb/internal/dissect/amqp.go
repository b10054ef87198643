package dissect

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() { streamReaders["amqp"], readers["amqp"] = (*Session).amqpStream, (*Session).amqp }

// Versions of AMQP, each a protocol of its own.
const (
	amqpUnknown = iota
	amqp09
	amqp010
	amqp10
)

// amqpState is the version that a connection speaks, and the type of the body on each channel.
type amqpState struct {
	version int
	types   map[uint16]string
}

// amqpFramings cut the streams of the versions: AMQP 0-9-1 section 2.3.5, AMQP 0-10 section 2.4, AMQP 1.0 part 2 section 2.3.1.
var amqpFramings = map[int]*framing.Framing{
	amqp09:  {Layers: []string{"amqp"}, Column: "AMQP", Head: 7, Clear: true, Length: amqpLength(func(b []byte) int { return 8 + int(binary.BigEndian.Uint32(b[3:])&0x7fffffff) })},
	amqp010: {Layers: []string{"amqp"}, Column: "AMQP", Head: 8, Clear: true, Length: amqpLength(func(b []byte) int { return int(be16(b[2:])) })},
	amqp10:  {Layers: []string{"amqp"}, Column: "AMQP", Head: 8, Clear: true, Length: amqpLength(func(b []byte) int { return int(binary.BigEndian.Uint32(b) & 0x7fffffff) })},
}

const (
	amqpGreeting = 8 // bytes
	amqpEnd      = 0xce
	amqpTunnel   = 110 // a class that names one method only
)

func greetsAMQP(b []byte) bool { return bytes.HasPrefix(b, []byte("AMQP")) }

// amqpLength is the length of a frame, or of the greeting in its place.
func amqpLength(frame func([]byte) int) func([]byte) int {
	return func(b []byte) int {
		if greetsAMQP(b) {
			return amqpGreeting
		}
		return frame(b)
	}
}

// amqpVersion tells the version from the first bytes of a connection. As in Wireshark the greeting of 0-9-1 says nothing.
func amqpVersion(b []byte) int {
	const offset = 2 // words of a frame's head in 1.0
	if greetsAMQP(b) {
		switch {
		case b[6] == 0 && b[7] == 9:
			return amqp09
		case b[5] == 1 && b[6] == 0 && b[7] == 10:
			return amqp010
		case b[5] == 1 && b[6] == 0 && b[7] == 0:
			return amqp10
		}
		return amqpUnknown
	}
	if n := amqpFramings[amqp09].Length(b); n <= len(b) && b[n-1] == amqpEnd {
		return amqp09
	}
	if b[4] == offset {
		return amqp10
	}
	return amqp010
}

// amqpStream finds out the version and cuts the stream into frames.
func (d *Session) amqpStream(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	state := keptOver[amqpState](d)
	if state.version == amqpUnknown {
		if len(t.b) < amqpGreeting && d.canAsk {
			d.cols.clear(d)
			return 0, needSegment
		}
		if len(t.b) >= amqpGreeting {
			state.version = amqpVersion(t.b)
		}
	}
	if state.version == amqpUnknown {
		d.cols.setProto(d, "AMQP")
		d.cols.set(d, "AMQP (unknown version)")
		return len(t.b), 0
	}
	return d.framed(t, amqpFramings[state.version])
}

// amqp dissects a frame.
func (d *Session) amqp(t *view) {
	d.beginPDU(fAmqp, t)
	d.current = "AMQP"
	d.cols.setProto(d, "AMQP")
	state := keptOver[amqpState](d)
	switch {
	case greetsAMQP(t.b):
		d.amqpGreeting(t, state.version)
	case state.version == amqp09:
		d.amqp09(t, state)
	case state.version == amqp010:
		d.amqp010(t)
	default:
		d.amqp10(t)
	}
}

func (d *Session) amqpGreeting(t *view, version int) {
	const tls = 2
	if !d.need(t, 0, amqpGreeting) {
		return
	}
	v := t.b[4:]
	d.asciiBytes(fAmqpInitProtocol, t, 0, 4, t.b[:4])
	switch {
	case version == amqp010:
		d.cols.append(d, "Protocol-Header 0-10 ")
	case version == amqp10 && v[0] == tls:
		d.cols.append(d, "Protocol-Header(TLS) ", utoa(v[1]), "-", utoa(v[2]), "-", utoa(v[3]), " ")
	case version == amqp10:
		d.cols.append(d, "Protocol-Header ", utoa(v[1]), "-", utoa(v[2]), "-", utoa(v[3]), " ")
	default:
		d.cols.append(d, "Protocol-Header ", utoa(v[1]), "-", utoa(v[2]), "-", utoa(v[3]))
	}
}

// amqpMethods are the methods of 0-9-1, and their arguments, AMQP 0-9-1 section 1: o, w, d and q are numbers of 1, 2, 4 and 8 bytes,
// s a short text, l a long one, t a table. Texts that are fields have the letters of amqpTexts.
const amqpMethods = `10.10 Connection.Start ootll
10.11 Connection.Start-Ok tsls
10.20 Connection.Secure l
10.21 Connection.Secure-Ok l
10.30 Connection.Tune wdw
10.31 Connection.Tune-Ok wdw
10.40 Connection.Open Vso
10.41 Connection.Open-Ok s
10.42 Connection.Redirect ss
10.50 Connection.Close wEww
10.51 Connection.Close-Ok
10.60 Connection.Blocked s
10.61 Connection.Unblocked
20.10 Channel.Open s
20.11 Channel.Open-Ok l
20.20 Channel.Flow o
20.21 Channel.Flow-Ok o
20.40 Channel.Close wEww
20.41 Channel.Close-Ok
20.50 Channel.Resume s
20.60 Channel.Ping
20.70 Channel.Pong
20.80 Channel.Ok
30.10 Access.Request so
30.11 Access.Request-Ok w
40.10 Exchange.Declare wXsot
40.11 Exchange.Declare-Ok
40.20 Exchange.Delete wXo
40.21 Exchange.Delete-Ok
40.30 Exchange.Bind wDSKot
40.31 Exchange.Bind-Ok
40.40 Exchange.Unbind wDSKot
40.51 Exchange.Unbind-Ok
50.10 Queue.Declare wQot
50.11 Queue.Declare-Ok Qdd
50.20 Queue.Bind wQXKot
50.21 Queue.Bind-Ok
50.30 Queue.Purge wQo
50.31 Queue.Purge-Ok d
50.40 Queue.Delete wQo
50.41 Queue.Delete-Ok d
50.50 Queue.Unbind wQXRt
50.51 Queue.Unbind-Ok
60.10 Basic.Qos dwo
60.11 Basic.Qos-Ok
60.20 Basic.Consume wQcot
60.21 Basic.Consume-Ok c
60.30 Basic.Cancel co
60.31 Basic.Cancel-Ok c
60.40 Basic.Publish wXRo
60.50 Basic.Return wexr
60.60 Basic.Deliver cnoXR
60.70 Basic.Get wQo
60.71 Basic.Get-Ok noXRd
60.72 Basic.Get-Empty s
60.80 Basic.Ack no
60.90 Basic.Reject no
60.100 Basic.Recover-Async o
60.110 Basic.Recover o
60.111 Basic.Recover-Ok
60.120 Basic.Nack no
70.10 File.Qos
70.11 File.Qos-Ok
70.20 File.Consume
70.21 File.Consume-Ok
70.30 File.Cancel
70.31 File.Cancel-Ok
70.40 File.Open
70.41 File.Open-Ok
70.50 File.Stage
70.60 File.Publish
70.70 File.Return
70.80 File.Deliver
70.90 File.Ack
70.100 File.Reject
80.10 Stream.Qos
80.11 Stream.Qos-Ok
80.20 Stream.Consume
80.21 Stream.Consume-Ok
80.30 Stream.Cancel
80.31 Stream.Cancel-Ok
80.40 Stream.Publish
80.50 Stream.Return
80.60 Stream.Deliver
85.10 Confirm.Select o
85.11 Confirm.Select-Ok
90.10 Tx.Select
90.11 Tx.Select-Ok
90.20 Tx.Commit
90.21 Tx.Commit-Ok
90.30 Tx.Rollback
90.31 Tx.Rollback-Ok
100.10 Dtx.Select
100.11 Dtx.Select-Ok
100.20 Dtx.Start
100.21 Dtx.Start-Ok
110.10 Tunnel.Request`

// amqpTexts are short texts that are fields, and how the packet list labels them.
var amqpTexts = map[rune]struct {
	id    ID
	label string
}{'X': {fAmqpMethodArgumentsExchange, "x="}, 'R': {fAmqpMethodArgumentsRoutingKey, "rk="}, 'Q': {fAmqpMethodArgumentsQueue, "q="},
	'V': {fAmqpMethodArgumentsVirtualHost, "vhost="}, 'E': {fAmqpMethodArgumentsReplyText, "reply="}, 'D': {noField, "dx="},
	'S': {noField, "sx="}, 'K': {fAmqpMethodArgumentsRoutingKey, "bk="}, 'c': {fAmqpMethodArgumentsConsumerTag, ""},
	'e': {fAmqpMethodArgumentsReplyText, ""}, 'x': {fAmqpMethodArgumentsExchange, ""}, 'r': {fAmqpMethodArgumentsRoutingKey, ""}, 's': {}}

type amqpMethod struct{ name, arguments string }

var amqpMethodsBy, amqpClasses = amqpTable()

// amqpTable reads amqpMethods, by the numbers of class and method, and the names of the classes.
func amqpTable() (methods map[uint32]amqpMethod, classes map[uint16]string) {
	methods, classes = make(map[uint32]amqpMethod), make(map[uint16]string)
	for _, line := range strings.Split(amqpMethods, "\n") {
		var class, method uint16
		var m amqpMethod
		fmt.Sscanf(line, "%d.%d %s %s", &class, &method, &m.name, &m.arguments)
		methods[uint32(class)<<16|uint32(method)] = m
		classes[class], _, _ = strings.Cut(m.name, ".")
	}
	return methods, classes
}

// amqp09 dissects a frame of 0-9-1, section 4.2.3.
func (d *Session) amqp09(t *view, state *amqpState) {
	const head, method, header, body, heartbeat = 7, 1, 2, 3, 8
	kind := d.uint(fAmqpType, t, 0, 1)
	channel := uint16(d.uint(fAmqpChannel, t, 1, 2))
	size := int(d.uint(fAmqpLength, t, 3, 4))
	payload := t.sub(head, size)
	switch kind {
	case method:
		d.amqpMethod(&payload)
	case header:
		d.amqpHeader(&payload, channel, state)
	case body:
		d.cols.append(d, "Content-Body ")
		if d.need(t, head, size) {
			d.raw(fAmqpPayload, t, head, size)
			d.amqpBody(&payload, state.types[channel])
		}
	case heartbeat:
		d.cols.append(d, "Heartbeat ")
	}
}

func (d *Session) amqpMethod(t *view) {
	class := d.uint(fAmqpMethodClass, t, 0, 2)
	if amqpClasses[uint16(class)] == "" {
		return
	}
	method := d.uint(fAmqpMethodMethod, t, 2, 2)
	m := amqpMethodsBy[uint32(class)<<16|uint32(method)]
	if m.name == "" && class != amqpTunnel {
		d.cols.append(d, amqpClasses[uint16(class)], ".Unknown (", utoa(method), ") ")
	}
	if m.name == "" {
		return
	}
	d.cols.append(d, m.name, " ")
	off := 4
	for _, kind := range m.arguments {
		off = d.amqpArgument(t, off, kind)
	}
}

// amqpArgument dissects an argument of a method and returns where it ends.
func (d *Session) amqpArgument(t *view, off int, kind rune) int {
	switch kind {
	case 'o', 'w', 'd', 'q':
		n := map[rune]int{'o': 1, 'w': 2, 'd': 4, 'q': 8}[kind]
		d.need(t, off, n)
		return off + n
	case 'n':
		d.uint(fAmqpMethodArgumentsDeliveryTag, t, off, 8)
		return off + 8
	case 'l', 't':
		n := int(d.u32(t, off))
		d.need(t, off+4, n)
		return off + 4 + n
	}
	n := int(d.u8(t, off))
	text := untilZero(d.slice(t, off+1, n))
	if of := amqpTexts[kind]; d.ok() {
		if of.id != noField {
			d.text(of.id, t, off+1, n, text)
		}
		if of.label != "" {
			d.cols.append(d, of.label, string(validUTF8(text)), " ")
		}
	}
	return off + 1 + n
}

// amqpHeader dissects what comes before a body, section 4.2.6.1: what type it has.
func (d *Session) amqpHeader(t *view, channel uint16, state *amqpState) {
	const basic, typed, flags, properties = 60, 0x8000, 12, 14
	d.cols.append(d, "Content-Header ")
	class := d.uint(fAmqpHeaderClass, t, 0, 2)
	d.need(t, 0, properties)
	delete(state.types, channel)
	if class != basic || d.u16(t, flags)&typed == 0 {
		return
	}
	n := int(d.u8(t, properties))
	text := string(validUTF8(untilZero(d.slice(t, properties+1, n))))
	if !d.ok() {
		return
	}
	d.cols.append(d, "type=", text, " ")
	if state.types == nil {
		state.types = make(map[uint16]string)
	}
	state.types[channel] = strings.ToLower(text)
}

// amqpBody names the layer of a body whose type a header said.
func (d *Session) amqpBody(t *view, kind string) {
	if kind == "" {
		return
	}
	layer, note := mediaLayer(t.b, kind)
	switch {
	case layer == "data":
		d.data(t)
		return
	case layer == "media" || layer == "mime_multipart":
		return
	case layer == "xml":
		d.cols.setProto(d, "AMQP/XML")
	case isJSON(kind):
		d.cols.setProto(d, "AMQP/JSON")
		d.cols.append(d, ", JavaScript Object Notation")
	}
	for _, name := range strings.Split(layer, ":") {
		d.layerName(name)
	}
	if note != "" {
		d.cols.append(d, " (", note, ")")
	}
}

// Performatives of 1.0 by their descriptors, part 2 section 2.7 and part 5 section 5.3.3.
var (
	amqpPerformatives = []string{"open", "begin", "attach", "flow", "transfer", "disposition", "detach", "end", "close"}
	amqpSASL          = []string{"sasl.mechanisms", "sasl.init", "sasl.challenge", "sasl.response", "sasl.outcome"}
)

// amqp10 names a frame of 1.0, part 2 section 2.3.
func (d *Session) amqp10(t *view) {
	const head, described, small, first, firstSASL = 8, 0, 0x53, 0x10, 0x40
	d.uint(fAmqpLength, t, 0, 4)
	off := 4 * int(d.u8(t, 4))
	kind := d.uint(fAmqpType, t, 5, 1)
	d.uint(fAmqpChannel, t, 6, 2)
	if !d.need(t, 0, head) {
		return
	}
	if t.rep == head {
		d.cols.append(d, "(empty)")
		return
	}
	code, name := -1, ""
	if d.u8(t, off) == described && d.u8(t, off+1) == small {
		code = int(d.u8(t, off+2))
	}
	switch {
	case !d.ok():
		return
	case kind == 1:
		name = nameIn(amqpSASL, uint32(code-firstSASL), "<invalid SASL method>")
	default:
		name = nameIn(amqpPerformatives, uint32(code-first), "<invalid AMQP performative>")
	}
	d.cols.append(d, name, " ")
}

// amqpCommands are the controls and commands of 0-10 by their classes, from 1, after the name of the class.
var amqpCommands = [...]string{1: "connection start start-ok secure secure-ok tune tune-ok open open-ok redirect heartbeat close close-ok",
	"session attach attached detach detached request-timeout timeout command-point expected confirmed completed known-completed flush gap",
	"execution sync result exception", "message transfer accept reject release acquire resume subscribe cancel set-flow-mode flow flush stop",
	"tx", "dtx select start end commit forget get-timeout prepare recover rollback set-timeout", "exchange declare delete query bind unbind bound",
	"queue declare delete purge query", "file qos qos-ok consume consume-ok cancel open open-ok stage publish return deliver ack reject",
	"stream qos qos-ok consume consume-ok cancel publish return deliver"}

// amqp010 names a frame of 0-10, section 2.4.1, by its control or command.
func (d *Session) amqp010(t *view) {
	const head, control, command = 12, 0, 1
	kind := d.uint(fAmqpType, t, 1, 1)
	d.uint(fAmqpLength, t, 2, 2)
	d.uint(fAmqpChannel, t, 6, 2)
	if kind != control && kind != command || !d.need(t, head, 2) {
		return
	}
	class, method := int(t.b[head]), int(t.b[head+1])
	if class == 0 || class >= len(amqpCommands) {
		return
	}
	names := strings.Fields(amqpCommands[class])
	if method == 0 || method >= len(names) {
		d.cols.append(d, "<invalid ", names[0], " method> ")
		return
	}
	d.cols.append(d, names[0], ".", names[method], " ")
}
