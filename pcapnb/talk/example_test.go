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
