package wire

import (
	"runtime"
	"slices"

	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

// Where tells of each packet whether a display filter lets it through. What depends on other packets is worked out over the
// whole capture, where the packets are of one.
func (rs Rows) Where(filter string) ([]bool, error) {
	f, err := dfilter.Compile(filter, dfilter.Dissector{})
	if err != nil {
		return nil, err
	}
	m := newLine("filtering by ", "filtered by ", filter, rs.Len, 1)
	defer m.end()
	return rs.matches(f, m), nil
}

func (rs Rows) matches(f *dfilter.Filter, m *line) []bool {
	want := dissect.NewSet(f.Fields()...)
	if !dissect.NeedsState(want) {
		if match, ok := rs.matchParallel(f, want, m); ok {
			return match
		}
	}
	if rs.Of == nil {
		match := make([]bool, rs.Len)
		rs.match(0, match, f, want, m)
		return match
	}
	whole := make([]bool, rs.Of.N)
	All(rs.Of).match(0, whole, f, want, m)
	match := make([]bool, rs.Len)
	for i := range match {
		_, row := rs.At(i)
		match[i] = whole[row]
	}
	return match
}

// matchParallel shares the packets out. It gives up where fragments depend on packets in another share.
func (rs Rows) matchParallel(f *dfilter.Filter, want *dissect.Set, m *line) ([]bool, bool) {
	shares := runtime.GOMAXPROCS(0)
	match, alone := make([]bool, rs.Len), make([]bool, shares)
	parallel.Each(shares, func(k int) {
		lo, hi := rs.Len*k/shares, rs.Len*(k+1)/shares
		alone[k] = rs.match(lo, match[lo:hi], f, want, m)
	})
	if slices.Contains(alone, false) {
		m.add(-rs.Len)
		return nil, false
	}
	return match, true
}

// match shows packets from lo on to one session, in order. alone says that none depended on another.
func (rs Rows) match(lo int, match []bool, f *dfilter.Filter, want *dissect.Set, m *line) (alone bool) {
	session, matcher := dissect.New(want), f.Matcher()
	var out dissect.Fields
	layers, _ := any(&out).(dfilter.Layers)
	var frame dissect.Frame
	m.each(0, len(match), func(from, to int) {
		for i := from; i < to; i++ {
			frame = rs.frame(lo + i)
			session.Dissect(&frame, &out)
			match[i] = matcher.Match(out.Values, layers)
		}
	})
	return !session.Fragments()
}
