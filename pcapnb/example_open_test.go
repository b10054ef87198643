package pcapnb_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"netlab/pcapnb"
)

// Nothing is read before a question is asked; each reads the files once.
func ExampleOpen() {
	pkts := pcapnb.Open("../testdata/ten.pcap", "../testdata/web.pcap")
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.Protocol).Sum(pcapnb.Length).SortDesc())
	// Output:
	// protocol  length (bytes)
	// TCP               184381
	// UDP                 2237
	// ARP                  252
	// ICMP                 148
}

func ExampleCaptures_Filter() {
	pkts := pcapnb.Open("../testdata/ten.pcap")
	fmt.Println(pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.Length.Gt(60)).Len(), pkts.Where("udp").Len(), pkts.BPF("ip6").Len())
	fmt.Println(pkts.FilterFunc(func(p pcapnb.Packet) bool { return len(p.Payload()) > 0 }).Len())
	// Output:
	// 4 2 0
	// 6
}

// Packets come in order, with their numbers; Load brings all that are left into memory.
func ExampleCaptures_Load() {
	pkts := pcapnb.Open("../testdata/ten.pcap")
	for i, p := range pkts {
		if i < 2 {
			fmt.Println(i, p.Number(), p.IPSrc(), p.Length())
		}
	}
	fmt.Println(pcapnb.NUnique(pkts.Filter(pcapnb.Protocol.Is("TCP")).Limit(1000).Load(), pcapnb.TCPStream), len(pkts.Head(3)))
	// Output:
	// 0 1 invalid IP 42
	// 1 2 invalid IP 42
	// 1 3
}

// Scan tells of a file that is damaged where it ends.
func ExampleCaptures_Scan() {
	bytes := 0
	for p, err := range pcapnb.Open("../testdata/ten.pcap").Scan() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		bytes += p.Length()
	}
	fmt.Println(bytes)
	// Output: 889
}

// A file of several is asked by itself, with the numbers of its own packets.
func ExampleCaptures_File() {
	pkts := pcapnb.Open("../testdata/web.pcap", "../testdata/ten.pcap").Filter(pcapnb.Protocol.Is("UDP"))
	for _, path := range pkts.Files() {
		fmt.Println(path, pkts.File(path).Len(), pkts.File(path).Head(1)[0].Number())
	}
	fmt.Println(pkts.File("../testdata/ten.pcap").Where("frame.number in {4..6}").Load().Select(pcapnb.FrameNumber, pcapnb.IPSrc))
	// Output:
	// ../testdata/ten.pcap 2 5
	// ../testdata/web.pcap 22 3
	// No.  number  ip_src
	//   1       1  192.168.1.23
	//   2       2  192.168.1.1
}

func ExampleCaptures_Resample() {
	pkts := pcapnb.Open("../testdata/ten.pcap")
	fmt.Println(pkts.Shape(), pkts.Duration(), pkts.Sum(pcapnb.Length), pkts.Mean(pcapnb.Length), pkts.Median(pcapnb.Length),
		pkts.Quantile(pcapnb.Length, 0.9), pkts.Min(pcapnb.Length), pkts.Max(pcapnb.Length), pkts.Std(pcapnb.Length))
	fmt.Println(pkts.Resample(time.Second).Sum(pcapnb.Length))
	fmt.Println(pkts.Describe(pcapnb.Length, pcapnb.Protocol))
	// Output:
	// (10, 18) 462.122ms 889 bytes 88.9 bytes 74 bytes 144.1 bytes 42 bytes 181 bytes 42.896387 bytes
	// datetime             length (bytes)
	// 2026-11-22 06:33:20             889
	//         length (bytes)  protocol
	// count               10  10
	// unique                  4
	// top                     TCP
	// freq                    4
	// mean              88.9
	// std          42.896387
	// min                 42
	// 25%                 74
	// 50%                 74
	// 75%                 98
	// max                181
}

// A file that cannot be read does not stop the others; the report tells which it is and why.
func ExampleCaptures_Report() {
	pkts := pcapnb.Open("../testdata/ten.pcap", "../testdata/ten-cut.pcap")
	fmt.Println(pkts)
	fmt.Println(pkts.Report())
	// Output:
	// What   Found
	// 0  files  2 files in ../testdata, ten-cut.pcap to ten.pcap
	//    What                 Found
	// 0  file                 2 files in ../testdata, ten-cut.pcap to ten.pcap
	// 1  format               pcap
	// 2  size                 2126 bytes
	// 3  packets              19, 1597 bytes on the wire
	// 4  time                 2026-11-22 06:33:20.029729 to 2026-11-22 06:33:20.491851 UTC, 462.122ms
	// 5  link type            ETHERNET, 19 packets
	// 6  not read to the end  1 of 2 files, 177 bytes left
	// 7  stopped              ../testdata/ten-cut.pcap: packet 10 at byte 876: the packet is cut: 161 of 181 bytes (9 packets before it were read)
}

