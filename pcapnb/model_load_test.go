package pcapnb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"netlab/pcapnb/internal/capfile"
)

// A modelCase is a generated capture and what the model says of it.
type modelCase struct {
	name string
	file []byte
	want *capture
}

func newModelCase(packets, size int, ng bool) *modelCase {
	kind := map[bool]string{false: "pcap", true: "pcapng"}[ng]
	sizes := fmt.Sprint(size)
	if size < 0 {
		sizes = "mixed"
	}
	m := &modelCase{name: fmt.Sprintf("%s/%s/%d", kind, sizes, packets), file: generated(packets, size, ng)}
	m.want = walk(m.file).capture()
	return m
}

// eachModelCase calls f with captures of every length at which something might change. The short test takes each length
// once.
func eachModelCase(f func(m *modelCase)) {
	lengths := []int{0, 1, 2047, 2048, 2049, 4095, 4096, 4097, 10_000}
	if testing.Short() {
		for i, n := range lengths {
			f(newModelCase(n, []int{40, -1, 0}[i%3], i%2 == 0))
		}
		return
	}
	for _, n := range lengths {
		for _, size := range []int{0, 40, 1500, -1} {
			f(newModelCase(n, size, false))
			f(newModelCase(n, size, true))
		}
	}
}

// check compares captures that were loaded, one behind another, with the model.
func (m *modelCase) check(t *testing.T, how string, got []*capture) {
	t.Helper()
	at := 0
	for _, c := range got {
		if at+c.n > m.want.n {
			t.Errorf("%s, %s: more than %d packets", m.name, how, m.want.n)
			return
		}
		if differ := columnsDiffer(c, m.want, at); differ != "" {
			t.Errorf("%s, %s: %s", m.name, how, differ)
			return
		}
		at += c.n
	}
	if at != m.want.n {
		t.Errorf("%s, %s: %d packets, want %d", m.name, how, at, m.want.n)
	}
}

// A way brings a capture file's bytes into captures.
type way struct {
	name string
	load func(t *testing.T, dir string, file []byte) []*capture
}

// ways are all there are. Those that end in a file go through the cache where it is on.
func ways() []way {
	return []way{
		{"plain", asFile(func(b []byte) []byte { return b })},
		{"mapped", mapped},
		{"gzip", asFile(gzipped)},
		{"gzip of many", asFile(inPieces(gzipped))},
		{"zstd", asFile(zstandard)},
		{"zstd of many", asFile(inPieces(zstandard))},
		{"pipe", fromPipe},
		{"Read", func(t *testing.T, _ string, file []byte) []*capture {
			ps, err := Read(iotest.HalfReader(bytes.NewReader(file)))
			return whole(t, ps, err)
		}},
		{"Scan", scanned(func(b []byte) []byte { return b })},
		{"Scan of gzip", scanned(gzipped)},
		{"pieces", merged},
	}
}

// whole is the capture of a load; one without packets is none.
func whole(t *testing.T, ps Packets, err error) []*capture {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	if len(ps) == 0 {
		return nil
	}
	return []*capture{ps.capture()}
}

func asFile(pack func([]byte) []byte) func(*testing.T, string, []byte) []*capture {
	return func(t *testing.T, dir string, file []byte) []*capture {
		path := filepath.Join(dir, "file")
		once(t, path, func() []byte { return pack(file) })
		ps, err := Load(path)
		return whole(t, ps, err)
	}
}

// once writes a file that is not there yet: written again it would be another for the cache.
func once(t *testing.T, path string, data func() []byte) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		overwrite(t, path, data())
	}
}

// inPieces packs a file as several members or frames, whose bounds are not those of packets.
func inPieces(pack func([]byte) []byte) func([]byte) []byte {
	return func(file []byte) (packed []byte) {
		for piece := range slices.Chunk(file, len(file)/5+1) {
			packed = append(packed, pack(piece)...)
		}
		return packed
	}
}

func mapped(t *testing.T, dir string, file []byte) []*capture {
	old := capfile.MapFrom
	defer func() { capfile.MapFrom = old }()
	capfile.MapFrom = 1
	return asFile(bytes.Clone)(t, dir, file)
}

