package dfilter

import (
	"regexp"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// depthLimit bounds how deeply parentheses, negations and braces may nest.
const depthLimit = 500

// sizeLimit bounds the length of a filter in bytes.
const sizeLimit = 1 << 20

// Fields tells which fields there are.
type Fields interface {
	// Resolve finds a field by its name.
	Resolve(name string) (dissect.ID, bool)
	// Nearest returns names of fields that may have been meant by a name that is none, the likeliest first.
	Nearest(name string) []string
}

// parser reads the grammar.
type parser struct {
	expr   string
	lex    lexer
	tok    token // the current word
	fields Fields
	theirs func(name string) bool // the fields that others know, nil for none
	depth  int
}

// advance steps to the next word.
func (p *parser) advance() error {
	t, err := p.lex.next()
	p.tok = t
	return err
}

// unexpected is the error for the current word, which is not what was expected.
func (p *parser) unexpected(msg string) error {
	return fail(p.expr, p.tok.pos, p.tok.end, msg)
}

// accept steps over operator s if it comes next.
func (p *parser) accept(s string) (bool, error) {
	if !p.tok.isOp(s) {
		return false, nil
	}
	return true, p.advance()
}

// expect steps over operator s, which must come next.
func (p *parser) expect(s, msg string) error {
	if !p.tok.isOp(s) {
		return p.unexpected(msg)
	}
	return p.advance()
}

// enter counts one level of nesting.
func (p *parser) enter() error {
	if p.depth++; p.depth > depthLimit {
		return p.unexpected("the filter nests too deeply")
	}
	return nil
}

// parse reads the whole filter.
func (p *parser) parse() (*test, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokEnd {
		return nil, nil
	}
	t, err := p.logical(0)
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, p.unexpected(p.afterTest())
	}
	return t, nil
}

// afterTest says what may follow a condition.
func (p *parser) afterTest() string {
	const next = `"and", "or", a comparison or the end of the filter was expected`
	switch s := strings.ToLower(p.tok.text); {
	case p.tok.kind == tokWord && operatorWord(s) != "":
		return next + `: operators are written in small letters, "` + s + `"`
	case p.tok.kind == tokLit && strings.HasPrefix(p.tok.text, ":"), p.tok.kind == tokLit && p.tok.glue:
		return next + "; put a time in quotation marks"
	}
	return next
}

// logical operators from the loosest to the tightest; "xor" came with Wireshark 4.2.
var logicalOps = [...]struct {
	sign string
	op   testOp
}{{"||", testOr}, {"^^", testXor}, {"&&", testAnd}}

// logical reads tests with logical operators between them, from the given precedence up. All associate to the left.
func (p *parser) logical(prec int) (*test, error) {
	if prec == len(logicalOps) {
		return p.negation()
	}
	l, err := p.logical(prec + 1)
	for err == nil && p.tok.isOp(logicalOps[prec].sign) {
		if err = p.advance(); err != nil {
			break
		}
		var r *test
		if r, err = p.logical(prec + 1); err == nil {
			l = &test{op: logicalOps[prec].op, l: l, r: r, pos: l.pos, end: r.end}
		}
	}
	return l, err
}

// negation reads "not", a test in parentheses or a plain one.
func (p *parser) negation() (*test, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	start := p.tok.pos
	if ok, err := p.accept("!"); ok {
		if err != nil {
			return nil, err
		}
		t, err := p.negation()
		if err != nil {
			return nil, err
		}
		return &test{op: testNot, l: t, pos: start, end: t.end}, nil
	}
	if ok, err := p.accept("("); ok {
		if err != nil {
			return nil, err
		}
		t, err := p.logical(0)
		if err == nil {
			err = p.expect(")", `")", "and", "or" or a comparison was expected; arithmetic is grouped with { and }`)
		}
		return t, err
	}
	return p.relation()
}

// quantifier reads "any" or "all".
func (p *parser) quantifier() (given, all bool, err error) {
	if !p.tok.isOp("any") && !p.tok.isOp("all") {
		return false, false, nil
	}
	all = p.tok.text == "all"
	return true, all, p.advance()
}

// relation reads a comparison, a membership or the test that something is there.
func (p *parser) relation() (*test, error) {
	start := p.tok.pos
	given, all, err := p.quantifier()
	if err != nil {
		return nil, err
	}
	a, err := p.arith()
	if err != nil {
		return nil, err
	}
	t := &test{a: a, all: all, pos: start}
	switch {
	case p.tok.isOp("contains") || p.tok.isOp("matches"):
		err = p.search(t)
	case p.tok.isOp("in") || p.tok.isOp("!"):
		t, err = p.membership(t)
	case comparison(p.tok):
		return p.chain(t, given)
	case given:
		return nil, p.unexpected(`a comparison was expected after "any" or "all"`)
	default:
		err = p.presence(t)
	}
	if err == nil {
		t.end = p.tok.pos
	}
	return t, err
}

