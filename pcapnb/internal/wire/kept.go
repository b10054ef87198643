package wire

import (
	"slices"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/misuse"
)

// kept are the columns over all rows of a capture, by field, and what tshark said of its rows, by filter.
type kept struct {
	mu    sync.Mutex
	cols  map[dissect.ID]*Column
	match map[string][]bool

	told    map[dissect.ID]bool // of cols: what all packets in order said, which rows are not read for again
	growing *builder            // of a batch that a Reader is shown
}

type keptKey struct{}

func keptOf(c *capture.Capture) *kept {
	return c.Kept(keptKey{}, func() any {
		return &kept{cols: make(map[dissect.ID]*Column), match: make(map[string][]bool), told: make(map[dissect.ID]bool)}
	}).(*kept)
}

// Read returns a column of the packets for each field. Packets of one capture are dissected as the capture has them, and
// what comes out is kept for the next call: whole says that the columns are over all rows of the capture. The error is
// tshark's, where a field is one that it knows.
func (rs Rows) Read(ids []dissect.ID) (cols []*Column, whole bool, err error) {
	if rs.Of == nil {
		cols, err = rs.readParts(ids)
		return cols, false, err
	}
	cols, err = keptOf(rs.Of).columns(rs.Of, ids)
	return cols, true, err
}

// readAll is read for fields of which tshark may know some.
func (rs Rows) readAll(ids []dissect.ID) ([]*Column, error) {
	var own, foreign []dissect.ID
	for _, id := range ids {
		switch {
		case !id.IsForeign():
			own = append(own, id)
		case !slices.Contains(foreign, id):
			foreign = append(foreign, id)
		}
	}
	if len(foreign) == 0 {
		return rs.read(ids), nil
	}
	found, err := rs.ask(foreign)
	if err != nil {
		return nil, err
	}
	if len(own) > 0 {
		found = append(found, rs.read(own)...)
	}
	order := slices.Concat(foreign, own)
	cols := make([]*Column, len(ids))
	for i, id := range ids {
		cols[i] = found[slices.Index(order, id)]
	}
	return cols, nil
}

// Field returns the column of a field over all rows of c. It panics with tshark's error, where it knows the field.
func Field(c *capture.Capture, id dissect.ID) *Column {
	k := keptOf(c)
	k.mu.Lock()
	defer k.mu.Unlock()
	if col := k.cols[id]; col != nil {
		return col
	}
	misuse.Check(k.fill(c, []dissect.ID{id}))
	return k.cols[id]
}

// columns returns a column over all rows of c for each field.
func (k *kept) columns(c *capture.Capture, ids []dissect.ID) ([]*Column, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.fill(c, ids); err != nil {
		return nil, err
	}
	cols := make([]*Column, len(ids))
	for i, id := range ids {
		cols[i] = k.cols[id]
	}
	return cols, nil
}

// fill reads the columns that are missing. Where tshark has to read one it reads all that were named so far: to run it once
// more would take as long again.
func (k *kept) fill(c *capture.Capture, ids []dissect.ID) error {
	missing := k.missing(nil, ids)
	if err := inBatch(c, missing); err != nil {
		return err
	}
	if slices.ContainsFunc(missing, dissect.ID.IsForeign) {
		missing = k.missing(missing, dissect.AllForeign())
	}
	if len(missing) == 0 {
		return nil
	}
	cols, err := All(c).readAll(missing)
	for i, col := range cols {
		k.cols[missing[i]] = col
	}
	return err
}

// missing appends those of ids that have no column, each once.
func (k *kept) missing(missing, ids []dissect.ID) []dissect.ID {
	for _, id := range ids {
		if k.cols[id] == nil && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	return missing
}
