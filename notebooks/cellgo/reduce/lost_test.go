package reduce

import (
	"strings"
	"testing"
)

func TestWhatDoesNotLastIsSaid(t *testing.T) {
	for statements, want := range map[string]string{
		`xs = slices.Sorted("dns")`:         "`xs` has this value in this cell only; the next one works it out anew. To keep it, write above `%%`: `var dns = slices.Sorted(\"dns\")`",
		`xs = slices.Sorted(xs)`:            "`xs` has this value in this cell only; the next one works it out anew. To keep it, write above `%%`: `var xs2 = slices.Sorted(xs)`",
		`y := 1; xs = slices.Repeat(xs, y)`: "`xs` has this value in this cell only; the next one works it out anew.",
		`xs[0] = 1; n++`:                    "`xs` has this value in this cell only; the next one works it out anew.|`n` has this value in this cell only; the next one works it out anew.",
		`xs := xs; xs[0]++`:                 "",
		`f()`:                               "",
	} {
		p, err := parseMain([]byte("package main\n\nvar xs []int\n\nvar n int\n\nfunc f() {}\n\nfunc main() {\n" + statements + "\n}\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.lost(), "|"); got != want {
			t.Errorf("%s: %q, want %q", statements, got, want)
		}
	}
}
