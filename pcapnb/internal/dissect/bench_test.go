package dissect_test

import (
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// The sets of fields that benchmarks read.
const (
	elevenFields = "frame.number frame.time_epoch frame.len eth.src eth.dst ip.src ip.dst ip.proto tcp.srcport tcp.dstport tcp.flags"
	streamFields = "frame.number frame.time_epoch frame.len ip.src ip.dst tcp.stream tcp.seq tcp.ack tcp.len tcp.window_size tcp.flags"
	deepFields   = "frame.protocols _ws.col.Protocol _ws.col.Info dns.qry.name tls.handshake.extensions_server_name http.host tcp.analysis.ack_rtt"
)

func fieldSet(tb testing.TB, names string) *dissect.Set {
	var want dissect.Set
	for _, n := range strings.Fields(names) {
		id, ok := dissect.Lookup(n)
		if !ok {
			tb.Fatalf("no field %q", n)
		}
		want.Add(id)
	}
	return &want
}

func benchmark(b *testing.B, names string) {
	var frames []dissect.Frame
	for _, path := range []string{"bulk.pcap", "morning.pcap", "leak.pcap", "exfil.pcap"} {
		f, err := oracle.Frames("../../../testdata/" + path)
		if err != nil {
			b.Fatal(err)
		}
		frames = append(frames, f...)
	}
	want := fieldSet(b, names)
	s := dissect.New(want)
	var out dissect.Fields
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if i == len(frames) {
			i, s = 0, dissect.New(want)
		}
		s.Dissect(&frames[i], &out)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
}

func BenchmarkElevenFields(b *testing.B) { benchmark(b, elevenFields) }
func BenchmarkStreamFields(b *testing.B) { benchmark(b, streamFields) }
func BenchmarkDeepFields(b *testing.B)   { benchmark(b, deepFields) }
