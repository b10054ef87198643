package table

import (
	"fmt"
	"math/big"
	"net/netip"
	"testing"
	"time"
)

func TestColumnType(t *testing.T) {
	addr := netip.MustParseAddr("192.0.2.1")
	for _, c := range []struct {
		column *Column
		want   string
	}{
		{NewColumn("c", "", []bool{true}), "bool"},
		{NewColumn("c", "", []uint16{1}), "int"},
		{NewColumn("c", "", []uint64{1}), "uint64"},
		{NewColumn("c", "", []float64{1}), "float64"},
		{NewColumn("c", "", []time.Duration{1}), "time.Duration"},
		{NewColumn("c", "", []any{nil, 1, 2.5}), "float64"},
		{NewColumn("c", "", []any{nil, addr, nil}), "netip.Addr"},
		{NewColumn("c", "", []any{"a", addr}), "<nil>"},
		{NewColumn("c", "", []any{nil, nil}), "<nil>"},
		{NewColumn("c", "", []*big.Int{big.NewInt(1)}), "*big.Int"},
		{NewColumn("c", "", []string{}), "string"},
	} {
		if got := fmt.Sprint(ColumnType(c.column)); got != c.want {
			t.Errorf("%v: %s, want %s", c.column.Floats(), got, c.want)
		}
	}
}
