package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

// Record DNS traffic into a file that the next cells load.
func ExampleCapture() {
	pkts, err := pcapnb.Capture("eth0", pcapnb.CaptureOptions{Count: 100, Filter: "udp port 53", Path: "dns.pcap"})
	if err != nil {
		fmt.Println(err) // which interface or which right is missing, and what to do
	}
	fmt.Println(len(pkts), "packets")
}

func ExamplePacket_Source() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap", "../testdata/vxlan.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Source).Sum(pcapnb.Length))
	fmt.Println(pkts.Filter(pcapnb.Source.Is("../testdata/ten.pcap")).Select(pcapnb.Source, pcapnb.Protocol, pcapnb.Length).Head(2))
	// Output:
	// file                    length (bytes)
	// ../testdata/ten.pcap               889
	// ../testdata/vxlan.pcap            1788
	// No.  file                  protocol  length (bytes)
	//   1  ../testdata/ten.pcap  ARP                   42
	//   2  ../testdata/ten.pcap  ARP                   42
}
