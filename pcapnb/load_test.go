package pcapnb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/testcapture"
)

// rows are the packets as text, for comparing loads.
func rows(ps Packets) string {
	var b strings.Builder
	for _, p := range ps {
		b.WriteString(p.Time().Format(time.RFC3339Nano))
		b.WriteString(" " + p.Summary() + " " + escapeBytes(p.Bytes()) + "\n")
	}
	return b.String()
}

func TestLoadErrors(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ten, err := os.ReadFile("../testdata/ten.pcap")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path string
		packets    int
		want       []string // all of them are in the error
	}{
		{"mistyped path", "../testdata/tenn.pcap", 0, []string{"tenn.pcap", "no such file in "}},
		{"directory", dir, 0, []string{dir, "is a directory"}},
		{"empty file", write("empty.pcap", ""), 0, []string{"empty.pcap", "the file is empty"}},
		{"text file", write("notes.txt", "Dear diary,\nnothing today"), 0, []string{"notes.txt", "not a capture file", `"Dear diary`}},
		{"half a header", write("half.pcap", string(ten[:20])), 0, []string{"half.pcap", "file header is cut: 20 of 24 bytes"}},
		{"cut in a packet", write("cut.pcap", string(ten[:24+16+42+16+10])), 1, []string{"cut.pcap", "packet 2 at byte 82", "10 of 42 bytes", "1 packets before it were read"}},
		{"cut in a record header", write("cut2.pcap", string(ten[:24+16+42+7])), 1, []string{"packet 2 at byte 82", "record header is cut: 7 of 16"}},
		{"no match", filepath.Join(dir, "*.cap"), 0, []string{"*.cap", "no file matches"}},
		{"damaged gzip", write("bad.pcap.gz", "\x1f\x8b\x08\x00garbage garbage"), 0, []string{"bad.pcap.gz", "gzip"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ps, err := Load(c.path)
			if err == nil {
				t.Fatalf("Load(%q) gave %d packets and no error", c.path, len(ps))
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
			if len(ps) != c.packets {
				t.Errorf("%d packets kept, want %d", len(ps), c.packets)
			}
		})
	}
}

func TestMustLoadSaysHowToGoOn(t *testing.T) {
	defer func() {
		text := fmt.Sprint(recover())
		if !strings.Contains(text, "ten-cut.pcap") || !strings.Contains(text, `pcapnb.Load("../testdata/ten-cut.pcap")`) {
			t.Errorf("panic %q", text)
		}
		if strings.Contains(text, "\n") {
			t.Errorf("panic of several lines: %q", text)
		}
	}()
	MustLoad("../testdata/ten-cut.pcap")
}

