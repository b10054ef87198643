package pcapnb

import (
	"math"
	"sync"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/told"
	"netlab/pcapnb/internal/wire"
	"netlab/pcapnb/table"
)

// Head returns the first n packets, in order. They keep their numbers.
func (c Captures) Head(n int) Packets {
	if n < 0 {
		panic(misusedf("pcapnb: Head(%d): want a number of packets, 0 or more", n))
	}
	s := store{f: c.folder(), verb: "Head"}
	s.f.passAll(passage{chunk: func(ps []Packet) bool {
		s.add(ps[:min(n-s.held, len(ps))])
		return s.held < n
	}})
	return s.rows()
}

// Tail returns the last n packets, in order. They keep their numbers.
func (c Captures) Tail(n int) Packets {
	if n < 0 {
		panic(misusedf("pcapnb: Tail(%d): want a number of packets, 0 or more", n))
	}
	s := store{f: c.folder(), verb: "Tail", last: n}
	s.f.passAll(passage{chunk: func(ps []Packet) bool {
		ps = ps[len(ps)-min(n, len(ps)):]
		s.dropTo(n - len(ps))
		s.add(ps)
		return true
	}})
	return s.rows().Tail(n)
}

// EveryNth returns the first packet and every n-th after it, in order, as many as Limit allows. They keep their numbers.
func (c Captures) EveryNth(n int) Packets {
	if n < 1 {
		panic(misusedf("pcapnb: EveryNth(%d): want 1 or more", n))
	}
	return c.folder().picked("EveryNth", func(i int) bool { return i%n == 0 })
}

// Sample returns n packets drawn at random, in order; the same seed draws the same packets. They keep their numbers. The files are
// read twice: first to count.
func (c Captures) Sample(n int, seed uint64) Packets {
	places := table.Drawn(c.Len(), n, seed)
	return c.folder().picked("Sample", func(i int) bool {
		is := len(places) > 0 && places[0] == i
		if is {
			places = places[1:]
		}
		return is
	})
}

// picked returns the packets of those that pass the sifts that take wants, by their numbers among these, from 0.
func (f *folder) picked(verb string, take func(i int) bool) Packets {
	s := store{f: f, verb: verb}
	n := 0
	f.passAll(passage{chunk: func(ps []Packet) bool {
		var some []Packet
		for _, p := range ps {
			if take(n) {
				some = append(some, p)
			}
			n++
		}
		s.add(some)
		return true
	}})
	return s.rows()
}

// Select returns a table of the packets with one column a field, of as many packets as Limit allows.
func (c Captures) Select(fields ...Field[Packet]) *Table {
	return c.folder().selected("Select", fields)
}

// Table returns the packets' default table, with the columns of the course lab, of as many packets as Limit allows.
func (c Captures) Table() *Table { return c.folder().selected("Table", defaultFields()) }

// With returns the packets' default table with further columns, such as computed ones; see Table.
func (c Captures) With(fields ...Field[Packet]) *Table {
	return c.folder().selected("With", append(defaultFields(), fields...))
}

// Columns returns the names of the default table's columns.
func (c Captures) Columns() List[string] { return Packets{}.Columns() }

// selected keeps what the fields say of the packets, and not these.
func (f *folder) selected(verb string, fields []Field[Packet]) *Table {
	var parts []*Table
	n := 0
	errs := f.passAll(passage{streams: f.namesAny(fields), asked: plansOf(fields), chunk: func(ps []Packet) bool {
		n += len(ps)
		f.wantRoom(verb, n)
		table.InTurn(func() { parts = append(parts, Select(ps, fields...)) })
		return true
	}})
	if len(parts) == 0 {
		parts = append(parts, Select([]Packet{}, fields...))
	}
	return table.Stacked(f.left(errs), parts...)
}

// Field returns the field with a Wireshark name, to filter, group, count or add up by; see [Packets.Field]. It panics for
// one that only tshark knows: Load reads packets for that. One that depends on the packets before, as what is said over TCP does, is
// read in order, by one processor. Whether a number has several values in some packet is known only of packets in memory, so
// [Describe], [MinOf], [MaxOf], [FirstOf] and [LastOf] of one panic and say what to ask.
func (c Captures) Field(name string) WireField { return wireFieldOf(ownFields(name)[0]) }

