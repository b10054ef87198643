package capture

import (
	"sort"
	"sync"
	"sync/atomic"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// A Capture is what the packets of one load share: the columns under them and where their bytes are. A packet is a row.
type Capture struct {
	Columns
	N     int  // rows
	First int  // number of row 0, less 1
	Part  bool // a batch of Scan: what needs the whole capture is missing
	// Opened says of a part that it is one of Open's: what needs the whole capture must be refused. Places are its rows'.
	Opened bool
	Batch  bool // an opened part that other packets come before and after
	Places []Place
	// Numbers are the numbers of an opened part's rows among all packets, 0 or none where they are not known.
	Numbers []int
	// Streams are the numbers of an opened part's TCP streams by row, as those of TCPStreams; nil where they are not known.
	Streams []uint32
	// Began returns the time of the first packet of all, for an opened part.
	Began func() int64
	Addrs []Address
	MACs  []MAC48

	Info Info

	As       dissect.DecodeAs // what ports carry whose numbers do not say it
	File     string           // absolute path of the one file that it was loaded from, "" for others
	NoTShark bool             // what tshark knows is not to be asked for

	// sources are what Columns.Offset points into; read through source, for they may be opened late.
	sources     [][]byte
	openSources func() [][]byte
	paths       []string // the files that sources are of, of several; nil where Info.Path is the only one
	opened      sync.Once

	stays atomic.Bool // for the life of the process: see View

	slot  *cacheSlot // where the capture is in the cache, nil where it is not
	place *cacheSlot // where what others found out may be kept, nil where it may not

	kept struct {
		sync.Mutex
		by map[any]any // a plain map: each cell would compile the generic code of a sync.Map
	}

	// What is worked out on first use.
	streams struct { // streams.go
		once    sync.Once
		numbers []uint32 // by row, NoCode where the packet is in none
	}
	bounds timeBounds // timebounds.go
	frames struct {   // frame.go
		once       sync.Once
		interfaces []dissect.Interface
	}
	whole struct { // assemble.go: the datagrams that were put together
		once  sync.Once
		byRow map[int][]byte // by the row of their last fragment: the fragment's headers, then the datagram
	}
}

// Info is what a load found out about its file besides the packets, which the cache keeps with its columns.
type Info struct {
	Path       string
	Format     string
	Packed     string
	Interfaces []capfile.Interface
	Comments   []capfile.Comment
	Names      []capfile.Name
	Secrets    int
	Size       int64 // bytes of the file
	Trailing   int64 // bytes after the last whole packet
	Err        *Error
}

// Link returns the link type of row i, a LINKTYPE_ number.
func (c *Capture) Link(i int) uint32 { return c.Info.Interfaces[c.Iface[i]].Link }

// Bytes returns the packet of row i as captured.
func (c *Capture) Bytes(i int) []byte {
	at := c.Offset[i]
	src := c.source(at >> offsetBits)
	from := at & (1<<offsetBits - 1)
	to := from + uint64(c.Captured[i])
	if to > uint64(len(src)) {
		return nil
	}
	return src[from:to:to]
}

// source returns the bytes that offsets with the given source number point into.
func (c *Capture) source(n uint64) []byte {
	if c.openSources != nil {
		c.opened.Do(func() { c.sources = c.openSources() })
	}
	if n >= uint64(len(c.sources)) {
		return nil
	}
	return c.sources[n]
}

// Paths are the files that the rows are of, as they were named. [Capture.PathAt] has their numbers.
func (c *Capture) Paths() []string {
	if c.paths == nil {
		return []string{c.Info.Path}
	}
	return c.paths
}

// PathAt is the number of row i's file among Paths.
func (c *Capture) PathAt(i int) int {
	if c.paths == nil {
		return 0
	}
	return int(c.Offset[i] >> offsetBits)
}

// Comment is what somebody wrote about the packet of row i, a line for each comment.
func (c *Capture) Comment(i int) string { return c.comment(i).Text }

// comment is what somebody wrote about the packet of row i. A capture's comments are in the order of its packets.
func (c *Capture) comment(i int) capfile.Comment {
	all := c.Info.Comments
	at := sort.Search(len(all), func(at int) bool { return all[at].Packet >= i })
	if at == len(all) || all[at].Packet != i {
		return capfile.Comment{}
	}
	return all[at]
}

// CommentCount is how many comments the packets have.
func (i *Info) CommentCount() (n int) {
	for _, c := range i.Comments {
		n += c.Count
	}
	return n
}

// Kept returns what another package keeps with the capture under a key of a type of its own, begun by begin.
func (c *Capture) Kept(key any, begin func() any) any {
	c.kept.Lock()
	defer c.kept.Unlock()
	kept, known := c.kept.by[key]
	if !known {
		if c.kept.by == nil {
			c.kept.by = make(map[any]any)
		}
		kept = begin()
		c.kept.by[key] = kept
	}
	return kept
}

// stopped is the error of the load, if there was one.
func (c *Capture) stopped() error {
	if c.Info.Err == nil {
		return nil
	}
	return c.Info.Err
}

// View returns room for a value a row, each of which points to c. That of a large capture is with its columns outside of
// the heap, where the garbage collector need not follow a million pointers to c; so c stays, as its columns do.
func View[V any](c *Capture) []V {
	var v V
	size := columnBytes(c.N, int(unsafe.Sizeof(v)))
	if size < hugeArena {
		return make([]V, c.N)
	}
	viewed.Lock()
	defer viewed.Unlock()
	viewed.captures = append(viewed.captures, c)
	c.stays.Store(true)
	viewed.weight = append(viewed.weight, make([]byte, size))
	mem := alignedBytes(size)
	return cut[V](&mem, c.N)
}

// Refs returns room for n values that hold nothing but pointers to c and numbers, for a capture that stays as one with a
// large View does: its pointers may be set as numbers, with no write barrier, as c is reached all the same. It is ordinary
// memory otherwise, so whoever has it may put pointers to anything there. Refs returns nil for other captures.
func Refs[V any](c *Capture, n int) []V {
	if !c.stays.Load() || n == 0 {
		return nil
	}
	return make([]V, n)
}

// viewed are the captures with a view outside of the heap.
var viewed struct {
	sync.Mutex
	captures []*Capture
	// weight is never touched, so the system keeps no memory for it, but is as large as the views. The garbage collector,
	// which counts what is on the heap only, would otherwise run after every few megabytes of results, and with 5 MB of
	// gopacket's tables to look into it is no cheap thing.
	weight [][]byte
}

// Viewed is how many captures have a view outside of the heap, for tests.
func Viewed() int {
	viewed.Lock()
	defer viewed.Unlock()
	return len(viewed.captures)
}
