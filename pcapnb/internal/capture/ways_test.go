package capture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/iotest"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/testcapture"
)

// A modelCase is a generated capture and what the model says of it.
type modelCase struct {
	name string
	file []byte
	want *Capture
}

func newModelCase(packets, size int, ng bool) *modelCase {
	kind := map[bool]string{false: "pcap", true: "pcapng"}[ng]
	sizes := fmt.Sprint(size)
	if size < 0 {
		sizes = "mixed"
	}
	m := &modelCase{name: fmt.Sprintf("%s/%s/%d", kind, sizes, packets), file: testcapture.Generated(packets, size, ng)}
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
func (m *modelCase) check(t *testing.T, how string, got []*Capture) {
	t.Helper()
	at := 0
	for _, c := range got {
		if at+c.N > m.want.N {
			t.Errorf("%s, %s: more than %d packets", m.name, how, m.want.N)
			return
		}
		if differ := columnsDiffer(c, m.want, at); differ != "" {
			t.Errorf("%s, %s: %s", m.name, how, differ)
			return
		}
		at += c.N
	}
	if at != m.want.N {
		t.Errorf("%s, %s: %d packets, want %d", m.name, how, at, m.want.N)
	}
}

// A way brings a capture file's bytes into captures.
type way struct {
	name string
	load func(t *testing.T, dir string, file []byte) []*Capture
}

// ways are all there are. Those that end in a file go through the cache where it is on.
func ways() []way {
	return []way{
		{"plain", asFile(func(b []byte) []byte { return b })},
		{"mapped", mapped},
		{"gzip", asFile(testcapture.Gzip)},
		{"gzip of many", asFile(inPieces(testcapture.Gzip))},
		{"zstd", asFile(testcapture.Zstd)},
		{"zstd of many", asFile(inPieces(testcapture.Zstd))},
		{"pipe", fromPipe},
		{"Read", func(t *testing.T, _ string, file []byte) []*Capture {
			c, err := Read(iotest.HalfReader(bytes.NewReader(file)), capfile.Limits{})
			return loaded(t, c, err)
		}},
		{"Scan", scanned(func(b []byte) []byte { return b })},
		{"Scan of gzip", scanned(testcapture.Gzip)},
		{"pieces", merged},
	}
}

// loaded is the capture of a load; one without packets is none.
func loaded(t *testing.T, c *Capture, errs ...error) []*Capture {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if c == nil || c.N == 0 {
		return nil
	}
	return []*Capture{c}
}

// load is Load of files that can be read.
func load(t *testing.T, paths ...string) []*Capture {
	t.Helper()
	c, errs := Load(t.Context(), Options{}, paths...)
	return loaded(t, c, errs...)
}

func asFile(pack func([]byte) []byte) func(*testing.T, string, []byte) []*Capture {
	return func(t *testing.T, dir string, file []byte) []*Capture {
		path := filepath.Join(dir, "file")
		once(t, path, func() []byte { return pack(file) })
		return load(t, path)
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

func mapped(t *testing.T, dir string, file []byte) []*Capture {
	old := capfile.MapFrom
	defer func() { capfile.MapFrom = old }()
	capfile.MapFrom = 1
	return asFile(bytes.Clone)(t, dir, file)
}

func fromPipe(t *testing.T, _ string, file []byte) []*Capture {
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
	return load(t, path)
}

func scanned(pack func([]byte) []byte) func(*testing.T, string, []byte) []*Capture {
	return func(t *testing.T, dir string, file []byte) (got []*Capture) {
		path := filepath.Join(dir, "scanned")
		once(t, path, func() []byte { return pack(file) })
		err := Scan(path, func(c *Capture) bool {
			got = append(got, c)
			return true
		})
		if err != nil {
			t.Error(err)
		}
		return got
	}
}

// merged loads a capture as three files.
func merged(t *testing.T, dir string, file []byte) []*Capture {
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
	return load(t, paths...)
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
		forget([]*Capture{m.want})
	}
}

// forget gives back what loads keep for the life of a process.
func forget(captures []*Capture) {
	for _, c := range captures {
		c.Columns.free()
	}
	viewed.Lock()
	viewed.captures = nil
	viewed.Unlock()
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
