package capture

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"netlab/pcapnb/internal/capfile"
)

// TestBatchesShareColumns reads a file of many batches: all lie in the columns of the first, and what is kept of one stays
// as it was.
func TestBatchesShareColumns(t *testing.T) {
	const packets = 5*batch + 7
	out := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0}
	for i := range packets {
		for _, v := range []uint32{uint32(1000 + i), 0, 4, uint32(4 + i), uint32(i)} {
			out = binary.LittleEndian.AppendUint32(out, v)
		}
	}
	path := filepath.Join(t.TempDir(), "many.pcap")
	if err := os.WriteFile(path, out, 0o666); err != nil {
		t.Fatal(err)
	}
	b, err := OpenBatches(path, 3, capfile.Limits{}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	n := 0
	var first *int64
	var kept []*Capture
	for c := b.Next(); c != nil; c = b.Next() {
		if first == nil {
			first = &c.Time[0]
		}
		if &c.Time[0] != first {
			t.Errorf("the batch at packet %d has columns of its own", n)
		}
		kept = append(kept, Keep(1, func(int) (*Capture, int) { return c, c.N - 1 }))
		n += c.N
	}
	if err := b.Err(); err != nil || n != packets {
		t.Fatalf("%d packets, %v, want %d", n, err, packets)
	}
	for _, k := range kept {
		row := k.Places[0].Row
		if got := binary.LittleEndian.Uint32(k.Bytes(0)); int(got) != row || int(k.Length[0]) != 4+row || k.Time[0] != int64(1000+row)*1e9 || k.Places[0].File != 3 {
			t.Errorf("packet %d was kept as %d, %d bytes, time %d", row, got, k.Length[0], k.Time[0])
		}
	}
}
