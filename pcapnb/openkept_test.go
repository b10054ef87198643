package pcapnb_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/capture"
)

// keepAnswers gives the test a cache of its own in which answers are kept of files however young, and returns its folder.
func keepAnswers(t *testing.T) string {
	t.Helper()
	dir, rules := t.TempDir(), capture.CacheRules
	t.Setenv("PCAPNB_CACHE", dir)
	capture.CacheRules.From, capture.CacheRules.Settled = 1, -time.Hour
	t.Cleanup(func() { capture.CacheRules = rules })
	return dir
}

// keptFiles returns the cache's files of answers.
func keptFiles(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.partials"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// keptAnswers asks for what is kept, every kind of it.
func keptAnswers(all pcapnb.Captures) map[string]string {
	said := map[string]string{}
	for name, ps := range map[string]pcapnb.Captures{
		"all":    all,
		"filter": all.Filter(pcapnb.IPDst.Is("10.0.0.0/8").Or(pcapnb.Length.Gt(100)).And(pcapnb.MACSrc.Present()), pcapnb.DNSQuery.Contains("e").Not()),
		"where":  all.Where("udp || tcp.port == 53"),
		"bpf":    all.BPF("udp or tcp port 53"),
	} {
		byAddr := pcapnb.GroupBy(ps, pcapnb.IPDst)
		say := func(what, answer string) { said[name+": "+what] = answer }
		say("len", fmt.Sprint(ps.Len(), ps.Duration()))
		say("agg", exactTable(byAddr.WithMissing().Agg(pcapnb.CountOf(pcapnb.DNSQuery), pcapnb.SumOf(pcapnb.Length), pcapnb.MeanOf(pcapnb.TimeEpoch), pcapnb.StdOf(pcapnb.TimeNormed),
			pcapnb.QuantileOf(pcapnb.Length, 0.25), pcapnb.NUniqueOf(pcapnb.MACDst), pcapnb.MinOf(pcapnb.IPSrc), pcapnb.MaxOf(pcapnb.Time),
			pcapnb.FirstOf(pcapnb.Protocol), pcapnb.LastOf(pcapnb.PortSrc), pcapnb.MinOf(pcapnb.DNSResp), pcapnb.FirstOf(pcapnb.DNSQuery), pcapnb.LastOf(pcapnb.MACSrc))))
		say("first, last", exactSeries(byAddr.First(pcapnb.Length))+exactSeries(byAddr.Last(pcapnb.TCPLen))+exactSeries(byAddr.Min(pcapnb.Seq)))
		say("argmax", packetsText(byAddr.ArgMax(pcapnb.Length))+fmt.Sprint(pcapnb.Packets(byAddr.ArgMax(pcapnb.Length))))
		say("pair", exactSeries(pcapnb.GroupBy(ps, pcapnb.Keys(pcapnb.Keys(pcapnb.IPSrc, pcapnb.MACDst), pcapnb.PortDst)).Count()))
		say("seven seconds", exactSeries(ps.Resample(7*time.Second).Sum(pcapnb.Length)))
		say("pivot", exactTable(pcapnb.Pivot(ps, pcapnb.IPDst, pcapnb.Protocol, pcapnb.StdOf(pcapnb.Length)).Table())+
			exactTable(pcapnb.Across(ps.Resample(time.Minute), pcapnb.MACSrc, pcapnb.SumOf(pcapnb.Length)).Table()))
		say("every", exactSeries(pcapnb.GroupBy(ps, pcapnb.Every(pcapnb.Time, time.Minute)).Mean(pcapnb.Length)))
		say("describe", exactTable(ps.Describe())+exactTable(ps.Describe(pcapnb.Protocol, pcapnb.Flags, pcapnb.DNSQuery, pcapnb.MACSrc, pcapnb.IPDst)))
		say("counts", exactSeries(pcapnb.ValueCounts(ps, pcapnb.DNSQuery))+fmt.Sprint(pcapnb.Unique(ps, pcapnb.MACSrc), pcapnb.NUnique(ps, pcapnb.PortSrc)))
		say("stats", exactStat(ps.Std(pcapnb.Length))+exactStat(ps.Median(pcapnb.PortDst))+exactStat(ps.Max(pcapnb.TimeNormed)))
	}
	return said
}

// twinsOfKept compares answers with and without what is kept.
func twinsOfKept(t *testing.T, dir, what string, paths []string) {
	t.Helper()
	got := keptAnswers(pcapnb.Open(paths...))
	t.Setenv("PCAPNB_CACHE", "off")
	want := keptAnswers(pcapnb.Open(paths...))
	t.Setenv("PCAPNB_CACHE", dir)
	for name, w := range want {
		if g := got[name]; g != w {
			t.Errorf("%s: %s: kept answers differ: %s", what, name, firstDifference(g, w))
			return
		}
	}
}

// TestKeptAnswersAreAnswers asks files again, after each of the things that happen to folders.
func TestKeptAnswersAreAnswers(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i, name := range []string{"fragments.pcap", "dns.pcap"} {
		if i > 0 && testing.Short() {
			break
		}
		dir := keepAnswers(t)
		paths := cutCapture(t, r, "../testdata/"+name, 7)
		twins := func(what string, paths ...string) {
			t.Helper()
			twinsOfKept(t, dir, name+" "+what, paths)
		}
		twins("for the first time", paths...)
		before := keptFiles(t, dir)
		if len(before) == 0 {
			t.Fatal("nothing is kept")
		}
		twins("again", paths...)
		if after := keptFiles(t, dir); len(after) != len(before) {
			t.Errorf("%s: there are %d files of answers after the same questions, were %d", name, len(after), len(before))
		}
		twins("in part", paths[1:len(paths)-1]...)
		twins("in one file", paths[2])
		if err := os.Rename(paths[0], filepath.Join(filepath.Dir(paths[0]), "zero.pcap")); err != nil {
			t.Fatal(err)
		}
		twins("with its beginning last", append(paths[1:], filepath.Join(filepath.Dir(paths[0]), "zero.pcap"))...)
		copyFile(t, "../testdata/web.pcap", paths[1])
		twins("with a file changed", paths[1:]...)
		copyFile(t, "../testdata/ten.pcap", paths[0])
		twins("with a file added", paths...)
		data, err := os.ReadFile(paths[3])
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(paths[3], data[:len(data)-3], 0o666); err != nil {
			t.Fatal(err)
		}
		twins("with a file cut", paths...)
		twins("with a file cut, again", paths...)
		damageCache(t, r, dir)
		twins("with damaged answers", paths...)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// damageCache changes a byte of every file of answers, or cuts it.
func damageCache(t *testing.T, r *rand.Rand, dir string) {
	t.Helper()
	for i, path := range keptFiles(t, dir) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if at := r.IntN(len(data)); i%3 == 0 {
			data = data[:at]
		} else {
			data[at] ^= 1 << r.IntN(8)
		}
		os.Remove(path) // its bytes are mapped
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOwnCodeIsNotKept asks by a key and a condition of the test's own, which another cell may define otherwise.
func TestOwnCodeIsNotKept(t *testing.T) {
	dir := keepAnswers(t)
	for round := range 2 {
		own := pcapnb.NewKey("own", func(p pcapnb.Packet) int { return p.Length() % (2 + round) })
		open := pcapnb.Open("../testdata/dns.pcap")
		if got := pcapnb.GroupBy(open, own).Len(); got != 2+round {
			t.Errorf("%d groups, want %d", got, 2+round)
		}
		odd := pcapnb.Length.That(func(n int) bool { return n%2 == round })
		all, half := open.Len(), open.Filter(odd).Len()
		if want := len(pcapnb.MustLoad("../testdata/dns.pcap").Filter(odd)); half != want || half == all {
			t.Errorf("%d packets pass, want %d of %d", half, want, all)
		}
		pcapnb.ValueCounts(open.FilterFunc(func(p pcapnb.Packet) bool { return true }), pcapnb.IPDst)
	}
	if files := keptFiles(t, dir); len(files) != 1 { // Len of all
		t.Errorf("%d files of answers, want 1:\n%s", len(files), strings.Join(files, "\n"))
	}
}
