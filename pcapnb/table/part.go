package table

import "netlab/pcapnb/internal/exchange"

// A Part is the answer to a question as some of the rows give it.
type Part struct {
	sink     any
	join     func(sink any)
	exchange func(c code)
}

// Join takes in what another part of the same answer knows.
func (p *Part) Join(other *Part) { p.join(other.sink) }

// Encode returns the part as bytes, and false where it holds something that cannot be read back. Places are written
// without their files.
func (p *Part) Encode() ([]byte, bool) {
	x := &exchange.X{}
	p.exchange(code{X: x})
	return x.Data, !x.Bad
}

// Decode takes in what Encode wrote of rows that come after a row, see [Place.After], and false where it is not of this question.
// The part must be new.
func (p *Part) Decode(data []byte, before Place) bool {
	x := &exchange.X{Data: data, Reading: true}
	p.exchange(code{x, before})
	return !x.Bad && len(x.Data) == 0
}

// A code is what writes and reads what sinks and folds know.
type code struct {
	*exchange.X
	before Place // of the row before what is read
}

func (c code) place(p *Place) {
	exchange.Number(c.X, &p.At)
	exchange.Number(c.X, &p.First)
	c.Number(&p.Row)
	if c.Reading {
		*p = p.After(c.before)
	}
}

// value exchanges a value of any type.
func (c code) value(v *any) {
	packed, ok := "", true
	if !c.Reading && *v != nil {
		packed, ok = packValue(*v)
	}
	c.Text(&packed)
	if c.Reading && packed != "" {
		*v, ok = unpackValue(packed)
	}
	c.Bad = c.Bad || !ok
}

func (c code) values(vs *[]any) { exchange.List(c.X, vs, c.value) }

func (c code) places(ps *[]Place) { exchange.List(c.X, ps, c.place) }

func (c code) numbers(ns *[]int) { exchange.List(c.X, ns, c.Number) }
