package anonymize_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// secret is a key for examples; yours comes from MustKeyFile.
var secret = anonymize.Key{1, 2, 3}

func ExampleWrite() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "shared.pcapng")
	if err := anonymize.Write(path, pcapnb.MustLoad("../../testdata/ten.pcap"), secret); err != nil {
		fmt.Println(err)
	}
	fmt.Println(pcapnb.MustLoad(path).Select(pcapnb.IPSrc, pcapnb.IPDst, pcapnb.DNSQuery, pcapnb.Length))
	// Output:
	// No.  ip_src           ip_dst           dns_query        length (bytes)
	//   1                                                                 42
	//   2                                                                 42
	//   3  192.168.122.150  192.168.122.129                               74
	//   4  192.168.122.129  192.168.122.150                               74
	//   5  192.168.122.150  192.168.122.129  www.wd7y9n4.org              86
	//   6  192.168.122.129  192.168.122.150  www.wd7y9n4.org             102
	//   7  192.168.122.150  198.51.100.152                                74
	//   8  198.51.100.152   192.168.122.150                               74
	//   9  192.168.122.150  198.51.100.152                               140
	//  10  198.51.100.152   192.168.122.150                              181
}

func ExampleMustWrite() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "shared.pcapng")
	anonymize.MustWrite(path, pcapnb.MustLoad("../../testdata/ten.pcap"), secret)
	fmt.Println(len(pcapnb.MustLoad(path)))
	// Output:
	// 10
}

func ExampleKeyFile() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "my.key")
	first, err := anonymize.KeyFile(path) // makes it
	again, _ := anonymize.KeyFile(path)   // reads it
	fmt.Println(first == again, err)
	// Output:
	// true <nil>
}

func ExampleMustKeyFile() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	key := anonymize.MustKeyFile(filepath.Join(dir, "my.key"))
	fmt.Println(len(key), "bytes")
	// Output:
	// 32 bytes
}

func ExampleNew() {
	a := anonymize.New(secret, anonymize.Options{Payload: rewrite.Zero, KeepVendor: true})
	for f := range a.Packets(pcapnb.MustLoad("../../testdata/ten.pcap").Head(3)) {
		fmt.Printf("% x\n", f.Data[:14])
	}
	// Output:
	// ff ff ff ff ff ff 3c 15 c2 a6 7c ae 08 06
	// 3c 15 c2 a6 7c ae 28 80 88 21 b6 7d 08 06
	// 28 80 88 21 b6 7d 3c 15 c2 a6 7c ae 08 00
}

func ExampleAnonymizer_Addr() {
	a := anonymize.New(secret, anonymize.Options{})
	for _, s := range []string{"192.168.1.23", "192.168.1.1", "192.168.77.1", "8.8.8.8", "8.8.4.4", "fe80::1", "224.0.0.251"} {
		fmt.Println(s, a.Addr(netip.MustParseAddr(s)))
	}
	// Output:
	// 192.168.1.23 192.168.122.150
	// 192.168.1.1 192.168.122.129
	// 192.168.77.1 192.168.61.126
	// 8.8.8.8 136.244.139.200
	// 8.8.4.4 136.244.131.135
	// fe80::1 fe80::286:7c4f:831e:1fed
	// 224.0.0.251 224.0.0.251
}

func ExampleAnonymizer_MAC() {
	a := anonymize.New(secret, anonymize.Options{})
	b := anonymize.New(secret, anonymize.Options{KeepVendor: true})
	m, _ := pcapnb.ParseMAC("3c:15:c2:d9:d3:50")
	fmt.Println(a.MAC(m), b.MAC(m))
	// Output:
	// 06:fe:ed:a6:7c:ae 3c:15:c2:a6:7c:ae
}

func ExampleAnonymizer_Name() {
	a := anonymize.New(secret, anonymize.Options{})
	for _, s := range []string{"www.shop.co.uk", "mail.shop.co.uk", "_ipp._tcp.local", "Bobs-Laptop"} {
		fmt.Println(a.Name(s))
	}
	// Output:
	// www.y0wy.co.uk
	// 84ma.y0wy.co.uk
	// _ipp._tcp.local
	// to38-r3fw0f
}

func ExampleAnonymizer_Words() {
	a := anonymize.New(secret, anonymize.Options{})
	fmt.Println(a.Words("/account/bob?session=0123456789"))
	// Output:
	// /kh8fjno/jbw?zzp84vs=m16lxwj46i
}

func ExampleAnonymizer_Packets() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	for f := range anonymize.New(secret, anonymize.Options{}).Packets(pkts) {
		fmt.Print(len(f.Data), "/", f.Length, " ")
	}
	// Output:
	// 42/42 42/42 42/74 42/74 86/86 102/102 74/74 74/74 140/140 150/181
}

