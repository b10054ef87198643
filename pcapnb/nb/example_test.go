package nb_test

import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
)

// Outside a notebook it says what to do as text.
func ExampleUpload() {
	nb.Upload()
	// Output:
	// To use a capture of your own, put its file into this notebook's folder: drag it into the file list of JupyterLab or into the Explorer of VS Code. Then load it by its name:
	//
	// %%
	// pkts := pcapnb.MustLoad("my.pcap")
	// nb.Show(pkts.Head(5))
}

// Outside a notebook it prints what Show prints.
func ExampleExplore() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	nb.Explore(pcapnb.ValueCounts(pkts, pcapnb.Protocol).Table())
	// Output:
	// protocol  count (packets)
	// TCP                     4
	// ARP                     2
	// ICMP                    2
	// UDP                     2
}
