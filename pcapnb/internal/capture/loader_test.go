package capture

import (
	"encoding/binary"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"netlab/pcapnb/internal/testcapture"
)

// numbered is a pcap of UDP packets, each of which holds its own number.
func numbered(packets int) []byte {
	file := testcapture.Pcap(packets, 32)
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
	overwrite(t, path, testcapture.Gzip(numbered(packets)))
	done := keepBusy()
	defer done()
	for load := range loads {
		c := mustLoad(t, path)
		if c.N != packets {
			t.Fatalf("load %d: %d packets, want %d", load, c.N, packets)
		}
		for i := range c.N {
			if got := binary.BigEndian.Uint32(c.Bytes(i)[c.Payload[i]:]); got != uint32(i) || c.Time[i] != int64(i)*1e9 {
				t.Fatalf("load %d: row %d is packet %d of %d ns", load, i, got, c.Time[i])
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
	overwrite(t, path, testcapture.Pcap(packets, 0))
	c := mustLoad(t, path)
	if c.N != packets {
		t.Fatalf("%d packets, want %d", c.N, packets)
	}
	for i := range c.N {
		if c.Time[i] != int64(i)*1e9 {
			t.Fatalf("row %d is of %d ns", i, c.Time[i])
		}
	}
}
