package pcapnb

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// A question is how a typed field is compared with tshark: the fields asked of tshark, and what of them ours should be.
// Where applies is set and false, the two mean different things and the cell is not compared.
type question struct {
	fields  string
	want    func(r row) string
	applies func(p Packet) bool
	unlike  string // why there is nothing in Wireshark to compare with
}

// questions are those of the typed fields whose comment does not name a field of Wireshark that means exactly the same.
var questions = map[string]question{
	"Time":           {fields: "frame.time_epoch", want: func(r row) string { return r.cells["frame.time_epoch"] }},
	"TimeEpoch":      {fields: "frame.time_epoch", want: func(r row) string { return r.seconds("frame.time_epoch") }},
	"TimeNormed":     {fields: "frame.time_relative", want: func(r row) string { return r.seconds("frame.time_relative") }},
	"MACSrc":         {fields: "eth.src", want: func(r row) string { return r.own("eth.src") }, applies: ethernet},
	"MACDst":         {fields: "eth.dst", want: func(r row) string { return r.own("eth.dst") }, applies: ethernet},
	"MACSrcInt":      {fields: "eth.src", want: func(r row) string { return macNumber(r.own("eth.src")) }, applies: ethernet},
	"MACDstInt":      {fields: "eth.dst", want: func(r row) string { return macNumber(r.own("eth.dst")) }, applies: ethernet},
	"EtherType":      {fields: "eth.type vlan.etype", want: func(r row) string { return r.lastType() }, applies: plainEthernet},
	"VLAN":           {fields: "vlan.id", want: func(r row) string { return r.own("vlan.id") }, applies: firstTagIsQ},
	"IPVersion":      {fields: "ip.version ipv6.version", want: func(r row) string { return r.own("ip.version", "ipv6.version") }},
	"IPSrc":          {fields: "ip.src ipv6.src", want: func(r row) string { return r.own("ip.src", "ipv6.src") }},
	"IPDst":          {fields: "ip.dst ipv6.dst", want: func(r row) string { return r.own("ip.dst", "ipv6.dst") }, applies: notSourceRouted},
	"IPSrcInt":       {fields: "ip.src", want: func(r row) string { return ip4Number(r.own("ip.src")) }},
	"IPDstInt":       {fields: "ip.dst", want: func(r row) string { return ip4Number(r.own("ip.dst")) }, applies: notSourceRouted},
	"IPSrcOuter":     {fields: "ip.src ipv6.src", want: func(r row) string { return r.outermost("ip.src", "ipv6.src") }},
	"IPDstOuter":     {fields: "ip.dst ipv6.dst", want: func(r row) string { return r.outermost("ip.dst", "ipv6.dst") }, applies: notSourceRouted},
	"IPHeaderLen":    {fields: "ip.hdr_len ipv6.src", want: func(r row) string { return cmp.Or(r.own("ip.hdr_len"), textIf(r.own("ipv6.src") != "", 40)) }},
	"TOS":            {fields: "ip.dsfield ipv6.tclass", want: func(r row) string { return r.own("ip.dsfield", "ipv6.tclass") }},
	"DSCP":           {fields: "ip.dsfield.dscp ipv6.tclass.dscp", want: func(r row) string { return r.own("ip.dsfield.dscp", "ipv6.tclass.dscp") }},
	"IPLen":          {fields: "ip.len ipv6.plen", want: func(r row) string { return cmp.Or(r.own("ip.len"), plus(r.own("ipv6.plen"), 40)) }, applies: func(p Packet) bool { return p.IPLen() > 0 }},
	"IPID":           {fields: "ip.id", want: func(r row) string { return r.own("ip.id") }},
	"IPFlags":        {fields: "ip.flags", want: func(r row) string { return ipFlags(r.own("ip.flags")) }},
	"FragmentOffset": {fields: "ip.frag_offset", want: func(r row) string { return eightfold(r.own("ip.frag_offset")) }, applies: func(p Packet) bool { return p.IPVersion() == 4 }},
	"TTL":            {fields: "ip.ttl ipv6.hlim", want: func(r row) string { return r.own("ip.ttl", "ipv6.hlim") }},
	"IPProto":        {fields: "ip.proto", want: func(r row) string { return r.own("ip.proto") }, applies: func(p Packet) bool { return p.IPVersion() == 4 }}, // IPv6 has a chain of headers
	"IPChecksum":     {fields: "ip.checksum", want: func(r row) string { return r.own("ip.checksum") }},
	"IPOptions":      {fields: "ip.opt.type", want: func(r row) string { return count(r.cells["ip.opt.type"], r.own("ip.src")) }, applies: oneIP},
	"Protocol":       {fields: "frame.protocols", want: func(r row) string { return r.stack.transport() }, applies: func(p Packet) bool { return slices.Contains(transports, p.Protocol()) && inOnePiece(p) }},
	"PortSrc":        {fields: "tcp.srcport udp.srcport", want: func(r row) string { return r.own("tcp.srcport", "udp.srcport") }, applies: tcpOrUDP},
	"PortDst":        {fields: "tcp.dstport udp.dstport", want: func(r row) string { return r.own("tcp.dstport", "udp.dstport") }, applies: tcpOrUDP},
	"Flags":          {fields: "tcp.flags", want: func(r row) string { return tcpFlags(r.own("tcp.flags")) }},
	"TCPReserved":    {fields: "tcp.flags", want: func(r row) string { return shifted(r.own("tcp.flags"), 9) }},
	"TCPOptions":     {fields: "tcp.option_kind tcp.len", want: func(r row) string { return count(r.cells["tcp.option_kind"], r.own("tcp.len")) }, applies: func(p Packet) bool { return oneIP(p) && p.CapturedLength() == p.Length() }},
	"Checksum": {fields: "tcp.checksum udp.checksum icmp.checksum icmpv6.checksum", want: func(r row) string {
		return cmp.Or(r.own("tcp.checksum", "udp.checksum"), r.first("icmp.checksum", "icmpv6.checksum"))
	}, applies: tcpOrUDP},
	"ICMPType":   {fields: "icmp.type icmpv6.type", want: func(r row) string { return r.first("icmp.type", "icmpv6.type") }},
	"ICMPCode":   {fields: "icmp.code icmpv6.code", want: func(r row) string { return r.first("icmp.code", "icmpv6.code") }},
	"PayloadLen": {fields: "tcp.len udp.length", want: func(r row) string { return cmp.Or(r.own("tcp.len"), plus(r.own("udp.length"), -8)) }, applies: onlyTCPOrUDP},
	"PayloadHex": {fields: "tcp.payload udp.payload", want: func(r row) string { return r.payload() },
		applies: func(p Packet) bool {
			return onlyTCPOrUDP(p) && len(p.Payload()) == p.PayloadLen() && p.PayloadLen() > 0
		}},
	"IsDNS": {fields: "frame.protocols", want: func(r row) string { return fmt.Sprint(r.isDNS()) }},
	"DNSQuery": {fields: "dns.qry.name", want: func(r row) string {
		return textIf(r.isDNS(), strings.TrimPrefix(strings.Split(r.cells["dns.qry.name"], ",")[0], "<Root>"))
	}},
	"LayerStack": {unlike: "the layers are named as scapy names them"},
	"PayloadRaw": {unlike: "the bytes of PayloadHex, written as text"},
	"DNSResp":    {unlike: "the answers of all kinds in one text"},
	"Source":     {unlike: "tshark does not tell the file of a packet"},
	"Problem":    {unlike: "Wireshark has notes of many kinds"},
}

