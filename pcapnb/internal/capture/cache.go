package capture

import (
	"encoding/hex"
	"errors"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/wholefile"
)

// GoNB runs every cell as a new program, which would decode a capture again each time. So the columns of a decoded
// capture are kept in a cache file, which the next cell maps into memory. A cache file that is damaged, foreign or does
// not belong to the capture as it is now is as good as none.

// CacheRules say what is cached. Tests change them.
var CacheRules = struct {
	From    int           // fewer packets are decoded as fast as they are fetched
	Most    int64         // bytes of all cache files together; the least recently used go first
	Settled time.Duration // a file that changed more recently might change again within its time stamp
}{20_000, 4 << 30, 2 * time.Second}

const (
	columnsKind = ".columns"
	streamsKind = ".streams"
)

// CacheDir returns the folder where decoded captures are kept for the next cell, or "" where the cache is off. The
// environment variable PCAPNB_CACHE names another folder than the user's cache folder, or says off.
func CacheDir() string {
	switch dir := os.Getenv("PCAPNB_CACHE"); dir {
	case "off":
		return ""
	case "":
		user, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		return filepath.Join(user, "netlab", "captures")
	default:
		return dir
	}
}

// TSharkFields is the path of the list of tshark's fields in the cache, "" where that is off.
func TSharkFields() string {
	dir := CacheDir()
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "pcapnb-tshark.fields")
}

// A CacheFile is one file of the cache.
type CacheFile struct {
	Capture string // path of the capture that it was made from
	Bytes   int
	Used    time.Time // when it was last read or written
	Path    string
}

// CacheFiles lists what the cache holds, the least recently used first.
func CacheFiles() []CacheFile {
	var files []CacheFile
	dir := CacheDir()
	entries, _ := os.ReadDir(dir) // no folder, no files
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !isCacheName(e.Name()) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if !bearsMark(path) {
			continue
		}
		files = append(files, CacheFile{cachedCapture(path), int(info.Size()), info.ModTime().UTC(), path})
	}
	slices.SortStableFunc(files, func(a, b CacheFile) int { return a.Used.Compare(b.Used) })
	return files
}

// isCacheName tells this cache's files from others that may lie in the folder.
func isCacheName(name string) bool {
	stem, ok := strings.CutSuffix(name, columnsKind)
	if !ok {
		stem, ok = strings.CutSuffix(name, streamsKind)
	}
	for _, kind := range []string{textsKind, partialsKind} {
		if !ok {
			if stem, ok = strings.CutSuffix(name, kind); ok {
				stem, ok = cutNumber(stem)
			}
		}
	}
	return ok && isHex(stem, 16)
}

// bearsMark tells whether a file begins as all files of the cache do.
func bearsMark(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	mark := make([]byte, len(cacheMark))
	_, err = io.ReadFull(f, mark)
	return err == nil && string(mark) == cacheMark
}

// isHex tells whether s is so many bytes in hexadecimal digits.
func isHex(s string, bytes int) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == bytes
}

// cachedCapture is the path of the capture that a cache file was made from, "" where it does not tell.
func cachedCapture(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	data := make([]byte, 64<<10)
	n, _ := f.Read(data)
	b, err := openBox(data[:n])
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(b.identity, "\n")
	return name
}

// ClearCache removes all cache files and returns how many bytes they had.
func ClearCache() (freed int) {
	for _, f := range CacheFiles() {
		if os.Remove(f.Path) == nil {
			freed += f.Bytes
		}
	}
	if info, err := os.Stat(TSharkFields()); err == nil && bearsMark(TSharkFields()) && os.Remove(TSharkFields()) == nil {
		freed += int(info.Size())
	}
	return freed
}

// A cacheSlot is the place of a capture in the cache.
type cacheSlot struct {
	stem     string // path of its cache files without their ends
	path     string // of the capture
	identity string // what the capture was when it was opened
	limits   capfile.Limits
}

