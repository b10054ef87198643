package capture

import (
	"os"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/readlist"
)

// Scan calls yield with a small capture for each batch of packets of a file, until it returns false. A batch that is kept
// stays valid. The error is an [*Error] where the file could not be read to its end.
func Scan(path string, yield func(c *Capture) bool) error {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		_, err := capfile.Open(path, capfile.Limits{})
		return openError(path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return openError(path, err)
	}
	defer f.Close()
	readlist.Add(path)
	src, err := capfile.NewStream(f, capfile.Limits{})
	if err != nil {
		return &Error{Path: path, Reason: err.Error()}
	}
	defer src.Close()
	return scan(src, path, yield)
}

// scan decodes batch by batch, each into a small capture of its own.
func scan(src *capfile.Source, path string, yield func(c *Capture) bool) error {
	l := &loader{src: src, cap: &Capture{}}
	whole := dissect.NewAssembler()
	recs := make([]capfile.Record, batch)
	for {
		l.window, l.base, l.eof = src.Next(l.window[l.at:])
		l.at = 0
		for {
			n, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, recs)
			l.at += consumed
			if n > 0 && !yield(l.single(recs[:n], path, whole)) {
				return nil
			}
			l.n += n
			if l.err = err; err != nil || n == 0 {
				break
			}
		}
		if l.err != nil || l.eof {
			break
		}
	}
	if err := l.stopped(path); err != nil {
		return err
	}
	return nil
}

// single decodes records of the window into a capture. whole has seen the fragments before them.
func (l *loader) single(recs []capfile.Record, path string, whole *dissect.Session) *Capture {
	c := &Capture{Columns: newColumns(len(recs)), First: l.n, Part: true, sources: [][]byte{l.window}}
	var addrs dict[Address]
	var macs dict[MAC48]
	d := newDecoder(&c.Columns, &addrs, &macs, linksOf(l.scanner.Interfaces))
	d.decode(0, recs, l.window, l.base, 0)
	c.Info = Info{Path: path, Format: l.scanner.Format, Packed: l.src.Packed, Interfaces: l.scanner.Interfaces}
	c.finish(len(recs), d, whole)
	return c
}
