package pcapnb

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/wire"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

// source reads the packets for package table.
func (f *folder) source() *table.Source[Packet] {
	var missed []error
	return &table.Source[Packet]{
		Each: func(plan string, start startPart) (parts []*table.Part) {
			parts, missed = f.ask(plan, start)
			return parts
		},
		Place:  func(p Packet) table.Place { return table.Place(p.c.Places[p.i]) },
		Keep:   func(p Packet) Packet { return keptPackets([]Packet{p})[0] },
		Pack:   func(ps []Packet) ([]byte, bool) { return capture.Pack(kept(ps)) },
		Unpack: f.unpack,
		Load:   func() []Packet { return f.load() },
		Filter: func(cond Cond[Packet]) *table.Source[Packet] { return f.filter(cond).source() },
		Notes:  func() []string { return f.left(missed) },
	}
}

// keptPackets copies packets of batches.
func keptPackets(ps []Packet) Packets {
	c := kept(ps)
	out := make(Packets, len(ps))
	for i := range out {
		out[i] = Packet{c, i}
	}
	return out
}

// kept copies packets of batches into a capture of their own, with what is known of DNS messages in pieces.
func kept(ps []Packet) *capture.Capture {
	c := capture.Keep(len(ps), func(i int) (*capture.Capture, int) { return ps[i].c, ps[i].i })
	messages := dnsToCome(c)
	for i, p := range ps {
		if p.maybeDNSPiece() {
			if found := dnsInPieces(p.c)[p.i]; len(found) > 0 {
				messages[i] = found
			}
		}
		c.Numbers = append(c.Numbers, numberOrNone(p))
		if p.c.Streams != nil {
			c.Streams = append(c.Streams, p.c.Streams[p.i])
		}
		c.Began = p.c.Began
	}
	wire.Keep(c, func(i int) (*capture.Capture, int) { return ps[i].c, ps[i].i })
	return c
}

func numberOrNone(p Packet) int {
	if p.numbered() {
		return p.Number()
	}
	return 0
}

// inOrder returns all packets of captures in the order of their places.
func inOrder(parts []*capture.Capture) []Packet {
	var ps []Packet
	for _, c := range parts {
		for i := range c.N {
			ps = append(ps, Packet{c, i})
		}
	}
	slices.SortFunc(ps, func(a, b Packet) int { return a.c.Places[a.i].Compare(b.c.Places[b.i]) })
	return ps
}

// sifter returns a function for one goroutine that leaves the packets that pass all sifts.
func (f *folder) sifter() func(ps []Packet) []Packet {
	var of, whole []func(ps []Packet) []Packet
	for _, s := range f.sifts {
		if s.whole {
			whole = append(whole, s.start())
		} else {
			of = append(of, s.start())
		}
	}
	return func(ps []Packet) []Packet {
		all := ps
		for _, s := range whole {
			ps = both(all, ps, s(all))
		}
		for _, s := range of {
			if len(ps) > 0 {
				ps = s(ps)
			}
		}
		return ps
	}
}

// both returns the packets that are in a and in b, which have some of all, in its order.
func both(all, a, b []Packet) (out []Packet) {
	for _, p := range all {
		inA, inB := len(a) > 0 && a[0] == p, len(b) > 0 && b[0] == p
		if inA {
			a = a[1:]
		}
		if inB {
			b = b[1:]
		}
		if inA && inB {
			out = append(out, p)
		}
	}
	return out
}

// A reading is one passage through all files of a folder.
type reading struct {
	*folder
	units []unit
	next  atomic.Int64 // unit
	stop  atomic.Bool
	line  *progress.Line
	state progress.State
	seen  func(u unit, b *capture.Batches) // told of each unit that was opened, at its end

	began func() int64      // the first packet's time
	kept  *capture.Partials // nil where nothing is

	mu    sync.Mutex
	errs  map[int]error      // by file
	aside []*capture.Capture // packets that depend on others, which may be in other files
	panic any                // of a goroutine
}

