package table

import (
	"fmt"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// sameValues compares the keys and numbers of two series whose keys are of different types.
func sameValues[K, L comparable](t *testing.T, what string, got Series[K], want Series[L]) {
	t.Helper()
	if g, w := fmt.Sprint(got.Keys()), fmt.Sprint(want.Keys()); g != w {
		t.Errorf("%s: keys %s, want %s", what, g, w)
	}
	if !slices.EqualFunc(got.Values(), want.Values(), near) {
		t.Errorf("%s: %v, want %v", what, got.Values(), want.Values())
	}
}

// A table's verbs by the names of columns give what the functions give by fields.
func TestTablesAgreeWithRows(t *testing.T) {
	rows := entries(700, 300)
	table := Select(rows, entrySize, entryPort, entryHost, entryAt, entryRatio)
	for what, pair := range map[string][2]Stat{
		"sum": {table.Sum("size"), Sum(rows, entrySize)}, "mean": {table.Mean("port"), Mean(rows, entryPort)}, "std": {table.Std("ratio"), Std(rows, entryRatio)},
		"median": {table.Median("size"), Median(rows, entrySize)}, "min": {table.Min("port"), Min(rows, entryPort)}, "max": {table.Max("size"), Max(rows, entrySize)},
		"quantile": {table.Quantile("port", 0.9), Quantile(rows, entryPort, 0.9)},
	} {
		if pair[0].String() != pair[1].String() {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
	by, want := table.GroupBy("host"), GroupBy(rows, entryHost)
	sameValues(t, "count", by.Count(), want.Count())
	sameValues(t, "sum", by.Sum("size"), want.Sum(entrySize))
	sameValues(t, "mean", by.Mean("size"), want.Mean(entrySize))
	sameValues(t, "median", by.Median("size"), want.Median(entrySize))
	sameValues(t, "std", by.Std("size"), want.Std(entrySize))
	sameValues(t, "min", by.Min("port"), want.Min(entryPort))
	sameValues(t, "max", by.Max("port"), want.Max(entryPort))
	sameValues(t, "quantile", by.Quantile("size", 0.1), want.Quantile(entrySize, 0.1))
	sameValues(t, "different ports", by.NUnique("port"), want.NUnique(entryPort))
	sameValues(t, "by two", table.GroupBy("host", "size").Count(), GroupBy(rows, Keys(entryHost, entrySize)).Count())
	sameValues(t, "each minute", table.Resample("at", time.Minute).Sum("size"), Resample(rows, entryAt, time.Minute).Sum(entrySize))
	sameValues(t, "value counts", table.ValueCounts("host"), ValueCounts(rows, entryHost))
	sameValues(t, "over time", table.Over("at", "size"), Points(rows, entryAt, entrySize))
	sameValues(t, "over size", table.Series("size", "port"), Points(rows, entrySize, entryPort))
	if got, want := table.NUnique("host"), NUnique(rows, entryHost); got != want {
		t.Errorf("%d hosts, want %d", got, want)
	}
	if got, want := table.Describe("size", "at").String(), Describe(rows, entrySize, entryAt).String(); got != want {
		t.Errorf("described as\n%s\nwant\n%s", got, want)
	}
	if got, want := table.Describe().Columns(), []string{"", "size", "port", "at", "ratio"}; !slices.Equal(got, want) {
		t.Errorf("describes %q, want %q", got, want)
	}
	total := 0
	for key, group := range by.All() {
		total += group.Len()
		if got := by.Get(key).String(); got != group.String() {
			t.Errorf("the rows of %v are\n%s\nwant\n%s", key, got, group)
		}
	}
	if total+len(want.Missing()) != len(rows) || by.Len() != want.Len() || by.Head(1).Len() != want.Len() || by.WithMissing().Len() != want.Len()+1 {
		t.Errorf("%d groups with %d rows", by.Len(), total)
	}
	if got, want := by.Agg(SumOf(table.Float("size")), CountOf(table.Field("port")).As("ports")).String(), want.Agg(SumOf(entrySize), CountOf(entryPort).As("ports")).String(); got != want {
		t.Errorf("Agg is\n%s\nwant\n%s", got, want)
	}
	if got, want := by.String()+by.HTML(), want.String()+want.HTML(); got != want {
		t.Errorf("shows as\n%s\nwant\n%s", got, want)
	}
}

// Choosing and ordering by the names of columns chooses and orders as by fields.
func TestTableRowsAgree(t *testing.T) {
	rows := entries(200, 50)
	fields := []Field[entry]{entrySize, entryPort, entryHost, entryAt}
	table := Select(rows, fields...)
	for what, pair := range map[string][2]*Table{
		"filtered by a number": {table.Filter(table.Int("size").Gt(20)), Select(Filter(rows, entrySize.Gt(20)), fields...)},
		"filtered by text":     {table.Filter(table.Text("host").Contains(".0.")), Select(Filter(rows, entryHost.Contains(".0.")), fields...)},
		"filtered by time":     {table.Filter(table.Time("at").Gt(unixNanos(1e12))), Select(Filter(rows, entryAt.Gt(unixNanos(1e12))), fields...)},
		"filtered by function": {table.FilterFunc(func(r Row) bool { return r.Float("size") > 20 }), Select(Filter(rows, entrySize.Gt(20)), fields...)},
		"sorted":               {table.Sort("port", "size"), Select(Sort(rows, Field[entry](entryPort), entrySize), fields...)},
		"sorted down":          {table.SortDesc("host"), Select(SortDesc(rows, Field[entry](entryHost)), fields...)},
		"without missing":      {table.DropMissing("port"), Select(Filter(rows, entryPort.Present()), fields...)},
		"first":                {table.Head(7), Select(Head(rows, 7), fields...)},
		"last":                 {table.Tail(7), Select(Tail(rows, 7), fields...)},
		"columns":              {table.Drop("at", "host").Rename("size", "bytes").Rename("bytes", "size"), Select(rows, entrySize, entryPort)},
		"one more":             {table.With("host", func(r Row) any { return r.Has("host") }).Select("host"), NewTable(NewColumn("host", "", hasHost(rows)))},
		"the rows' own":        {With(table.Rows(), Field[Row](table.Field("size"))), table},
	} {
		got, want := pair[0], pair[1]
		if got.Len() != want.Len() || !slices.Equal(got.Columns(), want.Columns()) {
			t.Fatalf("%s: %v %q, want %v %q", what, got.Shape(), got.Columns(), want.Shape(), want.Columns())
		}
		for i := range got.Len() {
			for _, c := range got.Columns() {
				if g, w := got.Row(i).Text(c), want.Row(i).Text(c); g != w {
					t.Errorf("%s: %s of row %d is %q, want %q", what, c, i, g, w)
				}
			}
		}
	}
}

func hasHost(rows []entry) []bool {
	out := make([]bool, len(rows))
	for i, r := range rows {
		_, out[i] = entryHost.Of(r)
	}
	return out
}

// The verbs of a series agree with the same done by hand.
func TestSeriesVerbs(t *testing.T) {
	s := NewSeries("n", "B", "key", []string{"d", "a", "c", "b"}, []float64{4, math.NaN(), 3, 1})
	for what, c := range map[string]struct {
		got  Series[string]
		want string
	}{
		"sorted":         {s.Sort(), "[b c d a] [1 3 4]"},
		"sorted down":    {s.SortDesc(), "[d c b a] [4 3 1]"},
		"by key":         {s.SortByKey(), "[a b c d] [1 3 4]"},
		"last":           {s.Tail(2), "[c b] [3 1]"},
		"filtered":       {s.Filter(func(key string, v float64) bool { return v > 1 }), "[d c] [4 3]"},
		"without empty":  {s.DropMissing(), "[d c b] [4 3 1]"},
		"filled":         {s.FillMissing(9), "[d a c b] [4 9 3 1]"},
		"other unit":     {s.In("b", 8), "[d a c b] [32 24 8]"},
		"running sum":    {s.CumSum(), "[d a c b] [4 7 8]"},
		"of more values": {s.Map(math.Sqrt), "[d a c b] [2 1.7320508075688772 1]"},
	} {
		if got := fmt.Sprint([]string(c.got.Keys()), c.got.Floats()); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
	for what, c := range map[string][2]any{
		"sum": {s.Sum().Value, 8.0}, "mean": {s.Mean().Value, 8.0 / 3}, "median": {s.Median().Value, 3.0}, "min": {s.Min().Value, 1.0},
		"max": {s.Max().Value, 4.0}, "argmax": {s.ArgMax(), "d"}, "argmin": {s.ArgMin(), "b"}, "std": {s.Std().String(), "1.527525 B"},
		"name": {s.Name() + s.Unit() + s.KeyName() + s.Legend(), "nBkeyn"}, "time axis": {s.TimeAxis(), false}, "quantity": {fmt.Sprint(s.Sum().Quantity()), "8Btrue"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %v, want %v", what, c[0], c[1])
		}
	}
	if v, ok := s.Get("c"); v != 3 || !ok {
		t.Errorf("c has %v, %v", v, ok)
	}
	if label, v := s.Bar(0); label != "d" || v != 4 {
		t.Errorf("bar %q of %v", label, v)
	}
	if x, y := s.XY(1); x != 1 || y == y {
		t.Errorf("the missing number is drawn at %v, %v", x, y)
	}
	joined := s.Join(LabelTable("key", "name", map[string]string{"a": "Ada", "d": "Dee"}))
	if got, want := joined.Row(0).Text("name")+joined.Row(2).Text("name"), "Dee"; got != want {
		t.Errorf("joined %q, want %q", got, want)
	}
}

// A pivot has the groups by both keys, cell by cell.
func TestPivotAgreesWithGroups(t *testing.T) {
	rows := entries(300, 6)
	p := Pivot(rows, entrySize, entryHost, SumOf(entryRatio))
	pairs := GroupBy(rows, Keys(entrySize, entryHost)).EmptyMissing().Sum(entryRatio)
	for r, size := range p.Rows() {
		for c, host := range p.Cols() {
			got, _ := p.FillMissing(0).In("half", 2).Cell(r, c)
			want, _ := pairs.Get(Pair[int, netip.Addr]{size, host})
			if !near(got, 2*want) {
				t.Errorf("%d, %v: %v, want %v", size, host, got, 2*want)
			}
			if v, _ := p.Row(size).Value(c); !near(v, want) {
				t.Errorf("row %d has %v at %v, want %v", size, v, host, want)
			}
		}
	}
	if _, cols := p.Dims(); len(p.Lines()) != cols || p.Table().Shape().Columns != cols || p.Lines()[0].Len() != len(p.Rows()) {
		t.Errorf("%d lines, a table of %v", len(p.Lines()), p.Table().Shape())
	}
	if x, y := p.AxisNames(); x != "host" || y != "size" || p.RowLabel(0) != "0" || p.Legend() != "ratio" {
		t.Errorf("axes %q, %q, label %q, legend %q", x, y, p.RowLabel(0), p.Legend())
	}
	samples := Samples(GroupBy(rows, entrySize), entryPort)
	for i, size := range p.Rows() {
		if got, want := len(samples[i].Floats()), len(Filter(rows, entrySize.Is(size))); got != want {
			t.Errorf("the sample of %d has %d numbers, want %d", size, got, want)
		}
	}
	xy := XY(rows, entryPort, entryRatio)
	if got, want := xy.Len(), len(Filter(rows, entryPort.Present())); got != want {
		t.Errorf("%d points, want %d", got, want)
	}
}

// What is saved is what is loaded.
func TestSaveAndLoad(t *testing.T) {
	dir := t.TempDir()
	table := Select(entries(20, 99), entrySize, entryPort, entryHost)
	s := ValueCounts(table.Rows(), table.Field("host"))
	table.MustSaveCSV(filepath.Join(dir, "a.csv"), FormulaSafe)
	table.MustSaveJSONLines(filepath.Join(dir, "a.jsonl"))
	if err := s.SaveCSV(filepath.Join(dir, "s.csv")); err != nil {
		t.Error(err)
	}
	back := MustLoadCSV(filepath.Join(dir, "a.csv"))
	for i := range table.Len() {
		for _, c := range table.Columns() {
			if got, want := back.Row(i).Text(c), table.Row(i).Text(c); got != want {
				t.Errorf("%s of row %d is %q, want %q", c, i, got, want)
			}
		}
	}
	if lines, err := os.ReadFile(filepath.Join(dir, "a.jsonl")); err != nil || slices.Index(lines, '\n') < 0 {
		t.Errorf("%q, %v", lines, err)
	}
	if got := MustLoadCSV(filepath.Join(dir, "s.csv")).Len(); got != s.Len() {
		t.Errorf("%d rows of a series of %d", got, s.Len())
	}
}
