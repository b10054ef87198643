package table

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestArithmetic works series out a second time, number by number.
func TestArithmetic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	series := func(from int) Series[int] {
		var keys []int
		var values []float64
		for k := range 40 {
			keys, values = append(keys, from+k), append(values, float64(r.IntN(5)))
			if r.IntN(6) == 0 {
				values[k] = math.NaN()
			}
		}
		return NewSeries("n", "bytes", "key", keys, values)
	}
	a, b := series(0), series(15)
	sub, add, ratio, table := Sub(a, b), Add(a, b), Ratio(a, b), Compare(a, b)
	if sub.Len() != 55 || table.Len() != 55 {
		t.Fatalf("%d and %d keys, want 55", sub.Len(), table.Len())
	}
	for k := range 55 {
		x, okX := a.Get(k)
		y, okY := b.Get(k)
		both := okX && okY
		for name, c := range map[string]struct {
			s    Series[int]
			want float64
			ok   bool
		}{"Sub": {sub, x - y, both}, "Add": {add, x + y, both}, "Ratio": {ratio, x / y, both && y != 0}} {
			if got, ok := c.s.Get(k); ok != c.ok || ok && got != c.want {
				t.Errorf("%s at %d: %v %v, want %v %v", name, k, got, ok, c.want, c.ok)
			}
		}
		change, ok := table.Column("change").Number(k)
		if ok != both || ok && change != y-x {
			t.Errorf("Compare at %d: %v %v, want %v %v", k, change, ok, y-x, both)
		}
	}
	if got := Share(a).Sum().Value; math.Abs(got-100) > 1e-9 {
		t.Errorf("the shares add up to %v", got)
	}
	for key, rank := range Rank(a).All() {
		larger := 0
		v, _ := a.Get(key)
		for _, w := range a.Values() {
			if w > v {
				larger++
			}
		}
		if rank != float64(larger+1) {
			t.Errorf("rank of %v is %v, want %d", v, rank, larger+1)
		}
	}
}

// TestAppend puts tables with different columns under each other.
func TestAppend(t *testing.T) {
	a := NewTable(NewColumn("x", "", []int{1, 2}), NewColumn("y", "bytes", []string{"a", "b"}))
	b := NewTable(NewColumn("x", "", []int{3}), NewColumn("z", "", []float64{0.5}))
	got := Append("file", []string{"one", "two"}, a, b)
	if got.Len() != 3 || got.Text("file") == nil || got.Column("y").Missing() != 1 || got.Column("z").Missing() != 2 {
		t.Fatalf("%v", got)
	}
	if v, _ := got.Row(2).Value("file"); v != "two" {
		t.Errorf("the last row is from %v", v)
	}
	if v, _ := got.Row(2).Number("x"); v != 3 {
		t.Errorf("the last x is %v", v)
	}
}
