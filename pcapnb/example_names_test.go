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
	fmt.Println(names.Lookup("198.51.100.20"), names.Lookup("198.51.100.21"))
	// Output: www.example.org static.example.org
}

// A file of reverse lookups keeps what the DNS said: a published notebook asks nobody.
func ExampleLoadNames() {
	names, err := pcapnb.LoadNames("../notebooks/names.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(names.Lookup("198.51.100.21"))
	// Output: static.example.org
}

func ExampleNames_Lookup() {
	names := pcapnb.NamesIn(pcapnb.MustLoad("../testdata/web.pcap"))
	fmt.Printf("%q %q\n", names.Lookup("198.51.100.21"), names.Lookup("192.168.1.23"))
	// Output: "static.example.org" ""
}

// Which names does one address have?
func ExampleNames_Table() {
	t := pcapnb.NamesIn(pcapnb.MustLoad("../testdata/morning.pcap")).Table()
	fmt.Println(t.FilterFunc(func(r pcapnb.Row) bool { return r.Text("address") == "198.51.100.20" }).Drop("address"))
	// Output:
	//     name              source           first  packets
	// 15  www.example.org   TLS server name   1810        1
	// 16  www.example.org   HTTP host         2165        1
	// 17  www.example.org   DNS                418        3
	// 18  blog.example.org  DNS               2205        1
	// 19  www.example.org   reverse DNS        423        5
}

func ExampleServiceName() {
	fmt.Printf("%q %q\n", pcapnb.ServiceName(443), pcapnb.ServiceName(50000))
	// Output: "https" ""
}
