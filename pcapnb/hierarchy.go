package pcapnb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/internal/words"
)

// A ProtocolCount is one protocol at one place in the packets: below the protocols of Path that come before it.
type ProtocolCount struct {
	Path        string  `col:"path"` // "eth/ip/tcp", by Wireshark's names
	Protocol    string  `col:"protocol"`
	Depth       int     `col:"depth"`
	Packets     int     `col:"packets" unit:"packets"`
	Bytes       int     `col:"bytes" unit:"bytes"` // of the whole packets, as tshark counts
	Share       float64 `col:"share of packets" unit:"%"`
	LastPackets int     `col:"last_packets" unit:"packets"` // those whose last protocol this is
}

// A Hierarchy is the protocols of packets as a tree: each followed by what it carries, the commonest first. It shows as a tree to fold.
type Hierarchy []ProtocolCount

// ProtocolHierarchy counts the packets by the protocols in them, as Wireshark's window Protocol Hierarchy and tshark's -z io,phs.
// What an ICMP error quotes and what is inside another protocol's data is not counted. A node that is a field rather than a
// protocol, such as tshark's tcp.segments, is left out, as in the window.
func (ps Packets) ProtocolHierarchy() Hierarchy {
	id, _ := dissect.Lookup("frame.protocols")
	cols, whole, err := ps.rows().Read([]dissect.ID{id})
	misuse.Check(err)
	stacks := cols[0]
	type count struct{ packets, bytes int }
	counts := make([]count, len(stacks.Dict))
	for i, p := range ps {
		if whole {
			i = p.i
		}
		if code := stacks.Codes[i]; code != noCode {
			counts[code].packets++
			counts[code].bytes += p.Length()
		}
	}
	root := &protocolNode{}
	for code, n := range counts {
		if n.packets > 0 {
			root.addStack(stacks.Dict[code].(string), n.packets, n.bytes)
		}
	}
	return root.hierarchy(len(ps))
}

// ProtocolHierarchy counts the packets by the protocols in them; see [Packets.ProtocolHierarchy]. Memory grows with the connections.
func (c Captures) ProtocolHierarchy() Hierarchy {
	id, _ := dissect.Lookup("frame.protocols")
	type count struct{ packets, bytes int }
	counts, n := make(map[string]*count), 0
	c.folder().passAll(passage{fields: []dissect.ID{id}, each: func(p Packet, fields *dissect.Fields) bool {
		n++
		for i := range fields.Values {
			if v := &fields.Values[i]; v.ID == id {
				of := counts[string(v.B)]
				if of == nil {
					of = new(count)
					counts[v.Text()] = of
				}
				of.packets++
				of.bytes += p.Length()
			}
		}
		return true
	}})
	root := &protocolNode{}
	for stack, n := range counts {
		root.addStack(stack, n.packets, n.bytes)
	}
	return root.hierarchy(n)
}

func (n *protocolNode) addStack(stack string, packets, bytes int) {
	n.add(hierarchyOf(strings.Split(stack, ":")), packets, bytes)
}

// hierarchy lists the tree of so many packets.
func (n *protocolNode) hierarchy(packets int) Hierarchy {
	h := n.list(nil, "", 0)
	for i := range h {
		h[i].Share = 100 * float64(h[i].Packets) / float64(packets)
	}
	return h
}

// hierarchyOf leaves out of frame.protocols what is no layer of the packet's own.
func hierarchyOf(stack []string) []string {
	var own []string
	for i, name := range stack {
		last := ""
		if len(own) > 0 {
			last = own[len(own)-1]
		}
		switch {
		case name == "" || name == "ethertype" || strings.HasPrefix(name, "ipv6.") || inMessage(name):
		case name == "sdp" && (last == "sip" || last == "rtsp"), name == "ocsp" && last == "ocsp": // in the message's own tree
		case name == "data" && i > 0 && slices.Contains([]string{"icmp", "icmpv6", "http"}, stack[i-1]), name == "tls" && last == "quic":
		case name == "data-text-lines" && last == "smtp": // a line of smtp's own tree
		case name == "igmp" && last == "igmp":
		case (last == "icmp" || last == "icmpv6") && slices.Contains([]string{"ip", "ipv6", "tcp", "udp", "icmp", "icmpv6"}, name): // quoted
		default:
			own = append(own, name)
		}
	}
	return own
}

