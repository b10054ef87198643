package table

import (
	"cmp"
	"slices"

	"netlab/pcapnb/internal/words"
)

// A keyedRows puts the rows of a Source into groups: it numbers their keys and lets folds reduce them.
type keyedRows[T any, K comparable] struct {
	src     *Source[T]
	key     key[T, K]
	ordered bool // the places of the groups' first rows are wanted

	ids   map[K]uint32
	keys  []K     // of id 1, 2 …
	first []Place // of each id, where ordered
	sizes []int   // rows of each id; 0 is the rows without a key
	folds []fold[T]

	row  []uint32 // the rows' ids in the last batch
	code []uint32 // the ids of the batch's codes, 0 for one not met yet
}

// keyedBy reads src and puts its rows into groups.
func keyedBy[T any, K comparable](src *Source[T], key key[T, K], ordered bool, folds ...func() fold[T]) *keyedRows[T, K] {
	return run(src, func() sink[T] { return newKeyed(src, key, ordered, folds...) }).(*keyedRows[T, K])
}

func newKeyed[T any, K comparable](src *Source[T], key key[T, K], ordered bool, folds ...func() fold[T]) *keyedRows[T, K] {
	k := &keyedRows[T, K]{src: src, key: key, ordered: ordered, ids: map[K]uint32{}, first: make([]Place, 1), sizes: make([]int, 1)}
	for _, f := range folds {
		k.folds = append(k.folds, f())
	}
	k.grow()
	return k
}

func (k *keyedRows[T, K]) grow() {
	for _, f := range k.folds {
		f.state.grow(len(k.sizes))
	}
}

func (k *keyedRows[T, K]) foreign() bool {
	return k.key.foreign() || slices.ContainsFunc(k.folds, func(f fold[T]) bool { return f.foreign })
}

func (k *keyedRows[T, K]) add(rows []T) {
	c := codesOf(rows, k.key).dense()
	k.row, k.code = grown(k.row[:0], len(rows)), grown(k.code[:0], c.Count)
	clear(k.code)
	c.of().each(0, len(rows), func(lo int, codes []uint32) {
		for i, code := range codes {
			id := uint32(0)
			if int(code) < c.Count {
				if id = k.code[code]; id == 0 {
					id = k.id(c.Value(code), rows[lo+i])
					k.code[code] = id
				}
			}
			k.row[lo+i] = id
			k.sizes[id]++
		}
	})
	for _, f := range k.folds {
		f.add(rows, k.row, len(k.sizes))
	}
}

// id returns that of a key, whose first row in the batch is row.
func (k *keyedRows[T, K]) id(v K, row T) uint32 {
	if same := sameInstant[K](); same != nil {
		v = same(v)
	}
	at := Place{}
	if k.ordered {
		at = k.src.Place(row)
	}
	return k.number(v, at)
}

func (k *keyedRows[T, K]) number(v K, at Place) uint32 {
	id, ok := k.ids[v]
	if !ok {
		id = uint32(len(k.sizes))
		k.ids[v] = id
		k.keys, k.first, k.sizes = append(k.keys, v), append(k.first, at), append(k.sizes, 0)
	} else if k.ordered && at.Before(k.first[id]) {
		k.first[id] = at
	}
	return id
}

func (k *keyedRows[T, K]) join(other sink[T]) { k.joined(other.(*keyedRows[T, K])) }

// joined takes in what o has, and returns what its ids are here.
func (k *keyedRows[T, K]) joined(o *keyedRows[T, K]) (to []uint32) {
	to = make([]uint32, len(o.sizes))
	for i, v := range o.keys {
		to[i+1] = k.number(v, o.first[i+1])
	}
	for id, n := range o.sizes {
		k.sizes[to[id]] += n
	}
	k.grow()
	for i, f := range k.folds {
		o.folds[i].state.grow(len(o.sizes))
		f.state.join(o.folds[i].state, to)
	}
	return to
}

// inOrder returns the ids of the groups: by their keys, or where these have no order as they first appear.
func (k *keyedRows[T, K]) inOrder() []uint32 {
	if comparer[K]() == nil {
		return k.seen()
	}
	order := sortedOrder(len(k.keys), func(i int) K { return k.keys[i] })
	for i := range order {
		order[i]++
	}
	return order
}

// seen returns the ids of the groups as they first appear.
func (k *keyedRows[T, K]) seen() []uint32 {
	order := upToCodes(len(k.keys) + 1)[1:]
	slices.SortFunc(order, func(a, b uint32) int { return k.first[a].Compare(k.first[b]) })
	return order
}

// settle gives g the groups.
func (k *keyedRows[T, K]) settle(g groups[T, K]) *groups[T, K] {
	g.read, g.count, g.missing, g.left = nil, len(k.sizes), k.sizes[0], k.src.notes()
	for _, id := range k.inOrder() {
		g.order = append(g.order, id-1)
		g.keys = append(g.keys, k.keys[id-1])
		g.sizes = append(g.sizes, k.sizes[id])
	}
	if g.fill != nil {
		g.fill(&g)
	}
	if g.kept = g.kept && g.missing > 0; g.kept {
		g.order, g.keys, g.sizes = append(g.order, uint32(g.count)), append(g.keys, *new(K)), append(g.sizes, g.missing)
		g.missing = 0
	}
	return &g
}

// valueCounts returns the number of rows of each key, the commonest first.
func (k *keyedRows[T, K]) valueCounts() *series[K] {
	order := k.seen()
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(k.sizes[b], k.sizes[a]) })
	s := &series[K]{name: "count", unit: rowNoun[T]() + "s", keyName: k.key.name}
	for _, id := range order {
		s.keys = append(s.keys, k.keys[id-1])
		s.values = append(s.values, float64(k.sizes[id]))
	}
	if missing := k.sizes[0]; missing > 0 {
		s.notes = []string{words.Plural(missing, rowNoun[T]()) + " without " + k.key.name + " not counted"}
	}
	s.notes = append(s.notes, k.src.notes()...)
	return s
}

// unique returns the keys as they first appear.
func (k *keyedRows[T, K]) unique() []K {
	out := []K{}
	for _, id := range k.seen() {
		out = append(out, k.keys[id-1])
	}
	return out
}

// everything is the key of rows that are all one group.
func everything[T any]() key[T, bool] {
	return key[T, bool]{known: node("all"), safe: true, codes: func(rows []T) Codes[bool] {
		return Codes[bool]{Read: func(_ int, out []uint32) { clear(out) }, Rows: len(rows), Count: 1, Value: func(uint32) bool { return true }}
	}}
}

// statIn reduces all rows to one number.
func statIn[T any](all any, m Measurer[T], what reduction) Stat {
	rows, src := rowsIn[T](all)
	if src == nil {
		return statOf(m.numbers(rows), what)
	}
	k := keyedBy(src, everything[T](), false, func() fold[T] { return foldNumbers(src, m, what, what.state()) })
	r := k.folds[0].state.reduced()
	if what.kind == toSum {
		r.all()
	}
	numbers := m.numbers(nil)
	return newStat(what.prefix()+numbers.name, numbers.unit, r.value[0], r.n[0] > 0)
}
