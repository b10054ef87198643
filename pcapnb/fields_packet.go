package pcapnb

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/table"
)

// The fields of a packet. Their names are the column names of the labs; the comment says the name in Wireshark's
// display-filter language where that means exactly the same.

// Time and place of the packet.
var (
	// Time is when the packet was captured (frame.time).
	Time = timeKey()
	// TimeEpoch is the capture time in seconds since 1970 UTC (frame.time_epoch).
	TimeEpoch Number[Packet, float64] = table.NumberDef[Packet, float64]{Name: "time", Known: true, Unit: "seconds", Of: epoch,
		FilterName: "frame.time_epoch", Language: sayerOf("frame.time_epoch"), Chunk: epochChunk}.Number()
	// TimeNormed is the time since the first packet of the capture, in seconds (frame.time_relative).
	TimeNormed Number[Packet, float64] = table.NumberDef[Packet, float64]{Name: "time_normed", Known: true, Unit: "seconds", Of: normed,
		FilterName: "frame.time_relative", Language: sayerOf("frame.time_relative")}.Number()
	// FrameNumber is the packet's place in its capture, from 1 (frame.number).
	FrameNumber = derived("number", "", "frame.number", func(p Packet) (int, bool) { return p.Number(), true })
	// Source is the file that the packet was read from, by the path that Load, Open or Scan was given; its column is called
	// file. It is "input" for Read, and "live capture on eth0" for Capture.
	Source Key[Packet, string] = table.KeyDef[Packet, string]{Name: "file", Known: true, Of: func(p Packet) (string, bool) { return p.Source(), true }, Codes: sourceCodes}.Key()
	// Length is the packet's length on the wire, in bytes (frame.len).
	Length = columnNumber("length", "bytes", "frame.len", 0, maxRecord, func(c *capture.Capture) []uint32 { return c.Length })
	// CapturedLength is how many of the packet's bytes the capture holds (frame.cap_len).
	CapturedLength = columnNumber("captured_length", "bytes", "frame.cap_len", 0, maxRecord, func(c *capture.Capture) []uint32 { return c.Captured })
)

// The link header.
var (
	// MACSrc is the source hardware address (eth.src on Ethernet).
	MACSrc MACField = newMACField("mac_src", "src", func(c *capture.Capture) []uint32 { return c.MACSrc })
	// MACDst is the destination hardware address (eth.dst on Ethernet).
	MACDst MACField = newMACField("mac_dst", "dst", func(c *capture.Capture) []uint32 { return c.MACDst })
	// MACSrcInt is the source hardware address as a 48-bit number.
	MACSrcInt = derived("mac_src_int", "", "", func(p Packet) (int, bool) { return p.macInt(p.c.MACSrc) })
	// MACDstInt is the destination hardware address as a 48-bit number.
	MACDstInt = derived("mac_dst_int", "", "", func(p Packet) (int, bool) { return p.macInt(p.c.MACDst) })
	// EtherType is the Ethernet type of what the link header or the innermost VLAN tag carries.
	EtherType = columnNumber("ether_type", "", "", hasEtherType, 1<<16, func(c *capture.Capture) []uint16 { return c.EtherType })
	// VLAN is the outermost VLAN identifier (the first vlan.id).
	VLAN = derived("vlan", "", "", Packet.vlan)
)

