package talk

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
)

// A Beat is how regularly one address turns to a port of another. A contact begins with a conversation, and again in one with each packet
// after a silence.
type Beat struct {
	Layer    Layer         `col:"over"` // TCP or UDP
	A        netip.Addr    `col:"a"`
	B        netip.Addr    `col:"b"`
	Port     int           `col:"port_b"` // B's
	Contacts int           `col:"contacts"`
	Start    time.Time     `col:"start"`    // of the first contact
	Interval time.Duration `col:"interval"` // the median time from one contact to the next
	Least    time.Duration `col:"least"`
	Most     time.Duration `col:"most"`
	Jitter   time.Duration `col:"jitter"` // the median difference of an interval from Interval

	talks ConversationList
}

// The fields of beats, to filter, sort, group and plot by.
var (
	// BeatOver is what the beat is over: "TCP" or "UDP".
	BeatOver = pcapnb.NewKey("over", func(b Beat) string { return b.Layer.String() })
	// BeatA is the address that turns to another.
	BeatA = pcapnb.NewKey("a", func(b Beat) netip.Addr { return b.A })
	// BeatB is the address that it turns to.
	BeatB = pcapnb.NewKey("b", func(b Beat) netip.Addr { return b.B })
	// BeatPort is the port that it turns to.
	BeatPort = pcapnb.NewNumber("port_b", "", func(b Beat) int { return b.Port })
	// BeatContacts is how many contacts there were.
	BeatContacts = pcapnb.NewNumber("contacts", "", func(b Beat) int { return b.Contacts })
	// BeatInterval is the median time from one contact to the next.
	BeatInterval = pcapnb.NewMeasure("interval", "seconds", func(b Beat) float64 { return b.Interval.Seconds() })
	// BeatLeast is the shortest time from one contact to the next.
	BeatLeast = pcapnb.NewMeasure("least", "seconds", func(b Beat) float64 { return b.Least.Seconds() })
	// BeatMost is the longest time from one contact to the next.
	BeatMost = pcapnb.NewMeasure("most", "seconds", func(b Beat) float64 { return b.Most.Seconds() })
	// BeatJitter is the median difference of the intervals from their median (the median absolute deviation), which one missed contact
	// does not change.
	BeatJitter = pcapnb.NewMeasure("jitter", "seconds", func(b Beat) float64 { return b.Jitter.Seconds() })
	// BeatJitterShare is the jitter in percent of the interval: near 0 for a clock, near 50 for chance.
	BeatJitterShare = pcapnb.NewOptionalMeasure("jitter share", "%", func(b Beat) (float64, bool) {
		return 100 * b.Jitter.Seconds() / b.Interval.Seconds(), b.Interval > 0
	})
	// BeatStart is when the first contact began.
	BeatStart = pcapnb.NewKey("start", func(b Beat) time.Time { return b.Start })
)

// A BeatList is beats in an order: an ordinary slice with the verbs as methods.
type BeatList []Beat

// minContacts is the fewest contacts that have a rhythm: three intervals.
const minContacts = 4

// Periodic returns how regularly addresses turn to ports of others over TCP and UDP, the most regular first: one that reports to somebody
// every minute comes early. A silence of more than idle within a conversation begins another contact. Those with fewer than four
// contacts are left out.
func Periodic[S Source](ps S, idle time.Duration) BeatList { return periodic(ps, idle) }

func periodic(source any, idle time.Duration) BeatList {
	if idle <= 0 {
		panic(misuse.Textf("talk: Periodic(%v): want a silence longer than 0, such as time.Second", idle))
	}
	return overPorts(source).Periodic(idle)
}

// Periodic returns how regularly the conversations' ends turn to others; see the function Periodic.
func (cs ConversationList) Periodic(idle time.Duration) BeatList {
	type pair struct {
		layer Layer
		a, b  netip.Addr
		port  int
	}
	at := make(map[pair]int)
	var all BeatList
	for _, c := range cs.inMemory("Periodic") {
		if c.Start.IsZero() || c.Layer > UDP {
			continue
		}
		key := pair{c.Layer, c.A, c.B, c.PortB}
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, Beat{Layer: c.Layer, A: c.A, B: c.B, Port: c.PortB})
		}
		all[i].talks = append(all[i].talks, c)
	}
	kept := all[:0]
	for _, b := range all {
		if b.measure(b.talks.contacts(idle)); b.Contacts >= minContacts {
			kept = append(kept, b)
		}
	}
	slices.SortStableFunc(kept, func(a, b Beat) int { return cmp.Compare(a.share(), b.share()) })
	return kept
}

// share orders beats: those without an interval last.
func (b Beat) share() float64 {
	if v, ok := BeatJitterShare.Of(b); ok {
		return v
	}
	return math.Inf(1)
}

// contacts returns when the conversations began, and when they went on after a silence, in order.
func (cs ConversationList) contacts(idle time.Duration) []time.Time {
	var begins []time.Time
	for _, c := range cs {
		var times []time.Time
		for _, p := range c.Trace() {
			if !p.Time().IsZero() {
				times = append(times, p.Time())
			}
		}
		slices.SortFunc(times, time.Time.Compare)
		for i, at := range times {
			if i == 0 || at.Sub(times[i-1]) > idle {
				begins = append(begins, at)
			}
		}
	}
	slices.SortFunc(begins, time.Time.Compare)
	return begins
}

// measure works out the beat's numbers.
func (b *Beat) measure(contacts []time.Time) {
	b.Contacts = len(contacts)
	if b.Contacts < minContacts {
		return
	}
	b.Start = contacts[0]
	var gaps, off []time.Duration
	for i := 1; i < len(contacts); i++ {
		gaps = append(gaps, contacts[i].Sub(contacts[i-1]))
	}
	b.Interval = middle(gaps)
	b.Least, b.Most = gaps[0], gaps[len(gaps)-1]
	for _, gap := range gaps {
		off = append(off, (gap - b.Interval).Abs())
	}
	b.Jitter = middle(off)
}

// Trace returns the packets behind the beat, in order of their numbers.
func (b Beat) Trace() pcapnb.Packets { return b.talks.trace() }

// Head returns the first n beats, or all where there are fewer.
func (bs BeatList) Head(n int) BeatList { return pcapnb.Head(bs, n) }

// Filter returns the beats that match all of conds.
func (bs BeatList) Filter(conds ...pcapnb.Cond[Beat]) BeatList { return pcapnb.Filter(bs, conds...) }

// SortDesc returns the beats in descending order of fields. Ties keep their order, missing comes last.
func (bs BeatList) SortDesc(fields ...pcapnb.Field[Beat]) BeatList {
	return pcapnb.SortDesc(bs, fields...)
}

// Select returns a table of the beats with one column a field.
func (bs BeatList) Select(fields ...pcapnb.Field[Beat]) *pcapnb.Table {
	return pcapnb.Select(bs, fields...)
}

// Table returns the beats as a table.
func (bs BeatList) Table() *pcapnb.Table {
	return bs.Select(BeatA, BeatB, BeatOver, BeatPort, BeatContacts, BeatInterval, BeatJitter, BeatJitterShare, BeatLeast, BeatMost, BeatStart)
}

// String returns the beats as text, aligned in columns.
func (bs BeatList) String() string { return bs.Table().String() }

// HTML returns the beats as a plain <table>, everything in it escaped.
func (bs BeatList) HTML() string { return bs.Table().HTML() }
