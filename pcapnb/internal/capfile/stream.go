package capfile

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A stream is what a source reads windows from.
type stream struct {
	limits  Limits
	r       io.Reader
	packed  *counter
	closers []func()
	base    int64
	length  int64 // of a plain file, 0 where it is not known
	err     error // why the stream ended, io.EOF apart

	patient bool    // nothing that is read makes wait for somebody
	coming  *window // that is being read
}

// NewStream reads a capture from r, unpacking it where it is compressed.
func NewStream(r io.Reader, limits Limits) (*Source, error) {
	s := &Source{stream: stream{limits: limits.WithDefaults(), patient: isFile(r)}}
	head := make([]byte, 4)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	s.packed = &counter{r: io.MultiReader(bytes.NewReader(head[:n]), r)}
	s.r = s.packed
	if s.Packed = packing(head[:n]); s.Packed == "" {
		s.length = lengthOf(r)
	}
	switch s.Packed {
	case "gzip":
		z, err := gzip.NewReader(s.packed)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		s.r = z
	case "zstd":
		z, err := zstd.NewReader(newZstdFrames(s.packed), zstd.WithDecoderMaxWindow(128<<20), zstd.WithDecoderMaxMemory(1<<40))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		s.r, s.closers = z, append(s.closers, z.Close)
	}
	return s, nil
}

// NewStreamAt reads a plain capture file from byte at on, to be read until byte to or a little further; 0 is its end.
func NewStreamAt(f *os.File, at, to int64, limits Limits) (*Source, error) {
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return nil, err
	}
	s := &Source{stream: stream{limits: limits.WithDefaults(), patient: true, r: f, base: at, length: to}}
	if to == 0 {
		s.length = lengthOf(f)
	}
	return s, nil
}

// lengthOf returns how many bytes a file on disk has, 0 for others.
func lengthOf(r io.Reader) int64 {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// isFile says whether r is a file on disk, which never makes its reader wait for a writer.
func isFile(r io.Reader) bool {
	switch r := r.(type) {
	case mapped:
		return true
	case *os.File:
		info, err := r.Stat()
		return err == nil && info.Mode().IsRegular()
	}
	return false
}

// Close frees what a stream holds; Data stays valid.
func (s *Source) Close() {
	if s.coming != nil {
		<-s.coming.read
		s.coming = nil
	}
	for _, c := range s.closers {
		c()
	}
	s.closers = nil
}

const (
	firstWindow = 16 << 10
	nextWindow  = 256 << 10
	fullWindow  = 4 << 20

	longestHeader = 32 // of a record of classic pcap, with room to spare
	headroom      = 64 << 10
)

// A window is a part of a stream: room for what was left of the one before, then new bytes.
type window struct {
	bytes []byte
	from  int // where the new bytes begin
	n     int // how many they are
	err   error
	read  chan struct{} // closed when they are there
}

func newWindow(room, size int) *window {
	return &window{bytes: make([]byte, room+size), from: room, read: make(chan struct{})}
}

// fill reads the new bytes.
func (w *window) fill(r io.Reader) {
	defer close(w.read)
	w.n, w.err = io.ReadFull(r, w.bytes[w.from:])
}

// after returns rest and then the new bytes.
func (w *window) after(rest []byte) []byte {
	end := w.from + w.n
	if len(rest) > w.from {
		return slices.Concat(rest, w.bytes[w.from:end])
	}
	copy(w.bytes[w.from-len(rest):], rest)
	return w.bytes[w.from-len(rest) : end]
}

// Next returns the next window: rest, what was left of the last one, and new bytes after it, in memory of its own.
// base is the offset of its first byte. After the last window (eof) Err tells whether the stream ended by itself.
// Of a packed file the window after it is unpacked meanwhile.
func (s *Source) Next(rest []byte) (data []byte, base int64, eof bool) {
	if s.Data != nil || s.r == nil {
		return s.Data, 0, true
	}
	first, w := s.base == 0, s.coming
	if w == nil {
		w = newWindow(len(rest), s.windowSize(len(rest))-len(rest))
		w.fill(s.r)
	}
	<-w.read
	s.coming = nil
	base = s.base - int64(len(rest))
	s.base += int64(w.n)
	eof = w.err != nil
	if eof && w.err != io.EOF && w.err != io.ErrUnexpectedEOF {
		s.err = fmt.Errorf("%s: after %d bytes: %w", s.kind(), s.base, w.err)
	}
	if bomb := s.bomb(s.base); bomb != nil {
		s.err, eof = bomb, true
	}
	if !first && !eof && s.Packed != "" && s.patient && len(rest) < headroom { // who asks for one window may want no more
		s.coming = newWindow(headroom, s.fullWindow()-headroom)
		go s.coming.fill(s.r)
	}
	return w.after(rest), base, eof
}

// windowSize is how long a window with this rest is to be: short at first, longer where a record is longer than a window.
func (s *Source) windowSize(rest int) int {
	size := s.fullWindow()
	switch s.base {
	case 0:
		size = firstWindow
	case firstWindow:
		size = nextWindow
	}
	for size < 2*rest {
		size *= 2
	}
	size = min(size, max(fullWindow, s.limits.Block, s.limits.Record+longestHeader)) // no rest is as long as that
	if s.length > 0 {
		size = int(min(int64(size), max(firstWindow, s.length-s.base+1)+int64(rest)))
	}
	return size
}

func (s *Source) fullWindow() int {
	if s.Small {
		return nextWindow
	}
	return fullWindow
}

func (s *Source) kind() string {
	if s.Packed != "" {
		return s.Packed
	}
	return "read"
}

// Err is why a stream ended early: a damaged archive, a failed read or a limit.
func (s *Source) Err() error { return s.err }

func (s *Source) bomb(unpacked int64) error {
	if s.Packed == "" {
		return nil
	}
	if unpacked > s.limits.Inflated {
		return fmt.Errorf("%s: unpacks to more than %d bytes, the limit", s.Packed, s.limits.Inflated)
	}
	if read := s.packed.n.Load(); unpacked > 64<<20 && unpacked > int64(s.limits.Ratio)*read {
		return fmt.Errorf("%s: %d bytes unpack to more than %d times as many, the limit", s.Packed, read, s.limits.Ratio)
	}
	return nil
}

// Consumed is how much of the file, packed or not, was read when the unpacked bytes before offset were.
func (s *Source) Consumed(offset int64) int64 {
	if s.Packed == "" {
		return offset
	}
	return s.packed.n.Load()
}

// A counter counts the bytes read from r; zstd reads ahead in a goroutine of its own.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
