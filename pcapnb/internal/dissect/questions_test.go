package dissect_test

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestQuestions makes messages of DNS with records of many types, right and wrong ones, over UDP and, in pieces, over TCP. Of 1,000
// cells two may differ, those of records whose length is wrong.
func TestQuestions(t *testing.T) {
	const most = 2e-3
	var packets []made
	now := int64(1_000_000_000e9)
	add := func(frame []byte) {
		now += 10e6
		packets = append(packets, made{time: now, data: frame})
	}
	for n := range 1500 {
		r := rand.New(rand.NewPCG(uint64(n), 3))
		q := &question{r: r, id: uint16(r.IntN(40))}
		query, answer := q.message(false), q.message(true)
		port := oneOf[uint16](r, 53, 53, 53, 5353, 5355)
		client := uint16(30000 + r.IntN(50))
		if r.IntN(4) > 0 {
			add(udpFrame(client, port, query))
			add(etherFrame(0x0800, ipv4Packet("198.51.100.20", "192.0.2.10", 17, udpDatagram(port, client, answer))))
			continue
		}
		near, far := connection(uint16(10000+n), 53, 1, 1)
		for _, frame := range handshake(near, far) {
			add(frame)
		}
		sent := append(size16(len(query)), query...)
		for at := 0; at < len(sent); {
			n := min(1+r.IntN(len(sent)), len(sent)-at)
			add(near.data(1+at, 1, string(sent[at:at+n])))
			at += n
		}
		add(far.data(1, 1+len(sent), string(append(size16(len(answer)), answer...))))
	}
	almostAsTshark(t, most, packets, "dns", "mdns", "llmnr", "udp", "tcp.segment", "tcp.reassembled", "tcp.pdu", "data", "_ws.col", "frame.protocols")
}

// A question makes a query and its answer.
type question struct {
	r      *rand.Rand
	id     uint16
	places []int // in the message, where names begin
	b      []byte
}

func (q *question) message(answer bool) []byte {
	r := q.r
	q.b, q.places = nil, nil
	flags := oneOf[uint16](r, 0x0100, 0x0100, 0, 0x0110, 0x0120, 0x0900, 0x1000, 0x2000, 0x2800, 0x3000, 0x7800)
	if answer {
		flags |= 0x8000 | oneOf[uint16](r, 0x80, 0x480, 0x400, 0, 0x40, 0x20) | oneOf[uint16](r, 0, 0, 0, 1, 2, 3, 5, 9, 16&15, 11, 15)
	}
	counts := [4]uint16{1}
	if r.IntN(12) == 0 {
		counts[0] = uint16(r.IntN(3))
	}
	if answer {
		counts = [4]uint16{1, uint16(r.IntN(4)), uint16(r.IntN(2)), uint16(r.IntN(3))}
	} else if r.IntN(3) == 0 {
		counts[3] = 1
	}
	for _, v := range []uint16{q.id, flags, counts[0], counts[1], counts[2], counts[3]} {
		q.b = binary.BigEndian.AppendUint16(q.b, v)
	}
	for range counts[0] {
		q.name()
		q.b = binary.BigEndian.AppendUint16(q.b, q.kind())
		q.b = binary.BigEndian.AppendUint16(q.b, oneOf[uint16](r, 1, 1, 1, 3, 255, 0x8001, 254))
	}
	for range counts[1] + counts[2] + counts[3] {
		q.record()
	}
	if r.IntN(30) == 0 {
		q.b = q.b[:12+r.IntN(len(q.b)-12+1)]
	}
	if r.IntN(30) == 0 {
		q.b = append(q.b, "trailing"...)
	}
	return q.b
}

func (q *question) kind() uint16 {
	r := q.r
	if r.IntN(6) == 0 {
		return oneOf(r, uint16(r.IntN(110)), uint16(65400+r.IntN(10)), uint16(256+r.IntN(40)))
	}
	return oneOf[uint16](r, 1, 28, 5, 2, 15, 16, 6, 12, 33, 65, 64, 255, 43, 46, 47, 48, 50, 51, 52, 257, 13, 35, 99, 29, 44, 18, 39, 41)
}

// name writes a name, which may end in another one.
func (q *question) name() {
	r := q.r
	at := len(q.b)
	for range r.IntN(4) {
		label := oneOf(r, "www", "example", "org", "a", "_tcp", "xn--caf-dma", "UPPER", "with space", "d.ot", "*", strings.Repeat("l", 63), "caf\xc3\xa9", "b\\s")
		q.b = append(append(q.b, byte(len(label))), label...)
	}
	if len(q.places) > 0 && r.IntN(2) == 0 {
		to := q.places[r.IntN(len(q.places))]
		if r.IntN(40) == 0 {
			to = r.IntN(600)
		}
		q.b = append(q.b, 0xc0|byte(to>>8), byte(to))
	} else {
		q.b = append(q.b, 0)
	}
	q.places = append(q.places, at)
}

