package wire

import (
	"slices"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// kept are the columns over all rows of a capture, by field.
type kept struct {
	mu   sync.Mutex
	cols map[dissect.ID]*Column
}

type keptKey struct{}

func keptOf(c *capture.Capture) *kept {
	return c.Kept(keptKey{}, func() any { return &kept{cols: make(map[dissect.ID]*Column)} }).(*kept)
}

// Read returns a column of the packets for each field. Packets of one capture are dissected as the capture has them, and
// what comes out is kept for the next call: whole says that the columns are over all rows of the capture.
func (rs Rows) Read(ids []dissect.ID) (cols []*Column, whole bool) {
	if rs.Of == nil {
		return rs.read(ids), false
	}
	return keptOf(rs.Of).columns(rs.Of, ids), true
}

// Field returns the column of a field over all rows of c.
func Field(c *capture.Capture, id dissect.ID) *Column {
	k := keptOf(c)
	k.mu.Lock()
	defer k.mu.Unlock()
	if col := k.cols[id]; col != nil {
		return col
	}
	k.cols[id] = All(c).read([]dissect.ID{id})[0]
	return k.cols[id]
}

// columns returns a column over all rows of c for each field.
func (k *kept) columns(c *capture.Capture, ids []dissect.ID) []*Column {
	k.mu.Lock()
	defer k.mu.Unlock()
	var missing []dissect.ID
	for _, id := range ids {
		if k.cols[id] == nil && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		for i, col := range All(c).read(missing) {
			k.cols[missing[i]] = col
		}
	}
	cols := make([]*Column, len(ids))
	for i, id := range ids {
		cols[i] = k.cols[id]
	}
	return cols
}
