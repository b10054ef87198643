package dfilter

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// A Filter is a compiled display filter. It is safe for concurrent use; its matchers are not.
type Filter struct {
	expr   string
	root   *test // nil: everything matches
	fields []dissect.ID
	layers bool
}

// Compile compiles a filter for the fields that are known. An error is a *caret.Error with the place of the mistake.
func Compile(expr string, fields Fields) (*Filter, error) {
	if len(expr) > sizeLimit {
		return nil, fail(expr[:sizeLimit], 0, 0, "the filter is longer than a megabyte")
	}
	p := parser{expr: expr, lex: lexer{expr: expr}, fields: fields}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	c := checker{expr: expr}
	if root != nil {
		c.test(root)
	}
	if u, ok := errors.AsType[*unknownField](c.err); ok {
		return nil, p.unknown(&operand{text: u.name, pos: u.pos, end: u.end})
	}
	if c.err != nil {
		return nil, c.err
	}
	slices.Sort(c.want)
	return &Filter{expr: expr, root: root, fields: slices.Compact(c.want), layers: c.layers}, nil
}

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
	type candidate struct {
		name string
		far  int
	}
	limit := max(1, min(3, len(name)/3))
	var near []candidate
	for _, id := range dissect.All() {
		known := id.Def().Name
		if d := distance(strings.ToLower(name), strings.ToLower(known), limit); d <= limit {
			near = append(near, candidate{known, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.far - b.far })
	var out []string
	for _, c := range near[:min(3, len(near))] {
		out = append(out, strconv.Quote(c.name))
	}
	return out
}

// distance is how many letters must be changed, added or left out to make a into b; more than limit is not counted out.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
