package dfilter

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/nearest"
)

// A Filter is a compiled display filter. It is safe for concurrent use; its matchers are not.
type Filter struct {
	expr   string
	root   *test // nil: everything matches
	fields []dissect.ID
	layers bool
	theirs []string
}

// Compile compiles a filter for the fields that are known. An error is a *caret.Error with the place of the mistake.
func Compile(expr string, fields Fields) (*Filter, error) { return CompileShared(expr, fields, nil) }

// CompileShared is Compile for a filter of which others answer a part: the tests of fields that they know and fields does
// not. [Filter.Theirs] says what they have to answer.
func CompileShared(expr string, fields Fields, theirs func(name string) bool) (*Filter, error) {
	if len(expr) > sizeLimit {
		return nil, fail(expr[:sizeLimit], 0, 0, "the filter is longer than a megabyte")
	}
	p := parser{expr: expr, lex: lexer{expr: expr}, fields: fields, theirs: theirs}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	f := &Filter{expr: expr, root: root}
	if root != nil && theirs != nil {
		f.root = p.share(root)
		f.count(f.root)
	}
	c := checker{expr: expr}
	if f.root != nil {
		c.test(f.root)
	}
	if u, ok := errors.AsType[*unknownField](c.err); ok {
		return nil, p.unknown(&operand{text: u.name, pos: u.pos, end: u.end})
	}
	if c.err != nil {
		return nil, c.err
	}
	slices.Sort(c.want)
	f.fields, f.layers = slices.Compact(c.want), c.layers
	return f, nil
}

// IsUnknown reports whether Compile's error is for a word that is no field.
func IsUnknown(err error) bool { return err != nil && strings.Contains(err.Error(), isUnknown) }

// String returns the filter as written.
func (f *Filter) String() string { return f.expr }

// Fields returns the fields that the filter looks at.
func (f *Filter) Fields() []dissect.ID { return slices.Clone(f.fields) }

// NeedsLayers reports whether the filter looks at the bytes of a protocol, as in "tcp contains" or "ip[8]".
func (f *Filter) NeedsLayers() bool { return f.layers }

// Dissector resolves names to the fields of package dissect.
type Dissector struct{}

// Resolve finds a field by its name.
func (Dissector) Resolve(name string) (dissect.ID, bool) { return dissect.Lookup(name) }

// Nearest returns up to three names that differ little from one that is none.
func (Dissector) Nearest(name string) []string {
	var known []string
	for _, id := range dissect.All() {
		known = append(known, id.Def().Name)
	}
	near := nearest.Fields(name, known)
	for i, n := range near {
		near[i] = strconv.Quote(n)
	}
	return near
}
