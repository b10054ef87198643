package pcapnb_test

import (
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/talk"
)

// TestSortedCaptures sorts the packets of files as those of the whole.
func TestSortedCaptures(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(7, 8))
	half := pcapnb.NewMeasure("half", "", func(p pcapnb.Packet) float64 { return float64(p.Length() / 2) })
	for _, name := range []string{"dns.pcap", "web.pcap"} {
		whole := pcapnb.MustLoad("../testdata/" + name)
		paths := cutCapture(t, r, "../testdata/"+name, 6)
		for _, cores := range []int{1, 2} {
			runtime.GOMAXPROCS(cores)
			open := pcapnb.Open(paths...)
			for _, fields := range [][]pcapnb.Field[pcapnb.Packet]{{pcapnb.Length}, {pcapnb.IPSrc, pcapnb.PortDst}, {pcapnb.DNSQuery}, {half, pcapnb.Time}, {pcapnb.TCPStream, pcapnb.Length}} {
				for what, twins := range map[string][2]string{
					"up, head 5":    {packetsText(open.Sort(fields...).Head(5)), packetsText(whole.Sort(fields...).Head(5))},
					"up, tail 300":  {packetsText(open.Sort(fields...).Tail(300)), packetsText(whole.Sort(fields...).Tail(300))},
					"down, head 0":  {packetsText(open.SortDesc(fields...).Head(0)), packetsText(whole.SortDesc(fields...).Head(0))},
					"down, head 70": {packetsText(open.SortDesc(fields...).Head(70)), packetsText(whole.SortDesc(fields...).Head(70))},
					"down, all":     {numberedText(open.SortDesc(fields...).Load()), numberedText(whole.SortDesc(fields...))},
					"table":         {exactTable(open.Sort(fields...).Table()), exactTable(whole.Sort(fields...).Table())},
				} {
					if twins[0] != twins[1] {
						t.Errorf("%s by %s…, %s: %s", name, fields[0].FieldName(), what, firstDifference(twins[0], twins[1]))
					}
				}
			}
		}
	}
}

// othersCaptures are captures that others made, where they are there, of a few thousand packets at most.
func othersCaptures(t *testing.T) []string {
	t.Helper()
	if testing.Short() {
		t.Skip("asks captures that others made; not in -short")
	}
	var paths []string
	for _, pattern := range []string{"../../shared/captures/*/*", "../../shared/cases/*"} {
		more, _ := filepath.Glob(pattern)
		for _, path := range more {
			if ps, err := pcapnb.Load(path); err == nil && len(ps) > 0 && len(ps) < 2000 {
				paths = append(paths, path)
			}
		}
	}
	if len(paths) == 0 {
		t.Skip("there are no captures of others")
	}
	return paths
}

// TestRowsOfOthersCaptures asks captures that others made for what depends on the packets before.
func TestRowsOfOthersCaptures(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	for _, path := range othersCaptures(t) {
		want, got := map[string]string{}, map[string]string{}
		whole := pcapnb.MustLoad(path)
		rowAnswers(whole, func(name, answer string) { want[name] = answer })
		rowAnswers(pcapnb.Open(path), func(name, answer string) { got[name] = answer })
		for name, w := range want {
			if got[name] != w {
				t.Errorf("%s: %s: %s", path, name, firstDifference(got[name], w))
			}
		}
	}
}

// TestVerbsHoldFewPackets asks for what needs few packets at once, or none, where no more than these may come into memory.
func TestVerbsHoldFewPackets(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	r := rand.New(rand.NewPCG(9, 9))
	whole := pcapnb.MustLoad("../testdata/web.pcap")
	paths := cutCapture(t, r, "../testdata/web.pcap", 9)
	const few = 12
	open := pcapnb.Open(paths...).Limit(few)
	if len(whole) < 20*few {
		t.Fatalf("%d packets are too few for this test", len(whole))
	}
	small := whole.Flows().Filter(pcapnb.FlowPackets.Lt(few / 2))
	for name, got := range map[string]int{
		"head":          len(open.Head(few)),
		"tail":          len(open.Tail(few)),
		"sample":        len(open.Sample(few, 1)),
		"every":         len(open.EveryNth(len(whole)/few + 1)),
		"sort, head":    len(open.Sort(pcapnb.Length).Head(few)),
		"sort, tail":    len(open.SortDesc(pcapnb.Time).Tail(few)),
		"flows":         len(open.Flows()),
		"small flows":   len(open.Flows().Filter(pcapnb.FlowPackets.Lt(few / 2))),
		"hierarchy":     len(open.ProtocolHierarchy()),
		"conversations": len(talk.Conversations(open, talk.TCP)),
		"endpoints":     len(talk.Endpoints(open, talk.IP)),
		"requests":      len(talk.Requests(open)),
		"servers":       len(talk.Servers(open)),
		"fans":          len(talk.Fans(open)),
	} {
		want := map[string]int{"flows": len(whole.Flows()), "small flows": len(small), "hierarchy": len(whole.ProtocolHierarchy()),
			"conversations": len(talk.Conversations(whole, talk.TCP)), "endpoints": len(talk.Endpoints(whole, talk.IP)),
			"requests": len(talk.Requests(whole)), "servers": len(talk.Servers(whole)), "fans": len(talk.Fans(whole)),
			"every": len(whole.EveryNth(len(whole)/few + 1))}[name]
		if want == 0 {
			want = few
		}
		if got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}
