package pcapnb

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// loadCase loads a small capture that went wrong once, with documentation addresses, and skips the test where it is not there.
func loadCase(t *testing.T, name string) Packets {
	t.Helper()
	found, _ := filepath.Glob("../../shared/cases/" + name + ".*")
	if len(found) == 0 {
		t.Skip("skipped: needs the small captures of ../shared/cases beside the checkout")
	}
	t.Setenv("PCAPNB_CACHE", "off")
	ps, err := Load(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// column writes a field's values of all packets, "-" for none.
func column(ps Packets, f Field[Packet]) string {
	text := ""
	for i, p := range ps {
		if i > 0 {
			text += " "
		}
		if v, ok := f.Value(p); ok {
			text += fmt.Sprint(v)
		} else {
			text += "-"
		}
	}
	return text
}

func TestCases(t *testing.T) {
	if _, err := os.Stat("../../shared/cases"); err != nil {
		t.Skip("skipped: needs the small captures of ../shared/cases beside the checkout")
	}
	field := func(name string) func(Packets) string {
		return func(ps Packets) string { return column(ps, ps.Field(name)) }
	}
	typed := func(f Field[Packet]) func(Packets) string { return func(ps Packets) string { return column(ps, f) } }
	where := func(filter string) func(Packets) string {
		return func(ps Packets) string { return fmt.Sprint(numbersOf(ps.Where(filter))) }
	}
	for _, c := range []struct {
		file, what string
		got        func(Packets) string
		want       string
	}{
		{"synack_before_syn", "tcp_stream", typed(TCPStream), "0 0 0 0 0 0 0 0"},
		{"synack_before_syn", "tcp.stream", field("tcp.stream"), "0 0 0 0 0 0 0 0"},
		{"synack_before_syn", "Stream(0)", func(ps Packets) string {
			s := ps.Stream(0)
			return fmt.Sprint(s.Len(), s.Client.Addr())
		}, "8 192.0.2.10"},
		{"synack_before_syn", "Preflight", func(ps Packets) string {
			return fmt.Sprint(incompleteStreams(ps)[0].Name, incompleteStreams(ps)[0].Count)
		}, "one direction only0"},
		{"pppoe_pad", "tcp_len of frame 3", func(ps Packets) string { return fmt.Sprint(ps[2].TCPLen()) }, "0"},
		{"pppoe_pad", "the client's data", func(ps Packets) string { return string(ps.Stream(0).ClientData().Bytes[:14]) }, "GET / HTTP/1.1"},
		{"ah", "port_src", typed(PortSrc), "5 5 5"},
		{"ah", "tcp.srcport", field("tcp.srcport"), "5 5 5"},
		{"ah", "tcp", where("tcp"), "[1 2 3]"},
		{"tso_len0", "ip.len", func(ps Packets) string { return column(ps[:1], ps.Field("ip.len")) }, "3040"},
		{"wifi_datapad", "ports", func(ps Packets) string { return fmt.Sprint(ps[0].PortSrc(), ps[0].PortDst()) }, "1000 2000"},
		{"flow_out_of_order", "Flows", func(ps Packets) string {
			f := ps.Flows()[0]
			return f.First.Format(time.TimeOnly) + " " + f.Duration.String()
		}, "22:13:20 2s"},
		{"gre_two_inner", "tcp.stream", func(ps Packets) string { return column(ps, TCPStream) + ", " + column(ps, ps.Field("tcp.stream")) }, "0 1, 0 1"},
		{"vxlan_tenants", "tcp_stream", typed(TCPStream), "0 0 0 0 1 1"},
		{"vxlan_tenants", "tcp.stream", field("tcp.stream"), "0 0 0 0 1 1"},
		{"eompls", "port_src", typed(PortSrc), "40000 40000 40000 40000 -"},
		{"pbb", "ports", func(ps Packets) string { return fmt.Sprint(ps[0].PortSrc(), ps[0].PortDst()) }, "1 2"},
		{"port_reuse", "Flows", func(ps Packets) string { return fmt.Sprint(len(ps.Flows()), ps.Flows()[3].Duration < time.Second) }, "4 true"},
	} {
		t.Run(c.file+"/"+c.what, func(t *testing.T) {
			if got := c.got(loadCase(t, c.file)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
