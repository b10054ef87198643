package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

// What would spoil answers about this capture?
func ExamplePreflight() {
	pkts := pcapnb.MustLoad("../testdata/ten-snaplen60.pcap")
	fmt.Print(pcapnb.Preflight(pkts))
	// Output:
	// cut short: 8 frames (3, 4, 5, 6, 7, …)
	//     The capture kept only the beginning of these frames (its snap length): their lengths are right, but payloads, and whatever is read from them, end early or are missing.
}

// A capture of the loopback interface: no card ever wrote its checksums.
func ExampleFindings_Table() {
	found := pcapnb.Preflight(pcapnb.MustLoad("../testdata/loopback.pcap"))
	fmt.Print(found.Table().Select("finding", "found", "frames"))
	// Output:
	//    finding                    found     frames
	// 0  checksum left to the card  8 frames  1, 2, 3, 4, 5, …
}
