package wire

import (
	"slices"
	"sync"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// A keptKey is a field whose column over all rows a capture keeps.
type keptKey dissect.ID

// A lockKey is that of the lock under which columns are added to what a capture keeps.
type lockKey struct{}

// Read returns a column of the packets for each field. Packets of one capture are dissected as the capture has them, and
// what comes out is kept for the next call: whole says that the columns are over all rows of the capture.
func (rs Rows) Read(ids []dissect.ID) (cols []*Column, whole bool) {
	if rs.Of == nil {
		return rs.read(ids), false
	}
	return keptColumns(rs.Of, ids), true
}

// Field returns the column of a field over all rows of c.
func Field(c *capture.Capture, id dissect.ID) *Column {
	if col, ok := c.Kept.Load(keptKey(id)); ok {
		return col.(*Column)
	}
	return keptColumns(c, []dissect.ID{id})[0]
}

// keptColumns returns a column over all rows of c for each field.
func keptColumns(c *capture.Capture, ids []dissect.ID) []*Column {
	lock, _ := c.Kept.LoadOrStore(lockKey{}, new(sync.Mutex))
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()
	var missing []dissect.ID
	for _, id := range ids {
		if _, known := c.Kept.Load(keptKey(id)); !known && !slices.Contains(missing, id) {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 {
		for i, col := range All(c).read(missing) {
			c.Kept.Store(keptKey(missing[i]), col)
		}
	}
	cols := make([]*Column, len(ids))
	for i, id := range ids {
		col, _ := c.Kept.Load(keptKey(id))
		cols[i] = col.(*Column)
	}
	return cols
}
