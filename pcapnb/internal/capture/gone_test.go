//go:build unix

package capture

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/fault"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/testcapture"
)

// mapAll has every file mapped.
func mapAll(t *testing.T) {
	from := capfile.MapFrom
	capfile.MapFrom = 1
	t.Cleanup(func() { capfile.MapFrom = from })
}

func writeFile(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "capture")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFileCutWhileItIsRead cuts a mapped file that is open: the packets before the cut are there, with an error.
func TestFileCutWhileItIsRead(t *testing.T) {
	mapAll(t)
	const packets, size = 20_000, 200
	whole := testcapture.Pcap(packets, size)
	for _, keep := range []int{0, 100, len(whole) / 2, len(whole) - 3*size} {
		path := writeFile(t, whole)
		src, err := capfile.Open(path, capfile.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, int64(keep)); err != nil {
			t.Fatal(err)
		}
		c, err := decodeSource(context.Background(), src, capfile.Limits{}, path)
		for i := range c.N {
			for _, b := range c.Bytes(i) {
				_ = b
			}
		}
		if whole := max(keep-24, 0) / (16 + size); c.N > whole || c.N < whole-batch {
			t.Errorf("cut after %d bytes: %d packets, %d were there", keep, c.N, whole)
		}
		if err == nil || !strings.Contains(err.Error(), fault.Gone) {
			t.Errorf("cut after %d bytes: %v", keep, err)
		}
	}
}

// TestPackedFileCutWhileItIsRead does so with packed files, some of which other goroutines unpack.
func TestPackedFileCutWhileItIsRead(t *testing.T) {
	mapAll(t)
	for name, pack := range map[string]func([]byte) []byte{"gzip": testcapture.Gzip, "zstd": testcapture.Zstd} {
		path := writeFile(t, pack(testcapture.Generated(20_000, -1, false)))
		src, err := capfile.Open(path, capfile.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, 100); err != nil {
			t.Fatal(err)
		}
		if _, err := decodeSource(context.Background(), src, capfile.Limits{}, path); err == nil || !strings.Contains(err.Error(), fault.Gone) {
			t.Errorf("%s: %v", name, err)
		}
		src.Close()
	}
}

// TestFileCutAfterItWasRead cuts a mapped file whose packets are asked for later: who asks gets a panic that says so.
func TestFileCutAfterItWasRead(t *testing.T) {
	mapAll(t)
	path := writeFile(t, testcapture.Pcap(20_000, 200))
	c, errs := Load(context.Background(), Options{NoCache: true}, path)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if text := fmt.Sprint(recover()); !strings.Contains(text, fault.Gone) {
				t.Errorf("panics with %q", text)
			}
		}()
		parallel.Each(100, func(i int) { _ = string(c.Bytes(i)) })
	}()
	if !fault.In(func() { _ = string(c.Bytes(0)) }) {
		t.Error("the bytes of the first packet are still there")
	}
}

// TestStalledPipe loads from pipes whose writers never come, stop before the capture begins, and stop in it: the load ends with
// its context.
func TestStalledPipe(t *testing.T) {
	whole := testcapture.Pcap(5000, 100)
	for name, sent := range map[string][]byte{"no writer": nil, "nothing sent": {}, "a byte": whole[:1], "a header": whole[:24], "packets": whole[:300_000]} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pipe")
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Skip(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan struct{})
			go func() {
				if sent != nil {
					w, err := os.OpenFile(path, os.O_WRONLY, 0)
					if err != nil {
						t.Error(err)
					}
					w.Write(sent)
					defer w.Close()
				} else {
					time.Sleep(10 * time.Millisecond) // so that the load usually waits already
				}
				cancel()
				<-ended
			}()
			c, errs := Load(ctx, Options{}, path)
			close(ended)
			if len(errs) != 1 || !strings.Contains(errs[0].Error(), "context canceled") {
				t.Errorf("%v", errs)
			}
			if c != nil && c.N > 5000 {
				t.Errorf("%d packets", c.N)
			}
		})
	}
}

// TestOutgrownColumnsAreGivenBack loads a stream, whose packets nobody counted: of the columns on the way only the last are kept.
func TestOutgrownColumnsAreGivenBack(t *testing.T) {
	const packets = 3*partRows + 5
	file := testcapture.Gzip(testcapture.Pcap(packets, 20))
	before := fromSystem.Load()
	c, err := Read(bytes.NewReader(file), capfile.Limits{})
	if err != nil || c.N != packets {
		t.Fatalf("%d packets, %v", c.N, err)
	}
	if held, want := fromSystem.Load()-before, int64(arenaBytes(packets)); held != want {
		t.Errorf("%d bytes are held, the columns have %d", held, want)
	}
}

// TestChangedThroughMemory changes a capture in its middle, as a program that maps it does, after its columns were cached: with
// NoCache the load has what is there now.
func TestChangedThroughMemory(t *testing.T) {
	useCache(t)
	path := writeFile(t, testcapture.Pcap(5000, 20))
	mustLoad(t, path)
	if fetched(t, path) == nil {
		t.Fatal("nothing is cached")
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const packet = 2500
	data, err := syscall.Mmap(int(f.Fd()), 0, 24+5000*36, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(data)
	data[24+packet*36+16+8] = 77
	c, errs := Load(t.Context(), Options{NoCache: true}, path)
	if len(errs) > 0 || c.TTL[packet] != 77 {
		t.Errorf("%v: the TTL is %d", errs, c.TTL[packet])
	}
}
