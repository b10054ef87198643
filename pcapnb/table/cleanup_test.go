package table

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomTable makes a table of small numbers and letters with holes.
func randomTable(rng *rand.Rand, rows int) *Table {
	keys, letters, values := make([]any, rows), make([]any, rows), make([]any, rows)
	for i := range rows {
		keys[i] = rng.IntN(4)
		letters[i] = string(rune('a' + rng.IntN(3)))
		if rng.IntN(3) > 0 {
			values[i] = rng.IntN(10)
		}
	}
	return NewTable(NewColumn("key", "", keys), NewColumn("letter", "", letters), NewColumn("value", "", values))
}

// TestJoinAgainstLoops joins random tables by one column and by two, and compares with two loops.
func TestJoinAgainstLoops(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		left, right := randomTable(rng, rng.IntN(6)), randomTable(rng, rng.IntN(6)).Rename("value", "other")
		on := []string{"key", "letter"}
		if rng.IntN(2) == 0 {
			on = []string{"key"}
			right = right.Drop("letter")
		}
		var want []string
		matched := make([]bool, right.Len())
		cell := func(t *Table, i int, name string) string {
			if i < 0 || !t.Has(name) {
				return "-"
			}
			v, ok := t.Column(name).Value(i)
			if !ok {
				return "-"
			}
			return fmt.Sprint(v)
		}
		line := func(l, r int) string {
			text := ""
			for _, name := range []string{"key", "letter", "value", "other"} {
				v := cell(left, l, name)
				if v == "-" {
					v = cell(right, r, name)
				}
				text += v + " "
			}
			return text
		}
		for l := range left.Len() {
			found := false
			for r := range right.Len() {
				if !slices.ContainsFunc(on, func(name string) bool { return cell(left, l, name) != cell(right, r, name) }) {
					want = append(want, line(l, r))
					found, matched[r] = true, true
				}
			}
			if !found {
				want = append(want, line(l, -1))
			}
		}
		compareRows(t, left.Join(right, on...), want)
		for r := range right.Len() {
			if !matched[r] {
				want = append(want, line(-1, r))
			}
		}
		compareRows(t, left.JoinOuter(right, on...), want)
	}
}

func compareRows(t *testing.T, got *Table, want []string) {
	t.Helper()
	var lines []string
	for i := range got.Len() {
		text := ""
		for _, name := range []string{"key", "letter", "value", "other"} {
			v, ok := got.Column(name).Value(i)
			if !ok {
				v = "-"
			}
			text += fmt.Sprint(v) + " "
		}
		lines = append(lines, text)
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

// TestStackAndBack stacks wide tables and unstacks them again.
func TestStackAndBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		n := 1 + rng.IntN(6)
		ids, cols := make([]int, n), [3][]any{}
		full := 0
		for i := range n {
			ids[i] = i * 7
			for c := range cols {
				var v any
				if c == 0 || rng.IntN(3) > 0 { // the first is whole, so that no row and no order is lost
					v, full = rng.IntN(100), full+1
				}
				cols[c] = append(cols[c], v)
			}
		}
		cols[1][0], cols[2][0] = 1, 2
		wide := NewTable(NewColumn("id", "", ids), NewColumn("a", "", cols[0]), NewColumn("b", "", cols[1]), NewColumn("c", "", cols[2]))
		long := wide.Stack("name", "value", "a", "b", "c")
		if want := 3*n - wide.Column("b").Missing() - wide.Column("c").Missing(); long.Len() != want {
			t.Errorf("%d rows, want %d", long.Len(), want)
		}
		if back := long.Unstack("name", "value"); back.String() != wide.String() {
			t.Errorf("got\n%v\nwant\n%v", back, wide)
		}
	}
}

// TestSampleIsFair draws two of five often: each pair comes about as often as any other.
func TestSampleIsFair(t *testing.T) {
	seen := map[string]int{}
	rows := []int{0, 1, 2, 3, 4}
	for seed := range uint64(10000) {
		drawn := Sample(rows, 2, seed)
		if !slices.Equal(drawn, Sample(rows, 2, seed)) || !slices.IsSorted(drawn) || len(drawn) != 2 {
			t.Fatalf("seed %d: %v", seed, drawn)
		}
		seen[fmt.Sprint(drawn)]++
	}
	if len(seen) != 10 {
		t.Errorf("%d pairs of ten", len(seen))
	}
	for pair, n := range seen {
		if math.Abs(float64(n)-1000) > 150 { // five standard deviations
			t.Errorf("%s was drawn %d times of 10000", pair, n)
		}
	}
	if got := Sample(rows, 9, 1); !slices.Equal(got, rows) {
		t.Errorf("nine of five are %v", got)
	}
}

// TestClasses puts numbers into classes as comparisons do.
func TestClasses(t *testing.T) {
	edges := []float64{-1, 0, 2.5, 10}
	for v := -2.0; v < 12; v += 0.25 {
		c := classOf(v, edges)
		if !(c.From <= v && v < c.To) {
			t.Errorf("%v is in %v", v, c)
		}
		if slices.ContainsFunc(edges, func(e float64) bool { return c.From < e && e < c.To }) {
			t.Errorf("%v holds an edge", c)
		}
	}
}

// TestFillMissing fills numbers, text, and what is named.
func TestFillMissing(t *testing.T) {
	wide := NewTable(NewColumn("n", "bytes", []any{1, nil}), NewColumn("s", "", []any{nil, "x"}))
	for _, c := range []struct {
		got  *Table
		want string
	}{{wide.FillMissing(0), "1,;0,x;"}, {wide.FillMissing("none"), "1,none;,x;"}, {wide.FillMissing("none", "n"), "1,;none,x;"}} {
		text := ""
		for _, r := range c.got.Rows() {
			text += r.Text("n") + "," + r.Text("s") + ";"
		}
		if text != c.want {
			t.Errorf("got %s, want %s", text, c.want)
		}
	}
	if unit := wide.FillMissing(0).Column("n").Unit; unit != "bytes" {
		t.Errorf("the unit is %q", unit)
	}
}

// TestUnstackKeepsRowsApart gives rows whose texts, one after the other, are the same bytes.
func TestUnstackKeepsRowsApart(t *testing.T) {
	first, second := []string{"a\x00", "a", "", ""}, []string{"b", "\x00b", "a\x00b", "1:a"}
	n := len(first)
	long := NewTable(NewColumn("first", "", first), NewColumn("second", "", second),
		NewColumn("name", "", slices.Repeat([]string{"x"}, n)), NewColumn("value", "", []int{1, 2, 3, 4}))
	if got := long.Unstack("name", "value"); got.Len() != n {
		t.Errorf("%d rows, want %d: %q", got.Len(), n, got)
	}
}
