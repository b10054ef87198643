package rewrite_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

// elsewhere moves a network to another and a day back.
func elsewhere() rewrite.Policy {
	return rewrite.Policy{
		Payload: rewrite.Keep,
		Addr: func(a netip.Addr) netip.Addr {
			b := a.AsSlice()
			if a.Is4() && a.IsPrivate() {
				copy(b, []byte{10, 7})
			}
			a, _ = netip.AddrFromSlice(b)
			return a
		},
		Name: func(name string) string {
			if name == "www.example.org" {
				return "www.example.net"
			}
			return name
		},
		Time: func(t time.Time) time.Time { return t.AddDate(0, 0, -1) },
	}
}

func ExamplePackets() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	for f := range rewrite.Packets(pkts, elsewhere()) {
		if f.LinkType == 1 && f.Number > 2 {
			fmt.Println(f.Number, f.Time.Format(time.DateOnly), netip.AddrFrom4([4]byte(f.Data[26:30])), f.Length)
		}
	}
	// Output:
	// 3 2026-11-21 10.7.1.23 74
	// 4 2026-11-21 10.7.1.1 74
	// 5 2026-11-21 10.7.1.23 86
	// 6 2026-11-21 10.7.1.1 102
	// 7 2026-11-21 10.7.1.23 74
	// 8 2026-11-21 198.51.100.20 74
	// 9 2026-11-21 10.7.1.23 140
	// 10 2026-11-21 198.51.100.20 181
}

func ExampleWrite() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "elsewhere.pcap")
	if err := rewrite.Write(path, pcapnb.MustLoad("../../testdata/ten.pcap"), elsewhere()); err != nil {
		fmt.Println(err)
	}
	fmt.Println(pcapnb.MustLoad(path).Select(pcapnb.IPSrc, pcapnb.IPDst, pcapnb.DNSQuery, pcapnb.Length))
	// Output:
	// No.  ip_src         ip_dst         dns_query        length (bytes)
	//   1                                                             42
	//   2                                                             42
	//   3  10.7.1.23      10.7.1.1                                    74
	//   4  10.7.1.1       10.7.1.23                                   74
	//   5  10.7.1.23      10.7.1.1       www.example.net              86
	//   6  10.7.1.1       10.7.1.23      www.example.net             102
	//   7  10.7.1.23      198.51.100.20                               74
	//   8  198.51.100.20  10.7.1.23                                   74
	//   9  10.7.1.23      198.51.100.20                              140
	//  10  198.51.100.20  10.7.1.23                                  181
}

func ExampleWriteTo() {
	var file bytes.Buffer
	err := rewrite.WriteTo(&file, true, pcapnb.MustLoad("../../testdata/ten.pcap").Frames())
	fmt.Println(file.Len(), err)
	// Output:
	// 1288 <nil>
}

func ExampleSpecial() {
	for _, s := range []string{"127.0.0.1", "255.255.255.255", "ff02::1", "192.168.1.1", "fe80::1"} {
		fmt.Println(s, rewrite.Special(netip.MustParseAddr(s)))
	}
	// Output:
	// 127.0.0.1 true
	// 255.255.255.255 true
	// ff02::1 true
	// 192.168.1.1 false
	// fe80::1 false
}
