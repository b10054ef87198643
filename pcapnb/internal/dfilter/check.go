package dfilter

import (
	"fmt"

	"netlab/pcapnb/internal/dissect"
)

// checker finds the type of every part of a filter and reads the literals as the type that the other side has.
type checker struct {
	expr   string
	want   []dissect.ID
	layers bool     // the bytes of a protocol are looked at
	outer  *operand // the left side of the comparison whose right side is being checked
	err    error    // the first mistake
}

// fail notes a mistake at an operand.
func (c *checker) fail(o *operand, format string, args ...any) {
	if c.err == nil {
		c.err = fail(c.expr, o.pos, o.end, fmt.Sprintf(format, args...))
	}
}

// test checks a condition.
func (c *checker) test(t *test) {
	switch t.op {
	case testAnd, testOr, testXor:
		c.test(t.l)
		c.test(t.r)
		return
	case testNot:
		c.test(t.l)
		return
	case testTheirs:
		return
	}
	if t.op == testExists {
		c.want = append(c.want, t.a.id)
		return
	}
	c.operand(t.a)
	switch t.op {
	case testNonZero:
		c.presence(t.a)
	case testCompare:
		c.leftSide(t.a)
		c.comparable(t.a)
		c.rightSide(&t.a, &t.b)
	case testContains:
		c.leftSide(t.a)
		c.searchable(t.a, "contains")
		c.sought(t)
	case testMatches:
		c.leftSide(t.a)
		c.searchable(t.a, "matches")
	case testIn:
		c.set(t)
	}
}

// presence checks an operand that is only asked for presence.
func (c *checker) presence(a *operand) {
	switch {
	case a.kind == kindCall:
		c.fail(a, "a function is always there: a comparison was expected after it")
	case a.kind == kindUnquoted && looksLikeField(a.text):
		c.unknownField(a)
	case a.constant():
		c.fail(a, "a value is not a condition: a field or a protocol was expected")
	default:
		c.leftSide(a)
	}
}

// leftSide checks the left side of a comparison, which must hold a field.
func (c *checker) leftSide(a *operand) {
	switch {
	case a.kind == kindUnquoted && looksLikeField(a.text):
		c.unknownField(a)
	case a.constant():
		c.fail(a, "a field or a function was expected on the left side of a comparison, not a value: write it the other way round")
	case a.kind == kindArith && leftmost(a).constant() || a.kind == kindNegate && a.arg.constant():
		c.fail(leftmost(a), "arithmetic on the left side of a comparison must begin with a field or a function")
	}
}

// leftmost returns the first operand of arithmetic.
func leftmost(a *operand) *operand {
	for a.kind == kindArith {
		a = a.l
	}
	return a
}

// looksLikeField reports whether a word without quotes can only have been meant as a field.
func looksLikeField(s string) bool {
	letters := prefix(s, len(s), func(c byte) bool { return isWordByte(c) && !isDigit(c) })
	return letters > 0
}

// unknownField is the error for a word that is no field; the nearest names are added by Compile, which knows the fields.
func (c *checker) unknownField(a *operand) {
	if c.err == nil {
		c.err = &unknownField{name: a.text, pos: a.pos, end: a.end}
	}
}

// unknownField is a word that should be a field.
type unknownField struct {
	name     string
	pos, end int
}

func (e *unknownField) Error() string { return e.name }

// constant reports whether an operand is made of literals only.
func (o *operand) constant() bool {
	switch o.kind {
	case kindArith:
		return o.l.constant() && o.r.constant()
	case kindNegate, kindSlice:
		return o.arg.constant()
	case kindField, kindCall:
		return false
	}
	return true
}

// operand finds the type of an operand that is not made of literals only.
func (c *checker) operand(o *operand) {
	switch o.kind {
	case kindField:
		o.typ = o.id.Def().Type
		c.want = append(c.want, o.id)
		c.layers = c.layers || o.typ == dissect.Protocol
	case kindSlice:
		c.operand(o.arg)
		c.slice(o)
	case kindNegate:
		c.negate(o)
	case kindArith:
		c.arith(o)
	case kindCall:
		c.call(o)
	}
}

// slice checks what is sliced; the result is bytes.
func (c *checker) slice(o *operand) {
	switch a := o.arg; {
	case a.literal() || a.constant():
		c.fail(a, "a value cannot be sliced: a field was expected before the brackets")
	case !sliceable(a.typ):
		c.fail(a, "%s cannot be sliced: it is %s, not a sequence of bytes", c.text(a), typeName(a.typ))
	}
	o.typ = dissect.Bytes
}

// text returns an operand as written.
func (c *checker) text(o *operand) string { return c.expr[o.pos:min(o.end, len(c.expr))] }

