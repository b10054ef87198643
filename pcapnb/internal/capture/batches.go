package capture

import (
	"os"
	"slices"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/readlist"
)

// Batches are the packets of a file, batch by batch, in memory that does not grow with the file.
type Batches struct {
	l     loader
	path  string
	f     *os.File
	d     *decoder
	recs  []capfile.Record
	again bool    // batches share their columns
	cols  Columns // where they do
	place Place   // of the packet before
	over  bool

	guess bool  // where the first record begins is guessed
	near  int64 // a time that helps to
	began int64 // byte of the file where its packets begin
}

// OpenBatches opens a file; its number among the names is file. With again each batch is overwritten by the next;
// otherwise one that is kept stays valid, and it is small, for many files are read at once then. The rows of fragments are those of fragments: nothing has put them together.
func OpenBatches(path string, file int, limits capfile.Limits, again bool) (*Batches, error) {
	info, err := os.Stat(path)
	if err != nil || info.IsDir() {
		_, err := capfile.Open(path, capfile.Limits{})
		return nil, openError(path, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	readlist.Add(path)
	src, err := capfile.NewStream(f, limits)
	if err != nil {
		f.Close()
		return nil, &Error{Path: path, Reason: err.Error()}
	}
	src.Small = !again
	b := newBatches(f, src, Before(file), again)
	b.l.scanner.Limits = limits
	return b, nil
}

func newBatches(f *os.File, src *capfile.Source, before Place, again bool) *Batches {
	b := &Batches{l: loader{src: src, cap: &Capture{}}, path: f.Name(), f: f, again: again, place: before, recs: make([]capfile.Record, batch)}
	b.fresh()
	return b
}

// fresh begins new dictionaries: those of a large file must not grow with it.
func (b *Batches) fresh() {
	b.d = newDecoder(nil, &dict[Address]{}, &dict[MAC48]{}, nil)
}

// most is how many addresses the batches of a file have in one dictionary.
const most = 1 << 14

// Peek returns a batch of one packet, the file's first, nil where there is none.
func (b *Batches) Peek() *Capture {
	b.recs = b.recs[:1]
	return b.Next()
}

// Next returns the next batch, nil after the last.
func (b *Batches) Next() *Capture {
	for l := &b.l; !b.over; {
		n, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, b.recs)
		l.at += consumed
		l.err, b.over = err, err != nil || n == 0 && l.eof
		if n > 0 {
			c := b.decode(b.recs[:n])
			l.n += n
			return c
		}
		if b.over = b.over || l.scanner.Over(l.base+int64(l.at)); !b.over {
			l.window, l.base, l.eof = l.src.Next(l.window[l.at:])
			l.at = 0
			if b.guess {
				b.begin()
			}
		}
	}
	return nil
}

func (b *Batches) decode(recs []capfile.Record) *Capture {
	l, d := &b.l, b.d
	if len(d.addrs.dict.values)+len(d.macs.dict.values) > most {
		b.fresh()
		d = b.d
	}
	c := &Capture{N: len(recs), First: l.n, Part: true, Opened: true, Batch: true, Columns: b.columns(len(recs)), sources: [][]byte{l.window}}
	d.links, d.cols = linksOf(l.scanner.Interfaces), &c.Columns
	d.decode(0, recs, l.window, l.base, 0)
	c.Info = Info{Path: b.path, Format: l.scanner.Format, Packed: l.src.Packed, Interfaces: l.scanner.Interfaces, Comments: l.scanner.Comments}
	for i := range c.Info.Comments {
		c.Info.Comments[i].Packet -= l.n
	}
	l.scanner.Comments, l.scanner.Names = nil, nil
	c.Addrs, c.MACs = d.addrs.dict.values, d.macs.dict.values
	c.Places = make([]Place, len(recs))
	for i := range c.Places {
		b.place.next(c.Time[i], c.Has[i]&dissect.HasTime != 0)
		c.Places[i] = b.place
	}
	return c
}

// columns returns columns for a batch, all of them zero.
func (b *Batches) columns(n int) Columns {
	if !b.again {
		return newColumns(n)
	}
	if b.cols.mem == nil {
		b.cols = newColumns(batch)
	}
	clear(b.cols.mem)
	c := b.cols
	c.trim(n)
	return c
}

// Consumed returns how many bytes of the file were read.
func (b *Batches) Consumed() int64 { return b.l.src.Consumed(b.l.base + int64(b.l.at)) }

// Size returns the bytes of the file.
func (b *Batches) Size() int64 { return sizeOf(b.f) }

func sizeOf(f *os.File) int64 {
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

// Format returns the file's format and how it is packed.
func (b *Batches) Format() (format, packed string) { return b.l.scanner.Format, b.l.src.Packed }

// Secrets returns how many blocks with decryption secrets were met.
func (b *Batches) Secrets() int { return b.l.scanner.Secrets }

// Interfaces returns what the file told of its interfaces.
func (b *Batches) Interfaces() []capfile.Interface { return b.l.scanner.Interfaces }

// Err is an [*Error] where the file could not be read to its end.
func (b *Batches) Err() error {
	if e := b.l.stopped(b.path); e != nil {
		return e
	}
	return nil
}

// Trailing returns how many bytes were left of a file that could not be read to its end.
func (b *Batches) Trailing() int64 {
	if b.l.stopped(b.path) == nil {
		return 0
	}
	if b.l.src.Packed == "" {
		return max(b.Size()-b.Consumed(), int64(len(b.l.window)-b.l.at))
	}
	return int64(len(b.l.window) - b.l.at)
}

// Close closes the file.
func (b *Batches) Close() {
	b.l.src.Close()
	b.f.Close()
}

// Expand replaces the patterns among paths by the files they match, in name order.
func Expand(paths []string) ([]string, error) { return expand(paths) }

// An Assembly puts the datagrams together whose fragments it is shown in order, from whatever batches.
type Assembly struct {
	whole *dissect.Session
	c     *Capture // of the fragment before
	d     *decoder
}

// NewAssembly begins.
func NewAssembly() *Assembly { return &Assembly{whole: dissect.NewAssembler()} }

// Row fills row i of a batch again, which is a fragment.
func (a *Assembly) Row(c *Capture, i int) {
	if a.c != c {
		a.c, a.d = c, newDecoder(&c.Columns, &dict[Address]{}, &dict[MAC48]{}, linksOf(c.Info.Interfaces))
		a.d.addrs.dict.fill(c.Addrs)
		a.d.macs.dict.fill(c.MACs)
	}
	c.assembleRow(a.d, a.whole, i)
	c.Addrs, c.MACs = a.d.addrs.dict.values, a.d.macs.dict.values
}

func (d *dict[V]) fill(values []V) {
	for _, v := range values {
		d.code(v)
	}
}

// Keep copies rows of batches into a capture of their own, which stays valid. n is how many there are, at tells them.
func Keep(n int, at func(i int) (*Capture, int)) *Capture {
	k := &Capture{N: n, Part: true, Opened: true, Columns: newColumns(n), Places: make([]Place, n)}
	k.trim(n)
	addrs, macs := &dict[Address]{}, &dict[MAC48]{}
	ifaces := map[*capfile.Interface]uint16{}
	windows := map[string]int{} // the number of a file's bytes among k.sources
	for i := range n {
		c, row := at(i)
		k.copyRow(i, &c.Columns, row)
		k.Places[i] = c.Places[row]
		recodeOne(&k.IPSrc[i], c.Addrs, addrs)
		recodeOne(&k.IPDst[i], c.Addrs, addrs)
		recodeOne(&k.MACSrc[i], c.MACs, macs)
		recodeOne(&k.MACDst[i], c.MACs, macs)
		k.keepBytes(i, c, row, windows)
		if w := c.wholeOf(row); w != nil {
			k.keepWhole(i, w)
		}
		from := &c.Info.Interfaces[c.Iface[row]]
		number, known := ifaces[from]
		if !known {
			number = k.ifaceOf(from)
			ifaces[from] = number
		}
		k.Iface[i] = number
		if comment := c.comment(row); comment.Count > 0 {
			comment.Packet = i
			k.Info.Comments = append(k.Info.Comments, comment)
		}
		k.Info.Path, k.Info.Format, k.Info.Packed = c.Info.Path, c.Info.Format, c.Info.Packed
	}
	k.Addrs, k.MACs = addrs.values, macs.values
	return k
}

// keepBytes copies the bytes of c's row for row i, to those of the same file.
func (k *Capture) keepBytes(i int, c *Capture, row int, windows map[string]int) {
	path := c.Paths()[c.PathAt(row)]
	n, known := windows[path]
	if !known {
		n = len(k.sources)
		windows[path] = n
		k.paths, k.sources = append(k.paths, path), append(k.sources, nil)
	}
	k.Offset[i] = uint64(n)<<offsetBits | uint64(len(k.sources[n]))
	k.sources[n] = append(k.sources[n], c.Bytes(row)...)
}

// ifaceOf returns the number of an interface like the one given. Where there are more than numbers, of the rows kept together,
// it is that of one with the same link type: nothing but its name is asked of a row that was kept.
func (c *Capture) ifaceOf(like *capfile.Interface) uint16 {
	i := slices.Index(c.Info.Interfaces, *like)
	if i < 0 && len(c.Info.Interfaces) == mostInterfaces {
		i = slices.IndexFunc(c.Info.Interfaces, func(one capfile.Interface) bool { return one.Link == like.Link })
	}
	if i < 0 {
		i = len(c.Info.Interfaces)
		c.Info.Interfaces = append(c.Info.Interfaces, *like)
	}
	return uint16(i)
}

func recodeOne[V hashed](code *uint32, values []V, d *dict[V]) {
	if *code < uint32(len(values)) {
		*code = d.code(values[*code])
	}
}

func (c *Capture) wholeOf(row int) []byte {
	if c.Has[row]&dissect.HasWhole == 0 {
		return nil
	}
	return c.whole.byRow[row]
}

// Settled makes a capture of what was kept that is like one that was loaded: its rows are all there is.
func Settled(c *Capture) *Capture {
	c.Part, c.Opened, c.Places, c.Numbers, c.Streams, c.Began = false, false, nil, nil, nil, nil
	return c
}
