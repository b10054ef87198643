package capture

import (
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/exchange"
)

// Partials are what files say to a question, kept for the next time that it is asked: those of the files of a folder in a
// few cache files, of which each question adds one. What is damaged, foreign or of a file that changed is as good as none.
type Partials struct {
	plan string

	mu      sync.Mutex
	folders map[string]*partialFolder
	packets int // that what was put is of
}

// A partialFolder is the partials of the files of one folder.
type partialFolder struct {
	stem     string // path of its cache files without their ends
	identity string
	known    map[FileKey][]byte
	used     []FileKey // of known, what was asked for
	fresh    []partial // not written yet
	bytes    int       // of fresh
	segments []string  // the cache files that there were
}

// A FileKey is a digest of a file's identity.
type FileKey [16]byte

type partial struct {
	file FileKey
	data []byte
}

const (
	partialsKind = ".partials"
	mostSegments = 8       // of one folder and question; more are made one
	partialFlush = 8 << 20 // bytes of partials that are written before the last one is there
)

// OpenPartials returns what is kept for a plan, nil where the cache is off.
func OpenPartials(plan string) *Partials {
	if CacheDir() == "" {
		return nil
	}
	return &Partials{plan: plan, folders: map[string]*partialFolder{}}
}

// KeyOf returns the digest of what the file at path is now, and false where its partials cannot be kept.
func KeyOf(path string) (key FileKey, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return key, false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return key, false
	}
	raw, err := capfile.MapFile(f, info.Size())
	if err != nil {
		return key, false
	}
	defer capfile.UnmapFile(raw)
	abs, err := filepath.Abs(path)
	if err != nil {
		return key, false
	}
	id, ok := fileIdentity(abs, info, raw, capfile.Limits{})
	return FileKey(digest(id)), ok
}

func digest(text string) []byte {
	h := fnv.New128a()
	h.Write([]byte(text))
	return h.Sum(nil)
}

// Get returns the partial of the file at path that had this key, nil where there is none.
func (p *Partials) Get(path string, key FileKey) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.folder(path)
	data := f.known[key]
	if data != nil {
		f.used = append(f.used, key)
	}
	return data
}

// Put keeps the partial of the file at path, of so many packets.
func (p *Partials) Put(path string, key FileKey, data []byte, packets int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.folder(path)
	f.fresh = append(f.fresh, partial{key, data})
	p.packets += packets
	if f.bytes += len(data); f.bytes >= partialFlush {
		f.write()
	}
}

// Close writes what was put and is not written yet. Of few packets nothing is kept: they are read as fast.
func (p *Partials) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.packets < CacheRules.From {
		return
	}
	for _, f := range p.folders {
		if len(f.fresh) > 0 {
			f.finish()
		}
	}
	sweepPartials()
}

// sweepPartials is sweepCache, once in a process: each question adds little.
var sweepPartials = sync.OnceFunc(sweepCache)

// folder returns the partials of the files beside path.
func (p *Partials) folder(path string) *partialFolder {
	dir := filepath.Dir(path)
	f := p.folders[dir]
	if f == nil {
		abs, err := filepath.Abs(dir)
		if err != nil {
			abs = dir
		}
		f = &partialFolder{identity: abs + "\n" + p.plan, known: map[FileKey][]byte{}}
		f.stem = filepath.Join(CacheDir(), hex.EncodeToString(digest(f.identity)))
		f.read()
		p.folders[dir] = f
	}
	return f
}

// read takes what the cache files say.
func (f *partialFolder) read() {
	dir, base := filepath.Split(f.stem)
	entries, _ := os.ReadDir(dir) // no folder, no files
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), base+"-") || !strings.HasSuffix(e.Name(), partialsKind) {
			continue
		}
		path := filepath.Join(dir, e.Name())
		f.segments = append(f.segments, path)
		if data, err := readCacheFile(path); err == nil {
			f.take(data)
			touch(path)
		}
	}
}

// take takes the partials of a cache file. They point into data.
func (f *partialFolder) take(data []byte) {
	b := (&cacheSlot{identity: f.identity}).box(data)
	if b == nil {
		return
	}
	var all []partial
	x := &exchange.X{Data: b.body.data, Reading: true}
	if exchangePartials(x, &all); x.Bad {
		return
	}
	for _, one := range all {
		f.known[one.file] = one.data
	}
}

func exchangePartials(x *exchange.X, all *[]partial) {
	exchange.List(x, all, func(one *partial) {
		key := string(one.file[:])
		x.Text(&key)
		copy(one.file[:], key)
		x.Bytes(&one.data)
	})
}

// finish writes what is fresh; where there are many cache files, together with what was asked for of them.
func (f *partialFolder) finish() {
	old := f.segments
	if len(old) < mostSegments {
		f.write()
		return
	}
	for _, key := range f.used {
		f.fresh = append(f.fresh, partial{key, f.known[key]})
	}
	if f.write() {
		for _, path := range old {
			os.Remove(path)
		}
	}
}

// write writes a cache file of what is fresh. Whatever goes wrong there does not matter: the next cell reads the files again.
func (f *partialFolder) write() bool {
	x := &exchange.X{}
	exchangePartials(x, &f.fresh)
	f.fresh, f.bytes = nil, 0
	number := strconv.FormatUint(rand.Uint64()|1<<63, 16)
	return writeCacheFile(f.stem+"-"+number+partialsKind, boxParts(f.identity, "", [][]byte{x.Data}, nil))
}
