package pcapnb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capfile"
)

// LoadOptions set what a load may use up; the zero value is right for nearly everyone.
type LoadOptions struct {
	RecordBytes   int   // largest packet, in bytes; default 256 KiB as in libpcap and Wireshark
	BlockBytes    int   // largest pcapng block, in bytes; default 16 MiB
	Interfaces    int   // most interfaces in one file; default 10,000
	Packets       int   // most packets; default 2^31-1
	InflatedBytes int64 // most bytes that a compressed file may unpack to; default 8 GiB
	InflatedRatio int   // how many times its size a file may unpack to, once above 64 MiB; default 1,000
	NoCache       bool  // decode again, and leave nothing in the cache folder
}

func (o LoadOptions) limits() capfile.Limits {
	return capfile.Limits{Record: o.RecordBytes, Block: o.BlockBytes, Interfaces: o.Interfaces, Packets: o.Packets,
		Inflated: o.InflatedBytes, Ratio: o.InflatedRatio}
}

// A LoadError says which file could not be read to its end, where and why. The packets before that place were read.
type LoadError struct {
	Path   string
	Packet int    // number of the packet where reading stopped, from 1; 0 where it was before any packet
	Offset int64  // byte of the (unpacked) file where it stopped
	Reason string // what is wrong there
	Read   int    // packets that were read
	Cut    bool   // the file just ends, in the middle of something
}

// Error returns the file, the place where reading stopped and why, and how many packets were read.
func (e *LoadError) Error() string {
	where := ""
	if e.Packet > 0 {
		where = fmt.Sprintf("packet %d at byte %d: ", e.Packet, e.Offset)
	}
	kept := ""
	if e.Read > 0 {
		kept = fmt.Sprintf(" (%d packets before it were read)", e.Read)
	}
	return e.Path + ": " + where + e.Reason + kept
}

// Load reads capture files: pcap or pcapng, plain or compressed with gzip or zstd. A path may be a pattern such as
// "day/*.pcap". The packets of several files are merged in time order. Where a file cannot be read to its end,
// Load returns the packets that could be read together with a *LoadError that says where and why it stopped.
func Load(paths ...string) (Packets, error) {
	return LoadContext(context.Background(), LoadOptions{}, paths...)
}

// MustLoad is Load for a notebook cell: it panics with a readable line where a file cannot be read to its end.
func MustLoad(paths ...string) Packets {
	ps, err := Load(paths...)
	if err == nil {
		return ps
	}
	if len(ps) > 0 {
		panic(misusedf("pcapnb: %v; to go on with them write: pkts, err := pcapnb.Load(%s)", err, quoted(paths)))
	}
	panic(misused("pcapnb: " + err.Error()))
}

func quoted(paths []string) string {
	var q []string
	for _, p := range paths {
		q = append(q, fmt.Sprintf("%q", p))
	}
	return strings.Join(q, ", ")
}

// LoadContext is Load with options; it stops soon after ctx is done, with the packets read so far and ctx's error.
func LoadContext(ctx context.Context, options LoadOptions, paths ...string) (Packets, error) {
	files, err := expand(paths)
	if err != nil {
		return nil, err
	}
	var captures []*capture
	var errs []error
	m := newMeter(files)
	for _, path := range files {
		c, err := loadFile(ctx, options, path, m)
		if err != nil {
			errs = append(errs, err)
		}
		if c != nil {
			m.next(c)
			captures = append(captures, c)
		}
	}
	m.end(errs)
	if len(captures) == 0 {
		return nil, errors.Join(errs...)
	}
	return merge(captures).packets(), errors.Join(errs...)
}

// expand replaces the patterns among paths by the files they match, in name order.
func expand(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, errors.New("no capture file named")
	}
	var files []string
	for _, p := range paths {
		if _, err := os.Lstat(p); err == nil || !strings.ContainsAny(p, "*?[") {
			files = append(files, p)
			continue
		}
		found, err := filepath.Glob(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: no file matches in %s", p, folder())
		}
		files = append(files, found...)
	}
	return files, nil
}

// folder names the working directory, for messages about files that are not there.
func folder() string {
	if dir, err := os.Getwd(); err == nil {
		return dir
	}
	return "this folder"
}

// Read reads a capture, plain or compressed, from r.
func Read(r io.Reader) (Packets, error) {
	src, err := capfile.NewStream(r, capfile.Limits{})
	if err != nil {
		return nil, &LoadError{Path: "input", Reason: err.Error()}
	}
	defer src.Close()
	m := newMeter(nil)
	c, err := decodeMetered(context.Background(), src, capfile.Limits{}, "input", m)
	m.end(nil)
	return c.packets(), err
}

