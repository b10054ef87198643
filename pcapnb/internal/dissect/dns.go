package dissect

import (
	"encoding/binary"
	"strings"
)

func init() {
	readers["dns"] = func(d *Session, t *view) { d.dnsMessage(t, dnsPlain, false) }
	readers["mdns"] = func(d *Session, t *view) { d.dnsMessage(t, dnsMulticast, false) }
	readers["llmnr"] = func(d *Session, t *view) { d.dnsMessage(t, dnsLinkLocal, false) }
	tcpApps[tcpDNS] = (*Session).dnsTCP
	recognizers["dns"] = func(t *view) bool { return likeDNS(t.b) }
}

// dnsKind tells the protocols that share the format of RFC 1035 apart.
type dnsKind uint8

const (
	dnsPlain dnsKind = iota
	dnsMulticast
	dnsLinkLocal
)

// Opcodes, RFC 1035 §4.1.1, RFC 1996, RFC 2136.
const (
	dnsQuery  = 0
	dnsNotify = 4
	dnsUpdate = 5
)

// dnsMessage is what the sections of a message need to know of its header.
type dnsMessage struct {
	kind     dnsKind
	response bool
	opcode   uint64
	rcode    uint64
	stream   bool // carried over TCP
}

// likeDNS recognises a message by what its header counts, as Wireshark does on ports that say nothing.
func likeDNS(b []byte) bool {
	const opcode, response = 0x7800, 0x8000
	if len(b) <= 12 || be16(b[2:])&opcode != 0 {
		return false
	}
	questions, answers, authorities, others := be16(b[4:]), be16(b[6:]), be16(b[8:]), be16(b[10:])
	if be16(b[2:])&response == 0 {
		return questions == 1 && answers == 0 && authorities == 0 && others <= 10
	}
	return questions <= 1 && answers <= 100 && authorities <= 10 && others <= 10
}

// dnsMessage dissects a message that begins at t's first byte.
func (d *Session) dnsMessage(t *view, kind dnsKind, stream bool) {
	m := dnsMessage{kind: kind, stream: stream}
	d.dnsJumps = 0
	if !d.dnsBegin(t, kind) {
		return
	}
	d.keepMessage(&m)
	off := 0
	if stream {
		d.uint(fDnsLength, t, 0, 2)
		body := t.sub(2, -1)
		t, off = &body, 0
	}
	id := d.u16(t, off)
	flags := d.u16(t, off+2)
	if !d.ok() {
		d.dnsLabel(&m)
		return
	}
	m.response = flags>>15 != 0
	if kept := d.keptMessage(); kept != nil {
		kept.Response = m.response
	}
	m.opcode = uint64(flags >> 11 & 15)
	m.rcode = uint64(flags & 15)
	d.dnsLabel(&m)
	d.dnsColumns(&m, id)
	d.num(fDnsId, t, 0, 2, uint64(id))
	d.dnsFlags(t, flags, &m)
	found := d.dnsMatch(id, &m)
	d.dnsCounts(t, &m)
	d.dnsMatched(found)
}

// dnsBegin opens the layer, and reports whether there is as much as Wireshark must have to show it.
func (d *Session) dnsBegin(t *view, kind dnsKind) bool {
	const identAndFlags = 4
	layer, column := fDns, "DNS"
	d.current = "DNS"
	switch kind {
	case dnsMulticast:
		layer, column, d.current = fMdns, "MDNS", "mDNS"
	case dnsLinkLocal:
		layer, column, d.current = fLlmnr, "LLMNR", "LLMNR"
	}
	d.cols.setProto(d, column)
	d.cols.clear(d)
	if !d.reaches(layer, t, identAndFlags) {
		return false
	}
	d.begin(layer, t, len(t.b))
	return true
}

func (d *Session) dnsLabel(m *dnsMessage) {
	if !d.wantsLabel() {
		return
	}
	name := "Domain Name System"
	switch m.kind {
	case dnsMulticast:
		name = "Multicast Domain Name System"
	case dnsLinkLocal:
		name = "Link-local Multicast Name Resolution"
	}
	if m.response {
		d.label(name + " (response)")
	} else {
		d.label(name + " (query)")
	}
}

