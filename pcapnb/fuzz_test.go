package pcapnb

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// seeds are the small captures of testdata whose names match a pattern.
func seeds(f *testing.F, pattern string) [][]byte {
	f.Helper()
	var files [][]byte
	paths, err := filepath.Glob("../testdata/" + pattern)
	if err != nil || len(paths) == 0 {
		f.Fatalf("no capture matches %s in ../testdata: %v", pattern, err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 8<<10 {
			files = append(files, data)
		}
	}
	return files
}

// decodeWhole decodes a file that is in memory, as Load does.
func decodeWhole(file []byte, limits capfile.Limits) (Packets, error) {
	c, err := decodeSource(context.Background(), &capfile.Source{Data: file}, limits, "fuzz")
	return c.packets(), err
}

// everything asks for all that there is to ask of a load, however it ended.
func everything(t *testing.T, ps Packets, err error) {
	t.Helper()
	var e *LoadError
	if err != nil && (!errors.As(err, &e) || e.Reason == "" || e.Read != len(ps)) {
		t.Fatalf("%d packets and a strange error: %#v", len(ps), err)
	}
	for _, p := range ps.Head(40) {
		everyField(t, p)
	}
	head := ps.Head(3)
	for _, text := range []string{head.String(), head.HTML(), ps.Report().String(), Preflight(ps).String()} {
		if at := strings.IndexFunc(text, unsafeRune); at >= 0 {
			t.Fatalf("%q is shown as it came", text[at:min(at+8, len(text))])
		}
	}
	streams(t, ps)
}

// unsafeRune tells the characters that never may be shown: controls but the line's end, and those that turn text round.
func unsafeRune(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func everyField(t *testing.T, p Packet) {
	t.Helper()
	if b := p.Bytes(); len(b) != p.CapturedLength() {
		t.Fatalf("packet %d has %d bytes and says %d", p.Number(), len(b), p.CapturedLength())
	}
	for _, f := range BasicFields() {
		f.Value(p)
	}
	for _, f := range HeaderFields() {
		f.Value(p)
	}
	_, _, _, _ = p.Summary(), p.Peel(), p.DNSAnswers(), p.Comment()
	if n := len(p.Payload()); n > p.PayloadLen() || n > len(p.whole()) {
		t.Fatalf("packet %d has %d bytes of payload, says %d; %d bytes hold it", p.Number(), n, p.PayloadLen(), len(p.whole()))
	}
}

// streams follows the first TCP streams, and carves files from them.
func streams(t *testing.T, ps Packets) {
	t.Helper()
	for n := range 2 {
		s := ps.Stream(n)
		for _, d := range []Data{s.ClientData(), s.ServerData()} {
			if d.Missing < 0 {
				t.Fatalf("%d bytes are missing", d.Missing)
			}
			d.Carve()
		}
	}
}

// FuzzPcap reads any bytes as a classic pcap file.
func FuzzPcap(f *testing.F) {
	for _, file := range seeds(f, "ten*.pcap") {
		f.Add(file)
	}
	f.Fuzz(fuzzFile)
}

// FuzzPcapng reads any bytes as a pcapng file.
func FuzzPcapng(f *testing.F) {
	for _, file := range seeds(f, "ten*.pcapng") {
		f.Add(file)
	}
	f.Fuzz(fuzzFile)
}

// fuzzFile reads file at once and in pieces.
func fuzzFile(t *testing.T, file []byte) {
	limits := capfile.Limits{Interfaces: 100, Packets: 1000}
	ps, err := decodeWhole(file, limits)
	everything(t, ps, err)
	whole, wholeErr := records(file, len(file), limits)
	pieces, piecesErr := records(file, 37, limits)
	if len(whole) != len(ps) || !sameRecords(whole, pieces) || (wholeErr == nil) != (piecesErr == nil) {
		t.Fatalf("%d packets, %d at once (%v) and %d in pieces (%v)", len(ps), len(whole), wholeErr, len(pieces), piecesErr)
	}
	for _, r := range whole {
		if r.Offset < 0 || r.Offset+int64(r.CapLen) > int64(len(file)) {
			t.Fatalf("a record at %d of %d bytes, in a file of %d", r.Offset, r.CapLen, len(file))
		}
	}
}

func sameRecords(a, b []capfile.Record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// records scans file in windows that grow by step bytes.
func records(file []byte, step int, limits capfile.Limits) ([]capfile.Record, error) {
	s := capfile.Scanner{Limits: limits}
	var all []capfile.Record
	recs := make([]capfile.Record, 16)
	for at, end := 0, min(step, len(file)); ; {
		n, consumed, err := s.Scan(file[at:end], int64(at), end == len(file), recs)
		all = append(all, recs[:n]...)
		at += consumed
		switch {
		case err != nil:
			return all, err
		case n == 0 && end == len(file):
			return all, nil
		case n == 0:
			end = min(end+max(step, end-at), len(file))
		}
	}
}

// FuzzPacked reads any bytes as a compressed capture, with limits small enough to reach.
func FuzzPacked(f *testing.F) {
	for _, file := range append(seeds(f, "ten.pcap.gz"), seeds(f, "ten.pcap.zst")...) {
		f.Add(file)
	}
	for _, pack := range []func([]byte) []byte{gzipped, zstandard} {
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
		for _, b := range c.bytes {
			total += len(b)
		}
		if src.Packed != "" && total > 2<<20 {
			t.Fatalf("%d bytes unpacked to %d", len(file), total)
		}
		everything(t, c.packets(), err)
	})
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(data)
	z.Close()
	return b.Bytes()
}

func zstandard(data []byte) []byte {
	z, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err)
	}
	defer z.Close()
	return z.EncodeAll(data, nil)
}

