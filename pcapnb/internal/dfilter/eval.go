package dfilter

import (
	"bytes"
	"fmt"
	"strconv"

	"netlab/pcapnb/internal/dissect"
)

// Layers gives the bytes of the protocols among the values of a packet.
type Layers interface {
	// Layer returns the bytes from the start of the protocol of value i to the end of what it was dissected from,
	// and how many of them are the protocol's own. As Wireshark has it those of IP end with the datagram and the
	// header is its own, those of UDP likewise, and of TCP the whole segment is its own. A filter compares, measures
	// and slices what is a protocol's own; "contains" and "matches" search all.
	Layer(i int) (b []byte, length int)
}

// A Matcher evaluates a filter. It keeps memory from one packet to the next; one goroutine at a time may use it.
type Matcher struct {
	filter *Filter
	packet []dissect.Value
	layers Layers
	theirs []bool
	vals   []value // values of the operands at hand, the last on top
	text   []byte  // text and addresses made for this packet
	wide   []byte  // see search
}

// valueLimit bounds how many values an operand may have: arithmetic on fields that occur often multiplies them.
const valueLimit = 4096

// Matcher returns a new matcher for the filter.
func (f *Filter) Matcher() *Matcher { return &Matcher{filter: f} }

// Match reports whether a packet matches. values must hold the fields that Filter.Fields names; layers may be nil
// unless Filter.NeedsLayers.
func (m *Matcher) Match(values []dissect.Value, layers Layers) bool {
	if m.filter.root == nil {
		return true
	}
	if m.filter.layers && layers == nil {
		panic(fmt.Sprintf("dfilter: %q looks at the bytes of protocols, and none were given", m.filter.expr))
	}
	m.packet, m.layers = values, layers
	m.vals, m.text = m.vals[:0], m.text[:0]
	return m.test(m.filter.root)
}

// Told tells what others answer of the next packets, a truth for each of Filter.Theirs.
func (m *Matcher) Told(theirs []bool) { m.theirs = theirs }

// test evaluates a condition.
func (m *Matcher) test(t *test) bool {
	switch t.op {
	case testAnd:
		return m.test(t.l) && m.test(t.r)
	case testOr:
		return m.test(t.l) || m.test(t.r)
	case testXor:
		return m.test(t.l) != m.test(t.r)
	case testNot:
		return !m.test(t.l)
	case testExists:
		return m.exists(t.a)
	case testTheirs:
		return m.theirs[t.nth]
	}
	if t.op == testCompare && t.a.kind == kindField && t.b.kind == kindConst {
		return m.compareField(t)
	}
	top := len(m.vals)
	yes := m.compare(t)
	m.vals = m.vals[:top]
	return yes
}

// compareField compares a field with a literal, which is what most filters do.
func (m *Matcher) compareField(t *test) bool {
	there := false
	layers := m.layerCount(t.a)
	for i := range m.packet {
		v := &m.packet[i]
		if v.ID != t.a.id || t.a.layers != nil && !inLayers(t.a.layers, int(v.Layer), layers) {
			continue
		}
		there = true
		if holds(t.cmp, t.a.typ, m.read(i, v, t.a.typ), t.b.value) != t.all {
			return !t.all
		}
	}
	return there && t.all
}

// compare evaluates a condition on the values of an operand.
func (m *Matcher) compare(t *test) bool {
	a, ok := m.values(t.a)
	if !ok {
		return false
	}
	switch t.op {
	case testNonZero:
		return m.nonZero(t.a, a)
	case testMatches:
		return m.every(a, t.all, func(v value) bool { return m.search(t, v) })
	case testIn:
		return m.in(t, a)
	}
	b, ok := m.values(t.b)
	if !ok {
		return false
	}
	return m.pairs(t, a, b)
}

// pairs compares all values of one side with all of the other.
func (m *Matcher) pairs(t *test, a, b list) bool {
	for i := a.from; i < a.to; i++ {
		for j := b.from; j < b.to; j++ {
			if t.pair(m.vals[i], m.vals[j]) != t.all {
				return !t.all
			}
		}
	}
	return t.all
}

// pair compares two values.
func (t *test) pair(a, b value) bool {
	if t.op == testContains {
		return bytes.Contains(searched(t.a.typ, a), b.b)
	}
	return holds(t.cmp, t.a.typ, a, b)
}

// every reports whether one value, or with all every value, satisfies yes.
func (m *Matcher) every(a list, all bool, yes func(value) bool) bool {
	for i := a.from; i < a.to; i++ {
		if yes(m.vals[i]) != all {
			return !all
		}
	}
	return all
}

