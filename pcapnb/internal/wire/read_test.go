package wire

import (
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// TestSharedDissectionIsTheSame compares sharing packets out with showing all of them to one session.
func TestSharedDissectionIsTheSame(t *testing.T) {
	ids, err := IDs([]string{"frame.number", "frame.time_epoch", "frame.len", "eth.src", "ip.src", "ip.dst", "ip.proto", "ip.ttl",
		"ipv6.src", "tcp.srcport", "tcp.flags", "tcp.stream", "udp.srcport", "udp.dstport", "icmp.type", "dns.qry.name", "frame.time_delta"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var stateless []dissect.ID
	for _, id := range ids {
		if !dissect.NeedsState(dissect.NewSet(id)) {
			stateless = append(stateless, id)
		}
	}
	for _, path := range []string{"fragments.pcap", "morning.pcap", "web.pcap", "ipv6-extensions.pcap", "vxlan.pcap", "ten-gre.pcap", "unreachable.pcap"} {
		c := load(t, path)
		sameColumns(t, path, All(c).dissectShared(stateless, nil), All(c).dissectAll(stateless, nil))
		many := manyOf(c)
		sameColumns(t, path, many.read(ids), many.dissectAll(ids, nil))
	}
}

func sameColumns(t *testing.T, path string, got, want []*Column) {
	t.Helper()
	for k, w := range want {
		g := got[k]
		if g.ID != w.ID || rowsOf(g) != rowsOf(w) || g.Kind != w.Kind {
			t.Fatalf("%s: column %v of %d, want %v of %d", path, g.ID, rowsOf(g), w.ID, rowsOf(w))
		}
		for i := range rowsOf(w) {
			gv, gok := g.Text(i)
			wv, wok := w.Text(i)
			if gok != wok || gv != wv {
				t.Fatalf("%s: %v of row %d is %q %v, want %q %v", path, w.ID, i, gv, gok, wv, wok)
			}
		}
	}
}

func rowsOf(c *Column) int { return max(len(c.OK), len(c.Codes)) }
