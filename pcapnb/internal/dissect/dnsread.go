package dissect

import (
	"fmt"
	"strings"
)

// KeepDNS makes the session keep the messages of DNS that it dissects. They are dissected where a field of DNS is wanted.
func (d *Session) KeepDNS() { d.keepDNS = true }

// DNS returns the messages of DNS, mDNS and LLMNR that the frame dissected last completes.
func (d *Session) DNS() []DNSMessage { return d.messages }

// ReadDNS reads a message by itself.
func ReadDNS(b []byte) DNSMessage {
	d := Session{keepDNS: true, inError: true, out: new(Fields)} // as in an error: without a look at other messages
	d.dnsMessage(&view{b: b, rep: len(b)}, dnsPlain, false)
	return d.messages[0]
}

// keepMessage begins a message.
func (d *Session) keepMessage(m *dnsMessage) {
	if d.keepDNS {
		d.messages = append(d.messages, DNSMessage{Protocol: [...]string{"dns", "mdns", "llmnr"}[m.kind]})
	}
}

// keptMessage returns the message at hand, or nil where it is not kept.
func (d *Session) keptMessage() *DNSMessage {
	if !d.keepDNS {
		return nil
	}
	return &d.messages[len(d.messages)-1]
}

func (d *Session) keepQuestion(name string) {
	if m := d.keptMessage(); m != nil {
		m.Questions = append(m.Questions, rootless(name))
	}
}

// keepRecord takes the record whose size bytes of data are at off.
func (d *Session) keepRecord(t *view, off, size int, name string, kind uint16, ttl uint32, section int) {
	m := d.keptMessage()
	if m == nil {
		return
	}
	r := DNSRecord{Name: rootless(name), Type: kind, TTL: ttl, Data: d.dnsDataText(t, off, size, kind)}
	m.Records = append(m.Records, r)
	if section == 1 {
		m.Answers++
	}
}

func rootless(name string) string {
	if name == "<Root>" {
		return ""
	}
	return name
}

// dnsDataText writes a record's data as text.
func (d *Session) dnsDataText(t *view, off, size int, kind uint16) string {
	b := t.b[off : off+size]
	switch {
	case kind == dnsA && size == 4:
		return string(appendIPv4(nil, uint32(be16(b))<<16|uint32(be16(b[2:]))))
	case kind == dnsAAAA && size == 16:
		return v6Text(b)
	case kind == dnsTXT || kind == dnsSPF:
		return characterStrings(b)
	}
	if skip, ok := nameAfter(kind); ok && size > skip {
		message := view{b: t.b[:off+size], rep: off + size}
		if name, _ := d.dnsName(&message, off+skip); d.ok() {
			return rootless(name)
		}
		d.bad = fine
	}
	const most = 64 // bytes
	return fmt.Sprintf("%x", b[:min(size, most)])
}

// nameAfter tells after how many bytes the data of a record names a host or domain.
func nameAfter(kind uint16) (skip int, ok bool) {
	switch kind {
	case dnsNS, dnsCNAME, dnsSOA, dnsPTR, dnsDNAME:
		return 0, true
	case dnsMX:
		return 2, true
	case dnsSRV:
		return 6, true
	}
	return 0, false
}

// characterStrings returns the string of a TXT record, after its length (RFC 1035 §3.3.14). Of several each is in quotes, as master files
// have them (§5.1): where one ends is part of the answer.
func characterStrings(b []byte) string {
	var all []string
	for len(b) > 0 {
		n := min(1+int(b[0]), len(b))
		all = append(all, string(onlyASCII(b[1:n])))
		b = b[n:]
	}
	if len(all) == 1 {
		return all[0]
	}
	for i, text := range all {
		all[i] = `"` + quoteMarks.Replace(text) + `"`
	}
	return strings.Join(all, " ")
}

var quoteMarks = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