func (q *question) record() {
	r := q.r
	q.name()
	kind := q.kind()
	q.b = binary.BigEndian.AppendUint16(q.b, kind)
	class := oneOf[uint16](r, 1, 1, 1, 1, 0x8001, 3, 255, 254)
	if kind == 41 {
		class = 4096
	}
	q.b = binary.BigEndian.AppendUint16(q.b, class)
	q.b = binary.BigEndian.AppendUint32(q.b, oneOf[uint32](r, 0, 60, 3600, 86400, 0x80000000, 0x7fffffff, 90061))
	q.b = append(q.b, 0, 0)
	at := len(q.b)
	q.data(kind)
	n := len(q.b) - at
	if r.IntN(25) == 0 {
		n = max(0, n+r.IntN(7)-3)
	}
	binary.BigEndian.PutUint16(q.b[at-2:], uint16(n))
}

func (q *question) bytes(n int) {
	for range n {
		q.b = append(q.b, byte(q.r.IntN(256)))
	}
}

func (q *question) text(n int) {
	q.b = append(q.b, byte(n))
	for range n {
		q.b = append(q.b, "abc xyz;=\"\\\x00+"[q.r.IntN(13)])
	}
}

// data writes what a record of a kind holds.
func (q *question) data(kind uint16) {
	r := q.r
	switch kind {
	case 1:
		q.bytes(4)
	case 28:
		q.bytes(16)
	case 2, 3, 4, 5, 7, 8, 9, 12, 23, 39:
		q.name()
	case 14, 17, 58:
		q.name()
		q.name()
	case 6:
		q.name()
		q.name()
		q.bytes(20)
	case 15, 18, 21, 36, 107:
		q.bytes(2)
		q.name()
	case 26:
		q.bytes(2)
		q.name()
		q.name()
	case 33:
		q.bytes(6)
		q.name()
	case 16, 99, 13:
		for range 1 + r.IntN(3) {
			q.text(r.IntN(20))
		}
	case 43, 52, 44:
		q.bytes(4 + r.IntN(30))
	case 46:
		q.b = binary.BigEndian.AppendUint16(q.b, q.kind())
		q.b = append(q.b, byte(r.IntN(20)), byte(r.IntN(5)))
		q.bytes(14)
		q.name()
		q.bytes(r.IntN(70))
	case 47:
		q.name()
		q.b = append(q.b, 0, 3, byte(r.IntN(256)), 0, byte(r.IntN(256)))
	case 48:
		q.b = append(q.b, byte(r.IntN(2)), byte(r.IntN(256)), 3, byte(r.IntN(18)))
		q.bytes(r.IntN(70))
	case 50, 51:
		q.b = append(q.b, 1, byte(r.IntN(2)), 0, byte(r.IntN(20)), 4)
		q.bytes(4)
		if kind == 50 {
			q.b = append(q.b, 20)
			q.bytes(20)
			q.b = append(q.b, 0, 2, byte(r.IntN(256)), byte(r.IntN(256)))
		}
	case 257:
		q.b = append(q.b, byte(r.IntN(2)*128))
		q.text(0)
		q.b = append(q.b[:len(q.b)-1], byte(5))
		q.b = append(q.b, oneOf(r, "issueletsencrypt.org", "iodefmailto:a@b", "issuex", "otherv")...)
	case 64, 65:
		q.b = append(q.b, 0, byte(r.IntN(2)))
		q.name()
		for range r.IntN(3) {
			value := oneOf(r, "\x00\x01\x00\x03\x02h2", "\x00\x03\x00\x02\x01\xbb", "\x00\x04\x00\x04\xc0\x00\x02\x01", "\x00\x06\x00\x10ABCDEFGHIJKLMNOP", "\x00\x05\x00\x03ech", "\x00\x02\x00\x00", "\x12\x34\x00\x02ab")
			q.b = append(q.b, value...)
		}
	case 35:
		q.bytes(4)
		for range 3 {
			q.text(r.IntN(8))
		}
		q.name()
	case 29:
		q.b = append(q.b, 0)
		q.bytes(15)
	case 41:
		for range r.IntN(3) {
			option := oneOf(r, "\x00\x0a\x00\x08abcdefgh", "\x00\x08\x00\x07\x00\x01\x18\x00\xc0\x00\x02", "\x00\x03\x00\x04host", "\x00\x0c\x00\x05\x00\x00\x00\x00\x00", "\x00\x0f\x00\x04\x00\x12bad", "\x00\x0b\x00\x02\x00\x64", "\x12\x34\x00\x01x", "\x00\x05\x00\x02\x08\x0d", "\x00\x09\x00\x04\x00\x00\x00\x07", "\x00\x0d\x00\x03\x01a\x00", "\x00\x0e\x00\x02\x4f\x66")
			q.b = append(q.b, option...)
		}
	default:
		q.bytes(r.IntN(24))
	}
}
