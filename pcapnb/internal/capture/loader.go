package capture

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
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
}

// A share is all that a decoder needs for some records: it is taken as a whole under one hold of the loader's lock, so
// nothing that other decoders claim meanwhile can change it.
type share struct {
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
		d.decode(s.row, s.recs, s.window, s.base, s.source)
	}
}

// claim takes the next records and the rows they go to. Nothing in it may wait for a decoder or let go of the lock.
func (l *loader) claim(recs []capfile.Record) (s share, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	cols, row, room := l.room.next(len(recs))
	n := l.scan(recs[:room])
	if n == 0 {
		return share{}, false
	}
	l.room.take(n)
	l.n += n
	l.line.at(l.src.Consumed(l.base+int64(l.at)), l.n)
	return share{recs[:n], cols, row, l.links, l.window, l.base, uint64(len(l.cap.sources) - 1)}, true
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
	c.finish(l.n, newDecoder(nil, &l.addrs, &l.macs, l.links).decodeAs(c.As), dissect.NewAssembler().DecodeAs(c.As))
	s := &l.scanner
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
