package table

import (
	"fmt"
	"strings"
	"testing"
)

// Bars and Colors are shown in HTML, in proportion to all rows, and nowhere else.
func TestPaint(t *testing.T) {
	sizes := make([]int, 100)
	for i := range sizes {
		sizes[i] = i - 20
	}
	plain := NewTable(NewColumn("size", "bytes", sizes), NewColumn("name", "", strings.Split(strings.Repeat("a,", 99)+"a", ",")))
	bars, colors := plain.Bars("size"), plain.Colors("size")
	if bars.String() != plain.String() || colors.String() != plain.String() {
		t.Errorf("the text differs:\n%s", bars)
	}
	var a, b strings.Builder
	if plain.WriteCSV(&a) != nil || bars.WriteCSV(&b) != nil || a.String() != b.String() {
		t.Error("the files differ")
	}
	for i, want := range map[int]string{-20: "transparent 0.0%, rgba(31, 119, 180, 0.3) 0.0%, rgba(31, 119, 180, 0.3) 20.2%, transparent 20.2%)",
		79: "transparent 20.2%, rgba(31, 119, 180, 0.3) 20.2%, rgba(31, 119, 180, 0.3) 100.0%, transparent 100.0%)"} {
		if html := bars.HTML(); !strings.Contains(html, want+`">`+fmt.Sprint(i)+"</td>") {
			t.Errorf("no bar of %d in\n%s", i, html)
		}
	}
	html := colors.HTML()
	for i, want := range map[int]string{-20: "0.00", 79: "0.60"} {
		if !strings.Contains(html, `style="background: rgba(214, 39, 40, `+want+`)">`+fmt.Sprint(i)+"</td>") {
			t.Errorf("no color of %d in\n%s", i, html)
		}
	}
	if strings.Contains(plain.HTML(), "background") {
		t.Error("the table itself has changed")
	}
	both := plain.Bars("size").Head(3).HTML()
	if strings.Count(both, "background") != 3 || !strings.Contains(both, "20.2%") {
		t.Errorf("Head forgets the bars or their scale:\n%s", both)
	}
}

// A column without numbers has no bars, and says so.
func TestPaintNeedsNumbers(t *testing.T) {
	plain := NewTable(NewColumn("name", "", []string{"a", "b"}), NewColumn("size", "", []int{1, 2}))
	for _, verb := range []func(){func() { plain.Bars("name") }, func() { plain.Colors("name") }, func() { plain.Bars("sise") }} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, `"name"): the column has no numbers`) && !strings.Contains(said, `no column "sise"`) {
					t.Errorf("it says %s", said)
				}
			}()
			verb()
		}()
	}
}

// Whatever becomes of a column, its paint goes with it, and with nothing else: not with another column that gets its name.
func TestPaintFollowsTheColumn(t *testing.T) {
	names := NewColumn("name", "", []string{"a", "b", "c"})
	plain := NewTable(names, NewColumn("size", "bytes", []any{10, nil, 40}), NewColumn("other", "bytes", []int{1, 2, 3}))
	bars := plain.Bars("size").Colors("other")
	const longest, half = "transparent 100.0%)", "rgba(31, 119, 180, 0.3) 25.0%, transparent 25.0%)"
	for verb, got := range map[string]*Table{
		"Rename":            bars.Rename("size", "n"),
		"Drop":              bars.Drop("other"),
		"Select":            bars.Select("size", "name"),
		"Sort":              bars.Sort("size"),
		"SortDesc":          bars.SortDesc("size"),
		"Slice":             bars.Slice(0, 3),
		"Filter":            bars.Filter(bars.Float("size").Gt(0)),
		"DropMissing":       bars.DropMissing("size"),
		"FillMissing":       bars.FillMissing(0, "size"),
		"With":              bars.With("more", func(r Row) any { return 1 }),
		"Join":              bars.Join(NewTable(names, NewColumn("label", "", []string{"x", "y", "z"})), "name"),
		"Join to the right": NewTable(names).Join(bars, "name"),
		"JoinOuter":         bars.JoinOuter(NewTable(NewColumn("name", "", []string{"d"})), "name"),
		"Append":            Append("from", []string{"first", "second"}, bars, plain),
		"Append after":      Append("from", []string{"first", "second"}, plain, bars),
		"Stack":             bars.Stack("what", "value", "size"),
		"Unstack":           bars.Drop("other").Stack("what", "value", "size").Unstack("what", "value"),
		"Full":              bars.Full(),
		"Digits":            bars.Digits(1),
	} {
		if html := got.HTML(); !strings.Contains(html, longest+`">40`) || !strings.Contains(html, half+`">10`) {
			t.Errorf("%s: no bars in\n%s", verb, html)
		}
	}
	for verb, got := range map[string]*Table{
		"Rename":     bars.Drop("size").Rename("other", "size").Bars("size"),
		"WithColumn": bars.Drop("other").WithColumn(NewColumn("size", "", []int{1, 2, 3})).Bars("size"),
	} {
		if html := got.HTML(); !strings.Contains(html, `transparent 100.0%)">3<`) {
			t.Errorf("%s: bars on another column's scale in\n%s", verb, html)
		}
	}
	if html := bars.Drop("size").WithColumn(NewColumn("size", "", []int{1, 2, 3})).HTML(); strings.Contains(html, "linear-gradient") {
		t.Errorf("a new column has the bars of the one before:\n%s", html)
	}
	if again := bars.Bars("other"); strings.Contains(bars.Drop("size").HTML(), "linear-gradient") || !strings.Contains(again.HTML(), "linear-gradient") {
		t.Error("painting a table changes the one before")
	}
}

