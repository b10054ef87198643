package oui_test

import (
	"fmt"

	"netlab/pcapnb"
	"netlab/pcapnb/oui"
)

func ExampleVendor() {
	mac, _ := pcapnb.ParseMAC("b8:27:eb:12:34:56")
	fmt.Println(oui.Vendor(mac))
	// Output: Raspberry Pi Foundation true
}

// Who made the network cards that sent most bytes?
func ExampleKey() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	vendor := oui.Key("vendor", pcapnb.MACSrc)
	fmt.Println(pcapnb.GroupBy(pkts, vendor).Sum(pcapnb.Length).SortDesc())
	// Output:
	// vendor       length (bytes)
	// NETGEAR                 473
	// Apple, Inc.             416
}