// presence makes t the test that its operand is there.
func (p *parser) presence(t *test) error {
	t.op = testNonZero
	if t.a.kind == kindField {
		t.op = testExists
	}
	return nil
}

// comparison reports whether t compares two values.
func comparison(t token) bool {
	if t.kind != tokOp {
		return false
	}
	switch t.text {
	case "==", "===", "!=", "!==", ">", ">=", "<", "<=":
		return true
	}
	return false
}

// setComparison gives t the meaning of a comparison operator.
// The inequality "!=" is the negation of "==", so all values must be unequal, unless a quantifier says otherwise.
func (t *test) setComparison(sign string, given, all bool) {
	t.op, t.all = testCompare, all
	switch sign {
	case "==":
		t.cmp = cmpEq
	case "===":
		t.cmp, t.all = cmpEq, true
	case "!=":
		t.cmp = cmpNe
		t.all = all || !given
	case "!==":
		t.cmp, t.all = cmpNe, false
	case ">":
		t.cmp = cmpGt
	case ">=":
		t.cmp = cmpGe
	case "<":
		t.cmp = cmpLt
	case "<=":
		t.cmp = cmpLe
	}
	if given && (sign == "===" || sign == "!==") {
		t.all = all
	}
}

// chain reads one comparison or several: "a < b < c" is "a < b and b < c".
func (p *parser) chain(first *test, given bool) (*test, error) {
	var out *test
	t := first
	all := first.all
	for comparison(p.tok) {
		t.setComparison(p.tok.text, given, all)
		if err := p.advance(); err != nil {
			return nil, err
		}
		b, err := p.arith()
		if err != nil {
			return nil, err
		}
		t.b, t.end = b, b.end
		if out == nil {
			out = t
		} else {
			out = &test{op: testAnd, l: out, r: t, pos: out.pos, end: t.end}
		}
		t = &test{a: b, pos: b.pos}
	}
	return out, nil
}

// search reads "contains" or "matches" and what is looked for.
func (p *parser) search(t *test) error {
	contains := p.tok.text == "contains"
	if err := p.advance(); err != nil {
		return err
	}
	if contains {
		if p.tok.isOp("{") {
			return p.unexpected(`a text, bytes or a field was expected after "contains"`)
		}
		t.op = testContains
		var err error
		t.b, err = p.arith()
		return err
	}
	t.op = testMatches
	if p.tok.kind != tokString {
		return p.unexpected(`a regular expression between quotation marks was expected, as in matches "^www\\." or matches r"^www\."`)
	}
	re, msg := compileRegexp(p.tok.text)
	if msg != "" {
		return p.unexpected(msg)
	}
	t.re = re
	return p.advance()
}

// membership reads "in" or "not in" and a set.
func (p *parser) membership(t *test) (*test, error) {
	negated, err := p.accept("!")
	if err != nil {
		return nil, err
	}
	if err := p.expect("in", `"in" or a comparison was expected`); err != nil {
		return nil, err
	}
	t.op = testIn
	if err := p.expect("{", `a set in braces was expected, as in {80, 443, 8000..8010}`); err != nil {
		return nil, err
	}
	for {
		item, err := p.interval()
		if err != nil {
			return nil, err
		}
		t.set = append(t.set, item)
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	t.end = p.tok.end
	err = p.expect("}", `",", ".." or "}" was expected`)
	if negated {
		return &test{op: testNot, l: t, pos: t.pos, end: t.end}, err
	}
	return t, err
}

// interval reads a member of a set.
func (p *parser) interval() (interval, error) {
	if p.tok.isOp("{") {
		return interval{}, p.unexpected("a value was expected: sets do not nest, and members are not calculated")
	}
	lo, err := p.signed()
	if err != nil {
		return interval{}, err
	}
	isRange, err := p.accept("..")
	if err != nil || !isRange {
		return interval{lo: lo}, err
	}
	hi, err := p.signed()
	return interval{lo, hi}, err
}

// compileRegexp compiles a Perl-compatible regular expression as far as Go has them.
func compileRegexp(pattern string) (*regexp.Regexp, string) {
	text, msg := translateRegexp(pattern)
	if msg != "" {
		return nil, msg
	}
	re, err := regexp.Compile("(?i)" + text)
	if err != nil {
		return nil, "the regular expression does not compile: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	return re, ""
}
