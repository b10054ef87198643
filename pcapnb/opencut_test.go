package pcapnb_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/capture"
)

// cutSpans has files cut into spans of so many bytes, and gives the test more than one processor, without which nothing is cut.
func cutSpans(t *testing.T, size int64) {
	rules, cores := capture.SpanRules, runtime.GOMAXPROCS(0)
	capture.SpanRules.From, capture.SpanRules.Size = 2*size, size
	runtime.GOMAXPROCS(max(cores, 4))
	t.Cleanup(func() { capture.SpanRules = rules; runtime.GOMAXPROCS(cores) })
}

// spanAnswers asks what is answered from guesses, and what is not.
func spanAnswers(paths ...string) map[string]string {
	all := pcapnb.Open(paths...)
	said := map[string]string{}
	if text, failed := recovered(func() { all.Len() }); failed {
		return map[string]string{"none": text}
	}
	for name, ps := range map[string]pcapnb.Captures{"all": all, "filter": all.Filter(pcapnb.Length.Gt(70)), "where": all.Where("ip.ttl > 60 || arp || udp.port == 53")} {
		say := func(what, answer string) { said[name+": "+what] = answer }
		byAddr := pcapnb.GroupBy(ps, pcapnb.IPDst)
		say("agg", exactTable(byAddr.WithMissing().Agg(pcapnb.CountOf(pcapnb.DNSQuery), pcapnb.SumOf(pcapnb.Length), pcapnb.MeanOf(pcapnb.TimeEpoch), pcapnb.StdOf(pcapnb.TimeNormed),
			pcapnb.QuantileOf(pcapnb.Length, 0.25), pcapnb.NUniqueOf(pcapnb.MACDst), pcapnb.MaxOf(pcapnb.Time), pcapnb.FirstOf(pcapnb.Protocol), pcapnb.LastOf(pcapnb.PortSrc))))
		say("first, last", exactSeries(byAddr.First(pcapnb.Length))+exactSeries(byAddr.Last(pcapnb.Length)))
		say("argmax", packetsText(byAddr.ArgMax(pcapnb.Length))+fmt.Sprint(pcapnb.Packets(byAddr.ArgMax(pcapnb.Length))))
		say("counts", exactSeries(pcapnb.ValueCounts(ps, pcapnb.IPSrc))+exactSeries(pcapnb.ValueCounts(ps, pcapnb.DNSQuery)))
		say("pivot", exactTable(pcapnb.Pivot(ps, pcapnb.IPSrc, pcapnb.Protocol, pcapnb.MeanOf(pcapnb.Length)).Table()))
		own := pcapnb.NewKey("own", func(p pcapnb.Packet) int { return p.Length() % 5 })
		say("own", exactSeries(pcapnb.GroupBy(ps, own).First(pcapnb.Length)))
		say("load", packetsText(ps.Load()))
		if len(paths) == 1 {
			say("numbers", exactSeries(pcapnb.GroupBy(ps, pcapnb.IPDst).Sum(pcapnb.FrameNumber))+exactSeries(pcapnb.GroupBy(ps, own).Max(pcapnb.FrameNumber)))
			say("where number", fmt.Sprint(ps.Where("frame.number % 3 == 1").Len()))
		}
		report := ps.Report()
		say("report", fmt.Sprintf("%+v\n%s", report, report))
	}
	return said
}

// sameInSpans compares the answers of files that are cut with those of the same files that are not.
func sameInSpans(t *testing.T, what string, size int64, paths ...string) {
	t.Helper()
	want := spanAnswers(paths...)
	t.Run("spans", func(t *testing.T) {
		cutSpans(t, size)
		got := spanAnswers(paths...)
		for name, w := range want {
			if g := got[name]; g != w {
				t.Errorf("%s in spans of %d bytes: %s differs: %s", what, size, name, firstDifference(g, w))
				break
			}
		}
	})
}

// TestSpansOfCaptures cuts every capture of testdata at any bytes, and some of those of others where they are there.
func TestSpansOfCaptures(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	r := rand.New(rand.NewPCG(9, 10))
	paths, err := filepath.Glob("../testdata/*.pcap*")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	if !testing.Short() {
		others, _ := filepath.Glob("../../shared/captures/*/*.pcap*")
		for i := 0; i < len(others); i += 1 + len(others)/60 {
			paths = append(paths, others[i])
		}
	}
	for i, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if testing.Short() && info.Size() > 40_000 || info.Size() < 64 || info.Size() > 1_000_000 {
			continue
		}
		most := min(info.Size()/2, 200_000)
		with := []string{path}
		if i%2 > 0 {
			with = append(with, "../testdata/dns.pcap", "../testdata/ten.pcapng")
		}
		sameInSpans(t, strings.Join(with, ", "), max(most/40, 16)+r.Int64N(most), with...)
	}
}

// odd makes pcaps of packets that are hard to find.
type odd struct {
	*rand.Rand
	order binary.AppendByteOrder
	nano  bool
	time  int64 // microseconds, or nanoseconds
	back  bool  // time runs backwards now and then
}

func (o *odd) file(n int) []byte {
	magic := uint32(0xa1b2c3d4)
	if o.nano {
		magic = 0xa1b23c4d
	}
	b := o.order.AppendUint32(nil, magic)
	b = o.order.AppendUint16(b, 2)
	b = o.order.AppendUint16(b, 4)
	b = append(b, make([]byte, 8)...)
	b = o.order.AppendUint32(b, 262144)
	b = o.order.AppendUint32(b, 1)
	for range n {
		b = o.record(b, o.packet(0))
	}
	return b
}