// in evaluates membership: one member of the set must take one value, or with "all" all values.
func (m *Matcher) in(t *test, a list) bool {
	for _, item := range t.set {
		lo, ok := m.values(item.lo)
		if !ok {
			continue
		}
		hi := lo
		if item.hi != nil {
			if hi, ok = m.values(item.hi); !ok {
				continue
			}
		}
		if m.every(a, t.all, func(v value) bool { return m.within(t, v, lo, hi, item.hi != nil) }) {
			return true
		}
	}
	return false
}

// within reports whether a value is a member of a set, or is between two.
func (m *Matcher) within(t *test, v value, lo, hi list, isRange bool) bool {
	if !isRange {
		return m.every(lo, t.all, func(w value) bool { return holds(cmpEq, t.a.typ, v, w) })
	}
	return m.every(lo, false, func(w value) bool { return holds(cmpGe, t.a.typ, v, w) }) &&
		m.every(hi, false, func(w value) bool { return holds(cmpLe, t.a.typ, v, w) })
}

// nonZero reports whether a slice has bytes, or anything else a value that is not zero.
func (m *Matcher) nonZero(o *operand, a list) bool {
	return m.every(a, false, func(v value) bool {
		if o.kind == kindSlice {
			return len(v.b) > 0
		}
		return !isZero(o.typ, v)
	})
}

// list is a run of values on the stack.
type list struct{ from, to int }

func (l list) len() int { return l.to - l.from }

func (m *Matcher) at(l list, i int) value { return m.vals[l.from+i] }

func (m *Matcher) begin() list { return list{from: len(m.vals)} }

func (m *Matcher) push(v value) { m.vals = append(m.vals, v) }

func (m *Matcher) finish(l list) list { return list{l.from, len(m.vals)} }

// one is a list of one value.
func (m *Matcher) one(v value) list {
	out := m.begin()
	m.push(v)
	return m.finish(out)
}

// values evaluates an operand; ok is false where a field in it is not there.
func (m *Matcher) values(o *operand) (out list, ok bool) {
	switch o.kind {
	case kindField:
		out = m.field(o)
		return out, out.len() > 0
	case kindConst:
		return m.one(o.value), true
	case kindCall:
		return m.apply(o)
	case kindArith:
		return m.arith(o)
	}
	in, ok := m.values(o.arg)
	if !ok {
		return list{}, false
	}
	out = m.begin()
	for i := range in.len() {
		v := m.at(in, i)
		if o.kind == kindNegate {
			m.push(negated(o.typ, v))
		} else {
			m.push(value{b: m.cut(o, v)})
		}
	}
	return m.finish(out), true
}

// negated is a value with the other sign.
func negated(typ dissect.Type, v value) value {
	if typ == dissect.Double {
		v.n ^= 1 << 63
		return v
	}
	v.n = -v.n
	v.neg = !signed(typ) && int64(v.n) < 0
	return v
}

// arith evaluates an arithmetic operator on every pair of values.
func (m *Matcher) arith(o *operand) (list, bool) {
	a, ok := m.values(o.l)
	if !ok {
		return list{}, false
	}
	b, ok := m.values(o.r)
	if !ok {
		return list{}, false
	}
	out := m.begin()
	for i := range a.len() {
		for j := range b.len() {
			if len(m.vals)-out.from >= valueLimit {
				return m.finish(out), true
			}
			if v, ok := m.calculate(o, m.at(a, i), m.at(b, j)); ok {
				m.push(v)
			}
		}
	}
	return m.finish(out), true
}

// calculate applies an operator, also the mask of bytes and addresses.
func (m *Matcher) calculate(o *operand, a, b value) (value, bool) {
	switch o.typ {
	case dissect.IPv4:
		return value{n: a.n & b.n}, true
	case dissect.IPv6, dissect.Ether, dissect.Bytes:
		start := len(m.text)
		for i := range min(len(a.b), len(b.b)) {
			m.text = append(m.text, a.b[i]&b.b[i])
		}
		return value{b: m.text[start:len(m.text):len(m.text)]}, true
	}
	return calculate(o.op, o.typ, a, b)
}

// field collects the occurrences of a field.
func (m *Matcher) field(o *operand) list {
	out := m.begin()
	layers := m.layerCount(o)
	for i := range m.packet {
		v := &m.packet[i]
		if v.ID != o.id || o.layers != nil && !inLayers(o.layers, int(v.Layer), layers) {
			continue
		}
		m.push(m.read(i, v, o.typ))
	}
	return m.finish(out)
}

// exists reports whether a field is there.
func (m *Matcher) exists(o *operand) bool {
	layers := m.layerCount(o)
	for i := range m.packet {
		v := &m.packet[i]
		if v.ID == o.id && (o.layers == nil || inLayers(o.layers, int(v.Layer), layers)) {
			return true
		}
	}
	return false
}