// A stack is the layers of a packet (frame.protocols), and says which value of a cell, that has one for each layer with the field, is
// that of the packet's innermost datagram. What an ICMP error quotes is not the packet's own.
type stack []string

// stackOf leaves out IP headers that are none: they have no address.
func stackOf(protocols, v4, v6 string) stack {
	s := stack(strings.Split(protocols, ":"))
	if i := slices.IndexFunc(s, func(l string) bool { return l == "icmp" || l == "icmpv6" }); i >= 0 {
		s = s[:i+1]
	}
	addresses := map[string]int{"ip": valuesIn(v4), "ipv6": valuesIn(v6)}
	var own stack
	for _, l := range s {
		if left, ip := addresses[l]; ip && left == 0 {
			continue
		} else if ip {
			addresses[l]--
		}
		own = append(own, l)
	}
	return own
}

func valuesIn(cell string) int {
	if cell == "" {
		return 0
	}
	return 1 + strings.Count(cell, ",")
}

func (s stack) innermost(cell, field string) string {
	of, _, _ := strings.Cut(field, ".")
	within := map[string][]string{"ip": {"ip", "ipv6"}, "ipv6": {"ip", "ipv6"}, "tcp": {"ip", "ipv6", "tcp", "udp"}, "udp": {"ip", "ipv6", "tcp", "udp"}}[of]
	if within == nil {
		within = []string{of}
	}
	last, times := "", 0
	for _, l := range s {
		if l == "eth" && of != "eth" { // a frame in a packet begins anew
			last = ""
		}
		if slices.Contains(within, l) {
			last = l
		}
		if l == of {
			times++
		}
	}
	values := strings.Split(cell, ",")
	switch {
	case of == "frame", cell == "":
		return cell
	case field == "vlan.id":
		return values[0] // of the outermost tag
	case last != of:
		return ""
	}
	return values[min(times, len(values))-1]
}