// The innermost IP header, version 4 or 6, as in Wireshark's columns Source and Destination: of a packet in a tunnel it is the
// one inside.
var (
	// IPVersion is 4 or 6.
	IPVersion = derived("ip_version", "", "", func(p Packet) (int, bool) { return p.IPVersion(), p.is(hasIP) })
	// IPSrc is the source address (the last ip.src or ipv6.src that is the packet's own).
	IPSrc AddrField = newAddrField("src", addrDef("src", func(c *capture.Capture) []uint32 { return c.IPSrc }))
	// IPDst is the destination address (the last ip.dst or ipv6.dst that is the packet's own).
	IPDst AddrField = newAddrField("dst", addrDef("dst", func(c *capture.Capture) []uint32 { return c.IPDst }))
	// IPSrcInt is an IPv4 source address as a 32-bit number.
	IPSrcInt = derived("ip_src_int", "", "", func(p Packet) (int, bool) { return p.addrInt(p.c.IPSrc) })
	// IPDstInt is an IPv4 destination address as a 32-bit number.
	IPDstInt = derived("ip_dst_int", "", "", func(p Packet) (int, bool) { return p.addrInt(p.c.IPDst) })
	// IPHeaderLen is the length of the fixed IPv6 header or of the IPv4 header with its options, in bytes.
	IPHeaderLen = derived("ip_header_len", "bytes", "", Packet.ipHeaderLen)
	// TOS is the IPv4 type of service or the IPv6 traffic class.
	TOS = columnNumber("tos", "", "", hasIP, 1<<8, func(c *capture.Capture) []uint8 { return c.TOS })
	// DSCP is the differentiated services code point (RFC 2474 section 3).
	DSCP = derived("dscp", "", "", func(p Packet) (int, bool) { return p.DSCP(), p.is(hasIP) })
	// IPLen is the length of the IP packet, header included, in bytes.
	IPLen = derived("ip_len", "bytes", "", func(p Packet) (int, bool) { return p.IPLen(), p.is(hasIP) && p.c.IPLen[p.i] > 0 })
	// IPID is the IPv4 identification.
	IPID = derived("ip_id", "", "", Packet.ipID)
	// IPFlags are the IPv4 flags: "DF", "MF" or "".
	IPFlags Key[Packet, string] = table.KeyDef[Packet, string]{Name: "ip_flags", Known: true, Of: func(p Packet) (string, bool) { return p.IPFlags(), p.is(hasIPv4) }}.Key()
	// FragmentOffset is where a fragment's payload belongs, in bytes.
	FragmentOffset = derived("fragment_offset", "bytes", "", Packet.fragmentOffset)
	// TTL is the IPv4 time to live or the IPv6 hop limit.
	TTL = said(sayEither("ip.ttl", "ipv6.hlim"), columnDef("ttl", "", "", hasIP, 1<<8, func(c *capture.Capture) []uint8 { return c.TTL }))
	// IPProto is the number of the protocol above IP: 6 for TCP, 17 for UDP.
	IPProto = columnNumber("ip_proto", "", "", hasIP, 1<<8, func(c *capture.Capture) []uint8 { return c.IPProto })
	// IPChecksum is the IPv4 header checksum as sent.
	IPChecksum = derived("ip_checksum", "", "", Packet.ipChecksum)
	// IPOptions is how many options the IPv4 header has.
	IPOptions = derived("ip_options", "", "", Packet.ipOptions)
)

// The transport header.
var (
	// Protocol is the name of the transport protocol, or of what the link carries where that is not IP.
	Protocol = protocolKey()
	// PortSrc is the source port of TCP, UDP, SCTP, DCCP or UDP-Lite.
	PortSrc = said(sayPort("src"), columnDef("port_src", "", "", hasPorts, 1<<16, func(c *capture.Capture) []uint16 { return c.PortSrc }))
	// PortDst is the destination port of TCP, UDP, SCTP, DCCP or UDP-Lite.
	PortDst = said(sayPort("dst"), columnDef("port_dst", "", "", hasPorts, 1<<16, func(c *capture.Capture) []uint16 { return c.PortDst }))
	// Seq is the TCP sequence number as it is in the header (tcp.seq_raw).
	Seq = columnNumber("seq", "", "tcp.seq_raw", hasTCP, 0, func(c *capture.Capture) []uint32 { return c.Seq })
	// Ack is the TCP acknowledgment number as it is in the header (tcp.ack_raw).
	Ack = columnNumber("ack", "", "tcp.ack_raw", hasSegment, 0, func(c *capture.Capture) []uint32 { return c.Ack })
	// Flags are the TCP flags, a letter each: F S R P A U E C N.
	Flags Key[Packet, string] = table.KeyDef[Packet, string]{Name: "tcp_flags", Known: true, Of: func(p Packet) (string, bool) { return p.Flags(), p.is(hasSegment) }, Codes: flagCodes}.Key()
	// TCPHeaderLen is the length of the TCP header with its options, in bytes (tcp.hdr_len).
	TCPHeaderLen = derived("tcp_header_len", "bytes", "tcp.hdr_len", Packet.tcpHeaderLen)
	// TCPReserved are the TCP header's reserved bits (RFC 9293 section 3.1), the three before the NS flag.
	TCPReserved = derived("tcp_reserved", "", "", Packet.tcpReserved)
	// Window is the TCP window as it is in the header, not scaled (tcp.window_size_value).
	Window = derived("window", "", "tcp.window_size_value", Packet.window)
	// Checksum is the checksum of the TCP, UDP or ICMP header as sent.
	Checksum = derived("checksum", "", "", Packet.transportChecksum)
	// Urgent is the TCP urgent pointer (tcp.urgent_pointer).
	Urgent = derived("urgent", "", "tcp.urgent_pointer", Packet.urgent)
	// TCPOptions is how many options the TCP header has.
	TCPOptions = derived("tcp_options", "", "", Packet.tcpOptions)
	// TCPLen is the length of the TCP payload in bytes (tcp.len).
	TCPLen = columnNumber("tcp_len", "bytes", "tcp.len", hasSegment, 1<<16, func(c *capture.Capture) []uint32 { return c.PayLen })
	// TCPStream is the number of the TCP stream in the capture, from 0 (tcp.stream).
	TCPStream = derived("tcp_stream", "", "tcp.stream", Packet.tcpStream)
	// UDPLen is the length of the UDP datagram with its header, in bytes (udp.length).
	UDPLen = derived("udp_len", "bytes", "udp.length", Packet.udpLen)
	// ICMPType is the type of an ICMP or ICMPv6 message.
	ICMPType = derived("icmp_type", "", "", Packet.icmpType)
	// ICMPCode is the code of an ICMP or ICMPv6 message.
	ICMPCode = derived("icmp_code", "", "", Packet.icmpCode)
)

