package table

import (
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// foldColumn reduces the values of a field, whatever they are.
func foldColumn[T any](src *Source[T], field Field[T], what reduction, state columnState) fold[T] {
	if v, ok := field.(varying); ok && v.mayVary() {
		if what.kind != toCount && what.kind != toUnique {
			panic(needsAll(what.columnName(field.FieldName()), field))
		}
		field = v.asText().(Field[T])
	}
	if chosen, ok := state.(*chosenState); ok {
		chosen.sample = field.column(nil)
	}
	return fold[T]{state: state, plan: node("values", what.plan(field)), foreign: isForeign(field), add: func(rows []T, ids []uint32, count int) {
		state.grow(count)
		state.add(ids, field.column(rows), func(row int) Place { return src.Place(rows[row]) })
	}}
}

// A varying field may have a column of another kind for some rows than for all, which are read in parts.
type varying interface {
	mayVary() bool
	asText() any // the field as a key alone
}

func (k key[T, K]) mayVary() bool { return k.varies }

func (k key[T, K]) asText() any {
	k.shown, k.varies = nil, false
	return Field[T](k)
}

// needsAll is what a question panics with whose answer depends on what a column of all rows is.
func needsAll[T any](what string, field Field[T]) misuse.Text {
	return misuse.Textf("pcapnb: %s: whether %s has several values in some %ss is known only of those in memory: Load them; ValueCounts and NUnique count them here, Mean and Median take the single numbers",
		what, field.FieldName(), rowNoun[T]())
}

// columnState is a foldState of values of any type.
type columnState interface {
	foldState
	add(ids []uint32, col *Column, place func(row int) Place)
	// column returns the values of the codes in order.
	column(unit string, order []uint32) *Column
}

// columnState returns what reduces values of any type.
func (r reduction) columnState() columnState {
	switch r.kind {
	case toCount:
		return &presentState{}
	case toUnique:
		return newUniqueState()
	}
	return &chosenState{what: r}
}

// presentState counts the rows that have a value.
type presentState struct{ n []int }

func (s *presentState) grow(count int) { s.n = grown(s.n, count) }

func (s *presentState) add(ids []uint32, col *Column, _ func(int) Place) {
	for row, id := range ids {
		if col.Has(row) {
			s.n[id]++
		}
	}
}

func (s *presentState) join(from foldState, to []uint32) {
	for id, n := range from.(*presentState).n {
		s.n[to[id]] += n
	}
}

func (s *presentState) reduced() reduced {
	r := foldCodes(len(s.n), func(id int) (float64, int) { return float64(s.n[id]), 1 })
	r.all()
	return r
}

func (s *presentState) column(unit string, order []uint32) *Column {
	return s.reduced().column(unit, order)
}

// uniqueState counts the different values.
type uniqueState struct {
	n      []int
	known  map[any]uint32
	values []any
	seen   *intTable // id and number of the value
}

func newUniqueState() *uniqueState {
	return &uniqueState{known: map[any]uint32{}, seen: newIntTable()}
}

func (s *uniqueState) grow(count int) { s.n = grown(s.n, count) }

func (s *uniqueState) add(ids []uint32, col *Column, _ func(int) Place) {
	codes := col.valueCodes()
	numbers := map[uint32]uint32{}
	for row, code := range codes {
		if code == NoCode {
			continue
		}
		number, ok := numbers[code]
		if !ok {
			number = s.number(col.at(row))
			numbers[code] = number
		}
		s.take(ids[row], number)
	}
}

// number returns that of a value.
func (s *uniqueState) number(v any) uint32 {
	n, ok := s.known[v]
	if !ok {
		n = uint32(len(s.values))
		s.known[v], s.values = n, append(s.values, v)
	}
	return n
}

func (s *uniqueState) take(id, number uint32) {
	before := len(s.seen.values)
	if s.seen.code(uint64(id)<<32 | uint64(number)); len(s.seen.values) > before {
		s.n[id]++
	}
}

func (s *uniqueState) join(from foldState, to []uint32) {
	o := from.(*uniqueState)
	for _, pair := range o.seen.values {
		s.take(to[pair>>32], s.number(o.values[uint32(pair)]))
	}
}

func (s *uniqueState) reduced() reduced {
	r := foldCodes(len(s.n), func(id int) (float64, int) { return float64(s.n[id]), 1 })
	r.all()
	return r
}

func (s *uniqueState) column(unit string, order []uint32) *Column {
	return s.reduced().column(unit, order)
}

// chosenState takes the value of one row: the smallest, the largest, the first or the last.
type chosenState struct {
	what   reduction
	value  []any // nil for none
	place  []Place
	sample *Column // an empty one of the field, for its kind
}

func (s *chosenState) grow(count int) {
	s.value, s.place = grown(s.value, count), grown(s.place, count)
}

func (s *chosenState) add(ids []uint32, col *Column, place func(int) Place) {
	if s.sample == nil || s.sample.kind == KindOther {
		s.sample = col.Take(nil)
	}
	ranks, better := col.ranks(false), s.what.better()
	best := map[uint32]int{}
	for row, id := range ids {
		if !col.Has(row) {
			continue
		}
		at, ok := best[id]
		if !ok {
			at = -1
		}
		if better(ranks, row, at) {
			best[id] = row
		}
	}
	for id, row := range best {
		s.take(id, col.at(row), place(row))
	}
}

// take takes a value where it is better than the one so far, or as good and before it.
func (s *chosenState) take(id uint32, v any, at Place) {
	better := s.value[id] == nil
	if !better {
		order := 0
		switch s.what.kind {
		case toMin:
			order = compareAny(v, s.value[id])
		case toMax:
			order = compareAny(s.value[id], v)
		case toLast:
			order = s.place[id].Compare(at)
		}
		better = order < 0 || order == 0 && at.Before(s.place[id])
	}
	if better {
		s.value[id], s.place[id] = v, at
	}
}

func (s *chosenState) join(from foldState, to []uint32) {
	o := from.(*chosenState)
	if s.sample == nil || s.sample.kind == KindOther && o.sample != nil {
		s.sample = o.sample
	}
	for id, v := range o.value {
		if v != nil {
			s.take(to[id], v, o.place[id])
		}
	}
}

func (s *chosenState) reduced() reduced { panic("pcapnb: values are no numbers") }

func (s *chosenState) column(_ string, order []uint32) *Column {
	values := make([]any, len(order))
	for i, code := range order {
		id := int(code) + 1
		if id < len(s.value) {
			values[i] = s.value[id]
		} else if id == len(s.value)+1 { // the rows without a key
			values[i] = s.value[0]
		}
	}
	if s.sample != nil && !slices.ContainsFunc(values, func(v any) bool { return v != nil }) {
		return s.sample.Take(slices.Repeat([]int{-1}, len(order)))
	}
	c := NewColumn("", "", values)
	if s.sample != nil {
		c.Unit = s.sample.Unit
	}
	return c
}

// argFold keeps each group's row with the largest number of m, or the smallest.
func argFold[T any](src *Source[T], m Measurer[T], largest bool) fold[T] {
	s, what := &argState[T]{extremeState: extremeState{largest: largest}}, reduction{kind: toMin}
	if largest {
		what.kind = toMax
	}
	return fold[T]{state: s, plan: node("rows", what.plan(m)), rows: func(c code) { s.rows(src, c) }, foreign: !m.numbers(nil).atOnce, add: func(rows []T, ids []uint32, count int) {
		s.grow(count)
		m.numbers(rows).each(0, len(rows), func(b block[float64]) {
			for i, v := range b.num {
				if id := ids[b.lo+i]; (b.ok == nil || b.ok[i]) && s.better(id, v, func() Place { return src.Place(rows[b.lo+i]) }) {
					s.set(id, v, src.Place(rows[b.lo+i]), src.Keep(rows[b.lo+i]))
				}
			}
		})
	}}
}

// argState is an extremeState that keeps the rows.
type argState[T any] struct {
	extremeState
	place []Place
	row   []T
}

func (s *argState[T]) grow(count int) {
	s.extremeState.grow(count)
	s.place, s.row = grown(s.place, count), grown(s.row, count)
}

func (s *argState[T]) better(id uint32, v float64, place func() Place) bool {
	best := s.value[id]
	switch {
	case s.n[id] == 0:
		return true
	case v == best:
		return place().Before(s.place[id])
	}
	return v > best == s.largest
}

func (s *argState[T]) set(id uint32, v float64, at Place, row T) {
	s.value[id], s.place[id], s.row[id], s.n[id] = v, at, row, 1
}

func (s *argState[T]) join(from foldState, to []uint32) {
	o := from.(*argState[T])
	for id, n := range o.n {
		if v := o.value[id]; n > 0 && s.better(to[id], v, func() Place { return o.place[id] }) {
			s.set(to[id], v, o.place[id], o.row[id])
		}
	}
}

// rows exchanges the rows of the ids that have one.
func (s *argState[T]) rows(src *Source[T], c code) {
	var ids []int
	var rows []T
	for id, n := range s.n {
		if n > 0 {
			ids, rows = append(ids, id), append(rows, s.row[id])
		}
	}
	var data []byte
	ok := src.Pack != nil
	if ok && !c.Reading {
		data, ok = src.Pack(rows)
	}
	if c.Bytes(&data); ok && c.Reading {
		rows, ok = src.Unpack(data, c.before)
	}
	if c.Bad = c.Bad || !ok || len(rows) != len(ids); c.Bad {
		return
	}
	for i, id := range ids {
		s.row[id] = rows[i]
	}
}
