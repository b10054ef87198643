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