// negate checks a minus sign.
func (c *checker) negate(o *operand) {
	c.operand(o.arg)
	if o.arg.constant() {
		return
	}
	if o.typ = o.arg.typ; !calculable(o.typ, '-') {
		c.fail(o.arg, "%s cannot be negated: it is %s", c.text(o.arg), typeName(o.typ))
	}
}

// arith checks an arithmetic operator; one side may be a literal of the type of the other.
func (c *checker) arith(o *operand) {
	c.operand(o.l)
	c.operand(o.r)
	typed, open := o.l, o.r
	if typed.constant() {
		typed, open = open, typed
	}
	if typed.constant() {
		return // both are: the type comes from outside
	}
	if o.typ = typed.typ; !calculable(o.typ, o.op) {
		c.fail(typed, "%s cannot be calculated with %c: it is %s", c.text(typed), o.op, typeName(o.typ))
		return
	}
	c.operandOf(o, typed, open)
	if open == o.l && c.outer != nil && numeric(c.outer.typ) && numeric(o.typ) { // a leading number has the type of the other side
		typed = c.outer
	}
	c.convert(open, typed.typ, typed)
}

// operandOf checks the other operand of an arithmetic operator.
func (c *checker) operandOf(o, typed, other *operand) {
	switch {
	case other.literal() && other.kind != kindUnquoted:
		c.fail(other, "%s was expected, not text", wanted(o.typ))
	case other.constant():
	case !calculable(other.typ, o.op), (typed.kind == kindSlice) != (other.kind == kindSlice) && !(isBytes(typed.typ) && isBytes(other.typ)):
		c.fail(other, "%s is %s and cannot be calculated with %s, which is %s", c.text(other), typeName(other.typ), c.text(typed), typeName(typed.typ))
	}
}

// rightSide checks the right side of a comparison against the left one. If one is a slice the other becomes one.
func (c *checker) rightSide(a, b **operand) {
	c.outer = *a
	c.operand(*b)
	c.outer = nil
	c.convert(*b, (*a).typ, *a)
	if c.err != nil {
		return
	}
	if (*a).kind == kindSlice {
		*b = whole(*b)
	}
	if (*b).kind == kindSlice {
		*a = whole(*a)
	}
}

// whole makes bytes of a field that is compared with bytes.
func whole(o *operand) *operand {
	if o.typ == dissect.Bytes {
		return o
	}
	return &operand{kind: kindSlice, typ: dissect.Bytes, arg: o, spans: []span{{open: true}}, pos: o.pos, end: o.end}
}

// convert gives an operand the type typ, which other has.
func (c *checker) convert(o *operand, typ dissect.Type, other *operand) {
	switch {
	case c.err != nil:
	case o.literal():
		c.literal(o, typ, other)
	case !o.constant():
		c.compatible(other, o)
	case o.kind == kindNegate:
		c.negativeLiteral(o, typ, other)
	case o.kind == kindArith:
		o.typ = typ
		if !calculable(typ, o.op) {
			c.fail(o, "%s cannot be calculated with %c: it is %s", c.text(other), o.op, typeName(typ))
			return
		}
		c.convert(o.l, typ, other)
		c.convert(o.r, typ, other)
	case o.kind == kindSlice:
		c.fail(o.arg, "a value cannot be sliced: a field was expected before the brackets")
	}
}

// negativeLiteral reads a literal with a minus sign before it.
func (c *checker) negativeLiteral(o *operand, typ dissect.Type, other *operand) {
	if !calculable(typ, '-') || o.arg.kind != kindUnquoted {
		c.fail(o, "a negative number cannot be compared with %s, which is %s", c.text(other), typeName(typ))
		return
	}
	c.literal(o.arg, typ, other)
	if c.err != nil {
		return
	}
	v := o.arg.value
	switch {
	case typ == dissect.Double:
		v.n ^= 1 << 63
	case isUnsigned(typ):
		if v.n > 1<<31-1 && typ != dissect.Uint64 || v.n > 1<<63-1 {
			c.fail(o, "the number is too small")
		}
		v.n, v.neg = -v.n, v.n != 0
	default:
		v.n = -v.n
	}
	o.kind, o.typ, o.value = kindConst, typ, v
}

// compatible checks two operands that both hold fields.
func (c *checker) compatible(a, b *operand) {
	switch {
	case a.typ == b.typ, numeric(a.typ) && numeric(b.typ):
	case wide(a.typ) && wide(b.typ):
	case numeric(a.typ) && b.typ == dissect.Boolean:
	case (isBytes(a.typ) || a.typ == dissect.OID) && (isBytes(b.typ) || b.typ == dissect.OID):
	case a.kind == kindSlice && sliceable(b.typ), b.kind == kindSlice && sliceable(a.typ):
		// both become bytes
	default:
		c.fail(b, "%s is %s and cannot be compared with %s, which is %s", c.text(b), typeName(b.typ), c.text(a), typeName(a.typ))
	}
}