// What the transport header carries.
var (
	// PayloadLen is the length of the transport payload as the headers tell, in bytes.
	PayloadLen = columnNumber("payload", "bytes", "", hasTransport, 1<<16, func(c *capture.Capture) []uint32 { return c.PayLen })
	// PayloadRaw is the captured payload as text, with the bytes that are not ASCII letters, digits or signs as \x escapes.
	PayloadRaw Key[Packet, string] = table.KeyDef[Packet, string]{Name: "payload_raw", Known: true, Of: func(p Packet) (string, bool) { return escapeBytes(p.Payload()), p.is(hasTransport) }}.Key()
	// PayloadHex is the captured payload in hexadecimal digits.
	PayloadHex Key[Packet, string] = table.KeyDef[Packet, string]{Name: "payload_hex", Known: true, Of: func(p Packet) (string, bool) { return hex.EncodeToString(p.Payload()), p.is(hasTransport) }}.Key()
	// IsDNS tells whether the packet holds a DNS, mDNS or LLMNR message.
	IsDNS Key[Packet, bool] = table.KeyDef[Packet, bool]{Name: "is_dns", Known: true, Of: func(p Packet) (bool, bool) { return p.IsDNS(), true }, Codes: dnsCodes}.Key()
	// DNSQuery is the name that the first DNS question asks for.
	DNSQuery Key[Packet, string] = table.KeyDef[Packet, string]{Name: "dns_query", Known: true, Of: Packet.dnsQuery}.Key()
	// DNSResp is what the DNS answers say.
	DNSResp Key[Packet, string] = table.KeyDef[Packet, string]{Name: "dns_resp", Known: true, Of: Packet.dnsResp}.Key()
	// Problem says what kept a packet from being decoded further.
	Problem Key[Packet, string] = table.KeyDef[Packet, string]{Name: "problem", Known: true, Of: func(p Packet) (string, bool) { return p.Problem(), p.Problem() != "" }}.Key()
)

// defaultFields are the columns of a capture's default table: those of lab D, the telling ones first.
func defaultFields() []Field[Packet] {
	return []Field[Packet]{Time, IPSrc, IPDst, Length, PortSrc, PortDst, Protocol, IsDNS, DNSQuery, DNSResp,
		MACSrc, MACDst, TimeEpoch, TimeNormed, IPSrcInt, IPDstInt, MACSrcInt, MACDstInt}
}

// BasicFields are the 13 columns of lab A's record.
func BasicFields() []Field[Packet] {
	return []Field[Packet]{Time, IPSrc, IPDst, Length, PortSrc, PortDst, Protocol, IsDNS, DNSQuery, DNSResp, MACSrc, MACDst, TimeEpoch}
}

// HeaderFields are the header fields of labs B and E: IP's 13, the time, TCP's 11 and the payload's length, each with
// a name of its own.
func HeaderFields() []Field[Packet] {
	return []Field[Packet]{IPVersion, IPHeaderLen, TOS, IPLen, IPID, IPFlags, FragmentOffset, TTL, IPProto, IPChecksum,
		IPSrc, IPDst, IPOptions, TimeEpoch, PortSrc, PortDst, Seq, Ack, TCPHeaderLen, TCPReserved, Flags, Window, Checksum,
		Urgent, TCPOptions, PayloadLen}
}

