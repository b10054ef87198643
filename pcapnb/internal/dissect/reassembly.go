package dissect

import (
	"bytes"
	"slices"
	"sort"
)

// fragmentKey names the datagram a fragment belongs to, RFC 791 §3.2.
type fragmentKey struct {
	src, dst ipAddr
	id       uint64 // identification, the protocol above it, and the VLAN
}

// fragment is a piece of a datagram.
type fragment struct {
	off, frame int
	data       []byte
	wrong      fragmentFault
}

// fragmentFault is what a fragment has in common with others and should not.
type fragmentFault uint8

const (
	fragmentOverlaps fragmentFault = 1 << iota
	fragmentConflicts
	fragmentTail // it ends the datagram where another did not
	fragmentTooLong
)

// assembly is a datagram whose fragments are being gathered.
type assembly struct {
	parts []fragment
	end   int // total length, or -1 while the last fragment is missing
	reach int // bytes from the beginning without a hole
	data  []byte
}

// Bounds on what is held of incomplete datagrams.
const (
	maxAssemblies    = 4096
	maxFragments     = 8192
	maxDatagram      = 1 << 16
	maxFragmentBytes = 64 << 20
)

// reassembler puts fragmented datagrams together.
type reassembler struct {
	seen  bool
	open  map[fragmentKey]*assembly
	order []fragmentKey
	held  int
}

// add notes a fragment and returns the datagram when it is complete with it.
func (r *reassembler) add(key fragmentKey, frame, off int, more bool, t *view) *assembly {
	if len(t.b) < t.rep || off+t.rep > maxDatagram {
		return nil // a piece that is itself cut off cannot be used
	}
	if r.open == nil {
		r.open = make(map[fragmentKey]*assembly)
	}
	a := r.open[key]
	if a == nil {
		r.makeRoom()
		a = &assembly{end: -1}
		r.open[key] = a
		r.order = append(r.order, key)
	}
	if len(a.parts) >= maxFragments {
		return nil
	}
	f := fragment{off: off, frame: frame, data: append([]byte(nil), t.b...)}
	switch {
	case more:
	case a.end < 0:
		a.end = off + t.rep
	case a.end != off+t.rep:
		f.wrong = fragmentTail
	}
	a.insert(f)
	r.held += len(t.b)
	if !a.join() {
		return nil
	}
	r.forget(key)
	return a
}

// makeRoom drops the oldest datagrams when too much is held.
func (r *reassembler) makeRoom() {
	for len(r.order) > 0 && (len(r.open) >= maxAssemblies || r.held > maxFragmentBytes) {
		r.forget(r.order[0])
		r.order = r.order[1:]
	}
	if len(r.order) > 2*maxAssemblies {
		kept := r.order[:0]
		for _, k := range r.order {
			if r.open[k] != nil {
				kept = append(kept, k)
			}
		}
		r.order = kept
	}
}

func (r *reassembler) forget(key fragmentKey) {
	if a := r.open[key]; a != nil {
		for _, p := range a.parts {
			r.held -= len(p.data)
		}
		delete(r.open, key)
	}
}

// insert keeps the fragments in the order of their offsets, equal ones in that of their arrival.
func (a *assembly) insert(f fragment) {
	a.parts = slices.Insert(a.parts, a.beyond(f.off), f)
	if f.off > a.reach {
		return
	}
	i := a.beyond(a.reach)
	a.reach = max(a.reach, f.off+len(f.data))
	for ; i < len(a.parts) && a.parts[i].off <= a.reach; i++ {
		a.reach = max(a.reach, a.parts[i].off+len(a.parts[i].data))
	}
}

// beyond returns the first of the fragments that begins after off.
func (a *assembly) beyond(off int) int {
	return sort.Search(len(a.parts), func(i int) bool { return a.parts[i].off > off })
}

// join puts the fragments in a row, and reports whether none is missing. Where
// fragments overlap, the first one counts.
func (a *assembly) join() bool {
	if a.end < 0 || a.reach < a.end {
		return false
	}
	a.data = make([]byte, 0, a.end)
	for i := range a.parts {
		a.put(&a.parts[i])
	}
	a.data = a.data[:a.end]
	return true
}

// put appends what is new in a fragment, and notes where it does not fit.
func (a *assembly) put(f *fragment) {
	if f.off+len(f.data) > a.end {
		f.wrong |= fragmentTooLong
	}
	known := min(len(a.data)-f.off, len(f.data))
	if known < 0 { // beyond the end
		return
	}
	if known > 0 {
		f.wrong |= fragmentOverlaps
		if !bytes.Equal(a.data[f.off:f.off+known], f.data[:known]) {
			f.wrong |= fragmentConflicts
		}
	}
	a.data = append(a.data, f.data[known:]...)
}
