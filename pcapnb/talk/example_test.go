package talk_test

import (
	"fmt"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/talk"
)

func ExampleConversations() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	for _, over := range []talk.Layer{talk.TCP, talk.UDP, talk.IP} {
		talks := talk.Conversations(pkts, over).SortDesc(talk.Bytes)
		fmt.Println(talks.Select(talk.A, talk.B, talk.PortB, talk.BytesAB, talk.BytesBA, talk.State))
	}
	// Output:
	// a             b              port_b  bytes_ab (bytes)  bytes_ba (bytes)  state
	// 0  192.168.1.23  198.51.100.20      80               214               255  open
	//    a             b            port_b  bytes_ab (bytes)  bytes_ba (bytes)  state
	// 0  192.168.1.23  192.168.1.1      53                86               102
	//    a             b              port_b  bytes_ab (bytes)  bytes_ba (bytes)  state
	// 0  192.168.1.23  198.51.100.20                       214               255
	// 1  192.168.1.23  192.168.1.1                         160               176
}

func ExampleConversationsIdle() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	talks := talk.ConversationsIdle(pkts, talk.IP, 20*time.Millisecond)
	fmt.Println(talks.Select(talk.A, talk.B, talk.Packets, talk.Duration))
	// Output:
	// a             b              packets  duration (seconds)
	// 0  192.168.1.23  192.168.1.1          2            0.000158
	// 1  192.168.1.23  192.168.1.1          2            0.018253
	// 2  192.168.1.23  198.51.100.20        4            0.034452
}

func ExampleConversation_Trace() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	dns := talk.Conversations(pkts, talk.UDP)[0]
	fmt.Println(dns.Trace().Select(pcapnb.Length, pcapnb.DNSQuery, pcapnb.DNSResp))
	// Output:
	// No.  length (bytes)  dns_query        dns_resp
	//   5              86  www.example.org
	//   6             102  www.example.org  198.51.100.20
}

func ExampleEndpoints() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	fmt.Println(talk.Endpoints(pkts, talk.IP).Select(talk.EndAddr, talk.EndBytesSent, talk.EndBytesReceived, talk.EndPeers))
	// Output:
	// address        bytes_sent (bytes)  bytes_received (bytes)  peers
	// 0  192.168.1.23                  374                     431      2
	// 1  192.168.1.1                   176                     160      1
	// 2  198.51.100.20                 255                     214      1
}

func ExampleRequests() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	fmt.Println(talk.Requests(pkts).Select(talk.ReqProtocol, talk.ReqAsks, talk.ReqAnswer, talk.ReqTook, talk.ReqSize))
	// Output:
	// protocol  asks                         answer         took (seconds)  size (bytes)
	// 0  ICMP      echo 1                       reply                0.000158            32
	// 1  DNS       A www.example.org            198.51.100.20        0.018253            60
	// 2  HTTP      GET http://www.example.org/  200 OK               0.017399            31
}

func ExampleSegments() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	web := talk.Segments(pkts.Stream(0))
	fmt.Println(web.Select(talk.SegPacket, talk.SegSender, talk.SegTime, talk.SegLength, talk.SegWindow, talk.SegRTT))
	// Output:
	// packet  sender  time (seconds)  length (bytes)  window (bytes)  rtt (seconds)
	// 0       7  client        0.000000               0           64240
	// 1       8  server        0.016846               0           65160       0.016846
	// 2       9  client        0.017053              74           64512       0.000207
	// 3      10  server        0.034452             115           65536       0.017399
}

func ExampleSegmentList_RTT() {
	pkts := pcapnb.MustLoad("../../testdata/bulk.pcap")
	rtt := talk.Segments(pkts.Stream(1)).RTT().FromClient() // plots.Scatter("Round trips", rtt.Lines()...) draws it
	fmt.Println(rtt.Table().Head(3))
	// Output:
	// line           packet  time (seconds)  round trip (seconds)
	// 0  client's data     362        0.060788              0.060788
	// 1  client's data     374        0.146919              0.062021
	// 2  client's data     377        0.149052              0.063948
}

func ExampleSegmentList_Throughput() {
	pkts := pcapnb.MustLoad("../../testdata/bulk.pcap")
	rate := talk.Segments(pkts.Stream(1)).Throughput(100 * time.Millisecond)
	fmt.Println(rate.Table().GroupBy("line").Max("throughput"))
	// Output:
	// line                         max throughput (bits/s)
	// client's data                                3591040
	// client's data, acknowledged                  3822720
	// server's data                                  13920
	// server's data, acknowledged                    14000
}

func ExampleSegmentList_Windows() {
	pkts := pcapnb.MustLoad("../../testdata/bulk.pcap")
	sizes := talk.Segments(pkts.Stream(1)).Windows().FromClient() // plots.Step("Room, and data on the way", sizes.Lines()...)
	fmt.Println(sizes.Table().GroupBy("line").Max("size"))
	// Output:
	// line                     max size (bytes)
	// in flight to the server             30408
	// window of the server               134144
}

func ExampleServers() {
	pkts := pcapnb.MustLoad("../../testdata/bulk.pcap")
	fmt.Println(talk.Servers(pkts).Select(talk.SrvAddr, talk.SrvPort, talk.SrvConnections, talk.SrvHandshake, talk.SrvRTT, talk.SrvResentShare))
	// Output:
	// server        port  connections  handshake (seconds)  rtt (seconds)  sent again share (%)
	// 0  203.0.113.80  8004            1             0.060696       0.067566              0.485437
	// 1  203.0.113.80  8002            1             0.060851       0.065492              1.075269
	// 2  203.0.113.80  8003            1             0.060824       0.069805              0.543478
	// 3  203.0.113.80  8001            1             0.061094       0.075763              0.000000
	// 4  203.0.113.80  8005            1             0.061096       0.196814              1.657459
}

