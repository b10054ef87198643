package table

import (
	"cmp"
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// Join returns the table with the columns of labels added, row by row where column on holds the same (a left join).
// A row whose value labels does not have keeps its place with the new cells empty; one that labels has several times is repeated.
// Values of different types, an address here and text there, match where they read the same.
func (t *Table) Join(labels *Table, on string) *Table {
	own, other := t.Column(on), labels.Column(on)
	match := matchesOf(other, own.kind != other.kind || own.kind == KindOther)
	var left, right []int
	for i := range t.n {
		found := match(own, i)
		if len(found) == 0 {
			found = []int{-1}
		}
		for _, r := range found {
			left, right = append(left, i), append(right, r)
		}
	}
	u := t.take(left)
	for _, c := range labels.cols {
		if c == other {
			continue
		}
		if u.Has(c.Name) {
			panic(misuse.Textf("pcapnb: Join: both tables have a column %q; Rename or Drop one", c.Name))
		}
		u.cols = append(u.cols, c.Take(right))
	}
	return u
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
