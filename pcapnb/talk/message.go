package talk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
)

// A Message is what one host sent another, as a sequence diagram shows it.
type Message struct {
	Packet int       `col:"packet,omitzero"`
	Time   time.Time `col:"datetime,omitzero"`
	From   string    `col:"from"`
	To     string    `col:"to"`
	Text   string    `col:"text"`
}

// A MessageList is messages in an order, an ordinary slice; plots.Ladder draws it.
type MessageList []Message

// Messages returns a message for each packet: of TCP its flags and how many bytes of data it has, of other protocols the packet's summary.
// Hosts are IP addresses, of packets without any the hardware addresses.
func Messages(ps pcapnb.Packets) MessageList {
	list := make(MessageList, len(ps))
	for i, p := range ps {
		list[i] = Message{Packet: p.Number(), Time: p.Time(), From: p.MACSrc().String(), To: p.MACDst().String(), Text: messageText(p)}
		if p.IPSrc().IsValid() {
			list[i].From, list[i].To = p.IPSrc().String(), p.IPDst().String()
		}
	}
	return list
}

// messageText says what a packet is, without its addresses.
func messageText(p pcapnb.Packet) string {
	if p.Protocol() == "TCP" && p.Flags() != "" {
		var words []string
		for i, name := range flagNames {
			if strings.IndexByte(p.Flags(), flagLetters[i]) >= 0 {
				words = append(words, name)
			}
		}
		text := strings.Join(words, " ")
		if n := p.TCPLen(); n > 0 {
			text += fmt.Sprintf(", %d bytes", n)
		}
		return text
	}
	parts := strings.Split(p.Summary(), " / ")
	for len(parts) > 1 && (parts[len(parts)-1] == "Raw" || parts[len(parts)-1] == "Padding") {
		parts = parts[:len(parts)-1]
	}
	last := parts[len(parts)-1]
	if before, after, ok := strings.Cut(last, " > "); ok { // "UDP a > b": the addresses are above the arrow's ends
		name, _, _ := strings.Cut(before, " ")
		_, rest, _ := strings.Cut(after, " ")
		last = strings.TrimSpace(name + " " + rest)
	}
	return last
}

// Messages returns two messages for each request, the question and, where there is one, its answer, in order of time.
func (rs RequestList) Messages() MessageList {
	var list MessageList
	for _, r := range rs {
		client, server := r.Client.String(), r.Server.String()
		list = append(list, Message{r.Packet, r.Time, client, server, r.Protocol + " " + r.Asks})
		if r.Answered != 0 {
			list = append(list, Message{r.Answered, r.Time.Add(r.Took), server, client, r.Answer})
		}
	}
	slices.SortStableFunc(list, func(a, b Message) int { return a.Time.Compare(b.Time) })
	return list
}

// Len returns the number of messages.
func (ms MessageList) Len() int { return len(ms) }

// Message returns message i for a sequence diagram, its time in Unix seconds.
func (ms MessageList) Message(i int) (t float64, from, to, text string) {
	m := ms[i]
	return float64(m.Time.Unix()) + float64(m.Time.Nanosecond())/1e9, m.From, m.To, m.Text
}

// Head returns the first n messages, or all where there are fewer.
func (ms MessageList) Head(n int) MessageList { return pcapnb.Head(ms, n) }

// Table returns the messages as a table.
func (ms MessageList) Table() *pcapnb.Table { return pcapnb.TableOf([]Message(ms)) }

// String returns the messages as text, aligned in columns.
func (ms MessageList) String() string { return ms.Table().String() }

// HTML returns the messages as a plain <table>, everything in it escaped.
func (ms MessageList) HTML() string { return ms.Table().HTML() }

// Len returns the number of conversations.
func (cs ConversationList) Len() int { return len(cs) }

// Link returns the ends of conversation i and its bytes, for plots.Network.
func (cs ConversationList) Link(i int) (a, b string, weight float64) {
	c := cs[i]
	if c.Layer == Ethernet {
		return c.MACA.String(), c.MACB.String(), float64(c.Bytes)
	}
	return c.A.String(), c.B.String(), float64(c.Bytes)
}

// AxisUnits returns the unit of what Link returns.
func (cs ConversationList) AxisUnits() (x, y string) { return "", "bytes" }
