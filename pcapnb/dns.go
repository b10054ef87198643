package pcapnb

import (
	"slices"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// dnsMessages are the DNS messages that the packet completes.
func (p Packet) dnsMessages() []dissect.DNSMessage {
	switch {
	case p.maybeDNSPiece():
		return dnsInPieces(p.c)[p.i]
	case p.is(hasDNS):
		if b := p.Payload(); len(b) >= dnsHeaderLen {
			return []dissect.DNSMessage{dissect.ReadDNS(b)}
		}
	}
	return nil
}

const (
	dnsPort      = 53 // RFC 1035 section 4.2
	dnsHeaderLen = 12 // RFC 1035 section 4.1.1
)

// maybeDNSPiece tells whether other packets may hold the rest of a message that the packet has.
func (p Packet) maybeDNSPiece() bool {
	return p.c.IsFragment(p.i) || p.is(hasTCP) && (p.PortSrc() == dnsPort || p.PortDst() == dnsPort)
}

// A dnsKept holds the messages of a capture that several packets may carry, by the row that completes them.
type dnsKept struct {
	once     sync.Once
	messages map[int][]dissect.DNSMessage
}

// dnsInPieces are the messages that several packets may carry, over TCP or in fragments, by the row that completes them.
func dnsInPieces(c *capture.Capture) map[int][]dissect.DNSMessage {
	kept := c.Kept(dnsKey{}, func() any { return new(dnsKept) }).(*dnsKept)
	kept.once.Do(func() { kept.messages = readDNSInPieces(c) })
	return kept.messages
}

type dnsKey struct{}

func readDNSInPieces(c *capture.Capture) map[int][]dissect.DNSMessage {
	messages := make(map[int][]dissect.DNSMessage)
	pieces := newDNSPieces(c.As)
	for i := range c.N {
		pieces.read(Packet{c, i}, messages)
	}
	return messages
}

// dnsPieces puts messages together whose pieces it is shown in order.
type dnsPieces struct {
	session *dissect.Session
	out     dissect.Fields
}

func newDNSPieces(as dissect.DecodeAs) *dnsPieces {
	message, _ := dissect.Lookup("dns")
	d := &dnsPieces{session: dissect.New(dissect.NewSet(message)).DecodeAs(as)}
	d.session.KeepDNS()
	return d
}

// read notes the messages that p completes.
func (d *dnsPieces) read(p Packet, messages map[int][]dissect.DNSMessage) {
	if !p.maybeDNSPiece() {
		return
	}
	frame := p.c.Frame(p.i)
	d.session.Dissect(&frame, &d.out)
	if found := d.session.DNS(); len(found) > 0 {
		messages[p.i] = slices.Clone(found)
	}
}

// dnsToCome begins the messages of a batch that is not alone, for dnsPieces to note.
func dnsToCome(c *capture.Capture) map[int][]dissect.DNSMessage {
	kept := c.Kept(dnsKey{}, func() any { return new(dnsKept) }).(*dnsKept)
	kept.once.Do(func() { kept.messages = make(map[int][]dissect.DNSMessage) })
	return kept.messages
}

// DNSQuery is the name that the first question of a DNS message asks for, without the final dot.
func (p Packet) DNSQuery() string {
	name, _ := p.dnsQuery()
	return name
}

func (p Packet) dnsQuery() (string, bool) {
	for _, m := range p.dnsMessages() {
		if len(m.Questions) > 0 {
			return m.Questions[0], true
		}
	}
	return "", false
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

// DNSAnswers returns the records of the answer section of the message that the packet completes, as many as are whole.
func (p Packet) DNSAnswers() []DNSAnswer {
	var answers []DNSAnswer
	for _, m := range p.dnsMessages() {
		answers = append(answers, dnsAnswers(m.Records[:m.Answers])...)
	}
	return answers
}

func dnsAnswers(records []dissect.DNSRecord) []DNSAnswer {
	answers := make([]DNSAnswer, len(records))
	for i, r := range records {
		answers[i] = DNSAnswer{r.Name, r.TypeName(), int(r.TTL), r.Data}
	}
	return answers
}
