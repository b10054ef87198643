package pcapnb

import (
	"container/heap"
	"errors"
	"slices"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/wire"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

// What depends on the packets before, as numbers of TCP streams do, is found out in one passage through all files in order, by one
// goroutine, before any filter. It keeps what it must of streams and conversations, and no packets.

// A passage is what a reading in order is for.
type passage struct {
	streams bool         // TCP streams are numbered
	asked   string       // the question, as data, "" for none
	fields  []dissect.ID // a session that sees all packets reads these of each
	// each takes the packets that pass the sifts, with their fields; it returns false to stop.
	each func(p Packet, fields *dissect.Fields) bool
	// chunk takes them several at a time, in place of each, without fields.
	chunk func(ps []Packet) bool
	seen  func(u unit, b *capture.Batches) // as that of a reading
}

// ordered tells whether a question, "" for none, or a sift must have the packets in order.
func (f *folder) ordered(question string) bool {
	for i, s := range f.sifts {
		if s.ordered || s.whole || f.mentions(f.plans[i]) || f.mentions(f.said[i]) {
			return true
		}
	}
	return f.mentions(question)
}

// wireFields are the fields by Wireshark's names that a question or a sift asks for.
func (f *folder) wireFields(question string) (ids []dissect.ID) {
	for _, plan := range append(f.plans[:len(f.plans):len(f.plans)], question) {
		ids = append(ids, wireIn(plan)...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// mentions tells whether a text names a field whose value depends on the packets before.
func (f *folder) mentions(text string) bool {
	return strings.Contains(text, TCPStream.FieldName()) || f.several && strings.Contains(text, table.Node(FrameNumber.FieldName())) ||
		slices.ContainsFunc(wireIn(text), func(id dissect.ID) bool { return wire.NeedsOrder(id, f.several) })
}

// namesAny tells whether one of the fields depends on the packets before.
func (f *folder) namesAny(fields []Field[Packet]) bool {
	return f.mentions(plansOf(fields))
}

// plansOf names fields as questions do.
func plansOf(fields []Field[Packet]) string {
	var all strings.Builder
	for _, f := range fields {
		all.WriteString(table.Node(f.FieldName()))
		all.WriteString(table.PlanOfField(f))
	}
	return all.String()
}

// readInOrder is read by one goroutine, in order, for a question, "" for none.
func (f *folder) readInOrder(question string, add func(ps []Packet), seen func(u unit, b *capture.Batches)) []error {
	return f.passAll(passage{streams: true, asked: question, seen: seen, chunk: func(ps []Packet) bool {
		add(ps)
		return true
	}})
}

// passAll is pass, and panics where no file can be read.
func (f *folder) passAll(p passage) []error {
	read, errs := f.pass(p)
	if read == 0 && len(errs) == len(f.files) {
		panic(misused("pcapnb: " + errs[0].Error()))
	}
	return errs
}

// each yields the packets that pass the sifts, in order, with their numbers counted from 0.
func (f *folder) each(yield func(i int, p Packet) bool) {
	n := 0
	f.passAll(passage{each: func(p Packet, _ *dissect.Fields) bool {
		n++
		return yield(n-1, p)
	}})
}

// values yields the packets that pass the sifts, in order.
func (f *folder) values(yield func(p Packet) bool) {
	f.passAll(passage{each: func(p Packet, _ *dissect.Fields) bool { return yield(p) }})
}

// pass reads the packets in order. It returns how many were read, and what could not be.
func (f *folder) pass(p passage) (number int, errs []error) {
	r := f.newReading(p.seen)
	q := newQueue(r, p.streams || f.ordered(""))
	defer func() {
		q.close()
		errs = r.missed()
		r.line.End(errors.Join(errs...))
	}()
	sift, look, show := f.sifter(), lookAt(p.fields), showTo(f.wireFields(p.asked))
	for size := 64; ; size = min(2*size, mostAtOnce) {
		ps := q.next(size)
		if len(ps) == 0 {
			return number, nil
		}
		number += len(ps)
		show(ps)
		passed := sift(ps)
		if p.chunk != nil {
			if len(passed) > 0 && !p.chunk(passed) {
				return number, nil
			}
			continue
		}
		for _, one := range ps {
			passes := len(passed) > 0 && passed[0] == one
			out := look(one, passes)
			if !passes {
				continue
			}
			if passed = passed[1:]; !p.each(one, out) {
				return number, nil
			}
		}
	}
}

// mostAtOnce is how many packets a passage sifts together. Packets that are about to be seen hold their batches in memory.
const mostAtOnce = 4096

// lookAt returns a function that reads fields of the packets that it is shown in order, the last ones' only where they are wanted.
func lookAt(ids []dissect.ID) func(p Packet, wanted bool) *dissect.Fields {
	if len(ids) == 0 {
		return func(Packet, bool) *dissect.Fields { return nil }
	}
	want := dissect.NewSet(ids...)
	session, state, out := dissect.New(want), dissect.NeedsState(want), &dissect.Fields{}
	return func(p Packet, wanted bool) *dissect.Fields {
		if wanted || state || p.c.IsFragment(p.i) {
			frame := p.c.Frame(p.i)
			session.Dissect(&frame, out)
		}
		return out
	}
}

// showTo returns a function that keeps fields of packets that it is shown in order with their batches.
func showTo(ids []dissect.ID) func(ps []Packet) {
	if len(ids) == 0 {
		return func([]Packet) {}
	}
	r := wire.NewReader(ids)
	return func(ps []Packet) {
		for _, p := range ps {
			r.Show(p.c, p.i)
		}
		r.Settle()
	}
}

// A queue takes the packets of a reading one after the other in order, numbers them, and puts together what is in pieces.
type queue struct {
	r       *reading
	open    openFiles
	n       int // packets taken
	whole   *capture.Assembly
	dns     *dnsPieces
	streams *capture.Streams // nil where TCP streams are not numbered
	room    []Packet
}

func newQueue(r *reading, streams bool) *queue {
	q := &queue{r: r, open: r.openAll(), whole: capture.NewAssembly(), dns: newDNSPieces(dissect.DecodeAs{})}
	if streams {
		q.streams = capture.NewStreams()
	}
	return q
}

// next returns the next packets, as many as size, and fewer at the end. They are valid as long as somebody keeps them; the slice until the next call.
func (q *queue) next(size int) []Packet {
	ps := q.room[:0]
	for len(ps) < size && len(q.open) > 0 {
		o := q.open[0]
		if !o.wake(q.r) {
			heap.Pop(&q.open)
			continue
		}
		ps = append(ps, q.packet(o))
		if o.advance(q.r) {
			heap.Fix(&q.open, 0)
		} else {
			heap.Pop(&q.open)
		}
	}
	q.room = ps
	return ps
}

// packet returns the file's next packet, with what is known of it by those before.
func (q *queue) packet(o *openFile) Packet {
	c, i := o.c, o.i
	q.n++
	c.Numbers[i] = q.n
	p := Packet{c, i}
	if c.IsFragment(i) {
		q.whole.Row(c, i)
	}
	q.dns.read(p, o.dns)
	if q.streams != nil {
		if c.Streams == nil {
			c.Streams = make([]uint32, c.N)
		}
		c.Streams[i] = q.streams.Row(c, i)
	}
	return p
}

func (q *queue) close() {
	for _, o := range q.open {
		o.close()
	}
}

// inMemory returns the packets that pass the sifts, in order, with their numbers, those of their streams and fields, for a verb that
// needs them all.
func (f *folder) inMemory(verb string, fields []Field[Packet]) Packets {
	s := store{f: f, verb: verb}
	f.readInOrder(plansOf(fields), s.add, nil)
	return s.rows()
}

// A store keeps copies of packets of batches for a verb, no more than the folder's limit.
type store struct {
	f     *folder
	verb  string
	parts []*capture.Capture
	held  int // packets
	last  int // where it is not 0, only so many of them are wanted
}

func (s *store) add(ps []Packet) {
	if len(ps) == 0 {
		return
	}
	s.held += len(ps)
	wanted := s.held
	if s.last > 0 {
		wanted = min(wanted, s.last)
	}
	s.f.wantRoom(s.verb, wanted)
	s.parts = append(s.parts, kept(ps))
}

// dropTo drops the first packets as long as the last n are left.
func (s *store) dropTo(n int) {
	for len(s.parts) > 0 && s.held-s.parts[0].N >= n {
		s.held -= s.parts[0].N
		s.parts = s.parts[1:]
	}
}

func (s *store) rows() Packets {
	ps := make(Packets, 0, s.held)
	for _, c := range s.parts {
		for i := range c.N {
			ps = append(ps, Packet{c, i})
		}
	}
	return ps
}

// wantRoom panics where a verb needs more packets in memory than the limit.
func (f *folder) wantRoom(verb string, n int) {
	if n > f.limit {
		panic(misusedf("pcapnb: %s: there are more than %s packets, the limit; Filter first, or set another with Limit", verb, words.Count(f.limit)))
	}
}

// openAll tells when each file begins, the one with the first packet on top. It leaves none open.
func (r *reading) openAll() (open openFiles) {
	for file, path := range r.files {
		b, err := capture.OpenBatches(path, file, capfile.Limits{}, false)
		if err != nil {
			r.fail(file, err)
			continue
		}
		if c := b.Peek(); c != nil {
			open = append(open, &openFile{path: path, file: file, place: c.Places[0], time: c.Time[0]})
		} else if err := b.Err(); err != nil {
			r.fail(file, err)
		}
		b.Close()
	}
	heap.Init(&open)
	return open
}

// An openFile is a file of which packet i of batch c is next, which is at place.
type openFile struct {
	path  string
	file  int
	b     *capture.Batches // nil until its first packet is wanted
	c     *capture.Capture
	ahead chan readAhead
	i     int
	done  int64                        // bytes
	dns   map[int][]dissect.DNSMessage // of the batch
	place capture.Place
	time  int64 // of the file's first packet
}

// wake opens the file, if it is not open yet, and reports false where it cannot be read any more.
func (o *openFile) wake(r *reading) bool {
	if o.b != nil {
		return true
	}
	b, err := capture.OpenBatches(o.path, o.file, capfile.Limits{}, false)
	if err != nil {
		r.fail(o.file, err)
		return false
	}
	o.b, o.ahead = b, make(chan readAhead, 1)
	go o.read()
	return o.take(r)
}

// A readAhead is the next batch of a file, read while the one before is looked at.
type readAhead struct {
	c  *capture.Capture
	at int64 // bytes read
}

func (o *openFile) read() {
	c := o.b.Next()
	o.ahead <- readAhead{c, o.b.Consumed()}
}

// take goes on to the next batch, and closes the file where there is none.
func (o *openFile) take(r *reading) bool {
	next := <-o.ahead
	if o.c, o.i = next.c, 0; o.c == nil {
		if err := o.b.Err(); err != nil {
			r.fail(o.file, err)
		}
		r.see(unit{file: o.file}, o.b)
		o.b.Close()
		return false
	}
	go o.read()
	o.c.Numbers, o.c.Began = make([]int, o.c.N), r.began
	o.place, o.dns = o.c.Places[0], dnsToCome(o.c)
	r.count(o.c.N, next.at-o.done)
	o.done = next.at
	return true
}

// advance goes on to the file's next packet, and reports false after the last.
func (o *openFile) advance(r *reading) bool {
	if o.i++; o.i == o.c.N {
		return o.take(r)
	}
	o.place = o.c.Places[o.i]
	return true
}

// close closes the file before its end.
func (o *openFile) close() {
	if o.b != nil {
		<-o.ahead
		o.b.Close()
	}
}

// openFiles are a heap by the places of the files' next packets.
type openFiles []*openFile

func (o openFiles) Len() int           { return len(o) }
func (o openFiles) Less(i, j int) bool { return o[i].place.Compare(o[j].place) < 0 }
func (o openFiles) Swap(i, j int)      { o[i], o[j] = o[j], o[i] }
func (o *openFiles) Push(x any)        { *o = append(*o, x.(*openFile)) }
func (o *openFiles) Pop() any {
	last := (*o)[len(*o)-1]
	*o = (*o)[:len(*o)-1]
	return last
}
