package wire

import (
	"strings"
	"sync"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// A line shows how many packets were dissected, by several goroutines at once. The nil line shows nothing.
type line struct {
	mu     sync.Mutex
	shown  *progress.Line
	of     int // packets
	passes int // how often each of them is to be dissected
	done   int // in all passes
}

// newLine begins a dissection of so many packets for what, a filter or fields. Where they are told of in one go
// there is none.
func newLine(doing, done, what string, of, passes int) *line {
	if of <= parallel.Grain {
		return nil
	}
	what = words.Cut(what, 50)
	shown := progress.Start(doing+what, done+what, "packets")
	if shown == nil {
		return nil
	}
	return &line{shown: shown, of: of, passes: passes}
}

// each calls f with the bounds of blocks of the packets from lo to below hi, and tells after each how far the work is.
func (m *line) each(lo, hi int, f func(lo, hi int)) {
	for ; lo < hi; lo += parallel.Grain {
		end := min(lo+parallel.Grain, hi)
		f(lo, end)
		m.add(end - lo)
	}
}

// add tells that n more packets were dissected, or that -n are to be once more.
func (m *line) add(n int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += n
	m.shown.At(progress.State{Count: m.done / m.passes, OfCount: m.of})
}

// end leaves the short line.
func (m *line) end() {
	if m != nil {
		m.shown.End(nil)
	}
}

// fieldsText says which fields are read: their names, or how many they are.
func fieldsText(ids []dissect.ID) string {
	if len(ids) > 3 {
		return words.Plural(len(ids), "field")
	}
	var names []string
	for _, id := range ids {
		names = append(names, id.String())
	}
	return strings.Join(names, ", ")
}
