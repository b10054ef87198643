package pcapnb

import (
	"net/netip"

	"netlab/pcapnb/internal/dissect"
)

// A wireBuilder collects the values of fields, packet by packet, into columns.
type wireBuilder struct {
	cols []*wireColumn
	of   map[dissect.ID]*wireColumn
	text []byte
}

// A wireColumn grows one column. Numbers and times are kept as such as long as every packet has one at most.
type wireColumn struct {
	id    dissect.ID
	kind  kind
	ok    []bool
	ints  []int64
	codes []uint32
	dict  []any
	known map[string]uint32
	many  map[int]string // rows with several values, as text
}

func newWireBuilder(ids []dissect.ID, rows int) *wireBuilder {
	b := &wireBuilder{of: make(map[dissect.ID]*wireColumn)}
	for _, id := range ids {
		c := &wireColumn{id: id, kind: wireKind(id)}
		if c.kind == kindOther || c.kind == kindText {
			c.known, c.codes = make(map[string]uint32), make([]uint32, rows)
			for i := range c.codes {
				c.codes[i] = noCode
			}
		} else {
			c.ok, c.ints = make([]bool, rows), make([]int64, rows)
		}
		b.cols, b.of[id] = append(b.cols, c), c
	}
	return b
}

// wireKind is what a column of the field holds. Numbers that Wireshark writes in hexadecimal are names, not amounts.
func wireKind(id dissect.ID) kind {
	def := id.Def()
	switch t := def.Type; {
	case id.String() == "frame.time_epoch", t == dissect.AbsoluteTime:
		return kindTime
	case t == dissect.Boolean, t.IsInteger() && def.Base != dissect.Hex:
		return kindWhole
	case t == dissect.RelativeTime, t == dissect.Double:
		return kindFloat
	case t == dissect.IPv4, t == dissect.IPv6, t == dissect.Ether:
		return kindOther
	}
	return kindText
}

// add takes the values of row i.
func (b *wireBuilder) add(i int, out *dissect.Fields) {
	for k := range out.Values {
		v := &out.Values[k]
		if c := b.of[v.ID]; c != nil {
			b.text = c.add(i, v, b.text)
		}
	}
}

func (c *wireColumn) add(i int, v *dissect.Value, text []byte) []byte {
	switch {
	case c.codes != nil && c.codes[i] != noCode, c.codes == nil && c.ok[i]:
		c.addAnother(i, v)
	case c.codes == nil:
		c.ok[i], c.ints[i] = true, int64(v.N)
	default:
		text = v.AppendText(text[:0])
		code, known := c.known[string(text)]
		if !known {
			code = uint32(len(c.dict))
			c.known[string(text)] = code
			c.dict = append(c.dict, c.value(v, string(text)))
		}
		c.codes[i] = code
	}
	return text
}

// value is what the dictionary holds for v.
func (c *wireColumn) value(v *dissect.Value, text string) any {
	if c.kind == kindOther {
		if v.ID.Def().Type == dissect.Ether {
			return mac48(v.N).mac()
		}
		return v.Addr()
	}
	return text
}

// addAnother makes row i text: the values joined by commas, as tshark writes them.
func (c *wireColumn) addAnother(i int, v *dissect.Value) {
	if c.many == nil {
		c.many = make(map[int]string)
	}
	if _, ok := c.many[i]; !ok {
		c.many[i] = c.textOf(i)
	}
	c.many[i] += "," + v.Text()
}

// textOf is the text of row i's first value.
func (c *wireColumn) textOf(i int) string {
	if c.codes == nil {
		v := dissect.Value{ID: c.id, N: uint64(c.ints[i])}
		return v.Text()
	}
	switch v := c.dict[c.codes[i]].(type) {
	case netip.Addr:
		return v.String()
	case MAC:
		return v.String()
	default:
		return v.(string)
	}
}

func (b *wireBuilder) columns() []*Column {
	var cols []*Column
	for _, c := range b.cols {
		cols = append(cols, c.column())
	}
	return cols
}

func (c *wireColumn) column() *Column {
	if len(c.many) > 0 {
		return c.textColumn()
	}
	col := &Column{Name: c.id.String(), kind: c.kind, ok: c.ok, ints: c.ints, codes: c.codes, dict: c.dict}
	col.n = max(len(c.ints), len(c.codes))
	if c.kind == kindFloat {
		col.floats, col.ints = c.numbers(), nil
	}
	col.Unit = wireUnit(c.id)
	return col
}

// numbers are the values as seconds, or as the doubles they are.
func (c *wireColumn) numbers() []float64 {
	out := make([]float64, len(c.ints))
	for i, n := range c.ints {
		if c.id.Def().Type == dissect.RelativeTime {
			out[i] = float64(n) / 1e9
		} else {
			v := dissect.Value{ID: c.id, N: uint64(n)}
			out[i] = v.Float()
		}
	}
	return out
}

// textColumn is the column where some packets have several values.
func (c *wireColumn) textColumn() *Column {
	rows := max(len(c.ints), len(c.codes))
	b := newColumn[string](c.id.String(), "", rows)
	for i := range rows {
		text, several := c.many[i]
		has := several || c.codes != nil && c.codes[i] != noCode || c.codes == nil && c.ok[i]
		if has && !several {
			text = c.textOf(i)
		}
		b.add(text, has)
	}
	return b.column()
}

func wireUnit(id dissect.ID) string {
	switch name := id.String(); {
	case id.Def().Type == dissect.RelativeTime && name != "frame.time_epoch":
		return "seconds"
	case name == "frame.len", name == "frame.cap_len", name == "tcp.len", name == "ip.len", name == "udp.length", name == "ipv6.plen":
		return "bytes"
	}
	return ""
}