// slotOf returns the cache slot of an opened capture, or nil where it is not to be cached.
func slotOf(path string, src *capfile.Source, limits capfile.Limits) *cacheSlot {
	dir := CacheDir()
	if dir == "" || src.Info == nil {
		return nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	id, ok := fileIdentity(abs, src.Info, src.Raw, limits)
	if !ok {
		return nil
	}
	h := fnv.New128a()
	h.Write([]byte(abs))
	return &cacheSlot{filepath.Join(dir, hex.EncodeToString(h.Sum(nil))), abs, id, limits}
}

// still tells whether the capture is what it was when it was opened.
func (s *cacheSlot) still(raw []byte) bool {
	info, err := os.Stat(s.path)
	if err != nil {
		return false
	}
	id, ok := fileIdentity(s.path, info, raw, s.limits)
	return ok && id == s.identity
}

// open returns the slot's box of a kind, or nil.
func (s *cacheSlot) open(kind string) *box {
	path := s.stem + kind
	data, err := readCacheFile(path)
	if err != nil {
		return nil
	}
	b := s.box(data)
	if b == nil {
		capfile.UnmapFile(data)
		return nil
	}
	b.path, b.file = path, data
	touch(path)
	return b
}

// box is the box in data, or nil. A box of another file or state of the file is not the slot's.
func (s *cacheSlot) box(data []byte) *box {
	b, err := openBox(data)
	if err != nil || b.identity != s.identity || !b.check(b.body) {
		return nil
	}
	return b
}

// touch notes that a cache file was used, to the minute.
func touch(path string) {
	now := time.Now()
	if info, err := os.Stat(path); err == nil && now.Sub(info.ModTime()) > time.Minute {
		os.Chtimes(path, now, now)
	}
}

func readCacheFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if data, err := capfile.MapFile(f, info.Size()); err == nil {
		return data, nil
	}
	data := heapBytes(int(info.Size()))
	n, err := f.ReadAt(data, 0)
	return data[:n], err
}

// put writes a box into the slot. Whatever goes wrong there does not matter: the next cell decodes again.
func (s *cacheSlot) put(kind string, parts [][]byte) {
	if writeCacheFile(s.stem+kind, parts) {
		sweepCache()
	}
}

// writeCacheFile writes a file of the cache, whole or not at all.
func writeCacheFile(path string, parts [][]byte) bool {
	if int64(length(parts)) > CacheRules.Most || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return false
	}
	return wholefile.Write(path, 0o600, func(w io.Writer) error {
		for _, p := range parts {
			if _, err := w.Write(p); err != nil {
				return err
			}
		}
		return nil
	}) == nil
}

// sweepCache removes the least recently used files until the rest is small enough, and what killed cells left.
func sweepCache() {
	defer sweepUnfinished(CacheDir())
	if cacheBytes() <= CacheRules.Most {
		return
	}
	files := CacheFiles()
	total := int64(0)
	for _, f := range files {
		total += int64(f.Bytes)
	}
	for _, f := range files {
		if total <= CacheRules.Most {
			break
		}
		if err := os.Remove(f.Path); err == nil || errors.Is(err, fs.ErrNotExist) { // another process sweeps, too
			total -= int64(f.Bytes)
		}
	}
}

// cacheBytes is how many bytes the cache has at most: it does not look into the files.
func cacheBytes() (total int64) {
	entries, _ := os.ReadDir(CacheDir()) // no folder, no files
	for _, e := range entries {
		if info, err := e.Info(); err == nil && isCacheName(e.Name()) {
			total += info.Size()
		}
	}
	return total
}

// sweepUnfinished removes what was being written to the cache and has not been for an hour.
func sweepUnfinished(dir string) {
	entries, _ := os.ReadDir(dir) // no folder, no files
	for _, e := range entries {
		of, ok := wholefile.Unfinished(e.Name())
		if !ok || !isCacheName(of) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour && (info.Size() == 0 || bearsMark(path)) {
			os.Remove(path)
		}
	}
}
