package pcapnb_test

import (
	"fmt"
	"net/netip"

	"netlab/pcapnb"
)

// A hop is a row of a reader's own: any struct will do.
type hop struct {
	Name string
	TTL  int
	RTT  float64 `unit:"ms"`
}

func ExampleHead() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Head(2).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   1  ARP                   42
	//   2  ARP                   42
}

func ExampleTail() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Tail(pkts, 2).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   9  TCP                  140
	//  10  TCP                  181
}

func ExamplePackets_Shape() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Shape())
	// Output:
	// (10, 18)
}

func ExamplePackets_Row() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Select(pcapnb.Time, pcapnb.IPSrc, pcapnb.Length).Row(6))
	// Output:
	// datetime        2026-11-22 06:33:20.457399
	// ip_src          192.168.1.23
	// length (bytes)  74
}

func ExampleSelect() {
	hops := []hop{{"router", 1, 0.4}, {"provider", 2, 7.9}}
	name := pcapnb.NewKey("name", func(h hop) string { return h.Name })
	fmt.Println(pcapnb.Select(hops, name))
	// Output:
	// name
	// 0  router
	// 1  provider
}

func ExampleWith() {
	hops := []hop{{"router", 1, 0.4}, {"provider", 2, 7.9}}
	perHop := pcapnb.NewMeasure("per hop", "ms", func(h hop) float64 { return h.RTT / float64(h.TTL) })
	fmt.Println(pcapnb.With(hops, perHop))
	// Output:
	// Name      TTL  RTT (ms)  per hop (ms)
	// 0  router      1       0.4          0.40
	// 1  provider    2       7.9          3.95
}

func ExampleSort() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Sort(pcapnb.Protocol, pcapnb.Length).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   1  ARP                   42
	//   2  ARP                   42
	//   3  ICMP                  74
	//   4  ICMP                  74
	//   7  TCP                   74
	//   8  TCP                   74
	//   9  TCP                  140
	//  10  TCP                  181
	//   5  UDP                   86
	//   6  UDP                  102
}

func ExampleSortDesc() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.SortDesc(pcapnb.Length).Head(3).Select(pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//  10  TCP                  181
	//   9  TCP                  140
	//   6  UDP                  102
}

func ExampleUnique() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Unique(pkts, pcapnb.IPDst))
	// Output:
	// 0  192.168.1.1
	// 1  192.168.1.23
	// 2  198.51.100.20
}

func ExampleNUnique() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.NUnique(pkts, pcapnb.IPDst))
	// Output:
	// 3
}

func ExampleValueCounts() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.ValueCounts(pkts, pcapnb.PortDst))
	// Output:
	// port_dst  count (packets)
	//       80                2
	//    53280                2
	//       53                1
	//    59123                1
	// 4 packets without port_dst not counted
}

func ExampleDescribe() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Describe(pcapnb.Length, pcapnb.PortDst, pcapnb.IPDst))
	// Output:
	// length (bytes)      port_dst  ip_dst
	// count               10             6  8
	// unique                                3
	// top                                   192.168.1.23
	// freq                                  4
	// mean              88.9  27649.333333
	// std          42.896387  30285.797778
	// min                 42            53
	// 25%                 74            80
	// 50%                 74         26680
	// 75%                 98         53280
	// max                181         59123
}

func ExampleMean() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Min(pcapnb.Length), pkts.Mean(pcapnb.Length), pkts.Median(pcapnb.Length), pkts.Max(pcapnb.Length))
	fmt.Println(pkts.Sum(pcapnb.Length), pkts.Std(pcapnb.Length), pkts.Quantile(pcapnb.Length, 0.9))
	// Output:
	// 42 bytes 88.9 bytes 74 bytes 181 bytes
	// 889 bytes 42.896387 bytes 144.1 bytes
}

func ExampleRows() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	pings := pcapnb.GroupBy(pkts, pcapnb.Protocol).Get("ICMP")
	fmt.Println(pcapnb.Select(pcapnb.Sort(pings, pcapnb.IPSrc), pcapnb.IPSrc, pcapnb.Length))
	// Output:
	// No.  ip_src        length (bytes)
	//   4  192.168.1.1               74
	//   3  192.168.1.23              74
}

func ExampleLabel() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	kind := pcapnb.Label("kind", pcapnb.Protocol, map[string]string{"ICMP": "test", "TCP": "data", "UDP": "data"})
	fmt.Println(pcapnb.GroupBy(pkts, kind).Sum(pcapnb.Length))
	// Output:
	// kind  length (bytes)
	// data             657
	// test             148
	// 2 packets without kind (84 bytes) are in no group
}

func ExampleLabelFunc() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	network := pcapnb.LabelFunc("network", pcapnb.IPDst, func(a netip.Addr) (netip.Prefix, bool) {
		p, err := a.Prefix(16)
		return p, err == nil
	})
	fmt.Println(pcapnb.ValueCounts(pkts, network))
	// Output:
	// network         count (packets)
	// 192.168.0.0/16                6
	// 198.51.0.0/16                 2
	// 2 packets without network not counted
}

func ExampleInterArrival() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.InterArrival().Max(), pkts.InterArrival().Median())
	// Output:
	// 0.408969 seconds 0.000242 seconds
}

func ExampleInterArrivalBy() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.InterArrivalBy(pcapnb.GroupBy(pkts, pcapnb.Protocol), pcapnb.Time).DropMissing())
	// Output:
	// datetime                    inter-arrival time (seconds)
	// 2026-11-22 06:33:20.029775                      0.000046
	// 2026-11-22 06:33:20.029935                      0.000158
	// 2026-11-22 06:33:20.457157                      0.018253
	// 2026-11-22 06:33:20.474245                      0.016846
	// 2026-11-22 06:33:20.474452                      0.000207
	// 2026-11-22 06:33:20.491851                      0.017399
}

func ExamplePoints() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Points(pkts, pcapnb.FrameNumber, pcapnb.Length).Tail(2))
	// Output:
	// number  length (bytes)
	//      9             140
	//     10             181
}

func ExampleXY() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.XY(pkts, pkts.Field("ip.len"), pcapnb.Length).Head(2))
	// Output:
	// ip.len (bytes)  length (bytes)
	//             60              74
	//             60              74
	// 2 packets without ip.len left out
}
