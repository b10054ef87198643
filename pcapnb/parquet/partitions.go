package parquet

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	pq "github.com/parquet-go/parquet-go"

	"netlab/pcapnb"
)

const (
	mostOpen  = 8       // partitions of a capture file that are written at once; in order of time there is one
	batchRows = 4 << 10 // packets of a partition that become a table
)

// asidePrefix begins the names of folders with parts of files that are not whole yet.
const asidePrefix = "_netlab-writing-"

// noTime is the value of a partition's column that a packet lacks, as Hive writes it.
const noTime = "__HIVE_DEFAULT_PARTITION__"

// A part is a Parquet file with packets of one capture file and one hour.
type part struct {
	Path  string `json:"path"` // in the folder
	Rows  int    `json:"rows"`
	First int64  `json:"first"` // the earliest time, in nanoseconds since 1970
	Last  int64  `json:"last"`
}

// partitions writes the packets of a capture file into a file for each hour, beside where they will be.
type partitions struct {
	Options
	dir     string // of the whole
	aside   string // where the parts are until all are written
	id      string
	open    []*partition // those used last at the end
	parts   []part
	made    map[string]int // parts by hour
	rows    int
	untimed int
}

// A partition is a part that is being written.
type partition struct {
	hour    string // day=2026-11-22/hour=06
	part    part
	file    *os.File
	out     *pq.GenericWriter[any]
	cols    []*column
	packets pcapnb.Packets // that are not written yet
	unended int            // rows since the last row group
}

func newPartitions(o Options, dir, id string) (*partitions, error) {
	aside, err := os.MkdirTemp(dir, asidePrefix)
	if err != nil {
		return nil, err
	}
	return &partitions{Options: o, dir: dir, aside: aside, id: id, made: make(map[string]int)}, nil
}

// discard removes what is not in its place.
func (w *partitions) discard() {
	for _, p := range w.open {
		p.file.Close()
	}
	os.RemoveAll(w.aside)
}

// add writes a packet into the file of its hour.
func (w *partitions) add(packet pcapnb.Packet) error {
	hour, at := hourOf(packet), int64(0)
	if hour == noHour {
		w.untimed++
	} else {
		at = packet.Time().UnixNano()
	}
	p, err := w.partition(hour)
	if err != nil {
		return err
	}
	if p.part.Rows == 0 {
		p.part.First, p.part.Last = at, at
	}
	p.part.Rows, p.part.First, p.part.Last = p.part.Rows+1, min(p.part.First, at), max(p.part.Last, at)
	w.rows++
	if p.packets = append(p.packets, packet); len(p.packets) == batchRows {
		return w.write(p)
	}
	return nil
}

const noHour = "day=" + noTime + "/hour=" + noTime

// hourOf returns the folder for a packet's hour. A time that nanoseconds or four digits of a year do not reach is none.
func hourOf(p pcapnb.Packet) string {
	t := p.Time()
	if !inNanoseconds(t) {
		return noHour
	}
	return t.UTC().Format("day=2006-01-02/hour=15")
}

// partition returns the part of an hour that is being written.
func (w *partitions) partition(hour string) (*partition, error) {
	last := len(w.open) - 1
	if last >= 0 && w.open[last].hour == hour {
		return w.open[last], nil
	}
	if i := slices.IndexFunc(w.open, func(p *partition) bool { return p.hour == hour }); i >= 0 {
		p := w.open[i]
		w.open = append(slices.Delete(w.open, i, i+1), p)
		return p, nil
	}
	if len(w.open) == mostOpen {
		if err := w.end(w.open[0]); err != nil {
			return nil, err
		}
		w.open = slices.Delete(w.open, 0, 1)
	}
	p, err := w.begin(hour)
	if err != nil {
		return nil, err
	}
	w.open = append(w.open, p)
	return p, nil
}

func (w *partitions) begin(hour string) (*partition, error) {
	name := w.id
	if n := w.made[hour]; n > 0 {
		name = fmt.Sprintf("%s-%d", w.id, n+1)
	}
	w.made[hour]++
	p := &partition{hour: hour, part: part{Path: hour + "/" + name + ".parquet"}}
	if err := os.MkdirAll(filepath.Join(w.aside, hour), 0o755); err != nil {
		return nil, err
	}
	var err error
	if p.cols, err = w.columnsOf(pcapnb.Packets{}.Select(w.Fields...)); err != nil {
		return nil, err
	}
	if p.file, err = os.Create(filepath.Join(w.aside, p.part.Path)); err != nil {
		return nil, err
	}
	p.out = newWriter(p.file, p.cols, pandasMetadata(p.cols, unknownRows))
	return p, nil
}

// write writes the packets that a part has gathered.
func (w *partitions) write(p *partition) error {
	table := p.packets.Select(w.Fields...)
	for i, out := range p.out.ColumnWriters() {
		c := p.cols[i]
		c.take(table)
		if err := c.write(out, 0, table.Len()); err != nil {
			return fmt.Errorf("column %q: %w", c.name, err)
		}
	}
	p.unended += table.Len()
	p.packets = p.packets[:0]
	if p.unended < groupRows {
		return nil
	}
	p.unended = 0
	return p.out.Flush()
}

// end ends a part.
func (w *partitions) end(p *partition) error {
	if err := w.write(p); err != nil {
		return err
	}
	if err := p.out.Close(); err != nil {
		return err
	}
	w.parts = append(w.parts, p.part)
	if err := p.file.Sync(); err != nil {
		return err
	}
	return p.file.Close()
}

func (w *partitions) close() error {
	for len(w.open) > 0 {
		if err := w.end(w.open[0]); err != nil {
			return err
		}
		w.open = w.open[1:]
	}
	return nil
}

// place puts the parts into their places.
func (w *partitions) place() error {
	for _, p := range w.parts {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(w.dir, p.Path)), 0o755); err != nil {
			return err
		}
		if err := os.Rename(filepath.Join(w.aside, p.Path), filepath.Join(w.dir, p.Path)); err != nil {
			return err
		}
	}
	return nil
}
