package bpf

// cond is a condition on the bytes of a frame: a test, or a combination of two conditions.
type cond struct {
	op   condOp
	l, r *cond
	test inst
}

type condOp uint8

const (
	condTest condOp = iota
	condTrue
	condFalse
	condNot
	condAnd
	condOr
)

// always returns the condition that is always true, or never.
func always(yes bool) *cond {
	if yes {
		return &cond{op: condTrue}
	}
	return &cond{op: condFalse}
}

func not(c *cond) *cond { return &cond{op: condNot, l: c} }

// and is true where all are. They are tried in order, which matters on truncated packets. A nil condition counts as true.
func and(cs ...*cond) *cond { return joinAll(condAnd, cs) }

// or is true where one is. They are tried in order.
func or(cs ...*cond) *cond { return joinAll(condOr, cs) }

func joinAll(op condOp, cs []*cond) *cond {
	var out *cond
	for _, c := range cs {
		switch {
		case out == nil:
			out = c
		case c != nil:
			out = &cond{op: op, l: out, r: c}
		}
	}
	return out
}

// join combines two conditions with "and" or "or".
func join(isAnd bool, l, r *cond) *cond {
	if isAnd {
		return and(l, r)
	}
	return or(l, r)
}

// offset is a place in the frame: a constant, plus a register where a header before it has no fixed length.
type offset struct {
	base uint8
	k    uint32
}

func (o offset) add(k uint32) offset { return offset{o.base, o.k + k} }

// gen turns primitives into conditions. "vlan", "mpls", "pppoes" and "geneve" change where it looks for what follows.
type gen struct {
	msg string // the first mistake; empty while there is none

	link     uint32 // the link type in force, another one inside a tunnel
	outer    uint32 // the link type of the capture
	linkHdr  offset // the link-layer header
	linkType offset // the field that says which protocol follows
	payload  offset // what follows the link-layer header
	nl       uint32 // the network header, from payload on
	nlPlain  uint32 // the same without an LLC/SNAP header
	labels   int    // MPLS labels so far
	inGeneve bool
	chained  bool // there is a protochain
	nodes    []node
	used     [registers]bool // registers that are read
	free     int             // the next free register
}

// fail notes a mistake; the parser adds the place.
func (g *gen) fail(msg string) *cond {
	if g.msg == "" {
		g.msg = msg
	}
	return always(false)
}

// header says from where an offset counts.
type header uint8

const (
	atPacket header = iota
	atLinkHdr
	atLinkType
	atPayload // the link-layer payload: an LLC header, if there is one
	atNet
	atNetPlain  // the network header where no SNAP header is before it
	atPrevLabel // the MPLS label before the network header
	atTran4     // the transport header after an IPv4 header
	atTran6     // the transport header after an IPv6 header without extensions
)

// place makes a test of the bytes at off of a header, still without a comparison.
func (g *gen) place(h header, off uint32, size uint8) inst {
	o := offset{}
	switch h {
	case atLinkHdr:
		o = g.linkHdr
	case atLinkType:
		o = g.linkType
	case atPayload:
		o = g.payload
	case atNet, atTran4:
		o = g.payload.add(g.nl)
	case atNetPlain:
		o = g.payload.add(g.nlPlain)
	case atPrevLabel:
		o = g.payload.add(g.nl - 4)
	case atTran6:
		o = g.payload.add(g.nl + 40)
	}
	g.used[o.base] = true
	return inst{op: opTest, size: size, base: o.base, off: o.k + off, hdr: o.k, tran: h == atTran4, mask: 1<<(8*uint(size)) - 1}
}

// is tests that a value equals val.
func (g *gen) is(h header, off uint32, size uint8, val uint32) *cond {
	return g.masked(h, off, size, val, 0xffffffff)
}

// masked tests that a value under a mask equals val. A mask of no bits needs no look at the packet.
func (g *gen) masked(h header, off uint32, size uint8, val, mask uint32) *cond {
	if mask == 0 {
		return always(val == 0)
	}
	t := g.place(h, off, size)
	t.mask &= mask
	t.val = val
	return &cond{test: t}
}

// compared tests a value with another comparison than equality.
func (g *gen) compared(h header, off uint32, size uint8, c cmp, val uint32) *cond {
	t := g.place(h, off, size)
	t.cmp, t.val = c, val
	return &cond{test: t}
}

// bytesAre tests bytes for bytes, the last ones first, as libpcap does.
func (g *gen) bytesAre(h header, off uint32, b []byte) *cond {
	var c *cond
	for n := len(b); n > 0; {
		size := 4
		if n < 4 {
			size = 2
		}
		n -= size
		v := uint32(0)
		for _, x := range b[n : n+size] {
			v = v<<8 | uint32(x)
		}
		c = and(c, g.is(h, off+uint32(n), uint8(size), v))
	}
	return c
}

// alloc reserves n registers.
func (g *gen) alloc(n int) uint8 {
	at := g.free
	if g.free += n; g.free > registers {
		g.free = registers
		g.fail("the filter has too many \"geneve\"")
		return 0
	}
	return uint8(at)
}
