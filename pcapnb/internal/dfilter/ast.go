package dfilter

import (
	"regexp"

	"netlab/pcapnb/internal/dissect"
)

// test is a condition on a packet.
type test struct {
	op   testOp
	l, r *test    // of the logical operators; testNot has only l
	a, b *operand // what is compared, or tested for presence
	cmp  cmpOp
	all  bool // every pair of values must satisfy cmp, not only one
	set  []interval
	re   *regexp.Regexp
	text string // of testTheirs: a filter
	nth  int    // of testTheirs: which of them
	pos  int
	end  int
}

type testOp uint8

const (
	testAnd testOp = iota
	testOr
	testXor
	testNot
	testExists   // the field a is there
	testNonZero  // a has a value that is not zero
	testCompare  // a cmp b
	testContains // a contains b
	testMatches  // a matches re
	testIn       // a is in set
	testTheirs   // text, which others answer
)

// cmpOp is a comparison.
type cmpOp uint8

const (
	cmpEq cmpOp = iota
	cmpNe
	cmpGt
	cmpGe
	cmpLt
	cmpLe
)

// interval is one member of a set: a value, or all from lo to hi.
type interval struct {
	lo, hi *operand // hi is nil for a single value
}

// operand is something that has values: a field, a literal, or what is made of them.
type operand struct {
	kind   operandKind
	typ    dissect.Type
	id     dissect.ID // of a field
	theirs bool       // the field is one that others know
	layers []span     // of a field: only in these layers of its protocol
	spans  []span     // of a slice
	arg    *operand   // of a slice, a minus sign or a mask
	l, r   *operand   // of arithmetic
	op     byte       // of arithmetic: + - * / % &
	args   []*operand
	fn     function
	text   string // of a literal: what was written, without quotes
	value  value  // of a literal, once its type is known
	pos    int
	end    int
}

type operandKind uint8

const (
	kindField    operandKind = iota
	kindUnquoted             // a literal without quotes: its meaning depends on the other side
	kindString               // "…"
	kindChar                 // '…'
	kindConst                // a literal whose type is known
	kindCall
	kindSlice
	kindNegate
	kindArith
)

// literal reports whether the operand is a literal whose type is still open.
func (o *operand) literal() bool {
	return o.kind == kindUnquoted || o.kind == kindString || o.kind == kindChar
}

// span is a part of a field's bytes, or of the layers of its protocol. Negative places count from the end.
type span struct {
	from, to int  // to is a length, or with byEnd the last place
	byEnd    bool // [i-j]
	open     bool // [i:]
}
