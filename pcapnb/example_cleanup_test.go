package pcapnb_test

import (
	"fmt"
	"strings"
	"time"

	"netlab/pcapnb"
)

func ExampleTable_FillMissing() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Select(pcapnb.Protocol, pcapnb.PortDst, pcapnb.DNSQuery).Head(6).Tail(3)
	fmt.Println(t.FillMissing(0).FillMissing("none asked"))
	// Output:
	// No.  protocol  port_dst  dns_query
	//   4  ICMP             0  none asked
	//   5  UDP             53  www.example.org
	//   6  UDP          59123  www.example.org
}

func ExampleEveryNth() {
	flows := pcapnb.MustLoad("../testdata/ten.pcap").Flows()
	fmt.Println(pcapnb.EveryNth(flows, 3).Select(pcapnb.FlowSrc, pcapnb.FlowDst))
	// Output:
	// ip_src        ip_dst
	// 0  192.168.1.23  192.168.1.1
	// 1  192.168.1.1   192.168.1.23
}

func ExampleSample() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Sample(pkts, 3, 1).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   2  ARP                   42
	//   4  ICMP                  74
	//   9  TCP                  140
}

func ExamplePackets_EveryNth() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.EveryNth(4).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   1  ARP                   42
	//   5  UDP                   86
	//   9  TCP                  140
}

func ExamplePackets_Sample() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Sample(2, 7).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   3  ICMP                  74
	//  10  TCP                  181
}

func ExampleTable_EveryNth() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.EveryNth(5).Select("protocol", "length"))
	// Output:
	// No.  protocol  length (bytes)
	//   1  ARP                   42
	//   6  UDP                  102
}

func ExampleTable_Sample() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.Sample(2, 7).Select("protocol", "length"))
	// Output:
	// No.  protocol  length (bytes)
	//   3  ICMP                  74
	//  10  TCP                  181
}

func ExampleCut() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Cut(pcapnb.Length, 64, 100, 200)).Count())
	// Output:
	// length      count (packets)
	// below 64                  2
	// [64, 100)                 5
	// [100, 200)                3
}

func ExampleQuantiles() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Quantiles(pkts, pcapnb.Length, 0.5, 0.9, 0.99))
	// Output:
	// quantile  length (bytes)
	//     0.50           74.00
	//     0.90          144.10
	//     0.99          177.31
}

func ExampleTable_Stack() {
	flows := pcapnb.TableOf(pcapnb.MustLoad("../testdata/ten.pcap").Flows()).Select("ip_src", "packets", "bytes").Head(2)
	fmt.Println(flows.Stack("what", "how many", "packets", "bytes"))
	// Output:
	// ip_src        what     how many
	// 0  192.168.1.23  packets         1
	// 1  192.168.1.23  bytes          74
	// 2  192.168.1.1   packets         1
	// 3  192.168.1.1   bytes          74
}

func ExampleTable_Unstack() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	counts := pcapnb.GroupBy(pkts, pcapnb.Keys(pcapnb.IPSrc, pcapnb.Protocol)).Count().Table()
	fmt.Println(counts.Unstack("protocol", "count"))
	// Output:
	// ip_src         ICMP (packets)  UDP (packets)  TCP (packets)
	// 192.168.1.1                 1              1
	// 192.168.1.23                1              1              2
	// 198.51.100.20                                             2
	// 2 packets without ip_src or protocol are in no group
}

func ExampleTable_JoinOuter() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	sent := pcapnb.GroupBy(pkts, pcapnb.IPSrc).Sum(pcapnb.Length).As("sent").Table().Rename("ip_src", "host")
	known := pcapnb.LabelTable("host", "name", map[string]string{"192.168.1.1": "router", "192.168.1.99": "printer"})
	fmt.Println(sent.JoinOuter(known, "host"))
	// Output:
	// host           sent (bytes)  name
	// 192.168.1.1             176  router
	// 192.168.1.23            374
	// 198.51.100.20           255
	// 192.168.1.99                 printer
	// 2 packets without ip_src (84 bytes) are in no group
}

func ExamplePackets_DropDuplicatesWithin() {
	pkts := pcapnb.MustLoad("../testdata/any-sll.pcap")
	fmt.Println(len(pkts), len(pkts.DropDuplicatesWithin(time.Millisecond)))
	// Output:
	// 50 42
}

func ExampleTable_Digits() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Protocol).Std(pcapnb.Length).Table().Digits(1))
	// Output:
	// protocol  std length (bytes)
	// ARP                      0.0
	// ICMP                     0.0
	// TCP                     52.7
	// UDP                     11.3
}

func ExampleTable_Thousands() {
	pkts := pcapnb.MustLoad("../testdata/morning.pcap")
	flows := pkts.Flows().SortDesc(pcapnb.FlowBytes).Head(2)
	fmt.Println(flows.Select(pcapnb.FlowSrc, pcapnb.FlowDstPort, pcapnb.FlowPackets, pcapnb.FlowBytes).Thousands())
	// Output:
	// ip_src         port_dst  packets    bytes
	// 0  198.51.100.20     55194      206  304,152
	// 1  192.168.1.24       8801      487  201,848
}

func ExampleTable_Bars() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	sizes := pcapnb.ValueCounts(pkts, pcapnb.Protocol).Table().Bars("count")
	fmt.Println(sizes) // bars are in the notebook only
	fmt.Println(strings.Contains(sizes.HTML(), "linear-gradient"))
	// Output:
	// protocol  count (packets)
	// TCP                     4
	// ARP                     2
	// ICMP                    2
	// UDP                     2
	// true
}

func ExampleTable_Colors() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	means := pcapnb.GroupBy(pkts, pcapnb.Protocol).Mean(pcapnb.Length).Table().Colors("mean length")
	fmt.Println(strings.Count(means.HTML(), "background"), "cells with a color")
	// Output:
	// 4 cells with a color
}

func ExampleTable_InZone() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Select(pcapnb.Time, pcapnb.Protocol).Head(2).InZone("Europe/Berlin"))
	// Output:
	// No.  datetime                           protocol
	//   1  2026-11-22 07:33:20.029729 +01:00  ARP
	//   2  2026-11-22 07:33:20.029775 +01:00  ARP
}
