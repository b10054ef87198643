package pcapnb

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// numbered is a pcap of UDP packets, each of which holds its own number.
func numbered(packets int) []byte {
	file := pcapOf(packets, 32)
	for i := range packets {
		at := 24 + i*48 + 16
		binary.BigEndian.PutUint16(file[at+2:], 32)  // of the IP packet
		binary.BigEndian.PutUint16(file[at+24:], 12) // of the UDP datagram
		binary.BigEndian.PutUint32(file[at+28:], uint32(i))
	}
	return file
}

// TestLoadsAreEqual loads one gzip file again and again, while the machine has other work, and finds every packet in its
// place each time.
func TestLoadsAreEqual(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	packets, loads := 60_000, 300
	if testing.Short() {
		packets, loads = 10_000, 5
	}
	path := filepath.Join(t.TempDir(), "numbered.pcap.gz")
	overwrite(t, path, gzipped(numbered(packets)))
	done := keepBusy()
	defer done()
	for load := range loads {
		ps := MustLoad(path)
		if len(ps) != packets {
			t.Fatalf("load %d: %d packets, want %d", load, len(ps), packets)
		}
		for i, p := range ps {
			if got := binary.BigEndian.Uint32(p.Payload()); got != uint32(i) || p.Time().Unix() != int64(i) {
				t.Fatalf("load %d: row %d is packet %d of %v", load, i, got, p.Time())
			}
		}
	}
}

// keepBusy gives every processor work until the returned function is called.
func keepBusy() (done func()) {
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for sum := 0; ; sum++ {
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	return func() {
		close(stop)
		wg.Wait()
	}
}

// TestFewerBytesAPacketThanGuessed loads a plain file of more packets than a file of its size should have.
func TestFewerBytesAPacketThanGuessed(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	const packets = 3 * partRows
	path := filepath.Join(t.TempDir(), "empty.pcap")
	overwrite(t, path, pcapOf(packets, 0))
	ps := MustLoad(path)
	if len(ps) != packets {
		t.Fatalf("%d packets, want %d", len(ps), packets)
	}
	for i, p := range ps {
		if p.Time().Unix() != int64(i) {
			t.Fatalf("row %d is of %v", i, p.Time())
		}
	}
}

// TestAnswersGiveMemoryBack asks a large capture for fields and filters, and finds no view of it kept but that of the load.
func TestAnswersGiveMemoryBack(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	ps, err := Read(bytes.NewReader(pcapOf(hugeArena/16+1, 28)))
	if err != nil {
		t.Fatal(err)
	}
	views := func() int {
		large.Lock()
		defer large.Unlock()
		return len(large.captures)
	}
	before := views()
	ps.Fields("ip.src", "tcp.stream")
	if n := len(ps.Where("ip.ttl == 64 && !tcp.analysis.retransmission")); n != len(ps) {
		t.Errorf("the filter keeps %d of %d packets", n, len(ps))
	}
	if after := views(); before == 0 || after != before {
		t.Errorf("%d views are kept, want %d", after, before)
	}
}
