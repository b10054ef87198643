package pcapnb

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/wire"
)

// A nameSource is where a name comes from. Of several names of an address the one from the lower source is used.
type nameSource uint8

const (
	fromBlock nameSource = iota // somebody wrote it into the capture file
	fromTLS                     // the client asked this very address for it, with TLS or QUIC
	fromHTTP                    // the same without encryption
	fromDHCP
	fromDNS
	fromMDNS
	fromLLMNR
	fromReverse
	fromFile
)

func (s nameSource) String() string {
	return [...]string{"name resolution block", "TLS server name", "HTTP host", "DHCP host name", "DNS", "mDNS", "LLMNR", "reverse DNS", "file"}[s]
}

// mostFound is how many names are kept of a capture: a hostile one could make up a name a packet, and more.
const mostFound = 1 << 18

// NamesIn returns the names of addresses that the packets tell, without asking anybody. Where an address has several, the
// first of these decides: a pcapng name resolution block, the server name of TLS and QUIC, the Host of HTTP, the host
// name of DHCP, the name asked for in answers of DNS, mDNS and LLMNR, reverse DNS answers; then how many packets tell it.
func NamesIn(ps Packets) *Names {
	c := &nameCollector{found: make(map[nameIn]nameTally), hosts: make(map[uint64]string)}
	c.blocks(ps)
	c.dissect(ps)
	return &Names{[]*nameList{c.list()}}
}

// nameIn is a name of an address, from one source.
type nameIn struct {
	addr   netip.Addr
	name   string
	source nameSource
}

// A nameTally is which packets say so: how many, and the numbers of the first and the last.
type nameTally struct{ packets, first, last int }

type nameCollector struct {
	found   map[nameIn]nameTally
	dropped int
	hosts   map[uint64]string // by the hardware address of a DHCP client
}

// add takes down that packet number says so; 0 is no packet.
func (c *nameCollector) add(number int, addr netip.Addr, name string, source nameSource) {
	if source != fromDHCP { // the others are names of the DNS, where case does not count (RFC 4343)
		name = strings.ToLower(strings.TrimSuffix(name, "."))
	}
	if _, err := netip.ParseAddr(name); err == nil || name == "" || !addr.IsValid() || addr.IsUnspecified() || addr.IsMulticast() {
		return
	}
	key := nameIn{addr, name, source}
	t, known := c.found[key]
	if !known && len(c.found) == mostFound {
		c.dropped++
		return
	}
	if t.first == 0 {
		t.first = number
	}
	if number != t.last {
		t.packets, t.last = t.packets+1, number
	}
	c.found[key] = t
}

// list puts the names of each address in order.
func (c *nameCollector) list() *nameList {
	n := &nameList{known: make(map[netip.Addr][]foundName), dropped: c.dropped}
	for key, t := range c.found {
		n.known[key.addr] = append(n.known[key.addr], foundName{key.name, key.source, t.first, t.packets})
	}
	for _, found := range n.known {
		slices.SortFunc(found, func(a, b foundName) int {
			return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(b.count, a.count), cmp.Compare(a.first, b.first), cmp.Compare(a.name, b.name))
		})
	}
	return n
}

// blocks takes the name resolution blocks of the files that the packets come from.
func (c *nameCollector) blocks(ps Packets) {
	var last *capture.Capture
	for _, p := range ps {
		if p.c == last {
			continue
		}
		last = p.c
		for _, n := range p.c.Info.Names {
			addr, _ := netip.AddrFromSlice([]byte(n.Addr))
			c.add(0, addr, n.Name, fromBlock)
		}
	}
}

// dns takes the addresses and the reverse lookups of an answer, in whatever section they are.
func (c *nameCollector) dns(number int, m dissect.DNSMessage) {
	if !m.Response {
		return
	}
	source := fromDNS
	switch m.Protocol {
	case "mdns":
		source = fromMDNS
	case "llmnr":
		source = fromLLMNR
	}
	asked := make(map[string]string) // of a name, the one that it is the canonical name of
	for _, r := range m.Records {
		switch r.TypeName() {
		case "CNAME":
			asked[strings.ToLower(r.Data)] = r.Name
		case "A", "AAAA":
			addr, _ := netip.ParseAddr(r.Data)
			c.add(number, addr, origin(asked, r.Name), source)
		case "PTR":
			if addr, ok := reverseName(r.Name); ok {
				c.add(number, addr, r.Data, fromReverse)
			}
		}
	}
}

// origin follows canonical names back to the name that was asked for.
func origin(asked map[string]string, name string) string {
	for range len(asked) {
		before, ok := asked[strings.ToLower(name)]
		if !ok {
			break
		}
		name = before
	}
	return name
}