func ExampleAnonymizer_Policy() {
	policy := anonymize.New(secret, anonymize.Options{}).Policy()
	policy.MAC = nil // leave hardware addresses as they are
	for f := range rewrite.Packets(pcapnb.MustLoad("../../testdata/ten.pcap").Head(1), policy) {
		fmt.Printf("% x\n", f.Data[6:12])
	}
	// Output:
	// 3c 15 c2 d9 d3 50
}

func ExampleAnonymizer_Write() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	a := anonymize.New(secret, anonymize.Options{Payload: rewrite.Zero})
	fmt.Println(a.Write(filepath.Join(dir, "shared.pcap"), pcapnb.MustLoad("../../testdata/ten.pcap")))
	// Output:
	// <nil>
}

func ExampleAnonymizer_Page() {
	a := anonymize.New(secret, anonymize.Options{})
	a.Learn(pcapnb.MustLoad("../../testdata/ten.pcap"))
	fmt.Println(a.Page("192.168.1.23 asks 192.168.1.1 for www.example.org.", false))
	// Output:
	// 192.168.122.150 asks 192.168.122.129 for www.wd7y9n4.org.
}

func ExampleAnonymizer_Learn() {
	a := anonymize.New(secret, anonymize.Options{})
	fmt.Println(a.Page("www.example.org", false))
	a.Learn(pcapnb.MustLoad("../../testdata/ten.pcap"))
	fmt.Println(a.Page("www.example.org", false))
	// Output:
	// www.example.org
	// www.wd7y9n4.org
}

func ExampleAnonymizer_Notebook() {
	a := anonymize.New(secret, anonymize.Options{})
	clean, notes, err := a.Notebook([]byte(`{"nbformat": 4, "cells": [{"cell_type": "code", "source": "pkts.Where(\"ip.addr == 10.1.2.3\")",
		"outputs": [{"output_type": "display_data", "data": {"image/png": "iVBORw0KGgo="}}]}]}`))
	fmt.Println(string(clean), notes, err)
	// Output:
	// {
	//  "cells": [
	//   {
	//    "cell_type": "code",
	//    "metadata": {},
	//    "outputs": [
	//     {
	//      "data": {
	//       "text/plain": [
	//        "(A figure was here. Run the cell on the anonymized capture to draw it again.)"
	//       ]
	//      },
	//      "metadata": {},
	//      "output_type": "display_data"
	//     }
	//    ],
	//    "source": "pkts.Where(\"ip.addr == 10.198.183.3\")"
	//   }
	//  ],
	//  "metadata": {
	//   "anonymized": [
	//    "10.198.183.3"
	//   ]
	//  },
	//  "nbformat": 4
	// }
	//  [cell 1, output 1: the figure was taken out: run the cell on the anonymized capture] <nil>
}

func ExamplePublishCheck() {
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "page.html")
	os.WriteFile(path, []byte("<td>192.168.1.23</td>\n<pre>Authorization: Basic Ym9iOnNlY3JldA==</pre>\n"), 0o600)
	found, err := anonymize.PublishCheck(anonymize.CheckOptions{}, path)
	for _, f := range found {
		fmt.Println(f)
	}
	fmt.Println(err)
	// Output:
	// page.html: line 1: private address 192.168.1.23: tells how a network is laid out inside
	// page.html: line 2: password Ym9i…: is a name and a password in base64 (HTTP Basic, RFC 7617)
	// <nil>
}

func ExampleFindings_Table() {
	found := anonymize.Findings{{File: "lab.ipynb", Place: "cell 3, output 1", Places: 2, Kind: "mail address", Text: "bob@acme.co.uk", Why: "names a person"}}
	fmt.Println(found.Table())
	// Output:
	// file       place             places  kind          text            why
	// 0  lab.ipynb  cell 3, output 1       2  mail address  bob@acme.co.uk  names a person
}

func ExampleCheckPackets() {
	found := anonymize.CheckPackets(pcapnb.MustLoad("../../testdata/leak.pcap"))
	for _, f := range found {
		fmt.Println(f.Place, f.Kind, f.Text, f.Why)
	}
	// Output:
	// packet 157 password corr… is sent in a form's field called password
	// packet 221 cookie sess… may let its finder act as the user (HTTP)
}

func ExampleCryptoPAn_Addr() {
	// The key and the first address of the sample in the authors' program.
	key := [32]byte{21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16, 216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2}
	fmt.Println(anonymize.NewCryptoPAn(key).Addr(netip.MustParseAddr("128.11.68.132")))
	// Output:
	// 135.242.180.132
}

func ExampleNewCryptoPAn() {
	c := anonymize.NewCryptoPAn([32]byte(secret))
	fmt.Println(c.Addr(netip.MustParseAddr("192.0.2.1")), c.Addr(netip.MustParseAddr("192.0.2.2")))
	// Output:
	// 63.196.185.6 63.196.185.4
}
