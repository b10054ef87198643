package exchange

import (
	"math"
	"reflect"
	"testing"
)

type all struct {
	n     int
	text  string
	raw   []byte
	yes   bool
	float float64
	word  uint64
	small []uint16
}

func (a *all) exchange(x *X) {
	x.Number(&a.n)
	x.Text(&a.text)
	x.Bytes(&a.raw)
	x.Flag(&a.yes)
	x.Float(&a.float)
	x.Word(&a.word)
	List(x, &a.small, func(v *uint16) { Number(x, v) })
}

func TestBothWays(t *testing.T) {
	for _, want := range []all{
		{raw: []byte{}},
		{-7, "a\x00b", []byte{1, 2}, true, 0.1, math.MaxUint64, []uint16{0, 65535}},
		{math.MinInt64, "", []byte("x"), false, math.Inf(-1), 1, []uint16{3}},
		{math.MaxInt64, "é", []byte{}, true, math.SmallestNonzeroFloat64, 1 << 63, nil},
	} {
		out := X{}
		want.exchange(&out)
		var got all
		in := X{Data: out.Data, Reading: true}
		if got.exchange(&in); in.Bad || len(in.Data) > 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("read %+v, bad %v, %d bytes left; wrote %+v", got, in.Bad, len(in.Data), want)
		}
		for n := range out.Data {
			cut := X{Data: out.Data[:n], Reading: true}
			if new(all).exchange(&cut); !cut.Bad {
				t.Errorf("%+v cut to %d of %d bytes reads well", want, n, len(out.Data))
			}
		}
	}
}

// FuzzRead reads what nobody wrote: no panic, and no memory for what is not there.
func FuzzRead(f *testing.F) {
	x := X{}
	(&all{n: 1, text: "ab", small: []uint16{1}}).exchange(&x)
	f.Add(x.Data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var a all
		if a.exchange(&X{Data: data, Reading: true}); len(a.text)+len(a.raw)+len(a.small) > len(data) {
			t.Errorf("%d bytes became %+v", len(data), a)
		}
	})
}
