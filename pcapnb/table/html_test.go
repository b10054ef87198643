package table

import (
	"strings"
	"testing"
	"time"
)

// Times and numbers with units stay on one line in a page whose style sheet breaks lines at spaces and hyphens; texts may break.
func TestTimesAreNotBroken(t *testing.T) {
	table := NewTable(NewColumn("when", "", []time.Time{unixNanos(123456789)}), NewColumn("size", "", []string{"12 MB"}),
		NewColumn("host", "", []string{"a <b>"}), NewColumn("log", "", []string{"1 a line of text that may be broken"}))
	want := "><nobr>1970-01-01 00:00:00.123456789</nobr></td>|><nobr>12 MB</nobr></td>|>a &lt;b&gt;</td>|>1 a line of text that may be broken</td>"
	for what, got := range map[string]string{"table": table.HTML(), "row": table.Row(0).HTML()} {
		for _, cell := range strings.Split(want, "|") {
			if !strings.Contains(got, cell) {
				t.Errorf("the %s lacks %s:\n%s", what, cell, got)
			}
		}
	}
}

// Spaces that a browser leaves out are there on a page: those at the ends of a cell, and several in a row.
func TestSpacesAreShown(t *testing.T) {
	got := NewTable(NewColumn("text", "", []string{"  two before", "a   b", " ", "one after ", "a b"})).HTML()
	for _, cell := range []string{">\u00a0 two before<", ">a\u00a0\u00a0 b<", ">\u00a0<", ">one after\u00a0<", ">a b<"} {
		if !strings.Contains(got, cell) {
			t.Errorf("%q is not in\n%s", cell, got)
		}
	}
}