const maxRecord = 1 << 18 // lengths below this are numbered by themselves

// columnNumber is a field that is a column of its own, where the packet has one of bits (0: every packet has it).
// Values below most, where that is not 0, serve as their own codes.
func columnNumber[V uint8 | uint16 | uint32](name, unit, text string, bits uint32, most int, column func(*capture.Capture) []V) Number[Packet, int] {
	return columnDef(name, unit, text, bits, most, column).Number()
}

func columnDef[V uint8 | uint16 | uint32](name, unit, text string, bits uint32, most int, column func(*capture.Capture) []V) table.NumberDef[Packet, int] {
	d := table.NumberDef[Packet, int]{Name: name, Known: true, Unit: unit, FilterName: text, Language: sayerOf(text),
		Chunk: columnChunk(bits, column), Within: columnWithin(bits, column)}
	d.Of = func(p Packet) (int, bool) {
		if bits != 0 && p.c.Has[p.i]&bits == 0 {
			return 0, false
		}
		return int(column(p.c)[p.i]), true
	}
	if most > 0 {
		d.Codes = func(rows []Packet) table.Codes[int] {
			return table.NumberCodes(len(rows), most, func(lo int, out []uint32) { columnCodes(rows[lo:lo+len(out)], bits, column, out) })
		}
	}
	return d
}

// said is a number whose conditions say writes as display filters.
func said(say sayer, d table.NumberDef[Packet, int]) Number[Packet, int] {
	d.Language = say
	return d.Number()
}

// derived is a number that of reads.
func derived(name, unit, text string, of func(Packet) (int, bool)) Number[Packet, int] {
	return table.NumberDef[Packet, int]{Name: name, Known: true, Unit: unit, Of: of, FilterName: text, Language: sayerOf(text)}.Number()
}

func (p Packet) fragmentOffset() (int, bool) {
	return p.FragmentOffset(), p.is(hasIPv4) || p.is(hasIPv6) && p.c.Frag[p.i] != 0
}

func timeKey() Key[Packet, time.Time] {
	return table.KeyDef[Packet, time.Time]{Name: "datetime", Known: true, FilterName: "frame.time", Language: sayerOf("frame.time"),
		Of:    func(p Packet) (time.Time, bool) { return p.Time(), p.is(hasTime) },
		Nanos: timeNanos, Bounds: timeBounds}.Key()
}

// timeBounds knows the times of rows that are one run of a whole capture and have a time each.
func timeBounds(rows []Packet) (run table.TimeRun, ok bool) {
	c, at, ok := runOf(rows)
	if !ok || c.Part {
		return table.TimeRun{}, false
	}
	run.Low, run.High, run.Exact, ok = c.TimeBounds(at, at+len(rows))
	run.Times = c.Time[at:][:len(rows)]
	return run, ok
}

func timeNanos(rows []Packet, out []int64, ok []bool) bool {
	if c, at, one := runOf(rows); one {
		copy(out, c.Time[at:][:len(rows)])
		return hasBits(c.Has[at:][:len(rows)], hasTime, ok)
	}
	missing := 0
	for i := range rows {
		c, at := rows[i].c, rows[i].i
		is := c.Has[at]&hasTime != 0
		out[i], ok[i] = c.Time[at], is
		if !is {
			missing++
		}
	}
	return missing == 0
}

func epoch(p Packet) (float64, bool) {
	return float64(p.c.Time[p.i]) / 1e9, p.is(hasTime)
}

func epochChunk(rows []Packet, out []float64, ok []bool) bool {
	full := true
	for i, p := range rows {
		out[i], ok[i] = epoch(p)
		full = full && ok[i]
	}
	return full
}

func normed(p Packet) (float64, bool) {
	if p.is(hasTime) && p.c.Began != nil {
		return float64(p.c.Time[p.i]-p.c.Began()) / 1e9, true
	}
	if !p.is(hasTime) || p.c.N == 0 || p.c.Part {
		return 0, false
	}
	return float64(p.c.Time[p.i]-p.c.Time[0]) / 1e9, true
}

