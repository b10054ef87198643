package pcapnb

import (
	"os"
	"sync"
	"testing"
	"time"
)

// manyPackets is a million packets: those of the capture that PCAPNB_BENCH names, or one of ours over and over.
var manyPackets = sync.OnceValue(func() Packets {
	if path := os.Getenv("PCAPNB_BENCH"); path != "" {
		return MustLoad(path)
	}
	web := MustLoad("../testdata/web.pcap")
	var ps Packets
	for len(ps) < 1_000_000 {
		ps = append(ps, web...)
	}
	return ps
})

func benchmark(b *testing.B, f func(ps Packets)) {
	ps := manyPackets()
	for b.Loop() {
		f(ps)
	}
	b.ReportMetric(float64(len(ps))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mpackets/s")
}

func BenchmarkGroupByAddressSum(b *testing.B) {
	benchmark(b, func(ps Packets) { GroupBy(ps, IPSrc).Sum(Length) })
}

func BenchmarkGroupByPairCount(b *testing.B) {
	benchmark(b, func(ps Packets) { GroupBy(ps, Keys(IPSrc, PortDst)).Count() })
}

func BenchmarkGroupByMedian(b *testing.B) {
	benchmark(b, func(ps Packets) { GroupBy(ps, IPSrc).Median(Length) })
}

func BenchmarkValueCounts(b *testing.B) {
	benchmark(b, func(ps Packets) { ValueCounts(ps, IPDst) })
}

func BenchmarkFilterNumber(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Filter(Length.Gt(1000)) })
}

func BenchmarkFilterText(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Filter(Protocol.Is("TCP")) })
}

func BenchmarkFilterAddress(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Filter(IPSrc.Is("192.168.0.0/16")) })
}

func BenchmarkFilterTwo(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Filter(Protocol.Is("TCP"), PortDst.Is(443)) })
}

func BenchmarkDescribe(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Describe(Length) })
}

func BenchmarkDescribePorts(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Describe(Length, PortSrc, PortDst) })
}

func BenchmarkMean(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Mean(Length) })
}

func BenchmarkBytesPerSecond(b *testing.B) {
	benchmark(b, func(ps Packets) { GroupBy(ps, Every(Time, time.Second)).Sum(Length) })
}

func BenchmarkResampleHour(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Resample(time.Hour).Sum(Length) })
}

func BenchmarkSort(b *testing.B) {
	benchmark(b, func(ps Packets) { ps.Sort(Length) })
}

func BenchmarkHead(b *testing.B) {
	benchmark(b, func(ps Packets) { _ = ps.HTML() })
}
