package bpf

// quals are the qualifiers in force: what kind of thing a value is, of which side and protocol.
type quals struct {
	proto proto
	dir   dir
	kind  qual
}

// dir is a direction qualifier.
type dir uint8

const (
	dirAny dir = iota // no qualifier: either side
	dirSrc
	dirDst
	dirOr
	dirAnd
	dirAddr1
	dirAddr2
	dirAddr3
	dirAddr4
	dirRA
	dirTA
)

// qual says what kind of thing a value is.
type qual uint8

const (
	qualNone qual = iota // no primitive so far hands down qualifiers
	qualAny              // a direction or nothing was given: a host
	qualHost
	qualNet
	qualPort
	qualPortRange
	qualGateway
	qualProto
	qualProtoChain
)

// depthLimit bounds how deeply parentheses and negations may nest.
const depthLimit = 500

// sizeLimit bounds the length of a filter in bytes.
const sizeLimit = 1 << 20

// parser reads the grammar of pcap-filter(7), generating conditions as it goes: "vlan" changes what follows.
type parser struct {
	expr  string
	toks  []token
	match []int // for the index of every "(" the index of its ")", or 0
	i     int
	depth int
	g     *gen
}

// parse reads the whole filter.
func (p *parser) parse() (*cond, error) {
	if p.tok().kind == kindEnd {
		return always(true), nil
	}
	c, _, values, err := p.sequence(quals{})
	if err != nil {
		return nil, err
	}
	if values || p.tok().kind != kindEnd {
		return nil, p.unexpected(`"and", "or" or the end of the filter was expected`)
	}
	return c, nil
}

