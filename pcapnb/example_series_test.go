package pcapnb_test

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"netlab/pcapnb"
)

func ExampleSeries() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	received := pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length)
	fmt.Println(received.ArgMax(), "received", received.Max(), "of", received.Sum())
	// Output:
	// 192.168.1.23 received 431 bytes of 805 bytes
}

func ExampleSeries_Rolling() {
	s := pcapnb.NewSeries("length", "bytes", "number", []int{1, 2, 3, 4}, []float64{60, 1514, 1514, 54})
	fmt.Println(s.Rolling(2).Mean())
	// Output:
	// number  mean length over 2 (bytes)
	//      1
	//      2                         787
	//      3                        1514
	//      4                         784
}

func ExampleSeries_RollingTime() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	perPacket := pcapnb.Points(pkts, pcapnb.Time, pcapnb.Length)
	fmt.Println(perPacket.RollingTime(20 * time.Millisecond).Sum().Tail(3))
	// Output:
	// datetime                    sum length over 20ms (bytes)
	// 2026-11-22 06:33:20.474245                           250
	// 2026-11-22 06:33:20.474452                           390
	// 2026-11-22 06:33:20.491851                           395
}

func ExampleSeries_CumSum() {
	s := pcapnb.NewSeries("length", "bytes", "number", []int{1, 2, 3}, []float64{60, 1514, 54})
	fmt.Println(s.CumSum())
	// Output:
	// number  running length (bytes)
	//      1                      60
	//      2                    1574
	//      3                    1628
}

func ExampleSeries_In() {
	s := pcapnb.NewSeries("rate", "bytes/s", "host", []string{"a", "b"}, []float64{250_000, 1_000_000})
	fmt.Println(s.In("Mbit/s", 8e-6))
	// Output:
	// host  rate (Mbit/s)
	// a                 2
	// b                 8
}

func ExampleSeries_Filter() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.ValueCounts(pkts, pcapnb.IPSrc).Filter(func(_ netip.Addr, count float64) bool { return count > 2 }))
	// Output:
	// ip_src        count (packets)
	// 192.168.1.23                4
	// 2 packets without ip_src not counted
}

func ExampleSeries_Join() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	names := pcapnb.LabelTable("ip_dst", "name", map[string]string{"192.168.1.23": "laptop", "192.168.1.1": "router"})
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).Join(names))
	// Output:
	// ip_dst         length (bytes)  name
	// 192.168.1.1               160  router
	// 192.168.1.23              431  laptop
	// 198.51.100.20             214
	// 2 packets without ip_dst (84 bytes) are in no group
}

func ExampleSeries_WriteCSV() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	pcapnb.ValueCounts(pkts, pcapnb.Protocol).WriteCSV(os.Stdout)
	// Output:
	// protocol,count
	// TCP,4
	// ARP,2
	// ICMP,2
	// UDP,2
}

// The home's morning was an afternoon in Tokyo, in tables, series, sentences and figures.
func ExampleInZone() {
	pkts := pcapnb.MustLoad("../testdata/morning.pcap")
	local := pcapnb.InZone(pcapnb.Time, "Asia/Tokyo")
	fmt.Println(pkts.Select(local, pcapnb.Length).Head(2))
	fmt.Println(pcapnb.Resample(pkts, local, 24*time.Hour).Sum(pcapnb.Length))
	// Output:
	// No.  datetime                           length (bytes)
	//   1  2026-11-22 15:54:19.164700 +09:00              90
	//   2  2026-11-22 15:54:19.190548 +09:00             342
	// datetime                    length (bytes)
	// 2026-11-22 00:00:00 +09:00         1264773
}

func ExampleThousands() {
	pkts := pcapnb.MustLoad("../testdata/morning.pcap")
	mean := pcapnb.GroupBy(pkts, pcapnb.Protocol).Mean(pcapnb.Length).SortDesc().Head(2)
	fmt.Println(pcapnb.Thousands(pcapnb.GroupBy(pkts, pcapnb.Protocol).Sum(pcapnb.Length).SortDesc().Head(2)))
	fmt.Println(pcapnb.Digits(mean, 1))
	// Output:
	// protocol  length (bytes)
	// TCP              827,046
	// UDP              428,153
	// protocol  mean length (bytes)
	// TCP                     845.7
	// UDP                     375.2
}

func ExampleBars() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	counts := pcapnb.ValueCounts(pkts, pcapnb.Protocol)
	fmt.Println(strings.Count(pcapnb.Bars(counts).HTML(), "linear-gradient"), strings.Count(pcapnb.Colors(counts).HTML(), "rgba"))
	// Output:
	// 4 4
}
