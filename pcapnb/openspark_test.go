package pcapnb_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/spark"
)

// These are declared as a cell's are outside of %%: they name fields of their own for workers, and make this program one.
var (
	ownParity = pcapnb.NewKey("own parity", func(p pcapnb.Packet) bool { return p.Length()%2 == 0 })
	ownThird  = pcapnb.NewMeasure("own third", "bytes", func(p pcapnb.Packet) float64 { return float64(p.Length()) / 3 })
	ownSlow   = pcapnb.NewMeasure("own slow", "bytes", func(p pcapnb.Packet) float64 { time.Sleep(200 * time.Millisecond); return float64(p.Length()) })
	ownKind   = pcapnb.LabelFunc("own kind", pcapnb.PortDst, func(port int) (string, bool) { return "low", port < 1024 })
	sparkOpen = pcapnb.Open("../testdata/dns.pcap", "../testdata/ten.pcap")
)

// ownAnswers asks by fields of the test's own.
func ownAnswers(ps pcapnb.Captures) map[string]string {
	said := keptAnswers(ps)
	by := pcapnb.GroupBy(ps.Filter(ownThird.Gt(5), ownParity.Is(true).Or(ownKind.Present())), pcapnb.Keys(ownParity, ownKind))
	said["own"] = exactSeries(by.Sum(ownThird)) + exactSeries(by.Count()) + exactTable(ps.Describe(ownThird, ownKind))
	said["fields"] = exactSeries(pcapnb.GroupBy(ps.Filter(ps.Field("ip.ttl").IsNot("1"), ps.Field("eth.src").Present()), ps.Field("ip.ttl")).Sum(ps.Field("frame.len"))) +
		exactTable(pcapnb.GroupBy(ps, ps.Field("ip.proto")).Agg(pcapnb.NUniqueOf(ps.Field("ip.src")), pcapnb.MeanOf(ps.Field("ip.ttl")))) + exactSeries(pcapnb.ValueCounts(ps, ps.Field("tcp.flags.str")))
	said["streams"] = exactSeries(pcapnb.GroupBy(ps, ps.Field("udp.stream")).Sum(pcapnb.Length)) // worked out here
	said["file"] = exactSeries(pcapnb.GroupBy(ps, pcapnb.Source).Count())
	said["conds"] = exactSeries(pcapnb.GroupBy(ps.Filter(pcapnb.Length.Between(50, 1000), pcapnb.PortSrc.In(53, 443, 80).Not(), pcapnb.DNSQuery.Missing(),
		pcapnb.Protocol.Matches("^[TU]")), pcapnb.MACDst).Mean(pcapnb.TTL))
	said["more conds"] = exactSeries(pcapnb.GroupBy(ps.Filter(pcapnb.IPSrc.HasPrefix("1").Or(pcapnb.IPDst.HasSuffix("3"), pcapnb.TimeEpoch.Lt(1)), pcapnb.Length.Ge(1), pcapnb.Length.IsNot(60), pcapnb.MACSrc.IsNot(pcapnb.MAC{1}), pcapnb.MACDst.Is("02:00:00:00:00:01").Not()), pcapnb.Protocol).Count())
	return said
}

// TestWorkersSayTheSame has workers answer: each question must survive being written down, asked of files one by one and put
// together again.
func TestWorkersSayTheSame(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	pcapnb.WorkHere(t)
	r := rand.New(rand.NewPCG(9, 10))
	for _, name := range []string{"fragments.pcap", "dns.pcap"} {
		paths := cutCapture(t, r, "../testdata/"+name, 5)
		cut, err := os.ReadFile(paths[1])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(paths[1], cut[:len(cut)-3], 0o666); err != nil {
			t.Fatal(err)
		}
		open := pcapnb.Open(append(paths, "no such file.pcap")...)
		want, got := ownAnswers(open), ownAnswers(open.Engine("local[2]"))
		for what, w := range want {
			if g := got[what]; g != w {
				t.Errorf("%s: %s: workers differ: %s", name, what, firstDifference(g, w))
			}
		}
		if !strings.Contains(got["all: seven seconds"], "2 of ") {
			t.Errorf("no note of the cut file and the missing one: %s", got["all: seven seconds"])
		}
	}
}

