package pcapnb_test

import (
	"fmt"
	"math/big"
	"net/netip"
	"testing"
	"time"

	"netlab/pcapnb"
)

func ExampleColumnType() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	for _, c := range []string{"datetime", "ip_src", "port_src", "length", "protocol"} {
		fmt.Println(c, pcapnb.ColumnType(pkts.Table().Column(c)))
	}
	// Output:
	// datetime time.Time
	// ip_src netip.Addr
	// port_src int
	// length int
	// protocol string
}

func TestColumnType(t *testing.T) {
	addr := netip.MustParseAddr("192.0.2.1")
	for _, c := range []struct {
		column *pcapnb.Column
		want   string
	}{
		{pcapnb.NewColumn("c", "", []bool{true}), "bool"},
		{pcapnb.NewColumn("c", "", []uint16{1}), "int"},
		{pcapnb.NewColumn("c", "", []uint64{1}), "uint64"},
		{pcapnb.NewColumn("c", "", []float64{1}), "float64"},
		{pcapnb.NewColumn("c", "", []time.Duration{1}), "time.Duration"},
		{pcapnb.NewColumn("c", "", []any{nil, 1, 2.5}), "float64"},
		{pcapnb.NewColumn("c", "", []any{nil, addr, nil}), "netip.Addr"},
		{pcapnb.NewColumn("c", "", []any{"a", addr}), "<nil>"},
		{pcapnb.NewColumn("c", "", []any{nil, nil}), "<nil>"},
		{pcapnb.NewColumn("c", "", []*big.Int{big.NewInt(1)}), "*big.Int"},
		{pcapnb.NewColumn("c", "", []string{}), "string"},
	} {
		if got := fmt.Sprint(pcapnb.ColumnType(c.column)); got != c.want {
			t.Errorf("%v: %s, want %s", c.column.Floats(), got, c.want)
		}
	}
}