func loadFile(ctx context.Context, options LoadOptions, path string, m *meter) (*capture, error) {
	src, err := capfile.Open(path, options.limits())
	if err != nil {
		return nil, openError(path, err)
	}
	defer src.Close()
	noteRead(path)
	slot := slotOf(path, src, options)
	if c := cached(slot, src, path); c != nil {
		return c, c.stopped()
	}
	c, err := decodeMetered(ctx, src, options.limits(), path, m)
	if ctx.Err() == nil {
		c.store(slot, src)
	}
	return c, err
}

// batch is how many packets a decoder takes at a time: few enough that their headers, just read to find their
// bounds, are still in the processor's cache.
const batch = 2048

// A loader hands batches of records to decoders. The decoder that takes a batch also finds its bounds, under the lock.
type loader struct {
	ctx     context.Context
	src     *capfile.Source
	meter   *meter
	scanner capfile.Scanner
	cap     *capture
	addrs   dict[address]
	macs    dict[mac48]

	mu       sync.Mutex
	idle     sync.Cond // signalled when a decoder is done with its batch
	decoding int
	rows     int // room in the columns
	n        int
	links    []uint32

	window []byte
	base   int64
	at     int // first byte of window not scanned yet
	eof    bool
	done   bool
	err    error
}

// decodeSource decodes a whole source. Its capture is never nil, whatever is wrong.
func decodeSource(ctx context.Context, src *capfile.Source, limits capfile.Limits, path string) (*capture, error) {
	return decodeMetered(ctx, src, limits, path, nil)
}

// decodeMetered is decodeSource that tells m how far it is.
func decodeMetered(ctx context.Context, src *capfile.Source, limits capfile.Limits, path string, m *meter) (*capture, error) {
	l := &loader{ctx: ctx, src: src, meter: m, cap: &capture{}}
	l.scanner.Limits = limits
	l.idle.L = &l.mu
	l.rows = rowsFor(src)
	l.cap.columns = newColumns(l.rows)
	l.next()
	var wg sync.WaitGroup
	for range decoders(src) {
		wg.Go(l.work)
	}
	wg.Wait()
	return l.finish(path)
}

// rowsFor guesses how many packets a source has. Few captures have packets below 48 bytes; their columns grow.
func rowsFor(src *capfile.Source) int {
	if src.Data != nil {
		return len(src.Data)/64 + 16
	}
	return 1 << 12
}

func decoders(src *capfile.Source) int {
	if src.Data != nil && len(src.Data) < 1<<20 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

func (l *loader) work() {
	d := &decoder{addrs: dictCache[address]{dict: &l.addrs}, macs: dictCache[mac48]{dict: &l.macs}}
	recs := make([]capfile.Record, batch)
	for {
		l.mu.Lock()
		n, at := l.claim(recs)
		if n == 0 {
			l.mu.Unlock()
			return
		}
		window, base, source := l.window, l.base, uint64(len(l.cap.bytes)-1)
		cols := l.cap.columns
		d.links, d.cols = l.links, &cols
		l.decoding++
		l.mu.Unlock()

		d.decode(at, recs[:n], window, base, source)

		l.mu.Lock()
		l.decoding--
		l.idle.Broadcast()
		l.mu.Unlock()
	}
}

// claim scans for the next records and returns how many there are and their first row.
func (l *loader) claim(recs []capfile.Record) (n, row int) {
	for !l.done {
		if err := l.ctx.Err(); err != nil {
			l.done, l.err = true, err
			break
		}
		got, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, recs)
		l.at += consumed
		if err != nil {
			l.done, l.err = true, err
		}
		for _, i := range l.scanner.Interfaces[len(l.links):] {
			l.links = append(l.links, i.Link)
		}
		if got > 0 {
			l.grow(l.n + got)
			row = l.n
			l.n += got
			l.meter.at(l.src.Consumed(l.base+int64(l.at)), l.n)
			return got, row
		}
		if !l.done {
			l.next()
		}
	}
	return 0, 0
}

// next moves on to the next window; the rest of this one is copied into it.
func (l *loader) next() {
	if l.eof {
		l.done = true
		return
	}
	l.window, l.base, l.eof = l.src.Next(l.window[l.at:])
	l.at = 0
	l.cap.bytes = append(l.cap.bytes, l.window)
}

// grow makes room for n rows; it waits for the decoders, which write to the columns there are.
func (l *loader) grow(n int) {
	if n <= l.rows {
		return
	}
	for l.decoding > 0 {
		l.idle.Wait()
	}
	l.rows = max(2*l.rows, n)
	l.cap.columns = l.cap.grown(l.n, l.rows)
}

