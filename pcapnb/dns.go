package pcapnb

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// dnsMessage returns the DNS message that the packet holds; over TCP a length stands in front (RFC 1035 section 4.2.2).
func (p Packet) dnsMessage() []byte {
	if !p.is(hasDNS) {
		return nil
	}
	b := p.Payload()
	if p.is(hasTCP) {
		if len(b) < 14 || int(binary.BigEndian.Uint16(b)) < 12 {
			return nil
		}
		b = b[2:]
	}
	if len(b) < 12 {
		return nil
	}
	return b
}

// DNSQuery is the name that the first question of a DNS message asks for, without the final dot.
func (p Packet) DNSQuery() string {
	name, _ := p.dnsQuery()
	return name
}

func (p Packet) dnsQuery() (string, bool) {
	b := p.dnsMessage()
	if b == nil || binary.BigEndian.Uint16(b[4:]) == 0 {
		return "", false
	}
	name, _, ok := dnsName(b, 12)
	return name, ok
}

// DNSResp is what a DNS message answers: the data of its answer records, with ", " between them.
func (p Packet) DNSResp() string {
	answer, _ := p.dnsResp()
	return answer
}

func (p Packet) dnsResp() (string, bool) {
	answers := p.DNSAnswers()
	var data []string
	for _, a := range answers {
		data = append(data, a.Data)
	}
	return strings.Join(data, ", "), len(answers) > 0
}

// A DNSAnswer is one resource record of a DNS message's answer section (RFC 1035 section 4.1.3).
type DNSAnswer struct {
	Name string // what the record is about
	Type string // "A", "AAAA", "CNAME", …
	TTL  int    // seconds
	Data string // an address, a name, or the text or bytes of the record
}

const mostAnswers = 1024 // the shortest record has 11 bytes, and a message has at most 65,535

// DNSAnswers returns the records of the message's answer section, as many as are whole.
func (p Packet) DNSAnswers() []DNSAnswer {
	b := p.dnsMessage()
	if b == nil {
		return nil
	}
	at, ok := 12, true
	for range binary.BigEndian.Uint16(b[4:]) {
		if _, at, ok = dnsName(b, at); !ok || at+4 > len(b) {
			return nil
		}
		at += 4
	}
	var answers []DNSAnswer
	for range min(int(binary.BigEndian.Uint16(b[6:])), mostAnswers) {
		var a DNSAnswer
		if a, at, ok = dnsRecord(b, at); !ok {
			break
		}
		answers = append(answers, a)
	}
	return answers
}

func dnsRecord(b []byte, at int) (a DNSAnswer, next int, ok bool) {
	a.Name, at, ok = dnsName(b, at)
	if !ok || at+10 > len(b) {
		return a, 0, false
	}
	kind, size := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+8:]))
	a.TTL, a.Type = int(binary.BigEndian.Uint32(b[at+4:])), dnsType(kind)
	at += 10
	if at+size > len(b) {
		return a, 0, false
	}
	a.Data = dnsData(b, at, size, kind)
	return a, at + size, true
}

// dnsData is a record's data as text.
func dnsData(b []byte, at, size int, kind uint16) string {
	data := b[at : at+size]
	skip := 0
	switch kind {
	case 1, 28:
		if addr, ok := netip.AddrFromSlice(data); ok {
			return addr.String()
		}
	case 16: // TXT: strings, each behind its length
		var parts []string
		for len(data) > 0 && int(data[0]) < len(data) {
			parts = append(parts, string(data[1:1+data[0]]))
			data = data[1+data[0]:]
		}
		return strings.Join(parts, "")
	case 15: // MX: a preference, then a name
		skip = 2
		fallthrough
	case 33: // SRV: priority, weight and port, then a name (RFC 2782)
		if kind == 33 {
			skip = 6
		}
		fallthrough
	case 2, 5, 6, 12: // NS, CNAME, SOA, PTR
		if name, _, ok := dnsName(b[:at+size], at+skip); ok && size > skip {
			return name
		}
	}
	return fmt.Sprintf("%x", data[:min(len(data), 64)])
}

func dnsType(kind uint16) string {
	switch kind {
	case 1:
		return "A"
	case 2:
		return "NS"
	case 5:
		return "CNAME"
	case 6:
		return "SOA"
	case 12:
		return "PTR"
	case 15:
		return "MX"
	case 16:
		return "TXT"
	case 28:
		return "AAAA"
	case 33:
		return "SRV"
	case 41:
		return "OPT"
	case 47:
		return "NSEC"
	case 64:
		return "SVCB"
	case 65:
		return "HTTPS"
	}
	return fmt.Sprintf("TYPE%d", kind)
}

// dnsName reads a name that may be compressed (RFC 1035 section 4.1.4). Each pointer must lead further back, so no
// message can send it round in circles.
func dnsName(b []byte, at int) (name string, next int, ok bool) {
	var text []byte
	limit := at
	for at < len(b) {
		size := int(b[at])
		switch {
		case size == 0:
			if next == 0 {
				next = at + 1
			}
			return string(text), next, true
		case size < 64:
			if at+1+size > len(b) || len(text)+size > 255 {
				return "", 0, false
			}
			if len(text) > 0 {
				text = append(text, '.')
			}
			text = append(text, b[at+1:at+1+size]...)
			at += 1 + size
		case size >= 0xc0 && at+1 < len(b):
			to := int(binary.BigEndian.Uint16(b[at:]) & 0x3fff)
			if to >= limit {
				return "", 0, false
			}
			if next == 0 {
				next = at + 2
			}
			at, limit = to, to
		default:
			return "", 0, false
		}
	}
	return "", 0, false
}
