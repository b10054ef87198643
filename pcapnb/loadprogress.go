package pcapnb

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// A meter shows how far a load of one or more files is. The nil meter shows nothing.
type meter struct {
	line *progress.Line
	done progress.State // of the files before the one that is read, and the sizes of all
	now  progress.State
}

// newMeter begins a load of files; without any it is one of a stream.
func newMeter(files []string) *meter {
	what := "a stream"
	switch len(files) {
	case 0:
	case 1:
		what = filepath.Base(files[0])
	default:
		what = words.Plural(len(files), "file")
	}
	line := progress.Start("loading "+what, "loaded "+what, "packets")
	if line == nil {
		return nil
	}
	m := &meter{line: line}
	for _, path := range files {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			m.done.OfBytes += info.Size()
		}
	}
	m.now = m.done
	return m
}

// at tells how far the file that is read is.
func (m *meter) at(bytes int64, packets int) {
	if m == nil {
		return
	}
	m.now.Bytes, m.now.Count = m.done.Bytes+bytes, m.done.Count+packets
	m.line.At(m.now)
}

// next goes on to the file behind c.
func (m *meter) next(c *capture) {
	if m == nil {
		return
	}
	m.at(c.info.Size, c.n)
	m.done.Bytes, m.done.Count = m.now.Bytes, m.now.Count
}

// end leaves the short line.
func (m *meter) end(errs []error) {
	if m != nil {
		m.line.End(errors.Join(errs...))
	}
}

// tick is how often work that waits for others is looked at.
const tick = 100 * time.Millisecond

// during runs work and shows on line, whenever a tick comes and at the end, how far state says that it is. It is for work
// that waits: what computes tells by itself.
func during(line *progress.Line, ticks <-chan time.Time, state func() progress.State, work func() error) error {
	done := make(chan error)
	go func() { done <- work() }()
	for {
		select {
		case <-ticks:
			line.At(state())
		case err := <-done:
			line.At(state())
			line.End(err)
			return err
		}
	}
}
