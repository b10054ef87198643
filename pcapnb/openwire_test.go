package pcapnb_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"netlab/pcapnb"
)

// fielded is what can be asked for fields by Wireshark's names.
type fielded[S any] interface {
	rowsAsked[S]
	Field(name string) pcapnb.WireField
	Fields(names ...string) *pcapnb.Table
}

// wireAsked are fields that need the packets before, and others; numbers, times, text, addresses, several values in a packet.
var wireAsked = []string{"ip.ttl", "ip.src", "eth.type", "frame.number", "frame.time_relative", "frame.time_epoch", "tcp.stream", "tcp.analysis.ack_rtt",
	"dns.qry.name", "dns.a", "http.request.method", "tcp.flags.syn", "icmp.type", "frame.len", "_ws.col.Protocol"}

// wireAnswers asks packets for fields by Wireshark's names.
func wireAnswers[S fielded[S]](all S) map[string]string {
	said := map[string]string{}
	for name, ps := range map[string]S{
		"all":    all,
		"typed":  all.Filter(pcapnb.Length.Gt(80)),
		"stream": all.Filter(all.Field("tcp.stream").In("0", "2", "5")),
		"where":  all.Where("udp || tcp.stream == 1"),
		"ttl":    all.Filter(all.Field("ip.ttl").Is("64")),
		"none":   all.Filter(all.Field("http.request.method").Is("BREW")),
	} {
		say := func(what, answer string) { said[name+": "+what] = answer }
		say("fields", fmt.Sprint(ps.Fields(wireAsked...).Head(1000).Full()))
		say("select", fmt.Sprint(ps.Select(pcapnb.FrameNumber, all.Field("tcp.stream"), all.Field("ip.ttl"), all.Field("dns.qry.name")).Full()))
		for _, field := range wireAsked {
			f := all.Field(field)
			say("value counts of "+field, exactSeries(pcapnb.ValueCounts(ps, f)))
			say("bytes by "+field, exactSeries(pcapnb.GroupBy(ps, f).Sum(pcapnb.Length)))
			say("unique "+field, fmt.Sprint(pcapnb.NUnique(ps, f)))
			say("largest by "+field, packetsText(pcapnb.GroupBy(ps, f).ArgMax(pcapnb.Length)))
		}
		for _, field := range []string{"tcp.analysis.ack_rtt", "frame.time_relative", "frame.len", "ip.ttl", "frame.number"} {
			f := all.Field(field)
			say("sum of "+field, exactStat(ps.Sum(f))+exactStat(ps.Quantile(f, 0.3)))
			say(field+" by address", exactSeries(pcapnb.GroupBy(ps, pcapnb.IPDst).Sum(f))+exactSeries(pcapnb.GroupBy(ps, pcapnb.IPDst).Median(f)))
		}
		say("describe", exactTable(ps.Describe(all.Field("dns.qry.name"), all.Field("_ws.col.Protocol"))))
		say("agg", exactTable(pcapnb.GroupBy(ps, pcapnb.Protocol).Agg(pcapnb.MeanOf(all.Field("ip.ttl")), pcapnb.CountOf(all.Field("ip.ttl")),
			pcapnb.NUniqueOf(all.Field("ip.ttl")), pcapnb.NUniqueOf(all.Field("ip.src")), pcapnb.MinOf(all.Field("dns.qry.name")))))
		say("pairs", exactSeries(pcapnb.GroupBy(ps, pcapnb.Keys(pcapnb.IPSrc, all.Field("dns.qry.name"))).Count()))
		say("sorted", numberedText(ps.Head(20)))
	}
	return said
}