func fromPipe(t *testing.T, _ string, file []byte) []*capture {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	go func() {
		w.Write(file)
		w.Close()
	}()
	path := fmt.Sprintf("/dev/fd/%d", r.Fd())
	if _, err := os.Stat(path); err != nil {
		t.Skip("no /dev/fd")
	}
	ps, err := Load(path)
	return whole(t, ps, err)
}

func scanned(pack func([]byte) []byte) func(*testing.T, string, []byte) []*capture {
	return func(t *testing.T, dir string, file []byte) (got []*capture) {
		path := filepath.Join(dir, "scanned")
		once(t, path, func() []byte { return pack(file) })
		for p, err := range Scan(path) {
			if err != nil {
				t.Error(err)
				break
			}
			if len(got) == 0 || got[len(got)-1] != p.c {
				got = append(got, p.c)
			}
		}
		return got
	}
}

// merged loads a capture as three files.
func merged(t *testing.T, dir string, file []byte) []*capture {
	head, ends := 24, recordEnds(file)
	if binary.LittleEndian.Uint32(file) != 0xa1b2c3d4 {
		head = 28 + 20 + 20
	}
	var paths []string
	from := head
	for i := range 3 {
		to := head
		if n := len(ends) * (i + 1) / 3; n > 0 {
			to = ends[n-1]
		}
		path := filepath.Join(dir, fmt.Sprint("piece", i))
		once(t, path, func() []byte { return slices.Concat(file[:head], file[from:to]) })
		paths, from = append(paths, path), to
	}
	ps, err := Load(paths...)
	return whole(t, ps, err)
}

// recordEnds are where the packets' records end.
func recordEnds(file []byte) (ends []int) {
	for _, p := range walk(file).packets {
		end := cap(file) - cap(p.data) + len(p.data)
		if binary.LittleEndian.Uint32(file) != 0xa1b2c3d4 {
			end += -len(p.data)&3 + 4
		}
		ends = append(ends, end)
	}
	return ends
}

// onProcessors calls f with so many processors in use.
func onProcessors(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}

// TestEveryWayLoadsTheSame loads generated captures in every way there is, on 1, 2 and 8 processors.
func TestEveryWayLoadsTheSame(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	turn := 0
	eachModelCase(func(m *modelCase) {
		for _, w := range ways() {
			dir := t.TempDir()
			turn++
			for i, n := range []int{1, 2, 8} {
				if testing.Short() && i != turn%3 {
					continue
				}
				onProcessors(n, func() {
					m.check(t, fmt.Sprintf("%s on %d processors", w.name, n), w.load(t, dir, m.file))
				})
			}
			os.RemoveAll(dir) // not at the end of the test, together with gigabytes of others
		}
	})
}

// TestLongCapturesLoadTheSame is TestEveryWayLoadsTheSame for captures that are decoded in many shares at once.
func TestLongCapturesLoadTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	t.Setenv("PCAPNB_CACHE", "off")
	for k, size := range []int{0, 40, -1} {
		m := newModelCase(300_000, size, k%2 == 0)
		for i, w := range ways() {
			n, dir := []int{8, 2, 1}[(i+k)%3], t.TempDir()
			onProcessors(n, func() {
				got := w.load(t, dir, m.file)
				m.check(t, fmt.Sprintf("%s on %d processors", w.name, n), got)
				forget(got)
			})
			os.RemoveAll(dir)
		}
		forget([]*capture{m.want})
	}
}

// forget gives back what loads keep for the life of a process.
func forget(captures []*capture) {
	for _, c := range captures {
		c.columns.free()
	}
	large.Lock()
	large.captures = nil
	large.Unlock()
}

