// Pivot is a cell with a field of its own and groups split by it.
package main

import (
	"fmt"
	"time"

	"netlab/pcapnb"
)

var (
	pkts    = pcapnb.MustLoad("../testdata/web.pcap")
	summary = pcapnb.PacketText("summary", pcapnb.Packet.Summary)
)

func main() {
	fmt.Println(pcapnb.Across(pkts.Resample(time.Second), summary, pcapnb.SumOf(pcapnb.Length)))
}
