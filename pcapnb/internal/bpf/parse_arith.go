package bpf

// term is an arithmetic expression with the condition under which its loads make sense.
type term struct {
	node int32
	cond *cond // nil: always
}

// comparison reads two arithmetic expressions and what compares them.
func (p *parser) comparison() (*cond, error) {
	first := p.i
	a, err := p.arith(0)
	if err != nil {
		return nil, err
	}
	op := p.tok()
	if !relation(op) {
		return nil, p.unexpected("a comparison was expected: = != < <= > >=")
	}
	p.i++
	b, err := p.arith(0)
	if err != nil {
		return nil, err
	}
	if relation(p.tok()) {
		return nil, p.unexpected(`"and", "or" or the end of the filter was expected: comparisons do not chain`)
	}
	return p.done(first, p.g.relation(op.text, a, b))
}

// relation reports whether t compares two numbers.
func relation(t token) bool {
	if t.kind != kindOp {
		return false
	}
	switch t.text {
	case "=", "!=", "<", ">", "<=", ">=":
		return true
	}
	return false
}

// operator returns the operator that t is and its precedence, which is 0 for % and ^.
func operator(t token) (op nodeOp, prec int, ok bool) {
	if t.kind != kindOp {
		return 0, 0, false
	}
	switch t.text {
	case "|":
		return nodeOr, 1, true
	case "&":
		return nodeAnd, 2, true
	case "<<":
		return nodeLsh, 3, true
	case ">>":
		return nodeRsh, 3, true
	case "+":
		return nodeAdd, 4, true
	case "-":
		return nodeSub, 4, true
	case "*":
		return nodeMul, 5, true
	case "/":
		return nodeDiv, 5, true
	case "%":
		return nodeMod, 0, true
	case "^":
		return nodeXor, 0, true
	}
	return 0, 0, false
}

// unaryPrec is the precedence of a minus sign before a number.
const unaryPrec = 6

// arith reads an expression of operators that bind tighter than prec.
// libpcap's grammar gives % and ^ no precedence: they take the operand before them from any operator, and all that follows.
func (p *parser) arith(prec int) (term, error) {
	if err := p.enter(); err != nil {
		return term{}, err
	}
	defer func() { p.depth-- }()
	a, err := p.operand()
	for err == nil {
		op, tight, ok := operator(p.tok())
		if !ok || tight != 0 && tight <= prec {
			break
		}
		at := p.i
		p.i++
		var b term
		if b, err = p.arith(tight); err != nil {
			break
		}
		a = p.g.binary(op, a, b)
		_, err = p.done(at, nil)
	}
	return a, err
}

// operand reads a number, "len", bytes of a header, or an expression negated or in parentheses.
func (p *parser) operand() (term, error) {
	t := p.tok()
	switch {
	case p.accept("-"):
		a, err := p.arith(unaryPrec)
		if err != nil {
			return term{}, err
		}
		return p.g.negate(a), nil
	case p.accept("("):
		a, err := p.arith(0)
		if err == nil && !p.accept(")") {
			err = p.unexpected(`")" was expected`)
		}
		return a, err
	case t.kind == kindNum:
		p.i++
		return p.g.constant(t.num), nil
	case t.isWord("len") || t.isWord("length"):
		p.i++
		return p.g.add(node{op: nodeLen}, nil), nil
	case t.kind == kindWord && protoWord(t.text) != protoAny:
		return p.bytes()
	}
	return term{}, p.unexpected(`a number, "len" or bytes such as tcp[13] were expected`)
}

// bytes reads "proto[offset:size]".
func (p *parser) bytes() (term, error) {
	first := p.i
	pr := protoWord(p.tok().text)
	p.i++
	if !p.accept("[") {
		return term{}, p.unexpected(`"[" was expected, as in tcp[13]`)
	}
	at, err := p.arith(0)
	if err != nil {
		return term{}, err
	}
	size := uint32(1)
	if p.accept(":") {
		if size, err = p.need("a size of 1, 2 or 4 bytes was expected"); err != nil {
			return term{}, err
		}
	}
	if !p.accept("]") {
		return term{}, p.unexpected(`"]" or ":" and a size were expected`)
	}
	a := p.g.bytes(pr, at, size)
	_, err = p.done(first, nil)
	return a, err
}
