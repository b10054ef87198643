package capture

import (
	"context"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// TestLoadTellsHowFarItIs loads files by a clock on which every look takes a second.
func TestLoadTellsHowFarItIs(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	var shown []string
	now := time.Unix(0, 0)
	clock := func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	files := []string{"../../../testdata/ten.pcap", "../../../testdata/morning.pcap"}
	show := func(text string, last bool) { shown = append(shown, text) }
	m := &loadLine{line: progress.New("loading", "loaded", "packets", show, clock)}
	m.done.OfBytes = 1e9
	m.now = m.done
	bytes, packets := 0, 0
	for _, path := range files {
		c, err := loadFile(context.Background(), Options{}, path, m)
		if err != nil {
			t.Fatal(err)
		}
		m.next(c)
		bytes, packets = bytes+int(c.Info.Size), packets+c.N
	}
	m.end(nil)
	if m.now.Bytes != int64(bytes) || m.now.Count != packets {
		t.Errorf("the line ends at %d bytes and %d packets, want %d and %d", m.now.Bytes, m.now.Count, bytes, packets)
	}
	if len(shown) < 5 {
		t.Fatalf("%d lines shown, want one a batch of packets, one a file and the last: %q", len(shown), shown)
	}
	if first := shown[0]; !strings.HasPrefix(first, "loading: ") || !strings.Contains(first, " of 1.0 GB, 10 packets, ") {
		t.Errorf("the first line is %q", first)
	}
	if last := shown[len(shown)-1]; !strings.HasPrefix(last, "loaded: ") || !strings.Contains(last, words.Count(packets)+" packets in ") {
		t.Errorf("the last line is %q", last)
	}
}
