package wire

import (
	"runtime"
	"slices"
	"sync/atomic"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

const shareFrom = 1 << 14 // fewer packets are not worth sharing out

// read reads fields of the packets as they come: what depends on earlier packets knows of these only.
//
// Fields that depend on earlier packets need one session that sees all packets. The others are shared out meanwhile.
func (rs Rows) read(ids []dissect.ID) []*Column {
	if rs.Len < shareFrom {
		m := newLine("reading ", "read ", fieldsText(ids), rs.Len, 1)
		defer m.end()
		return rs.dissectAll(ids, m)
	}
	var alone, shared []dissect.ID
	for _, id := range ids {
		if dissect.NeedsState(dissect.NewSet(id)) {
			alone = append(alone, id)
		} else {
			shared = append(shared, id)
		}
	}
	passes := min(len(alone), 1) + min(len(shared), 1)
	m := newLine("reading ", "read ", fieldsText(ids), rs.Len, passes)
	defer m.end()
	var aloneCols, sharedCols []*Column
	parallel.Each(2, func(i int) {
		switch {
		case i == 0 && len(alone) > 0:
			aloneCols = rs.dissectAll(alone, m)
		case i == 1 && len(shared) > 0:
			sharedCols = rs.dissectShared(shared, m)
		}
	})
	var cols []*Column
	for _, id := range ids {
		if len(alone) > 0 && alone[0] == id {
			cols, alone, aloneCols = append(cols, aloneCols[0]), alone[1:], aloneCols[1:]
		} else {
			cols, sharedCols = append(cols, sharedCols[0]), sharedCols[1:]
		}
	}
	return cols
}

// dissectAll shows all packets to one session.
func (rs Rows) dissectAll(ids []dissect.ID, m *line) []*Column {
	b := newBuilder(ids, rs.Len)
	w := b.worker(ids, rs.As())
	m.each(0, rs.Len, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			w.dissect(rs, i)
		}
	})
	return b.columns()
}

// A worker shows packets to a session of its own and adds their fields to a builder.
type worker struct {
	*builder
	session *dissect.Session
	frame   dissect.Frame
	out     dissect.Fields
}

func (b *builder) worker(ids []dissect.ID, as dissect.DecodeAs) *worker {
	return &worker{builder: b, session: dissect.New(dissect.NewSet(ids...)).DecodeAs(as)}
}

func (w *worker) dissect(rs Rows, i int) {
	w.frame = rs.frame(i)
	w.session.Dissect(&w.frame, &w.out)
	w.add(i, &w.out)
}

// dissectShared shares the packets out among sessions, for fields that need no earlier packets but for fragments. Those
// are shown to one session, in order. Fragments inside of tunnels only a session finds: then one has to see all.
func (rs Rows) dissectShared(ids []dissect.ID, m *line) []*Column {
	b := newBuilder(ids, rs.Len)
	shares := runtime.GOMAXPROCS(0)
	parts, fragments := make([]*builder, shares), make([][]int, shares)
	bound := func(k int) int { return rs.Len * k / shares }
	var inside atomic.Bool
	parallel.Each(shares, func(k int) {
		parts[k] = b.part()
		w := parts[k].worker(ids, rs.As())
		m.each(bound(k), bound(k+1), func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if rs.isFragment(i) {
					fragments[k] = append(fragments[k], i)
				} else {
					w.dissect(rs, i)
				}
			}
		})
		if w.session.Fragments() {
			inside.Store(true)
		}
	})
	if inside.Load() {
		m.add(-rs.Len)
		return rs.dissectAll(ids, m)
	}
	for k, part := range parts {
		b.join(part, bound(k), bound(k+1))
	}
	w := b.worker(ids, rs.As())
	late := slices.Concat(fragments...)
	m.add(-len(late))
	m.each(0, len(late), func(lo, hi int) {
		for _, i := range late[lo:hi] {
			w.dissect(rs, i)
		}
	})
	return b.columns()
}
