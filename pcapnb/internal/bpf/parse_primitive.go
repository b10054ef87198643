package bpf

// primitive reads a primitive that begins with a keyword.
func (p *parser) primitive() (c *cond, q quals, value bool, err error) {
	first := p.i
	pr := protoWord(p.tok().text)
	if pr != protoAny {
		p.i++
	}
	if p.startsHead(pr) {
		c, q, err = p.head(pr)
		return c, q, false, err
	}
	if pr != protoAny && !p.startsOther() {
		c, err = p.done(first, p.g.protocol(pr))
		return c, quals{}, false, err
	}
	c, err = p.other(first, pr)
	return c, quals{}, false, err
}

// startsHead reports whether qualifiers come next that call for a value.
func (p *parser) startsHead(proto) bool {
	t := p.tok()
	return t.kind == kindWord && (dirWord(t.text) != dirAny || qualWord(t.text) != qualNone)
}

// startsOther reports whether a word comes next that may follow a protocol and takes no qualifiers.
func (p *parser) startsOther() bool {
	t := p.tok()
	if t.kind != kindWord {
		return false
	}
	switch t.text {
	case "broadcast", "multicast", "type", "subtype", "dir", "direction":
		return true
	}
	return false
}

// head reads qualifiers and the values after them.
func (p *parser) head(pr proto) (*cond, quals, error) {
	q := quals{proto: pr, kind: qualAny}
	if err := p.direction(&q); err != nil {
		return nil, q, err
	}
	if t := p.tok(); t.kind == kindWord && qualWord(t.text) != qualNone {
		q.kind = qualWord(t.text)
		if q.dir != dirAny && q.kind >= qualGateway {
			return nil, q, p.unexpected(`"` + t.text + `" takes no direction: "host", "net", "port", "portrange" or a value was expected`)
		}
		p.i++
	}
	return p.values(q)
}

// direction reads "src", "dst", "src or dst", "src and dst", or an address of an 802.11 header.
func (p *parser) direction(q *quals) error {
	t := p.tok()
	q.dir = dirWord(t.text)
	if q.dir == dirAny {
		return nil
	}
	p.i++
	op := p.tok()
	if q.dir > dirDst || !op.isOp("||") && !op.isOp("&&") {
		return nil
	}
	p.i++
	other := dirWord(p.tok().text)
	if p.tok().kind != kindWord || other > dirDst || other == dirAny || other == q.dir {
		return p.unexpected(`the other direction was expected, as in "src or dst"`)
	}
	p.i++
	q.dir = dirOr
	if op.text == "&&" {
		q.dir = dirAnd
	}
	return nil
}

// other reads the primitives that take no qualifiers.
func (p *parser) other(first int, pr proto) (*cond, error) {
	t := p.tok()
	p.i++
	switch t.text {
	case "broadcast":
		return p.done(first, p.g.broadcast(pr))
	case "multicast":
		return p.done(first, p.g.multicast(pr))
	case "type":
		return p.wlanType(first)
	case "subtype":
		return p.wlanSubtype(first)
	case "dir", "direction":
		return p.wlanDir(first)
	case "less", "greater":
		n, err := p.need(`a length in bytes was expected`)
		if err != nil {
			return nil, err
		}
		return p.done(first, p.g.length(t.text == "less", n))
	case "byte":
		return p.byteTest(first)
	case "vlan", "mpls", "pppoes", "geneve":
		return p.tunnel(first, t.text)
	case "pppoed":
		return p.done(first, p.g.linktype(etherPPPoED))
	case "llc":
		return p.llc(first)
	case "inbound", "outbound":
		return p.done(first, p.g.inbound(t.text == "inbound"))
	case "ifindex":
		n, err := p.need("an interface index was expected")
		if err != nil {
			return nil, err
		}
		return p.done(first, p.g.ifindex(n))
	}
	p.i--
	return nil, p.unexpected(unsupportedWord(t.text))
}

// unsupportedWord says why a keyword cannot begin a primitive.
func unsupportedWord(s string) string {
	switch s {
	case "mask":
		return `"mask" follows a network, as in "net 10.0.0.0 mask 255.0.0.0"`
	case "on", "ifname", "rset", "ruleset", "rnr", "rulenum", "srnr", "subrulenum", "reason", "action":
		return `"` + s + `" needs a capture of a BSD packet filter's log, which is not supported`
	case "lane", "metac", "bcc", "oam", "oamf4", "oamf4ec", "oamf4sc", "sc", "ilmic", "vpi", "vci", "connectmsg", "metaconnect":
		return `"` + s + `" needs an ATM capture, which is not supported`
	}
	return `"` + s + `" needs an SS7 capture, which is not supported`
}

