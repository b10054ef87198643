package talk

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"netlab/pcapnb"
)

// A Fan is one address and all that it opened conversations with: few for most, many for one that scans.
type Fan struct {
	Addr     netip.Addr    `col:"address"`
	Hosts    int           `col:"hosts"`              // how many addresses it turned to
	Ports    int           `col:"ports"`              // how many different ports of TCP and UDP, whatever the host
	Targets  int           `col:"targets"`            // how many different pairs of host and port
	Attempts int           `col:"attempts"`           // conversations that it opened
	Failed   int           `col:"failed"`             // those that got no answer, were refused or stayed half-open
	Bytes    int           `col:"bytes" unit:"bytes"` // what it sent in them, on the wire
	Start    time.Time     `col:"start,omitzero"`
	Duration time.Duration `col:"duration"` // from the first packet of these conversations to the last

	talks ConversationList
}

// The fields of fans, to filter, sort, group and plot by.
var (
	// FanAddr is the address that turned to others.
	FanAddr = pcapnb.NewKey("address", func(f Fan) netip.Addr { return f.Addr })
	// FanHosts is how many addresses it turned to.
	FanHosts = pcapnb.NewNumber("hosts", "", func(f Fan) int { return f.Hosts })
	// FanPorts is how many different ports it turned to, whatever the host.
	FanPorts = pcapnb.NewNumber("ports", "", func(f Fan) int { return f.Ports })
	// FanTargets is how many different pairs of host and port it turned to.
	FanTargets = pcapnb.NewNumber("targets", "", func(f Fan) int { return f.Targets })
	// FanAttempts is how many conversations it opened.
	FanAttempts = pcapnb.NewNumber("attempts", "", func(f Fan) int { return f.Attempts })
	// FanFailed is how many of them got no answer, were refused or stayed half-open.
	FanFailed = pcapnb.NewNumber("failed", "", func(f Fan) int { return f.Failed })
	// FanFailedShare is how many of a hundred of them failed.
	FanFailedShare = pcapnb.NewMeasure("failed share", "%", func(f Fan) float64 { return 100 * float64(f.Failed) / float64(f.Attempts) })
	// FanBytes is what the address sent in them.
	FanBytes = pcapnb.NewNumber("bytes", "bytes", func(f Fan) int { return f.Bytes })
	// FanStart is when the first of them began.
	FanStart = pcapnb.NewOptionalKey("start", func(f Fan) (time.Time, bool) { return f.Start, !f.Start.IsZero() })
	// FanDuration is the time from their first packet to their last.
	FanDuration = pcapnb.NewMeasure("duration", "seconds", func(f Fan) float64 { return f.Duration.Seconds() })
)

// A FanList is fans in an order: an ordinary slice with the verbs as methods.
type FanList []Fan

// Fans returns, for each address that opened conversations over TCP or UDP, to how many hosts and ports it turned, those with most targets
// first: one that scans hosts or ports comes first. Pings are in Fans of Conversations over IP.
func Fans[S Source](ps S) FanList { return overPorts(ps).Fans() }

// overPorts returns the conversations over TCP and UDP.
func overPorts(source any) ConversationList {
	return append(converse(source, TCP, 0), converse(source, UDP, 0)...)
}

// Fans returns the fans of the ends that opened these conversations (Conversation.A), those with most targets first.
func (cs ConversationList) Fans() FanList {
	at := make(map[netip.Addr]int)
	var all FanList
	for _, c := range cs {
		if !c.A.IsValid() {
			continue
		}
		i, known := at[c.A]
		if !known {
			i = len(all)
			at[c.A] = i
			all = append(all, Fan{Addr: c.A})
		}
		all[i].talks = append(all[i].talks, c)
	}
	for i := range all {
		all[i].count()
	}
	slices.SortStableFunc(all, func(a, b Fan) int {
		return cmp.Or(cmp.Compare(b.Targets, a.Targets), cmp.Compare(b.Attempts, a.Attempts))
	})
	return all
}

// count adds up the fan's conversations.
func (f *Fan) count() {
	hosts, ports, targets := make(map[netip.Addr]bool), make(map[int]bool), make(map[netip.AddrPort]bool)
	var end time.Time
	for _, c := range f.talks {
		hosts[c.B] = true
		targets[netip.AddrPortFrom(c.B, uint16(c.PortB))] = true
		if c.Layer <= UDP {
			ports[c.PortB] = true
		}
		f.Attempts++
		f.Bytes += c.BytesAB
		if c.PacketsBA == 0 || c.State == "refused" || c.State == "half-open" {
			f.Failed++
		}
		if c.Start.IsZero() {
			continue
		}
		if f.Start.IsZero() || c.Start.Before(f.Start) {
			f.Start = c.Start
		}
		if last := c.Start.Add(c.Duration); last.After(end) {
			end = last
		}
	}
	f.Hosts, f.Ports, f.Targets = len(hosts), len(ports), len(targets)
	if !f.Start.IsZero() {
		f.Duration = end.Sub(f.Start)
	}
}

// Conversations returns the conversations that the fan is of.
func (f Fan) Conversations() ConversationList { return slices.Clone(f.talks) }

// Trace returns the packets of the fan's conversations, in order of their numbers.
func (f Fan) Trace() pcapnb.Packets { return f.talks.trace() }

// trace returns the packets of all conversations in order of their numbers.
func (cs ConversationList) trace() pcapnb.Packets {
	var ps pcapnb.Packets
	for _, c := range cs.inMemory("Trace") {
		ps = append(ps, c.Trace()...)
	}
	slices.SortStableFunc(ps, func(a, b pcapnb.Packet) int { return cmp.Compare(a.Number(), b.Number()) })
	return ps
}

// Head returns the first n fans, or all where there are fewer.
func (fs FanList) Head(n int) FanList { return pcapnb.Head(fs, n) }

// Filter returns the fans that match all of conds.
func (fs FanList) Filter(conds ...pcapnb.Cond[Fan]) FanList { return pcapnb.Filter(fs, conds...) }

// SortDesc returns the fans in descending order of fields. Ties keep their order, missing comes last.
func (fs FanList) SortDesc(fields ...pcapnb.Field[Fan]) FanList {
	return pcapnb.SortDesc(fs, fields...)
}

// Select returns a table of the fans with one column a field.
func (fs FanList) Select(fields ...pcapnb.Field[Fan]) *pcapnb.Table {
	return pcapnb.Select(fs, fields...)
}

// Table returns the fans as a table.
func (fs FanList) Table() *pcapnb.Table {
	return fs.Select(FanAddr, FanHosts, FanPorts, FanTargets, FanAttempts, FanFailed, FanBytes, FanStart, FanDuration)
}

// String returns the fans as text, aligned in columns.
func (fs FanList) String() string { return fs.Table().String() }

// HTML returns the fans as a plain <table>, everything in it escaped.
func (fs FanList) HTML() string { return fs.Table().HTML() }
