package dissect

// Layer is one protocol of a frame, with its fields.
type Layer struct {
	Name     string // Wireshark's name, such as "ip"
	Protocol string // in words, such as "Internet Protocol Version 4, Src: …"
	Source   int    // which bytes Offset counts in: 0 the frame, others reassembled ones
	Offset   int    // of the first byte
	Length   int
	Fields   []TreeField
}

// TreeField is a field of a layer, with those inside it.
type TreeField struct {
	Name     string // Wireshark's name, such as "ip.ttl"
	Label    string // what it means, in a few words
	Value    string // as tshark writes it; "" for a field that only groups others
	Source   int    // which bytes Offset counts in
	Offset   int    // of the first byte; -1 for what follows from other bytes
	Length   int
	Children []TreeField
}

// NewTree starts a session that keeps every field and its place, for Tree.
func NewTree() *Session {
	var want Set
	for id := ID(1); id < numFields; id++ {
		if !resolvedName(id) {
			want.Add(id)
		}
	}
	d := New(&want)
	d.tree = true
	return d
}

// Tree dissects a frame into its layers. The session must come from NewTree,
// and must see the frames of a capture in order for what depends on earlier ones.
func (d *Session) Tree(f *Frame) []Layer {
	if !d.tree {
		panic("dissect: Tree needs a session made by NewTree")
	}
	var out Fields
	d.Dissect(f, &out)
	var layers []Layer
	for i := 0; i < len(out.Values); {
		v, nd := &out.Values[i], out.nodes[i]
		if nd.depth > 0 && len(layers) > 0 {
			var fields []TreeField
			fields, i = out.fields(i, nd.depth)
			l := &layers[len(layers)-1]
			l.Fields = append(l.Fields, fields...)
			continue
		}
		layers = append(layers, newLayer(v, nd))
		i++
	}
	return layers
}

func newLayer(v *Value, nd node) Layer {
	l := Layer{Name: v.ID.String(), Protocol: v.Text(), Source: int(nd.src), Offset: int(nd.off), Length: int(nd.len)}
	if v.ID.Def().Type != Protocol || v.B == nil {
		l.Protocol = layerTitle(v.ID)
	}
	if v.ID.Def().Type != Protocol && v.ID != fData {
		l.Protocol = v.Text()
	}
	return l
}

// fields gathers the fields from i on that are at least as deep as depth.
func (f *Fields) fields(i int, depth uint8) ([]TreeField, int) {
	var list []TreeField
	for i < len(f.Values) && f.nodes[i].depth >= depth {
		if d := f.nodes[i].depth; d > depth && len(list) > 0 {
			last := &list[len(list)-1]
			var inner []TreeField
			inner, i = f.fields(i, d)
			last.Children = append(last.Children, inner...)
			continue
		}
		if v, nd := &f.Values[i], f.nodes[i]; !hidden(v.ID) {
			list = append(list, newField(v, nd))
		}
		i++
	}
	return list, i
}

func newField(v *Value, nd node) TreeField {
	def := v.ID.Def()
	f := TreeField{Name: def.Name, Label: def.Meaning, Source: int(nd.src), Offset: int(nd.off), Length: int(nd.len)}
	if def.Type != None {
		f.Value = v.Text()
	}
	return f
}

// hidden reports whether a field repeats others, for filters that mean either
// of two: ip.addr is ip.src or ip.dst.
func hidden(id ID) bool {
	switch id {
	case fEthAddr, fEthAddrOui, fEthLg, fEthIg, fIpAddr, fIpv6Addr, fTcpPort, fUdpPort,
		fIpv6SlaacMac, fIpv66to4GwIpv4, fIpv66to4SlaId, fIpv6TsIpv4, fIpv6TcPort, fIpv6TcIpv4,
		fTcpOptions, fIcmpIdentLe, fIcmpSeqLe:
		return true
	}
	return false
}

// resolvedName reports whether a field is another's text once more.
func resolvedName(id ID) bool {
	switch id {
	case fEthDstResolved, fEthSrcResolved, fEthAddrResolved, fIpSrcHost, fIpDstHost, fIpHost,
		fIpv6SrcHost, fIpv6DstHost, fIpv6Host:
		return true
	}
	return false
}

// layerTitle names a layer whose label says no more than that.
func layerTitle(id ID) string {
	switch id {
	case fVxlan:
		return "Virtual eXtensible Local Area Network"
	case fSll:
		return "Linux cooked capture"
	case fNull:
		return "Null/Loopback"
	case fLlc:
		return "Logical-Link Control"
	case fPpp:
		return "Point-to-Point Protocol"
	case fIcmp:
		return "Internet Control Message Protocol"
	case fIcmpv6:
		return "Internet Control Message Protocol v6"
	case fIgmp:
		return "Internet Group Management Protocol"
	case fHttp:
		return "Hypertext Transfer Protocol"
	case fTls:
		return "Transport Layer Security"
	case fData:
		return "Data"
	}
	return id.Def().Meaning
}
