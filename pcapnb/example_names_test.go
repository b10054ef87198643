package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

// Which addresses have names in the capture itself, and who says so?
func ExampleNamesIn() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	fmt.Println(pcapnb.NamesIn(pkts))
	// Output:
	//    address        name             source     first  packets
	// 0  198.51.100.20  www.example.org  HTTP host      9        1
	// 1  198.51.100.20  www.example.org  DNS            6        1
}

// How much was sent to each name? Nobody is asked for it.
func ExampleNames_Key() {
	pkts := pcapnb.MustLoad("../testdata/web.pcap")
	name := pcapnb.NamesIn(pkts).Key("name_dst", pcapnb.IPDst)
	fmt.Println(pcapnb.GroupBy(pkts, name).Sum(pcapnb.Length).SortDesc())
	// Output:
	// name_dst            length (bytes)
	// static.example.org            6471
	// www.example.org               3676
	// router.home.arpa               937
	// 157 packets without name_dst (175045 bytes) are in no group
}

// The names in the capture count more than those in a file of reverse lookups.
func ExampleNames_Or() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	names := pcapnb.NamesIn(pkts).Or(pcapnb.MustLoadNames("../notebooks/names.csv"))
	fmt.Println(names.Lookup("198.51.100.20"), names.Lookup("192.168.1.1"))
	// Output: www.example.org router.home.arpa
}
