package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

func ExamplePacketText() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	direction := pcapnb.PacketText("direction", func(p pcapnb.Packet) string {
		if p.IPSrc().IsPrivate() {
			return "out"
		}
		return "in"
	})
	fmt.Println(pcapnb.GroupBy(pkts, direction).Sum(pcapnb.Length))
	// Output:
	// direction  length (bytes)
	// in                    339
	// out                   550
}

func ExamplePacketNumber() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	hundreds := pcapnb.PacketNumber("hundreds", "", func(p pcapnb.Packet) int { return p.Length() / 100 })
	fmt.Println(pcapnb.ValueCounts(pkts, hundreds))
	// Output:
	// hundreds  count (packets)
	//        0                7
	//        1                3
}

func ExamplePacketMeasure() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	share := pcapnb.PacketMeasure("share of a frame", "", func(p pcapnb.Packet) float64 {
		return float64(p.PayloadLen()) / float64(p.Length())
	})
	fmt.Println(pkts.Mean(share))
	// Output:
	// 0.312866
}
