package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

func ExamplePackets_ProtocolHierarchy() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	tree := pkts.ProtocolHierarchy()
	fmt.Print(tree)
	fmt.Println(tree.Table().Select("path", "bytes").Head(2))
	// Output:
	// eth                      10 packets, 889 bytes, 100.0 %
	//   ip                     8 packets, 805 bytes, 80.0 %
	//     tcp                  4 packets, 469 bytes, 40.0 %
	//       http               2 packets, 321 bytes, 20.0 %
	//         data-text-lines  1 packet, 181 bytes, 10.0 %
	//     icmp                 2 packets, 148 bytes, 20.0 %
	//     udp                  2 packets, 188 bytes, 20.0 %
	//       dns                2 packets, 188 bytes, 20.0 %
	//   arp                    2 packets, 84 bytes, 20.0 %
	//    path    bytes
	// 0  eth       889
	// 1  eth/ip    805
}
