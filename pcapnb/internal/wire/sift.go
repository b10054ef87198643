package wire

import (
	"slices"

	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
)

// Sift compiles a display filter for packets that come in parts, perhaps out of order: each matcher that it makes tells of
// packets whether the filter lets them through. Fragments and what depends on them are to come to one matcher, in order. With
// state the filter depends on other packets, or on frame numbers of several files: all are to come to one matcher, in order.
func Sift(filter string, several bool) (matcher func() func(rs Rows) []bool, state bool, err error) {
	f, err := dfilter.Compile(filter, dfilter.Dissector{})
	if err != nil {
		return nil, false, err
	}
	want := dissect.NewSet(f.Fields()...)
	state = dissect.NeedsState(want) || several && slices.ContainsFunc(f.Fields(), func(id dissect.ID) bool { return id.String() == "frame.number" })
	return func() func(rs Rows) []bool {
		session, match := dissect.New(want), f.Matcher()
		var out dissect.Fields
		layers, _ := any(&out).(dfilter.Layers)
		return func(rs Rows) []bool {
			matches := make([]bool, rs.Len)
			for i := range matches {
				frame := rs.frame(i)
				session.Dissect(&frame, &out)
				matches[i] = match.Match(out.Values, layers)
			}
			return matches
		}
	}, state, nil
}