func protocolKey() Key[Packet, string] {
	return table.KeyDef[Packet, string]{Name: "protocol", Known: true, Language: sayer(sayProtocol), Codes: protocolCodes,
		Of: func(p Packet) (string, bool) { return p.Protocol(), p.c.Protocol[p.i] != capture.ProtoNone }}.Key()
}

func protocolCodes(rows []Packet) table.Codes[string] {
	return table.Codes[string]{Rows: len(rows), Count: capture.ProtoCount, Value: func(code uint32) string { return capture.ProtocolName(uint8(code)) },
		Read: func(lo int, out []uint32) {
			columnCodes(rows[lo:lo+len(out)], 0, func(c *capture.Capture) []uint8 { return c.Protocol }, out)
			for i, code := range out {
				if code == capture.ProtoNone {
					out[i] = noCode
				}
			}
		}}
}

func flagCodes(rows []Packet) table.Codes[string] {
	c := table.Codes[string]{Row: make([]uint32, len(rows)), Count: 1 << 9, Value: func(code uint32) string { return flagLetters(uint16(code)) }}
	for i, p := range rows {
		c.Row[i] = noCode
		if p.is(hasSegment) {
			c.Row[i] = uint32(p.c.TCPFlags[p.i] & 0x1ff)
		}
	}
	return c
}

func dnsCodes(rows []Packet) table.Codes[bool] {
	c := table.Codes[bool]{Row: make([]uint32, len(rows)), Count: 2, Value: func(code uint32) bool { return code == 1 }}
	for i, p := range rows {
		if p.IsDNS() {
			c.Row[i] = 1
		}
	}
	return c
}

// sourceCodes numbers the files of rows, which may be of several captures.
func sourceCodes(rows []Packet) table.Codes[string] {
	row := make([]uint32, len(rows))
	var all []string
	codes := make(map[string]uint32) // into all
	var last *capture.Capture
	var to []uint32 // by the capture's number of a file
	for i, p := range rows {
		if p.c != last {
			last, to = p.c, to[:0]
			for _, path := range p.c.Paths() {
				if _, known := codes[path]; !known {
					codes[path] = uint32(len(all))
					all = append(all, path)
				}
				to = append(to, codes[path])
			}
		}
		row[i] = to[p.c.PathAt(p.i)]
	}
	return table.Codes[string]{Row: row, Count: len(all), Value: func(code uint32) string { return all[code] }}
}

type addrField struct {
	Key[Packet, netip.Addr]
	def  table.KeyDef[Packet, netip.Addr]
	side string // "src" or "dst" where Wireshark's ip and ipv6 have a field of that name
}

func newAddrField(side string, def table.KeyDef[Packet, netip.Addr]) addrField {
	return addrField{def.Key(), def, side}
}

func addrDef(side string, column func(*capture.Capture) []uint32) table.KeyDef[Packet, netip.Addr] {
	return table.KeyDef[Packet, netip.Addr]{Name: "ip_" + side, Known: true, Language: sayAddr(side),
		Of: func(p Packet) (netip.Addr, bool) { return p.addr(column(p.c)) },
		Codes: func(rows []Packet) table.Codes[netip.Addr] {
			return dictCodes(rows, hasIP, column, func(c *capture.Capture) []capture.Address { return c.Addrs }, capture.Address.Addr)
		}}
}

func (f addrField) Is(address string) Cond[Packet] {
	if prefix, err := netip.ParsePrefix(address); err == nil {
		d := f.family(prefix.Addr())
		return d.Where(" == "+prefix.String(), d.Filter("==", prefix), prefix.Masked().Contains)
	}
	a := f.parse("Is", address)
	return f.family(a).Key().Is(a)
}

func (f addrField) In(addresses ...string) Cond[Packet] {
	if len(addresses) == 0 {
		return f.Key.In()
	}
	var conds []Cond[Packet]
	for _, a := range addresses {
		conds = append(conds, f.Is(a))
	}
	return Or(conds...)
}

func (f addrField) parse(verb, address string) netip.Addr {
	a, err := netip.ParseAddr(address)
	if err != nil {
		panic(misusedf("pcapnb: %s.%s(%q): want an IP address such as 192.168.1.13 or a network such as 10.0.0.0/8", f.def.Name, verb, address))
	}
	return a
}

