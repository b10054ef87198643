package talk

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

// answersOf asks packets or files for all that this package takes from them.
func answersOf[S Source](ps S) map[string]string {
	said := map[string]string{}
	for _, over := range []Layer{TCP, UDP, IP, Ethernet} {
		for _, idle := range []time.Duration{0, time.Second} {
			cs := ConversationsIdle(ps, over, idle)
			name := fmt.Sprintf("%v, idle %v: ", over, idle)
			said[name+"conversations"] = plainText(cs) + cs.String()
			said[name+"retransmissions"] = cs.With(Retransmissions).String()
			said[name+"features"] = cs.Features(3).Full().String()
			said[name+"fans"] = fmt.Sprint(cs.Fans())
			for i := 0; i < len(cs); i += 1 + len(cs)/5 {
				said[fmt.Sprintf("%strace %d", name, i)] = traceText(cs[i].Trace())
			}
		}
		said[over.String()+" conversations"] = plainText(Conversations(ps, over))
		said[over.String()+" endpoints"] = fmt.Sprintf("%#v", Endpoints(ps, over))
	}
	fans, beats := Fans(ps), Periodic(ps, 50*time.Millisecond)
	said["fans"], said["periodic"] = fmt.Sprint(fans), fmt.Sprint(beats)
	for i, f := range fans.Head(3) {
		said[fmt.Sprint("fan ", i)] = traceText(f.Trace())
	}
	for i, b := range beats.Head(3) {
		said[fmt.Sprint("beat ", i)] = traceText(b.Trace())
	}
	said["servers"] = fmt.Sprintf("%#v", Servers(ps))
	said["requests"] = fmt.Sprintf("%#v", Requests(ps))
	return said
}

// plainText is conversations with all that they show, and nothing of where they are from.
func plainText(cs ConversationList) string {
	var b strings.Builder
	for _, c := range cs {
		c.from, c.lo, c.hi = nil, 0, 0
		fmt.Fprintf(&b, "%#v\n", c)
	}
	return b.String()
}

func traceText(ps pcapnb.Packets) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%d %v %x\n", p.Number(), p.Time(), p.Bytes())
	}
	return b.String()
}

// sameTalk compares answers about files with those about packets.
func sameTalk(t *testing.T, what string, want, got map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d answers, want %d", what, len(got), len(want))
	}
	for name, w := range want {
		if g := got[name]; g != w {
			t.Errorf("%s: %s: %d bytes, want %d\n%.400s\nwant\n%.400s", what, name, len(g), len(w), g, w)
		}
	}
}

// cutIn writes packets to so many files, perhaps fewer, in any order of names that is that of their times.
func cutIn(t *testing.T, r *rand.Rand, ps pcapnb.Packets, files int) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for lo := 0; lo < len(ps); {
		hi := min(len(ps), lo+1+r.IntN(1+2*len(ps)/files))
		paths = append(paths, filepath.Join(dir, fmt.Sprintf("part-%04d.pcapng", len(paths))))
		ps[lo:hi].MustWritePcap(paths[len(paths)-1])
		lo = hi
	}
	r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	return paths
}

// TestTalkOfFiles cuts captures into files, names these in any order and works on one and two processors: every answer must be
// that of the packets loaded, to the last digit, whole and filtered.
func TestTalkOfFiles(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	r := rand.New(rand.NewPCG(1, 3))
	for i, name := range []string{"fragments.pcap", "dns.pcap", "bulk.pcap", "vxlan.pcap", "unreachable.pcap", "web.pcap"} {
		if i > 0 && testing.Short() {
			break
		}
		whole := pcapnb.MustLoad("../../testdata/" + name)
		whole = whole.Head(1200)
		paths := cutIn(t, r, whole, 1+r.IntN(9))
		loaded := pcapnb.MustLoad(paths...)
		some := []pcapnb.Cond[pcapnb.Packet]{pcapnb.Length.Gt(60), pcapnb.Not(pcapnb.PortDst.Is(53))}
		all, filtered := answersOf(loaded), answersOf(loaded.Filter(some...))
		for _, cores := range []int{1, 2} {
			runtime.GOMAXPROCS(cores)
			open := pcapnb.Open(paths...)
			what := fmt.Sprintf("%s in %d files on %d processors", name, len(paths), cores)
			sameTalk(t, what, all, answersOf(open))
			sameTalk(t, what+", filtered", filtered, answersOf(open.Filter(some...)))
		}
	}
}
