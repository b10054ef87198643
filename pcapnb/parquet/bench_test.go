package parquet_test

import (
	"io"
	"slices"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/parquet"
)

// BenchmarkWrite writes the default table of a million packets, 18 columns.
func BenchmarkWrite(b *testing.B) {
	pkts := pcapnb.MustLoad("../../testdata/morning.pcap")
	table := slices.Repeat(pkts, 1_000_000/len(pkts)+1)[:1_000_000].Table()
	var size countingWriter
	for b.Loop() {
		size = 0
		if err := parquet.Write(&size, table); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(size), "bytes")
	b.ReportMetric(1e6*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

type countingWriter int64

func (n *countingWriter) Write(p []byte) (int, error) {
	*n += countingWriter(len(p))
	return len(p), nil
}

var _ io.Writer = new(countingWriter)
