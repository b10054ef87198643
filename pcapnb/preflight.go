package pcapnb

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/table"
)

// A Finding is one thing about a capture that spoils answers, and the packets concerned.
type Finding struct {
	Name   string // "larger than the MTU"
	Count  int    // how many
	Unit   string // what is counted: "frames" or "TCP streams"
	Frames []int  // numbers of the first frames concerned, five at most
	Text   string // what it means for answers, in a sentence
}

// Findings are what Preflight found. They print as a table.
type Findings []Finding

// Preflight tells what would spoil answers about the packets of a capture, before the first question. It finds frames larger
// than the MTU, frames cut by the snap length, TCP streams of which one end or the handshake is missing, frames that
// were captured twice or more often, a clock that steps, and checksums left to the card. It takes whole captures; packets that were
// filtered before lack what the filter took away.
func Preflight(packets Packets) Findings {
	var found Findings
	for _, check := range []func(Packets) Findings{overMTU, cutFrames, incompleteStreams, duplicates, clockSteps, wrongChecksums} {
		for _, f := range check(packets) {
			if f.Count > 0 {
				found = append(found, f)
			}
		}
	}
	return found
}

const mostFrames = 5

// add counts one more, beginning at frame number.
func (f *Finding) add(frame int) {
	if f.Count++; len(f.Frames) < mostFrames {
		f.Frames = append(f.Frames, frame)
	}
}

// Table returns the findings as a table with a line for each.
func (f Findings) Table() *Table {
	lines := make([]findingLine, len(f))
	for i, finding := range f {
		lines[i] = findingLine{finding.Name, fmt.Sprintf("%d %s", finding.Count, finding.Unit), finding.frameList(), finding.Text}
	}
	if len(f) == 0 {
		lines = append(lines, findingLine{Text: "nothing was found that would spoil an answer"})
	}
	return TableOf(lines).Full()
}

type findingLine struct {
	Name   string `col:"finding"`
	Count  string `col:"found"`
	Frames string `col:"frames"`
	Text   string `col:"what it means"`
}

// TableOf findings is their table.
func init() {
	table.Register(table.RowKind[Finding]{Noun: "finding", Table: func(rows []Finding) *Table { return Findings(rows).Table() }})
}

