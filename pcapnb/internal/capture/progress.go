package capture

import (
	"errors"
	"os"
	"path/filepath"

	"netlab/pcapnb/internal/progress"
	"netlab/pcapnb/internal/words"
)

// A loadLine shows how far a load of one or more files is. The nil loadLine shows nothing.
type loadLine struct {
	line *progress.Line
	done progress.State // of the files before the one that is read, and the sizes of all
	now  progress.State
}

// newLoadLine begins a load of files; without any it is one of a stream.
func newLoadLine(files []string) *loadLine {
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
	m := &loadLine{line: line}
	for _, path := range files {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			m.done.OfBytes += info.Size()
		}
	}
	m.now = m.done
	return m
}

// at tells how far the file that is read is.
func (m *loadLine) at(bytes int64, packets int) {
	if m == nil {
		return
	}
	m.now.Bytes, m.now.Count = m.done.Bytes+bytes, m.done.Count+packets
	m.line.At(m.now)
}

// next goes on to the file after c.
func (m *loadLine) next(c *Capture) {
	if m == nil {
		return
	}
	m.at(c.Info.Size, c.N)
	m.done.Bytes, m.done.Count = m.now.Bytes, m.now.Count
}

// end leaves the short line.
func (m *loadLine) end(errs []error) {
	if m != nil {
		m.line.End(errors.Join(errs...))
	}
}
