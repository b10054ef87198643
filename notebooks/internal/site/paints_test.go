package site

import (
	"strings"
	"testing"

	"netlab/pcapnb"
)

// A page keeps the backgrounds that tables give their cells, as classes of its own, and no others.
func TestPaints(t *testing.T) {
	shown := pcapnb.NewTable(pcapnb.NewColumn("of", "", []string{"a", "b", "c", "d"}), pcapnb.NewColumn("n", "bytes", []float64{-5, 0, 20, 20}),
		pcapnb.NewColumn("m", "", []int{1, 2, 3, 4})).Bars("n").Colors("m")
	p := &page{}
	got := cleaner{paints: &p.paints}.clean(shown.HTML())
	sheet := string(p.Backgrounds())
	for _, want := range []string{`class="right paint1"`, `class="right paint2"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if n := strings.Count(sheet, "linear-gradient"); n != 3 || strings.Count(sheet, "\n") != 7 {
		t.Errorf("%d bars and in all %d rules, want 3 and 7:\n%s", n, strings.Count(sheet, "\n"), sheet)
	}
	if !strings.Contains(sheet, "td.paint1 { background: linear-gradient(90deg, transparent 0.0%, rgba(31, 119, 180, 0.3) 0.0%, rgba(31, 119, 180, 0.3) 20.0%, transparent 20.0%); }\n") {
		t.Errorf("the first bar is not from 0 to 20 %%:\n%s", sheet)
	}
	if strings.Contains(got, "style=") {
		t.Errorf("a style stays in\n%s", got)
	}
	for _, bad := range []string{"url(http://example.com/a.png)", "red", "linear-gradient(90deg, red, blue)"} {
		p := &page{}
		if got := (cleaner{paints: &p.paints}).clean(`<table><tr><td style="background: ` + bad + `">x</td></tr></table>`); strings.Contains(got, "paint") || p.Backgrounds() != "" {
			t.Errorf("%s stays: %s with %s", bad, got, p.Backgrounds())
		}
	}
}
