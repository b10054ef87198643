package dissect

import "strings"

// stacks are the texts of frame.protocols that frames had: nearly all frames have layers that one before had.
type stacks struct {
	lowest stack
	count  int
}

// A stack is a layer below those that frames had so far above it; the text is that of frame.protocols, nil before it is asked for.
type stack struct {
	name  string
	text  []byte
	above []*stack
}

// maxStacks bounds how many layers are remembered in the places where they were.
const maxStacks = 4096

// text is frame.protocols for layers.
func (p *stacks) text(layers []string) []byte {
	s := &p.lowest
	for _, name := range layers {
		if s = p.above(s, name); s == nil {
			return []byte(strings.Join(layers, ":"))
		}
	}
	if s.text == nil {
		s.text = []byte(strings.Join(layers, ":"))
	}
	return s.text[:len(s.text):len(s.text)]
}

// above returns the layer of a name above s, nil where it is not remembered and no more can be.
func (p *stacks) above(s *stack, name string) *stack {
	for _, a := range s.above {
		if a.name == name {
			return a
		}
	}
	if p.count == maxStacks {
		return nil
	}
	p.count++
	a := &stack{name: name}
	s.above = append(s.above, a)
	return a
}
