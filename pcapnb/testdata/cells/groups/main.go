// A cell that filters, groups and counts, as GoNB makes a program of it.
package main

import (
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/nb"
)

var pkts = pcapnb.MustLoad("../testdata/web.pcap")

func main() {
	tls := pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(443))
	talkers := pcapnb.GroupBy(tls, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()
	nb.Show(talkers.Head(10), pkts.Resample(time.Second).Sum(pcapnb.Length))
}
