package talk

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
)

// A Request is a question that one end asked another, and its answer where there is one.
type Request struct {
	Protocol string        `col:"protocol"` // "HTTP", "DNS", "LLMNR", "TLS", "SMB", "SMB2" or "ICMP"
	Time     time.Time     `col:"datetime,omitzero"`
	Client   netip.Addr    `col:"client"`
	Server   netip.Addr    `col:"server"`
	Port     int           `col:"port,omitzero"` // the server's
	Asks     string        `col:"asks"`          // "GET http://…", "A www.example.org", the name in a ClientHello, "Create Request File: a.txt", "echo 1"
	Answer   string        `col:"answer,omitzero"`
	Took     time.Duration `col:"took,omitzero"`              // from the question's packet to the answer's
	Size     int           `col:"size,omitzero" unit:"bytes"` // of the answer: HTTP's body, the DNS message, what SMB2 read, the reply's data
	Packet   int           `col:"packet"`                     // number of the question's packet
	Answered int           `col:"answer_packet,omitzero"`     // number of the answer's packet
}

// The fields of requests, to filter, sort, group and plot by.
var (
	// ReqProtocol is what was asked in: "HTTP", "DNS", "LLMNR", "TLS", "SMB", "SMB2" or "ICMP".
	ReqProtocol = pcapnb.NewOptionalKey("protocol", func(r Request) (string, bool) { return r.Protocol, true })
	// ReqTime is when it was asked.
	ReqTime = pcapnb.NewOptionalKey("datetime", func(r Request) (time.Time, bool) { return r.Time, !r.Time.IsZero() })
	// ReqClient is who asked.
	ReqClient = pcapnb.NewOptionalKey("client", func(r Request) (netip.Addr, bool) { return r.Client, true })
	// ReqServer is who was asked.
	ReqServer = pcapnb.NewOptionalKey("server", func(r Request) (netip.Addr, bool) { return r.Server, true })
	// ReqAsks is what was asked.
	ReqAsks = pcapnb.NewOptionalKey("asks", func(r Request) (string, bool) { return r.Asks, true })
	// ReqAnswer is what was answered; questions without an answer lack it.
	ReqAnswer = pcapnb.NewOptionalKey("answer", func(r Request) (string, bool) { return r.Answer, r.Answered != 0 })
	// ReqTook is how long the answer took, in seconds.
	ReqTook = pcapnb.NewOptionalMeasure("took", "seconds", func(r Request) (float64, bool) { return r.Took.Seconds(), r.Answered != 0 })
	// ReqSize is the size of the answer.
	ReqSize = pcapnb.NewOptionalNumber("size", "bytes", func(r Request) (int, bool) { return r.Size, r.Answered != 0 && r.Size > 0 })
)

// RequestList are requests in an order: an ordinary slice with the verbs as methods.
type RequestList []Request

// Head returns the first n requests, or all where there are fewer.
func (rs RequestList) Head(n int) RequestList { return pcapnb.Head(rs, n) }

// Filter returns the requests that match all of conds.
func (rs RequestList) Filter(conds ...pcapnb.Cond[Request]) RequestList {
	return pcapnb.Filter(rs, conds...)
}

// SortDesc returns the requests in descending order of fields. Ties keep their order, missing comes last.
func (rs RequestList) SortDesc(fields ...pcapnb.Field[Request]) RequestList {
	return pcapnb.SortDesc(rs, fields...)
}

// Select returns a table of the requests with one column a field.
func (rs RequestList) Select(fields ...pcapnb.Field[Request]) *pcapnb.Table {
	return pcapnb.Select(rs, fields...)
}

// Table returns the requests as a table.
func (rs RequestList) Table() *pcapnb.Table { return pcapnb.TableOf([]Request(rs)) }

// String returns the requests as text, aligned in columns.
func (rs RequestList) String() string { return rs.Table().String() }

// HTML returns the requests as a plain <table>, everything in it escaped.
func (rs RequestList) HTML() string { return rs.Table().HTML() }

// Requests returns what was asked in the packets in order: HTTP requests, DNS and LLMNR questions, TLS handshakes, SMB
// requests and pings. The answer is the one among the packets that Wireshark finds (http.request_in, dns.response_to, smb.response_to,
// smb2.response_to, icmp.resp_to); of TLS it is the ServerHello of the same stream. A question that is sent again is not asked twice. DNS
// by multicast is left out: anybody may answer there. What SMB asks and answers is in the words of Wireshark's Info column.
func Requests[S Source](ps S) RequestList { return requests(ps) }

func requests(source any) RequestList {
	a := asker{open: make(map[[2]int][]int)}
	a.session = sessionOf(source, requestFields...)
	a.session.KeepDNS()
	a.session.KeepHTTP()
	eachOf(source, a.read)
	if len(a.said) > 0 {
		a.quoteInfo(source)
	}
	return a.found
}

