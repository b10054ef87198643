package table

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// manyRows are enough to be worked on in several runs at once.
const manyRows = 1 << 17

// What a student wrote is never called from two goroutines at once.
func TestOwnCodeRunsAlone(t *testing.T) {
	rows := make([]int, 2*manyRows)
	var inside atomic.Int32
	alone := func(v int) int {
		if inside.Add(1) > 1 {
			t.Error("called from two goroutines at once")
		}
		defer inside.Add(-1)
		return v % 7
	}
	number := NewNumber("n", "", alone)
	at := NewKey("t", func(v int) time.Time { return time.Unix(int64(alone(v)), 0) })
	Filter(rows, number.Gt(3))
	Filter(rows, And(number.Gt(3), Not(keyOf(number).Is(2))))
	GroupBy(rows, number).Mean(number)
	GroupBy(rows, number).Std(number)
	Resample(rows, at, time.Second).Max(number)
	Describe(rows, number, at)
	Median(rows, number)
}

// Nothing that a capture may hold reaches the page as markup or the terminal as a command.
func TestTablesAreSafe(t *testing.T) {
	evil := "<script>alert(1)</script>\x1b[2J\u202egnp.exe\n=1+1\x00"
	table := NewTable(NewColumn(evil, evil, []string{evil, "ok"}), NewColumn("x", "", []any{evil, 1})).Note(evil)
	for _, shown := range []interface{ HTML() string }{table, table.Row(0), table.ValueCounts("x"), table.GroupBy("x", evil).Count(), table.Unique("x")} {
		html := shown.HTML()
		if strings.Contains(html, "<script") || strings.ContainsAny(html, "\x1b\u202e\x00") {
			t.Errorf("not escaped: %q", html)
		}
	}
	for _, shown := range []fmt.Stringer{table, table.Row(0), table.ValueCounts("x"), table.GroupBy("x", evil).Count(), table.Unique("x")} {
		if text := shown.String(); strings.ContainsAny(text, "\x1b\u202e\x00") {
			t.Errorf("not neutralised: %q", text)
		}
	}
}

