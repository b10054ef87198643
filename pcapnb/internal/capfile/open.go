package capfile

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

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
	Small  bool        // a window of a stream is small: many are read at once

	stream
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
	return &Source{Data: data, Raw: data, Info: info, stream: stream{limits: limits.WithDefaults()}}, nil
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
