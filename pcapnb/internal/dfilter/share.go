package dfilter

import (
	"slices"
	"strings"
)

// Theirs returns the filters that others have to answer for each packet; the rest is evaluated here.
func (f *Filter) Theirs() []string { return slices.Clone(f.theirs) }

// count gives each of the tests that others answer its number; equal ones have the same.
func (f *Filter) count(t *test) {
	if t == nil {
		return
	}
	if t.op == testTheirs {
		if t.nth = slices.Index(f.theirs, t.text); t.nth < 0 {
			t.nth = len(f.theirs)
			f.theirs = append(f.theirs, t.text)
		}
	}
	f.count(t.l)
	f.count(t.r)
}

// share puts what others answer into as few tests as can be: each is as large as the grammar allows, and of the parts of an
// "and" or an "or" all of theirs become one.
func (p *parser) share(t *test) *test {
	switch t.op {
	case testAnd, testOr:
		return p.shareChain(t)
	case testXor: // which Wireshark has since 4.2 only
		return &test{op: testXor, l: p.share(t.l), r: p.share(t.r), pos: t.pos, end: t.end}
	case testNot:
		if t.l.pos == t.pos { // "not in" is one operator
			break
		}
		l := p.share(t.l)
		if l.op == testTheirs {
			return &test{op: testTheirs, text: "!(" + l.text + ")", pos: t.pos, end: t.end}
		}
		return &test{op: testNot, l: l, pos: t.pos, end: t.end}
	}
	if !t.asksOthers() {
		return t
	}
	return &test{op: testTheirs, text: strings.TrimSpace(p.expr[t.pos:min(t.end, len(p.expr))]), pos: t.pos, end: t.end}
}

// shareChain is share for tests that are joined by the same operator.
func (p *parser) shareChain(t *test) *test {
	var parts []*test
	for part := t; ; part = part.l {
		if part.op != t.op {
			parts = append(parts, p.share(part))
			break
		}
		parts = append(parts, p.share(part.r))
	}
	slices.Reverse(parts)
	var out *test
	var texts []string
	for _, part := range parts {
		switch {
		case part.op == testTheirs:
			texts = append(texts, part.text)
		case out == nil:
			out = part
		default:
			out = &test{op: t.op, l: out, r: part, pos: t.pos, end: t.end}
		}
	}
	if len(texts) == 0 {
		return out
	}
	theirs := &test{op: testTheirs, text: texts[0], pos: t.pos, end: t.end}
	if len(texts) > 1 {
		theirs.text = "(" + strings.Join(texts, ") "+map[testOp]string{testAnd: "&&", testOr: "||"}[t.op]+" (") + ")"
	}
	if out == nil {
		return theirs
	}
	return &test{op: t.op, l: theirs, r: out, pos: t.pos, end: t.end}
}

// asksOthers reports whether a condition has a field that others know.
func (t *test) asksOthers() bool {
	for _, item := range t.set {
		if item.lo.asksOthers() || item.hi.asksOthers() {
			return true
		}
	}
	return t.a.asksOthers() || t.b.asksOthers() || t.l != nil && t.l.asksOthers()
}

func (o *operand) asksOthers() bool {
	return o != nil && (o.theirs || o.arg.asksOthers() || o.l.asksOthers() || o.r.asksOthers() ||
		slices.ContainsFunc(o.args, (*operand).asksOthers))
}