// read takes the next packet.
func (a *asker) read(p pcapnb.Packet) {
	f := frameOf(p)
	a.session.Dissect(&f, &a.out)
	a.packet, a.answers, a.bodies = p, a.session.DNS(), a.session.HTTPBodies()
	a.nth, a.smbs = a.nth+1, 0
	for _, m := range messagesOf(&a.out) {
		a.message(m)
		if quotesPacket(m) {
			break // what follows is what the error quotes
		}
	}
}

func (a *asker) message(m message) {
	switch {
	case m["http.request.method"] != nil:
		uri := m.text("http.request.full_uri")
		if uri == "" {
			uri = m.text("http.request.uri")
		}
		a.ask(askHTTP, a.packet.Number(), "HTTP", m.text("http.request.method")+" "+uri)
	case m["http.response.code"] != nil:
		a.answer(askHTTP, m.number("http.request_in"), strings.TrimSpace(m.text("http.response.code")+" "+m.text("http.response.phrase")), a.bodySize(m))
	case m["dns.id"] != nil:
		a.dns(m)
	case m["tls.handshake.type"] != nil:
		a.tls(m)
	case m["smb.flags"] != nil:
		a.smb(m, "SMB", askSMB+m.number("smb.mid")<<16, "smb")
	case m["smb2.header_len"] != nil:
		a.smb(m, "SMB2", askSMB2+m.number("smb2.msg_id")<<16, "smb2")
	case m["icmp.type"] != nil, m["icmpv6.type"] != nil:
		a.ping(m)
	}
}