// A series keeps its bars under another name and in another unit; numbers worked out from its own have a scale of their own.
func TestPaintOfSeries(t *testing.T) {
	s := Bars(NewSeries("length", "bytes", "who", []string{"a", "b", "c"}, []float64{1000, 2000, 4000}))
	for verb, got := range map[string]Series[string]{"As": s.As("size"), "In": s.In("kB", 0.001), "Map": s.Map(func(v float64) float64 { return v / 7 }),
		"CumSum": s.CumSum(), "Digits": Digits(s, 2), "Sort": s.SortDesc()} {
		if html := got.HTML(); strings.Count(html, "linear-gradient") != 3 || !strings.Contains(html, "0.3) 100.0%, transparent 100.0%)") {
			t.Errorf("%s: no bars, or on another scale, in\n%s", verb, html)
		}
	}
	if html := s.Head(1).In("kB", 0.001).HTML(); !strings.Contains(html, "0.3) 25.0%, transparent 25.0%)") {
		t.Errorf("In forgets the scale of all rows:\n%s", html)
	}
	if html := s.Table().Rename("length", "size").HTML(); strings.Count(html, "linear-gradient") != 3 {
		t.Errorf("no bars in\n%s", html)
	}
}

// Tables under each other keep how they are written and what was said below them.
func TestAppendKeepsTheStyle(t *testing.T) {
	one := NewTable(NewColumn("size", "bytes", []int{1264773})).Thousands().Note("3 packets left out")
	got := Append("from", []string{"a", "b"}, one, one.Note("and more")).String()
	if strings.Count(got, "1,264,773") != 2 || strings.Count(got, "3 packets left out") != 1 || !strings.Contains(got, "and more") {
		t.Errorf("got\n%s", got)
	}
}

// No verb makes two columns of one name, or puts one in the place of another that nobody sees go.
func TestNoColumnIsLostByName(t *testing.T) {
	wide := NewTable(NewColumn("name", "", []string{"a"}), NewColumn("x", "", []int{1}), NewColumn("y", "", []int{2}))
	for verb, do := range map[string]func(){
		"Rename": func() { wide.Rename("x", "y") },
		"Stack":  func() { wide.Stack("name", "value", "x", "y") },
		"Unstack": func() {
			wide.Stack("what", "value", "y").WithColumn(NewColumn("what", "", []string{"x"})).Unstack("what", "value")
		},
		"Append": func() { Append("x", []string{"a"}, wide) },
	} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, "already; Drop or Rename it first") {
					t.Errorf("%s says %s", verb, said)
				}
			}()
			do()
		}()
	}
	if got := wide.Rename("x", "x").Columns(); len(got) != 3 {
		t.Errorf("a column renamed to its own name: %v", got)
	}
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "1 name for 2 tables") {
			t.Errorf("Append says %s", said)
		}
	}()
	Append("from", []string{"a"}, wide, wide)
}