// The first packets of an order are found in memory for these few.
func ExampleCaptures_SortDesc() {
	pkts := pcapnb.Open("../testdata/ten.pcap", "../testdata/web.pcap")
	fmt.Println(pkts.SortDesc(pcapnb.Length).Head(3).Select(pcapnb.Source, pcapnb.IPDst, pcapnb.Length))
	fmt.Println(pkts.Sort(pcapnb.Length).Head(1)[0].Length())
	// Output:
	// file                  ip_dst        length (bytes)
	// 0  ../testdata/web.pcap  192.168.1.23            1514
	// 1  ../testdata/web.pcap  192.168.1.23            1514
	// 2  ../testdata/web.pcap  192.168.1.23            1514
	// 42
}

// What is in order is read in order: the last packets, every tenth, some drawn at random.
func ExampleCaptures_Tail() {
	pkts := pcapnb.Open("../testdata/web.pcap")
	fmt.Println(pkts.Tail(2).Select(pcapnb.IPDst, pcapnb.Length))
	fmt.Println(len(pkts.EveryNth(10)), len(pkts.Sample(5, 1)))
	// Output:
	// No.  ip_dst  length (bytes)
	// 268                      42
	// 269                      42
	// 27 5
}

// Streams, flows and protocols are those of all files together, in memory that grows with the connections.
func ExampleCaptures_Flows() {
	pkts := pcapnb.Open("../testdata/ten.pcap", "../testdata/web.pcap")
	fmt.Println(pkts.Flows().SortDesc(pcapnb.FlowBytes).Head(2))
	fmt.Println(pcapnb.GroupBy(pkts, pcapnb.TCPStream).Sum(pcapnb.TCPLen).Head(2))
	fmt.Println(pkts.Stream(1).Len(), pkts.Where("tcp.stream == 1").Len())
	// Output:
	// ip_src         port_src  ip_dst        port_dst  protocol  packets  bytes  first                        duration
	// 0  198.51.100.21       443  192.168.1.23     54800  TCP            67  89156  2026-11-22 06:33:23.684131  159.151ms
	// 1  198.51.100.21       443  192.168.1.23     54810  TCP            37  44884  2026-11-22 06:33:23.684163  159.062ms
	// tcp_stream  tcp_len (bytes)
	//          0              189
	//          1            25713
	// 32 packets without tcp_stream are in no group
	// 42 42
}

func ExampleCaptures_ProtocolHierarchy() {
	fmt.Print(pcapnb.Open("../testdata/ten.pcap").ProtocolHierarchy())
	// Output:
	// eth                      10 packets, 889 bytes, 100.0 %
	//   ip                     8 packets, 805 bytes, 80.0 %
	//     tcp                  4 packets, 469 bytes, 40.0 %
	//       http               2 packets, 321 bytes, 20.0 %
	//         data-text-lines  1 packet, 181 bytes, 10.0 %
	//     icmp                 2 packets, 148 bytes, 20.0 %
	//     udp                  2 packets, 188 bytes, 20.0 %
	//       dns                2 packets, 188 bytes, 20.0 %
	//   arp                    2 packets, 84 bytes, 20.0 %
}

// A table has a row for each packet; Limit says how many there may be.
func ExampleCaptures_Select() {
	pkts := pcapnb.Open("../testdata/ten.pcap").Limit(1000)
	fmt.Println(pkts.Filter(pcapnb.Protocol.Is("UDP")).Select(pcapnb.IPSrc, pcapnb.DNSQuery))
	fmt.Println(pkts.InterArrival().Max(), pkts.DropDuplicates().Len())
	// Output:
	// No.  ip_src        dns_query
	//   5  192.168.1.23  www.example.org
	//   6  192.168.1.1   www.example.org
	// 0.408969 seconds 10
}

// Fields by Wireshark's names mean what they do to packets in memory.
func ExampleCaptures_Field() {
	pkts := pcapnb.Open("../testdata/http.pcap", "../testdata/ten.pcap")
	fmt.Println(pcapnb.ValueCounts(pkts, pkts.Field("ip.ttl")))
	fmt.Println(pkts.Where("http").Fields("tcp.stream", "http.request.method", "http.response.code").Head(3))
	// Output:
	// ip.ttl  count (packets)
	// 64                  108
	// 63                    2
	// 2 packets without ip.ttl not counted
	// frame.number  tcp.stream  http.request.method  http.response.code
	//            4           0  GET
	//            5           0  GET
	//            6           0  GET
}

// The packets behind an answer are written out for Wireshark; nothing but one batch of a file is in memory.
func ExampleCaptures_WritePcap() {
	pkts := pcapnb.Open("../testdata/web.pcap", "../testdata/dns.pcap")
	dir, err := os.MkdirTemp("", "evidence")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "evidence.pcap")
	if err := pkts.Where("dns").WritePcap(path); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(pcapnb.MustLoad(path)), pkts.OwnHost())
	for f := range pkts.Frames() {
		fmt.Println(f.Number, f.LinkType, f.Length, len(f.Data))
		break
	}
	// Output:
	// 49 192.168.1.23
	// 1 ETHERNET 76 76
}
