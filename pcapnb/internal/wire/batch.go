package wire

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// A batch of Open's is not all there is: what depends on the packets before is read by a Reader, which sees all in order, and kept with
// the batch. What does not is read from the batch alone.

// NeedsOrder tells whether a field, of several files or of one, depends on the packets before.
func NeedsOrder(id dissect.ID, several bool) bool {
	return dissect.NeedsState(dissect.NewSet(id)) || several && id.String() == "frame.number"
}

// inBatch returns an error for the first of ids that a batch alone does not tell.
func inBatch(c *capture.Capture, ids []dissect.ID) error {
	if !c.Batch {
		return nil
	}
	for _, id := range ids {
		switch {
		case id.IsForeign():
			return fmt.Errorf("%s is read with tshark, of packets in memory only: Load the captures", id)
		case NeedsOrder(id, len(c.Numbers) == 0):
			return fmt.Errorf("%s depends on the packets before, which a function of yours cannot ask Captures for: Load them", id)
		}
	}
	return nil
}

// A Reader reads fields of packets of batches, which it is shown in order, and keeps them with the batches.
type Reader struct {
	ids     []dissect.ID
	session *dissect.Session
	out     dissect.Fields
	now     map[*capture.Capture]*builder // of the packets that were shown since the last call of Settle
}

// NewReader returns a reader of fields.
func NewReader(ids []dissect.ID) *Reader {
	return &Reader{ids: ids, session: dissect.New(dissect.NewSet(ids...)), now: map[*capture.Capture]*builder{}}
}

// Show shows the reader the next packet.
func (r *Reader) Show(c *capture.Capture, row int) {
	frame := c.Frame(row)
	r.session.Dissect(&frame, &r.out)
	b := r.now[c]
	if b == nil {
		k := keptOf(c)
		if k.growing == nil {
			k.growing = newBuilder(r.ids, c.N)
		}
		b = k.growing
		r.now[c] = b
	}
	b.add(row, &r.out)
}

// Settle has the batches tell what was read of their packets so far.
func (r *Reader) Settle() {
	for c, b := range r.now {
		k := keptOf(c)
		k.mu.Lock()
		for i, col := range b.columns() {
			k.cols[r.ids[i]], k.told[r.ids[i]] = col, true
		}
		k.mu.Unlock()
		delete(r.now, c)
	}
}

// A Maker makes columns of fields, row after row.
type Maker struct {
	b *builder
	n int // rows
}

// NewMaker begins columns of no rows.
func NewMaker(ids []dissect.ID) *Maker { return &Maker{b: newBuilder(ids, 0)} }

// Add adds a row.
func (m *Maker) Add(out *dissect.Fields) {
	for _, c := range m.b.cols {
		if c.kind == Address || c.kind == Text {
			c.codes = append(c.codes, capture.NoCode)
		} else {
			c.ok, c.ints = append(c.ok, false), append(c.ints, 0)
		}
	}
	m.b.add(m.n, out)
	m.n++
}

// Columns returns the columns, one a field.
func (m *Maker) Columns() []*Column { return m.b.columns() }

// readParts is readAll for packets of several captures, or of parts of one. What was told of parts is not read again; what was only
// asked of them before is, so that no answer depends on it.
func (rs Rows) readParts(ids []dissect.ID) ([]*Column, error) {
	told := true
	for c := range rs.captures() {
		k := keptOf(c)
		k.mu.Lock()
		missing := slices.DeleteFunc(slices.Clone(ids), func(id dissect.ID) bool { return k.told[id] })
		k.mu.Unlock()
		if err := inBatch(c, missing); err != nil {
			return nil, err
		}
		told = told && len(missing) == 0
	}
	if !told || rs.Len == 0 {
		return rs.readAll(ids)
	}
	cols := make([]*Column, len(ids))
	for k, id := range ids {
		cols[k] = rs.gather(id)
	}
	return cols, nil
}

// captures yields the captures that the packets are of, some of them several times.
func (rs Rows) captures() iter.Seq[*capture.Capture] {
	return func(yield func(c *capture.Capture) bool) {
		var last *capture.Capture
		for i := range rs.Len {
			if c, _ := rs.At(i); c != last {
				last = c
				if !yield(c) {
					return
				}
			}
		}
	}
}

// gather makes one column of those kept with the captures, all of which have one.
func (rs Rows) gather(id dissect.ID) *Column {
	b := newBuilder([]dissect.ID{id}, rs.Len)
	g := b.cols[0]
	var last *capture.Capture
	var from *Column
	for i := range rs.Len {
		c, row := rs.At(i)
		if c != last {
			last, from = c, keptOf(c).cols[id]
		}
		g.take(i, from, row)
	}
	return g.column()
}

// take takes over a row of a column.
func (c *growing) take(i int, from *Column, row int) {
	switch {
	case from.Codes == nil:
		if c.ok[i] = from.OK[row]; c.ok[i] {
			c.ints[i] = int64(from.value(row).N)
		}
	case from.Codes[row] == capture.NoCode:
	case from.Kind == c.kind:
		value := from.Dict[from.Codes[row]]
		c.codes[i] = c.code(fmt.Sprint(value), value)
	default:
		text, _ := from.Text(row)
		if c.many == nil {
			c.many = make(map[int][]byte)
		}
		c.many[i] = []byte(text)
	}
}

// Keep keeps what is known of the rows of batches with a capture made of them, so far as all of them have it.
func Keep(to *capture.Capture, at func(i int) (*capture.Capture, int)) {
	rs := Rows{Len: to.N, At: at}
	var ids []dissect.ID
	first := true
	for c := range rs.captures() {
		cols := keptOf(c).cols
		if first {
			ids, first = slices.Collect(maps.Keys(cols)), false
		}
		ids = slices.DeleteFunc(ids, func(id dissect.ID) bool { return cols[id] == nil })
	}
	k := keptOf(to)
	for _, id := range ids {
		k.cols[id], k.told[id] = rs.gather(id), true
	}
}

// Forget forgets what Keep kept with a capture.
func Forget(c *capture.Capture) {
	k := keptOf(c)
	clear(k.cols)
	clear(k.told)
}
