package pcapnb_test

import (
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"netlab/pcapnb"
)

func ExampleTable_Filter() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.Filter(t.Int("port_dst").Is(80), t.Text("ip_src").Is("192.168.1.23")).Select("ip_dst", "length"))
	// Output:
	// No.  ip_dst         length (bytes)
	//   7  198.51.100.20              74
	//   9  198.51.100.20             140
}

func ExampleTable_GroupBy() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.GroupBy("protocol").Mean("length"))
	// Output:
	// protocol  mean length (bytes)
	// ARP                     42.00
	// ICMP                    74.00
	// TCP                    117.25
	// UDP                     94.00
}

func ExampleTable_Resample() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.Resample("datetime", 200*time.Millisecond).Max("length"))
	// Output:
	// datetime                 max length (bytes)
	// 2026-11-22 06:33:20.000                  74
	// 2026-11-22 06:33:20.200
	// 2026-11-22 06:33:20.400                 181
}

func ExampleTable_ValueCounts() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.ValueCounts("mac_dst"))
	// Output:
	// mac_dst            count (rows)
	// 3c:15:c2:d9:d3:50             5
	// 28:80:88:27:6b:a7             4
	// ff:ff:ff:ff:ff:ff             1
}

func ExampleTable_With() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table().Select("length", "protocol").Head(3)
	fmt.Println(t.With("bits", func(r pcapnb.Row) any {
		length, _ := r.Number("length")
		return 8 * int(length)
	}))
	// Output:
	// No.  length (bytes)  protocol  bits
	//   1              42  ARP        336
	//   2              42  ARP        336
	//   3              74  ICMP       592
}

func ExampleTable_DropMissing() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table()
	fmt.Println(t.DropMissing("dns_query").Select("ip_src", "dns_query"))
	// Output:
	// No.  ip_src        dns_query
	//   5  192.168.1.23  www.example.org
	//   6  192.168.1.1   www.example.org
}

func ExampleTable_Sort() {
	t := pcapnb.NewTable(
		pcapnb.NewColumn("host", "", []string{"phone", "laptop", "router"}),
		pcapnb.NewColumn("seen", "bytes", []any{1514, nil, 60}))
	fmt.Println(t.Sort("seen"))
	// Output:
	// host    seen (bytes)
	// 2  router            60
	// 0  phone           1514
	// 1  laptop
}

func ExampleTable_Join() {
	t := pcapnb.MustLoad("../testdata/ten.pcap").Table().Select("ip_dst", "length").Slice(4, 7)
	names := pcapnb.LabelTable("ip_dst", "name", map[netip.Addr]string{netip.MustParseAddr("192.168.1.1"): "router"})
	fmt.Println(t.Join(names, "ip_dst"))
	// Output:
	// No.  ip_dst         length (bytes)  name
	//   5  192.168.1.1                86  router
	//   6  192.168.1.23              102
	//   7  198.51.100.20              74
}

func ExampleTable_WriteCSV() {
	t := pcapnb.NewTable(pcapnb.NewColumn("name", "", []string{"www.example.org", "=1+1"}), pcapnb.NewColumn("count", "", []int{2, 1}))
	t.WriteCSV(os.Stdout, pcapnb.FormulaSafe)
	// Output:
	// name,count
	// www.example.org,2
	// '=1+1,1
}

func ExampleTable_WriteJSONLines() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	pkts.Head(3).Select(pcapnb.Time, pcapnb.IPSrc, pcapnb.Length).WriteJSONLines(os.Stdout)
	// Output:
	// {"datetime":"2026-11-22T06:33:20.029729Z","length":42}
	// {"datetime":"2026-11-22T06:33:20.029775Z","length":42}
	// {"datetime":"2026-11-22T06:33:20.029777Z","ip_src":"192.168.1.23","length":74}
}

func ExampleReadCSV() {
	t, err := pcapnb.ReadCSV(strings.NewReader("port,service\n53,domain\n443,https\n"))
	fmt.Println(t, err)
	// Output:
	// port  service
	// 0    53  domain
	// 1   443  https <nil>
}

func ExampleTableOf() {
	fmt.Println(pcapnb.TableOf([]hop{{"router", 1, 0.4}, {"provider", 2, 7.9}}))
	// Output:
	// Name      TTL  RTT (ms)
	// 0  router      1       0.4
	// 1  provider    2       7.9
}

func ExampleRow_Float() {
	pkts := pcapnb.MustLoad("../testdata/ten.pcap")
	bits := pkts.Head(3).Select(pcapnb.Length).With("bits", func(r pcapnb.Row) any { return 8 * r.Float("length") })
	fmt.Println(bits)
	// Output:
	// No.  length (bytes)  bits
	//   1              42   336
	//   2              42   336
	//   3              74   592
}
