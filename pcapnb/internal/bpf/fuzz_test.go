package bpf

import (
	"errors"
	"slices"
	"testing"

	"netlab/pcapnb/internal/caret"
)

// FuzzCompile compiles any text for any link type and runs what comes out on the frame.
func FuzzCompile(f *testing.F) {
	links := append(sortedLinks(), linkNull, linkLoop)
	for i, filter := range filters(f) {
		f.Add(filter, uint8(i), synFrame)
	}
	f.Fuzz(func(t *testing.T, filter string, link uint8, data []byte) {
		p, err := Compile(filter, links[int(link)%len(links)], 65535)
		if err != nil {
			if e, ok := errors.AsType[*caret.Error](err); !ok || e.Pos < 0 || e.Pos > len(filter) || e.Error() == "" {
				t.Fatalf("a strange error: %#v", err)
			}
			return
		}
		p.Match(data, len(data)+1)
		for i, in := range p.code[2:] {
			if int(in.jt) >= i+2 || int(in.jf) >= i+2 {
				t.Fatalf("a jump back, which may not end: %q", filter)
			}
		}
	})
}

// FuzzMatch checks that leaving out decided tests changes nothing on whole frames.
func FuzzMatch(f *testing.F) {
	list := filters(f)
	for i := range list {
		f.Add(uint16(i), uint8(i), synFrame)
	}
	links := sortedLinks()
	f.Fuzz(func(t *testing.T, which uint16, link uint8, data []byte) {
		filter, linkType := list[int(which)%len(list)], links[int(link)%len(links)]
		p, err := Compile(filter, linkType, 65535)
		if err != nil {
			return
		}
		whole := append(slices.Clone(data), make([]byte, 256)...) // long enough for every load of these filters
		plain, err := compilePlain(filter, linkType)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := p.Match(whole, len(data)), plain.Match(whole, len(data)); got != want && !onceTooLong(plain, whole) {
			t.Fatalf("link type %d: %s: %v, without leaving out tests %v", linkType, filter, got, want)
		}
		p.Match(data, len(data))
	})
}

// onceTooLong reports whether an offset in the frame itself leads beyond it, where leaving out a test may change the result.
func onceTooLong(p *Program, data []byte) bool {
	longer := append(slices.Clone(data), make([]byte, 1<<16)...)
	return p.Match(data, 0) != p.Match(longer, 0)
}

// compilePlain compiles without leaving out tests.
func compilePlain(expr string, link int) (*Program, error) {
	toks, err := tokens(expr)
	if err != nil {
		return nil, err
	}
	g, _ := newGen(normalLink(link))
	p := parser{expr: expr, toks: toks, match: matchParens(toks), g: g}
	c, err := p.parse()
	if err != nil {
		return nil, err
	}
	pl := planner{code: []inst{{op: opReject}, {op: opAccept}}}
	start := pl.place(g.prologue(c), 1, 0)
	return &Program{code: pl.code, nodes: g.nodes, start: start}, nil
}
