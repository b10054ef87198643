package pcapnb

import (
	"iter"
	"os"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// Scan yields the packets of a capture file one by one, in memory that does not grow with the file. A packet that is
// kept stays valid. Where the file cannot be read to its end the last pair is a zero Packet and a *LoadError.
func Scan(path string) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		info, err := os.Stat(path)
		if err != nil || info.IsDir() {
			_, err := capfile.Open(path, capfile.Limits{})
			yield(Packet{}, openError(path, err))
			return
		}
		f, err := os.Open(path)
		if err != nil {
			yield(Packet{}, openError(path, err))
			return
		}
		defer f.Close()
		noteRead(path)
		src, err := capfile.NewStream(f, capfile.Limits{})
		if err != nil {
			yield(Packet{}, &LoadError{Path: path, Reason: err.Error()})
			return
		}
		defer src.Close()
		scan(src, path, yield)
	}
}

// scan decodes batch by batch, each into a small capture of its own.
func scan(src *capfile.Source, path string, yield func(Packet, error) bool) {
	l := &loader{src: src, cap: &capture{}}
	whole := dissect.NewAssembler()
	recs := make([]capfile.Record, batch)
	for {
		l.window, l.base, l.eof = src.Next(l.window[l.at:])
		l.at = 0
		for {
			n, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, recs)
			l.at += consumed
			c := l.single(recs[:n], path, whole)
			for i := range n {
				if !yield(Packet{c, i}, nil) {
					return
				}
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
		yield(Packet{}, err)
	}
}

// single decodes records of the window into a capture. whole has seen the fragments before them.
func (l *loader) single(recs []capfile.Record, path string, whole *dissect.Session) *capture {
	if len(recs) == 0 {
		return nil
	}
	c := &capture{columns: newColumns(len(recs)), first: l.n, part: true, bytes: [][]byte{l.window}}
	var addrs dict[address]
	var macs dict[mac48]
	var links []uint32
	for _, i := range l.scanner.Interfaces {
		links = append(links, i.Link)
	}
	d := newDecoder(&c.columns, &addrs, &macs, links)
	d.decode(0, recs, l.window, l.base, 0)
	c.finish(len(recs), d, whole)
	c.info = captureInfo{Path: path, Format: l.scanner.Format, Packed: l.src.Packed, Interfaces: newInterfaces(l.scanner.Interfaces)}
	return c
}

// MustScan is Scan for a notebook cell: it panics with a readable line where the file cannot be read to its end.
func MustScan(path string) iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		for p, err := range Scan(path) {
			if err != nil {
				panic(misused("pcapnb: " + err.Error()))
			}
			if !yield(p) {
				return
			}
		}
	}
}
