package table

import (
	"cmp"
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// Join returns the table with the columns of labels added, row by row where the columns on hold the same (a left join).
// A row whose values labels does not have keeps its place with the new cells empty; one that labels has several times is repeated.
// Values of different types, an address here and text there, match where they read the same.
func (t *Table) Join(labels *Table, on ...string) *Table {
	u, _ := t.join("Join", labels, on)
	return u
}

// JoinOuter is Join with the rows of labels that match none after the others, their other cells empty.
func (t *Table) JoinOuter(labels *Table, on ...string) *Table {
	u, matched := t.join("JoinOuter", labels, on)
	var more []int
	for i := range labels.n {
		if !matched[i] {
			more = append(more, i)
		}
	}
	if len(more) == 0 {
		return u
	}
	rest := *u
	rest.n, rest.cols, rest.index = u.n+len(more), nil, nil
	for _, c := range u.cols {
		b := newColumn[any](c.Name, c.Unit, rest.n)
		for i := range c.n {
			b.add(c.Value(i))
		}
		for _, i := range more {
			if labels.Has(c.Name) {
				b.add(labels.Column(c.Name).Value(i))
			} else {
				b.add(nil, false)
			}
		}
		rest.cols = append(rest.cols, b.like(c))
	}
	return &rest
}

// join returns a left join, and which rows of labels have a match.
func (t *Table) join(verb string, labels *Table, on []string) (u *Table, matched []bool) {
	if len(on) == 0 {
		panic(misuse.Textf("pcapnb: %s: want the name of a column that both tables have", verb))
	}
	match := t.matches(labels, on)
	matched = make([]bool, labels.n)
	var left, right []int
	for i := range t.n {
		found := match(i)
		for _, r := range found {
			matched[r] = true
		}
		if len(found) == 0 {
			found = []int{-1}
		}
		for _, r := range found {
			left, right = append(left, i), append(right, r)
		}
	}
	u = t.take(left)
	for _, c := range labels.cols {
		if slices.Contains(on, c.Name) {
			continue
		}
		if u.Has(c.Name) {
			panic(misuse.Textf("pcapnb: %s: both tables have a column %q; Rename or Drop one", verb, c.Name))
		}
		u.cols = append(u.cols, c.Take(right))
	}
	return u, matched
}

// matches returns a function that finds the rows of labels that hold what row i has in all the columns on.
func (t *Table) matches(labels *Table, on []string) func(i int) []int {
	var finds []func(i int) []int
	for _, name := range on {
		own, other := t.Column(name), labels.Column(name)
		find := matchesOf(other, own.kind != other.kind || own.kind == KindOther)
		finds = append(finds, func(i int) []int { return find(own, i) })
	}
	if len(finds) == 1 {
		return finds[0]
	}
	return func(i int) []int {
		rows := slices.Clone(finds[0](i))
		for _, find := range finds[1:] {
			also := find(i)
			rows = slices.DeleteFunc(rows, func(r int) bool { _, ok := slices.BinarySearch(also, r); return !ok })
		}
		return rows
	}
}

// matchesOf returns a function that finds the rows of c which hold what another column holds in a row.
func matchesOf(c *Column, asText bool) func(own *Column, i int) []int {
	form := func(v any) any { return v }
	if asText {
		form = func(v any) any { return rawText(v) }
	}
	at := map[any][]int{}
	for i := range c.n {
		if v, ok := c.Value(i); ok {
			at[form(v)] = append(at[form(v)], i)
		}
	}
	return func(own *Column, i int) []int {
		v, ok := own.Value(i)
		if !ok {
			return nil
		}
		return at[form(v)]
	}
}

// LabelTable makes a table of two columns of a map, for Join: LabelTable("ip_dst", "name", names). Its rows are in ascending order of the keys.
func LabelTable[K comparable, L any](keyName, labelName string, labels map[K]L) *Table {
	keys := make([]K, 0, len(labels))
	for k := range labels {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b K) int {
		return cmp.Or(compareAny(a, b), cmp.Compare(rawText(a), rawText(b)))
	})
	values := make([]L, len(keys))
	for i, k := range keys {
		values[i] = labels[k]
	}
	return NewTable(NewColumn(keyName, "", keys), NewColumn(labelName, "", values))
}

func (s *series[K]) Join(labels *Table) *Table { return s.Table().Join(labels, s.keyName) }
