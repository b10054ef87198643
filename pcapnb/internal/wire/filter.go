package wire

import (
	"fmt"
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
		return rs.whereShared(filter, err)
	}
	m := newLine("filtering by ", "filtered by ", filter, rs.Len, 1)
	defer m.end()
	return rs.matches(f, m, nil), nil
}

// whereShared is Where with tshark, for a filter that was refused here with an error: if that is for fields that tshark
// knows, tshark answers for them.
func (rs Rows) whereShared(filter string, refused error) ([]bool, error) {
	p, err := findTShark(rs.noTShark())
	if err != nil {
		if dfilter.IsUnknown(refused) {
			refused = fmt.Errorf("%w\n%s", refused, mayKnow(err))
		}
		return nil, refused
	}
	f, err := dfilter.CompileShared(filter, dfilter.Dissector{}, func(name string) bool {
		_, ok := p.Lookup(name)
		return ok
	})
	if err != nil || len(f.Theirs()) == 0 {
		return nil, refused
	}
	all := rs
	if rs.Of != nil {
		all = All(rs.Of)
	}
	told := make([][]bool, len(f.Theirs()))
	for k, theirs := range f.Theirs() {
		if told[k], err = askWhere(p, all, theirs); err != nil {
			return nil, fmt.Errorf("filter %q: %w", filter, err)
		}
	}
	m := newLine("filtering by ", "filtered by ", filter, rs.Len, 1)
	defer m.end()
	return rs.matches(f, m, told), nil
}

// toldOf puts together what others tell of packet i: by its row, where they tell of a whole capture.
func (rs Rows) toldOf(i int, told [][]bool, out []bool) []bool {
	if rs.Of != nil {
		_, i = rs.At(i)
	}
	out = out[:0]
	for _, t := range told {
		out = append(out, t[i])
	}
	return out
}

// matches tells of each packet whether f lets it through. told is what others tell of each: of all rows of the capture,
// where the packets are of one.
func (rs Rows) matches(f *dfilter.Filter, m *line, told [][]bool) []bool {
	want := dissect.NewSet(f.Fields()...)
	if !dissect.NeedsState(want) {
		if match, ok := rs.matchParallel(f, want, m, told); ok {
			return match
		}
	}
	if rs.Of == nil {
		match := make([]bool, rs.Len)
		rs.match(0, match, f, want, m, told)
		return match
	}
	whole := make([]bool, rs.Of.N)
	All(rs.Of).match(0, whole, f, want, m, told)
	match := make([]bool, rs.Len)
	for i := range match {
		_, row := rs.At(i)
		match[i] = whole[row]
	}
	return match
}

// matchParallel shares the packets out. It gives up where fragments depend on packets in another share.
func (rs Rows) matchParallel(f *dfilter.Filter, want *dissect.Set, m *line, told [][]bool) ([]bool, bool) {
	shares := runtime.GOMAXPROCS(0)
	match, alone := make([]bool, rs.Len), make([]bool, shares)
	parallel.Each(shares, func(k int) {
		lo, hi := rs.Len*k/shares, rs.Len*(k+1)/shares
		alone[k] = rs.match(lo, match[lo:hi], f, want, m, told)
	})
	if slices.Contains(alone, false) {
		m.add(-rs.Len)
		return nil, false
	}
	return match, true
}

// match shows packets from lo on to one session, in order. alone says that none depended on another.
func (rs Rows) match(lo int, match []bool, f *dfilter.Filter, want *dissect.Set, m *line, told [][]bool) (alone bool) {
	session, matcher := dissect.New(want).DecodeAs(rs.As()), f.Matcher()
	var out dissect.Fields
	layers, _ := any(&out).(dfilter.Layers)
	var frame dissect.Frame
	var others []bool
	m.each(0, len(match), func(from, to int) {
		for i := from; i < to; i++ {
			if told != nil {
				others = rs.toldOf(lo+i, told, others)
				matcher.Told(others)
			}
			frame = rs.frame(lo + i)
			session.Dissect(&frame, &out)
			match[i] = matcher.Match(out.Values, layers)
		}
	})
	return !session.Fragments()
}
