package dissect

import (
	"encoding/binary"
	"time"
)

func init() { ipProtos[protoICMP] = (*Session).icmp }

// ICMP types, RFC 792, RFC 950, RFC 1256.
const (
	icmpEchoReply       = 0
	icmpUnreachable     = 3
	icmpSourceQuench    = 4
	icmpRedirect        = 5
	icmpEcho            = 8
	icmpRouterAdvert    = 9
	icmpTimeExceeded    = 11
	icmpParamProblem    = 12
	icmpTimestamp       = 13
	icmpTimestampReply  = 14
	icmpInfoRequest     = 15
	icmpInfoReply       = 16
	icmpAddressMask     = 17
	icmpAddressReply    = 18
	icmpExtendedEcho    = 42 // RFC 8335
	icmpExtendedReply   = 43
	icmpNeedFragment    = 4 // a code of unreachable, RFC 1191 §4
	icmpv6EchoRequest   = 128
	icmpv6EchoReply     = 129
	maxPings            = 1 << 16
	millisPerNanosecond = 1e6
)

// pingKey names an echo request and its reply.
type pingKey struct {
	a, b    ipAddr
	id, seq uint16
	sum     uint16 // checksum of the request
	v6      bool
}

type ping struct {
	frame int
	time  int64
	done  bool
}

// pings remembers the echo requests that have no reply yet.
type pings struct{ open map[pingKey]ping }

func (p *pings) request(k pingKey, frame int, t int64) {
	if p.open == nil || len(p.open) >= maxPings {
		p.open = make(map[pingKey]ping)
	}
	p.open[k] = ping{frame, t, false}
}

// reply returns the request that a reply answers.
func (p *pings) reply(k pingKey) (ping, bool) {
	q, ok := p.open[k]
	if !ok || q.done {
		return ping{}, false
	}
	q.done = true
	p.open[k] = q
	return q, true
}

// ICMPReadable is how much of a message Wireshark must have to show any of it: the sixth byte may be a length, RFC 4884.
const ICMPReadable = 6

// icmp dissects an ICMP message.
func (d *Session) icmp(t *view) {
	d.current = "ICMP"
	if !d.inError {
		d.cols.setProto(d, "ICMP")
		d.cols.clear(d)
	}
	if !d.reaches(fIcmp, t, ICMPReadable) {
		return
	}
	d.begin(fIcmp, t, len(t.b))
	kind := d.uint(fIcmpType, t, 0, 1)
	code := d.uint(fIcmpCode, t, 1, 1)
	d.uint(fIcmpChecksum, t, 2, 2)
	if d.wantCols && !d.inError {
		d.cols.set(d, icmpText(kind, code))
	}
	d.checksumStatus(fIcmpChecksumStatus, t)
	if !d.ok() {
		return
	}
	switch kind {
	case icmpEcho, icmpEchoReply:
		d.icmpEcho(t, kind)
	case icmpTimestamp, icmpTimestampReply:
		d.icmpIdent(t)
		d.uint(fIcmpOriginateTimestamp, t, 8, 4)
		d.uint(fIcmpReceiveTimestamp, t, 12, 4)
		d.uint(fIcmpTransmitTimestamp, t, 16, 4)
	case icmpAddressMask, icmpAddressReply:
		d.icmpIdent(t)
		d.uint(fIcmpAddressMask, t, 8, 4)
	case icmpInfoRequest, icmpInfoReply:
		d.icmpIdent(t)
	case icmpExtendedEcho, icmpExtendedReply:
		id := d.u16(t, 4)
		d.num(fIcmpIdent, t, 4, 2, uint64(id))
		d.num(fIcmpIdentLe, t, 4, 2, uint64(swap16(id)))
	case icmpRouterAdvert:
		d.uint(fIcmpNumAddrs, t, 4, 1)
		d.uint(fIcmpAddrEntrySize, t, 5, 1)
		d.uint(fIcmpLifetime, t, 6, 2)
	case icmpUnreachable, icmpSourceQuench, icmpTimeExceeded, icmpParamProblem, icmpRedirect:
		d.icmpError(t, kind, code)
	}
}

func (d *Session) icmpIdent(t *view) (id, seq uint16) {
	id = d.u16(t, 4)
	d.num(fIcmpIdent, t, 4, 2, uint64(id))
	d.num(fIcmpIdentLe, t, 4, 2, uint64(swap16(id)))
	seq = d.u16(t, 6)
	d.num(fIcmpSeq, t, 6, 2, uint64(seq))
	d.num(fIcmpSeqLe, t, 6, 2, uint64(swap16(seq)))
	if !d.inError {
		d.cols.append(d, "id="+hexText(uint64(id), 4)+", seq="+utoa(seq)+"/"+utoa(swap16(seq))+", ttl="+utoa(d.net.ttl))
	}
	return id, seq
}