// TestWireFieldsOfCaptures cuts captures into files: what fields by Wireshark's names say of them is what they say of the packets loaded.
func TestWireFieldsOfCaptures(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	r := rand.New(rand.NewPCG(5, 6))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i, name := range []string{"fragments.pcap", "dns.pcap", "web.pcap"} {
		if i > 0 && testing.Short() {
			break
		}
		path := "../testdata/" + name
		want := wireAnswers(pcapnb.MustLoad(path))
		for cores := range 3 {
			runtime.GOMAXPROCS(cores + 1)
			paths := []string{path}
			if cores > 0 {
				paths = cutCapture(t, r, path, 2+r.IntN(9))
			}
			got, bad := wireAnswers(pcapnb.Open(paths...)), 0
			for what, w := range want {
				if g := got[what]; g != w {
					if bad++; bad < 4 {
						t.Errorf("%s in %d files: %s differs: %s", name, len(paths), what, firstDifference(g, w))
					}
				}
			}
			if bad > 3 {
				t.Errorf("%s in %d files: %d answers differ", name, len(paths), bad)
			}
		}
	}
}

// Answers to questions that name such fields are kept, as others are, where they need no order.
func TestWireFieldsAreKept(t *testing.T) {
	dir := keepAnswers(t)
	paths := cutCapture(t, rand.New(rand.NewPCG(7, 8)), "../testdata/web.pcap", 3)
	ask := func() string {
		open := pcapnb.Open(paths...)
		return exactSeries(pcapnb.ValueCounts(open.Filter(open.Field("ip.ttl").In("64", "63")), open.Field("tcp.flags.str")))
	}
	first := ask()
	files := keptFiles(t, dir)
	if len(files) == 0 || strings.Count(first, "\n") < 3 {
		t.Fatalf("%d answers are kept: %s", len(files), first)
	}
	if again := ask(); again != first {
		t.Errorf("kept: %s", firstDifference(again, first))
	}
}

func TestWireFieldsThatCapturesRefuse(t *testing.T) {
	open := pcapnb.Open(filepath.Join("..", "testdata", "ten.pcap"))
	stream := open.Field("tcp.stream")
	for want, f := range map[string]func(){
		"tcp.stream depends on the packets before, which a function of yours cannot ask Captures for: Load them": func() {
			open.FilterFunc(func(p pcapnb.Packet) bool { _, ok := stream.Of(p); return ok }).Len()
		},
		"Describe: whether ip.ttl has several values in some packets is known only of those in memory: Load them; ValueCounts": func() {
			open.Describe(open.Field("ip.ttl"))
		},
		"max ip.src: whether ip.src has several values": func() {
			pcapnb.GroupBy(open, pcapnb.Protocol).Agg(pcapnb.MaxOf(open.Field("ip.src")))
		},
		`unknown field "tcp.steam"`: func() { open.Field("tcp.steam") },
	} {
		if text, panicked := recovered(f); !panicked || !strings.Contains(text, want) {
			t.Errorf("%q, want %q", text, want)
		}
	}
}

// What fields say of packets of several captures, or of some that were kept, does not depend on what was asked of these before.
func TestFieldsDoNotDependOnOtherQuestions(t *testing.T) {
	names := []string{"tcp.stream", "udp.stream", "frame.time_delta", "ip.ttl", "dns.qry.name"}
	several := func() (all pcapnb.Packets) {
		for _, name := range []string{"web", "dns", "ten"} {
			all = append(all, pcapnb.MustLoad("../testdata/"+name+".pcap")...)
		}
		return all
	}
	kept := func() pcapnb.Packets { return pcapnb.Open("../testdata/web.pcap", "../testdata/dns.pcap").Tail(300) }
	for what, load := range map[string]func() pcapnb.Packets{"several": several, "kept": kept} {
		fresh, asked := load(), load()
		for _, name := range names {
			for _, p := range asked {
				asked.Field(name).Of(p)
			}
		}
		half := len(fresh) / 2
		want, got := fmt.Sprint(fresh[half:].Fields(names...).Full()), fmt.Sprint(asked[half:].Fields(names...).Full())
		if got != want {
			t.Errorf("%s: %s", what, firstDifference(got, want))
		}
	}
}
