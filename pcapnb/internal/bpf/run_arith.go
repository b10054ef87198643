package bpf

// A node is one part of an arithmetic expression.
type node struct {
	op       nodeOp
	size     uint8 // bytes to load
	base     uint8 // register added to the offset
	tran     bool  // add the length of the IPv4 header at base+hdr
	wide     bool  // the offset is added without wrapping at 32 bits
	l, r     int32 // operands; l is the index of a load
	val      uint32
	off, hdr uint32
}

type nodeOp uint8

const (
	nodeConst nodeOp = iota
	nodeLen
	nodeReg // a register
	nodeLoad
	nodeNeg
	nodeAdd
	nodeSub
	nodeMul
	nodeDiv
	nodeMod
	nodeAnd
	nodeOr
	nodeXor
	nodeLsh
	nodeRsh
)

// eval computes expression i; ok is false where it reads beyond the captured bytes or divides by zero.
func (p *Program) eval(i int32, data []byte, wireLen int, r *regs) (v uint32, ok bool) {
	n := &p.nodes[i]
	switch n.op {
	case nodeConst:
		return n.val, true
	case nodeLen:
		return uint32(wireLen), true
	case nodeReg:
		return r[n.base], true
	case nodeLoad:
		x, ok := p.eval(n.l, data, wireLen, r)
		if !ok {
			return 0, false
		}
		return n.load(x, data, r)
	case nodeNeg:
		x, ok := p.eval(n.l, data, wireLen, r)
		return -x, ok
	}
	a, ok := p.eval(n.l, data, wireLen, r)
	if !ok {
		return 0, false
	}
	b, ok := p.eval(n.r, data, wireLen, r)
	if !ok {
		return 0, false
	}
	return arith(n.op, a, b)
}

// load reads the bytes at index x of a header.
func (n *node) load(x uint32, data []byte, r *regs) (uint32, bool) {
	x += r[n.base]
	if n.tran {
		hl, ok := load(data, uint64(r[n.base])+uint64(n.hdr), 1)
		if !ok {
			return 0, false
		}
		x += hl & 0xf << 2
	}
	if !n.wide {
		return load(data, uint64(x+n.off), n.size)
	}
	return load(data, uint64(x)+uint64(n.off), n.size)
}

// arith applies an operator to unsigned 32-bit numbers; ok is false for a division by zero.
func arith(op nodeOp, a, b uint32) (v uint32, ok bool) {
	switch op {
	case nodeAdd:
		return a + b, true
	case nodeSub:
		return a - b, true
	case nodeMul:
		return a * b, true
	case nodeDiv, nodeMod:
		return divide(op, a, b)
	case nodeAnd:
		return a & b, true
	case nodeOr:
		return a | b, true
	case nodeXor:
		return a ^ b, true
	case nodeLsh:
		return a << b, true
	}
	return a >> b, true
}

// divide applies / or %.
func divide(op nodeOp, a, b uint32) (v uint32, ok bool) {
	if b == 0 {
		return 0, false
	}
	if op == nodeMod {
		return a % b, true
	}
	return a / b, true
}
