package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

func ExamplePackets_OwnHost() {
	pkts := pcapnb.MustLoad("../testdata/web.pcap")
	own := pkts.OwnHost()
	received := pkts.Filter(pcapnb.IPDst.Is(own.String()))
	fmt.Println(own, "received", received.Sum(pcapnb.Length))
	// Output:
	// 192.168.1.23 received 174877 bytes
}

func ExamplePackets_DropDuplicates() {
	pkts := pcapnb.MustLoad("../testdata/web.pcap")
	fmt.Println(len(pkts), len(pkts.DropDuplicates()))
	// Output:
	// 269 269
}
