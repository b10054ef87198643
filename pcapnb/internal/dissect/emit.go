package dissect

// has reports whether a field is wanted.
func (d *Session) has(id ID) bool { return d.want.bits[id>>6]>>(id&63)&1 != 0 }

// num emits a number that is in the n bytes at off of t; t is nil for
// what follows from other bytes.
func (d *Session) num(id ID, t *view, off, n int, v uint64) {
	if d.has(id) {
		d.add(Value{ID: id, N: v}, t, off, n)
	}
}

// num8 emits a number of one byte whose field may be wider in other places.
func (d *Session) num8(id ID, t *view, off int, v uint64) {
	if d.has(id) {
		d.add(Value{ID: id, N: v, width: 2}, t, off, 1)
	}
}

// flag emits a boolean.
func (d *Session) flag(id ID, t *view, off, n int, v bool) {
	if d.has(id) {
		var bit uint64
		if v {
			bit = 1
		}
		d.add(Value{ID: id, N: bit}, t, off, n)
	}
}

// mark emits a field that has no value.
func (d *Session) mark(id ID) {
	if d.has(id) {
		d.add(Value{ID: id}, nil, 0, 0)
	}
}

// none emits a field that has no value and is in the n bytes at off.
func (d *Session) none(id ID, t *view, off, n int) {
	if d.has(id) {
		d.add(Value{ID: id}, t, off, n)
	}
}

// raw emits the n bytes at off as they are: bytes, strings, IPv6 addresses.
func (d *Session) raw(id ID, t *view, off, n int) {
	if b := d.slice(t, off, n); d.bad == fine && d.has(id) {
		d.add(Value{ID: id, B: b, ascii: true}, t, off, n)
	}
}

// text emits a string made from the n bytes at off.
func (d *Session) text(id ID, t *view, off, n int, s []byte) {
	if d.has(id) {
		d.add(Value{ID: id, B: s}, t, off, n)
	}
}

// str emits a constant string.
func (d *Session) str(id ID, t *view, off, n int, s string) {
	if d.has(id) {
		d.add(Value{ID: id, B: d.keep(s)}, t, off, n)
	}
}

// ascii emits a string made from the n bytes at off that ought to be ASCII.
func (d *Session) ascii(id ID, t *view, off, n int, s string) {
	if d.has(id) {
		d.add(Value{ID: id, B: d.keep(s), ascii: true}, t, off, n)
	}
}

// asciiBytes emits a string that ought to be ASCII.
func (d *Session) asciiBytes(id ID, t *view, off, n int, s []byte) {
	if d.has(id) {
		d.add(Value{ID: id, B: s, ascii: true}, t, off, n)
	}
}

// uint emits the big-endian number of n bytes at off and returns it.
func (d *Session) uint(id ID, t *view, off, n int) uint64 {
	var v uint64
	for _, c := range d.slice(t, off, n) {
		v = v<<8 | uint64(c)
	}
	d.num(id, t, off, n, v)
	return v
}

// keep copies s into the frame's arena.
func (d *Session) keep(s string) []byte {
	a := d.out.arena
	a = append(a, s...)
	d.out.arena = a
	return a[len(a)-len(s) : len(a) : len(a)]
}

// keepBytes copies b into the frame's arena.
func (d *Session) keepBytes(b []byte) []byte {
	a := d.out.arena
	a = append(a, b...)
	d.out.arena = a
	return a[len(a)-len(b) : len(a) : len(a)]
}

func (d *Session) add(v Value, t *view, off, n int) {
	if d.bad != fine {
		return
	}
	v.Layer = d.layerNo[defs[v.ID].proto]
	d.out.Values = append(d.out.Values, v)
	if d.tree {
		nd := node{off: -1, depth: d.depth}
		if t != nil {
			nd = node{int32(t.base + off), int32(n), d.depth, t.src}
		}
		d.out.nodes = append(d.out.nodes, nd)
	}
}

// begin opens the layer of a protocol with a field section of its own.
func (d *Session) begin(id ID, t *view, n int) {
	d.layerName(defs[id].Name)
	d.beginMore(id, t, n)
}

// beginMore begins another message of the protocol that the frame's layers name last.
func (d *Session) beginMore(id ID, t *view, n int) {
	p := defs[id].proto
	if d.layerNo[p] < 255 {
		d.layerNo[p]++
	}
	d.depth = 0
	d.protoAt = -1
	if d.has(id) && d.bad == fine {
		d.protoAt = len(d.out.Values)
		d.add(Value{ID: id}, t, 0, n)
		if t != nil {
			d.out.protocols = append(d.out.protocols, protoBytes{d.protoAt, n, t.b})
		}
	}
	d.depth = 1
}

// reaches reports whether the first n bytes of a layer are there. Without them Wireshark names the layer, and does not show it.
func (d *Session) reaches(id ID, t *view, n int) bool {
	if len(t.b) >= n {
		return true
	}
	d.layerName(defs[id].Name)
	d.fail(t, n)
	return false
}

// wantsLabel reports whether the layer just begun needs its label.
func (d *Session) wantsLabel() bool { return d.protoAt >= 0 }

// label sets the text of the layer just begun.
func (d *Session) label(s string) {
	if d.protoAt >= 0 {
		if len(s) > maxLabel {
			s = " [truncated]" + s[:shownOfLabel]
		}
		d.out.Values[d.protoAt].B = d.keep(s)
	}
}

// layerName adds a name to frame.protocols.
func (d *Session) layerName(name string) {
	if d.wantLayers && d.bad == fine && len(d.layers) < maxLayers {
		d.layers = append(d.layers, name)
	}
}

const maxLayers = 200

// maxLabel is how many bytes a label has at most, as in Wireshark; of a longer one the first are shown.
const (
	maxLabel     = 239
	shownOfLabel = 226
)

func (d *Session) push() { d.depth++ }
func (d *Session) pop()  { d.depth-- }
