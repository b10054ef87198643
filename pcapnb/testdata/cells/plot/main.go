// A cell with a figure.
package main

import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
	"netlab/plots"
)

var pkts = pcapnb.MustLoad("../testdata/web.pcap")

func main() {
	nb.Show(plots.BarH("Bytes received", pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length)).Top(8).LogX())
}
