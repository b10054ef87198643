package pcapnb

import (
	"fmt"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// TestSharedDissectionIsTheSame compares sharing packets out with showing all of them to one session.
func TestSharedDissectionIsTheSame(t *testing.T) {
	ids, err := fieldIDs([]string{"frame.number", "frame.time_epoch", "frame.len", "eth.src", "ip.src", "ip.dst", "ip.proto", "ip.ttl",
		"ipv6.src", "tcp.srcport", "tcp.flags", "tcp.stream", "udp.srcport", "udp.dstport", "icmp.type", "dns.qry.name", "frame.time_delta"})
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
		ps, err := Load("../testdata/" + path)
		if err != nil {
			t.Fatal(err)
		}
		sameColumns(t, path, ps.dissectShared(stateless, nil), ps.dissectAll(stateless, nil))
		for len(ps) < shareFrom {
			ps = append(ps, ps...)
		}
		sameColumns(t, path, ps.wireColumnsApart(ids), ps.dissectAll(ids, nil))
	}
}

func sameColumns(t *testing.T, path string, got, want []*Column) {
	t.Helper()
	for k, w := range want {
		g := got[k]
		if g.Name != w.Name || g.Len() != w.Len() || g.Kind() != w.Kind() {
			t.Fatalf("%s: column %s of %d, want %s of %d", path, g.Name, g.Len(), w.Name, w.Len())
		}
		for i := range w.Len() {
			gv, gok := g.Value(i)
			wv, wok := w.Value(i)
			if gok != wok || fmt.Sprint(gv) != fmt.Sprint(wv) {
				t.Fatalf("%s: %s of row %d is %v %v, want %v %v", path, w.Name, i, gv, gok, wv, wok)
			}
		}
	}
}