func (o *odd) record(b, packet []byte) []byte {
	o.time += o.Int64N(2000)
	if o.back && o.IntN(20) == 0 {
		o.time -= 1_000_000
	}
	unit := int64(1e6)
	if o.nano {
		unit = 1e9
	}
	b = o.order.AppendUint32(b, uint32(o.time/unit))
	b = o.order.AppendUint32(b, uint32(o.time%unit))
	b = o.order.AppendUint32(b, uint32(len(packet)))
	b = o.order.AppendUint32(b, uint32(len(packet)+o.IntN(2)*o.IntN(1000)))
	return append(b, packet...)
}

// packet returns a UDP packet whose payload may be the records of other packets, zeros or long.
func (o *odd) packet(depth int) []byte {
	var payload []byte
	switch k := o.IntN(40); {
	case k < 4:
		return nil
	case k < 8 && depth < 2:
		was := o.time
		for range 1 + o.IntN(30) {
			payload = o.record(payload, o.packet(depth+1))
		}
		o.time = was
	case k < 10:
		payload = make([]byte, o.IntN(3000))
	case k == 10 && depth == 0:
		payload = make([]byte, 100_000+o.IntN(100_000))
	default:
		payload = make([]byte, o.IntN(200))
		for i := range payload {
			payload[i] = byte(o.Uint32())
		}
	}
	payload = payload[:min(len(payload), 262_000)]
	p := []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, byte(o.IntN(4)), 8, 0, 0x45, 0}
	p = binary.BigEndian.AppendUint16(p, uint16(28+len(payload)))
	frag := byte(0)
	if o.IntN(15) == 0 {
		frag = 0x20
	}
	p = append(p, 0, byte(o.IntN(4)), frag, 0, 64, 17, 0, 0, 10, 0, 0, byte(o.IntN(5)), 10, 0, 1, byte(o.IntN(9)))
	p = binary.BigEndian.AppendUint16(p, uint16(1024+o.IntN(100)))
	p = binary.BigEndian.AppendUint16(p, uint16(5000+o.IntN(3)))
	p = binary.BigEndian.AppendUint16(p, uint16(8+len(payload)))
	return append(append(p, 0, 0), payload...)
}

// TestSpansOfOddFiles cuts files whose payloads are captures, which have empty and huge packets, damaged middles and cut ends. There must
// be wrong guesses among those that are made.
func TestSpansOfOddFiles(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	var wrong atomic.Int64
	pcapnb.OnWrongGuess(t, func() { wrong.Add(1) })
	rounds := 30
	if testing.Short() {
		rounds = 2
	}
	for round := range rounds {
		r := rand.New(rand.NewPCG(11, uint64(round)))
		o := &odd{Rand: r, order: binary.LittleEndian, nano: r.IntN(3) == 0, time: 1_600_000_000_000_000 + r.Int64N(1e12), back: r.IntN(3) == 0}
		if r.IntN(3) == 0 {
			o.order = binary.BigEndian
		}
		if o.nano {
			o.time *= 1000
		}
		data := o.file(20 + r.IntN(300))
		switch r.IntN(4) {
		case 0:
			data = data[:len(data)-r.IntN(len(data)/2)]
		case 1:
			at := 24 + r.IntN(len(data)-24)
			for i := range data[at:min(at+40, len(data))] {
				data[at+i] = byte(r.Uint32())
			}
		}
		dir := t.TempDir()
		path := filepath.Join(dir, fmt.Sprintf("odd-%d.pcap", round))
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		size := int64(20 + r.IntN(2000)*(1+r.IntN(20)))
		size = max(size, int64(len(data)/200))
		paths := []string{path}
		if r.IntN(2) == 0 {
			other := filepath.Join(dir, "other.pcap")
			if err := os.WriteFile(other, o.file(100), 0o666); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, other)
		}
		sameInSpans(t, fmt.Sprintf("round %d, %d bytes", round, len(data)), size, paths...)
		if t.Failed() {
			return
		}
	}
	if wrong.Load() == 0 {
		t.Error("no guess was wrong: the test shows nothing")
	}
	t.Logf("%d guesses were wrong", wrong.Load())
}

// TestSpansAreKept asks again of a file that was read in spans, and of one that grew.
func TestSpansAreKept(t *testing.T) {
	keepAnswers(t)
	cutSpans(t, 20_000)
	path := filepath.Join(t.TempDir(), "grows.pcap")
	copyFile(t, "../testdata/web.pcap", path)
	want := exactSeries(pcapnb.GroupBy(pcapnb.MustLoad(path), pcapnb.IPDst).Sum(pcapnb.Length))
	for range 2 {
		if got := exactSeries(pcapnb.GroupBy(pcapnb.Open(path), pcapnb.IPDst).Sum(pcapnb.Length)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	one, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(one, one[24:]...), 0o666); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Millisecond)
	twice := pcapnb.GroupBy(pcapnb.MustLoad(path), pcapnb.IPDst).Sum(pcapnb.Length)
	if got := exactSeries(pcapnb.GroupBy(pcapnb.Open(path), pcapnb.IPDst).Sum(pcapnb.Length)); got != exactSeries(twice) || strings.Contains(got, want) {
		t.Errorf("of the file that grew: %s, want %s", got, exactSeries(twice))
	}
}