// Fields returns a table with a column for each field, by Wireshark's names, of as many packets as Limit allows. Rows have the numbers
// of their packets; see [Packets.Fields] and Field.
func (c Captures) Fields(names ...string) *Table {
	f, ids := c.folder(), ownFields(names...)
	made := wire.NewMaker(ids)
	var numbers []int
	errs := f.passAll(passage{streams: true, fields: ids, each: func(p Packet, out *dissect.Fields) bool {
		f.wantRoom("Fields", len(numbers)+1)
		numbers = append(numbers, p.Number())
		made.Add(out)
		return true
	}})
	var cols []*Column
	for _, col := range made.Columns() {
		cols = append(cols, columnOf(col))
	}
	t := table.NumberedBy(NewTable(cols...), NewColumn("frame.number", "", numbers))
	return table.Stacked(f.left(errs), t)
}

// ownFields are the fields with the names, and panics where one is not read here.
func ownFields(names ...string) []dissect.ID {
	ids, err := wire.IDs(names, nil)
	misuse.Check(err)
	for _, id := range ids {
		if id.IsForeign() {
			panic(misusedf("pcapnb: %s is read with tshark, of packets in memory only: Load the captures, then ask the packets for it", id))
		}
	}
	return ids
}

// InterArrival returns the seconds since the packet before, of as many packets as Limit allows; the first has none.
func (c Captures) InterArrival() Series[time.Time] {
	f := c.folder()
	var times []int64
	errs := f.passAll(passage{chunk: func(ps []Packet) bool {
		f.wantRoom("InterArrival", len(times)+len(ps))
		for _, p := range ps {
			at := int64(math.MinInt64)
			if p.is(hasTime) {
				at = p.c.Time[p.i]
			}
			times = append(times, at)
		}
		return true
	}})
	return table.Noted(InterArrival(times, NewOptionalKey(Time.FieldName(), func(ns int64) (time.Time, bool) {
		return time.Unix(0, ns).UTC(), ns != math.MinInt64
	})), f.left(errs))
}

// Flows returns the packets' one-way flows in order of their first packets; see [Packets.Flows]. Memory grows with the flows.
func (c Captures) Flows() Flows {
	f := newFlowFinder()
	c.folder().readInOrder("", func(ps []Packet) {
		for _, p := range ps {
			f.add(p)
		}
	}, nil)
	return f.flows
}

// Stream returns the TCP stream with the given number, of as many packets as Limit allows; see [Packets.Stream].
func (c Captures) Stream(number int) *Stream {
	s := store{f: c.folder(), verb: "Stream"}
	s.f.readInOrder("", func(ps []Packet) { s.add(ofStream(ps, number)) }, nil)
	return newStream(number, s.rows())
}

// Sort returns the captures' packets in ascending order of fields. Ties keep their order, missing comes last.
func (c Captures) Sort(fields ...Field[Packet]) SortedCaptures {
	return SortedCaptures{c.folder(), fields, false}
}

// SortDesc returns the captures' packets in descending order of fields. Ties keep their order, missing comes last.
func (c Captures) SortDesc(fields ...Field[Packet]) SortedCaptures {
	return SortedCaptures{c.folder(), fields, true}
}

// SortedCaptures are Captures in an order of their fields: nothing is read until packets are asked for. The first or the last
// few of them are found in memory for these few; all are brought into memory, as many as Limit allows.
type SortedCaptures struct {
	f      *folder
	fields []Field[Packet]
	desc   bool
}

// Head returns the first n packets, or all where there are fewer. They keep their numbers where these are known.
func (s SortedCaptures) Head(n int) Packets { return s.end("Head", n, Packets.Head) }

// Tail returns the last n packets, or all where there are fewer. They keep their numbers where these are known.
func (s SortedCaptures) Tail(n int) Packets { return s.end("Tail", n, Packets.Tail) }

// Load reads all packets into memory, with their numbers.
func (s SortedCaptures) Load() Packets { return s.sorted(s.f.inMemory("Sort", s.fields)) }

