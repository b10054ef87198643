package capfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"netlab/pcapnb/internal/fault"
)

// MapFrom is the size from which a file is mapped instead of read. A smaller one is read, so that nothing that
// happens to the file afterwards can change what a Packet shows. Tests change it.
var MapFrom int64 = 16 << 20

// A Source is an opened capture file: either Data, all of it, or a stream of windows.
type Source struct {
	Data   []byte      // the whole file; nil where it has to be unpacked or came from a reader
	Raw    []byte      // the file as it lies on disk, packed or not; nil where it came from a reader
	Packed string      // "gzip" or "zstd" where it was compressed
	Info   fs.FileInfo // of the file before it was read; nil where it came from a reader

	limits  Limits
	r       io.Reader
	packed  *counter
	closers []func()
	base    int64
	err     error // why the stream ended, io.EOF apart
}

// Open opens the file at path.
func Open(path string, limits Limits) (*Source, error) {
	return OpenContext(context.Background(), path, limits)
}

// OpenContext opens the file at path. Of a pipe, whose writer may never come or may stop, the end of the context ends all waiting.
func OpenContext(ctx context.Context, path string, limits Limits) (*Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	if info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: path, Err: errors.New("is a directory, not a capture file")}
	}
	if !info.Mode().IsRegular() {
		return openPipe(ctx, path, limits)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // of the file that is read, should another have taken its place
		return nil, err
	}
	data, err := contents(f, info.Size())
	if err != nil {
		return nil, err
	}
	if packing(data) != "" {
		s, err := NewStream(mapped{bytes.NewReader(data)}, limits)
		if err == nil {
			s.Raw, s.Info = data, info
		}
		return s, err
	}
	return &Source{Data: data, Raw: data, Info: info, limits: limits.WithDefaults()}, nil
}

// openPipe opens what is no regular file.
func openPipe(ctx context.Context, path string, limits Limits) (*Source, error) {
	p := &pipe{ctx: ctx}
	opened := make(chan error, 1)
	go func() {
		var err error
		p.f, err = os.Open(path)
		opened <- err
	}()
	select {
	case err := <-opened:
		if err != nil {
			return nil, err
		}
	case <-ctx.Done():
		go func() { // opened for writing, the pipe lets go of who waits for a writer
			if w, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0); err == nil {
				defer w.Close()
			}
			if <-opened == nil {
				p.f.Close()
			}
		}()
		return nil, ctx.Err()
	}
	stop := context.AfterFunc(ctx, func() {
		if p.f.SetReadDeadline(time.Unix(1, 0)) != nil {
			p.f.Close()
		}
	})
	s, err := NewStream(p, limits)
	if err != nil {
		stop()
		p.f.Close()
		return nil, err
	}
	s.closers = append(s.closers, func() { stop(); p.f.Close() })
	return s, nil
}

// A pipe is read until its context ends.
type pipe struct {
	ctx context.Context
	f   *os.File
}

// Read reads from the pipe.
func (p *pipe) Read(b []byte) (int, error) {
	n, err := p.f.Read(b)
	if err != nil && p.ctx.Err() != nil {
		err = p.ctx.Err()
	}
	return n, err
}

func contents(f *os.File, size int64) ([]byte, error) {
	if size >= MapFrom {
		if data, err := MapFile(f, size); err == nil {
			return data, nil
		}
	}
	data := make([]byte, size)
	n, err := io.ReadFull(f, data)
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		err = nil // it shrank meanwhile: what is there counts
	}
	return data[:n], err
}

// mapped reads a mapped file, which somebody may cut meanwhile.
type mapped struct{ r *bytes.Reader }

// Read reads from the file.
func (m mapped) Read(b []byte) (n int, err error) {
	if fault.In(func() { n, err = m.r.Read(b) }) {
		return 0, errors.New(fault.Gone)
	}
	return n, err
}

// packing tells a compressed file from its first bytes (RFC 1952 section 2.3.1, RFC 8878 section 3.1.1).
func packing(b []byte) string {
	switch {
	case len(b) >= 3 && b[0] == 0x1f && b[1] == 0x8b && b[2] == 8:
		return "gzip"
	case len(b) >= 4 && b[0] == 0x28 && b[1] == 0xb5 && b[2] == 0x2f && b[3] == 0xfd:
		return "zstd"
	}
	return ""
}

// NewStream reads a capture from r, unpacking it where it is compressed.
func NewStream(r io.Reader, limits Limits) (*Source, error) {
	s := &Source{limits: limits.WithDefaults()}
	head := make([]byte, 4)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	s.packed = &counter{r: io.MultiReader(bytes.NewReader(head[:n]), r)}
	s.r = s.packed
	s.Packed = packing(head[:n])
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

// Close frees what a stream holds; Data stays valid.
func (s *Source) Close() {
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
)

// Next returns the next window: rest, what was left of the last one, and new bytes after it, in memory of its own.
// base is the offset of its first byte. After the last window (eof) Err tells whether the stream ended by itself.
func (s *Source) Next(rest []byte) (window []byte, base int64, eof bool) {
	if s.Data != nil || s.r == nil {
		return s.Data, 0, true
	}
	size := fullWindow
	switch s.base {
	case 0:
		size = firstWindow
	case firstWindow:
		size = nextWindow
	}
	for size < 2*len(rest) {
		size *= 2
	}
	size = min(size, max(fullWindow, s.limits.Block, s.limits.Record+longestHeader)) // no rest is as long as that
	window = make([]byte, size)
	held := copy(window, rest) // its result is used: Go would fuse make and copy, and then clear memory that is clear
	n, err := io.ReadFull(s.r, window[held:])
	base = s.base
	s.base += int64(size - len(rest))
	eof = err != nil
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.err = fmt.Errorf("%s: after %d bytes: %w", s.kind(), base+int64(len(rest)+n), err)
	}
	if bomb := s.bomb(base + int64(len(rest)+n)); bomb != nil {
		s.err, eof = bomb, true
	}
	return window[:len(rest)+n], base - int64(len(rest)), eof
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