// family is the field under Wireshark's name for addresses of a's version.
func (f addrField) family(a netip.Addr) table.KeyDef[Packet, netip.Addr] {
	d := f.def
	switch {
	case f.side == "":
	case a.Is6():
		d.FilterName = "ipv6." + f.side
	default:
		d.FilterName = "ip." + f.side
	}
	return d
}

type macField struct{ Key[Packet, MAC] }

func newMACField(name, side string, column func(*capture.Capture) []uint32) macField {
	return macField{table.KeyDef[Packet, MAC]{Name: name, Known: true, FilterName: "eth." + side, Language: sayMAC(side),
		Of: func(p Packet) (MAC, bool) { return p.mac(column(p.c)) },
		Codes: func(rows []Packet) table.Codes[MAC] {
			return dictCodes(rows, hasEther, column, func(c *capture.Capture) []capture.MAC48 { return c.MACs }, macOf)
		}}.Key()}
}

func (f macField) Is(address string) Cond[Packet] {
	m, err := ParseMAC(address)
	if err != nil {
		panic(misusedf("pcapnb: %s.Is(%q): %v", f.FieldName(), address, err))
	}
	return f.Key.Is(m)
}

// ParseMAC reads a hardware address written as 00:1d:d9:2e:4f:61, with colons or hyphens.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '-' })
	if len(parts) != len(m) {
		return m, fmt.Errorf("want a hardware address such as 00:1d:d9:2e:4f:61, not %q", s)
	}
	for i, part := range parts {
		b, err := strconv.ParseUint(part, 16, 8)
		if err != nil {
			return m, fmt.Errorf("want a hardware address such as 00:1d:d9:2e:4f:61, not %q", s)
		}
		m[i] = byte(b)
	}
	return m, nil
}

// dictCodes takes the rows' codes from a column of dictionary codes; where the rows are of several captures it makes one
// dictionary of theirs.
func dictCodes[V, K comparable](rows []Packet, bits uint32, column func(*capture.Capture) []uint32, values func(*capture.Capture) []V, key func(V) K) table.Codes[K] {
	if one := sharedCapture(rows); one != nil {
		all := values(one)
		return table.Codes[K]{Rows: len(rows), Count: len(all), Value: func(code uint32) K { return key(all[code]) },
			Read: func(lo int, out []uint32) { columnCodes(rows[lo:lo+len(out)], bits, column, out) }}
	}
	row := make([]uint32, len(rows))
	columnCodes(rows, bits, column, row)
	var all []V
	codes := make(map[V]uint32) // into all
	var last *capture.Capture
	var to []uint32
	for i, code := range row {
		if c := rows[i].c; c != last {
			last, to = c, to[:0]
			for _, v := range values(c) {
				if _, known := codes[v]; !known {
					codes[v] = uint32(len(all))
					all = append(all, v)
				}
				to = append(to, codes[v])
			}
		}
		if code != noCode {
			row[i] = to[code]
		}
	}
	return table.Codes[K]{Row: row, Count: len(all), Value: func(code uint32) K { return key(all[code]) }}
}

func (p Packet) addrInt(col []uint32) (int, bool) {
	if !p.is(hasIPv4) {
		return 0, false
	}
	return int(p.c.Addrs[col[p.i]].Lo), true
}

func (p Packet) macInt(col []uint32) (int, bool) {
	if !p.is(hasEther) || col[p.i] == noCode {
		return 0, false
	}
	return int(p.c.MACs[col[p.i]]), true
}

// escapeBytes writes bytes as text in which nothing can hide: what is not printable ASCII becomes \xNN, and a
// backslash is doubled.
func escapeBytes(b []byte) string {
	var out strings.Builder
	for _, c := range b {
		escapeByte(&out, c)
	}
	return out.String()
}

func escapeByte(out *strings.Builder, c byte) {
	const digits = "0123456789abcdef"
	switch {
	case c == '\\':
		out.WriteString(`\\`)
	case c >= ' ' && c < 0x7f:
		out.WriteByte(c)
	default:
		out.Write([]byte{'\\', 'x', digits[c>>4], digits[c&15]})
	}
}

// escapeLines is escapeBytes that leaves tabs and the ends of lines, a carriage return before one not shown.
func escapeLines(b []byte) string {
	var out strings.Builder
	for i, c := range b {
		switch {
		case c == '\n', c == '\t':
			out.WriteByte(c)
		case c == '\r' && i+1 < len(b) && b[i+1] == '\n':
		default:
			escapeByte(&out, c)
		}
	}
	return out.String()
}