// TestSamePackets loads the same ten packets from all their files.
func TestSamePackets(t *testing.T) {
	want := rows(MustLoad("../testdata/ten.pcap"))
	for _, name := range []string{"ten.pcap.gz", "ten.pcap.zst", "ten.pcapng", "ten-bigendian.pcap"} {
		if got := rows(MustLoad("../testdata/" + name)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	f, err := os.Open("../testdata/ten.pcap.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ps, err := Read(f)
	if err != nil || rows(ps) != want {
		t.Errorf("Read: %v\n%s", err, rows(ps))
	}
}

func TestScanYieldsWhatLoadLoads(t *testing.T) {
	for _, name := range []string{"morning.pcap", "ten.pcap.zst", "ten-twosections.pcapng"} {
		var scanned Packets
		for p, err := range Scan("../testdata/" + name) {
			if err != nil {
				t.Fatal(err)
			}
			scanned = append(scanned, p)
		}
		loaded := MustLoad("../testdata/" + name)
		if rows(scanned) != rows(loaded) {
			t.Errorf("%s: Scan and Load differ", name)
		}
		for i := range scanned {
			if scanned[i].Number() != loaded[i].Number() {
				t.Fatalf("%s: number %d, want %d", name, scanned[i].Number(), loaded[i].Number())
			}
		}
	}
}

func TestScanEndsWithTheError(t *testing.T) {
	packets, last := 0, error(nil)
	for _, err := range Scan("../testdata/ten-cut.pcap") {
		if err == nil {
			packets++
		}
		last = err
	}
	var e *LoadError
	if !errors.As(last, &e) || packets != 9 || e.Packet != 10 || !e.Cut {
		t.Errorf("%d packets, then %v", packets, last)
	}
	for _, err := range Scan("../testdata/none.pcap") {
		if !strings.Contains(err.Error(), "no such file") {
			t.Error(err)
		}
	}
}

// TestMerge loads two captures at once: in time order, with both their addresses.
func TestMerge(t *testing.T) {
	web, bulk := MustLoad("../testdata/web.pcap"), MustLoad("../testdata/bulk.pcap")
	both := MustLoad("../testdata/bulk.pcap", "../testdata/web.pcap")
	if len(both) != len(web)+len(bulk) {
		t.Fatalf("%d packets, want %d", len(both), len(web)+len(bulk))
	}
	if !slices.IsSortedFunc(both, func(a, b Packet) int { return a.Time().Compare(b.Time()) }) {
		t.Error("not in time order")
	}
	apart := append(slices.Clone(web), bulk...)
	slices.SortStableFunc(apart, func(a, b Packet) int { return a.Time().Compare(b.Time()) })
	if rows(both) != rows(apart) {
		t.Error("merged packets differ from those loaded one by one")
	}
	want := GroupBy(apart, IPDst).Sum(Length).String()
	if got := GroupBy(both, IPDst).Sum(Length).String(); got != want {
		t.Errorf("sums by destination:\n%s\nwant\n%s", got, want)
	}
	if glob := MustLoad("../testdata/[wb]*[bk].pcap"); rows(glob) != rows(both) {
		t.Error("a pattern loads something else")
	}
}

func TestWritePcapKeepsEverything(t *testing.T) {
	for _, name := range []string{"ten.pcap", "ten-nanoseconds.pcap", "ten-snaplen60.pcap", "any-sll2.pcap", "ten-simplepackets.pcapng"} {
		ps := MustLoad("../testdata/" + name)[2:5]
		for _, kind := range []string{".pcap", ".pcapng"} {
			path := filepath.Join(t.TempDir(), "selection"+kind)
			err := ps.WritePcap(path)
			if kind == ".pcap" && !ps[0].is(hasTime) {
				if err == nil || !strings.Contains(err.Error(), "write a .pcapng file") {
					t.Errorf("%s without times as pcap: %v", name, err)
				}
				if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("%s: half a file was left", name)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			if again := MustLoad(path); rows(again) != rows(ps) {
				t.Errorf("%s as %s:\n%s\nwant\n%s", name, kind, rows(again), rows(ps))
			}
		}
	}
}

func TestWritePcapngOfTwoLinkTypes(t *testing.T) {
	mixed := append(MustLoad("../testdata/ten.pcap")[:3], MustLoad("../testdata/ten-rawip.pcap")[:3]...)
	if err := mixed.WritePcapTo(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "one link type") {
		t.Errorf("two link types in a pcap: %v", err)
	}
	var b bytes.Buffer
	if err := mixed.WritePcapngTo(&b); err != nil {
		t.Fatal(err)
	}
	again, err := Read(&b)
	if err != nil || rows(again) != rows(mixed) {
		t.Errorf("%v\n%s", err, rows(again))
	}
}

func TestCancelledLoad(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ps, err := LoadContext(ctx, LoadOptions{}, "../testdata/morning.pcap")
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) || len(ps) > 0 {
		t.Errorf("%d packets, %v", len(ps), err)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		options LoadOptions
		path    string
		packets int
		want    string
	}{
		{LoadOptions{Packets: 5}, "ten.pcap", 5, "more than 5 packets, the limit"},
		{LoadOptions{RecordBytes: 60}, "ten.pcap", 2, "more than the limit of 60"},
		{LoadOptions{BlockBytes: 80}, "ten.pcapng", 0, "more than the limit of 80"},
		{LoadOptions{Interfaces: 1}, "ten.pcapng", 0, "more than 1 interfaces, the limit"},
		{LoadOptions{InflatedBytes: 500}, "ten.pcap.gz", 0, "unpacks to more than 500 bytes, the limit"},
	} {
		ps, err := LoadContext(context.Background(), c.options, "../testdata/"+c.path)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.options, err, c.want)
		}
		if c.packets > 0 && len(ps) != c.packets {
			t.Errorf("%+v: %d packets, want %d", c.options, len(ps), c.packets)
		}
	}
}

// TestEveryCut cuts each small capture at every byte, in -short at every third: no cut may panic, invent a packet or go unreported, but one at
// the end of a record, which no pcap file can tell.
func TestEveryCut(t *testing.T) {
	files, _ := filepath.Glob("../testdata/ten*.pcap*")
	step := 1
	if testing.Short() {
		step = 3
	}
	for _, file := range files {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := Read(bytes.NewReader(whole))
		silent := 0
		for n := 0; n < len(whole); n += step {
			ps, err := Read(bytes.NewReader(whole[:n]))
			if len(ps) > len(all) || rows(ps) != rows(all[:len(ps)]) {
				t.Fatalf("%s cut at %d: other packets than in the whole file", file, n)
			}
			if err == nil {
				silent++
			}
		}
		// one silent cut after the file header, one after each record but the last, and one after each other block
		if most := len(all) + 12; silent > most {
			t.Errorf("%s: %d cuts went unreported, want at most %d", file, silent, most)
		}
	}
}

// TestWrongLengths sets 4 bytes of small captures, at every third byte, to 0, 1, -1 and huge values.
func TestWrongLengths(t *testing.T) {
	for _, name := range []string{"ten.pcap", "ten.pcapng", "ten-bigendian.pcapng", "ten-qinq.pcap", "ten-wifi.pcap", "ten-gre.pcap"} {
		file := "../testdata/" + name
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at+4 <= len(whole); at += 3 {
			for _, v := range [][]byte{{0, 0, 0, 0}, {1, 0, 0, 0}, {0, 0, 0, 1}, {0xff, 0xff, 0xff, 0xff}, {0x7f, 0xff, 0xff, 0xff}, {0xf0, 0xff, 0xff, 0x7f}} {
				bad := bytes.Clone(whole)
				copy(bad[at:], v)
				ps, _ := Read(bytes.NewReader(bad))
				for _, p := range ps {
					if len(p.Bytes()) != p.CapturedLength() {
						t.Fatalf("%s with % x at %d: packet %d has %d bytes, says %d", file, v, at, p.Number(), len(p.Bytes()), p.CapturedLength())
					}
					_, _, _ = p.Summary(), p.DNSAnswers(), p.Payload()
				}
			}
		}
	}
}

// TestAnswersGiveMemoryBack asks a large capture for fields and filters, and finds no view of it kept but that of the load.
func TestAnswersGiveMemoryBack(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	ps, err := Read(bytes.NewReader(testcapture.Pcap(1<<18+1, 28)))
	if err != nil {
		t.Fatal(err)
	}
	before := capture.Viewed()
	ps.Fields("ip.src", "tcp.stream")
	if n := len(ps.Where("ip.ttl == 64 && !tcp.analysis.retransmission")); n != len(ps) {
		t.Errorf("the filter keeps %d of %d packets", n, len(ps))
	}
	if after := capture.Viewed(); before == 0 || after != before {
		t.Errorf("%d views are kept, want %d", after, before)
	}
}
