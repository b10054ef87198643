package pcapnb_test

import (
	"fmt"

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