func (f *folder) newReading(seen func(u unit, b *capture.Batches)) *reading {
	what := filepath.Base(f.files[0])
	if len(f.files) > 1 {
		what = words.Plural(len(f.files), "file")
	}
	r := &reading{folder: f, errs: map[int]error{}, seen: seen, began: sync.OnceValue(f.all().began), line: progress.Start("reading "+what, "read "+what, "packets")}
	if r.line != nil {
		for _, path := range f.files {
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				r.state.OfBytes += info.Size()
			}
		}
	}
	return r
}

// read calls worker once for each goroutine, and what it returns with batches of packets that pass the sifts. It returns
// an error for each file that could not be read to its end, in the files' order.
func (f *folder) read(worker func() func(ps []Packet), seen func(u unit, b *capture.Batches)) []error {
	if f.ordered("") {
		return f.readInOrder("", worker(), seen)
	}
	r := f.newReading(seen)
	r.cut(nil)
	return r.run(func() (each func(u unit), add func(ps []Packet)) {
		add, sift := worker(), r.sifter()
		return func(u unit) { r.unit(u, sift, add) }, add
	})
}

// run calls start once for each goroutine, and each with the units that this one is to read; what add adds to is the
// goroutine's. It returns what read does.
func (r *reading) run(start func() (each func(u unit), add func(ps []Packet))) []error {
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(r.units)) {
		wg.Go(func() {
			r.guard(func() {
				each, _ := start()
				r.work(each)
			})
		})
	}
	wg.Wait()
	r.closeCuts()
	if len(r.aside) > 0 && r.panic == nil {
		r.guard(func() {
			_, add := start()
			r.together(add)
		})
	}
	return r.end()
}

// end ends a reading, and returns what could not be read.
func (r *reading) end() []error {
	errs := r.missed()
	var ended error
	if len(errs) > 0 {
		ended = errs[0]
	}
	r.line.End(ended)
	if r.panic != nil {
		panic(r.panic)
	}
	if r.state.Count == 0 && len(errs) == len(r.files) {
		panic(misused("pcapnb: " + errs[0].Error()))
	}
	return errs
}

// guard keeps what f panics with for the goroutine that asked, which the others make way for.
func (r *reading) guard(f func()) {
	defer func() {
		if p := recover(); p != nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.panic == nil {
				r.panic = p
			}
			r.stop.Store(true)
		}
	}()
	f()
}

