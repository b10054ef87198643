package dissect

// Tags of the basic encoding rules, X.690 section 8.
const (
	berInteger     = 0x02
	berOctets      = 0x04
	berNull        = 0x05
	berSequence    = 0x30
	berConstructed = 0x20
)

// berItem reads a tag and a length at off, and returns the item's content; next is where the item after it begins.
func (d *Session) berItem(t *view, off int) (tag uint8, content view, next int) {
	tag = d.u8(t, off)
	n := int(d.u8(t, off+1))
	head := 2
	if n >= 0x80 {
		more := n & 0x7f
		if more == 0 || more > 4 {
			d.fail(t, t.rep+1)
			return tag, view{}, t.rep
		}
		n = 0
		for _, c := range d.slice(t, off+2, more) {
			n = n<<8 | int(c)
		}
		head += more
	}
	if tag&berConstructed != 0 && d.ok() { // what it holds is read as far as it goes, as Wireshark does
		n = min(n, max(t.rep-off-head, 0))
	}
	if !d.ok() || n > t.rep-off-head {
		d.fail(t, t.rep+1)
		return tag, view{}, t.rep
	}
	return tag, t.sub(off+head, n), off + head + n
}

// berNumber reads the content of an INTEGER, which is signed.
func (d *Session) berNumber(t *view) uint64 {
	var n uint64
	for i, c := range d.slice(t, 0, t.rep) {
		if i == 0 && c >= 0x80 {
			n = ^uint64(0)
		}
		n = n<<8 | uint64(c)
	}
	return n
}

// berInto emits the INTEGER at off as id, and returns it and where the item after it begins.
func (d *Session) berInto(id ID, t *view, off int) (n uint64, next int) {
	_, v, next := d.berItem(t, off)
	n = d.berNumber(&v)
	d.num(id, &v, 0, v.rep, n)
	return n, next
}

// berOctetsInto emits the OCTET STRING at off as id.
func (d *Session) berOctetsInto(id ID, t *view, off int) (next int) {
	_, v, next := d.berItem(t, off)
	d.raw(id, &v, 0, v.rep)
	return next
}

// A berPart is an item of a list, which it is in from at to next.
type berPart struct {
	tag      uint8
	content  view
	list     *view
	at, next int
}

// berEach calls each with the items of t, and returns how many there are.
func (d *Session) berEach(t *view, each func(p berPart)) (n int) {
	for off := 0; d.ok() && off < t.rep; n++ {
		tag, v, next := d.berItem(t, off)
		if each != nil && d.ok() {
			each(berPart{tag, v, t, off, next})
		}
		off = next
	}
	return n
}

// berList emits as id how many items the list at off has, and below it what each emits of them. It returns where the list ends.
func (d *Session) berList(id ID, t *view, off int, each func(p berPart)) (next int) {
	_, v, next := d.berItem(t, off)
	d.berItems(id, t, off, next, &v, each)
	return next
}

// berItems does so with the items of v, which is at off to next of t.
func (d *Session) berItems(id ID, t *view, off, next int, v *view, each func(p berPart)) {
	d.num(id, t, off, next-off, uint64(d.berEach(v, nil)))
	d.push()
	d.berEach(v, each)
	d.pop()
}

// berElement emits that an item is there, and below it what inside does.
func (d *Session) berElement(id ID, p berPart, inside func()) {
	d.none(id, p.list, p.at, p.next-p.at)
	d.push()
	inside()
	d.pop()
}

// berSequence emits that a sequence is there, and below it what each emits of its items.
func (d *Session) berSequence(id ID, t *view, each func(p berPart)) {
	tag, v, next := d.berItem(t, 0)
	d.berElement(id, berPart{tag, v, t, 0, next}, func() { d.berEach(&v, each) })
}
