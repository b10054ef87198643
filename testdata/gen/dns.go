package main

import (
	"slices"
	"strings"
)

// dnsScene holds records that recorded captures have not, one a message, and DNS over TCP in two writes.
func dnsScene() []packet {
	s := newScene()
	ask := func(src, dst uint16, message []byte) { s.udp(end{client4, src}, end{server4, dst}, message) }
	ask(40001, 53, dnsMessage{id: 1, asks: [][]byte{question("long.example.com", 16)}}.bytes())
	for i, r := range rareRecords() {
		id := uint16(i + 1)
		s.udp(end{server4, 53}, end{client4, 40000 + id}, dnsMessage{id: id, flags: 0x8180, asks: [][]byte{question(r.name, r.kind)}, answers: [][]byte{r.bytes()}}.bytes())
	}
	for i, option := range clientSubnets {
		opt := record{"", 41, 1232, option}
		ask(41000+uint16(i), 53, dnsMessage{id: 300, asks: [][]byte{question("ecs.example.com", 1)}, more: [][]byte{opt.bytes()}}.bytes())
	}
	dnsUpdate(s)
	ask(5355, 5355, dnsMessage{id: 9, flags: 0x0500, asks: [][]byte{question("printer", 1)}}.bytes())
	dnsOverTCP(s)
	return s.packets
}

// clientSubnets are client subnet options, RFC 7871 section 6: with a whole address of both families, one cut to its
// prefix, one of no bytes and one of a family that is not assigned; and padding, RFC 7830.
var clientSubnets = [][]byte{
	{0, 8, 0, 8, 0, 1, 32, 0, 192, 0, 2, 77},
	{0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2},
	{0, 8, 0, 10, 0, 2, 48, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 1},
	{0, 8, 0, 4, 0, 1, 0, 0},
	slices.Concat([]byte{0, 8, 0, 20, 0, 2, 128, 0}, there[:]),
	{0, 8, 0, 6, 0, 3, 16, 0, 1, 2},
	{0, 12, 0, 4, 0, 0, 0, 0},
}

// rareRecords are records of the types that are seldom met, RFC 1035, 2672, 4034, 5155 and 8659.
func rareRecords() []record {
	text := func(s string) []byte { return append([]byte{byte(len(s))}, s...) }
	caa := func(flags byte, tag, value string) []byte {
		return slices.Concat([]byte{flags}, text(tag), []byte(value))
	}
	return []record{
		{"long.example.com", 16, 1, text(strings.Repeat("0123456789abcde", 17))},
		{"two.example.com", 16, 1, slices.Concat(text("v=spf1 "), text("-all"))},
		{"example.com", 257, 1, caa(0, "issue", "ca.example.net; account=7")},
		{"example.com", 257, 1, caa(128, "issuewild", ";")},
		{"example.com", 257, 1, caa(0, "iodef", "mailto:security@example.com")},
		{"example.com", 257, 1, caa(0, "future", "yes")},
		{"example.com", 2, 1, name("ns1.example.com")},
		{"example.com", 6, 1, slices.Concat(name("ns1.example.com"), name("admin.example.com"), be32(2026112200, 7200, 900, 1209600, 300))},
		{"old.example.com", 39, 1, name("new.example.com")},
		{"host.example.com", 13, 1, slices.Concat(text("AMD64"), text("LINUX"))},
		{"example.com", 43, 1, slices.Concat([]byte{0x12, 0x34, 8, 2}, make([]byte, 32))},
		{"example.com", 46, 1, slices.Concat([]byte{0, 1, 8, 2}, be32(300, 1796000000, 1795000000), []byte{0x12, 0x34}, name("example.com"), make([]byte, 64))},
		{"example.com", 47, 1, slices.Concat(name("a.example.com"), []byte{0, 1, 0x40})},
		{"example.com", 48, 1, slices.Concat([]byte{1, 1, 3, 8}, make([]byte, 64))},
		{"0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example.com", 50, 1, slices.Concat([]byte{1, 1, 0, 10, 2, 0xaa, 0xbb, 20}, make([]byte, 20), []byte{0, 1, 0x40})},
		{"caf\xe9.example.com", 1, 1, []byte{192, 0, 2, 80}},
	}
}

// dnsUpdate adds a dynamic update, RFC 2136, whose sections have other names.
func dnsUpdate(s *scene) {
	prerequisite := record{"host.example.com", 255, 255, nil}
	added := record{"host.example.com", 1, 1, []byte{192, 0, 2, 99}}
	s.udp(end{client4, 42000}, end{server4, 53}, dnsMessage{id: 77, flags: 0x2800, asks: [][]byte{question("example.com", 6)},
		answers: [][]byte{prerequisite.bytes()}, authority: [][]byte{added.bytes()}}.bytes())
}

// dnsOverTCP adds a query over TCP whose answer comes in two segments, its length first.
func dnsOverTCP(s *scene) {
	c := s.conn(end{client4, 43000}, end{server4, 53})
	c.open()
	query := dnsMessage{id: 5, flags: 0x0100, asks: [][]byte{question("a.example.com", 1)}}
	c.segment(0, psh|ack, counted(query.bytes()))
	a := record{"a.example.com", 1, 1, []byte{192, 0, 2, 1}}
	answer := counted(dnsMessage{id: 5, flags: 0x8180, asks: query.asks, answers: [][]byte{a.bytes()}}.bytes())
	c.segment(1, psh|ack, answer[:2])
	c.segment(1, psh|ack, answer[2:])
	c.close()
}

// counted puts the length before a message, RFC 1035 section 4.2.2.
func counted(message []byte) string {
	return string(append(be.AppendUint16(nil, uint16(len(message))), message...))
}

// A dnsMessage is a message of RFC 1035 section 4.1.
type dnsMessage struct {
	id, flags                      uint16
	asks, answers, authority, more [][]byte
}

func (m dnsMessage) bytes() []byte {
	b := be.AppendUint16(nil, m.id)
	b = be.AppendUint16(b, m.flags)
	sections := [][][]byte{m.asks, m.answers, m.authority, m.more}
	for _, s := range sections {
		b = be.AppendUint16(b, uint16(len(s)))
	}
	return append(b, slices.Concat(slices.Concat(sections...)...)...)
}

func question(host string, kind uint16) []byte {
	return append(be.AppendUint16(name(host), kind), 0, 1)
}

// A record is a resource record that lives for 300 seconds.
type record struct {
	name        string
	kind, class uint16
	data        []byte
}

func (r record) bytes() []byte {
	b := be.AppendUint16(name(r.name), r.kind)
	b = be.AppendUint16(b, r.class)
	ttl := uint32(300)
	if r.kind == 41 { // there these are flags, RFC 6891 section 6.1.3
		ttl = 0
	}
	b = be.AppendUint32(b, ttl)
	b = be.AppendUint16(b, uint16(len(r.data)))
	return append(b, r.data...)
}

// name writes a domain name without compression.
func name(host string) []byte {
	var b []byte
	for label := range strings.SplitSeq(host, ".") {
		if label != "" {
			b = append(append(b, byte(len(label))), label...)
		}
	}
	return append(b, 0)
}

func be32(words ...uint32) (b []byte) {
	for _, w := range words {
		b = be.AppendUint32(b, w)
	}
	return b
}