// reverseName reads the address out of a name such as 20.100.51.198.in-addr.arpa (RFC 1035 section 3.5, RFC 3596 section 2.5).
func reverseName(name string) (netip.Addr, bool) {
	name = strings.ToLower(name)
	if text, ok := strings.CutSuffix(name, ".in-addr.arpa"); ok {
		parts := strings.Split(text, ".")
		slices.Reverse(parts)
		addr, err := netip.ParseAddr(strings.Join(parts, "."))
		return addr, err == nil && addr.Is4()
	}
	text, ok := strings.CutSuffix(name, ".ip6.arpa")
	if !ok || len(text) != 63 {
		return netip.Addr{}, false
	}
	var digits []byte
	for i := len(text) - 1; i >= 0; i -= 2 {
		digits = append(digits, text[i])
		if len(digits)%5 == 4 && i > 0 {
			digits = append(digits, ':')
		}
	}
	addr, err := netip.ParseAddr(string(digits))
	return addr, err == nil
}

// dissect takes what a session finds in TLS, QUIC, HTTP, DHCP and DNS. It sees the whole capture, for messages that several
// packets carry.
func (c *nameCollector) dissect(ps Packets) {
	rows := ps.rows()
	if rows.Of == nil || len(ps) == rows.Of.N {
		c.dissectAll(rows, nil)
		return
	}
	wanted := make(map[int]bool, len(ps))
	for _, p := range ps {
		wanted[p.i] = true
	}
	c.dissectAll(wire.All(rows.Of), wanted)
}

// dissectAll takes what is found in the packets whose rows are wanted, or in all.
func (c *nameCollector) dissectAll(all wire.Rows, wanted map[int]bool) {
	ids := newNameFields()
	session := dissect.New(dissect.NewSet(ids.all...)).DecodeAs(all.As())
	session.KeepDNS()
	line := progress.Start("reading names", "read names", "packets")
	var out dissect.Fields
	for i := range all.Len {
		if i%parallel.Grain == 0 {
			line.At(progress.State{Count: i, OfCount: all.Len})
		}
		from, row := all.At(i)
		frame := from.Frame(row)
		session.Dissect(&frame, &out)
		if wanted != nil && !wanted[row] {
			continue
		}
		c.values(frame.Number, ids, out.Values)
		for _, m := range session.DNS() {
			c.dns(frame.Number, m)
		}
	}
	line.At(progress.State{Count: all.Len, OfCount: all.Len})
	line.End(nil)
}

// nameFields are the fields that tell names, by Wireshark's names.
type nameFields struct {
	all                               []dissect.ID
	ipDst, ip6Dst, sni, host, uri     dissect.ID
	mac, client, your, requested      dissect.ID
	message, hostname, fqdn, httpVerb dissect.ID
}

func newNameFields() *nameFields {
	f := &nameFields{}
	field := func(name string) dissect.ID {
		id, _ := dissect.Lookup(name)
		f.all = append(f.all, id)
		return id
	}
	f.ipDst, f.ip6Dst = field("ip.dst"), field("ipv6.dst")
	f.sni, f.host = field("tls.handshake.extensions_server_name"), field("http.host")
	f.httpVerb, f.uri = field("http.request.method"), field("http.request.uri")
	f.mac, f.client, f.your = field("dhcp.hw.mac_addr"), field("dhcp.ip.client"), field("dhcp.ip.your")
	f.message, f.requested = field("dhcp.option.dhcp"), field("dhcp.option.requested_ip_address")
	f.hostname, f.fqdn = field("dhcp.option.hostname"), field("dhcp.fqdn.name")
	return f
}

// DHCP message types (RFC 2132 section 9.6).
const (
	dhcpRequest = 3
	dhcpAck     = 5
	dhcpInform  = 8
)

// values takes one packet's fields.
func (c *nameCollector) values(number int, f *nameFields, values []dissect.Value) {
	var dst, client, your, requested netip.Addr
	var mac, message uint64
	var hostname string
	proxy := false
	for i := range values {
		switch v := &values[i]; v.ID {
		case f.ipDst, f.ip6Dst:
			dst = v.Addr()
		case f.sni:
			c.add(number, dst, string(v.B), fromTLS)
		case f.httpVerb:
			proxy = string(v.B) == "CONNECT"
		case f.uri:
			proxy = proxy || strings.Contains(string(v.B), "://")
		case f.host:
			if !proxy { // what a proxy is asked for is not its name
				c.add(number, dst, withoutPort(string(v.B)), fromHTTP)
			}
		case f.mac:
			mac = v.N
		case f.client:
			client = v.Addr()
		case f.your:
			your = v.Addr()
		case f.requested:
			requested = v.Addr()
		case f.message:
			message = v.N
		case f.hostname:
			hostname = string(v.B)
		case f.fqdn:
			hostname = cmp.Or(hostname, string(v.B))
		}
	}
	if message == 0 {
		return
	}
	if len(c.hosts) < mostFound && hostname != "" {
		c.hosts[mac] = hostname
	}
	if !client.IsValid() || client.IsUnspecified() {
		client = requested
	}
	switch message {
	case dhcpRequest, dhcpInform:
		c.add(number, client, hostname, fromDHCP)
	case dhcpAck:
		c.add(number, your, cmp.Or(hostname, c.hosts[mac]), fromDHCP)
	}
}

// withoutPort is the name in a Host header (RFC 9110 section 7.2).
func withoutPort(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	return strings.Trim(host, "[]")
}
