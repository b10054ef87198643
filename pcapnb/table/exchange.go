package table

import "netlab/pcapnb/internal/exchange"

// What sinks and folds know is written and read by a method exchange of each: the same lines do both.

// sample exchanges what is known of a column without its values.
func (c code) sample(col **Column) {
	there := *col != nil
	if c.Flag(&there); !there {
		return
	}
	if c.Reading {
		*col = &Column{}
	}
	s := *col
	c.Text(&s.Name)
	c.Text(&s.Unit)
	kind := int(s.kind)
	c.Number(&kind)
	if s.kind = Kind(kind); c.Reading {
		*s = *ColumnDef{Name: s.Name, Unit: s.Unit, Kind: s.kind, OK: []bool{}, Ints: []int64{}, Floats: []float64{}, Codes: []uint32{}}.Column().Take(nil)
	}
}

// keyOrder says in a plan whether the places of the groups' first rows are wanted.
var keyOrder = map[bool]string{true: "in order", false: "in any order"}

func (k *keyedRows[T, K]) plan() string {
	parts := []string{k.key.known, node(keyOrder[k.ordered])}
	for _, f := range k.folds {
		parts = append(parts, f.plan)
	}
	return node("group", parts...)
}

func (k *keyedRows[T, K]) exchange(c code) {
	n := len(k.keys)
	c.Count(&n)
	for i := range n {
		k.exchangeKey(c, i)
	}
	if c.numbers(&k.sizes); c.Bad || len(k.sizes) != len(k.keys)+1 {
		c.Bad = true
		return
	}
	k.grow()
	for _, f := range k.folds {
		f.state.exchange(c)
		if f.rows != nil {
			f.rows(c)
		}
	}
}

// exchangeKey exchanges key i, and where its first row is.
func (k *keyedRows[T, K]) exchangeKey(c code, i int) {
	var parts []any
	var at Place
	if !c.Reading {
		parts, at = keyParts(k.keys[i]), k.first[i+1]
	}
	c.values(&parts)
	if k.ordered {
		c.place(&at)
	}
	if !c.Reading {
		return
	}
	v, ok := joinKey(*new(K), parts).(K)
	if ok && !c.Bad {
		k.number(v, at)
	}
	c.Bad = c.Bad || !ok || len(k.keys) != i+1
}

func (s *momentState) exchange(c code) {
	for id := range s.by {
		s.by[id].exchange(c)
	}
}

func (m *moments) exchange(c code) {
	c.Number(&m.n)
	exchange.Number(c.X, &m.whole)
	c.Word(&m.squares[0])
	c.Word(&m.squares[1])
	others := m.others != nil
	if c.Flag(&others); others {
		o := m.other()
		o.sum.exchange(c)
		o.squares.exchange(c)
	}
}

func (s *exactSum) exchange(c code) {
	c.Float(&s.high)
	c.Float(&s.low)
	binned := s.bins != nil
	if c.Flag(&binned); !binned {
		return
	}
	if s.bins == nil {
		s.bins = new(sumBins)
	}
	c.Number(&s.bins.adds)
	c.Float(&s.bins.beyond)
	for i := range s.bins.place {
		exchange.Number(c.X, &s.bins.place[i])
	}
}

func (s *extremeState) exchange(c code) {
	for id := range s.n {
		s.one(c, id)
	}
}

func (s *extremeState) one(c code, id int) {
	if c.Number(&s.n[id]); s.n[id] > 0 {
		c.Float(&s.value[id])
	}
}

func (s *endState) exchange(c code) {
	for id := range s.n {
		if c.Number(&s.n[id]); s.n[id] > 0 {
			c.Float(&s.value[id])
			c.place(&s.place[id])
		}
	}
}

func (s *tallies) exchange(c code) {
	for id := range s.by {
		s.by[id].exchange(c)
	}
}

func (t *tally) exchange(c code) {
	t.settle()
	c.Number(&t.n)
	exchange.List(c.X, &t.value, c.Float)
	c.numbers(&t.times)
	c.Bad = c.Bad || len(t.value) != len(t.times)
}

func (s *presentState) exchange(c code) {
	for id := range s.n {
		c.Number(&s.n[id])
	}
}

func (s *uniqueState) exchange(c code) {
	values, pairs := s.values, s.seen.values
	c.values(&values)
	exchange.List(c.X, &pairs, c.Word)
	if !c.Reading {
		return
	}
	for _, pair := range pairs {
		id, at := pair>>32, uint32(pair)
		if id >= uint64(len(s.n)) || int(at) >= len(values) {
			c.Bad = true
			return
		}
		s.take(uint32(id), s.number(values[at]))
	}
}

func (s *chosenState) exchange(c code) {
	c.sample(&s.sample)
	for id := range s.value {
		if c.value(&s.value[id]); s.value[id] != nil {
			c.place(&s.place[id])
		}
	}
}

// exchange leaves the rows to rows.
func (s *argState[T]) exchange(c code) {
	for id := range s.n {
		if s.one(c, id); s.n[id] > 0 {
			c.place(&s.place[id])
		}
	}
}

func (s several[T]) plan() string {
	var parts []string
	for _, k := range s {
		parts = append(parts, k.plan())
	}
	return node("describe", parts...)
}

func (s several[T]) exchange(c code) {
	for _, k := range s {
		k.exchange(c)
	}
}

func (s *timesSink[T]) plan() string { return node("times", s.key.known) }

func (s *timesSink[T]) exchange(c code) {
	exchange.List(c.X, &s.nanos, func(ns *int64) { exchange.Number(c.X, ns) })
}

func (s *spanSink[T]) plan() string { return node("span", s.key.known) }

func (s *spanSink[T]) exchange(c code) {
	exchange.Number(c.X, &s.low)
	exchange.Number(c.X, &s.high)
}

func (s *describeSink[T]) plan() string { return node("values", planOf(s.field)) }

func (s *describeSink[T]) exchange(x code) {
	x.sample(&s.sample)
	x.Number(&s.n)
	s.number.exchange(x)
	x.values(&s.values)
	x.numbers(&s.times)
	x.places(&s.first)
	if len(s.times) != len(s.values) || len(s.first) != len(s.values) {
		x.Bad = true
		return
	}
	for i, v := range s.values {
		s.known[v] = i
	}
}