func (l *loader) finish(path string) (*capture, error) {
	c := l.cap
	c.finish(l.n, &l.addrs, &l.macs)
	s := &l.scanner
	c.info = captureInfo{Path: path, Format: s.Format, Packed: l.src.Packed, Interfaces: newInterfaces(s.Interfaces),
		Comments: s.Comments, Names: s.Names, Secrets: s.Secrets, Size: l.base + int64(len(l.window))}
	if l.src.Info != nil {
		c.info.Size = l.src.Info.Size()
	}
	if err := l.stopped(path); err != nil {
		c.info.Trailing = int64(len(l.window) - l.at)
		c.info.Err = err
		return c, err
	}
	return c, nil
}

// stopped tells why the load ended before the file did, or nil.
func (l *loader) stopped(path string) *LoadError {
	e := &LoadError{Path: path, Read: l.n}
	var bad *capfile.Error
	switch streamErr := l.src.Err(); {
	case streamErr != nil:
		e.Reason = streamErr.Error()
	case errors.As(l.err, &bad):
		e.Packet, e.Offset, e.Reason, e.Cut = bad.Packet, bad.Offset, bad.Reason, bad.Cut
	case l.err != nil:
		e.Reason = l.err.Error()
	default:
		return nil
	}
	return e
}

// merge joins captures into one in time order; rows of the same time keep the order of their files.
func merge(captures []*capture) *capture {
	if len(captures) == 1 {
		return captures[0]
	}
	m := &capture{info: captures[0].info}
	m.info.Path, m.info.Interfaces = mergedPath(captures), nil
	m.info.Size, m.info.Trailing, m.info.Secrets = 0, 0, 0
	for _, c := range captures {
		m.n += c.n
	}
	m.columns = newColumns(m.n)
	m.trim(m.n)
	addrs, macs := &dict[address]{}, &dict[mac48]{}
	at := 0
	for _, c := range captures {
		m.adopt(c, at, addrs, macs)
		at += c.n
	}
	order := make([]int32, m.n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return compareInt(m.time[a], m.time[b]) })
	m.columns = m.permute(order)
	m.moveComments(order)
	m.finish(m.n, addrs, macs)
	return m
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func mergedPath(captures []*capture) string {
	var paths []string
	for _, c := range captures {
		paths = append(paths, c.info.Path)
	}
	return strings.Join(paths, ", ")
}

// adopt copies c's rows to row at of m, with m's numbers for addresses, interfaces and sources.
func (m *capture) adopt(c *capture, at int, addrs *dict[address], macs *dict[mac48]) {
	m.put(at, &c.columns, c.n)
	recode(m.ipSrc[at:at+c.n], c.addrs, addrs)
	recode(m.ipDst[at:at+c.n], c.addrs, addrs)
	recode(m.macSrc[at:at+c.n], c.macs, macs)
	recode(m.macDst[at:at+c.n], c.macs, macs)
	iface, source := uint16(len(m.info.Interfaces)), uint64(len(m.bytes))<<offsetBits
	for i := at; i < at+c.n; i++ {
		m.iface[i] += iface
		m.offset[i] += source
	}
	for _, comment := range c.info.Comments {
		comment.Packet += at
		m.info.Comments = append(m.info.Comments, comment)
	}
	c.source(0) // opens the bytes where they are not open yet
	m.bytes = append(m.bytes, c.bytes...)
	m.info.Interfaces = append(m.info.Interfaces, c.info.Interfaces...)
	m.info.Names = append(m.info.Names, c.info.Names...)
	m.info.Size += c.info.Size
	m.info.Trailing += c.info.Trailing
	m.info.Secrets += c.info.Secrets
	if m.info.Err == nil {
		m.info.Err = c.info.Err
	}
}

// recode replaces codes into values by codes into d.
func recode[V hashed](col []uint32, values []V, d *dict[V]) {
	to := make([]uint32, len(values))
	for i, v := range values {
		to[i] = d.code(v)
	}
	for i, code := range col {
		if code < uint32(len(to)) {
			col[i] = to[code]
		}
	}
}

func (m *capture) moveComments(order []int32) {
	row := make(map[int]int)
	for i, old := range order {
		row[int(old)] = i
	}
	for i := range m.info.Comments {
		m.info.Comments[i].Packet = row[m.info.Comments[i].Packet]
	}
	slices.SortStableFunc(m.info.Comments, func(a, b capfile.Comment) int { return a.Packet - b.Packet })
}
