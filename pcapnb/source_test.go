package pcapnb_test

import (
	"slices"
	"testing"

	"netlab/pcapnb"
)

// sourceFiles overlap in time; two are the same capture, plain and packed, which unpacks to windows of its own.
var sourceFiles = []string{"../testdata/exfil.pcap", "../testdata/ten.pcap", "../testdata/ten.pcap.gz", "../testdata/fragments.pcap", "../testdata/unreachable.pcap"}

// The packets of a file are those that the file alone has, in its order, however several came together.
func TestSourceIsTheFile(t *testing.T) {
	opened := pcapnb.Open(sourceFiles...)
	var ranged pcapnb.Packets
	opened(func(_ int, p pcapnb.Packet) bool {
		ranged = append(ranged, p)
		return true
	})
	var appended pcapnb.Packets
	for _, path := range sourceFiles {
		appended = append(appended, pcapnb.MustLoad(path)...)
	}
	for how, ps := range map[string]pcapnb.Packets{"Load": pcapnb.MustLoad(sourceFiles...), "Open and Load": opened.Load(), "range": ranged, "append": appended} {
		counts := pcapnb.ValueCounts(ps, pcapnb.Source)
		if counts.Len() != len(sourceFiles) {
			t.Errorf("%s: %d sources, want %d:\n%v", how, counts.Len(), len(sourceFiles), counts)
		}
		for _, path := range sourceFiles {
			alone := pcapnb.MustLoad(path)
			if got := ps.Filter(pcapnb.Source.Is(path)); packetsText(got) != packetsText(alone) {
				t.Errorf("%s: %d packets of %s, want %d, the same", how, len(got), path, len(alone))
			}
			if n, _ := counts.Get(path); int(n) != len(alone) {
				t.Errorf("%s: counts %v packets of %s, want %d", how, n, path, len(alone))
			}
		}
	}
	if got, want := exactSeries(pcapnb.ValueCounts(opened, pcapnb.Source)), exactSeries(pcapnb.ValueCounts(opened.Load(), pcapnb.Source)); got != want {
		t.Errorf("Captures count\n%swant\n%s", got, want)
	}
}

func TestSourceOfOne(t *testing.T) {
	for p := range pcapnb.MustScan("../testdata/ten.pcap") {
		if p.Source() != "../testdata/ten.pcap" {
			t.Fatalf("Scan: source %q", p.Source())
		}
	}
	twice := pcapnb.MustLoad("../testdata/ten.pcap", "../testdata/ten.pcap")
	if got := pcapnb.Unique(twice, pcapnb.Source); !slices.Equal(got, []string{"../testdata/ten.pcap"}) || len(twice) != 20 {
		t.Errorf("a file named twice has sources %q", got)
	}
}