func TestTableText(t *testing.T) {
	table := NewTable(
		NewColumn("name", "", []string{"日本語.example", "short", ""}),
		NewColumn("bytes", "bytes", []any{1514, nil, 60}),
		NewColumn("share", "", []float64{0.25, math.NaN(), 2}),
		NewColumn("at", "", []time.Time{unixNanos(0), unixNanos(1500), unixNanos(1e9)}))
	want := `
   name            bytes  share  at
0  日本語.example   1514   0.25  1970-01-01 00:00:00.000000000
1  short                         1970-01-01 00:00:00.000001500
2                     60   2.00  1970-01-01 00:00:01.000000000`
	if got := "\n" + table.String(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestLongAndWideTablesAreCut(t *testing.T) {
	cols := []*Column{}
	for i := range 30 {
		cols = append(cols, NewColumn(fmt.Sprintf("column %d", i), "", make([]int, 1000)))
	}
	table := NewTable(cols...)
	html := table.HTML()
	if n := strings.Count(html, "<tr>"); n != 12 {
		t.Errorf("%d rows, want a head, five rows, a gap and five rows", n)
	}
	for _, want := range []string{"1,000 rows × 30 columns", "10 columns not shown: column 19", "<th align=\"right\">999</th>"} {
		if !strings.Contains(html, want) {
			t.Errorf("HTML lacks %q", want)
		}
	}
	for _, line := range strings.Split(table.String(), "\n")[:5] {
		if displayWidth(line) > maxWidth {
			t.Errorf("a line of %d characters: %s", displayWidth(line), line)
		}
	}
	if full := table.Full().HTML(); strings.Count(full, "<tr>") != 1001 || strings.Contains(full, "not shown") {
		t.Error("Full did not show everything")
	}
}

func TestFormatFloat(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {-3, "-3"}, {0.25, "0.25"}, {622.7923904052936, "622.79239"}, {1e-9, "1e-09"}, {1e20, "1e+20"},
		{4.6e-5, "0.000046"}, {math.Inf(1), "inf"}, {math.Inf(-1), "-inf"}, {1594747052.058611, "1594747052.058611"},
	} {
		if got := formatAny(c.v, 0); got != c.want {
			t.Errorf("%v shows as %q, want %q", c.v, got, c.want)
		}
	}
}

func TestNaNIsMissing(t *testing.T) {
	rows := []float64{1, math.NaN(), 3}
	m := NewMeasure("x", "", func(v float64) float64 { return v })
	if got := Mean(rows, m); got.Value != 2 {
		t.Errorf("mean %v, want 2", got)
	}
	if got := Select(rows, m).String(); strings.Contains(got, "NaN") {
		t.Errorf("shows NaN: %s", got)
	}
	key := NewKey("x", func(v float64) float64 { return v })
	if got := GroupBy(rows, key).Count(); got.Len() != 2 {
		t.Errorf("groups %v", got)
	}
	if got := Filter(rows, key.Missing()); len(got) != 1 {
		t.Errorf("%d rows without x, want 1", len(got))
	}
}

func TestQuantileLeavesNothingOut(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 200 {
		values := make([]float64, n+1)
		for i := range values {
			values[i] = float64(r.IntN(n/3 + 1))
		}
		sorted := slices.Sorted(slices.Values(values))
		for k := range sorted {
			if got := nth(slices.Clone(values), k); got != sorted[k] {
				t.Fatalf("nth(%v, %d) = %v, want %v", values, k, got, sorted[k])
			}
		}
	}
}

func TestRollingAgreesWithSumming(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var keys []int
	var values []float64
	for i := range 500 {
		keys = append(keys, i)
		v := r.NormFloat64() * math.Pow(10, float64(r.IntN(12)))
		if r.IntN(10) == 0 {
			v = math.NaN()
		}
		values = append(values, v)
	}
	w := NewSeries("x", "", "i", keys, values).Rolling(7)
	sums, most := w.Sum(), w.Max()
	for i := range keys {
		want, top, n := neumaier{}, math.Inf(-1), 0
		for j := max(0, i-6); j <= i; j++ {
			if v := values[j]; v == v {
				want.add(v)
				top = max(top, v)
				n++
			}
		}
		got, ok := sums.Value(i)
		high, _ := most.Value(i)
		if ok != (n == 7) || ok && (math.Abs(got-want.sum()) > 1e-9*math.Abs(want.sum())+1e-6 || high != top) {
			t.Errorf("window ending at %d: %v %v, want %v", i, got, ok, want.sum())
		}
	}
}

func TestCSVRoundTrip(t *testing.T) {
	table := NewTable(
		NewColumn("name", "", []string{"a,b", "say \"hi\"", "line\nend"}),
		NewColumn("n", "", []any{1, nil, 3}), NewColumn("x", "", []float64{0.1, math.NaN(), 1e300}))
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadCSV(&b)
	if err != nil {
		t.Fatal(err)
	}
	if back.String() != table.String() {
		t.Errorf("came back as\n%s\nwas\n%s", back, table)
	}
}

// TestCSVKeepsReturns writes texts with every kind of line end and reads them again.
func TestCSVKeepsReturns(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		texts := make([]string, 3)
		for i := range texts {
			b := []byte("x") // an empty cell is missing
			for range r.IntN(12) {
				b = append(b, "\r\n\",ab"[r.IntN(6)])
			}
			texts[i] = string(b)
		}
		var b bytes.Buffer
		if err := NewTable(NewColumn("text", "", texts), NewColumn("n", "", []int{1, 2, 3})).WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		back, err := ReadCSV(&b)
		if err != nil {
			t.Fatalf("%q: %v", texts, err)
		}
		for i, want := range texts {
			if got := back.Row(i).Text("text"); got != want {
				t.Errorf("%q came back as %q", want, got)
			}
		}
	}
}

// TestFilesAreUTF8 writes what is not, which programs that read CSV and JSON refuse.
func TestFilesAreUTF8(t *testing.T) {
	table := NewTable(NewColumn("caf\xe9", "", []string{"a\xe9b\xff", "é�"}))
	for name, c := range map[string]struct {
		write func(w io.Writer) error
		want  string
	}{
		"CSV":  {func(w io.Writer) error { return table.WriteCSV(w) }, "caf\\xe9\na\\xe9b\\xff\né�\n"},
		"JSON": {table.WriteJSONLines, `{"caf\\xe9":"a\\xe9b\\xff"}` + "\n" + `{"caf\\xe9":"é�"}` + "\n"},
	} {
		var b bytes.Buffer
		if err := c.write(&b); err != nil || b.String() != c.want {
			t.Errorf("%s is %q, %v, want %q", name, b.String(), err, c.want)
		}
	}
}

// TestTimesOfAColumnReadAlike: programs guess the form of times by the first.
func TestTimesOfAColumnReadAlike(t *testing.T) {
	table := NewTable(NewColumn("at", "", []any{unixNanos(0), unixNanos(1500), nil}), NewColumn("day", "", []time.Time{unixNanos(0), unixNanos(0), unixNanos(0)}))
	var csv, lines bytes.Buffer
	table.WriteCSV(&csv)
	table.WriteJSONLines(&lines)
	if want := "at,day\n1970-01-01T00:00:00.000000000Z,1970-01-01T00:00:00Z\n1970-01-01T00:00:00.000001500Z,1970-01-01T00:00:00Z\n,1970-01-01T00:00:00Z\n"; csv.String() != want {
		t.Errorf("CSV is\n%s", csv.String())
	}
	if !strings.Contains(lines.String(), `{"at":"1970-01-01T00:00:00.000000000Z",`) {
		t.Errorf("JSON lines are\n%s", lines.String())
	}
}

