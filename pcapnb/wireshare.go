package pcapnb

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

const shareFrom = 1 << 14 // fewer packets are not worth sharing out

// wireColumnsApart is wireColumns for packets of several captures, or of a scan: sessions see them as they come.
//
// Fields that depend on earlier packets need one session that sees all packets. The others are shared out meanwhile.
func (ps Packets) wireColumnsApart(ids []dissect.ID) []*Column {
	if len(ps) < shareFrom {
		m := newWireMeter("reading ", "read ", fieldsText(ids), len(ps), 1)
		defer m.end()
		return ps.dissectAll(ids, m)
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
	m := newWireMeter("reading ", "read ", fieldsText(ids), len(ps), passes)
	defer m.end()
	var aloneCols, sharedCols []*Column
	var wg sync.WaitGroup
	if len(alone) > 0 {
		wg.Go(func() { aloneCols = ps.dissectAll(alone, m) })
	}
	if len(shared) > 0 {
		wg.Go(func() { sharedCols = ps.dissectShared(shared, m) })
	}
	wg.Wait()
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
func (ps Packets) dissectAll(ids []dissect.ID, m *wireMeter) []*Column {
	b := newWireBuilder(ids, len(ps))
	w := b.worker(ids)
	m.each(0, len(ps), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			w.dissect(ps, i)
		}
	})
	return b.columns()
}

// A wireWorker shows packets to a session of its own and adds their fields to a builder.
type wireWorker struct {
	*wireBuilder
	session *dissect.Session
	frame   dissect.Frame
	out     dissect.Fields
}

func (b *wireBuilder) worker(ids []dissect.ID) *wireWorker {
	return &wireWorker{wireBuilder: b, session: dissect.New(dissect.NewSet(ids...))}
}

func (w *wireWorker) dissect(ps Packets, i int) {
	w.frame = ps[i].frame()
	w.session.Dissect(&w.frame, &w.out)
	w.add(i, &w.out)
}

// dissectShared shares the packets out among sessions, for fields that need no earlier packets but for fragments. Those
// are shown to one session, in order. Fragments inside of tunnels only a session finds: then one has to see all.
func (ps Packets) dissectShared(ids []dissect.ID, m *wireMeter) []*Column {
	b := newWireBuilder(ids, len(ps))
	shares := runtime.GOMAXPROCS(0)
	parts, fragments := make([]*wireBuilder, shares), make([][]int, shares)
	bound := func(k int) int { return len(ps) * k / shares }
	var inside atomic.Bool
	parallel.Each(shares, func(k int) {
		parts[k] = b.part()
		w := parts[k].worker(ids)
		m.each(bound(k), bound(k+1), func(lo, hi int) {
			for i := lo; i < hi; i++ {
				if ps[i].c.isFragment(ps[i].i) {
					fragments[k] = append(fragments[k], i)
				} else {
					w.dissect(ps, i)
				}
			}
		})
		if w.session.Fragments() {
			inside.Store(true)
		}
	})
	if inside.Load() {
		m.add(-len(ps))
		return ps.dissectAll(ids, m)
	}
	for k, part := range parts {
		b.join(part, bound(k), bound(k+1))
	}
	w := b.worker(ids)
	late := slices.Concat(fragments...)
	m.add(-len(late))
	m.each(0, len(late), func(lo, hi int) {
		for _, i := range late[lo:hi] {
			w.dissect(ps, i)
		}
	})
	return b.columns()
}
