package pcapnb

import (
	"runtime"
	"strings"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/table"
)

// A large file is read by several goroutines, in spans that are cut at byte offsets. Of classic pcap, where the question is data, each
// span is begun at a guess; what it says counts once the span before has ended at the very byte, and otherwise the span
// is read again. Code of the user's must not see what a wrong guess makes of bytes, and who asks for numbers of packets cannot
// wait for them: then, and for other formats, the headers of all records before a span are read first.

// A unit is what a goroutine reads at a time: a file, or a span of one.
type unit struct {
	file int
	cut  *cut // nil for a whole file
	span int
}

// A cut is a file that is read in spans.
type cut struct {
	file  int
	spans *capture.Spans
	guess bool
	key   capture.FileKey
	keep  bool // key is known

	mu   sync.Mutex
	done []*guessed // by span, not proven yet
	busy bool       // somebody proves
	next int        // span to be proven or to be counted as joined

	// of what is proven, for who proves
	at     int64         // byte where the next record begins
	before capture.Place // of the packet before that
	over   bool          // the file ended
	wrong  int           // guesses
	told   *fileRead     // of the whole file
	part   *table.Part
	add    func(ps []Packet)
}

// A guessed is what a span says that was begun at a guess.
type guessed struct {
	began, ended int64
	last         capture.Place
	more         bool
	data         []byte // nil where it cannot be said
}

// wrongGuesses counts guesses that were wrong, for tests.
var wrongGuesses func()

// cut makes the units of a reading, of a question where it is one.
func (r *reading) cut(plan *string) {
	for file, path := range r.files {
		var spans *capture.Spans
		if runtime.GOMAXPROCS(0) > 1 {
			spans = capture.CutFile(path, file)
		}
		if spans == nil || spans.Len() == 1 {
			r.units = append(r.units, unit{file: file})
			continue
		}
		c := &cut{file: file, spans: spans, guess: plan != nil && canGuess(*plan) && spans.CanGuess(), at: spans.Begin(), before: capture.Before(file), told: &fileRead{}}
		c.done = make([]*guessed, spans.Len())
		for i := range spans.Len() {
			r.units = append(r.units, unit{file, c, i})
		}
	}
}

// canGuess tells whether the answer to a plan depends on no code of the user's and on no number of a packet.
func canGuess(plan string) bool {
	return table.IsPlan(plan) && !table.HasOwn(plan) && !strings.Contains(plan, table.Node(FrameNumber.FieldName())) && !strings.Contains(plan, "frame.")
}

func (r *reading) cuts() (all []*cut) {
	for _, u := range r.units {
		if u.cut != nil && u.span == 0 {
			all = append(all, u.cut)
		}
	}
	return all
}

func (r *reading) closeCuts() {
	for _, c := range r.cuts() {
		c.spans.Close()
	}
}

// recallCuts joins what the files that are cut said before to mine, and leaves their units out.
func (r *reading) recallCuts(mine *table.Part, start startPart) {
	known := map[int]bool{}
	for _, c := range r.cuts() {
		c.part, c.add = start()
		if r.kept == nil {
			continue
		}
		if c.key, c.keep = capture.KeyOf(r.files[c.file]); c.keep {
			known[c.file] = r.recall(c.file, c.key, mine, start)
		}
	}
	units := r.units[:0]
	for _, u := range r.units {
		if !known[u.file] {
			units = append(units, u)
		}
	}
	r.units = units
}

// joinSpan joins what a span says to what its file says, and where that is all of it, this to mine.
func (r *reading) joinSpan(u unit, told *fileRead, p, mine *table.Part, start startPart) {
	c := u.cut
	c.mu.Lock()
	defer c.mu.Unlock()
	c.part.Join(p)
	c.told.join(told)
	if c.next++; c.next == len(c.done) {
		r.whole(c, mine)
	}
}

// join takes in what is known of the next span of the file, or of one before.
func (f *fileRead) join(o *fileRead) {
	f.packets += o.packets
	f.bytes += o.bytes
	f.lost = f.lost || o.lost
	if o.err != nil {
		f.err = o.err
	}
	if o.relative.Load() {
		f.relative.Store(true)
	}
	f.aside = append(f.aside, o.aside...)
}

// whole keeps what a file says, and joins it to mine.
func (r *reading) whole(c *cut, mine *table.Part) {
	if c.keep && !c.told.lost && !r.stop.Load() {
		r.keep(c.file, c.key, c.told, c.part)
	}
	mine.Join(c.part)
}

// guess reads a span that is begun at a guess, and proves what there is to prove.
func (r *reading) guess(u unit, sift func(ps []Packet) []Packet, mine *table.Part, start startPart) {
	g := r.guessed(u, sift, start)
	c := u.cut
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done[u.span] = g
	if c.busy {
		return
	}
	c.busy = true
	for c.next < len(c.done) && c.done[c.next] != nil && !r.stop.Load() {
		k := c.next
		g := c.done[k]
		c.done[k] = &guessed{}
		c.mu.Unlock()
		r.guard(func() { r.prove(c, k, g, sift, start) })
		c.mu.Lock()
		c.next++
	}
	c.busy = false
	if c.next == len(c.done) && !r.stop.Load() {
		r.whole(c, mine)
	}
}

// guessed reads a span that is begun at a guess.
func (r *reading) guessed(u unit, sift func(ps []Packet) []Packet, start startPart) *guessed {
	b, err := u.cut.spans.Guess(u.span, true)
	if err != nil {
		return &guessed{began: -1}
	}
	defer b.Close()
	p, add := start()
	told := r.batches(b, sift, add, func(int, int64) {})
	g := &guessed{}
	if g.began, g.ended, g.last, g.more = b.Where(); g.began >= 0 && !told.lost {
		if data, ok := r.pack(told, p, 1<<30); ok {
			g.data = data
		}
	}
	return g
}

// prove joins what span k says to what its file says, if it began where the span before ended. Otherwise it reads the span
// again, or where guesses are too often wrong all that is left.
func (r *reading) prove(c *cut, k int, g *guessed, sift func(ps []Packet) []Packet, start startPart) {
	if c.over || c.spans.Reaches(k, c.at) {
		return
	}
	if g.data != nil && g.began == c.at {
		if told := r.take(g.data, c.before, c.part, start); told != nil {
			c.told.join(told)
			c.at, c.before, c.over = g.ended, g.last.After(c.before), !g.more
			return
		}
	}
	if c.wrong++; wrongGuesses != nil {
		wrongGuesses()
	}
	b, err := c.spans.Known(k, c.at, c.before, c.wrong > 4+k/16, true)
	if err != nil {
		r.fail(c.file, err)
		c.told.lost, c.over = true, true
		return
	}
	defer b.Close()
	told := r.batches(b, sift, c.add, r.count)
	r.keepAside(told.aside)
	if err := b.Err(); err != nil {
		r.fail(c.file, err)
	}
	c.told.join(told)
	var more bool
	_, c.at, c.before, more = b.Where()
	c.over = !more
}