func swap16(n uint16) uint16 { return n<<8 | n>>8 }

func (d *Session) icmpEcho(t *view, kind uint64) {
	id, seq := d.icmpIdent(t)
	if !d.ok() {
		return
	}
	if !d.inError {
		d.pingMatch(d.pingKey(t, id, seq, icmpEcho), kind == icmpEcho, fIcmpRespTo, fIcmpResptime)
	}
	next := t.sub(8, -1)
	if sent, ok := d.pingTime(next.b); ok {
		d.num(fIcmpDataTime, &next, 0, 8, uint64(sent))
		d.num(fIcmpDataTimeRelative, nil, 0, 0, uint64(d.now-sent))
		next = next.sub(8, -1)
	}
	d.data(&next)
}

// pingKey names an echo. A reply says what the request's checksum was: that of
// the same bytes with the type of a request.
func (d *Session) pingKey(t *view, id, seq uint16, request uint8) pingKey {
	k := pingKey{a: d.net.src, b: d.net.dst, id: id, seq: seq, sum: d.u16(t, 2), v6: d.net.v6}
	if t.b[0] == request {
		return k
	}
	// The sums differ by the types alone, RFC 1624 §3.
	type16 := uint64(t.b[0]) << 8
	k.sum = ^uint16(foldSum(uint64(^k.sum) + (0xffff - type16) + uint64(request)<<8))
	return k
}

// pingMatch emits which request a reply answers.
func (d *Session) pingMatch(k pingKey, request bool, respTo, respTime ID) {
	if request {
		keptOf[pings](&d.kept).request(k, d.frame.Number, d.now)
		return
	}
	k.a, k.b = k.b, k.a
	if q, ok := keptOf[pings](&d.kept).reply(k); ok {
		d.num(respTo, nil, 0, 0, uint64(q.frame))
		d.num(respTime, nil, 0, 0, doubleBits(float64(d.now-q.time)/millisPerNanosecond))
		d.cols.append(d, " (request in "+utoa(q.frame)+")")
	}
}

// pingTime recognises the time that ping puts into the first bytes of its
// data: a timeval in the sender's byte order, near the frame's own time.
func (d *Session) pingTime(b []byte) (ns int64, ok bool) {
	if len(b) < 8 || !d.frame.HasTime {
		return 0, false
	}
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		sec, usec := int64(order.Uint32(b)), int64(order.Uint32(b[4:]))
		ns = sec*int64(time.Second) + usec*1000
		if gap := d.now - ns; usec < 1e6 && gap > -int64(24*time.Hour) && gap < int64(24*time.Hour) {
			return ns, true
		}
	}
	return 0, false
}

// icmpError dissects a message that quotes the datagram it is about.
func (d *Session) icmpError(t *view, kind, code uint64) {
	length := 4 * int(d.u8(t, 5)) // of the quote where RFC 4884 section 4 is followed
	switch {
	case kind == icmpUnreachable && code == icmpNeedFragment:
		d.icmpQuoteLength(t, 4, 2)
		d.uint(fIcmpMtu, t, 6, 2)
	case kind == icmpRedirect:
		d.uint(fIcmpRedirGw, t, 4, 4)
	case kind == icmpParamProblem:
		d.uint(fIcmpPointer, t, 4, 1)
		d.icmpQuoteLength(t, 5, 3)
	case kind != icmpSourceQuench:
		d.icmpQuoteLength(t, 4, 4)
	}
	next := t.sub(8, -1)
	if kind == icmpRedirect && next.rep == 0 { // Wireshark takes the others for complete
		d.fail(t, 9)
	}
	if !d.ok() || next.rep == 0 {
		return
	}
	if kind == icmpRedirect { // RFC 792: the header and 64 bits
		length = 8
	}
	if length > 0 && len(next.b) > 0 { // Wireshark takes it for that of what the header is before
		next.trim(int(next.b[0]&15)*4 + length)
	}
	d.quoted(&next, "IPv4", "ip")
}

