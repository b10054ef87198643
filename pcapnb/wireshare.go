package pcapnb

import (
	"runtime"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/dissect"
)

const shareFrom = 1 << 14 // fewer packets are not worth sharing out

// wireColumnsApart is wireColumns for packets of several captures, or of a scan: sessions see them as they come.
//
// Fields that depend on earlier packets need one session that sees all packets. The others are shared out meanwhile.
func (ps Packets) wireColumnsApart(ids []dissect.ID) []*Column {
	if len(ps) < shareFrom {
		return ps.dissectAll(ids)
	}
	var alone, shared []dissect.ID
	for _, id := range ids {
		if dissect.NeedsState(dissect.NewSet(id)) {
			alone = append(alone, id)
		} else {
			shared = append(shared, id)
		}
	}
	var aloneCols, sharedCols []*Column
	var wg sync.WaitGroup
	if len(alone) > 0 {
		wg.Go(func() { aloneCols = ps.dissectAll(alone) })
	}
	if len(shared) > 0 {
		wg.Go(func() { sharedCols = ps.dissectShared(shared) })
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
func (ps Packets) dissectAll(ids []dissect.ID) []*Column {
	b := newWireBuilder(ids, len(ps))
	ps.dissectInto(b, dissect.New(dissect.NewSet(ids...)), 0, len(ps), func(Packet) bool { return true })
	return b.columns()
}

// dissectInto shows the wanted ones of packets from to to to a session, and adds the fields to b.
func (ps Packets) dissectInto(b *wireBuilder, session *dissect.Session, from, to int, want func(Packet) bool) {
	var out dissect.Fields
	for i := from; i < to; i++ {
		if want(ps[i]) {
			f := ps[i].frame()
			session.Dissect(&f, &out)
			b.add(i, &out)
		}
	}
}

// dissectShared shares the packets out among sessions, for fields that need no earlier packets but for fragments. Those
// are shown to one session, in order. Fragments inside of tunnels only a session finds: then one has to see all.
func (ps Packets) dissectShared(ids []dissect.ID) []*Column {
	b := newWireBuilder(ids, len(ps))
	shares := runtime.GOMAXPROCS(0)
	parts := make([]*wireBuilder, shares)
	bound := func(k int) int { return len(ps) * k / shares }
	var inside atomic.Bool
	inParallel(shares, func(k int) {
		session := dissect.New(dissect.NewSet(ids...))
		parts[k] = b.part()
		ps.dissectInto(parts[k], session, bound(k), bound(k+1), func(p Packet) bool { return !p.isFragment() })
		if session.Fragments() {
			inside.Store(true)
		}
	})
	if inside.Load() {
		return ps.dissectAll(ids)
	}
	for k, part := range parts {
		b.join(part, bound(k), bound(k+1))
	}
	ps.dissectInto(b, dissect.New(dissect.NewSet(ids...)), 0, len(ps), Packet.isFragment)
	return b.columns()
}

// isFragment tells whether p's outermost IP header is that of a fragment, the first or a later one.
func (p Packet) isFragment() bool {
	const moreOrOffset = 0x3fff
	return p.c.frag[p.i]&moreOrOffset != 0
}