// TestWorkersRunNoBodies asks by what only the body of a cell has.
func TestWorkersRunNoBodies(t *testing.T) {
	pcapnb.WorkHere(t)
	open := sparkOpen.Engine("spark://nowhere:1")
	key := pcapnb.NewKey("made here", func(p pcapnb.Packet) int { return 1 })
	for name, ask := range map[string]func(){
		"made here":      func() { pcapnb.GroupBy(open, key).Count() },
		"frame.len that": func() { open.Filter(pcapnb.Length.That(func(int) bool { return true })).Len() },
		"FilterFunc":     func() { open.FilterFunc(func(pcapnb.Packet) bool { return true }).Len() },
	} {
		if text, ok := recovered(ask); !ok || !strings.Contains(text, name) || !strings.Contains(text, "outside of %%") {
			t.Errorf("%s: says %q", name, text)
		}
	}
}

// TestWorkersStopWithAReason has a filter that is wrong: the cell says so.
func TestWorkersStopWithAReason(t *testing.T) {
	pcapnb.WorkHere(t)
	t.Setenv("PCAPNB_CACHE", "off")
	wrong := sparkOpen.BPF("tcp porridge 4")
	want, _ := recovered(func() { wrong.Len() })
	if text, ok := recovered(func() { wrong.Engine("local[2]").Len() }); !ok || !strings.Contains(text, strings.TrimPrefix(want, "pcapnb: ")) {
		t.Errorf("says %q, want %q", text, want)
	}
}

// TestSpark asks a standalone cluster of Spark with two workers, with a cut file, one of noise and a missing one among the
// files, and one worker is killed in the middle: every answer must be that of this process.
func TestSpark(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a cluster; not in -short")
	}
	if err := spark.Check(); err != nil {
		t.Skip(err)
	}
	t.Setenv("PCAPNB_CACHE", "off")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("NETLAB_SPARK_IDLE", "3")
	paths := cutCapture(t, rand.New(rand.NewPCG(11, 12)), "../testdata/fragments.pcap", 6)
	data, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(paths[1], data[:len(data)-3], 0o666); err != nil {
		t.Fatal(err)
	}
	noise := filepath.Join(t.TempDir(), "noise.pcap")
	if err := os.WriteFile(noise, bytes.Repeat([]byte("noise"), 1000), 0o666); err != nil {
		t.Fatal(err)
	}
	open := pcapnb.Open(append(paths, noise, "no\tsuch file.pcap")...)
	for what, ask := range map[string]func(ps pcapnb.Captures) string{
		"own": func(ps pcapnb.Captures) string {
			return exactSeries(pcapnb.GroupBy(ps.Filter(ownThird.Gt(5)), ownParity).Sum(ownThird))
		},
		"agg": func(ps pcapnb.Captures) string {
			return exactTable(pcapnb.GroupBy(ps, pcapnb.IPDst).Agg(pcapnb.SumOf(pcapnb.Length), pcapnb.StdOf(pcapnb.TimeNormed), pcapnb.MedianOf(pcapnb.Length),
				pcapnb.NUniqueOf(pcapnb.MACSrc), pcapnb.FirstOf(pcapnb.DNSQuery)))
		},
		"rows": func(ps pcapnb.Captures) string {
			return packetsText(pcapnb.GroupBy(ps, pcapnb.Protocol).ArgMax(pcapnb.Length))
		},
		"describe": func(ps pcapnb.Captures) string { return exactTable(ps.Where("udp || ip.ttl > 3").Describe()) },
		"fields": func(ps pcapnb.Captures) string {
			return exactSeries(pcapnb.GroupBy(ps.Filter(ps.Field("ip.proto").In("17", "6")), ps.Field("ip.ttl")).Sum(ps.Field("frame.len")))
		},
		"seconds": func(ps pcapnb.Captures) string {
			return exactSeries(ps.BPF("udp").Resample(7 * time.Second).Sum(pcapnb.Length))
		},
	} {
		if want, got := ask(open), ask(open.Engine("local-cluster[2,1,1024]")); got != want {
			t.Errorf("%s: Spark differs: %s", what, firstDifference(got, want))
		}
	}
	killed := make(chan error, 1)
	go func() {
		time.Sleep(time.Second) // a file takes as long
		killed <- exec.Command("pkill", "-KILL", "-n", "-f", "org.apache.spark.executor.CoarseGrainedExecutorBackend").Run()
	}()
	slow := func(ps pcapnb.Captures) string {
		return exactSeries(pcapnb.GroupBy(ps, pcapnb.Source).Sum(ownSlow))
	}
	got := slow(open.Engine("local-cluster[2,1,1024]"))
	select {
	case err := <-killed:
		if err != nil {
			t.Error("no worker was killed: ", err)
		}
	default:
		t.Error("the answer was there before a worker was killed")
	}
	if want := slow(open); got != want {
		t.Errorf("with a worker killed Spark differs: %s", firstDifference(got, want))
	}
}
