package pcapnb_test

import (
	"fmt"

	"netlab/pcapnb"
)

// A field that only tshark knows, such as isup.message_type, is read by it where it is installed. Without it, or with NoTShark, the name
// is unknown.
func ExampleReadOptions_noTShark() {
	_, err := pcapnb.ReadFields("../testdata/ten.pcap", pcapnb.ReadOptions{NoTShark: true}, "isup.message_type")
	fmt.Println(err)
	// Output: unknown field "isup.message_type": no field of isup is known here. Other fields of Wireshark's are not read: tshark is turned off (NoTShark): leave that out and, where tshark is not installed, get it with apt-get install tshark (Debian, Ubuntu, and Windows' WSL), brew install wireshark (macOS) or from www.wireshark.org
}

func ExamplePackets_Where_tshark() {
	pkts := pcapnb.MustLoad("../testdata/web.pcap")
	filter := `x509sat.uTF8String && ip.ttl > 60` // the first is tshark's to tell, the second is not
	fmt.Println(pkts.Where(filter).Fields("ip.src", "x509sat.uTF8String"))
}
