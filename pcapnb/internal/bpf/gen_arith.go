package bpf

// add appends a node to the program.
func (g *gen) add(n node, c *cond) term {
	g.nodes = append(g.nodes, n)
	return term{int32(len(g.nodes) - 1), c}
}

// constant is a number.
func (g *gen) constant(v uint32) term { return g.add(node{op: nodeConst, val: v}, nil) }

// register is the value of a register.
func (g *gen) register(base uint8) int32 {
	g.used[base] = true
	return g.add(node{op: nodeReg, base: base}, nil).node
}

// value returns the number a node always has, if it has one.
func (g *gen) value(i int32) (uint32, bool) {
	return g.nodes[i].val, g.nodes[i].op == nodeConst
}

// negate is a minus sign.
func (g *gen) negate(a term) term {
	if v, ok := g.value(a.node); ok {
		return term{g.constant(-v).node, a.cond}
	}
	return g.add(node{op: nodeNeg, l: a.node}, a.cond)
}

// binary applies an operator. As in libpcap only the left operand says which headers must be there:
// "ip[2:2] - tcp[12]" is computed for every IP packet.
func (g *gen) binary(op nodeOp, a, b term) term {
	x, constA := g.value(a.node)
	y, constB := g.value(b.node)
	c := a.cond
	switch {
	case constB && y == 0 && op == nodeDiv:
		g.fail("division by zero")
		return a
	case constB && y == 0 && op == nodeMod:
		g.fail("remainder of a division by zero")
		return a
	case constB && y > 31 && (op == nodeLsh || op == nodeRsh):
		g.fail("a shift by more than 31 bits")
		return a
	case constA && constB:
		v, _ := arith(op, x, y)
		return term{g.constant(v).node, c}
	case constB && y == 0 && (op == nodeAnd || op == nodeMul): // as libpcap, which then does not load the bytes either
		return term{g.constant(0).node, c}
	}
	return g.add(node{op: op, l: a.node, r: b.node}, c)
}

// bytes is "proto[at:size]": bytes of a header, in packets that have it.
func (g *gen) bytes(p proto, at term, size uint32) term {
	if size != 1 && size != 2 && size != 4 {
		g.fail("1, 2 or 4 bytes can be taken, no other number")
	}
	h, c := g.bytesHeader(p)
	t := g.place(h, 0, uint8(size))
	n := node{op: nodeLoad, size: uint8(size), base: t.base, tran: t.tran, off: t.off, hdr: t.hdr, l: at.node}
	_, isConst := g.value(at.node)
	n.wide = !isConst || t.tran || t.base != 0 // libpcap folds a constant index into the offset, which wraps
	return g.add(n, and(at.cond, c))
}

// bytesHeader returns where the bytes of a protocol begin and the condition that they are there.
func (g *gen) bytesHeader(p proto) (header, *cond) {
	switch p {
	case protoLink:
		return atLinkHdr, nil
	case protoRadio:
		if !isWireless(g.link) || g.link == linkWLAN || g.link == linkPPI {
			g.fail("the capture has no radio information")
		}
		return atPacket, nil
	case protoIP, protoARP, protoRARP, protoATalk, protoDECnet, protoLAT, protoSCA, protoMOPDL, protoMOPRC, protoIPv6:
		return atNet, g.protocol(p)
	case protoSCTP, protoTCP, protoUDP, protoICMP, protoIGMP, protoIGRP, protoPIM, protoVRRP, protoCARP:
		return atTran4, and(g.protocol(protoIP), g.protocol(p), g.firstFragment())
	case protoICMPv6:
		return atTran6, and(g.protocol(protoIPv6), g.is(atNet, 6, 1, 58))
	}
	g.fail("bytes of " + p.String() + " cannot be taken: use the layer below it")
	return atPacket, nil
}

// relation compares two expressions, in packets that have the headers in them.
func (g *gen) relation(op string, a, b term) *cond {
	c := and(a.cond, b.cond)
	switch op {
	case "=":
		return and(c, g.compareNodes(cmpEq, a.node, b.node))
	case "!=":
		return and(c, not(g.compareNodes(cmpEq, a.node, b.node)))
	case ">":
		return and(c, g.compareNodes(cmpGt, a.node, b.node))
	case "<=":
		return and(c, not(g.compareNodes(cmpGt, a.node, b.node)))
	case ">=":
		return and(c, g.compareNodes(cmpGe, a.node, b.node))
	}
	return and(c, not(g.compareNodes(cmpGe, a.node, b.node)))
}

// compareNodes compares two expressions, with a plain test where one will do.
func (g *gen) compareNodes(c cmp, a, b int32) *cond {
	x, constA := g.value(a)
	y, constB := g.value(b)
	if constA && constB {
		return always(compare(c, x, y))
	}
	if constB {
		if t, ok := g.plainTest(a, c, y); ok {
			return &cond{test: t}
		}
	}
	return &cond{test: inst{op: opCompare, cmp: c, lhs: a, rhs: b}}
}

// plainTest is the test for a comparison of bytes at a fixed index, perhaps masked, or of the length, with a number.
func (g *gen) plainTest(i int32, c cmp, val uint32) (inst, bool) {
	n, mask := g.nodes[i], uint32(0xffffffff)
	if n.op == nodeLen {
		return inst{op: opLen, cmp: c, val: val}, true
	}
	if m, ok := g.value(n.r); n.op == nodeAnd && ok {
		n, mask = g.nodes[n.l], m
	}
	if n.op != nodeLoad {
		return inst{}, false
	}
	x, ok := g.value(n.l)
	if !ok || n.wide && x > 0xffff { // a large index may wrap in ways that a plain test does not
		return inst{}, false
	}
	t := inst{op: opTest, cmp: c, size: n.size, base: n.base, tran: n.tran, off: n.off + x, hdr: n.hdr, val: val}
	t.mask = (1<<(8*uint(n.size)) - 1) & mask
	return t, t.mask != 0
}
