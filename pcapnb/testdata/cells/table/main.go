// A cell that shows packets, as GoNB makes a program of it.
package main

import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
)

var pkts = pcapnb.MustLoad("../testdata/web.pcap")

func main() {
	nb.Show(pkts.Head(10))
}