// layerCount is how many layers of its protocol a field occurs in, where that is asked.
func (m *Matcher) layerCount(o *operand) int {
	n := 0
	if o.layers == nil {
		return n
	}
	for i := range m.packet {
		if v := &m.packet[i]; v.ID == o.id {
			n = max(n, int(v.Layer))
		}
	}
	return n
}

// inLayers reports whether a layer is among those asked for; negative ones count from the last of count.
func inLayers(spans []span, layer, count int) bool {
	for _, s := range spans {
		from, to := s.from, s.to
		if from < 0 {
			from += count + 1
		}
		switch {
		case s.open:
			to = count
		case !s.byEnd:
			to = from + to - 1
		case to < 0:
			to += count + 1
		}
		if layer >= from && layer <= to {
			return true
		}
	}
	return false
}

// read brings a value of the dissector into the form that is compared.
func (m *Matcher) read(i int, v *dissect.Value, typ dissect.Type) value {
	switch typ {
	case dissect.Protocol:
		return m.protocol(i)
	case dissect.Ether:
		start := len(m.text)
		for shift := 40; shift >= 0; shift -= 8 {
			m.text = append(m.text, byte(v.N>>uint(shift)))
		}
		return value{n: v.N, b: m.text[start:len(m.text):len(m.text)]}
	}
	return value{n: v.N, b: v.B}
}

// protocol is the bytes of a protocol: b its own, and n how many more follow them in what it was dissected from.
func (m *Matcher) protocol(i int) value {
	b, length := m.layers.Layer(i)
	length = max(0, min(length, len(b)))
	return value{b: b[:length], n: uint64(len(b) - length)}
}

// searched returns the bytes that are searched: of a protocol also those after its own.
func searched(typ dissect.Type, v value) []byte {
	if typ == dissect.Protocol && v.n <= uint64(cap(v.b)-len(v.b)) {
		return v.b[:len(v.b)+int(v.n)]
	}
	return v.b
}

// cut takes a slice of the bytes of a value. A part that reaches beyond them is left out.
func (m *Matcher) cut(o *operand, v value) []byte {
	b := m.bytesOf(o.arg.typ, v)
	if len(o.spans) == 1 {
		return o.spans[0].of(b)
	}
	start := len(m.text)
	for _, s := range o.spans {
		m.text = append(m.text, s.of(b)...)
	}
	return m.text[start:len(m.text):len(m.text)]
}

// bytesOf is a value as bytes.
func (m *Matcher) bytesOf(typ dissect.Type, v value) []byte {
	if typ != dissect.IPv4 {
		return v.b
	}
	start := len(m.text)
	m.text = append(m.text, byte(v.n>>24), byte(v.n>>16), byte(v.n>>8), byte(v.n))
	return m.text[start:len(m.text):len(m.text)]
}

// of takes the span of b, or nothing where b is too short for it.
func (s span) of(b []byte) []byte {
	from, to := s.from, s.to
	if from < 0 {
		from += len(b)
	}
	switch {
	case s.open:
		to = len(b)
	case !s.byEnd:
		to += from
	case to < 0:
		to += len(b) + 1
	default:
		to++
	}
	if from < 0 || to > len(b) || from >= to {
		return nil
	}
	return b[from:to]
}

// search reports whether a regular expression matches a value; every byte counts as the character of its number.
func (m *Matcher) search(t *test, v value) bool {
	b := searched(t.a.typ, v)
	for i, c := range b {
		if c >= 0x80 {
			m.wide = append(m.wide[:0], b[:i]...)
			for _, c := range b[i:] {
				m.wide = appendLatin1(m.wide, c)
			}
			return t.re.Match(m.wide)
		}
	}
	return t.re.Match(b)
}

// appendLatin1 appends the character for a byte, in UTF-8.
func appendLatin1(dst []byte, c byte) []byte {
	if c < 0x80 {
		return append(dst, c)
	}
	return append(dst, 0xc0|c>>6, 0x80|c&0x3f)
}

// appendValue writes a value as text.
func appendValue(dst []byte, typ dissect.Type, v value) []byte {
	switch {
	case typ == dissect.OID:
		return dissect.AppendOID(dst, v.b)
	case typ == dissect.Ether || typ == dissect.IPv4 || typ == dissect.IPv6 || typ == dissect.Double:
		return appendAddress(dst, typ, v)
	case v.neg || signed(typ):
		return strconv.AppendInt(dst, int64(v.n), 10)
	}
	return strconv.AppendUint(dst, v.n, 10)
}