func (d *Session) dnsColumns(m *dnsMessage, id uint16) {
	if !d.wantCols {
		return
	}
	text := dnsOpcode(m.opcode)
	if m.response {
		text += " response"
	}
	text += " " + hexText(uint64(id), 4)
	if m.response && m.rcode != 0 {
		text += " " + dnsRcode(m.rcode)
	}
	d.cols.set(d, text)
}

func dnsOpcode(n uint64) string {
	names := [...]string{"Standard query", "Inverse query", "Server status request", "Unknown operation (3)", "Zone change notification", "Dynamic update", "DNS Stateful operations (DSO)"}
	if n < uint64(len(names)) {
		return names[n]
	}
	return "Unknown operation (" + utoa(n) + ")"
}

func dnsRcode(n uint64) string {
	names := [...]string{"No error", "Format error", "Server failure", "No such name", "Not implemented", "Refused", "Name exists", "RRset exists", "RRset does not exist", "Not authoritative", "Name out of zone", "DSO-Type not implemented"}
	if n < uint64(len(names)) {
		return names[n]
	}
	return "Unknown error (" + utoa(n) + ")"
}

func (d *Session) dnsFlags(t *view, f uint16, m *dnsMessage) {
	bit := func(id ID, n uint) { d.flag(id, t, 2, 2, f>>n&1 != 0) }
	local := m.kind == dnsLinkLocal
	d.num(fDnsFlags, t, 2, 2, uint64(f))
	d.push()
	defer d.pop()
	bit(fDnsFlagsResponse, 15)
	d.num(fDnsFlagsOpcode, t, 2, 2, m.opcode)
	switch {
	case local:
		bit(fDnsFlagsConflict, 10)
	case m.response:
		bit(fDnsFlagsAuthoritative, 10)
	}
	bit(fDnsFlagsTruncated, 9)
	if local {
		bit(fDnsFlagsTentative, 8)
	} else {
		bit(fDnsFlagsRecdesired, 8)
		if m.response {
			bit(fDnsFlagsRecavail, 7)
		}
		bit(fDnsFlagsZ, 6)
		if m.response || f>>5&1 != 0 {
			bit(fDnsFlagsAuthenticated, 5)
		}
		bit(fDnsFlagsCheckdisable, 4)
	}
	if m.response {
		d.num(fDnsFlagsRcode, t, 2, 2, m.rcode)
	}
}

// dnsCounts emits the four counts and walks the sections they count.
func (d *Session) dnsCounts(t *view, m *dnsMessage) {
	ids := [4]ID{fDnsCountQueries, fDnsCountAnswers, fDnsCountAuthRr, fDnsCountAddRr}
	if m.opcode == dnsUpdate {
		ids = [4]ID{fDnsCountZones, fDnsCountPrerequisites, fDnsCountUpdates, fDnsCountAddRr}
	}
	var n [4]int
	for i := range n {
		n[i] = int(d.uint(ids[i], t, 4+2*i, 2))
	}
	off := 12
	for i := 0; i < n[0] && d.ok(); i++ {
		off += d.dnsQuestion(t, off, m)
	}
	for section := 1; section < 4; section++ {
		for i := 0; i < n[section] && d.ok(); i++ {
			off += d.dnsRecord(t, off, section, m)
		}
	}
}

// dnsQuestion dissects an entry of the question section, RFC 1035 §4.1.2, and
// returns its length.
func (d *Session) dnsQuestion(t *view, off int, m *dnsMessage) int {
	raw, n := d.dnsRawName(t, off)
	kind := d.u16(t, off+n)
	class := d.u16(t, off+n+2)
	if !d.ok() {
		return 0
	}
	name := formatText(raw)
	d.keepQuestion(name)
	d.str(fDnsQryName, t, off, n, name)
	labels := strings.Count(name, ".") + 1 // of the root too, as Wireshark counts
	length := len(raw)
	if length == 1 { // as Wireshark has it
		length, labels = 0, 0
	}
	d.num(fDnsQryNameLen, nil, 0, 0, uint64(length))
	d.num(fDnsCountLabels, nil, 0, 0, uint64(labels))
	d.num(fDnsQryType, t, off+n, 2, uint64(kind))
	if d.wantCols {
		d.cols.append(d, " "+dnsTypeName(kind)+" "+name)
	}
	if m.kind == dnsMulticast {
		d.num(fDnsQryClass, t, off+n+2, 2, uint64(class&0x7fff))
		d.flag(fDnsQryQu, t, off+n+2, 2, class>>15 != 0)
		if class>>15 != 0 {
			d.cols.append(d, `, "QU" question`)
		} else {
			d.cols.append(d, `, "QM" question`)
		}
	} else {
		d.num(fDnsQryClass, t, off+n+2, 2, uint64(class))
	}
	return n + 4
}