func fieldIDs(names []string) []dissect.ID {
	var ids []dissect.ID
	for _, name := range names {
		if id, ok := dissect.Lookup(name); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

// requestFields are what a message is told by. Of each message the first of them comes first.
var requestFields = []string{"http.request.method", "http.request.uri", "http.request.full_uri", "http.response.code", "http.response.phrase",
	"http.content_length", "http.file_data", "http.request_in", "dns.id", "dns.flags.response", "dns.flags.rcode", "dns.qry.name", "dns.qry.type",
	"dns.response_to", "dns.retransmission", "tls.handshake.type", "tls.handshake.version", "tls.handshake.extensions_server_name",
	"tls.handshake.extensions.supported_version", "icmp.type", "icmp.seq", "icmp.resp_to", "smb.flags", "smb.flags.response", "smb.mid", "smb.response_to",
	"smb2.header_len", "smb2.nt_status", "smb2.flags.response", "smb2.msg_id", "smb2.response_to", "smb2.read_length", "icmpv6.type", "icmpv6.echo.sequence_number", "icmpv6.resp_to"}

// A message is the values of one message's fields, by name.
type message map[string]*dissect.Value

// messagesOf cuts the fields of a packet into messages.
func messagesOf(out *dissect.Fields) []message {
	var all []message
	for i := range out.Values {
		v := &out.Values[i]
		name := v.ID.String()
		switch name {
		case "http.request.method", "http.response.code", "dns.id", "tls.handshake.type", "smb.flags", "smb2.header_len", "icmp.type", "icmpv6.type":
			all = append(all, message{})
		}
		if len(all) > 0 {
			if m := all[len(all)-1]; m[name] == nil {
				m[name] = v
			}
		}
	}
	return all
}

func (m message) text(name string) string {
	if v := m[name]; v != nil {
		return v.Text()
	}
	return ""
}

func (m message) number(name string) int {
	if v := m[name]; v != nil {
		return int(v.N)
	}
	return 0
}

// asker matches answers to questions.
type asker struct {
	found        RequestList
	open         map[[2]int][]int // by protocol and packet or stream: the questions without an answer
	packet       pcapnb.Packet
	lastAnswered int                  // the question that was answered last
	answers      []dissect.DNSMessage // of the packet, not looked at yet
	bodies       []dissect.HTTPBody
	nth          int       // how many packets were read
	smbs         int       // SMB messages of the packet so far
	said         []smbSaid // what was said in SMB
	session      *dissect.Session
	out          dissect.Fields
}

const (
	askHTTP = iota
	askDNS  // and 65536 times the message's number
	askTLS
	askICMP
	askSMB  // and 65536 times the message's number
	askSMB2 // likewise
)

// bodySize returns the length of the body of m, which http.file_data shows up to its first zero only.
func (a *asker) bodySize(m message) int {
	shown := m["http.file_data"]
	if shown == nil {
		return m.number("http.content_length")
	}
	for i, b := range a.bodies {
		if bytes.HasPrefix(b.Data, shown.B) {
			a.bodies = a.bodies[i+1:]
			return len(b.Data)
		}
	}
	return len(shown.B)
}

// quotesPacket tells whether a message is an error that quotes another packet (RFC 792, RFC 4443 section 2.1).
func quotesPacket(m message) bool {
	if m["icmpv6.type"] != nil {
		return m.number("icmpv6.type") < 128
	}
	kind := m.number("icmp.type")
	return kind == 3 || kind == 4 || kind == 5 || kind == 11 || kind == 12
}

func (a *asker) ask(kind, key int, protocol, asks string) {
	p := a.packet
	a.open[[2]int{kind, key}] = append(a.open[[2]int{kind, key}], len(a.found))
	a.found = append(a.found, Request{Protocol: protocol, Time: p.Time(), Client: p.IPSrc(), Server: p.IPDst(), Port: p.PortDst(), Asks: asks, Packet: p.Number()})
}

// answer gives the first open question of that kind and key its answer, and tells whether there is one.
func (a *asker) answer(kind, key int, answer string, size int) bool {
	at := [2]int{kind, key}
	open := a.open[at]
	if len(open) == 0 {
		return false
	}
	a.open[at] = open[1:]
	r := &a.found[open[0]]
	if kind == askHTTP && strings.HasPrefix(r.Asks, "HEAD ") {
		size = 0 // its Content-Length is of a body that is not sent (RFC 9110 §9.3.2)
	}
	r.Answer, r.Size, r.Answered, r.Took = answer, size, a.packet.Number(), a.packet.Time().Sub(r.Time)
	a.lastAnswered = open[0]
	return true
}

func (a *asker) dns(m message) {
	p := a.packet
	var said dissect.DNSMessage
	if len(a.answers) > 0 {
		said, a.answers = a.answers[0], a.answers[1:]
	}
	if said.Protocol == "mdns" || p.PortDst() == 5353 || p.PortSrc() == 5353 {
		return
	}
	protocol := "DNS"
	if said.Protocol == "llmnr" {
		protocol = "LLMNR"
	}
	kind := askDNS + m.number("dns.id")<<16
	if m.number("dns.flags.response") == 0 {
		if m["dns.retransmission"] == nil {
			kindOf := dissect.DNSRecord{Type: uint16(m.number("dns.qry.type"))}
			a.ask(kind, p.Number(), protocol, strings.TrimSpace(kindOf.TypeName()+" "+m.text("dns.qry.name")))
		}
		return
	}
	var data []string
	for _, r := range said.Records[:said.Answers] {
		data = append(data, r.Data)
	}
	answer := strings.Join(data, ", ")
	if answer == "" {
		answer = rcodeText(m.number("dns.flags.rcode"))
	}
	a.answer(kind, m.number("dns.response_to"), answer, p.PayloadLen())
}

// rcodeText names the response codes of RFC 1035 section 4.1.1.
func rcodeText(code int) string {
	if code < 6 {
		return [...]string{"no record", "format error", "server failure", "no such name", "not implemented", "refused"}[code]
	}
	return fmt.Sprintf("error %d", code)
}

func (a *asker) tls(m message) {
	stream := a.packet.TCPStream()
	if stream < 0 {
		return // of QUIC
	}
	switch m.number("tls.handshake.type") {
	case 1: // ClientHello, RFC 8446 section 4.1.2
		a.ask(askTLS, stream, "TLS", m.text("tls.handshake.extensions_server_name"))
	case 2: // ServerHello
		version := m.number("tls.handshake.extensions.supported_version")
		if version == 0 {
			version = m.number("tls.handshake.version")
		}
		a.answer(askTLS, stream, tlsVersion(version), 0)
	}
}

// tlsVersion names TLS's versions (RFC 8446 section 4.2.1).
func tlsVersion(v int) string {
	switch {
	case v == 0x0300:
		return "SSL 3.0"
	case v > 0x0300 && v <= 0x0304:
		return fmt.Sprintf("TLS 1.%d", v-0x0301)
	}
	return fmt.Sprintf("version 0x%04x", v)
}

func (a *asker) ping(m message) {
	kind, six := m.number("icmp.type"), m["icmpv6.type"] != nil
	if six {
		kind = m.number("icmpv6.type")
	}
	size := max(a.packet.PayloadLen(), 0)
	switch {
	case kind == 8 && !six, kind == 128 && six:
		a.ask(askICMP, a.packet.Number(), "ICMP", fmt.Sprintf("echo %d", m.number("icmp.seq")+m.number("icmpv6.echo.sequence_number")))
	case kind == 0 && !six, kind == 129 && six:
		a.answer(askICMP, m.number("icmp.resp_to")+m.number("icmpv6.resp_to"), "reply", size)
	}
}
