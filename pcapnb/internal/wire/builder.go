package wire

import (
	"hash/maphash"
	"maps"
	"net/netip"
	"slices"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

// A builder collects the values of fields, packet by packet, into columns.
type builder struct {
	cols []*growing
	of   []*growing // by dissect.ID, nil where the field is not wanted
	text []byte
}

// A growing is a column that grows. Numbers and times are kept as such as long as every packet has one at most.
type growing struct {
	id    dissect.ID
	kind  Kind
	ok    []bool
	ints  []int64
	codes []uint32
	dict  []any
	known map[string]uint32
	many  map[int][]byte // rows with several values, as text
	slots []slot         // the last codes of values that are told apart by a number, or by their bytes
}

type slot struct {
	n    uint64
	raw  string
	code uint32 // 1 more than the code
}

const slotCount = 1024

func newBuilder(ids []dissect.ID, rows int) *builder {
	b := &builder{of: make([]*growing, dissect.NumFields+1)}
	for _, id := range ids {
		c := &growing{id: id, kind: kindOf(id)}
		if c.kind == Address || c.kind == Text {
			c.known, c.codes = make(map[string]uint32), make([]uint32, rows)
			for i := range c.codes {
				c.codes[i] = capture.NoCode
			}
		} else {
			c.ok, c.ints = make([]bool, rows), make([]int64, rows)
		}
		b.cols, b.of[id] = append(b.cols, c), c
	}
	return b
}

// kindOf is what a column of the field holds. Numbers that Wireshark writes in hexadecimal are names, not amounts.
func kindOf(id dissect.ID) Kind {
	def := id.Def()
	switch t := def.Type; {
	case id.String() == "frame.time_epoch", t == dissect.AbsoluteTime:
		return Time
	case t == dissect.Boolean, t.IsInteger() && def.Base != dissect.Hex:
		return Whole
	case t == dissect.RelativeTime, t == dissect.Double:
		return Float
	case t == dissect.IPv4, t == dissect.IPv6, t == dissect.Ether:
		return Address
	}
	return Text
}

// Varies tells whether a field's column is text only where some row has several values.
func Varies(id dissect.ID) bool { return kindOf(id) != Text }

// add takes the values of row i.
func (b *builder) add(i int, out *dissect.Fields) {
	for k := range out.Values {
		v := &out.Values[k]
		if c := b.of[v.ID]; c != nil {
			b.text = c.add(i, v, b.text)
		}
	}
}

// part returns a builder that adds to the same rows, with dictionaries of its own until it joins.
func (b *builder) part() *builder {
	p := &builder{of: make([]*growing, len(b.of))}
	for _, c := range b.cols {
		own := *c
		if c.codes != nil {
			own.known = make(map[string]uint32)
		}
		own.dict, own.many, own.slots = nil, nil, nil
		p.cols, p.of[c.id] = append(p.cols, &own), &own
	}
	return p
}

// join takes over what a part found out about rows from to to; they have its codes so far.
func (b *builder) join(p *builder, from, to int) {
	for k, c := range b.cols {
		c.join(p.cols[k], from, to)
	}
}

func (c *growing) join(p *growing, from, to int) {
	for row, text := range p.many {
		if c.many == nil {
			c.many = make(map[int][]byte)
		}
		c.many[row] = text
	}
	texts := make([]string, len(p.dict)) // in the order of their rows
	for text, code := range p.known {
		texts[code] = text
	}
	codes := make([]uint32, len(p.dict))
	same := true
	for code, text := range texts {
		codes[code] = c.code(text, p.dict[code])
	}
	for i, code := range codes {
		same = same && code == uint32(i)
	}
	if same {
		return
	}
	for i, code := range c.codes[from:to] {
		if code != capture.NoCode {
			c.codes[from+i] = codes[code]
		}
	}
}

// code is the code of a text, a new one where it is not in the dictionary yet.
func (c *growing) code(text string, value any) uint32 {
	code, known := c.known[text]
	if !known {
		code = uint32(len(c.dict))
		c.known[text] = code
		c.dict = append(c.dict, value)
	}
	return code
}

func (c *growing) add(i int, v *dissect.Value, text []byte) []byte {
	switch {
	case c.codes != nil && c.codes[i] != capture.NoCode, c.codes == nil && c.ok[i]:
		c.addAnother(i, v)
	case c.codes == nil:
		c.ok[i], c.ints[i] = true, int64(v.N)
	case c.kind == Address && v.B == nil:
		c.codes[i], text = c.codeOfNumber(v, text)
	case v.IsText() && len(v.B) <= maxRemembered:
		c.codes[i], text = c.codeOfText(v, text)
	default:
		c.codes[i], text = c.codeOf(v, text)
	}
	return text
}

// codeOf looks a value up by its text.
func (c *growing) codeOf(v *dissect.Value, text []byte) (uint32, []byte) {
	text = v.AppendText(text[:0])
	code, known := c.known[string(text)]
	if !known {
		code = c.code(string(text), c.value(v, string(text)))
	}
	return code, text
}

// codeOfNumber is codeOf for addresses that are numbers; it seldom needs their text.
func (c *growing) codeOfNumber(v *dissect.Value, text []byte) (uint32, []byte) {
	if c.slots == nil {
		c.slots = make([]slot, slotCount)
	}
	s := &c.slots[v.N*0x9e3779b97f4a7c15>>32%slotCount]
	if s.code == 0 || s.n != v.N {
		var code uint32
		code, text = c.codeOf(v, text)
		s.n, s.code = v.N, code+1
	}
	return s.code - 1, text
}

// maxRemembered bounds the bytes by which a text's code is found without writing the text.
const maxRemembered = 128

var seed = maphash.MakeSeed()

// codeOfText is codeOf for texts that follow from their bytes; those that come again soon are not written anew.
func (c *growing) codeOfText(v *dissect.Value, text []byte) (uint32, []byte) {
	if c.slots == nil {
		c.slots = make([]slot, slotCount)
	}
	s := &c.slots[maphash.Bytes(seed, v.B)%slotCount]
	if s.code > 0 && s.raw == string(v.B) {
		return s.code - 1, text
	}
	before := len(c.dict)
	code, text := c.codeOf(v, text)
	if len(c.dict) == before { // it was there: it may come once more
		s.raw, s.code = string(v.B), code+1
	}
	return code, text
}

// value is what the dictionary holds for v.
func (c *growing) value(v *dissect.Value, text string) any {
	if c.kind == Address {
		if v.ID.Def().Type == dissect.Ether {
			return capture.MAC48(v.N)
		}
		return v.Addr()
	}
	return text
}

// addAnother makes row i text: the values joined by commas, as tshark writes them.
func (c *growing) addAnother(i int, v *dissect.Value) {
	if c.many == nil {
		c.many = make(map[int][]byte)
	}
	if _, ok := c.many[i]; !ok {
		c.many[i] = []byte(c.textOf(i))
	}
	c.many[i] = v.AppendText(append(c.many[i], ','))
}

// textOf is the text of row i's first value.
func (c *growing) textOf(i int) string {
	if c.codes == nil {
		v := dissect.Value{ID: c.id, N: uint64(c.ints[i])}
		return v.Text()
	}
	return c.textOfCode(c.codes[i])
}

func (c *growing) textOfCode(code uint32) string {
	switch v := c.dict[code].(type) {
	case netip.Addr:
		return v.String()
	case capture.MAC48:
		return v.String()
	default:
		return v.(string)
	}
}

func (b *builder) columns() []*Column {
	cols := make([]*Column, len(b.cols))
	parallel.Each(len(cols), func(i int) { cols[i] = b.cols[i].column() })
	return cols
}

func (c *growing) column() *Column {
	if len(c.many) > 0 {
		return c.textColumn()
	}
	col := &Column{ID: c.id, Unit: Unit(c.id), Kind: c.kind, OK: c.ok, Ints: c.ints, Codes: c.codes, Dict: c.dict}
	if c.kind == Float {
		col.Floats, col.Ints = c.numbers(), nil
	}
	return col
}

// numbers are the values as seconds, or as the doubles they are.
func (c *growing) numbers() []float64 {
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

// textColumn is the column where some packets have several values: all of them are text.
func (c *growing) textColumn() *Column {
	t := &growing{id: c.id, kind: Text, known: make(map[string]uint32), codes: c.codes}
	if c.codes != nil {
		t.codeTexts(c)
	} else {
		t.codeNumbers(c)
	}
	for _, i := range slices.Sorted(maps.Keys(c.many)) {
		text := string(c.many[i])
		t.codes[i] = t.code(text, text)
	}
	col := t.column()
	col.Unit = ""
	return col
}

// codeTexts makes c's dictionary one of texts; every code stays as it is.
func (t *growing) codeTexts(c *growing) {
	for code := range c.dict {
		text := c.textOfCode(uint32(code))
		t.known[text] = uint32(code)
		t.dict = append(t.dict, text)
	}
}

// codeNumbers gives c's numbers codes of their texts.
func (t *growing) codeNumbers(c *growing) {
	t.codes = make([]uint32, len(c.ints))
	var text []byte
	for i, n := range c.ints {
		t.codes[i] = capture.NoCode
		if c.ok[i] {
			t.codes[i], text = t.codeOfNumber(&dissect.Value{ID: c.id, N: uint64(n)}, text)
		}
	}
}

// Unit is what the numbers of a field count, "" for no unit.
func Unit(id dissect.ID) string {
	switch name := id.String(); {
	case id.Def().Type == dissect.RelativeTime && name != "frame.time_epoch":
		return "seconds"
	case name == "frame.len", name == "frame.cap_len", name == "tcp.len", name == "ip.len", name == "udp.length", name == "ipv6.plen":
		return "bytes"
	}
	return ""
}