// retransmitWithin is how soon a query must come again to be the same one.
const retransmitWithin = 5e9

// dnsKey names a query: the conversation and the transaction.
type dnsKey struct {
	conv endpoints
	id   uint16
}

// dnsTransaction is a query, and its answer once it is seen.
type dnsTransaction struct {
	request, response int
	time              int64
}

// maxQueries bounds the queries that are remembered.
const maxQueries = 1 << 18

// dnsTable remembers the queries of a capture.
type dnsTable struct{ open map[dnsKey]*dnsTransaction }

// A dnsMatch says which messages belong to one.
type dnsMatch struct {
	unsolicited   bool
	query         int   // that a response answers, its frame
	took          int64 // since then
	again         int   // frame of the message that this one repeats
	againResponse bool  // which is a response
}

// dnsMatch finds the query that a response answers, and messages sent again. As in Wireshark, a message counts though the rest of it
// may be malformed.
func (d *Session) dnsMatch(id uint16, m *dnsMessage) (found dnsMatch) {
	if d.inError {
		return found
	}
	k, known := dnsKey{d.appConv, id}, keptOf[dnsTable](&d.kept)
	if known.open == nil || len(known.open) >= maxQueries {
		known.open = make(map[dnsKey]*dnsTransaction)
	}
	q := known.open[k]
	switch {
	case !m.response && (q == nil || q.response > 0 || d.now-q.time > retransmitWithin):
		known.open[k] = &dnsTransaction{request: d.frame.Number, time: d.now}
	case !m.response:
		found.again = q.request
	case q == nil:
		found.unsolicited = true
	case q.response != 0 && q.response != d.frame.Number:
		found.again, found.againResponse = q.response, true
	default:
		q.response = d.frame.Number
		found.query, found.took = q.request, d.now-q.time
	}
	return found
}

// dnsMatched emits what dnsMatch found.
func (d *Session) dnsMatched(found dnsMatch) {
	switch {
	case found.unsolicited:
		d.flag(fDnsUnsolicited, nil, 0, 0, true)
	case found.query != 0:
		d.num(fDnsResponseTo, nil, 0, 0, uint64(found.query))
		d.num(fDnsTime, nil, 0, 0, uint64(found.took))
	case found.againResponse:
		d.flag(fDnsRetransmission, nil, 0, 0, true)
		d.num(fDnsRetransmitResponseIn, nil, 0, 0, uint64(found.again))
		d.mark(fDnsRetransmitResponse)
	case found.again != 0:
		d.flag(fDnsRetransmission, nil, 0, 0, true)
		d.num(fDnsRetransmitRequestIn, nil, 0, 0, uint64(found.again))
		d.mark(fDnsRetransmitRequest)
	}
}

// dnsTCP dissects DNS messages, each after its length, RFC 1035 §4.2.2.
func (d *Session) dnsTCP(t *view, s *segment, _ *tcpConn, _ int) (done, need int) {
	off := 0
	for off < len(t.b) && d.ok() {
		if len(t.b)-off < 2 {
			return off, needSegment
		}
		n := int(binary.BigEndian.Uint16(t.b[off:])) + 2
		if len(t.b)-off < n && d.canAsk {
			return off, n - (len(t.b) - off)
		}
		d.num(fTcpPduSize, nil, 0, 0, uint64(n))
		m := t.sub(off, n)
		d.appConv, _ = d.net.conversation(s.src, s.dst)
		d.dnsMessage(&m, dnsPlain, true)
		off += n
	}
	return off, 0
}