// decodeOne decodes a single packet of a link type.
func decodeOne(link, length uint32, data []byte) Packets {
	c := &capture{columns: newColumns(1), bytes: [][]byte{data}}
	var addrs dict[address]
	var macs dict[mac48]
	d := newDecoder(&c.columns, &addrs, &macs, []uint32{link})
	d.decode(0, []capfile.Record{{CapLen: uint32(len(data)), Len: length}}, data, 0, 0)
	c.finish(1, d, dissect.NewAssembler())
	c.info.Interfaces = []Interface{{LinkType: LinkType(link)}}
	return c.packets()
}

// FuzzDecode decodes any bytes as a packet of any link type, all there is and each layer by itself.
func FuzzDecode(f *testing.F) {
	for _, pattern := range []string{"ten*.pcap*", "*any-sll*.pcap", "ieee802154.pcap", "ipv6-extensions.pcap", "fragments.pcap", "tun-rawip.pcap"} {
		paths, _ := filepath.Glob("../testdata/" + pattern)
		for _, path := range paths {
			ps, _ := Load(path) // the cut one has packets too
			for _, p := range ps.Head(12) {
				f.Add(uint32(p.LinkType()), uint32(p.Length()), p.Bytes())
			}
		}
	}
	ten := MustLoad("../testdata/ten.pcap")
	for _, link := range []uint32{linkPPPoE, linkCHDLC, linkPrism, linkIPNet, linkNFLog, linkPKTAP} {
		f.Add(link, uint32(100), ten[3].Bytes())
	}
	f.Fuzz(func(t *testing.T, link, length uint32, data []byte) {
		if len(data) > 256<<10 {
			return // the reader never lets so much pass
		}
		ps := decodeOne(link, length, data)
		p := ps[0]
		everyField(t, p)
		streams(t, ps)
		Preflight(ps)
		p.Layers()
		if at := strings.IndexFunc(p.Show().String(), unsafeRune); at >= 0 {
			t.Fatalf("shown as it came, at %d", at)
		}
		if code := p.c.problem[p.i]; code == uint8(dissect.ProblemPanic) {
			t.Fatal("a decoder panicked, and was caught")
		}
	})
}

// FuzzCache reads any bytes as the cache file of a capture: it gives what the capture holds, or nothing. Without a file
// it is given one whose checksums are right, whatever the parts say; that may be believed, and must not fail.
func FuzzCache(f *testing.F) {
	f.Setenv("PCAPNB_CACHE", f.TempDir())
	old := cacheRules
	f.Cleanup(func() { cacheRules = old })
	cacheRules.from, cacheRules.settled = 1, 0
	const path = "../testdata/ten.pcap.gz"
	want := rows(MustLoad(path))
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
	slot := slotOf(path, src, LoadOptions{})
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
		case rows(c.packets()) != want:
			t.Fatal("the cache holds other packets than the capture")
		}
	})
}
