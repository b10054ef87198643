package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

func ExampleSamples() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	for _, s := range pcapnb.Samples(pcapnb.GroupBy(pkts, pcapnb.Protocol), pcapnb.Length) {
		fmt.Println(s.(interface{ Legend() string }).Legend(), s.Floats())
	}
	// Output:
	// ARP [42 42]
	// ICMP [74 74]
	// TCP [74 74 140 181]
	// UDP [86 102]
}
