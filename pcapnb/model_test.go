package pcapnb

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/testcapture"
)

// read is Read of a file that can be read.
func read(t *testing.T, file []byte) Packets {
	t.Helper()
	ps, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

// verbs are questions whose answers are text.
func verbs() map[string]func(ps Packets) string {
	csv := func(t *Table) string { return written(func(w io.Writer) error { return t.WriteCSV(w) }) }
	return map[string]func(ps Packets) string{
		"table":         func(ps Packets) string { return csv(ps.Table()) },
		"all fields":    func(ps Packets) string { return csv(ps.Select(append(BasicFields(), HeaderFields()...)...)) },
		"html":          func(ps Packets) string { return ps.HTML() },
		"describe":      func(ps Packets) string { return ps.Describe().String() },
		"filter":        func(ps Packets) string { return ps.Filter(PortDst.Is(53), Length.Gt(100)).String() },
		"sort":          func(ps Packets) string { return csv(ps.Sort(IPDst, Length).Table()) },
		"sort desc":     func(ps Packets) string { return csv(ps.SortDesc(Length).Tail(50).Table()) },
		"bpf":           func(ps Packets) string { return csv(ps.BPF("udp port 53 or tcp[13] & 2 != 0").Table()) },
		"where":         func(ps Packets) string { return csv(ps.Where("tcp.stream < 5 && ip.len > 60").Table()) },
		"sum":           func(ps Packets) string { return GroupBy(ps, IPDst).Sum(Length).String() },
		"mean":          func(ps Packets) string { return GroupBy(ps, Protocol).Mean(TCPLen).String() },
		"quantile":      func(ps Packets) string { return fmt.Sprint(ps.Quantile(Length, 0.9), ps.Std(Length), ps.Max(Length)) },
		"resample":      func(ps Packets) string { return ps.Resample(time.Second).Sum(Length).String() },
		"counts":        func(ps Packets) string { return ValueCounts(ps, PortDst).String() },
		"unique":        func(ps Packets) string { return fmt.Sprint(Unique(ps, IPSrc)) },
		"streams":       func(ps Packets) string { return GroupBy(ps, TCPStream).Count().String() },
		"stream":        func(ps Packets) string { return string(ps.Stream(3).ClientData().Bytes) },
		"flows":         func(ps Packets) string { return fmt.Sprint(ps.Flows()) },
		"inter-arrival": func(ps Packets) string { return ps.InterArrival().String() },
		"names":         func(ps Packets) string { return fmt.Sprint(NamesIn(ps)) },
		"preflight":     func(ps Packets) string { return fmt.Sprint(Preflight(ps)) },
		"layers":        func(ps Packets) string { return ValueCounts(ps, LayerStack).String() },
		"pcap":          func(ps Packets) string { return written(ps.Filter(EtherType.Is(0x800)).WritePcapTo) },
	}
}

// written is what write writes.
func written(write func(w io.Writer) error) string {
	var b strings.Builder
	if err := write(&b); err != nil {
		return err.Error()
	}
	return b.String()
}

// answers asks all verbs on so many processors.
func answers(processors int, ps Packets) map[string]string {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
	all := make(map[string]string)
	for name, verb := range verbs() {
		all[name] = verb(ps)
	}
	return all
}

func sameAnswers(t *testing.T, how string, got, want map[string]string) {
	t.Helper()
	for name, wanted := range want {
		got := got[name]
		at := 0
		for at < min(len(got), len(wanted)) && got[at] == wanted[at] {
			at++
		}
		if got != wanted {
			t.Errorf("%s: %s differs: %.200q, want %.200q", how, name, got[at:], wanted[at:])
		}
	}
}

// TestAnswersDoNotDependOnProcessors asks every verb about generated captures, loaded plain and asked on one processor, and packed
// and asked on several.
func TestAnswersDoNotDependOnProcessors(t *testing.T) {
	lengths, sizes := []int{0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 10_000}, []int{0, 40, 1500, -1}
	for i, n := range lengths {
		for k, size := range sizes {
			if testing.Short() && (k != i%4 || n > 4096) {
				continue
			}
			file := testcapture.Generated(n, size, (i+k)%2 == 0)
			want := answers(1, read(t, file))
			packed := testcapture.Gzip(file)
			for _, processors := range []int{2, 8} {
				how := fmt.Sprintf("%d packets of %d bytes on %d processors", n, size, processors)
				sameAnswers(t, how, answers(processors, read(t, packed)), want)
			}
		}
	}
}

// TestAnswersFromTheCache asks every verb of captures that the cache holds.
func TestAnswersFromTheCache(t *testing.T) {
	useCache(t)
	for _, ng := range []bool{false, true} {
		file := testcapture.Generated(2049, -1, ng)
		want := answers(2, read(t, file))
		for name, data := range map[string][]byte{"plain": file, "packed.gz": testcapture.Gzip(file)} {
			path := filepath.Join(t.TempDir(), name)
			overwrite(t, path, data)
			MustLoad(path)
			before := len(CacheFiles())
			sameAnswers(t, name, answers(2, MustLoad(path)), want)
			if before == 0 {
				t.Errorf("%s: nothing is cached", name)
			}
		}
	}
}

// useCache caches every file, however small and new, in a folder of the test's own.
func useCache(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("PCAPNB_CACHE", dir)
	old := capture.CacheRules
	t.Cleanup(func() { capture.CacheRules = old })
	capture.CacheRules.From, capture.CacheRules.Settled = 1, 0
	return dir
}

func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestGeneratedCapturesAreNotEmpty sees that the generated captures hold what the comparisons are about.
func TestGeneratedCapturesAreNotEmpty(t *testing.T) {
	for _, ng := range []bool{false, true} {
		ps := read(t, testcapture.Generated(2048, -1, ng))
		for what, n := range map[string]int{"TCP": len(ps.Filter(Protocol.Is("TCP"))), "UDP": len(ps.Filter(Protocol.Is("UDP"))),
			"ICMP": len(ps.Filter(Protocol.Is("ICMP"))), "IPv6": len(ps.Where("ipv6")), "DNS": len(ps.Where("dns.qry.name")),
			"HTTP": len(ps.Where("http.host")), "streams": len(ps.Where("tcp.stream > 10"))} {
			if n == 0 {
				t.Errorf("pcapng %v: no %s", ng, what)
			}
		}
	}
}
