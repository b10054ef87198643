package pcapnb

import (
	"runtime"
	"sync"

	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
)

// Where returns the packets that a Wireshark display filter lets through: "tcp.flags.syn == 1 && ip.dst == 10.0.0.0/8".
// The language is that of wireshark-filter(4), version 4.0. What depends on other packets, as
// tcp.analysis.retransmission does, is worked out over the whole capture. A filter that is wrong panics and shows where.
func (ps Packets) Where(filter string) Packets {
	keep, err := ps.where(filter)
	misuse.Check(err)
	return keep
}

func (ps Packets) where(filter string) (Packets, error) {
	f, err := dfilter.Compile(filter, dfilter.Dissector{})
	if err != nil {
		return nil, err
	}
	m := newWireMeter("filtering by ", "filtered by ", filter, len(ps), 1)
	match := ps.matches(f, m)
	m.end()
	var out Packets
	for i, p := range ps {
		if match[i] {
			out = append(out, p)
		}
	}
	return out, nil
}

// matches tells of each packet whether f lets it through.
func (ps Packets) matches(f *dfilter.Filter, m *wireMeter) []bool {
	want := dissect.NewSet(f.Fields()...)
	if !dissect.NeedsState(want) {
		if match, ok := ps.matchParallel(f, want, m); ok {
			return match
		}
	}
	c := ps.capture()
	if c == nil || c.part {
		match, _ := ps.matchRun(f, want, m)
		return match
	}
	var whole []bool
	c.briefly(func(all Packets) { whole, _ = all.matchRun(f, want, m) })
	match := make([]bool, len(ps))
	for i, p := range ps {
		match[i] = whole[p.i]
	}
	return match
}

// matchParallel shares the packets out. It gives up where fragments depend on packets in another share.
func (ps Packets) matchParallel(f *dfilter.Filter, want *dissect.Set, m *wireMeter) ([]bool, bool) {
	shares := runtime.GOMAXPROCS(0)
	parts, alone := make([][]bool, shares), make([]bool, shares)
	var wg sync.WaitGroup
	for k := range shares {
		wg.Go(func() {
			parts[k], alone[k] = ps[len(ps)*k/shares:len(ps)*(k+1)/shares].matchRun(f, want, m)
		})
	}
	wg.Wait()
	var match []bool
	for k := range shares {
		if !alone[k] {
			m.add(-len(ps))
			return nil, false
		}
		match = append(match, parts[k]...)
	}
	return match, true
}

// matchRun shows the packets to one session, in order. alone says that none depended on another.
func (ps Packets) matchRun(f *dfilter.Filter, want *dissect.Set, m *wireMeter) (match []bool, alone bool) {
	session, matcher := dissect.New(want), f.Matcher()
	var out dissect.Fields
	match = make([]bool, len(ps))
	layers, _ := any(&out).(dfilter.Layers)
	var frame dissect.Frame
	m.each(0, len(ps), func(lo, hi int) {
		for i, p := range ps[lo:hi] {
			frame = p.frame()
			session.Dissect(&frame, &out)
			match[lo+i] = matcher.Match(out.Values, layers)
		}
	})
	return match, !session.Fragments()
}
