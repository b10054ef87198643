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
