package objects_test

import (
	"fmt"
	"os"
	"path/filepath"

	"netlab/pcapnb"
	"netlab/pcapnb/objects"
)

func ExampleOf() {
	pkts := pcapnb.MustLoad("../../testdata/exfil.pcap")
	for _, o := range objects.Of(pkts) {
		fmt.Println(o.Packet, o.Protocol, o.Host, o.Name, o.Type, o.Size)
	}
	// Output:
	// 149 IMF dana@corp.example lunch message/rfc822 104
	// 359 HTTP static.example.org /hills.png image/png 79097
	// 529 IMF sam@corp.example Re: lunch message/rfc822 107
	// 987 HTTP www.example.org /rates.html text/html 9120
}

func ExampleList_Filter() {
	pkts := pcapnb.MustLoad("../../testdata/exfil.pcap")
	pictures := objects.Of(pkts).Filter(objects.Type.Is("image/png")).SortDesc(objects.Size).Head(1)
	for _, o := range pictures {
		fmt.Println(o.Name, o.SHA256[:12], len(o.Bytes()))
	}
	// Output:
	// /hills.png 4920dc00eb1e 79097
}

func ExampleObject_Save() {
	folder, err := os.MkdirTemp("", "objects")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	found := objects.Of(pcapnb.MustLoad("../../testdata/ten.pcap"))
	path, err := found[0].Save(folder)
	fmt.Println(found[0].Name, filepath.Base(path), err)
	fmt.Println(len(found.MustSave(folder)), filepath.Base(found[0].MustSave(folder)))
	// Output:
	// / http-fef8dabffcf1.txt <nil>
	// 1 http-fef8dabffcf1.txt
}

func ExampleList_Save() {
	folder, err := os.MkdirTemp("", "objects")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	paths, err := objects.Of(pcapnb.MustLoad("../../testdata/exfil.pcap")).Save(folder)
	for _, path := range paths {
		fmt.Println(filepath.Base(path))
	}
	fmt.Println(err)
	// Output:
	// mail-6f54c3af4636.txt
	// http-4920dc00eb1e.png
	// mail-cf47319e25c9.txt
	// http-2bc35340d541.txt
	// <nil>
}

func ExampleList_Table() {
	found := objects.Of(pcapnb.MustLoad("../../testdata/exfil.pcap"))
	fmt.Println(found.Table().Shape())
	fmt.Println(len(found.HTML()) > len(found.String()))
	// Output:
	// (4, 8)
	// true
}
