package table_test

import (
	"encoding/json"
	"strings"
	"testing"

	"netlab/pcapnb/table"
)

type exploredRow struct {
	Name string
	Sent int `unit:"bytes"`
}

type exploredTable struct {
	Columns []struct {
		Title string
		Right bool
	}
	Rows [][]string
	Of   int
}

func exploredOf(t *testing.T, rows []exploredRow) (got exploredTable) {
	t.Helper()
	if err := json.Unmarshal([]byte(table.TableOf(rows).Thousands().Explored()), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestExploredIsTheTable(t *testing.T) {
	got := exploredOf(t, []exploredRow{{"a\x1b\u202e</td>", 1234567}, {strings.Repeat("x", 300), 2}})
	if len(got.Rows) != 2 || got.Of != 2 || len(got.Columns) != 3 || !got.Columns[2].Right || got.Columns[1].Right {
		t.Fatalf("%+v", got)
	}
	if want := `0|a\x1b\u202e</td>|1,234,567`; strings.Join(got.Rows[0], "|") != want {
		t.Errorf("row %q, want %q", got.Rows[0], want)
	}
	if got.Columns[2].Title != "Sent (bytes)" || len(got.Rows[1][1]) != 200+len("…") {
		t.Errorf("%+v", got)
	}
}

func TestExploredTableIsBounded(t *testing.T) {
	if got := exploredOf(t, make([]exploredRow, 5000)); len(got.Rows) != 2000 || got.Of != 5000 {
		t.Errorf("%d of %d rows", len(got.Rows), got.Of)
	}
	wide := make([]exploredRow, 2000)
	for i := range wide {
		wide[i].Name = strings.Repeat("y", 100_000)
	}
	text := table.TableOf(wide).With("again", func(r table.Row) any { return strings.Repeat("z", 1000) }).With("more", func(r table.Row) any { return strings.Repeat("z", 1000) }).
		With("most", func(r table.Row) any { return strings.Repeat("z", 1000) }).Explored()
	if len(text) > 1_200_000 || len(text) < 900_000 {
		t.Errorf("%d bytes", len(text))
	}
}
