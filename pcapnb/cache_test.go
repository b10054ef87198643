package pcapnb

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
	old := cacheRules
	t.Cleanup(func() { cacheRules = old })
	cacheRules.from, cacheRules.settled = 1, 0
	return dir
}

// fetched is what the cache holds for path, nil for a miss.
func fetched(t *testing.T, path string) *capture {
	t.Helper()
	src, err := capfile.Open(path, capfile.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	return cached(slotOf(path, src, LoadOptions{}), src, path)
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
	files, err := filepath.Glob("../testdata/*.pcap*")
	if err != nil || len(files) == 0 {
		t.Fatal("no captures in ../testdata", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			useCache(t)
			first, firstErr := Load(path)
			if fetched(t, path) == nil {
				t.Fatal("the load left nothing in the cache")
			}
			again, err := Load(path)
			if fmt.Sprint(err) != fmt.Sprint(firstErr) {
				t.Errorf("error %v from the cache, want %v", err, firstErr)
			}
			if got, want := rows(again), rows(first); got != want {
				t.Errorf("from the cache:\n%s\nwant\n%s", got, want)
			}
			info := again[0].c.info
			if got, want := fmt.Sprintf("%+v", info), fmt.Sprintf("%+v", first[0].c.info); got != want {
				t.Errorf("from the cache: %s\nwant %s", got, want)
			}
		})
	}
}

func TestCacheKeepsTheErrorOfACutFile(t *testing.T) {
	useCache(t)
	path := "../testdata/ten-cut.pcap"
	_, want := Load(path)
	c := fetched(t, path)
	if c == nil || want == nil {
		t.Fatalf("capture %v and error %v, want both", c, want)
	}
	if err := c.stopped(); err == nil || err.Error() != want.Error() {
		t.Errorf("error %v, want %v", err, want)
	}
}

func TestCacheIsNeverStale(t *testing.T) {
	useCache(t)
	path := filepath.Join(t.TempDir(), "x.pcap")
	copyFile(t, "../testdata/web.pcap", path)
	if _, err := Load(path); err != nil {
		t.Fatal(err)
	}
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
	ps, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Read(bytes.NewReader(changed))
	if err != nil {
		t.Fatal(err)
	}
	if rows(ps) != rows(want) {
		t.Error("the changed file's packets are not those of the changed file")
	}
}

func TestCacheMissesAReplacedFile(t *testing.T) {
	dir := useCache(t)
	path := filepath.Join(dir, "x.pcap")
	copyFile(t, "../testdata/web.pcap", path)
	if _, err := Load(path); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "y.pcap")
	copyFile(t, "../testdata/web.pcap", other)
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if fetched(t, path) != nil {
		t.Error("another file of the same name was found in the cache")
	}
}

func TestCacheWaitsUntilAFileHasSettled(t *testing.T) {
	useCache(t)
	cacheRules.settled = time.Hour
	path := filepath.Join(t.TempDir(), "x.pcap")
	copyFile(t, "../testdata/web.pcap", path)
	if _, err := Load(path); err != nil {
		t.Fatal(err)
	}
	if files := CacheFiles(); len(files) != 0 {
		t.Errorf("a file that has just changed was cached: %v", files)
	}
}

func TestDamagedCacheIsAMiss(t *testing.T) {
	useCache(t)
	path := "../testdata/ten.pcap.gz"
	ps, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := rows(ps)
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
		} else if got := rows(c.packets()); got != want {
			t.Fatalf("byte %d of %d damaged: got\n%s\nwant\n%s", i, len(good), got, want)
		}
	}
	if misses == 0 {
		t.Error("no damage was noticed")
	}
}

