package table

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// sale is a number with two keys.
type sale struct {
	Day, Shop string
	Price     float64
}

func TestPivotTop(t *testing.T) {
	var sales []sale
	for shop, prices := range map[string][]float64{
		"a": {1, math.NaN(), math.NaN()}, "b": {0.1, 0.2, 0.3}, "c": {0.3, 0.2, 0.1}, "d": {0.2, 0.3, 0.1}, "e": {5, -4.5, math.NaN()},
	} {
		for day, price := range prices {
			sales = append(sales, sale{fmt.Sprint(day), shop, price})
		}
	}
	day, shop := NewKey("day", func(s sale) string { return s.Day }), NewKey("shop", func(s sale) string { return s.Shop })
	price := NewOptionalMeasure("price", "€", func(s sale) (float64, bool) { return s.Price, s.Price == s.Price })
	p := Pivot(sales, day, shop, SumOf(price))
	for n, want := range [][]string{{}, {"a"}, {"a", "b"}, {"a", "b", "c"}} { // ties keep their order, however they are added up
		top := p.Top(n)
		if !slices.Equal(top.Cols(), want) {
			t.Errorf("Top(%d) is %q, want %q", n, top.Cols(), want)
		}
		for c, key := range top.Cols() {
			for r := range top.Rows() {
				got, _ := top.Cell(r, c)
				if want, _ := p.Column(key).Value(r); got != want {
					t.Errorf("Top(%d): %s of day %d is %v, want %v", n, key, r, got, want)
				}
			}
		}
		if _, unit := top.Column("a").AxisUnits(); unit != "€" {
			t.Errorf("Top(%d) is in %q", n, unit)
		}
	}
	if got := p.Top(9).Cols(); !slices.Equal(got, []string{"a", "b", "c", "d", "e"}) {
		t.Errorf("all by their sums: %q", got)
	}
}