func TestSaveSaysWhere(t *testing.T) {
	err := NewTable().SaveCSV("no/such/folder/x.csv")
	if err == nil || !strings.Contains(err.Error(), "no/such/folder/x.csv") {
		t.Errorf("error %v does not name the file", err)
	}
}

func TestTableOf(t *testing.T) {
	type inner struct{ Port int }
	type row struct {
		Name string `col:"host"`
		inner
		Size   *int `unit:"bytes"`
		Tags   []string
		hidden int
		When   time.Time
		TTL    int `col:"ttl,omitzero"`
	}
	table := TableOf([]row{{"a", inner{80}, new(7), []string{"x"}, 1, unixNanos(0), 64}, {"b", inner{53}, nil, nil, 2, unixNanos(1e9), 0}})
	want := `
   host  Port  Size (bytes)  Tags  When                 ttl
0  a       80             7  [x]   1970-01-01 00:00:00   64
1  b       53                      1970-01-01 00:00:01`
	if got := "\n" + table.String(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestTableOfLeavesOutAddressesThatAreNone(t *testing.T) {
	type row struct {
		Host netip.Addr
		Net  netip.Prefix
		Ends netip.AddrPort
	}
	host := netip.MustParseAddr("192.0.2.1")
	table := TableOf([]row{{host, netip.PrefixFrom(host, 24), netip.AddrPortFrom(host, 80)}, {}})
	for _, name := range []string{"Host", "Net", "Ends"} {
		if got := table.Column(name).Missing(); got != 1 {
			t.Errorf("%s: %d are missing, want 1: %v", name, got, table)
		}
	}
}

// misuse is what the verbs say when they are asked for what cannot be.
func TestMisusePanicsInOneLine(t *testing.T) {
	table := NewTable(NewColumn("length", "bytes", []int{1}), NewColumn("name", "", []string{"a"}))
	s := NewSeries("length", "bytes", "host", []string{"a"}, []float64{1})
	rows := []int{}
	number := NewNumber("n", "", func(v int) int { return v })
	for want, f := range map[string]func(){
		`pcapnb: Head(-1): want a number of rows, 0 or more`:                                                                                           func() { Head(rows, -1) },
		`pcapnb: Quantile(2): want a fraction from 0 to 1`:                                                                                             func() { Quantile(rows, number, 2) },
		"pcapnb: n.Matches(\"(\"): error parsing regexp: missing closing ): `(`":                                                                       func() { number.Matches("(") },
		`pcapnb: no column "lenght"; did you mean "length", "name"?`:                                                                                   func() { table.Column("lenght") },
		`pcapnb: Int("name"): the column holds no numbers; use Text or Field`:                                                                          func() { table.Int("name") },
		`pcapnb: Float("ttl"): a row has several numbers, "300,64"; Text takes them as they are, and of packets pkts.Field("ttl") those that have one`: func() { NewTable(NewColumn("ttl", "", []string{"300", "300,64"})).Sum("ttl") },
		`pcapnb: Row(7): the table has 1 row`:                                                                                                          func() { table.Row(7) },
		`pcapnb: Slice(1, 5): want 0 ≤ from ≤ to ≤ 1, the number of rows`:                                                                              func() { table.Slice(1, 5) },
		`pcapnb: Rolling(0): want a number of places, 1 or more`:                                                                                       func() { s.Rolling(0) },
		`pcapnb: RollingTime: the keys of "length" are no times`:                                                                                       func() { s.RollingTime(time.Second) },
		`pcapnb: ArgMax of "length" by "host": there is no number`:                                                                                     func() { s.Head(0).ArgMax() },
		`pcapnb: WithColumn: column "x" has 2 rows, the table has 1`:                                                                                   func() { table.WithColumn(NewColumn("x", "", []int{1, 2})) },
		`pcapnb: NewSeries: 1 keys and 2 values`:                                                                                                       func() { NewSeries("x", "", "k", []int{1}, []float64{1, 2}) },
		`pcapnb: Join: both tables have a column "length"; Rename or Drop one`:                                                                         func() { table.Join(table, "name") },
		`pcapnb: Resample(1ns): from 1970-01-01 00:00:00 to 1970-01-01 00:00:01 is more than 10,000,000 intervals; take a longer one, Filter out stray times, or leave empty ones out with GroupBy(…, Every(…))`: func() {
			Resample([]int64{0, 1e9}, NewKey("t", func(ns int64) time.Time { return unixNanos(ns) }), 1)
		},
	} {
		if got := panicOf(f); got != want {
			t.Errorf("panics with %q, want %q", got, want)
		}
	}
}

func panicOf(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}
