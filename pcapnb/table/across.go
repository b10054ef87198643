package table

import "time"

// across is Across of groups that are to be read: rows, columns and cells are found in one reading. columns is the axis of no
// row, whose keys are column's, a key[T, any], and by a reducer[T]. It returns nil where the rows have to be in memory: the
// rows without a key are a group, or a key has several parts or is a time that no interval begins with.
func (g *groups[T, K]) across(column any, columns axis, by any) *pivot {
	r := g.read
	if r == nil || g.kept || len(keyParts(*new(K))) > 1 || !columns.plain() {
		return nil
	}
	col, reduce := column.(key[T, any]), by.(reducer[T])
	fold := func() fold[T] { return reduce.fold(r.src) }
	all := run(r.src, func() sink[T] {
		return several[T]{newKeyed(r.src, r.key, comparer[K]() == nil), newKeyed(r.src, col, true),
			newKeyed(r.src, pairKey[T, any, any](r.key.erased().(key[T, any]), col), false, fold)}
	}).(several[T])
	rows, cols, pairs := all[0].(*keyedRows[T, K]), all[1].(*keyedRows[T, any]), all[2].(*keyedRows[T, Pair[any, any]])
	h := rows.settle(*g)
	h.left = nil
	keys := cols.unique()
	axis, order := columns.ofKeys(keys)
	p := &pivot{name: reduce.name, rows: h.axis(), cols: axis}
	p.wantCells()
	rowAt, colAt := map[K]int{}, map[any]int{}
	for i, code := range h.order {
		if int(code) < len(rows.keys) { // else an interval without rows
			rowAt[rows.keys[code]] = i
		}
	}
	for i, place := range order {
		colAt[keys[place]] = i
	}
	cells := make([]uint64, len(pairs.keys))
	for i, pair := range pairs.keys {
		row, _ := pair.First.(K)
		if same := sameInstant[K](); same != nil {
			row = same(row)
		}
		cells[i] = uint64(rowAt[row])*uint64(len(keys)) + uint64(colAt[pair.Second])
	}
	c := reduce.folded(pairs.folds[0].state, upToCodes(len(cells)))
	c.Name = reduce.name
	p.fill(c, cells)
	p.notes = append(h.note(""), (&groups[T, any]{key: col, missing: cols.sizes[0]}).note("")...)
	p.notes = append(p.notes, r.src.notes()...)
	return p
}

// plain tells whether keys have one part and are no times, which may be equal and not the same.
func (s *series[K]) plain() bool {
	_, isTime := any(*new(K)).(time.Time)
	return !isTime && len(keyParts(*new(K))) == 1
}

// ofKeys returns the series of other keys, without numbers, in their order, and the places that they had.
func (s *series[K]) ofKeys(values []any) (axis, []uint32) {
	at := func(i int) K { return values[i].(K) }
	order := sortedOrder(len(values), at)
	o := &series[K]{keyName: s.keyName, values: make([]float64, len(values))}
	for _, place := range order {
		o.keys = append(o.keys, at(int(place)))
	}
	return o, order
}
