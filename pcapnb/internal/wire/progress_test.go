package wire

import (
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// slowly is a line by a clock on which every look takes a second, and what it shows.
func slowly(doing, done string) (*progress.Line, *[]string) {
	shown := new([]string)
	now := time.Unix(0, 0)
	return progress.New(doing, done, "packets", func(text string, last bool) { *shown = append(*shown, text) }, func() time.Time {
		now = now.Add(time.Second)
		return now
	}), shown
}

// load loads a capture of testdata.
func load(t *testing.T, name string) *capture.Capture {
	t.Helper()
	c, errs := capture.Load(t.Context(), capture.Options{NoCache: true}, "../../../testdata/"+name)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return c
}

// manyOf repeats the packets of a capture until sharing them out pays.
func manyOf(c *capture.Capture) Rows {
	n := (shareFrom + c.N - 1) / c.N * c.N
	return Rows{Len: n, At: func(i int) (*capture.Capture, int) { return c, i % c.N }}
}

func TestWhereTellsHowFarItIs(t *testing.T) {
	rs := manyOf(load(t, "web.pcap"))
	f, err := dfilter.Compile("tcp.port == 443", dfilter.Dissector{})
	if err != nil {
		t.Fatal(err)
	}
	shows, shown := slowly("filtering", "filtered")
	m := &line{shown: shows, of: rs.Len, passes: 1}
	rs.matches(f, m, nil)
	m.end()
	wantProgress(t, *shown, rs.Len, rs.Len/parallel.Grain)
}

// Fragments are dissected a second time, and fields that need earlier packets beside the others: the count ends at the
// number of packets all the same.
func TestFieldsTellHowFarTheyAre(t *testing.T) {
	for path, names := range map[string][]string{"web.pcap": {"ip.src", "tcp.stream"}, "fragments.pcap": {"ip.src", "ip.len"}, "vxlan.pcap": {"ip.src"}} {
		rs := manyOf(load(t, path))
		ids, err := IDs(names, nil)
		if err != nil {
			t.Fatal(err)
		}
		shows, shown := slowly("reading", "read")
		m := &line{shown: shows, of: rs.Len, passes: 1}
		if slices.Contains(names, "tcp.stream") {
			m.passes = 2
			rs.dissectAll(ids[1:], m)
			ids = ids[:1]
		}
		rs.dissectShared(ids, m)
		m.end()
		wantProgress(t, *shown, rs.Len, m.passes*rs.Len/parallel.Grain)
	}
}

// wantProgress looks for a line after each of at least so many blocks, and at the end for the number of packets.
func wantProgress(t *testing.T, shown []string, packets, blocks int) {
	t.Helper()
	if len(shown) < blocks {
		t.Fatalf("%d lines shown, want %d and more: %q", len(shown), blocks, shown)
	}
	if !strings.Contains(shown[0], " of "+words.Count(packets)+" packets, ") || !strings.HasSuffix(shown[0], " left") {
		t.Errorf("the first line is %q", shown[0])
	}
	if last := shown[len(shown)-1]; !strings.Contains(last, ": "+words.Count(packets)+" packets in ") {
		t.Errorf("the last line is %q, want %d packets", last, packets)
	}
}

// Few packets are not worth a look at where lines are shown: Scan dissects them one by one.
func TestFewPacketsHaveNoLine(t *testing.T) {
	if m := newLine("", "", "", parallel.Grain, 1); m != nil {
		t.Error("a block of packets has a line")
	}
}

func TestFieldsText(t *testing.T) {
	ids, err := IDs([]string{"ip.src", "ip.dst", "tcp.len", "udp.length"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for want, of := range map[string][]dissect.ID{"ip.src, ip.dst": ids[:2], "4 fields": ids} {
		if got := fieldsText(of); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