// need reads a number.
func (p *parser) need(msg string) (uint32, error) {
	t := p.tok()
	if t.kind != kindNum {
		return 0, p.unexpected(msg)
	}
	p.i++
	return t.num, nil
}

// tunnel reads a header that shifts what follows, with the optional number in it.
func (p *parser) tunnel(first int, word string) (*cond, error) {
	n, given := p.optionalNumber()
	switch word {
	case "vlan":
		return p.done(first, p.g.vlan(n, given))
	case "mpls":
		return p.done(first, p.g.mpls(n, given))
	case "pppoes":
		return p.done(first, p.g.pppoes(n, given))
	}
	return p.done(first, p.g.geneve(n, given))
}

// optionalNumber reads a number, also in parentheses, if one comes next.
func (p *parser) optionalNumber() (n uint32, given bool) {
	open := 0
	for p.toks[p.i+open].isOp("(") {
		open++
	}
	t := p.toks[p.i+open]
	if t.kind != kindNum {
		return 0, false
	}
	for k := range open {
		if !p.toks[p.i+open+1+k].isOp(")") {
			return 0, false
		}
	}
	p.i += 2*open + 1
	return t.num, true
}

// byteTest reads "byte 12 = 8", a test of one byte of the link-layer header.
func (p *parser) byteTest(first int) (*cond, error) {
	at, err := p.need("the offset of a byte was expected")
	if err != nil {
		return nil, err
	}
	op := p.tok()
	if op.kind != kindOp || len(op.text) != 1 || op.text[0] != '=' && op.text[0] != '<' && op.text[0] != '>' && op.text[0] != '&' && op.text[0] != '|' {
		return nil, p.unexpected(`one of = < > & | was expected`)
	}
	p.i++
	v, err := p.need("a number was expected")
	if err != nil {
		return nil, err
	}
	return p.done(first, p.g.byteTest(at, op.text[0], v))
}

// llc reads "llc", with an optional kind of frame.
func (p *parser) llc(first int) (*cond, error) {
	t := p.tok()
	if t.kind != kindName && !t.isWord("rnr") {
		return p.done(first, p.g.llc())
	}
	p.i++
	return p.done(first, p.g.llcType(t.text))
}

// wlanType reads "type data", with an optional "subtype qos-data".
func (p *parser) wlanType(first int) (*cond, error) {
	typ, err := p.wlanName("an 802.11 frame type was expected: mgt, ctl, data or a number", wlanTypeNumber)
	if err != nil {
		return nil, err
	}
	if !p.tok().isWord("subtype") {
		return p.done(first, p.g.wlanType(typ, 0x0c))
	}
	p.i++
	sub, err := p.wlanName("a subtype of these frames was expected, such as beacon, ack or qos-data", func(s string) (uint32, bool) {
		return wlanSubtypeNumber(s, typ)
	})
	if err != nil {
		return nil, err
	}
	return p.done(first, p.g.wlanType(typ|sub, 0xfc))
}

// wlanSubtype reads "subtype beacon", which says the type too.
func (p *parser) wlanSubtype(first int) (*cond, error) {
	const msg = "the name of an 802.11 subtype was expected, such as beacon, ack or qos-data"
	if p.tok().kind == kindNum {
		return nil, p.unexpected(msg)
	}
	v, err := p.wlanName(msg, wlanAnySubtype)
	if err != nil {
		return nil, err
	}
	return p.done(first, p.g.wlanType(v, 0xfc))
}

// wlanDir reads "dir tods".
func (p *parser) wlanDir(first int) (*cond, error) {
	v, err := p.wlanName("a direction was expected: nods, tods, fromds, dstods or a number", wlanDirNumber)
	if err != nil {
		return nil, err
	}
	return p.done(first, p.g.wlanDir(v))
}

// wlanName reads a number or a name that lookup knows.
func (p *parser) wlanName(msg string, lookup func(string) (uint32, bool)) (uint32, error) {
	t := p.tok()
	v, ok := t.num, t.kind == kindNum
	if t.kind == kindName {
		v, ok = lookup(t.text)
	}
	if !ok {
		return 0, p.unexpected(msg)
	}
	p.i++
	return v, nil
}