// verbs are questions whose answers are text.
func verbs() map[string]func(ps Packets) string {
	csv := func(t *Table) string { return written(func(w io.Writer) error { return t.WriteCSV(w) }) }
	return map[string]func(ps Packets) string{
		"table":         func(ps Packets) string { return csv(ps.Table()) },
		"all fields":    func(ps Packets) string { return csv(ps.Select(append(BasicFields(), HeaderFields()...)...)) },
		"html":          func(ps Packets) string { return ps.HTML() },
		"describe":      func(ps Packets) string { return ps.Describe().String() },
		"filter":        func(ps Packets) string { return ps.Filter(PortDst.Is(53), Length.Gt(100)).String() },
		"sort":          func(ps Packets) string { return csv(ps.Sort(IPDst, Length).Table()) },
		"sort desc":     func(ps Packets) string { return csv(ps.SortDesc(Length).Tail(50).Table()) },
		"bpf":           func(ps Packets) string { return csv(ps.BPF("udp port 53 or tcp[13] & 2 != 0").Table()) },
		"where":         func(ps Packets) string { return csv(ps.Where("tcp.stream < 5 && ip.len > 60").Table()) },
		"sum":           func(ps Packets) string { return GroupBy(ps, IPDst).Sum(Length).String() },
		"mean":          func(ps Packets) string { return GroupBy(ps, Protocol).Mean(TCPLen).String() },
		"quantile":      func(ps Packets) string { return fmt.Sprint(ps.Quantile(Length, 0.9), ps.Std(Length), ps.Max(Length)) },
		"resample":      func(ps Packets) string { return ps.Resample(time.Second).Sum(Length).String() },
		"counts":        func(ps Packets) string { return ValueCounts(ps, PortDst).String() },
		"unique":        func(ps Packets) string { return fmt.Sprint(Unique(ps, IPSrc)) },
		"streams":       func(ps Packets) string { return GroupBy(ps, TCPStream).Count().String() },
		"stream":        func(ps Packets) string { return string(ps.Stream(3).ClientData().Bytes) },
		"flows":         func(ps Packets) string { return fmt.Sprint(ps.Flows()) },
		"inter-arrival": func(ps Packets) string { return ps.InterArrival().String() },
		"names":         func(ps Packets) string { return fmt.Sprint(NamesIn(ps)) },
		"preflight":     func(ps Packets) string { return fmt.Sprint(Preflight(ps)) },
		"layers":        func(ps Packets) string { return ValueCounts(ps, LayerStack).String() },
		"pcap":          func(ps Packets) string { return written(ps.Filter(EtherType.Is(0x800)).WritePcapTo) },
	}
}

// written is what write writes.
func written(write func(w io.Writer) error) string {
	var b strings.Builder
	if err := write(&b); err != nil {
		return err.Error()
	}
	return b.String()
}

// answer compares the verbs' answers with those on the model.
func (m *modelCase) answer(t *testing.T, how string, ps Packets) {
	t.Helper()
	want := m.want.packets()
	for name, verb := range verbs() {
		if got, wanted := verb(ps), verb(want); got != wanted {
			at := 0
			for at < min(len(got), len(wanted)) && got[at] == wanted[at] {
				at++
			}
			t.Errorf("%s, %s: %s differs: %.200q, want %.200q", m.name, how, name, got[at:], wanted[at:])
		}
	}
}

// fieldSample are fields by Wireshark's name of many protocols, with and without need of earlier packets.
var fieldSample = []string{"frame.number", "frame.time_epoch", "frame.time_delta", "frame.len", "frame.cap_len", "frame.protocols",
	"eth.src", "eth.type", "ip.src", "ip.dst", "ip.id", "ip.ttl", "ipv6.dst", "ipv6.plen", "tcp.srcport", "tcp.stream", "tcp.len", "tcp.seq",
	"tcp.flags", "tcp.analysis.retransmission", "tcp.payload", "udp.dstport", "udp.length", "udp.stream", "icmp.type", "data.len",
	"dns.qry.name", "dns.id", "http.host", "http.request.uri"}

