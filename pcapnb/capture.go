package pcapnb

import (
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

// A capture is what Packets of one load share: the columns under them and where their bytes are.
type capture struct {
	columns
	n     int
	first int  // number of row 0, less 1
	part  bool // a batch of Scan: what needs the whole capture is missing
	addrs []address
	macs  []mac48

	info captureInfo

	// bytes are the sources that columns.offset points into; read through source, for they may be opened late.
	bytes     [][]byte
	openBytes func() [][]byte
	opened    sync.Once

	slot *cacheSlot // where the capture is in the cache, nil where it is not
	memo memo

	whole wholes
}

// captureInfo is what a load found out about its file besides the packets, which the cache keeps with its columns.
type captureInfo struct {
	Path       string
	Format     string
	Packed     string
	Interfaces []Interface
	Comments   []capfile.Comment
	Names      []capfile.Name
	Secrets    int
	Size       int64 // bytes of the file
	Trailing   int64 // bytes after the last whole packet
	Err        *LoadError
}

// An Interface is what a capture file tells of a place where its packets were captured.
type Interface struct {
	LinkType    LinkType
	SnapLen     int // bytes kept of each packet, 0 for all
	Name        string
	Description string
	Filter      string
	OS          string
	Comment     string // somebody's, on the interface
	About       string // somebody's comment on the section of a pcapng file that the interface is in
	FCSLen      int    // bytes of frame check sequence behind each frame, -1 where the file does not tell

	section int // number of the pcapng section, from 0
}

func newInterfaces(from []capfile.Interface) []Interface {
	var is []Interface
	for _, i := range from {
		is = append(is, Interface{LinkType(i.Link), int(i.SnapLen), i.Name, i.Description, i.Filter, i.OS, i.Comment, i.About, int(i.FCSLen), i.Section})
	}
	return is
}

// packets returns the view of all rows.
func (c *capture) packets() Packets {
	ps := c.view()
	c.fill(ps)
	return ps
}

// briefly calls f with all packets, which lie in memory that is given back afterwards: f keeps none of the slice.
func (c *capture) briefly(f func(ps Packets)) {
	size := columnBytes(c.n, int(unsafe.Sizeof(Packet{})))
	if size < hugeArena {
		f(c.packets())
		return
	}
	mem := alignedBytes(size)
	defer freeBytes(mem)
	rest := mem
	ps := Packets(carve[Packet](&rest, c.n))
	c.fill(ps)
	f(ps)
	runtime.KeepAlive(c) // the collector does not see the packets' references
}

func (c *capture) fill(ps Packets) {
	const share = 1 << 16
	parallel.Each((c.n+share-1)/share, func(k int) {
		for i := k * share; i < min((k+1)*share, c.n); i++ {
			ps[i] = Packet{c, i}
		}
	})
}

// view returns room for the packets. That of a large capture lies with its columns outside of the heap, where the
// garbage collector need not follow a million references to c; so c stays, as its columns do.
func (c *capture) view() Packets {
	size := columnBytes(c.n, int(unsafe.Sizeof(Packet{})))
	if size < hugeArena {
		return make(Packets, c.n)
	}
	large.Lock()
	defer large.Unlock()
	large.captures = append(large.captures, c)
	mem := alignedBytes(size)
	return carve[Packet](&mem, c.n)
}

// large are the captures whose packets lie outside of the heap.
var large struct {
	sync.Mutex
	captures []*capture
}

// source returns the bytes that offsets with the given source number point into.
func (c *capture) source(n uint64) []byte {
	if c.openBytes != nil {
		c.opened.Do(func() { c.bytes = c.openBytes() })
	}
	if n >= uint64(len(c.bytes)) {
		return nil
	}
	return c.bytes[n]
}

// stopped is the error of the load, if there was one.
func (c *capture) stopped() error {
	if c.info.Err == nil {
		return nil
	}
	return c.info.Err
}

// linkType returns the link type of row i.
func (c *capture) linkType(i int) LinkType { return c.info.Interfaces[c.iface[i]].LinkType }

// finish ends a load of n rows: c takes over the dictionaries that the decoders filled, and whole puts datagrams together.
func (c *capture) finish(n int, d *decoder, whole *dissect.Session) {
	c.n = n
	c.trim(n)
	d.cols = &c.columns
	c.assemble(d, whole)
	c.addrs, c.macs = slices.Clip(d.addrs.dict.values), slices.Clip(d.macs.dict.values)
}
