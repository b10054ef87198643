package dissect

// fragmentFields are the fields that say what a datagram was put together from.
type fragmentFields struct {
	tree, part, count, length, data           ID
	overlap, conflict, tails, tooLong, faulty ID
}

// reassembled emits what a datagram was put together from, and returns it.
func (d *Session) reassembled(a *assembly, ids *fragmentFields) view {
	all := view{b: a.data, rep: len(a.data), src: d.source()}
	d.text(ids.tree, nil, 0, 0, a.data)
	d.push()
	for _, f := range a.parts {
		d.fragment(&f, ids)
	}
	d.num(ids.count, nil, 0, 0, uint64(len(a.parts)))
	d.num(ids.length, nil, 0, 0, uint64(len(a.data)))
	d.text(ids.data, nil, 0, 0, a.data)
	d.pop()
	return all
}

func (d *Session) fragment(f *fragment, ids *fragmentFields) {
	id := ids.part
	if f.wrong&^fragmentOverlaps != 0 {
		id = ids.faulty
	}
	d.num(id, nil, 0, 0, uint64(f.frame))
	d.push()
	for i, id := range [...]ID{ids.overlap, ids.conflict, ids.tails, ids.tooLong} {
		if f.wrong>>i&1 != 0 {
			d.flag(id, nil, 0, 0, true)
		}
	}
	d.pop()
}