func ExampleFans() {
	pkts := pcapnb.MustLoad("../../testdata/exfil.pcap")
	fans := talk.Fans(pkts)
	fmt.Println(fans.Select(talk.FanAddr, talk.FanHosts, talk.FanPorts, talk.FanTargets, talk.FanFailed).Head(3))
	fmt.Println(len(fans[0].Trace()), "packets of", fans[0].Addr)
	// Output:
	// address        hosts  ports  targets  failed
	// 0  192.168.20.11      4      4        5       0
	// 1  192.168.20.13      3      5        5       0
	// 2  192.168.20.12      4      4        5       0
	// 212 packets of 192.168.20.11
}

func ExamplePeriodic() {
	pkts := pcapnb.MustLoad("../../testdata/morning.pcap")
	beats := talk.Periodic(pkts, time.Second)
	fmt.Println(beats.Select(talk.BeatA, talk.BeatB, talk.BeatPort, talk.BeatContacts, talk.BeatInterval, talk.BeatJitter).Head(4))
	// Output:
	// a              b                port_b  contacts  interval (seconds)  jitter (seconds)
	// 0  192.168.1.193  203.0.113.80         80         4            6.160063          0.002543
	// 1  192.168.1.193  192.168.1.1          53         4            6.168924          0.008166
	// 2  0.0.0.0        255.255.255.255      67         5            3.773115          1.181053
	// 3  192.168.1.23   192.168.1.1          53        24            0.047110          0.019272
}

func ExampleConversationList_Features() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	features := talk.Conversations(pkts, talk.TCP).Features(3)
	fmt.Println(features.Shape())
	fmt.Println(features.Select("Flow Duration", "Total Length of Fwd Packet", "Flow IAT Mean", "PSH Flag Count", "Bwd Payload Entropy", "Size 3", "Gap 3"))
	// Output:
	// (1, 68)
	//    Flow Duration (µs)  Total Length of Fwd Packet (bytes)  Flow IAT Mean (µs)  PSH Flag Count  …  Gap 3 (µs)
	// 0               34452                                  74               11484               2  …         207
	// 2 columns not shown: Bwd Payload Entropy, Size 3
}

func ExampleMessages() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	fmt.Println(talk.Messages(pkts)) // plots.Ladder("Ten packets", talk.Messages(pkts)) draws them
	// Output:
	// packet  datetime                    from               …  text
	// 0       1  2026-11-22 06:33:20.029729  3c:15:c2:d9:d3:50  …  ARP who has 192.168.1.1 says 192.168.1.23
	// 1       2  2026-11-22 06:33:20.029775  28:80:88:27:6b:a7  …  ARP is at 28:80:88:27:6b:a7 says 192.168.1.1
	// 2       3  2026-11-22 06:33:20.029777  192.168.1.23       …  ICMP echo request
	// 3       4  2026-11-22 06:33:20.029935  192.168.1.1        …  ICMP echo reply
	// 4       5  2026-11-22 06:33:20.438904  192.168.1.23       …  DNS Qry "www.example.org"
	// 5       6  2026-11-22 06:33:20.457157  192.168.1.1        …  DNS Ans "www.example.org" "198.51.100.20"
	// 6       7  2026-11-22 06:33:20.457399  192.168.1.23       …  SYN
	// 7       8  2026-11-22 06:33:20.474245  198.51.100.20      …  SYN ACK
	// 8       9  2026-11-22 06:33:20.474452  192.168.1.23       …  PSH ACK, 74 bytes
	// 9      10  2026-11-22 06:33:20.491851  198.51.100.20      …  FIN PSH ACK, 115 bytes
	// 1 column not shown: to
}

func ExampleRequestList_Messages() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	fmt.Println(talk.Requests(pkts).Messages())
	// Output:
	// packet  datetime                    from           to             text
	// 0       3  2026-11-22 06:33:20.029777  192.168.1.23   192.168.1.1    ICMP echo 1
	// 1       4  2026-11-22 06:33:20.029935  192.168.1.1    192.168.1.23   reply
	// 2       5  2026-11-22 06:33:20.438904  192.168.1.23   192.168.1.1    DNS A www.example.org
	// 3       6  2026-11-22 06:33:20.457157  192.168.1.1    192.168.1.23   198.51.100.20
	// 4       9  2026-11-22 06:33:20.474452  192.168.1.23   198.51.100.20  HTTP GET http://www.example.org/
	// 5      10  2026-11-22 06:33:20.491851  198.51.100.20  192.168.1.23   200 OK
}

func ExampleConversationList_Link() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	talks := talk.Conversations(pkts, talk.IP) // plots.Network("Who talks to whom", talks) draws them
	fmt.Println(talks.Link(0))
	// Output:
	// 192.168.1.23 192.168.1.1 336
}

// Of files that are not in memory the packets of a conversation are read when they are asked for.
func ExampleConversations_open() {
	pkts := pcapnb.Open("../../testdata/ten.pcap", "../../testdata/web.pcap")
	talks := talk.Conversations(pkts, talk.TCP).SortDesc(talk.Bytes)
	fmt.Println(talks.Head(2).Select(talk.A, talk.B, talk.PortB, talk.Bytes, talk.State))
	fmt.Println(len(talks[0].Trace()), len(talk.Requests(pkts)))
	// Output:
	// a             b              port_b  bytes  state
	// 0  192.168.1.23  198.51.100.21     443  92918  closed
	// 1  192.168.1.23  198.51.100.21     443  47593  closed
	// 109 18
}