func TestCutCacheIsAMiss(t *testing.T) {
	useCache(t)
	path := "../testdata/ten.pcap"
	if _, err := Load(path); err != nil {
		t.Fatal(err)
	}
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
	if _, err := Load("../testdata/ten.pcap"); err != nil {
		t.Fatal(err)
	}
	foreign := onlyCacheFile(t)
	if _, err := Load("../testdata/web.pcap"); err != nil {
		t.Fatal(err)
	}
	for _, f := range CacheFiles() {
		if f.Path != foreign {
			copyFile(t, foreign, f.Path)
		}
	}
	if fetched(t, "../testdata/web.pcap") != nil {
		t.Error("one capture's cache file was taken for another's")
	}
}

func TestCacheKeepsUnpackedBytes(t *testing.T) {
	for _, path := range []string{"../testdata/ten.pcap.gz", "../testdata/ten.pcap.zst"} {
		useCache(t)
		if _, err := Load(path); err != nil {
			t.Fatal(err)
		}
		src, err := capfile.Open(path, capfile.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		c := cached(slotOf(path, src, LoadOptions{}), src, path)
		clear(src.Raw) // what cannot be unpacked again
		if c == nil || len(c.packets()[0].Bytes()) == 0 {
			t.Errorf("%s: the cache has no unpacked bytes", path)
		}
		src.Close()
	}
}

func TestCacheKeepsStreams(t *testing.T) {
	useCache(t)
	path := "../testdata/morning.pcap"
	streams := func() (numbers []int) {
		ps, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range ps {
			numbers = append(numbers, p.TCPStream())
		}
		return numbers
	}
	want := streams()
	c := fetched(t, path)
	if c == nil || len(c.cachedStreams()) != len(want) {
		t.Fatal("the streams' numbers are not in the cache")
	}
	if got := streams(); !slices.Equal(got, want) {
		t.Errorf("streams %v from the cache, want %v", got, want)
	}
}

func TestCacheOff(t *testing.T) {
	dir := useCache(t)
	if _, err := LoadContext(t.Context(), LoadOptions{NoCache: true}, "../testdata/ten.pcap"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PCAPNB_CACHE", "off")
	if _, err := Load("../testdata/ten.pcap"); err != nil {
		t.Fatal(err)
	}
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
	ps, err := Load("../testdata/ten.pcap")
	if len(ps) != 10 || err != nil {
		t.Errorf("%d packets and error %v, want 10 and none", len(ps), err)
	}
}

func TestSweepCache(t *testing.T) {
	dir := useCache(t)
	names := []string{"ten.pcap", "web.pcap", "leak.pcap"}
	for i, name := range names {
		if _, err := Load("../testdata/" + name); err != nil {
			t.Fatal(err)
		}
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
	strangers := []string{stranger, filepath.Join(dir, "writing-1"), filepath.Join(dir, ".notes.columns.part-1")}
	for _, path := range append(strangers, left) {
		overwrite(t, path, nil)
		os.Chtimes(path, time.Unix(0, 0), time.Unix(0, 0))
	}
	cacheRules.most = int64(files[1].Bytes + files[2].Bytes)
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
	path := "../testdata/web.pcap"
	whole, err := LoadContext(t.Context(), LoadOptions{NoCache: true}, path)
	if err != nil {
		t.Fatal(err)
	}
	want := rows(whole)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 4 {
				ps, err := Load(path)
				if err != nil || rows(ps) != want {
					t.Errorf("a concurrent load gave %d packets and error %v", len(ps), err)
				}
			}
		})
	}
	wg.Wait()
}

// TestCacheInTwoProcesses runs TestCacheInManyGoroutines's loads in processes that share one folder.
func TestCacheInTwoProcesses(t *testing.T) {
	const role = "PCAPNB_TEST_CACHE_CHILD"
	path := "../testdata/web.pcap"
	if dir := os.Getenv(role); dir != "" {
		useCache(t)
		t.Setenv("PCAPNB_CACHE", dir)
		whole, err := LoadContext(t.Context(), LoadOptions{NoCache: true}, path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 12 {
			if i%3 == 0 {
				ClearCache()
			}
			if ps, err := Load(path); err != nil || rows(ps) != rows(whole) {
				t.Fatalf("load %d gave %d packets and error %v", i, len(ps), err)
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
