package capture

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
)

// everyRow looks at all rows of a load, however it ended.
func everyRow(t *testing.T, c *Capture, err error) {
	t.Helper()
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Reason == "" || e.Read != c.N) {
		t.Fatalf("%d packets and a strange error: %#v", c.N, err)
	}
	for i := range c.N {
		whole := c.Whole(i)
		if n := len(c.Bytes(i)); n != int(c.Captured[i]) || c.Has[i]&dissect.HasTransport != 0 && int(c.L4[i]) > len(whole) {
			t.Fatalf("row %d has %d bytes, says %d; transport header at %d of %d", i, n, c.Captured[i], c.L4[i], len(whole))
		}
		c.ends(i)
		if c.Problem[i] == uint8(dissect.ProblemPanic) {
			t.Fatal("a decoder panicked, and was caught")
		}
	}
	c.TCPStreams()
}

// FuzzPacked reads any bytes as a compressed capture, with limits small enough to reach.
func FuzzPacked(f *testing.F) {
	for _, file := range append(testcapture.Seeds(f, "../../../testdata/ten.pcap.gz"), testcapture.Seeds(f, "../../../testdata/ten.pcap.zst")...) {
		f.Add(file)
	}
	for _, pack := range []func([]byte) []byte{testcapture.Gzip, testcapture.Zstd} {
		f.Add(pack(make([]byte, 1<<16)))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		limits := capfile.Limits{Inflated: 1 << 20, Packets: 1000}
		src, err := capfile.NewStream(bytes.NewReader(file), limits)
		if err != nil {
			return
		}
		defer src.Close()
		c, err := decodeSource(t.Context(), src, limits, "fuzz")
		total := 0
		for _, b := range c.sources {
			total += len(b)
		}
		if src.Packed != "" && total > 2<<20 {
			t.Fatalf("%d bytes unpacked to %d", len(file), total)
		}
		everyRow(t, c, err)
	})
}

// decodeOne decodes a single packet of a link type.
func decodeOne(link, length uint32, data []byte) *Capture {
	c := &Capture{Columns: newColumns(1), sources: [][]byte{data}}
	var addrs dict[Address]
	var macs dict[MAC48]
	d := newDecoder(&c.Columns, &addrs, &macs, []uint32{link})
	d.decode(0, []capfile.Record{{CapLen: uint32(len(data)), Len: length}}, data, 0, 0)
	c.finish(1, d, dissect.NewAssembler())
	c.Info.Interfaces = []capfile.Interface{{Link: link}}
	return c
}

// FuzzRow decodes any bytes as a packet of any link type, of any length on the wire.
func FuzzRow(f *testing.F) {
	paths, _ := filepath.Glob("../../../testdata/ten*.pcap")
	for _, path := range paths {
		c, _ := Load(f.Context(), Options{NoCache: true}, path) // the cut one has packets too
		for i := range min(c.N, 12) {
			f.Add(c.Link(i), c.Length[i], c.Bytes(i))
		}
	}
	f.Fuzz(func(t *testing.T, link, length uint32, data []byte) {
		if len(data) <= 256<<10 { // the reader never lets more pass
			everyRow(t, decodeOne(link, length, data), nil)
		}
	})
}

// FuzzCache reads any bytes as the cache file of a capture: it gives what the capture holds, or nothing. Without a file
// it is given one whose checksums are right, whatever the parts say; that may be believed, and must not fail.
func FuzzCache(f *testing.F) {
	f.Setenv("PCAPNB_CACHE", f.TempDir())
	old := CacheRules
	f.Cleanup(func() { CacheRules = old })
	CacheRules.From, CacheRules.Settled = 1, 0
	const path = "../../../testdata/ten.pcap.gz"
	want, errs := Load(f.Context(), Options{}, path)
	if errs != nil {
		f.Fatal(errs)
	}
	files := CacheFiles()
	if len(files) != 1 {
		f.Fatalf("%d cache files, want 1", len(files))
	}
	good, err := os.ReadFile(files[0].Path)
	if err != nil {
		f.Fatal(err)
	}
	box, err := openBox(good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, "", []byte(nil), []byte(nil))
	f.Add([]byte(nil), box.meta, box.body.data, box.extra.data)
	src, err := capfile.Open(path, capfile.Limits{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(src.Close)
	slot := slotOf(path, src, capfile.Limits{})
	f.Fuzz(func(t *testing.T, file []byte, meta string, body, extra []byte) {
		sealed := len(file) == 0
		if sealed {
			file = bytes.Join(boxParts(slot.identity, meta, [][]byte{body}, [][]byte{extra}), nil)
		}
		data := heapBytes(len(file)) // aligned as a mapped file is
		copy(data, file)
		b := slot.box(data)
		if b == nil {
			return
		}
		c := b.capture(slot, src, path)
		switch {
		case c == nil:
		case sealed:
			c.source(0)
		default:
			if differ := columnsDiffer(c, want, 0); c.N != want.N || differ != "" {
				t.Fatalf("the cache holds other packets than the capture: %s", differ)
			}
		}
	})
}
