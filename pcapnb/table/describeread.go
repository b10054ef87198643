package table

import "time"

// A describing says how a field of rows that are to be read is described.
type describing[T any] struct {
	start  func() sink[T]
	finish func(sink[T]) described
}

// describeRead describes all fields in one reading.
func describeRead[T any](src *Source[T], fields []Field[T]) *Table {
	how := make([]describing[T], len(fields))
	for i, f := range fields {
		how[i] = f.describe(src).(describing[T])
	}
	all := run(src, func() sink[T] {
		var s several[T]
		for _, h := range how {
			s = append(s, h.start())
		}
		return s
	}).(several[T])
	columns := make([]described, len(fields))
	for i, h := range how {
		columns[i] = h.finish(all[i])
	}
	t := describedTable(columns)
	t.notes = src.notes()
	return t
}

// several sinks take in the same rows.
type several[T any] []sink[T]

func (s several[T]) add(rows []T) {
	for _, k := range s {
		k.add(rows)
	}
}

func (s several[T]) join(other sink[T]) {
	for i, k := range s {
		k.join(other.(several[T])[i])
	}
}

func (s several[T]) foreign() bool {
	for _, k := range s {
		if k.foreign() {
			return true
		}
	}
	return false
}

func (m measure[T]) describing(src *Source[T]) describing[T] {
	return describing[T]{
		start: func() sink[T] {
			return newKeyed(src, everything[T](), false, func() fold[T] { return foldNumbers(src, m, median, &tallies{}) })
		},
		finish: func(s sink[T]) described {
			d := described{name: m.name, unit: m.unit}
			t := &s.(*keyedRows[T, bool]).folds[0].state.(*tallies).by
			if len(*t) < 2 {
				*t = grown(*t, 2)
			}
			d.numbers((*t)[1].summary(), wholeIf)
			return d
		},
	}
}

func (k key[T, K]) describing(src *Source[T]) describing[T] {
	if k.varies {
		panic(needsAll("Describe", Field[T](k)))
	}
	if times, ok := any(k).(key[T, time.Time]); ok {
		return describing[T]{
			start: func() sink[T] { return &timesSink[T]{key: times} },
			finish: func(s sink[T]) described {
				d := described{name: k.name}
				d.times(s.(*timesSink[T]).summary())
				return d
			},
		}
	}
	return describing[T]{
		start: func() sink[T] { return newDescribeSink(src, Field[T](k)) },
		finish: func(s sink[T]) described {
			d := described{name: k.name}
			s.(*describeSink[T]).describe(&d)
			return d
		},
	}
}

// A timesSink has all times.
type timesSink[T any] struct {
	key   key[T, time.Time]
	nanos []int64
}

func (s *timesSink[T]) foreign() bool { return s.key.foreign() }

func (s *timesSink[T]) add(rows []T) {
	timeReader(s.key).each(rows, 0, len(rows), func(b block[int64]) {
		for i, ns := range b.num {
			if b.ok == nil || b.ok[i] {
				s.nanos = append(s.nanos, ns)
			}
		}
	})
}

func (s *timesSink[T]) join(other sink[T]) {
	s.nanos = append(s.nanos, other.(*timesSink[T]).nanos...)
}

func (s *timesSink[T]) summary() (all summary, first int64) { return timesSummary(s.nanos) }

// A describeSink finds what Describe says of values that are no numbers of a measure.
type describeSink[T any] struct {
	src    *Source[T]
	field  Field[T]
	sample *Column
	n      int
	number tally // of columns of numbers
	known  map[any]int
	values []any
	times  []int
	first  []Place
}

func newDescribeSink[T any](src *Source[T], field Field[T]) *describeSink[T] {
	return &describeSink[T]{src: src, field: field, known: map[any]int{}}
}

func (s *describeSink[T]) foreign() bool { return isForeign(s.field) }

func (s *describeSink[T]) add(rows []T) {
	col := s.field.column(rows)
	if s.sample == nil || s.sample.kind == KindOther {
		s.sample = col.Take(nil)
	}
	if col.numeric() || col.kind == KindDuration {
		for _, v := range col.Floats() {
			s.number.add(v)
		}
		return
	}
	codes, met := col.valueCodes(), map[uint32]int{}
	for row, code := range codes {
		if code == NoCode {
			continue
		}
		s.n++
		at, ok := met[code]
		if !ok {
			at = s.value(col.at(row), s.src.Place(rows[row]))
			met[code] = at
		}
		s.times[at]++
	}
}

// value returns the place of a value that has a row at the given place.
func (s *describeSink[T]) value(v any, at Place) int {
	i, ok := s.known[v]
	if !ok {
		i = len(s.values)
		s.known[v] = i
		s.values, s.times, s.first = append(s.values, v), append(s.times, 0), append(s.first, at)
	} else if at.Before(s.first[i]) {
		s.first[i] = at
	}
	return i
}

func (s *describeSink[T]) join(other sink[T]) {
	o := other.(*describeSink[T])
	if s.sample == nil || s.sample.kind == KindOther && o.sample != nil {
		s.sample = o.sample
	}
	s.n += o.n
	s.number.join(&o.number)
	for i, v := range o.values {
		s.times[s.value(v, o.first[i])] += o.times[i]
	}
}

// describe says the statistics.
func (s *describeSink[T]) describe(d *described) {
	if s.sample != nil {
		d.unit = s.sample.Unit
		if s.sample.numeric() || s.sample.kind == KindDuration {
			d.numbers(s.number.summary(), wholeIf)
			return
		}
	}
	d.stat[atCount] = s.n
	top := -1
	for i, n := range s.times {
		if top < 0 || n > s.times[top] || n == s.times[top] && s.first[i].Before(s.first[top]) {
			top = i
		}
	}
	if top >= 0 {
		d.stat[atUnique], d.stat[atTop], d.stat[atFreq] = len(s.values), s.values[top], s.times[top]
	}
}
