package talk

import (
	"slices"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/told"
)

// smbSaid is a message of SMB that is a question or an answer.
type smbSaid struct {
	request int // its number among the requests
	answer  bool
	nth     int // of which packet that was read
	message int // which of the packet's SMB messages
	stream  int
}

// statusPending is a response that says only that another will follow (MS-SMB2 section 3.3.4.2).
const statusPending = 0x103

// smb takes a message of SMB over TCP: datagrams are announcements.
func (a *asker) smb(m message, protocol string, kind int, prefix string) {
	said := smbSaid{nth: a.nth, message: a.smbs, stream: a.packet.TCPStream(), answer: m.number(prefix+".flags.response") != 0}
	a.smbs++
	switch {
	case said.stream < 0, m.number(prefix+".nt_status") == statusPending:
		return
	case !said.answer:
		said.request = len(a.found)
		a.ask(kind, a.packet.Number(), protocol, "")
	case a.answer(kind, m.number(prefix+".response_to"), "", m.number(prefix+".read_length")):
		said.request = a.lastAnswered
	default:
		return
	}
	a.said = append(a.said, said)
}

// quoteInfo reads the streams with SMB again, for what Wireshark's Info column says of its messages: few captures have any, and to write
// that column takes longer than all else. The wish to cancel a request is none (MS-CIFS section 2.2.4.65, MS-SMB2 section 2.2.30).
func (a *asker) quoteInfo(source any) {
	streams := make(map[int]bool)
	for _, said := range a.said {
		streams[said.stream] = true
	}
	session := sessionOf(source, "_ws.col.Info")
	nth, rest := 0, a.said
	eachOf(source, func(p pcapnb.Packet) {
		nth++
		if !streams[p.TCPStream()] {
			return
		}
		f := frameOf(p)
		session.Dissect(&f, &a.out)
		for ; len(rest) > 0 && rest[0].nth == nth; rest = rest[1:] {
			r, text := &a.found[rest[0].request], infoOf(&a.out, rest[0].message)
			if rest[0].answer {
				r.Answer = text
			} else {
				r.Asks = text
			}
		}
	})
	a.found = slices.DeleteFunc(a.found, func(r Request) bool {
		return strings.HasPrefix(r.Protocol, "SMB") && strings.HasPrefix(strings.TrimPrefix(r.Asks, "NT "), "Cancel")
	})
}

// infoOf returns what the Info column says of a packet's n-th message, those of SMB2 being separated by semicolons; of all where it says less.
func infoOf(out *dissect.Fields, n int) string {
	if len(out.Values) == 0 {
		return ""
	}
	info := out.Values[0].Text()
	if each := strings.Split(info, ";"); n < len(each) && len(each) > 1 {
		return strings.TrimSpace(each[n])
	}
	return info
}

// sessionOf is a session that reads fields of a source's packets as they were said to be read.
func sessionOf(source any, fields ...string) *dissect.Session {
	session := dissect.New(dissect.NewSet(fieldIDs(fields)...))
	if ps, files := packetsOf(source); files == nil {
		session.DecodeAs(told.Of(ps))
	}
	return session
}

// eachOf hands take the packets of a source in order.
func eachOf(source any, take func(p pcapnb.Packet)) {
	ps, files := packetsOf(source)
	for _, p := range ps {
		take(p)
	}
	if files != nil {
		told.InOrder(files, "", true, nil, func(p pcapnb.Packet, _ *dissect.Fields) int {
			take(p)
			return 0
		})
	}
}