// Select returns a table of all packets with one column a field.
func (s SortedCaptures) Select(fields ...Field[Packet]) *Table { return s.Load().Select(fields...) }

// Table returns the default table of all packets.
func (s SortedCaptures) Table() *Table { return s.Load().Table() }

// String says which files there are, which packets of them, and the order. It reads none.
func (s SortedCaptures) String() string { return s.about().String() }

// HTML is String as a plain table.
func (s SortedCaptures) HTML() string { return s.about().HTML() }

func (s SortedCaptures) about() *Table {
	what := "sorted by"
	if s.desc {
		what = "sorted down by"
	}
	lines := s.f.lines()
	for _, field := range s.fields {
		lines = append(lines, reportLine{what, field.FieldName()})
	}
	return TableOf(lines).Full()
}

func (s SortedCaptures) sorted(ps Packets) (out Packets) {
	table.InTurn(func() {
		if s.desc {
			out = ps.SortDesc(s.fields...)
		} else {
			out = ps.Sort(s.fields...)
		}
	})
	return out
}

// end returns n packets that cut takes off one end. Each goroutine sorts its batches, and keeps as many of each, and of these
// together.
func (s SortedCaptures) end(verb string, n int, cut func(ps Packets, n int) Packets) Packets {
	cut(nil, n) // is n a number of packets?
	var mu sync.Mutex
	var ends []*endKeeper
	worker := func() func(ps []Packet) {
		k := &endKeeper{n: n, cut: func(ps Packets) Packets { return cut(s.sorted(ps), n) }}
		mu.Lock()
		defer mu.Unlock()
		ends = append(ends, k)
		return func(ps []Packet) {
			k.add(ps)
			s.f.wantRoom(verb, min(k.held, n))
		}
	}
	if s.f.namesAny(s.fields) {
		s.f.readInOrder(plansOf(s.fields), worker(), nil)
	} else {
		s.f.read(worker, nil)
	}
	var all []*capture.Capture
	for _, k := range ends {
		all = append(all, k.parts...)
	}
	return keptPackets(cut(s.sorted(inOrder(all)), n))
}

// An endKeeper keeps one goroutine's packets that may be among the n at an end.
type endKeeper struct {
	n     int
	cut   func(ps Packets) Packets
	parts []*capture.Capture
	held  int // packets in parts
}

// add takes in a batch, or a part of one, whose packets are in order.
func (k *endKeeper) add(ps []Packet) {
	if k.n == 0 {
		return
	}
	part := kept(k.cut(ps))
	k.parts, k.held = append(k.parts, part), k.held+part.N
	if k.held > 4*k.n+100 {
		part := kept(k.cut(inOrder(k.parts)))
		k.parts, k.held = []*capture.Capture{part}, part.N
	}
}

// DropDuplicates leaves out frames whose very bytes were captured less than a millisecond before; see [Packets.DropDuplicates]. The files
// are read in order, by one processor.
func (c Captures) DropDuplicates() Captures {
	return c.folder().with("no duplicates", table.Node("no duplicates"), sift{ordered: true, start: func() func(ps []Packet) []Packet {
		f := newTwinFinder()
		return func(ps []Packet) (once []Packet) {
			for _, p := range ps {
				is := false
				if s, may := sightOf(p); may {
					_, is = f.see(s.kept())
				}
				if !is {
					once = append(once, p)
				}
			}
			return once
		}
	}}).capture()
}

func init() { told.InOrder = inOrderOf }

// inOrderOf is told.InOrder.
func inOrderOf(captures any, verb string, streams bool, fields []dissect.ID, take any) (any, []string) {
	f, of := captures.(Captures).folder(), take.(func(p Packet, fields *dissect.Fields) int)
	s := store{f: f, verb: verb}
	var some []Packet
	n := 0
	errs := f.passAll(passage{streams: streams, fields: fields, each: func(p Packet, fields *dissect.Fields) bool {
		for range of(p, fields) {
			some = append(some, p)
		}
		if n++; n%mostAtOnce == 0 {
			s.add(some)
			some = some[:0]
		}
		return true
	}})
	s.add(some)
	return s.rows(), f.left(errs)
}
