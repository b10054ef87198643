package pcapnb

import (
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/exchange"
	"netlab/pcapnb/internal/readlist"
	"netlab/pcapnb/table"
)

// What a file says to a question is kept for the next cell, where the question is data: built-in fields, conditions on them,
// filters as text. What depends on other files is not in it: the packets that were put aside are kept beside it, and it is good
// for no other beginning of the capture where it asked for that.

// answersVersion changes with the meaning of any field, filter or fold; answers of others are never read.
const answersVersion = 3

// mostAside is how many bytes of packets that depend on others are kept with what a file says. With more it is not kept.
const mostAside = 4 << 20

// A startPart makes a part of an answer, and what adds packets to it.
type startPart = func() (*table.Part, func(ps []Packet))

// A fileRead is what a reading knows of a file.
type fileRead struct {
	packets  int
	bytes    int64
	err      *capture.Error     // where it could not be read to its end
	lost     bool               // perhaps it can be read the next time
	relative atomic.Bool        // the time of the first packet of all was asked for
	aside    []*capture.Capture // packets that depend on others
	ps       []Packet           // memory for those of a batch
}

// A keptFile is a fileRead as it is kept.
type keptFile struct {
	packets  int
	bytes    int64
	err      *capture.Error
	relative bool
	began    int64 // the time of the first packet of all, where that was asked for
	aside    []byte
	part     []byte
}

func (k *keptFile) exchange(x *exchange.X) {
	x.Number(&k.packets)
	exchange.Number(x, &k.bytes)
	capture.ExchangeError(x, &k.err)
	if x.Flag(&k.relative); k.relative {
		exchange.Number(x, &k.began)
	}
	x.Bytes(&k.aside)
	x.Bytes(&k.part)
}

// plan returns what is asked of the folder as data, whatever its files; see table.Node.
func (f *folder) plan(question string) string {
	parts := append([]string{table.Node(Version()), table.Node(strconv.Itoa(answersVersion)), table.Node(strconv.FormatBool(f.several)), question}, f.plans...)
	return table.Node("open", parts...)
}

// canKeep tells whether the answer to a plan depends on it and the files only: on no code of the user's, and not on how
// the files are named.
func canKeep(plan string) bool {
	return table.IsPlan(plan) && !table.HasOwn(plan) && !strings.Contains(plan, table.Node(Source.FieldName()))
}

// ask adds the packets that pass the sifts to parts that start makes, or finds what they said before. It returns the parts
// and what read returns.
func (f *folder) ask(question string, start startPart) (parts []*table.Part, errs []error) {
	if f.ordered(question) {
		part, add := start()
		return []*table.Part{part}, f.readInOrder(question, add, nil)
	}
	r, plan := f.newReading(nil), f.plan(question)
	if canKeep(plan) {
		r.kept = capture.OpenPartials(plan)
	}
	if r.kept != nil {
		defer r.kept.Close()
	}
	if f.engine != "" && f.engine != "local" {
		part, errs := r.askSpark(plan, start)
		return []*table.Part{part}, errs
	}
	r.cut(&plan)
	first, _ := start()
	parts = []*table.Part{first}
	r.recallCuts(first, start)
	var mu sync.Mutex
	errs = r.run(func() (each func(u unit), add func(ps []Packet)) {
		mine, add := start()
		sift := r.sifter()
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, mine)
		return func(u unit) { r.part(u, sift, mine, add, start) }, add
	})
	return parts, errs
}

// part joins what a unit says to mine.
func (r *reading) part(u unit, sift func(ps []Packet) []Packet, mine *table.Part, add func(ps []Packet), start startPart) {
	if u.cut != nil && u.cut.guess {
		r.guess(u, sift, mine, start)
		return
	}
	if r.kept == nil {
		r.unit(u, sift, add)
		return
	}
	if u.cut != nil {
		p, add := start()
		told := r.unit(u, sift, add)
		r.joinSpan(u, told, p, mine, start)
		return
	}
	key, ok := capture.KeyOf(r.files[u.file])
	if ok && r.recall(u.file, key, mine, start) {
		return
	}
	p, add := start()
	told := r.unit(u, sift, add)
	if ok && !told.lost && !r.stop.Load() {
		r.keep(u.file, key, told, p)
	}
	mine.Join(p)
}

