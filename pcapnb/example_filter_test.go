package pcapnb_test

import (
	"fmt"
	"net/netip"

	"netlab/pcapnb"
)

func ExamplePackets_Filter() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	web := pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(80))
	fmt.Println(web.Select(pcapnb.IPSrc, pcapnb.IPDst, pcapnb.Length))
	// Output:
	// No.  ip_src        ip_dst         length (bytes)
	//   7  192.168.1.23  198.51.100.20              74
	//   9  192.168.1.23  198.51.100.20             140
}

func ExampleFilter() {
	hops := []hop{{"router", 1, 0.4}, {"provider", 2, 7.9}, {"exchange", 3, 8.3}}
	slow := pcapnb.NewMeasure("rtt", "ms", func(h hop) float64 { return h.RTT }).Gt(5)
	fmt.Println(pcapnb.Filter(hops, slow))
	// Output:
	// [{provider 2 7.9} {exchange 3 8.3}]
}

func ExampleFilterFunc() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(len(pkts.FilterFunc(func(p pcapnb.Packet) bool { return p.Length()%2 == 1 })))
	// Output:
	// 1
}

func ExampleExplain() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Explain(pkts, pcapnb.Protocol.Is("TCP"), pcapnb.Length.Gt(100)))
	// Output:
	// condition          match it (packets)  fail it (packets)  lack the field (packets)
	// protocol == "TCP"                   4                  6                         0
	// frame.len > 100                     2                  2                         0
}

func ExampleCond_FilterText() {
	big := pcapnb.Length.Gt(100).And(pcapnb.IPSrc.Is("192.168.1.0/24").Not())
	fmt.Println(big.FilterText())
	// Output:
	// frame.len > 100 && !(ip.src#1 == 192.168.1.0/24)
}

// The packets themselves have a text too, whatever they were chosen by.
func ExamplePackets_FilterText() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Filter(pcapnb.IPDst.That(netip.Addr.IsPrivate)).FilterText())
	// Output:
	// frame.number in {3..6, 8, 10}
}

func ExampleKey_That() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(len(pkts.Filter(pcapnb.IPDst.That(netip.Addr.IsPrivate))))
	// Output:
	// 6
}

func ExampleKey_Contains() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Filter(pcapnb.DNSQuery.Contains("example")).Select(pcapnb.IPSrc, pcapnb.DNSQuery))
	// Output:
	// No.  ip_src        dns_query
	//   5  192.168.1.23  www.example.org
	//   6  192.168.1.1   www.example.org
}

func ExampleNumber_Between() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Filter(pcapnb.Length.Between(80, 120)).Select(pcapnb.Length))
	// Output:
	// No.  length (bytes)
	//   5              86
	//   6             102
}

func ExampleKey_Missing() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(len(pkts.Filter(pcapnb.PortDst.Missing())), "packets without ports")
	// Output:
	// 4 packets without ports
}
