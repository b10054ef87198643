package variant_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"netlab/pcapnb"
	"netlab/pcapnb/variant"
)

// Each student gets a capture of their own, with the same story in it.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "variants")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	for _, student := range []string{"ada", "bob"} {
		path := filepath.Join(dir, student+".pcap")
		if err := variant.Write(path, pkts, "a secret/"+student); err != nil {
			panic(err)
		}
		own := pcapnb.MustLoad(path)
		fmt.Println(student, len(own), own[4].IPSrc(), own[4].DNSQuery())
	}
	// Output:
	// ada 10 192.168.94.240 zab.example.org
	// bob 10 192.168.49.143 lek.example.org
}

// A host moves within its subnet; what an address is stays.
func ExamplePolicy() {
	p := variant.Policy("a secret/ada")
	fmt.Println(p.Addr(netip.MustParseAddr("192.168.1.23")), p.Addr(netip.MustParseAddr("198.51.100.20")))
	fmt.Println(p.Port(443), p.Name("www.example.org"))
	// Output:
	// 192.168.94.240 198.51.100.97
	// 443 zab.example.org
}