// frameList names the frames, with dots where there are more.
func (f Finding) frameList() string {
	names := make([]string, len(f.Frames))
	for i, n := range f.Frames {
		names[i] = strconv.Itoa(n)
	}
	if f.Count > len(f.Frames) {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// String returns the findings as text, two lines for each.
func (f Findings) String() string {
	if len(f) == 0 {
		return f.Table().Row(0).Text("what it means") + "\n"
	}
	var b strings.Builder
	for _, finding := range f {
		fmt.Fprintf(&b, "%s: %d %s (%s)\n    %s\n", finding.Name, finding.Count, finding.Unit, finding.frameList(), finding.Text)
	}
	return b.String()
}

// HTML returns the findings as a plain HTML table.
func (f Findings) HTML() string { return f.Table().HTML() }

const ethernetMTU = 1500 // bytes of an IP packet in an Ethernet frame, RFC 894

// overMTU finds IP packets that no Ethernet frame holds. What a host sends to itself has no MTU to speak of.
func overMTU(ps Packets) Findings {
	f := Finding{Name: "larger than the MTU", Unit: "frames",
		Text: "No Ethernet frame holds an IP packet of more than 1500 bytes, unless the network is set up for jumbo frames: the card cuts these up after the capture saw them, or joined them before (segmentation offload), so packets on the wire were more and smaller; bytes can be trusted, packet counts, sizes and gaps cannot."}
	for _, p := range ps {
		if p.ipSize() > ethernetMTU && !p.toItself() {
			f.add(p.Number())
		}
	}
	return Findings{f}
}

// ipSize is the size of the packet's outermost IP packet on the wire, as its header tells or, where that says 0, by what there was.
func (p Packet) ipSize() int {
	if !p.is(hasIP) {
		return 0
	}
	room := p.Length() - p.outerL3()
	if p.is(hasTunnel) {
		return room
	}
	if n := p.IPLen(); n > 0 {
		return min(n, room)
	}
	return room
}

// toItself tells what goes over a host's loopback.
func (p Packet) toItself() bool {
	link := p.LinkType()
	return link == linkNull || link == linkLoop || p.IPSrc().IsLoopback() || p.IPSrc() == p.IPDst()
}

func cutFrames(ps Packets) Findings {
	f := Finding{Name: "cut short", Unit: "frames",
		Text: "The capture kept only the beginning of these frames (its snap length): their lengths are right, but payloads, and whatever is read from them, end early or are missing."}
	for _, p := range ps {
		if p.is(hasCut) {
			f.add(p.Number())
		}
	}
	return Findings{f}
}

// A streamSight is what a capture shows of one TCP stream.
type streamSight struct {
	frame     int // the first
	from      netip.AddrPort
	bothEnds  bool
	handshake bool // a SYN was seen
	answers   bool // something acknowledges what the other end sent
	talks     bool // something is neither a SYN nor a reset
}

// incompleteStreams finds TCP streams of which the capture lacks one end, or the beginning.
func incompleteStreams(ps Packets) Findings {
	oneEnd := Finding{Name: "one direction only", Unit: "TCP streams",
		Text: "These streams acknowledge data that the capture does not hold, for it saw one end's packets only: totals lack half of the conversation, and there are no answers to time."}
	begun := Finding{Name: "handshake missing", Unit: "TCP streams",
		Text: "These streams had begun before the capture did: it does not tell for certain who the client is, how far away it is (the handshake's round trip), or by what the windows are scaled."}
	for _, s := range sightStreams(ps) {
		if !s.bothEnds && s.answers {
			oneEnd.add(s.frame)
		}
		if !s.handshake && s.talks {
			begun.add(s.frame)
		}
	}
	return Findings{oneEnd, begun}
}

// sightStreams looks at all TCP packets and returns their streams in order of appearance.
func sightStreams(ps Packets) []*streamSight {
	type name struct {
		c      *capture.Capture
		stream int
	}
	var order []*streamSight
	streams := make(map[name]*streamSight)
	for _, p := range ps {
		n, ok := p.tcpStream()
		if !ok {
			continue
		}
		s := streams[name{p.c, n}]
		if s == nil {
			s = &streamSight{frame: p.Number(), from: p.source()}
			streams[name{p.c, n}] = s
			order = append(order, s)
		}
		s.see(p)
	}
	return order
}

func (s *streamSight) see(p Packet) {
	const syn, reset, ack = 0x02, 0x04, 0x10
	flags := p.c.TCPFlags[p.i]
	s.bothEnds = s.bothEnds || p.source() != s.from
	s.handshake = s.handshake || flags&syn != 0
	s.answers = s.answers || flags&ack != 0 && flags&reset == 0
	s.talks = s.talks || flags&(syn|reset) == 0
}

// A frame seen again within twinTime, and before twinReach more frames, is a duplicate.
const (
	twinTime  = time.Millisecond
	twinReach = 1 << 14
)

// duplicates finds frames whose very bytes were captured a moment before.
func duplicates(ps Packets) Findings {
	f := Finding{Name: "captured twice", Unit: "frames"}
	times, most := make(map[Packet]int), 0 // how often a frame's bytes came before it
	for p, before := range ps.twins {
		f.add(p.Number())
		times[p] = times[before] + 1
		most = max(most, times[p])
	}
	often := "twice"
	if most > 1 {
		f.Name = "captured more than once"
		often = fmt.Sprintf("up to %d times", most+1)
	}
	f.Text = "The same bytes came less than a millisecond before: the capture saw these frames " + often +
		", as happens on a switch's mirror port or on all interfaces at once, so counts and sums are too large."
	return Findings{f}
}

// DropDuplicates leaves out frames whose very bytes were captured less than a millisecond before. They are those that [Preflight]
// counts as captured more than once.
func (ps Packets) DropDuplicates() Packets {
	twin := make(map[Packet]bool)
	for p := range ps.twins {
		twin[p] = true
	}
	return ps.FilterFunc(func(p Packet) bool { return !twin[p] })
}

// DropDuplicatesWithin leaves out frames whose very bytes were captured at most that long before, as editcap -w does. It asks nothing
// else: acknowledgments and requests that are rightly alike go too, which DropDuplicates keeps.
func (ps Packets) DropDuplicatesWithin(window time.Duration) Packets {
	if window < 0 {
		panic(misusedf("pcapnb: DropDuplicatesWithin(%v): want a time of 0 or more", window))
	}
	seed := maphash.MakeSeed()
	latest := make(map[uint64]Packet)
	return ps.FilterFunc(func(p Packet) bool {
		if !p.is(hasTime) {
			return true
		}
		hash := maphash.Bytes(seed, p.Bytes())
		before, seen := latest[hash]
		latest[hash] = p
		if !seen || before.Length() != p.Length() || !bytes.Equal(before.Bytes(), p.Bytes()) {
			return true
		}
		apart := p.Time().Sub(before.Time())
		return apart < 0 || apart > window
	})
}

// twins yields the frames that were captured a moment before, each with the latest of the same bytes.
func (ps Packets) twins(yield func(again, before Packet) bool) {
	f := newTwinFinder()
	for _, p := range ps {
		s, may := sightOf(p)
		if !may {
			continue
		}
		if before, is := f.see(s); is && !yield(p, before.p) {
			return
		}
	}
}

// A sight is a frame that may be seen again.
type sight struct {
	p      Packet // none of one that is kept
	at     int64
	length int
	data   []byte
}

// sightOf returns what there is to see of a packet, and false where twins of it say nothing.
func sightOf(p Packet) (s sight, ok bool) {
	b := p.Bytes()
	return sight{p, p.c.Time[p.i], p.Length(), b}, len(b) > 0 && p.is(hasTime) && !p.mayRepeat()
}

// kept returns the sight without its packet's capture.
func (s sight) kept() sight { return sight{Packet{}, s.at, s.length, bytes.Clone(s.data)} }

// twinOf tells whether s is other, captured again.
func (s sight) twinOf(other sight) bool {
	apart := time.Duration(s.at - other.at)
	return apart >= 0 && apart <= twinTime && s.length == other.length && bytes.Equal(s.data, other.data)
}

// A twinFinder finds frames that it was shown a moment before.
type twinFinder struct {
	seed          maphash.Seed
	recent, older map[uint64]sight
}

func newTwinFinder() *twinFinder {
	return &twinFinder{maphash.MakeSeed(), make(map[uint64]sight), make(map[uint64]sight)}
}

// see takes in the next frame, and tells which it was seen as a moment before.
func (f *twinFinder) see(s sight) (before sight, is bool) {
	hash := maphash.Bytes(f.seed, s.data)
	before, seen := f.recent[hash]
	if !seen {
		before, seen = f.older[hash]
	}
	if f.recent[hash] = s; len(f.recent) == twinReach {
		f.recent, f.older = f.older, f.recent
		clear(f.recent)
	}
	return before, seen && s.twinOf(before)
}

// mayRepeat tells what a host sends twice with the same bytes and good reason: TCP segments without data, such as
// duplicate acknowledgments and resets, where no IP identification counts the packets (RFC 6864 section 4.1).
func (p Packet) mayRepeat() bool {
	if !p.is(hasTCP) || p.TCPLen() > 0 || p.c.TCPFlags[p.i]&0x02 != 0 {
		return false
	}
	id, _ := p.ipID()
	return id == 0
}

const longPause = time.Hour

// clockSteps finds frames that are earlier than the one before them, or very much later.
func clockSteps(ps Packets) Findings {
	back := Finding{Name: "time goes back", Unit: "frames"}
	ahead := Finding{Name: "time jumps ahead", Unit: "frames",
		Text: "There is more than an hour before these frames: the capture was stopped, files were joined or the clock was set; a rate over all of the time says little, and a plot of it is mostly empty."}
	var most time.Duration
	var last Packet
	for _, p := range ps {
		if !p.is(hasTime) {
			continue
		}
		if last.c == p.c && last.i < p.i { // as captured, and not as somebody sorted them
			step := p.Time().Sub(last.Time())
			if step < 0 {
				back.add(p.Number())
				most = max(most, -step)
			}
			if step > longPause {
				ahead.add(p.Number())
			}
		}
		last = p
	}
	back.Text = fmt.Sprintf("These frames are earlier than the one before them, by %v at most: the clock was set, or several processors captured at once; sort by time before taking differences.", most)
	return Findings{back, ahead}
}