// wiresharkFields are the fields of Wireshark that a typed field is compared with.
func (q question) wiresharkFields() []string { return strings.Fields(q.fields) }

// questionOf is how the typed field is compared.
func questionOf(name, wireshark string) (question, bool) {
	q, ok := questions[name]
	if !ok && wireshark != "" {
		return question{fields: wireshark, want: func(r row) string { return r.own(wireshark) }}, true
	}
	return q, ok
}

// asked are all fields of Wireshark that the typed fields named are compared with, all of them where none is named.
func asked(names ...string) []string {
	fields := []string{"frame.number", "frame.protocols", "ip.src", "ipv6.src"}
	for _, f := range typedFields {
		if q, _ := questionOf(f.name, f.wireshark); len(names) == 0 || slices.Contains(names, f.name) {
			fields = append(fields, q.wiresharkFields()...)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// TestEveryTypedField finds fields that are not compared with tshark and not known for it.
func TestEveryTypedField(t *testing.T) {
	for _, f := range typedFields {
		if _, ok := questionOf(f.name, f.wireshark); !ok {
			t.Errorf("%s is compared with nothing: name Wireshark's field in its comment, in parentheses, or add it to questions", f.name)
		}
	}
	for name, q := range questions {
		if !slices.ContainsFunc(typedFields, func(f typedField) bool { return f.name == name }) {
			t.Errorf("questions has %s, which is no field: go generate ./pcapnb", name)
		}
		if q.want == nil && q.unlike == "" {
			t.Errorf("%s is compared with nothing, and questions does not say why", name)
		}
	}
}

// A row is what tshark says of a packet.
type row struct {
	stack
	cells map[string]string
}

func newRow(cells map[string]string) row {
	return row{stackOf(cells["frame.protocols"], cells["ip.src"], cells["ipv6.src"]), cells}
}

// own is the first of fields that the packet's innermost datagram has.
func (r row) own(fields ...string) string {
	for _, f := range fields {
		if v := r.innermost(r.cells[f], f); v != "" {
			return plainNumber(v)
		}
	}
	return ""
}

// first is the first value of the first of fields that there is.
func (r row) first(fields ...string) string {
	for _, f := range fields {
		if v, _, _ := strings.Cut(r.cells[f], ","); v != "" {
			return plainNumber(v)
		}
	}
	return ""
}

// outermost is the first value of the IP version that comes first.
func (r row) outermost(v4, v6 string) string {
	for _, l := range r.stack {
		switch l {
		case "ip":
			return r.first(v4)
		case "ipv6":
			return r.first(v6)
		}
	}
	return ""
}

// payload is what the transport header carries; of a long one a golden keeps the hash, which has a comma of its own.
func (r row) payload() string {
	if cell := cmp.Or(r.cells["tcp.payload"], r.cells["udp.payload"]); strings.Contains(cell, "…") {
		return cell
	}
	return r.own("tcp.payload", "udp.payload")
}

// lastType is the type in the innermost tag, or in the frame's header.
func (r row) lastType() string {
	types := strings.Split(cmp.Or(r.cells["vlan.etype"], r.cells["eth.type"]), ",")
	return plainNumber(types[len(types)-1])
}

// seconds is a time as a float64 is shown.
func (r row) seconds(field string) string {
	text, minus := strings.CutPrefix(r.cells[field], "-")
	ns, _, ok := nanos(text)
	if minus {
		ns = -ns
	}
	return textIf(ok, micros(float64(ns)/1e9))
}

// transport is the name of the innermost protocol above IP.
func (s stack) transport() string {
	for _, l := range slices.Backward(s) {
		if i := slices.IndexFunc(transports, func(name string) bool { return strings.EqualFold(name, l) }); i >= 0 {
			return transports[i]
		}
		if l == "ip" || l == "ipv6" {
			break
		}
	}
	return ""
}

var transports = []string{"TCP", "UDP", "ICMP", "ICMPv6", "IGMP", "SCTP", "ESP", "OSPF", "ARP"}

// plainNumber writes what tshark writes in hexadecimal digits as a decimal number.
func plainNumber(v string) string {
	if n, err := strconv.ParseUint(v, 0, 64); err == nil && strings.HasPrefix(v, "0x") {
		return strconv.FormatUint(n, 10)
	}
	return v
}

func plus(v string, n int) string {
	i, err := strconv.Atoi(v)
	return textIf(err == nil, i+n)
}

func eightfold(v string) string {
	i, err := strconv.Atoi(v)
	return textIf(err == nil, 8*i)
}

func shifted(v string, bits int) string {
	i, err := strconv.Atoi(v)
	return textIf(err == nil, i>>bits)
}

func count(cell, present string) string { return textIf(present != "", valuesIn(cell)) }

func macNumber(v string) string {
	m, err := ParseMAC(v)
	return textIf(err == nil, binary.BigEndian.Uint64(append([]byte{0, 0}, m[:]...)))
}

func ip4Number(v string) string {
	a, err := netip.ParseAddr(v)
	if err != nil {
		return ""
	}
	return fmt.Sprint(binary.BigEndian.Uint32(a.AsSlice()))
}

func ipFlags(v string) string {
	bits, _ := strconv.Atoi(v)
	var names []string
	for i, name := range []string{"evil", "DF", "MF"} {
		if bits&(4>>i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

func tcpFlags(v string) string {
	bits, _ := strconv.Atoi(v)
	letters := ""
	for i, l := range "FSRPAUECN" {
		if bits>>i&1 != 0 {
			letters += string(l)
		}
	}
	return letters
}

func textIf(ok bool, v any) string {
	if !ok {
		return ""
	}
	return fmt.Sprint(v)
}

// Where a typed field and Wireshark's mean the same.

func ethernet(p Packet) bool { return p.LinkType() == linkEthernet || p.LinkType() == linkPKTAP }

// plainEthernet: the type is of the frame, and there is no other inside.
func plainEthernet(p Packet) bool {
	_, has := EtherType.Of(p)
	return has && p.LinkType() == linkEthernet && oneIP(p)
}

// firstTagIsQ: Wireshark has other names for an 802.1ad or 802.1ah tag around a tag of 802.1Q.
func firstTagIsQ(p Packet) bool {
	b := p.Bytes()
	return p.LinkType() != linkEthernet || len(b) < 14 || !slices.Contains([]uint16{0x88a8, 0x88e7}, binary.BigEndian.Uint16(b[12:]))
}

// notSourceRouted: of a packet with a route in its options Wireshark's ip.dst is the end of the route.
func notSourceRouted(p Packet) bool {
	n, _ := IPOptions.Of(p)
	return n == 0
}

// oneIP: lists of options do not say of which header each is.
func oneIP(p Packet) bool {
	src, _ := IPSrc.Of(p)
	outer, _ := IPSrcOuter.Of(p)
	_, icmp := ICMPType.Of(p)
	return src == outer && !icmp
}

// tcpOrUDP: the fields of other protocols with ports are not asked of tshark.
func tcpOrUDP(p Packet) bool {
	return !slices.Contains([]string{"SCTP", "DCCP", "UDP-Lite"}, p.Protocol())
}

// onlyTCPOrUDP: what other protocols carry has other names.
func onlyTCPOrUDP(p Packet) bool {
	return (p.Protocol() == "TCP" || p.Protocol() == "UDP") && inOnePiece(p)
}

// inOnePiece: a fragment is data to Wireshark until its datagram is whole.
func inOnePiece(p Packet) bool {
	offset, ok := FragmentOffset.Of(p) // of IPv6 only fragments have one
	return offset == 0 && !strings.Contains(p.IPFlags(), "MF") && !(ok && p.IPVersion() == 6)
}

// isDNS reports whether the packet itself has a message, and does not only quote one.
func (s stack) isDNS() bool {
	return slices.Contains(s, "dns") || slices.Contains(s, "mdns") || slices.Contains(s, "llmnr")
}

// fieldText is a packet's value as the comparisons write it.
func fieldText(f Field[Packet], p Packet) string {
	v, ok := f.Value(p)
	switch v := v.(type) {
	case time.Time:
		return textIf(ok, fmt.Sprintf("%d.%09d", v.Unix(), v.Nanosecond()))
	case float64:
		return textIf(ok, micros(v))
	default:
		return textIf(ok, v)
	}
}

// micros writes seconds as exactly as a float64 holds those since 1970.
func micros(seconds float64) string { return strconv.FormatFloat(seconds, 'f', 6, 64) }

// tally counts compared cells and keeps the first differences of each field.
type tally struct {
	cells, agree map[string]int
	differ       map[string][]string
}

func newTally() *tally {
	return &tally{map[string]int{}, map[string]int{}, map[string][]string{}}
}

// packet compares all typed fields of a packet.
func (t *tally) packet(name string, p Packet, r row) {
	for _, f := range typedFields {
		got, want, ok := compareField(name, f, p, r)
		if !ok {
			continue
		}
		t.cells[f.name]++
		if got == want {
			t.agree[f.name]++
		} else {
			t.differ[f.name] = append(t.differ[f.name], fmt.Sprintf("%s frame %d (%v): %s = %q, tshark %q", name, p.Number(), strings.Join(r.stack, ":"), f.name, got, want))
		}
	}
}

// compareField returns a packet's value of a typed field and tshark's, and false where the two mean different things.
func compareField(capture string, f typedField, p Packet, r row) (got, want string, ok bool) {
	q, _ := questionOf(f.name, f.wireshark)
	if q.want == nil || q.applies != nil && !q.applies(p) {
		return "", "", false
	}
	// The innermost addresses are Wi-Fi's, or under other names in IEEE 802.1ah.
	renamed := strings.HasPrefix(q.fields, "eth.") && (slices.Contains(r.stack, "wlan") || slices.Contains(r.stack, "ieee8021ah"))
	// By name the octet before PPP that tells the direction is no part of the frame, as in Wireshark; here the record is one.
	direction := strings.HasPrefix(q.fields, "frame.") && p.LinkType() == 204
	// Wireshark's SOCKS dissector opens a conversation of its own, so later streams have other numbers.
	socks := f.name == "TCPStream" && strings.Contains(capture, "socks")
	timed := q.fields == "frame.time_epoch" || q.fields == "frame.time_relative"
	if renamed || direction || socks || timed && beyondTime(r.cells["frame.time_epoch"]) {
		return "", "", false
	}
	got, want = fieldText(f.field, p), q.want(r)
	// A golden keeps of a long cell the beginning and the hash; what is a part of that cell is compared as far as it is kept.
	if kept, rest, cut := strings.Cut(want, "…"); cut && strings.Contains(rest, "fnv64a") {
		got = oracle.Shorten(f.wireshark, got)
	} else if cut {
		got, want = got[:min(len(got), len(kept))], kept
	}
	return got, want, true
}

// TestGoldens compares the typed fields with what tshark says of the captures in testdata.
func TestGoldens(t *testing.T) {
	goldens := map[string]oracle.Golden{}
	for _, name := range asked() {
		g, err := oracle.ReadGolden("internal/dissect/testdata/fields", name)
		if err != nil {
			t.Fatal(err)
		}
		goldens[name] = g
	}
	for _, path := range oracle.Captures("../testdata") {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			ps, err := Load(path)
			if err != nil && !strings.Contains(name, "cut") {
				t.Fatal(err)
			}
			if want := len(goldens["frame.number"][name]); len(ps) != want {
				t.Errorf("%d packets, tshark has %d", len(ps), want)
			}
			counts := newTally()
			for _, p := range ps {
				cells := map[string]string{}
				for field, g := range goldens {
					cells[field] = g[name][p.Number()]
				}
				counts.packet(name, p, newRow(cells))
			}
			for _, differ := range counts.differ {
				for _, d := range differ {
					t.Error(d)
				}
			}
		})
	}
}

// TestSharedCaptures compares the typed fields with tshark over captures made by others. Few cells may differ: those
// where tshark reassembles or guesses further than the columns go.
func TestSharedCaptures(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: takes minutes")
	}
	folders := sharedFolders(t)
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	counts := newTally()
	for _, folder := range folders {
		files, _ := filepath.Glob(folder + "/*")
		for _, file := range files {
			counts.file(t, file)
		}
	}
	counts.report(t, 0.999)
}

// file compares the packets of a capture with what tshark says of it, where tshark knows it. Custom blocks of pcapng,
// which Wireshark counts among the frames, are no packets here.
func (t *tally) file(test *testing.T, path string) {
	names := asked()
	var ids []dissect.ID
	for _, name := range names {
		id, _ := dissect.Lookup(name)
		ids = append(ids, id)
	}
	rows, err := oracle.Theirs(path, ids, "-Y", "frame.encap_type")
	if err != nil {
		return
	}
	ps, err := Load(path)
	if err != nil {
		test.Logf("%v", err)
	}
	if len(ps) != len(rows) && !(len(ps) == 0 && len(rows) == 1) {
		test.Errorf("%s: %d packets, tshark has %d", path, len(ps), len(rows))
		return
	}
	for i, p := range ps {
		cells := map[string]string{}
		for k, name := range names {
			cells[name] = rows[i][k]
		}
		t.packet(path, p, newRow(cells))
	}
}

// odd are the fields that mean something else than Wireshark's in a few packets, and in which.
var odd = map[string]string{
	"Checksum":   "of headers that are there in part",
	"EtherType":  "SNAP's type is one here",
	"IPLen":      "of a datagram whose last fragment this is, Wireshark's is the fragment's; a wrong length in a tunnel",
	"IPOptions":  "of a fragment that is none",
	"IPProto":    "after an authentication header it is the next protocol",
	"IPVersion":  "of headers that are there in part",
	"IsDNS":      "messages that are found by port here, and by their first bytes there",
	"DNSQuery":   "as IsDNS",
	"PayloadHex": "lengths that contradict each other",
	"PayloadLen": "lengths that contradict each other",
	"Protocol":   "Wi-Fi in CAPWAP",
	"TCPLen":     "of a header longer than its segment it is 0 here, and of one shorter than a header can be there is none",
	"TCPOptions": "the end of the list is not counted; options that are cut or wrong",
}

// report prints each field's share of agreeing cells, and fails where one is below the least, or where an odd one is
// below 99 %.
func (c *tally) report(t *testing.T, least float64) {
	for _, field := range slices.Sorted(maps.Keys(c.cells)) {
		share := float64(c.agree[field]) / float64(c.cells[field])
		t.Logf("%-22s %7d of %7d cells agree, %.4f %%", field, c.agree[field], c.cells[field], 100*share)
		for i, d := range c.differ[field] {
			if i < 12 {
				t.Log("   ", d)
			}
		}
		want := least
		if odd[field] != "" {
			want = min(0.99, least)
		}
		if share < want {
			t.Errorf("%s: %.4f %% of cells agree, want at least %.2f %%", field, 100*share, 100*want)
		}
	}
}

// sharedFolders lists the folders of captures beside the checkout, and skips the test where there are none.
func sharedFolders(t *testing.T) []string {
	folders, _ := filepath.Glob("../../shared/captures/*")
	folders = slices.DeleteFunc(folders, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || !info.IsDir()
	})
	if len(folders) == 0 {
		t.Skip("skipped: needs the captures of others in ../shared/captures beside the checkout")
	}
	return folders
}