// comparable checks that an operand has a value.
func (c *checker) comparable(a *operand) {
	if a.typ == dissect.None {
		c.fail(a, "%s has no value to compare: it is either there or not", c.text(a))
	}
}

// searchable checks that a type can be searched with "contains" or "matches".
func (c *checker) searchable(a *operand, op string) {
	switch a.typ {
	case dissect.String, dissect.Bytes, dissect.Protocol, dissect.Ether:
	case dissect.OID:
		if op == "matches" {
			c.fail(a, `%s cannot be searched with "matches": it is %s: write string(%s)`, c.text(a), typeName(a.typ), c.text(a))
		}
	default:
		hint := ""
		if stringable(a.typ) && a.kind == kindField {
			hint = ": write string(" + c.text(a) + ")"
		}
		c.fail(a, `%s cannot be searched with "%s": it is %s and not text or bytes%s`, c.text(a), op, typeName(a.typ), hint)
	}
}

// sought checks what "contains" looks for. In a hardware address that is a part of one.
func (c *checker) sought(t *test) {
	if t.a.typ == dissect.Ether && t.b.kind == kindUnquoted {
		c.literal(t.b, dissect.Bytes, t.a)
		return
	}
	c.rightSide(&t.a, &t.b)
}

// set checks the members of a set.
func (c *checker) set(t *test) {
	switch {
	case t.a.literal():
		c.leftSide(t.a)
		c.unknownField(t.a)
	case t.a.kind != kindField:
		c.fail(t.a, "only a field can be tested for membership in a set")
	}
	c.comparable(t.a)
	for i := range t.set {
		item := &t.set[i]
		if item.lo.kind == kindSlice || item.hi != nil && item.hi.kind == kindSlice {
			c.fail(item.lo, "a slice cannot be a member of a set: compare with it instead")
		}
		c.rightSide(&t.a, &item.lo)
		if item.hi != nil {
			c.rightSide(&t.a, &item.hi)
		}
	}
}

// call checks the arguments of a function and finds the type of its result.
func (c *checker) call(o *operand) {
	if n := len(o.args); n == 0 || n > 1 && o.fn != fnMax && o.fn != fnMin {
		c.fail(o, "%s takes one argument%s", o.fn, map[bool]string{true: " or more"}[o.fn == fnMax || o.fn == fnMin])
		return
	}
	for _, a := range o.args {
		c.operand(a)
	}
	a := o.args[0]
	switch o.fn {
	case fnLen, fnCount:
		o.typ = dissect.Uint32
		c.fieldArgument(o, a, true, "a field")
	case fnLower, fnUpper:
		o.typ = dissect.String
		c.fieldArgument(o, a, a.typ == dissect.String, "a field that is text")
	case fnString:
		o.typ = dissect.String
		c.fieldArgument(o, a, stringable(a.typ), "a field that is a number or an address")
	case fnAbs:
		o.typ = a.typ
		if a.constant() || !numeric(a.typ) && !wide(a.typ) && a.typ != dissect.Double && a.typ != dissect.RelativeTime && a.typ != dissect.Boolean {
			c.fail(a, "a number was expected for %s()", o.fn)
		}
	default:
		c.extremes(o)
	}
}

// fieldArgument checks that an argument is a field of a fitting type.
func (c *checker) fieldArgument(o, a *operand, fits bool, want string) {
	if a.kind == kindUnquoted && looksLikeField(a.text) {
		c.unknownField(a)
	}
	if a.kind != kindField || !fits {
		c.fail(a, "%s was expected for %s()", want, o.fn)
	}
}

// extremes checks the arguments of max and min: of one type, the first one not a value.
func (c *checker) extremes(o *operand) {
	first := o.args[0]
	o.typ = first.typ
	if first.constant() || first.kind == kindSlice || first.typ == dissect.None {
		c.fail(first, "a field was expected as the first argument of %s()", o.fn)
	}
	for _, a := range o.args[1:] {
		switch {
		case a.literal() && a.kind != kindUnquoted, a.kind == kindSlice:
			c.fail(a, "a field, a number or an address was expected for %s()", o.fn)
		case a.constant():
			c.convert(a, o.typ, first)
		case a.typ != o.typ:
			c.fail(a, "%s is %s, but the arguments of %s() must have one type and %s is %s", c.text(a), typeName(a.typ), o.fn, c.text(first), typeName(o.typ))
		}
	}
}
