package capture

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sort"
	"sync"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/fault"
	"netlab/pcapnb/internal/tlskeys"
)

// batch is how many packets a decoder takes at a time: few enough that their headers, just read to find their
// bounds, are still in the processor's cache.
const batch = 2048

// A loader hands shares of the records to decoders. The decoder that takes a share also finds its bounds, under the lock.
type loader struct {
	ctx     context.Context
	src     *capfile.Source
	line    *loadLine
	scanner capfile.Scanner
	cap     *Capture
	addrs   dict[Address]
	macs    dict[MAC48]

	mu    sync.Mutex
	room  room
	n     int // records claimed
	links []uint32

	window []byte
	base   int64
	at     int // first byte of window not scanned yet
	eof    bool
	done   bool
	err    error
	gone   bool // the file was cut while it was read, and whole records are left
	whole  int
}

// A share is all that a decoder needs for some records: it is taken as a whole under one hold of the loader's lock, so
// nothing that other decoders claim meanwhile can change it.
type share struct {
	first  int // index of the first among all records
	recs   []capfile.Record
	cols   *Columns // whose rows from row on are this share's alone
	row    int
	links  []uint32
	window []byte
	base   int64
	source uint64
}

// decodeSource decodes a whole source. Its capture is never nil, whatever is wrong.
func decodeSource(ctx context.Context, src *capfile.Source, limits capfile.Limits, path string) (*Capture, error) {
	return decodeShown(ctx, src, Options{Limits: limits}, path, nil)
}

// decodeShown is decodeSource that shows on m how far it is.
func decodeShown(ctx context.Context, src *capfile.Source, options Options, path string, m *loadLine) (*Capture, error) {
	l := &loader{ctx: ctx, src: src, line: m, cap: &Capture{As: options.As}}
	l.scanner.Limits = options.Limits
	l.room.add(rowsFor(src))
	l.next()
	var wg sync.WaitGroup
	for range decoders(src) {
		wg.Go(l.work)
	}
	wg.Wait()
	return l.finish(path)
}

// rowsFor guesses how many packets a source has. Few captures have packets below 48 bytes.
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
	d := newDecoder(nil, &l.addrs, &l.macs, nil).decodeAs(l.cap.As)
	recs := make([]capfile.Record, batch)
	for {
		s, ok := l.claim(recs)
		if !ok {
			return
		}
		d.links, d.cols = s.links, s.cols
		if fault.In(func() { d.decode(s.row, s.recs, s.window, s.base, s.source) }) {
			l.mu.Lock()
			l.cut(s.first)
			l.mu.Unlock()
		}
	}
}

// cut ends a load whose file was cut meanwhile: from a record on there is nothing.
func (l *loader) cut(from int) {
	l.done, l.err = true, errors.New(fault.Gone)
	if !l.gone || from < l.whole {
		l.gone, l.whole = true, from
	}
}

// claim takes the next records and the rows they go to. Nothing in it may wait for a decoder or let go of the lock.
func (l *loader) claim(recs []capfile.Record) (s share, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	cols, row, room := l.room.next(len(recs))
	n := 0
	if fault.In(func() { n = l.scan(recs[:room]) }) {
		l.cut(l.n)
	}
	if n == 0 {
		return share{}, false
	}
	l.room.take(n)
	l.n += n
	l.line.at(l.src.Consumed(l.base+int64(l.at)), l.n)
	return share{l.n - n, recs[:n], cols, row, l.links, l.window, l.base, uint64(len(l.cap.sources) - 1)}, true
}

// scan finds the next records, all in one window, and returns how many there are: 0 where the load is done.
func (l *loader) scan(recs []capfile.Record) int {
	for !l.done {
		if err := l.ctx.Err(); err != nil {
			l.done, l.err = true, err
			break
		}
		n, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, recs)
		l.at += consumed
		if err != nil {
			l.done, l.err = true, err
		}
		l.links = append(l.links, linksOf(l.scanner.Interfaces[len(l.links):])...)
		if n > 0 {
			return n
		}
		if !l.done {
			l.next()
		}
	}
	return 0
}

// next moves on to the next window; the rest of this one is copied into it.
func (l *loader) next() {
	if l.eof {
		l.done = true
		return
	}
	l.window, l.base, l.eof = l.src.Next(l.window[l.at:])
	l.at = 0
	l.cap.sources = append(l.cap.sources, l.window)
}

func (l *loader) finish(path string) (*Capture, error) {
	c := l.cap
	c.Columns = l.room.columns()
	if size := l.shrunk(path); size >= 0 {
		l.n = l.left(size)
	}
	end := func() {
		c.finish(l.n, newDecoder(nil, &l.addrs, &l.macs, l.links).decodeAs(c.As), dissect.NewAssembler().DecodeAs(c.As))
	}
	if fault.In(end) {
		l.cut(0)
		l.n = 0
		end()
	}
	s := &l.scanner
	if len(s.KeyLog) > 0 {
		own := new(tlskeys.Log)
		own.Add(s.KeyLog)
		c.As.Keys = c.As.Keys.Join(own)
	}
	c.Info = Info{Path: path, Format: s.Format, Packed: l.src.Packed, Interfaces: s.Interfaces,
		Comments: s.Comments, Names: s.Names, Secrets: s.Secrets, Size: l.base + int64(len(l.window))}
	if l.src.Info != nil {
		c.Info.Size = l.src.Info.Size()
	}
	if err := l.stopped(path); err != nil {
		c.Info.Trailing = int64(len(l.window) - l.at)
		c.Info.Err = err
		return c, err
	}
	return c, nil
}

// shrunk returns the size of a mapped file that was cut while it was read, -1 of others. After the last byte of a file that was
// cut come zeros, which look like records, to the end of the page.
func (l *loader) shrunk(path string) int64 {
	mapped, size := int64(len(l.src.Data)), int64(0)
	info, err := os.Stat(path)
	there := err == nil && l.src.Info != nil && os.SameFile(info, l.src.Info)
	if there {
		size = info.Size()
	}
	if !l.gone && (mapped < capfile.MapFrom || !there || size >= mapped) {
		return -1
	}
	l.cut(l.n)
	return size
}

// left is how many of the records that were read of a file that was cut are still in it.
func (l *loader) left(size int64) int {
	return sort.Search(l.whole, func(i int) bool {
		return int64(l.cap.Offset[i]&(1<<offsetBits-1))+int64(l.cap.Captured[i]) > size
	})
}

// stopped tells why the load ended before the file did, or nil.
func (l *loader) stopped(path string) *Error {
	e := &Error{Path: path, Read: l.n}
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

// linksOf are the link types of interfaces.
func linksOf(interfaces []capfile.Interface) []uint32 {
	links := make([]uint32, len(interfaces))
	for i := range interfaces {
		links[i] = interfaces[i].Link
	}
	return links
}
