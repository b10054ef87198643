package wire

import (
	"fmt"

	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
)

// Sift compiles a display filter for packets that come in parts, perhaps out of order: each matcher that it makes tells of
// packets whether the filter lets them through. Fragments and what depends on them are to come to one matcher, in order. A
// filter that depends on other packets is an error, and so is one of frame numbers where the packets are of several files.
func Sift(filter string, several bool) (matcher func() func(rs Rows) []bool, err error) {
	f, err := dfilter.Compile(filter, dfilter.Dissector{})
	if err != nil {
		return nil, err
	}
	want := dissect.NewSet(f.Fields()...)
	for _, id := range f.Fields() {
		if dissect.NeedsState(dissect.NewSet(id)) || several && id.String() == "frame.number" {
			return nil, fmt.Errorf("the filter %q asks for %s, which depends on other packets: Filter by something else first, then Load, and Where of that", filter, id)
		}
	}
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
	}, nil
}
