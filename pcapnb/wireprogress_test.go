package pcapnb

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

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

// manyOf repeats the packets of a capture until sharing them out pays.
func manyOf(path string) Packets {
	some := MustLoad(path)
	ps := slices.Clone(some)
	for len(ps) < shareFrom {
		ps = append(ps, some...)
	}
	return ps
}

func TestWhereTellsHowFarItIs(t *testing.T) {
	ps := manyOf("../testdata/web.pcap")
	f, err := dfilter.Compile("tcp.port == 443", dfilter.Dissector{})
	if err != nil {
		t.Fatal(err)
	}
	line, shown := slowly("filtering", "filtered")
	m := &wireMeter{line: line, of: len(ps), passes: 1}
	ps.matches(f, m)
	m.end()
	wantProgress(t, *shown, len(ps), len(ps)/parallel.Grain)
}

// Fragments are dissected a second time, and fields that need earlier packets beside the others: the count ends at the
// number of packets all the same.
func TestFieldsTellHowFarTheyAre(t *testing.T) {
	for path, names := range map[string][]string{"web.pcap": {"ip.src", "tcp.stream"}, "fragments.pcap": {"ip.src", "ip.len"}, "vxlan.pcap": {"ip.src"}} {
		ps := manyOf("../testdata/" + path)
		ids, err := fieldIDs(names)
		if err != nil {
			t.Fatal(err)
		}
		line, shown := slowly("reading", "read")
		m := &wireMeter{line: line, of: len(ps), passes: 1}
		if slices.Contains(names, "tcp.stream") {
			m.passes = 2
			ps.dissectAll(ids[1:], m)
			ids = ids[:1]
		}
		ps.dissectShared(ids, m)
		m.end()
		wantProgress(t, *shown, len(ps), m.passes*len(ps)/parallel.Grain)
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
func TestFewPacketsHaveNoMeter(t *testing.T) {
	if m := newWireMeter("", "", "", parallel.Grain, 1); m != nil {
		t.Error("a block of packets has a meter")
	}
}

func TestFieldsText(t *testing.T) {
	ids, err := fieldIDs([]string{"ip.src", "ip.dst", "tcp.len", "udp.length"})
	if err != nil {
		t.Fatal(err)
	}
	for want, of := range map[string][]dissect.ID{"ip.src, ip.dst": ids[:2], "4 fields": ids} {
		if got := fieldsText(of); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLinesOfAProgramAreCounted looks at a program that writes three lines, waits to be looked at, and fails.
func TestLinesOfAProgramAreCounted(t *testing.T) {
	var out lineCount
	line, shown := slowly("reading", "read")
	tick := make(chan time.Time)
	cut := errors.New("cut short")
	err := during(line, tick, out.state, func() error {
		out.Write([]byte("1\n2"))
		out.Write([]byte("\n3\n"))
		tick <- time.Time{}
		return cut
	})
	if err != cut || out.text.String() != "1\n2\n3\n" {
		t.Errorf("the program wrote %q and ended with %v", out.text.String(), err)
	}
	want := []string{"reading: 3 packets, 3 packets/s", "reading: 3 packets, 1.5 packets/s", "reading ended early: 3 packets in 3.0 s"}
	if !slices.Equal(*shown, want) {
		t.Errorf("shown %q, want %q", *shown, want)
	}
}
