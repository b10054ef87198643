package pcapnb_test

import (
	"fmt"
	"time"

	"netlab/pcapnb"
)

func ExampleGroupBy() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc())
	// Output:
	// ip_dst         length (bytes)
	// 192.168.1.23              431
	// 198.51.100.20             214
	// 192.168.1.1               160
	// 2 packets without ip_dst (84 bytes) are in no group
}

func ExampleKeys() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Keys(pcapnb.IPSrc, pcapnb.Protocol)).Count())
	// Output:
	// ip_src         protocol  count (packets)
	// 192.168.1.1    ICMP                    1
	//                UDP                     1
	// 192.168.1.23   ICMP                    1
	//                TCP                     2
	//                UDP                     1
	// 198.51.100.20  TCP                     2
	// 2 packets without ip_src or protocol are in no group
}

func ExampleGroups_WithMissing() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.PortDst).WithMissing().Count())
	// Output:
	// port_dst  count (packets)
	//       53                1
	//       80                2
	//    53280                2
	//    59123                1
	//                         4
}

func ExampleGroups_Agg() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Protocol).Agg(
		pcapnb.CountOf(pcapnb.Length), pcapnb.SumOf(pcapnb.Length), pcapnb.MeanOf(pcapnb.Length).As("mean"), pcapnb.NUniqueOf(pcapnb.IPSrc)))
	// Output:
	// protocol  count (packets)  length (bytes)  mean (bytes)  unique ip_src
	// ARP                     2              84         42.00              0
	// ICMP                    2             148         74.00              2
	// TCP                     4             469        117.25              2
	// UDP                     2             188         94.00              2
}

func ExampleGroups_ArgMax() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	for _, p := range pcapnb.GroupBy(pkts, pcapnb.Protocol).ArgMax(pcapnb.Length) {
		fmt.Println(p.Protocol(), p.Number(), p.Length())
	}
	// Output:
	// ARP 1 42
	// ICMP 3 74
	// TCP 10 181
	// UDP 6 102
}

func ExampleGroups_All() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	for protocol, rows := range pcapnb.GroupBy(pkts, pcapnb.Protocol).All() {
		fmt.Println(protocol, len(rows))
	}
	// Output:
	// ARP 2
	// ICMP 2
	// TCP 4
	// UDP 2
}

func ExampleGroups_Apply() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Protocol).Apply("odd lengths", "packets", func(rows pcapnb.Rows[pcapnb.Packet]) (float64, bool) {
		return float64(len(pcapnb.FilterFunc(rows, func(p pcapnb.Packet) bool { return p.Length()%2 == 1 }))), true
	}))
	// Output:
	// protocol  odd lengths (packets)
	// ARP                           0
	// ICMP                          0
	// TCP                           1
	// UDP                           0
}

func ExampleGroups_Head() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	first := pcapnb.GroupBy(pkts, pcapnb.Protocol).Head(1)
	fmt.Println(pcapnb.Select(first, pcapnb.Protocol, pcapnb.Length))
	// Output:
	// No.  protocol  length (bytes)
	//   1  ARP                   42
	//   3  ICMP                  74
	//   5  UDP                   86
	//   7  TCP                   74
}

func ExampleResample() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Resample(100 * time.Millisecond).Sum(pcapnb.Length))
	// Output:
	// datetime                 length (bytes)
	// 2026-11-22 06:33:20.000             232
	// 2026-11-22 06:33:20.100               0
	// 2026-11-22 06:33:20.200               0
	// 2026-11-22 06:33:20.300               0
	// 2026-11-22 06:33:20.400             657
}

func ExampleGroups_EmptyMissing() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pkts.Resample(200 * time.Millisecond).EmptyMissing().Sum(pcapnb.Length))
	// Output:
	// datetime                 length (bytes)
	// 2026-11-22 06:33:20.000             232
	// 2026-11-22 06:33:20.200
	// 2026-11-22 06:33:20.400             657
}

func ExampleEvery() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Keys(pcapnb.Every(pcapnb.Time, 100*time.Millisecond), pcapnb.Protocol)).Count())
	// Output:
	// datetime                 protocol  count (packets)
	// 2026-11-22 06:33:20.000  ARP                     2
	//                          ICMP                    2
	// 2026-11-22 06:33:20.400  TCP                     4
	//                          UDP                     2
}

func ExamplePivot() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.Pivot(pkts, pcapnb.IPSrc, pcapnb.Protocol, pcapnb.SumOf(pcapnb.Length)))
	// Output:
	// ip_src         ARP  ICMP  TCP  UDP
	// 192.168.1.1           74       102
	// 192.168.1.23          74  214   86
	// 198.51.100.20             255
	// length (bytes) by ip_src and protocol
	// 2 packets without ip_src are in no group
}

func ExampleAcross() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	lengths := pcapnb.Across(pkts.Resample(200*time.Millisecond), pcapnb.Protocol, pcapnb.SumOf(pcapnb.Length)).FillMissing(0)
	fmt.Println(lengths)
	// Output:
	// datetime                 ARP  ICMP  TCP  UDP
	// 2026-11-22 06:33:20.000   84   148    0    0
	// 2026-11-22 06:33:20.200    0     0    0    0
	// 2026-11-22 06:33:20.400    0     0  469  188
	// length (bytes) by datetime and protocol
}

func ExampleRowGroups() {
	table := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	senders := pcapnb.RowGroups(table.GroupBy("ip_src"))
	fmt.Println(pcapnb.Across(senders, table.Field("protocol"), pcapnb.SumOf(table.Float("length"))))
	// Output:
	// ip_src         ARP  ICMP  TCP  UDP
	// 192.168.1.1           74       102
	// 192.168.1.23          74  214   86
	// 198.51.100.20             255
	// length (bytes) by ip_src and protocol
	// 2 rows without ip_src are in no group
}

func ExampleSendRates() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.SendRates(pkts, 250*time.Millisecond).In("kbit/s", 8e-3))
	// Output:
	// datetime                 192.168.1.1  192.168.1.23  198.51.100.20
	// 2026-11-22 06:33:20.000        2.368         2.368           0.00
	// 2026-11-22 06:33:20.250        3.264         9.600           8.16
	// send rate (kbit/s) by datetime and ip_src
	// 2 packets without ip_src are in no group
}
