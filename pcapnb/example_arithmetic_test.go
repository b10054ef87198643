package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

func ExampleCompare() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	sent := func(ps pcapnb.Packets) pcapnb.Series[string] {
		return pcapnb.GroupBy(ps, pcapnb.Protocol).Sum(pcapnb.Length)
	}
	fmt.Println(pcapnb.Compare(sent(pkts.Head(5)), sent(pkts.Tail(5))))
	// Output:
	// protocol  before (bytes)  after (bytes)  change (bytes)     times
	// ARP                   84
	// ICMP                 148
	// UDP                   86            102              16  1.186047
	// TCP                                 469
}

func ExampleSub() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	sent := pcapnb.GroupBy(pkts, pcapnb.IPSrc).Sum(pcapnb.Length)
	received := pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length)
	fmt.Println(pcapnb.Sub(sent, received).As("sent more than received"))
	// Output:
	// ip_src         sent more than received (bytes)
	// 192.168.1.1                                 16
	// 192.168.1.23                               -57
	// 198.51.100.20                               41
}

func ExampleShare() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Share(pcapnb.ValueCounts(pkts, pcapnb.Protocol)))
	// Output:
	// protocol  share of count (%)
	// TCP                       40
	// ARP                       20
	// ICMP                      20
	// UDP                       20
}