func (r *reading) missed() []error {
	var errs []error
	for file := range r.files {
		if err := r.errs[file]; err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

func (r *reading) fail(file int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.errs[file] = loadError(err)
}

// work reads one unit after the other, as long as there are some left.
func (r *reading) work(each func(u unit)) {
	for {
		next := int(r.next.Add(1)) - 1
		if next >= len(r.units) || r.stop.Load() {
			return
		}
		each(r.units[next])
	}
}

// unit reads a unit, and adds its packets that pass the sift.
func (r *reading) unit(u unit, sift func(ps []Packet) []Packet, add func(ps []Packet)) *fileRead {
	b, err := r.open(u)
	if err != nil {
		r.fail(u.file, err)
		told := &fileRead{lost: true}
		told.err, _ = err.(*capture.Error)
		return told
	}
	if b == nil {
		return &fileRead{}
	}
	defer b.Close()
	told := r.batches(b, sift, add, r.count)
	r.keepAside(told.aside)
	if err := b.Err(); err != nil {
		r.fail(u.file, err)
	}
	r.see(u, b)
	return told
}

// open opens a unit, and returns nil where its file ended before it.
func (r *reading) open(u unit) (*capture.Batches, error) {
	if u.cut == nil {
		return capture.OpenBatches(r.files[u.file], u.file, capfile.Limits{}, true)
	}
	u.cut.mu.Lock()
	defer u.cut.mu.Unlock()
	b, _, err := u.cut.spans.Next(true)
	return b, err
}

// batches reads batches to their end, and adds the packets that pass the sift.
func (r *reading) batches(b *capture.Batches, sift func(ps []Packet) []Packet, add func(ps []Packet), count func(packets int, bytes int64)) *fileRead {
	told := &fileRead{}
	began := func() int64 {
		told.relative.Store(true)
		return r.began()
	}
	from := b.Consumed()
	for c := b.Next(); c != nil && !r.stop.Load(); c = b.Next() {
		c.Began = began
		ps := r.batch(told, c)
		at := b.Consumed() - from
		count(c.N, at-told.bytes)
		told.packets, told.bytes = told.packets+c.N, at
		if ps := sift(ps); len(ps) > 0 {
			add(ps)
		}
	}
	if err := b.Err(); err != nil {
		told.err, _ = err.(*capture.Error)
		told.lost = told.err == nil || told.err.Packet == 0
	}
	return told
}

// batch returns the packets of a batch, without those that depend on others, which it puts aside.
func (r *reading) batch(told *fileRead, c *capture.Capture) []Packet {
	var later []int
	ps := told.ps[:0]
	for i := range c.N {
		if p := (Packet{c, i}); p.maybeDNSPiece() { // so may what any fragment says
			later = append(later, i)
		} else {
			ps = append(ps, p)
		}
	}
	told.ps = ps
	if !r.several {
		c.Numbers = numbersFrom(c.First, c.N)
	}
	if len(later) > 0 {
		told.aside = append(told.aside, capture.Keep(len(later), func(i int) (*capture.Capture, int) { return c, later[i] }))
	}
	return ps
}

func (r *reading) see(u unit, b *capture.Batches) {
	if r.seen != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.seen(u, b)
	}
}

func numbersFrom(first, n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = first + i + 1
	}
	return numbers
}

// keepAside keeps packets that depend on others until all files have been read.
func (r *reading) keepAside(cs []*capture.Capture) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.aside = append(r.aside, cs...)
}

// count tells how far the reading is.
func (r *reading) count(packets int, bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Count += packets
	r.state.Bytes += bytes
	r.line.At(r.state)
}

// together adds the packets that depend on others, all in order, as one capture.
func (r *reading) together(add func(ps []Packet)) {
	rows := inOrder(r.aside)
	c := capture.Keep(len(rows), func(i int) (*capture.Capture, int) { return rows[i].c, rows[i].i })
	c.Began = r.began
	if !r.several {
		for _, place := range c.Places {
			c.Numbers = append(c.Numbers, place.Row+1)
		}
	}
	whole := capture.NewAssembly()
	ps := make([]Packet, c.N)
	for i := range ps {
		if c.IsFragment(i) {
			whole.Row(c, i)
		}
		ps[i] = Packet{c, i}
	}
	if ps := r.sifter()(ps); len(ps) > 0 {
		add(ps)
	}
}

// load reads the packets into memory.
func (f *folder) load() Packets {
	var mu sync.Mutex
	var parts []*capture.Capture
	n := 0
	f.read(func() func(ps []Packet) {
		return func(ps []Packet) {
			part := kept(ps)
			mu.Lock()
			defer mu.Unlock()
			if n += len(ps); n > f.limit {
				panic(misusedf("pcapnb: Load: there are more than %s packets, the limit; Filter first, or set another with Limit", words.Count(f.limit)))
			}
			parts = append(parts, part)
		}
	}, nil)
	if n == 0 {
		return Packets{}
	}
	all := capture.Settled(kept(inOrder(parts)))
	wire.Forget(all)
	return packetsOf(all)
}

// began returns the time of the first packet, in nanoseconds since 1970.
func (f *folder) began() int64 {
	r := &reading{folder: f, errs: map[int]error{}}
	open := r.openAll()
	if len(open) == 0 {
		return 0
	}
	return open[0].time
}
