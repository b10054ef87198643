package pcapnb

import (
	"strings"
	"testing"
)

// icmpAndTCP are four flows: two pings, what a router said to them, and the SYN of a connection.
func icmpAndTCP(t *testing.T) Flows {
	t.Helper()
	return MustLoad("../testdata/unreachable.pcap").Flows().FilterFunc(func(f Flow) bool {
		return f.Src.String() == "192.168.1.23" && f.Protocol != "UDP" || f.Packets == 2
	})
}

// A flow without ports shows none: not 0, which would be a port.
func TestFlowsWithoutPortsShowNone(t *testing.T) {
	flows := icmpAndTCP(t)
	want := "   ip_src        port_src  ip_dst         port_dst  protocol  packets\n" +
		"0  192.168.1.23            198.51.100.20            ICMP            1\n" +
		"1  192.168.1.1             192.168.1.23             ICMP            2\n" +
		"2  192.168.1.23            10.1.2.3                 ICMP            1\n" +
		"3  192.168.1.23     57576  192.168.1.10         81  TCP             1"
	table := TableOf(flows)
	if got := table.Select("ip_src", "port_src", "ip_dst", "port_dst", "protocol", "packets").String(); got != want {
		t.Errorf("as text:\n%s\nwant\n%s", got, want)
	}
	if got := flows.HTML(); strings.Contains(got, ">0</td>") || !strings.Contains(got, ">57576</td>") {
		t.Errorf("as HTML:\n%s", got)
	}
	var csv strings.Builder
	if err := table.WriteCSV(&csv); err != nil || !strings.Contains(csv.String(), "\n192.168.1.1,,192.168.1.23,,ICMP,2,") {
		t.Errorf("as CSV (%v):\n%s", err, csv.String())
	}
	if got, ok := FlowDstPort.Of(flows[0]); ok {
		t.Errorf("a ping goes to port %d, want none", got)
	}
}

// Verbs leave such flows out or put them last, and say so.
func TestVerbsOnFlowsWithoutPorts(t *testing.T) {
	flows := icmpAndTCP(t)
	want := "port_dst  packets\n      81        1\n3 rows without port_dst (4 packets) are in no group"
	if got := GroupBy(flows, FlowDstPort).Sum(FlowPackets).String(); got != want {
		t.Errorf("by port:\n%s\nwant\n%s", got, want)
	}
	for what, sorted := range map[string]Flows{"ascending": flows.Sort(FlowDstPort), "descending": flows.SortDesc(FlowDstPort)} {
		if got := sorted[0].DstPort; got != 81 {
			t.Errorf("%s: port %d comes first, want 81", what, got)
		}
	}
	if got := flows.Describe(FlowDstPort).Column("port_dst").Floats()[0]; got != 1 {
		t.Errorf("described are %v ports, want 1", got)
	}
	if n := len(flows.Filter(FlowDstPort.Missing())); n != 3 {
		t.Errorf("%d flows have no port, want 3", n)
	}
}

// Packets without a time neither begin a flow in the year 1 nor make it last for centuries.
func TestFlowsOfPacketsWithoutTimes(t *testing.T) {
	timed := MustLoad("../testdata/ten.pcap")
	flows := append(MustLoad("../testdata/ten-simplepackets.pcapng"), timed...).Flows()
	for i, want := range timed.Flows() {
		if got := flows[i]; got.First != want.First || got.Duration != want.Duration || got.Packets != 2*want.Packets {
			t.Errorf("flow %d: %+v, want the time of %+v and twice its packets", i, got, want)
		}
	}
}