// matchParens finds the closing parenthesis of every opening one.
func matchParens(toks []token) []int {
	match := make([]int, len(toks))
	var open []int
	for i, t := range toks {
		switch {
		case t.isOp("("):
			open = append(open, i)
		case t.isOp(")") && len(open) > 0:
			match[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return match
}

func (t token) isOp(s string) bool { return t.kind == kindOp && t.text == s }

func (t token) isWord(s string) bool { return t.kind == kindWord && t.text == s }

func (p *parser) tok() token { return p.toks[p.i] }

// peek returns the word after the current one.
func (p *parser) peek() token { return p.toks[min(p.i+1, len(p.toks)-1)] }

// accept steps over operator s if it comes next.
func (p *parser) accept(s string) bool {
	if p.tok().isOp(s) {
		p.i++
		return true
	}
	return false
}

// unexpected is the error for the current word, which is not what was expected.
func (p *parser) unexpected(msg string) error {
	t := p.tok()
	return fail(p.expr, t.pos, t.end, msg)
}

// enter counts one level of nesting.
func (p *parser) enter() error {
	if p.depth++; p.depth > depthLimit {
		return p.unexpected("the filter nests too deeply")
	}
	return nil
}

// done wraps up a primitive that began at word first: an error of the generator gets its place.
func (p *parser) done(first int, c *cond) (*cond, error) {
	if msg := p.g.msg; msg != "" {
		last := max(p.i-1, first)
		return nil, fail(p.expr, p.toks[first].pos, p.toks[last].end, msg)
	}
	return c, nil
}

// sequence reads items with "and" and "or" between: of equal precedence, from left to right.
// values is true where it holds only values that take their qualifiers from outside, as in "port (80 or 443)".
func (p *parser) sequence(q quals) (c *cond, last quals, values bool, err error) {
	c, q, values, err = p.item(q)
	for err == nil && (p.tok().isOp("&&") || p.tok().isOp("||")) {
		and := p.tok().text == "&&"
		p.i++
		first := p.tok()
		var right *cond
		var value bool
		right, q, value, err = p.item(q)
		if err == nil && values && !value {
			return nil, q, false, fail(p.expr, first.pos, first.end, "another value was expected: values and whole primitives do not mix in one pair of parentheses")
		}
		c = join(and, c, right)
	}
	return c, q, values, err
}

// item reads a primitive, a value, a comparison, or any of them negated or in parentheses.
func (p *parser) item(q quals) (c *cond, last quals, value bool, err error) {
	if err := p.enter(); err != nil {
		return nil, q, false, err
	}
	defer func() { p.depth-- }()
	t := p.tok()
	switch {
	case p.accept("!"):
		c, q, value, err = p.item(q)
		return not(c), q, value, err
	case t.isOp("(") && !p.startsComparison():
		return p.parens(q)
	case p.startsComparison():
		c, err = p.comparison()
		return c, quals{}, false, err
	case t.kind == kindWord:
		return p.primitive()
	case t.kind == kindOp || t.kind == kindEnd:
		return nil, q, false, p.unexpected("a primitive such as \"tcp\", \"host 10.0.0.1\" or \"port 443\" was expected")
	}
	c, err = p.value(q)
	return c, q, true, err
}

// parens reads a parenthesised sequence. Qualifiers given inside do not reach what follows, unless all was values.
func (p *parser) parens(q quals) (*cond, quals, bool, error) {
	p.i++
	c, inner, values, err := p.sequence(q)
	if err == nil && !p.accept(")") {
		err = p.unexpected(`")", "and" or "or" was expected`)
	}
	if values {
		q = inner
	}
	return c, q, values, err
}

// startsComparison reports whether an arithmetic expression comes next, and not a value or a parenthesised condition.
func (p *parser) startsComparison() bool {
	t, next := p.tok(), p.peek()
	switch {
	case t.isOp("-"):
		return true
	case t.isOp("("):
		end := p.match[p.i]
		return end > 0 && arithmetic(p.toks[end+1])
	case t.kind == kindNum:
		return arithmetic(next)
	case t.kind == kindWord:
		return t.text == "len" || t.text == "length" || protoWord(t.text) != protoAny && next.isOp("[")
	}
	return false
}

// arithmetic reports whether t goes on with an arithmetic expression or compares it.
func arithmetic(t token) bool {
	if t.kind != kindOp {
		return false
	}
	switch t.text {
	case "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "=", "!=", "<", ">", "<=", ">=":
		return true
	}
	return false
}

// values reads what follows a qualifier: a value, or several in parentheses.
func (p *parser) values(q quals) (*cond, quals, error) {
	if err := p.enter(); err != nil {
		return nil, q, err
	}
	defer func() { p.depth-- }()
	first := p.tok()
	switch {
	case p.accept("!"):
		c, q, err := p.values(q)
		return not(c), q, err
	case first.isOp("("):
		c, q, values, err := p.parens(q)
		if err == nil && !values {
			err = fail(p.expr, first.pos, first.end, "only values may be in parentheses after a qualifier")
		}
		return c, q, err
	}
	c, err := p.value(q)
	return c, q, err
}

// value reads one number, address or name.
func (p *parser) value(q quals) (*cond, error) {
	first, t := p.i, p.tok()
	if t.kind != kindNum && t.kind < kindName {
		return nil, p.unexpected(q.expected(t))
	}
	if q.kind == qualNone {
		return nil, p.unexpected(`a qualifier such as "host", "net", "port" or "proto" was expected before a value`)
	}
	p.i++
	switch t.kind {
	case kindNum:
		return p.done(first, p.g.number(t.num, q))
	case kindName:
		return p.done(first, p.g.name(t.text, q))
	case kindMAC:
		return p.done(first, p.g.mac(t.text, q))
	}
	return p.address(first, t, q)
}

// address reads an IP address with what may follow it: a prefix length or a mask.
func (p *parser) address(first int, t token, q quals) (*cond, error) {
	if p.accept("/") {
		n := p.tok()
		if n.kind != kindNum {
			return nil, p.unexpected("a prefix length such as 24 was expected")
		}
		p.i++
		if t.kind == kindIPv6 {
			return p.done(first, p.g.prefix6(t.text, n.num, q))
		}
		return p.done(first, p.g.prefix4(t.text, n.num, q))
	}
	if t.kind == kindIPv6 {
		return p.done(first, p.g.prefix6(t.text, 128, q))
	}
	if p.tok().isWord("mask") {
		p.i++
		if p.tok().kind != kindIPv4 {
			return nil, p.unexpected("a mask such as 255.255.0.0 was expected")
		}
		p.i++
		return p.done(first, p.g.mask4(t.text, p.toks[p.i-1].text, q))
	}
	return p.done(first, p.g.ipv4(t.text, q))
}

// expected says which value the qualifiers call for.
func (q quals) expected(t token) string {
	what := ""
	switch q.kind {
	case qualPort:
		what = "a port such as 443 or https was expected"
	case qualPortRange:
		what = "a range of ports such as 6000-6010 was expected"
	case qualNet:
		what = "a network such as 192.168.0.0/16 or fe80::/10 was expected"
	case qualProto, qualProtoChain:
		what = "a protocol number or name was expected"
	default:
		what = "an address was expected"
		if q.proto == protoLink {
			what = "a hardware address such as 00:00:5e:00:53:01 was expected"
		}
	}
	if t.kind == kindWord {
		what += `; to give the name of a keyword write \` + t.text
	}
	return what
}
