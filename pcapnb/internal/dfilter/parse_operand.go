package dfilter

import (
	"strconv"
	"strings"
)

// binary operators of arithmetic, from the loosest to the tightest.
var arithOps = [...]string{"&", "+-", "*/%"}

// arith reads an arithmetic expression, or a single value.
func (p *parser) arith() (*operand, error) { return p.arithFrom(0) }

// arithFrom reads operators from the given precedence up. All associate to the left.
func (p *parser) arithFrom(prec int) (*operand, error) {
	if prec == len(arithOps) {
		return p.signed()
	}
	l, err := p.arithFrom(prec + 1)
	for err == nil && p.tok.kind == tokOp && len(p.tok.text) == 1 && strings.Contains(arithOps[prec], p.tok.text) {
		op := p.tok.text[0]
		if err = p.advance(); err != nil {
			break
		}
		var r *operand
		if r, err = p.arithFrom(prec + 1); err == nil {
			l = &operand{kind: kindArith, op: op, l: l, r: r, pos: l.pos, end: r.end}
		}
	}
	return l, err
}

// signed reads a value with an optional sign, or an expression in braces.
func (p *parser) signed() (*operand, error) {
	start := p.tok.pos
	switch {
	case p.tok.isOp("{"):
		return p.braces()
	case p.tok.isOp("+"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		return p.primary()
	case p.tok.isOp("-"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		arg, err := p.primary()
		if err != nil {
			return nil, err
		}
		return &operand{kind: kindNegate, arg: arg, pos: start, end: arg.end}, nil
	}
	return p.primary()
}

// braces reads an expression in braces.
func (p *parser) braces() (*operand, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	o, err := p.arith()
	if err != nil {
		return nil, err
	}
	return o, p.expect("}", `"}" was expected`)
}

// primary reads a field, a literal or a call, and slices after it.
func (p *parser) primary() (*operand, error) {
	o, err := p.entity()
	for err == nil && p.tok.isOp("[") {
		spans, end, rangeErr := p.spans()
		if rangeErr != nil {
			return nil, rangeErr
		}
		o = &operand{kind: kindSlice, arg: o, spans: spans, pos: o.pos, end: end}
		err = p.advance()
	}
	return o, err
}

// entity reads a field, a literal or a call.
func (p *parser) entity() (*operand, error) {
	t := p.tok
	o := &operand{text: t.text, pos: t.pos, end: t.end}
	switch t.kind {
	case tokString:
		o.kind = kindString
	case tokChar:
		o.kind = kindChar
	case tokLit:
		o.kind = kindUnquoted
	case tokField, tokWord:
		return p.named(o, t)
	case tokEnd:
		return nil, p.unexpected("a field, a protocol or a value was expected")
	default:
		if t.isOp("${") {
			return nil, p.unexpected("macros and references to the selected packet exist only in Wireshark's window: write the value itself")
		}
		return nil, p.unexpected(`a field, a protocol or a value was expected, not "` + t.text + `"`)
	}
	return o, p.advance()
}

// named reads a word: a call, a field with its layers, or a literal.
func (p *parser) named(o *operand, t token) (*operand, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.isOp("(") && t.kind == tokWord {
		return p.call(o)
	}
	id, ok := p.fields.Resolve(t.text)
	switch {
	case ok:
		o.kind, o.id, o.typ = kindField, id, id.Def().Type
		return p.layers(o)
	case p.theirs != nil && p.theirs(t.text):
		o.kind, o.theirs = kindField, true
		return p.layers(o)
	case t.kind == tokField || p.tok.isOp("#"):
		return nil, p.unknown(o)
	}
	o.kind = kindUnquoted
	return o, nil
}

const isUnknown = " is neither a field nor a protocol"

// unknown is the error for a word that should be a field.
func (p *parser) unknown(o *operand) error {
	msg := strconv.Quote(o.text) + isUnknown
	if near := p.fields.Nearest(o.text); len(near) > 0 {
		msg += "; the nearest names are " + strings.Join(near, ", ")
	}
	return fail(p.expr, o.pos, o.end, msg)
}

// call reads the arguments of a function.
func (p *parser) call(o *operand) (*operand, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	fn, ok := functionByName(o.text)
	if !ok {
		return nil, fail(p.expr, o.pos, o.end, strconv.Quote(o.text)+" is not a function: abs, count, len, lower, max, min, string or upper was expected")
	}
	o.kind, o.fn = kindCall, fn
	if err := p.advance(); err != nil {
		return nil, err
	}
	for !p.tok.isOp(")") {
		arg, err := p.arith()
		if err != nil {
			return nil, err
		}
		o.args = append(o.args, arg)
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	o.end = p.tok.end
	return o, p.expect(")", `")" or "," was expected`)
}

// layers reads the layers of a field: "#2" or "#[1-2]".
func (p *parser) layers(o *operand) (*operand, error) {
	if !p.tok.isOp("#") {
		return o, nil
	}
	at := p.lex.pos
	if digits := prefix(p.expr[at:], len(p.expr), isDigit); digits > 0 {
		n, err := strconv.Atoi(p.expr[at : at+digits])
		if err != nil || n > 1<<30 {
			return nil, fail(p.expr, at, at+digits, "the number of the layer is too large")
		}
		o.layers = []span{{from: n, to: 1}}
		p.lex.pos += digits
		o.end = p.lex.pos
		return o, p.advance()
	}
	if !strings.HasPrefix(p.expr[at:], "[") {
		return nil, fail(p.expr, at, at+1, `the number of a layer was expected right after "#", or layers in brackets as in #[1-2]`)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	spans, end, err := p.spans()
	if err != nil {
		return nil, err
	}
	o.layers, o.end = spans, end
	return o, p.advance()
}

// spans reads what is in brackets, up to the closing one; the current word is the opening one.
func (p *parser) spans() ([]span, int, error) {
	open := p.tok.pos
	length := strings.IndexByte(p.expr[open:], ']')
	if length < 0 {
		return nil, 0, fail(p.expr, open, len(p.expr), `"]" was expected`)
	}
	at := open + 1
	p.lex.pos = open + length + 1
	var out []span
	for part := range strings.SplitSeq(p.expr[at:open+length], ",") {
		s, msg := parseSpan(part)
		if msg != "" {
			return nil, 0, fail(p.expr, at, at+len(part), msg)
		}
		out = append(out, s)
		at += len(part) + 1
	}
	return out, p.lex.pos, nil
}

// parseSpan reads one of i:j, i-j, i, :j and i:.
func parseSpan(text string) (s span, msg string) {
	const want = "a range was expected: offset:length, first-last, offset, :length or offset:"
	rest := strings.Trim(text, " \t\r\n")
	if rest == "" {
		return s, want
	}
	if rest[0] != ':' {
		if s.from, rest, msg = parsePlace(rest); msg != "" {
			return s, msg
		}
	}
	switch {
	case rest == "": // a single place
		s.to = 1
		return s, ""
	case rest == ":":
		s.open = true
		return s, ""
	case rest[0] != ':' && rest[0] != '-':
		return s, want
	}
	s.byEnd = rest[0] == '-'
	if s.to, rest, msg = parsePlace(rest[1:]); msg != "" {
		return s, msg
	}
	return s, s.wrong(rest, want)
}

// wrong says what is wrong with a span after which rest is left over.
func (s span) wrong(rest, want string) string {
	switch {
	case rest != "":
		return want
	case !s.byEnd && s.to <= 0:
		return "a length of at least 1 was expected after the colon"
	case s.byEnd && (s.from < 0) != (s.to < 0):
		return "both places must count from the start, or both from the end"
	case s.byEnd && s.from >= s.to:
		return "the last place must be after the first"
	}
	return ""
}

// parsePlace reads a number, which may be negative, and returns what is left after it.
func parsePlace(text string) (n int, rest, msg string) {
	text = strings.TrimLeft(text, " \t\r\n")
	end := 0
	if strings.HasPrefix(text, "-") {
		end = 1
	}
	end += prefix(text[end:], len(text), isWordByte)
	v, err := strconv.ParseInt(cNumber(text[:end]), 0, 32)
	if err != nil {
		return 0, "", "a whole number was expected in the brackets"
	}
	return int(v), strings.TrimLeft(text[end:], " \t\r\n"), ""
}

// cNumber refuses the spellings of numbers that Go has and C has not.
func cNumber(s string) string {
	digits := strings.TrimPrefix(s, "-")
	if strings.ContainsRune(s, '_') || len(digits) > 1 && digits[0] == '0' && digits[1]|0x20 == 'o' {
		return ""
	}
	return s
}
