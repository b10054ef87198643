// Package exchange writes values as bytes and reads them again, by one description for both ways.
package exchange

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// An X writes values to Data, or reads them from there. Once something is wrong, Bad is set and values stay zero.
type X struct {
	Data    []byte
	Reading bool
	Bad     bool
}

// Number exchanges a number; small ones take little room.
func (x *X) Number(n *int) {
	if !x.Reading {
		x.Data = binary.AppendVarint(x.Data, int64(*n))
		return
	}
	v, size := binary.Varint(x.Data)
	if size <= 0 || x.Bad {
		x.Bad = true
		return
	}
	*n, x.Data = int(v), x.Data[size:]
}

// Count exchanges the number of things that follow, each of them a byte at least.
func (x *X) Count(n *int) {
	x.Number(n)
	if x.Reading && (*n < 0 || *n > len(x.Data)) {
		*n, x.Bad = 0, true
	}
}

// Text exchanges a text, or bytes as one.
func (x *X) Text(s *string) {
	n := len(*s)
	x.Count(&n)
	if !x.Reading {
		x.Data = append(x.Data, *s...)
		return
	}
	*s, x.Data = string(x.Data[:n]), x.Data[n:]
}

// Bytes exchanges bytes. What is read is a part of Data.
func (x *X) Bytes(b *[]byte) {
	n := len(*b)
	x.Count(&n)
	if !x.Reading {
		x.Data = append(x.Data, *b...)
		return
	}
	*b, x.Data = x.Data[:n:n], x.Data[n:]
}

// Flag exchanges a yes or a no.
func (x *X) Flag(b *bool) {
	n := 0
	if *b {
		n = 1
	}
	x.Number(&n)
	*b = n != 0
}

// Float exchanges a number with all its bits; whole ones and short fractions take little room.
func (x *X) Float(v *float64) {
	word := bits.ReverseBytes64(math.Float64bits(*v))
	x.Word(&word)
	*v = math.Float64frombits(bits.ReverseBytes64(word))
}

// Word exchanges 64 bits; small ones take little room.
func (x *X) Word(w *uint64) {
	if !x.Reading {
		x.Data = binary.AppendUvarint(x.Data, *w)
		return
	}
	v, size := binary.Uvarint(x.Data)
	if size <= 0 || x.Bad {
		x.Bad = true
		return
	}
	*w, x.Data = v, x.Data[size:]
}

// List exchanges the things of a list, each by f.
func List[T any](x *X, things *[]T, f func(*T)) {
	n := len(*things)
	x.Count(&n)
	if x.Reading && n > 0 {
		*things = make([]T, n)
	}
	for i := range *things {
		f(&(*things)[i])
	}
}

// Number exchanges a number of any type.
func Number[N ~int | ~int8 | ~int64 | ~uint16 | ~uint32](x *X, v *N) {
	n := int(*v)
	x.Number(&n)
	*v = N(n)
}
