package capture

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"netlab/pcapnb/internal/capfile"
)

// useCache caches every file, however small and new, in a folder of the test's own.
func useCache(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("PCAPNB_CACHE", dir)
	old := CacheRules
	t.Cleanup(func() { CacheRules = old })
	CacheRules.From, CacheRules.Settled = 1, 0
	return dir
}

// fetched is what the cache holds for path, nil for a miss.
func fetched(t *testing.T, path string) *Capture {
	t.Helper()
	src, err := capfile.Open(path, capfile.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	return cached(slotOf(path, src, capfile.Limits{}), src, path)
}

// mustLoad loads a file that can be read.
func mustLoad(t *testing.T, path string) *Capture {
	t.Helper()
	c, errs := Load(t.Context(), Options{}, path)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return c
}

// uncached loads a file that can be read without the cache.
func uncached(t *testing.T, path string) *Capture {
	t.Helper()
	c, errs := Load(t.Context(), Options{NoCache: true}, path)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return c
}

// differ says where two captures have different packets, "" where they are the same.
func differ(got, want *Capture) string {
	if got.N != want.N {
		return fmt.Sprintf("%d packets, want %d", got.N, want.N)
	}
	return columnsDiffer(got, want, 0)
}

// infoText is what a load found out besides the packets. The clock that read an interface's times is not kept.
func infoText(c *Capture) string {
	info := c.Info
	info.Interfaces = nil
	text := fmt.Sprintf("%+v %v", info, c.Info.Err)
	for _, i := range c.Info.Interfaces {
		text += fmt.Sprintf(" %d %d %q %q %q %q %q %q %d %d", i.Link, i.SnapLen, i.Name, i.Description, i.Filter, i.OS, i.Comment, i.About, i.FCSLen, i.Section)
	}
	return text
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	overwrite(t, to, data)
}

func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// onlyCacheFile is the path of the one file in the cache.
func onlyCacheFile(t *testing.T) string {
	t.Helper()
	files := CacheFiles()
	if len(files) != 1 {
		t.Fatalf("the cache holds %d files, want 1: %v", len(files), files)
	}
	return files[0].Path
}

func TestCacheGivesTheSameCapture(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/*.pcap*")
	if err != nil || len(files) == 0 {
		t.Fatal("no captures in ../testdata", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			useCache(t)
			first, firstErr := Load(t.Context(), Options{}, path)
			if fetched(t, path) == nil {
				t.Fatal("the load left nothing in the cache")
			}
			again, err := Load(t.Context(), Options{}, path)
			if fmt.Sprint(err) != fmt.Sprint(firstErr) {
				t.Errorf("error %v from the cache, want %v", err, firstErr)
			}
			if differ := differ(again, first); differ != "" {
				t.Errorf("from the cache: %s", differ)
			}
			if got, want := infoText(again), infoText(first); got != want {
				t.Errorf("from the cache: %s\nwant %s", got, want)
			}
		})
	}
}

func TestCacheKeepsTheErrorOfACutFile(t *testing.T) {
	useCache(t)
	path := "../../../testdata/ten-cut.pcap"
	_, want := Load(t.Context(), Options{}, path)
	c := fetched(t, path)
	if c == nil || len(want) != 1 {
		t.Fatalf("capture %v and errors %v, want both", c, want)
	}
	if err := c.stopped(); err == nil || err.Error() != want[0].Error() {
		t.Errorf("error %v, want %v", err, want)
	}
}

func TestCacheIsNeverStale(t *testing.T) {
	useCache(t)
	path := filepath.Join(t.TempDir(), "x.pcap")
	copyFile(t, "../../../testdata/web.pcap", path)
	mustLoad(t, path)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	changed, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed[len(changed)/2] ^= 0xff
	// The size and the modification time are what they were; file systems with coarse clocks need several goes.
	for old, _ := lastChange(before, nil); ; {
		overwrite(t, path, changed)
		if err := os.Chtimes(path, before.ModTime(), before.ModTime()); err != nil {
			t.Fatal(err)
		}
		now, err := os.Stat(path)
		if err != nil || now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime()) {
			t.Fatal("the file looks changed", err)
		}
		if at, _ := lastChange(now, changed); !at.Equal(old) {
			break
		}
	}
	if fetched(t, path) != nil {
		t.Error("the cache holds a capture for the changed file")
	}
	want, err := Read(bytes.NewReader(changed), capfile.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if differ := differ(mustLoad(t, path), want); differ != "" {
		t.Errorf("the changed file's packets are not those of the changed file: %s", differ)
	}
}

func TestCacheMissesAReplacedFile(t *testing.T) {
	dir := useCache(t)
	path := filepath.Join(dir, "x.pcap")
	copyFile(t, "../../../testdata/web.pcap", path)
	mustLoad(t, path)
	other := filepath.Join(dir, "y.pcap")
	copyFile(t, "../../../testdata/web.pcap", other)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if fetched(t, path) != nil {
		t.Error("another file of the same name was found in the cache")
	}
}

func TestCacheWaitsUntilAFileHasSettled(t *testing.T) {
	useCache(t)
	CacheRules.Settled = time.Hour
	path := filepath.Join(t.TempDir(), "x.pcap")
	copyFile(t, "../../../testdata/web.pcap", path)
	mustLoad(t, path)
	if files := CacheFiles(); len(files) != 0 {
		t.Errorf("a file that has just changed was cached: %v", files)
	}
}

func TestDamagedCacheIsAMiss(t *testing.T) {
	useCache(t)
	path := "../../../testdata/ten.pcap.gz"
	want := mustLoad(t, path)
	name := onlyCacheFile(t)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	misses := 0
	for i := 0; i < len(good); i += 1 + i/200 {
		bad := slices.Clone(good)
		bad[i] ^= 1 << (i % 8)
		overwrite(t, name, bad)
		c := fetched(t, path)
		if c == nil {
			misses++
		} else if differ := differ(c, want); differ != "" {
			t.Fatalf("byte %d of %d damaged: %s", i, len(good), differ)
		}
	}
	if misses == 0 {
		t.Error("no damage was noticed")
	}
}

func TestCutCacheIsAMiss(t *testing.T) {
	useCache(t)
	path := "../../../testdata/ten.pcap"
	mustLoad(t, path)
	name := onlyCacheFile(t)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n < len(good); n += 61 {
		overwrite(t, name, good[:n])
		if fetched(t, path) != nil {
			t.Fatalf("%d of %d bytes were taken for a capture", n, len(good))
		}
	}
	overwrite(t, name, good)
	if fetched(t, path) == nil {
		t.Error("the whole file is a miss")
	}
}

func TestForeignCacheFileIsAMiss(t *testing.T) {
	useCache(t)
	mustLoad(t, "../../../testdata/ten.pcap")
	foreign := onlyCacheFile(t)
	mustLoad(t, "../../../testdata/web.pcap")
	for _, f := range CacheFiles() {
		if f.Path != foreign {
			copyFile(t, foreign, f.Path)
		}
	}
	if fetched(t, "../../../testdata/web.pcap") != nil {
		t.Error("one capture's cache file was taken for another's")
	}
}

func TestCacheKeepsUnpackedBytes(t *testing.T) {
	for _, path := range []string{"../../../testdata/ten.pcap.gz", "../../../testdata/ten.pcap.zst"} {
		useCache(t)
		mustLoad(t, path)
		src, err := capfile.Open(path, capfile.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		c := cached(slotOf(path, src, capfile.Limits{}), src, path)
		clear(src.Raw) // what cannot be unpacked again
		if c == nil || len(c.Bytes(0)) == 0 {
			t.Errorf("%s: the cache has no unpacked bytes", path)
		}
		src.Close()
	}
}

func TestCacheKeepsStreams(t *testing.T) {
	useCache(t)
	path := "../../../testdata/morning.pcap"
	want := mustLoad(t, path).TCPStreams()
	c := fetched(t, path)
	if c == nil || len(c.cachedStreams()) != len(want) {
		t.Fatal("the streams' numbers are not in the cache")
	}
	if got := mustLoad(t, path).TCPStreams(); !slices.Equal(got, want) {
		t.Errorf("streams %v from the cache, want %v", got, want)
	}
}

func TestCacheOff(t *testing.T) {
	dir := useCache(t)
	uncached(t, "../../../testdata/ten.pcap")
	t.Setenv("PCAPNB_CACHE", "off")
	mustLoad(t, "../../../testdata/ten.pcap")
	if CacheDir() != "" || len(CacheFiles()) != 0 {
		t.Error("a cache that is off has a folder or files")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("a cache that is off wrote %v (%v)", entries, err)
	}
}

func TestCacheFolderThatCannotBeWritten(t *testing.T) {
	dir := useCache(t)
	file := filepath.Join(dir, "file")
	overwrite(t, file, nil)
	t.Setenv("PCAPNB_CACHE", filepath.Join(file, "below"))
	if c := mustLoad(t, "../../../testdata/ten.pcap"); c.N != 10 {
		t.Errorf("%d packets, want 10", c.N)
	}
}

func TestSweepCache(t *testing.T) {
	dir := useCache(t)
	names := []string{"ten.pcap", "web.pcap", "leak.pcap"}
	for i, name := range names {
		mustLoad(t, "../../../testdata/"+name)
		for _, f := range CacheFiles() { // the order of use, without a clock
			if strings.HasSuffix(f.Capture, name) {
				at := time.Unix(int64(1000+i), 0)
				os.Chtimes(f.Path, at, at)
			}
		}
	}
	stranger := filepath.Join(dir, "notes.columns")
	overwrite(t, stranger, []byte("not ours"))
	files := CacheFiles()
	left := filepath.Join(dir, "."+filepath.Base(files[0].Path)+".part-1")
	strangers := []string{stranger, filepath.Join(dir, strings.Repeat("0a", 16)+columnsKind), TSharkFields(), filepath.Join(dir, "tshark.fields"), filepath.Join(dir, "writing-1"), filepath.Join(dir, ".notes.columns.part-1")}
	for _, path := range append(strangers, left) {
		overwrite(t, path, nil)
		os.Chtimes(path, time.Unix(0, 0), time.Unix(0, 0))
	}
	CacheRules.Most = int64(files[1].Bytes + files[2].Bytes)
	sweepCache()
	var kept []string
	for _, f := range CacheFiles() {
		kept = append(kept, filepath.Base(f.Capture))
	}
	if !slices.Equal(kept, names[1:]) {
		t.Errorf("the sweep kept %v, want %v", kept, names[1:])
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the sweep left what a killed process had begun")
	}
	if ClearCache() == 0 || len(CacheFiles()) != 0 {
		t.Error("ClearCache left files")
	}
	for _, path := range strangers {
		if _, err := os.Stat(path); err != nil {
			t.Error("a file that is not the cache's is gone:", err)
		}
	}
}

func TestCacheInManyGoroutines(t *testing.T) {
	useCache(t)
	path := "../../../testdata/web.pcap"
	want := uncached(t, path)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 4 {
				c, errs := Load(t.Context(), Options{}, path)
				if len(errs) > 0 || differ(c, want) != "" {
					t.Errorf("a concurrent load gave %d packets and errors %v", c.N, errs)
				}
			}
		})
	}
	wg.Wait()
}

// TestCacheInTwoProcesses runs TestCacheInManyGoroutines's loads in processes that share one folder.
func TestCacheInTwoProcesses(t *testing.T) {
	const role = "PCAPNB_TEST_CACHE_CHILD"
	path := "../../../testdata/web.pcap"
	if dir := os.Getenv(role); dir != "" {
		useCache(t)
		t.Setenv("PCAPNB_CACHE", dir)
		want := uncached(t, path)
		for i := range 12 {
			if i%3 == 0 {
				ClearCache()
			}
			if differ := differ(mustLoad(t, path), want); differ != "" {
				t.Fatalf("load %d: %s", i, differ)
			}
		}
		return
	}
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestCacheInTwoProcesses$")
			cmd.Env = append(os.Environ(), role+"="+dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
}