// recall joins what a file said before, and returns false where that is not known.
func (r *reading) recall(file int, key capture.FileKey, mine *table.Part, start startPart) bool {
	return r.take(r.kept.Get(r.files[file], key), capture.Before(file), mine, start) != nil
}

// take joins what a file said elsewhere or before, or a part of it that comes after a packet, and returns nil where that is not known.
func (r *reading) take(data []byte, before capture.Place, mine *table.Part, start startPart) *fileRead {
	var k keptFile
	x := &exchange.X{Data: data, Reading: true}
	if k.exchange(x); x.Bad || len(x.Data) > 0 || k.relative && k.began != r.began() {
		return nil
	}
	path := r.files[before.File]
	told := &fileRead{packets: k.packets, bytes: k.bytes, err: k.err}
	told.relative.Store(k.relative)
	if len(k.aside) > 0 {
		c, ok := capture.Unpack(k.aside, path, before)
		if !ok {
			return nil
		}
		told.aside = []*capture.Capture{c}
	}
	p, _ := start()
	if !p.Decode(k.part, table.Place(before)) {
		return nil
	}
	mine.Join(p)
	r.keepAside(told.aside)
	readlist.Add(path)
	r.count(k.packets, k.bytes)
	if k.err != nil {
		k.err.Path = path
		k.err.Read += before.Row + 1
		if k.err.Packet > 0 {
			k.err.Packet += before.Row + 1
		}
		r.fail(before.File, k.err)
	}
	return told
}

// keep keeps what a file says, unless it changed meanwhile.
func (r *reading) keep(file int, key capture.FileKey, told *fileRead, p *table.Part) {
	data, ok := r.pack(told, p, mostAside)
	if !ok {
		return
	}
	if now, ok := capture.KeyOf(r.files[file]); !ok || now != key {
		return
	}
	r.kept.Put(r.files[file], key, data, told.packets)
}

// pack writes what a file says, and false where it cannot be read back or more than most bytes are put aside.
func (r *reading) pack(told *fileRead, p *table.Part, most int) (data []byte, ok bool) {
	k := keptFile{packets: told.packets, bytes: told.bytes, err: told.err, relative: told.relative.Load()}
	if k.relative {
		k.began = r.began()
	}
	if k.part, ok = p.Encode(); !ok {
		return nil, false
	}
	if len(told.aside) > 0 {
		if k.aside, ok = capture.Pack(kept(inOrder(told.aside))); !ok || len(k.aside) > most {
			return nil, false
		}
	}
	x := &exchange.X{}
	k.exchange(x)
	return x.Data, true
}

// unpack returns rows that were kept of a file, after the packet at a place.
func (f *folder) unpack(data []byte, before table.Place) ([]Packet, bool) {
	c, ok := capture.Unpack(data, f.files[before.File], capture.Place(before))
	if !ok {
		return nil, false
	}
	c.Began = sync.OnceValue(f.all().began)
	dnsToCome(c)
	ps := make([]Packet, c.N)
	for i := range ps {
		ps[i] = Packet{c, i}
	}
	return ps, true
}

// init tells package table how hardware addresses are kept: conditions on them may be made before any Open.
func init() {
	table.Values = table.ValueType{Pack: packMAC, Unpack: unpackMAC}
}

func packMAC(v any) (string, bool) {
	m, ok := v.(MAC)
	return string(m[:]), ok
}

func unpackMAC(text string) (any, bool) {
	if len(text) != len(MAC{}) {
		return nil, false
	}
	return MAC([]byte(text)), true
}
