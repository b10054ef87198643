package dissect

import "sort"

// fragmentKey names the datagram a fragment belongs to, RFC 791 §3.2.
type fragmentKey struct {
	src, dst ipAddr
	id       uint64 // identification, and the protocol above it
}

// fragment is a piece of a datagram.
type fragment struct {
	off, frame int
	data       []byte
}

// assembly is a datagram whose fragments are being gathered.
type assembly struct {
	parts  []fragment
	end    int // total length, or -1 while the last fragment is missing
	data   []byte
	frames []int
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
	if !more {
		a.end = off + t.rep
	}
	a.parts = append(a.parts, fragment{off, frame, append([]byte(nil), t.b...)})
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

// join puts the fragments in a row, and reports whether none is missing. Where
// fragments overlap, the first one counts.
func (a *assembly) join() bool {
	if a.end < 0 {
		return false
	}
	sort.SliceStable(a.parts, func(i, j int) bool { return a.parts[i].off < a.parts[j].off })
	next := 0
	for _, p := range a.parts {
		if p.off > next {
			return false
		}
		next = max(next, p.off+len(p.data))
	}
	if next < a.end {
		return false
	}
	a.data = make([]byte, 0, a.end)
	for _, p := range a.parts {
		if skip := len(a.data) - p.off; skip < len(p.data) {
			a.data = append(a.data, p.data[skip:]...)
		}
		a.frames = append(a.frames, p.frame)
	}
	a.data = a.data[:a.end]
	return true
}
