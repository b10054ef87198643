package bpf

// Compile compiles a filter for frames of a link type as capture files number them (1 is Ethernet).
//
// snaplen is how many bytes of a matching frame are wanted; it does not change what matches.
// An error is a *caret.Error with the place of the mistake.
func Compile(expr string, linkType, snaplen int) (*Program, error) {
	if len(expr) > sizeLimit {
		return nil, fail(expr[:sizeLimit], 0, 0, "the filter is longer than a megabyte")
	}
	toks, err := tokens(expr)
	if err != nil {
		return nil, err
	}
	g, ok := newGen(normalLink(linkType))
	if !ok {
		return nil, fail(expr, 0, 0, "frames of "+linkName(uint32(linkType))+" cannot be filtered")
	}
	p := parser{expr: expr, toks: toks, match: matchParens(toks), g: g}
	c, err := p.parse()
	if err != nil {
		return nil, err
	}
	pl := planner{code: []inst{{op: opReject}, {op: opAccept}}}
	start := pl.place(g.prologue(c), 1, 0)
	if !g.chained { // as libpcap: a filter with a protocol chain is run as it is written
		start = thread(pl.code, start)
	}
	for i := range pl.code {
		pl.code[i].specialize()
	}
	return &Program{code: pl.code, nodes: g.nodes, start: start, expr: expr, link: linkType, snap: snaplen}, nil
}

// prologue puts before the filter what it needs to know of an 802.11 header.
func (g *gen) prologue(c *cond) *cond {
	if g.used[regLink] || g.used[regPayload] {
		c = and(&cond{test: inst{op: opRadio, off: g.outer}}, c)
	}
	if g.outer == linkPPI { // a PPI header may precede other link types than 802.11
		c = and(&cond{test: inst{op: opTest, size: 4, off: 4, mask: ^uint32(0), val: 0x69000000}}, c)
	}
	return c
}

// planner lays conditions out as instructions, from the last to the first: jumps go to lower indexes.
type planner struct{ code []inst }

// place adds the instructions for c, which go on at index yes or no, and returns the index of the first.
func (p *planner) place(c *cond, yes, no int32) int32 {
	for {
		switch c.op {
		case condTrue:
			return yes
		case condFalse:
			return no
		case condNot:
			c, yes, no = c.l, no, yes
		case condAnd:
			yes = p.place(c.r, yes, no)
			c = c.l
		case condOr:
			no = p.place(c.r, yes, no)
			c = c.l
		default:
			t := c.test
			t.jt, t.jf = yes, no
			p.code = append(p.code, t)
			return int32(len(p.code) - 1)
		}
	}
}

// specialize picks the fastest instruction for a test.
func (in *inst) specialize() {
	if in.op != opTest || in.cmp != cmpEq || in.base != 0 || in.mask != 1<<(8*uint(in.size))-1 {
		return
	}
	switch {
	case in.tran && in.size == 2:
		in.op = opPortIs
	case in.tran:
	case in.size == 1:
		in.op = opByteIs
	case in.size == 2:
		in.op = opHalfIs
	case in.size == 4:
		in.op = opWordIs
	}
}
