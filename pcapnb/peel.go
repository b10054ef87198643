package pcapnb

import (
	"strings"

	"netlab/pcapnb/internal/capture"
)

// A Layer is one header of a packet and what it carries.
type Layer struct {
	Name    string // "Ether", "IP", "TCP", "Raw"
	Header  []byte
	Payload []byte
}

// Peel returns the packet's layers, outermost first: the link header, the network header, the transport header, and
// last the data as "Raw". The headers of a tunnel are one layer, "Tunnel". Each layer's payload is the next one with all that follows it, padding left out.
func (p Packet) Peel() []Layer {
	names := p.LayerNames()
	b := p.c.Whole(p.i)
	end := len(b)
	if p.is(hasTransport) {
		end = min(int(p.c.Payload[p.i])+int(p.c.PayLen[p.i]), end)
	}
	var cuts []int // where the layers after the first begin
	if p.is(hasVLAN) {
		cuts = append(cuts, p.tagAt())
	}
	if p.is(hasTunnel) {
		cuts = append(cuts, p.outerL3())
	}
	if p.is(hasIP|hasARP) && p.l3() > 0 {
		cuts = append(cuts, p.l3())
	}
	if p.is(hasTransport) {
		cuts = append(cuts, p.l4())
		if at := int(p.c.Payload[p.i]); at > p.l4() && at < end {
			cuts = append(cuts, at)
		}
	}
	var layers []Layer
	from := 0
	for i, name := range names {
		to := end
		if i < len(cuts) && i < len(names)-1 {
			to = max(min(cuts[i], end), from)
		}
		layers = append(layers, Layer{name, b[from:to:to], b[to:end:end]})
		from = to
	}
	return layers
}

// LayerNames are the names of the packet's layers, outermost first: "Ether", "IP", "TCP", "Raw".
func (p Packet) LayerNames() []string {
	var names []string
	if link := p.linkName(); link != "" {
		names = append(names, link)
	}
	if p.is(hasVLAN) {
		names = append(names, "Dot1Q")
	}
	if p.is(hasTunnel) {
		names = append(names, "Tunnel")
	}
	switch {
	case p.is(hasIP):
		names = append(names, p.ipName())
		if p.Protocol() != "" {
			names = append(names, p.Protocol())
		}
	case p.Protocol() != "" && p.c.Protocol[p.i] != capture.ProtoEther:
		return append(names, p.Protocol())
	default:
		return append(names, "Raw")
	}
	switch {
	case p.is(hasDNS):
		names = append(names, "DNS")
	case p.PayloadLen() > 0 && !p.is(hasFragment):
		names = append(names, "Raw")
	}
	return names
}

// LayerStack is the packet's layers in one text, "Ether / IP / TCP / Raw".
var LayerStack = NewKey("layers", func(p Packet) string { return strings.Join(p.LayerNames(), " / ") })