// icmpQuoteLength emits the n bytes before a quoted datagram; one of them, at 5, is its length where RFC 4884 is followed.
func (d *Session) icmpQuoteLength(t *view, off, n int) {
	length := uint64(d.u8(t, 5))
	if length == 0 {
		d.raw(fIcmpUnused, t, off, n)
		return
	}
	if off < 5 {
		d.raw(fIcmpUnused, t, off, 5-off)
	}
	d.num(fIcmpLength, t, 5, 1, length)
	if off+n > 6 {
		d.raw(fIcmpUnused, t, 6, off+n-6)
	}
}

// quoted dissects the packet an error is about; it changes no column and no
// connection, and may end early. Where the capture ends in it, Wireshark says so of the quoted layer.
func (d *Session) quoted(next *view, layer string, carried string) {
	cols, net, was := d.cols, d.net, d.inError
	info := append([]byte(nil), cols.info...)
	d.inError = true
	readers[carried](d, next)
	if d.bad != cut {
		d.bad = fine // the quote is short by design
	}
	d.inError, d.net = was, net
	cols.info = info
	d.cols = cols
	d.current = layer
}

// icmpTexts are what the Info column says of each type, padded as Wireshark pads them.
var icmpTexts = map[uint64]string{
	icmpEchoReply: "Echo (ping) reply    ", 1: "Reserved            ", 2: "Reserved            ",
	icmpUnreachable: "Destination unreachable ", icmpSourceQuench: "Source quench (flow control)", icmpRedirect: "Redirect             ",
	6: "Alternate host address ", icmpEcho: "Echo (ping) request  ", icmpRouterAdvert: "Router advertisement ", 10: "Router solicitation ",
	icmpTimeExceeded: "Time-to-live exceeded ", icmpParamProblem: "Parameter problem    ",
	icmpTimestamp: "Timestamp request    ", icmpTimestampReply: "Timestamp reply      ",
	icmpInfoRequest: "Information request  ", icmpInfoReply: "Information reply    ",
	icmpAddressMask: "Address mask request ", icmpAddressReply: "Address mask reply   ",
	19: "Reserved (for security)", 30: "Traceroute          ", 31: "Datagram Conversion Error", 32: "Mobile Host Redirect",
	33: "IPv6 Where-Are-You  ", 34: "IPv6 I-Am-Here      ", 35: "Mobile Registration Request", 36: "Mobile Registration Reply",
	37: "Domain Name Request ", 38: "Domain Name Reply   ", 39: "SKIP                ", 40: "Photuris             ",
	41: "Experimental mobility protocols", icmpExtendedEcho: "Extended Echo request ", icmpExtendedReply: "Extended Echo reply  ",
}

// icmpCodes are what the codes of a type mean. A type that is not here has none.
var icmpCodes = map[uint64][]string{
	icmpUnreachable: {"Network unreachable", "Host unreachable", "Protocol unreachable", "Port unreachable",
		"Fragmentation needed", "Source route failed", "Destination network unknown", "Destination host unknown",
		"Source host isolated", "Network administratively prohibited", "Host administratively prohibited",
		"Network unreachable for TOS", "Host unreachable for TOS", "Communication administratively filtered",
		"Host precedence violation", "Precedence cutoff in effect"},
	icmpRedirect:     {"Redirect for network", "Redirect for host", "Redirect for TOS and network", "Redirect for TOS and host"},
	6:                {"Alternate address for host"},
	icmpRouterAdvert: {}, // its codes change the first words
	icmpTimeExceeded: {"Time to live exceeded in transit", "Fragment reassembly time exceeded"},
	icmpParamProblem: {"Pointer indicates the error", "Required option missing", "Bad length"},
	40: {"Bad SPI", "Authentication Failed", "Decompression Failed", "Decryption Failed", "Need Authentication",
		"Need Authorization"},
	icmpExtendedEcho: {"No error"},
	icmpExtendedReply: {"No error", "Malformed Query", "No Such Interface", "No Such Table Entry",
		"Multiple Interfaces Satisfy Query"},
}

// icmpText is what the Info column says of a message.
func icmpText(kind, code uint64) string {
	switch {
	case kind == icmpRouterAdvert && code == 0:
		return "Mobile IP Advertisement (Normal router advertisement)"
	case kind == icmpRouterAdvert && code == 16:
		return "Mobile IP Advertisement (Does not route common traffic)"
	}
	text, known := icmpTexts[kind]
	if !known {
		return "Unknown ICMP (obsolete or malformed?)"
	}
	codes, has := icmpCodes[kind]
	switch {
	case !has:
		return text
	case code < uint64(len(codes)):
		return text + "(" + codes[code] + ")"
	}
	return text + "(Unknown code: " + utoa(code) + ")"
}