// TestAnswersAreTheModels asks every verb, and for fields by Wireshark's names, on 1, 2 and 8 processors: for all of them
// where the capture is small.
func TestAnswersAreTheModels(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	turn := 0
	eachModelCase(func(m *modelCase) {
		fields := fieldSample
		if m.want.n <= 1 || m.want.n == 2049 && !testing.Short() {
			fields = FieldNames()
		}
		for i, n := range []int{1, 2, 8} {
			if testing.Short() && (i != turn%3 || m.want.n > 4096) {
				continue
			}
			onProcessors(n, func() {
				how := fmt.Sprintf("%d processors", n)
				var ps Packets
				for _, c := range asFile(gzipped)(t, t.TempDir(), m.file) {
					ps = c.packets()
				}
				m.answer(t, how, ps)
				if differ := wireDiffers(ps, m.want.packets(), fields); differ != "" {
					t.Errorf("%s, %s: %s", m.name, how, differ)
				}
			})
		}
		turn++
	})
}

// TestFieldsOfALongCapture asks for fields of so many packets that they are shared out.
func TestFieldsOfALongCapture(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off")
	m := newModelCase(shareFrom+1, 200, true)
	processors := []int{1, 2, 8}
	if testing.Short() {
		processors = []int{8}
	}
	for _, n := range processors {
		onProcessors(n, func() {
			ps := asFile(gzipped)(t, t.TempDir(), m.file)[0].packets()
			if differ := wireDiffers(ps, m.want.packets(), fieldSample); differ != "" {
				t.Errorf("%d processors: %s", n, differ)
			}
		})
	}
}

// cachedWays are those that go through the cache.
func cachedWays() []way {
	return slices.DeleteFunc(ways(), func(w way) bool {
		return !slices.Contains([]string{"plain", "mapped", "gzip of many", "zstd", "pieces"}, w.name)
	})
}

// TestCacheIsTheModels loads generated captures when the cache is empty, when it holds them, and when its files are
// damaged or cut anywhere.
func TestCacheIsTheModels(t *testing.T) {
	tries, packets, size := 40, 4097, -1
	if testing.Short() {
		tries, packets, size = 4, 2049, 40
	}
	for _, ng := range []bool{false, true} {
		m := newModelCase(packets, size, ng)
		for _, w := range cachedWays() {
			useCache(t)
			dir := t.TempDir()
			load := func(how string) {
				got := w.load(t, dir, m.file)
				m.check(t, w.name+", "+how, got)
				if how == "cached" {
					m.answer(t, w.name+", "+how, got[0].packets())
				}
			}
			load("cold")
			load("cached")
			if len(CacheFiles()) == 0 {
				t.Errorf("%s: nothing is cached", w.name)
			}
			for _, f := range CacheFiles() {
				good, err := os.ReadFile(f.Path)
				if err != nil {
					t.Fatal(err)
				}
				for i := range tries {
					at := len(good) * i / tries
					bad := bytes.Clone(good)
					bad[at] ^= 0x55
					overwrite(t, f.Path, bad)
					load(fmt.Sprintf("byte %d of its cache damaged", at))
					overwrite(t, f.Path, good[:at])
					load(fmt.Sprintf("its cache cut to %d bytes", at))
				}
			}
		}
	}
}

// TestTwoProcessesAreTheModels loads generated captures in two processes at once that share a cache, which each of them
// clears now and then.
func TestTwoProcessesAreTheModels(t *testing.T) {
	const role = "PCAPNB_TEST_MODEL_CHILD"
	dir := os.Getenv(role)
	if dir == "" {
		dir = t.TempDir()
	}
	m := newModelCase(2049, -1, false)
	load := func() {
		for _, w := range cachedWays() {
			files := filepath.Join(dir, w.name)
			if err := os.MkdirAll(files, 0o755); err != nil {
				t.Fatal(err)
			}
			m.check(t, w.name, w.load(t, files, m.file))
		}
	}
	useCache(t)
	t.Setenv("PCAPNB_CACHE", filepath.Join(dir, "cache"))
	load()
	if os.Getenv(role) != "" {
		for i := range 12 {
			if i%4 == 3 {
				ClearCache()
			}
			load()
		}
		return
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestTwoProcessesAreTheModels$")
			cmd.Env = append(os.Environ(), role+"="+dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
}
