package parquet

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"netlab/pcapnb"
	"netlab/pcapnb/misuse"
)

// A Saved says what became of a capture file.
type Saved struct {
	File      string `col:"file"`
	Rows      int    `col:"rows"`
	Parts     int    `col:"parts"` // Parquet files that hold them
	Untimed   int    `col:"without_time,omitzero"`
	Error     string `col:"error,omitzero"` // why the file could not be read to its end
	Unchanged bool   `col:"unchanged"`      // was written earlier
}

// SaveAll writes the packets of captures into a folder of Parquet files; see [Options.SaveAll].
func SaveAll(dir string, pkts pcapnb.Captures) (*pcapnb.Table, error) {
	return Options{}.SaveAll(dir, pkts)
}

// MustSaveAll is SaveAll for a notebook cell.
func MustSaveAll(dir string, pkts pcapnb.Captures) *pcapnb.Table {
	return Options{}.MustSaveAll(dir, pkts)
}

// MustSaveAll is SaveAll for a notebook cell.
func (o Options) MustSaveAll(dir string, pkts pcapnb.Captures) *pcapnb.Table {
	saved, err := o.SaveAll(dir, pkts)
	if err != nil {
		panic(misuse.Textf("%v", err))
	}
	return saved
}

// SaveAll writes the packets of captures into a folder, a row each: dir/day=2026-11-22/hour=06/NAME.parquet, in UTC, and where a
// packet has no time day and hour are __HIVE_DEFAULT_PARTITION__, as Hive has it. It returns a table with a line for each capture
// file. One that cannot be read to its end has its error there, and the packets before it are saved.
//
// Files are read on all processors, each by itself: what several of them say only together, as a datagram whose fragments are in
// two, is missing. In dir, _manifest.jsonl says what was written. SaveAll goes on where it was stopped, and writes again only those
// files that have changed, or whose filters have; what it wrote of files that pkts do not name stays. Only one SaveAll at a time may
// write into a folder.
func (o Options) SaveAll(dir string, pkts pcapnb.Captures) (*pcapnb.Table, error) {
	saved, err := o.saveAll(dir, pkts)
	if err != nil {
		return nil, fmt.Errorf("parquet: %s: %w", dir, err)
	}
	return pcapnb.TableOf(saved), nil
}

func (o Options) saveAll(dir string, pkts pcapnb.Captures) ([]Saved, error) {
	if len(o.Fields) == 0 {
		o.Fields = pcapnb.BasicFields()
	}
	for _, own := range []pcapnb.Field[pcapnb.Packet]{pcapnb.FrameNumber, pcapnb.Source} {
		if !slices.ContainsFunc(o.Fields, func(f pcapnb.Field[pcapnb.Packet]) bool { return f.FieldName() == own.FieldName() }) {
			o.Fields = slices.Insert(slices.Clone(o.Fields), 0, own)
		}
	}
	cols, err := o.columnsOf(pcapnb.Packets{}.Select(o.Fields...))
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, explained(dir, err)
	}
	m, err := openManifest(dir, kindsOf(cols))
	if err != nil {
		return nil, err
	}
	defer m.close()
	return o.saveFiles(m, pkts, pkts.Files())
}

// saveFiles saves what the captures have of each file, on all processors.
func (o Options) saveFiles(m *manifest, pkts pcapnb.Captures, files []string) ([]Saved, error) {
	saved, errs := make([]Saved, len(files)), make([]error, len(files))
	var next, failed atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for failed.Load() == 0 {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				if saved[i], errs[i] = o.saveFile(m, pkts.File(files[i]), files[i]); errs[i] != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return saved, errors.Join(errs...)
}

// saveFile saves what the captures have of one file, unless that was done.
func (o Options) saveFile(m *manifest, pkts pcapnb.Captures, path string) (s Saved, err error) {
	defer func() { // a field that has no value before all packets are there
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	input, err := inputOf(path, pkts.String())
	if err != nil {
		return Saved{File: path, Error: err.Error()}, nil // what was saved of it earlier stays
	}
	if done, ok := m.done(input); ok {
		done.Unchanged = true
		return done, nil
	}
	if err := m.forget(input); err != nil {
		return Saved{}, err
	}
	w, err := newPartitions(o, m.dir, input.ID)
	if err != nil {
		return Saved{}, err
	}
	defer w.discard()
	s = Saved{File: path}
	for p, err := range pkts.Scan() {
		if err != nil {
			s.Error = err.Error()
			break
		}
		if err := w.add(p); err != nil {
			return Saved{}, err
		}
	}
	if err := w.close(); err != nil {
		return Saved{}, err
	}
	s.Rows, s.Parts, s.Untimed = w.rows, len(w.parts), w.untimed
	return s, m.commit(input, s, w)
}

// inputOf tells which file it is, and what is wanted of it.
func inputOf(path, wanted string) (input, error) {
	full, err := filepath.Abs(path)
	in := input{ID: nameOf(cmp.Or(full, path)), Path: path, Wanted: digest(wanted)}
	if err != nil {
		return in, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return in, err
	}
	in.Size, in.Modified = info.Size(), info.ModTime().UnixNano()
	return in, nil
}