// inMessage tells whether a name is of a part of some protocol's message rather than of what it carries: certificates and credentials.
func inMessage(name string) bool {
	for _, prefix := range []string{"x509", "pkix1", "spnego"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{"pkcs-1", "ns_cert_exts", "gss-api", "ntlmssp"}, name)
}

// A protocolNode is a protocol with what it carries.
type protocolNode struct {
	name                 string
	packets, bytes, last int
	inside               []*protocolNode
}

func (n *protocolNode) add(stack []string, packets, bytes int) {
	n.packets += packets
	n.bytes += bytes
	if len(stack) == 0 {
		n.last += packets
		return
	}
	i := slices.IndexFunc(n.inside, func(c *protocolNode) bool { return c.name == stack[0] })
	if i < 0 {
		i = len(n.inside)
		n.inside = append(n.inside, &protocolNode{name: stack[0]})
	}
	n.inside[i].add(stack[1:], packets, bytes)
}

// list appends what the node carries, each followed by what it carries itself.
func (n *protocolNode) list(h Hierarchy, path string, depth int) Hierarchy {
	slices.SortFunc(n.inside, func(a, b *protocolNode) int {
		return cmp.Or(cmp.Compare(b.packets, a.packets), cmp.Compare(a.name, b.name))
	})
	for _, c := range n.inside {
		at := strings.TrimPrefix(path+"/"+c.name, "/")
		h = append(h, ProtocolCount{Path: at, Protocol: c.name, Depth: depth, Packets: c.packets, Bytes: c.bytes, LastPackets: c.last})
		h = c.list(h, at, depth+1)
	}
	return h
}

// Table returns the protocols as a table, one row each.
func (h Hierarchy) Table() *Table { return TableOf([]ProtocolCount(h)) }

// Of returns the row of a protocol by its path, "eth/ip/tcp", and false where there is none.
func (h Hierarchy) Of(path string) (ProtocolCount, bool) {
	i := slices.IndexFunc(h, func(c ProtocolCount) bool { return c.Path == path })
	if i < 0 {
		return ProtocolCount{}, false
	}
	return h[i], true
}

// String returns the protocols as a tree of lines, as tshark does.
func (h Hierarchy) String() string {
	var b strings.Builder
	width := 0
	for _, c := range h {
		width = max(width, 2*c.Depth+len(c.Protocol))
	}
	for _, c := range h {
		fmt.Fprintf(&b, "%-*s  %s\n", width, strings.Repeat("  ", c.Depth)+safe.Text(c.Protocol), c.counts())
	}
	return b.String()
}

func (c ProtocolCount) counts() string {
	return fmt.Sprintf("%s, %s, %.1f %%", words.Plural(c.Packets, "packet"), words.Plural(c.Bytes, "byte"), c.Share)
}

// HTML returns the protocols as a tree whose parts fold, without a script.
func (h Hierarchy) HTML() string {
	var b strings.Builder
	for i, c := range h {
		leaf := i+1 == len(h) || h[i+1].Depth <= c.Depth
		line := "<b>" + safe.HTML(c.Protocol) + "</b>: " + safe.HTML(c.counts())
		if leaf {
			b.WriteString("<p style=\"margin: 0 0 0 1em\">" + line + "</p>\n")
		} else {
			b.WriteString("<details open style=\"margin-left: 1em\"><summary>" + line + "</summary>\n")
			continue
		}
		next := 0
		if i+1 < len(h) {
			next = h[i+1].Depth
		}
		b.WriteString(strings.Repeat("</details>\n", c.Depth-next))
	}
	return b.String()
}
