package pcapnb

import (
	"fmt"
	"path/filepath"
	"testing"
)

// TestPassageHoldsFewPackets counts the packets that a passage through files has at once: those about to be sifted, and a batch for each
// file whose packets overlap the next one's.
func TestPassageHoldsFewPackets(t *testing.T) {
	dir := t.TempDir()
	whole := MustLoad("../testdata/web.pcap", "../testdata/dns.pcap", "../testdata/morning.pcap").Sort(Time)
	const files = 40
	for i := range files {
		whole[len(whole)*i/files : len(whole)*(i+1)/files].MustWritePcap(filepath.Join(dir, fmt.Sprintf("%d.pcap", i)))
	}
	f := Open(filepath.Join(dir, "*.pcap")).folder()
	r := f.newReading(nil)
	q := newQueue(r, true)
	defer q.close()
	n, most := 0, 0
	for ps := q.next(100); len(ps) > 0; ps = q.next(100) {
		n += len(ps)
		batches := 0
		for _, o := range q.open {
			if o.c != nil {
				batches++
			}
		}
		most = max(most, batches)
	}
	if n != len(whole) || most > 2 || most == 0 {
		t.Errorf("%d packets, want %d; %d files were open at once, want 1 or 2", n, len(whole), most)
	}
}
