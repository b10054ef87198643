package pcapnb

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// A wireMeter shows how many packets were dissected, by several goroutines at once. The nil wireMeter shows nothing.
type wireMeter struct {
	mu     sync.Mutex
	line   *progress.Line
	of     int // packets
	passes int // how often each of them is to be dissected
	done   int // in all passes
}

// newWireMeter begins a dissection of so many packets for what, a filter or fields. Where they are told of in one go
// there is none.
func newWireMeter(doing, done, what string, of, passes int) *wireMeter {
	if of <= parallel.Grain {
		return nil
	}
	what = words.Cut(what, 50)
	line := progress.Start(doing+what, done+what, "packets")
	if line == nil {
		return nil
	}
	return &wireMeter{line: line, of: of, passes: passes}
}

// each calls f with the bounds of blocks of the packets from lo to below hi, and tells after each how far the work is.
func (m *wireMeter) each(lo, hi int, f func(lo, hi int)) {
	for ; lo < hi; lo += parallel.Grain {
		end := min(lo+parallel.Grain, hi)
		f(lo, end)
		m.add(end - lo)
	}
}

// add tells that n more packets were dissected, or that -n are to be once more.
func (m *wireMeter) add(n int) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done += n
	m.line.At(progress.State{Count: m.done / m.passes, OfCount: m.of})
}

// end leaves the short line.
func (m *wireMeter) end() {
	if m != nil {
		m.line.End(nil)
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

// lineCount keeps what is written to it; meanwhile other goroutines may ask how many lines there are.
type lineCount struct {
	text  bytes.Buffer
	lines atomic.Int64
}

// Write appends p.
func (c *lineCount) Write(p []byte) (int, error) {
	c.lines.Add(int64(bytes.Count(p, []byte("\n"))))
	return c.text.Write(p)
}

// state is a packet for each line.
func (c *lineCount) state() progress.State { return progress.State{Count: int(c.lines.Load())} }
