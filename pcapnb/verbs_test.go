package pcapnb

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"netlab/pcapnb/internal/words"
)

// manyRows are enough to be worked on in several runs at once.
const manyRows = 1 << 17

// sorts is a capture with many kinds of packets, several times over, in no order.
func sorts(t testing.TB) Packets {
	var ps Packets
	for _, name := range []string{"ten", "web", "ten-vlan", "ten-cut", "ten-null"} {
		some, err := Load("../testdata/" + name + ".pcap")
		if len(some) == 0 {
			t.Fatal(err)
		}
		ps = append(ps, some...)
	}
	for len(ps) < manyRows {
		ps = append(ps, ps...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(ps), func(i, j int) { ps[i], ps[j] = ps[j], ps[i] })
	return ps
}

// slow is a key without its way around Of.
func slow[T any, K comparable](k Keyer[T, K]) Key[T, K] {
	return NewOptionalKey(k.FieldName(), k.Of)
}

func slowMeasure[T any](m Measurer[T]) Measure[T] {
	measure := measureOf(m)
	return NewOptionalMeasure(measure.name, measure.unit, measure.of)
}

func equalSeries[K comparable](t *testing.T, what string, got, want Series[K]) {
	t.Helper()
	a, b := got.of().(*series[K]), want.of().(*series[K])
	if a.String() != b.String() || a.Len() != b.Len() {
		t.Errorf("%s: by columns\n%s\nrow by row\n%s", what, a, b)
	}
	for i := range a.values {
		if a.keys[i] != b.keys[i] || a.has(i) != b.has(i) || !near(a.values[i], b.values[i]) {
			t.Errorf("%s: place %d: %v %v and %v %v", what, i, a.keys[i], a.values[i], b.keys[i], b.values[i])
		}
	}
}

func checkKey[K comparable](t *testing.T, ps Packets, key Keyer[Packet, K]) {
	name := key.FieldName()
	fast, by := GroupBy(ps, key), GroupBy(ps, slow(key))
	equalSeries(t, "count by "+name, fast.Count(), by.Count())
	equalSeries(t, "sum by "+name, fast.Sum(Length), by.Sum(slowMeasure(Length)))
	equalSeries(t, "median by "+name, fast.Median(PortDst), by.Median(slowMeasure(PortDst)))
	equalSeries(t, "std by "+name, fast.Std(TTL), by.Std(slowMeasure(TTL)))
	equalSeries(t, "min by "+name, fast.Min(Length), by.Min(slowMeasure(Length)))
	equalSeries(t, "unique by "+name, fast.NUnique(IPDst), by.NUnique(slow(IPDst)))
	equalSeries(t, "with missing by "+name, fast.WithMissing().Sum(Length), by.WithMissing().Sum(Length))
	equalSeries(t, "value counts of "+name, ValueCounts(ps, key), ValueCounts(ps, slow(key)))
	if got, want := Unique(ps, key), Unique(ps, slow(key)); !slices.Equal(got, want) {
		t.Errorf("unique %s: %v, row by row %v", name, got, want)
	}
	if got, want := Sort(ps, Field[Packet](key)), Sort(ps, Field[Packet](slow(key))); !slices.Equal(got, want) {
		t.Errorf("sort by %s differs", name)
	}
}

// The ways around Of give what Of gives.
func TestColumnsAgreeWithRows(t *testing.T) {
	ps := sorts(t)
	checkKey(t, ps, IPSrc)
	checkKey(t, ps, MACDst)
	checkKey(t, ps, PortSrc)
	checkKey(t, ps, Length)
	checkKey(t, ps, Protocol)
	checkKey(t, ps, Flags)
	checkKey(t, ps, IsDNS)
	checkKey(t, ps, Keys(IPSrc, PortDst))
	checkKey(t, ps, Every(Time, 50*time.Millisecond))
	checkKey(t, ps, Label("kind", Protocol, map[string]string{"TCP": "data", "UDP": "data", "ARP": "local"}))
	fast, by := ps.Resample(time.Hour), Resample(ps, slow(Time), time.Hour)
	equalSeries(t, "resampled", fast.Sum(Length), by.Sum(slowMeasure(Length)))
}

func TestConditionsAgreeWithRows(t *testing.T) {
	ps := sorts(t)
	for _, c := range []Cond[Packet]{
		Length.Is(74), Length.IsNot(74), Length.Lt(74), Length.Le(74), Length.Gt(74), Length.Ge(74), Length.Between(60, 90),
		Length.In(42, 74, 181), PortDst.Is(443), PortDst.IsNot(443), PortDst.Present(), PortDst.Missing(), PortDst.Is(443).Not(),
		IPSrc.Is("192.168.1.23"), IPSrc.Is("192.168.0.0/16"), IPSrc.That(netip.Addr.IsPrivate), IPSrc.Missing(),
		Protocol.Is("TCP"), Protocol.In("UDP", "ARP"), Protocol.Contains("CMP"), Protocol.HasPrefix("I"), Protocol.Matches("^(TC|UD)P$"),
		MACDst.Is("ff:ff:ff:ff:ff:ff"), DNSQuery.HasSuffix("example.org"), IsDNS.Is(true), Flags.Contains("S"),
		Time.Gt(ps[0].Time()), Time.Between(ps[0].Time(), ps[1].Time()), TimeEpoch.Ge(1.5e9), TimeEpoch.Missing(),
		Protocol.Is("TCP").And(Length.Gt(100), PortDst.Is(443).Or(PortSrc.Is(443))),
	} {
		want := FilterFunc(ps, c.Test)
		if got := ps.Filter(c); !slices.Equal(got, want) {
			t.Errorf("%s: %d packets, one by one %d", c, len(got), len(want))
		}
	}
}

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

func TestPacketsShowCut(t *testing.T) {
	ps := sorts(t)
	if got := ps.HTML(); !strings.Contains(got, words.Count(len(ps))+" rows × 18 columns") || strings.Count(got, "<tr>") != 12 {
		t.Errorf("packets show as %s", got)
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

func TestCut(t *testing.T) {
	for _, c := range []struct{ s, want string }{
		{"short", "short"}, {strings.Repeat("a", 50), strings.Repeat("a", 50)}, {strings.Repeat("a", 51), strings.Repeat("a", 49) + "…"},
		{strings.Repeat("é", 50), strings.Repeat("é", 50)}, {strings.Repeat("é", 60), strings.Repeat("é", 49) + "…"},
	} {
		if got := words.Cut(c.s, 50); got != c.want {
			t.Errorf("%q is cut to %q, want %q", c.s, got, c.want)
		}
	}
}

// misuse is what the verbs say when they are asked for what cannot be.
func TestMisusePanicsInOneLine(t *testing.T) {
	ps := Packets{}
	table := NewTable(NewColumn("length", "bytes", []int{1}), NewColumn("name", "", []string{"a"}))
	s := NewSeries("length", "bytes", "host", []string{"a"}, []float64{1})
	for want, f := range map[string]func(){
		`pcapnb: Head(-1): want a number of rows, 0 or more`:                            func() { ps.Head(-1) },
		`pcapnb: Resample(0s): want an interval longer than 0`:                          func() { ps.Resample(0) },
		`pcapnb: Quantile(2): want a fraction from 0 to 1`:                              func() { ps.Quantile(Length, 2) },
		`pcapnb: no column "lenght"; did you mean "length", "name"?`:                    func() { table.Column("lenght") },
		`pcapnb: Int("name"): the column holds no numbers; use Text or Field`:           func() { table.Int("name") },
		`pcapnb: Row(7): the table has 1 row`:                                           func() { table.Row(7) },
		`pcapnb: Slice(1, 5): want 0 ≤ from ≤ to ≤ 1, the number of rows`:               func() { table.Slice(1, 5) },
		`pcapnb: Rolling(0): want a number of places, 1 or more`:                        func() { s.Rolling(0) },
		`pcapnb: RollingTime: the keys of "length" are no times`:                        func() { s.RollingTime(time.Second) },
		`pcapnb: ArgMax of "length" by "host": there is no number`:                      func() { s.Head(0).ArgMax() },
		"pcapnb: protocol.Matches(\"(\"): error parsing regexp: missing closing ): `(`": func() { Protocol.Matches("(") },
		`pcapnb: WithColumn: column "x" has 2 rows, the table has 1`:                    func() { table.WithColumn(NewColumn("x", "", []int{1, 2})) },
		`pcapnb: NewSeries: 1 keys and 2 values`:                                        func() { NewSeries("x", "", "k", []int{1}, []float64{1, 2}) },
		`pcapnb: SendRates(-1s): want a window longer than 0`:                           func() { SendRates(ps, -time.Second) },
		`pcapnb: Join: both tables have a column "length"; Rename or Drop one`:          func() { table.Join(table, "name") },
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

func TestEmptyRows(t *testing.T) {
	ps := Packets{}
	for what, shown := range map[string]fmt.Stringer{
		"packets": ps, "sum": GroupBy(ps, IPDst).Sum(Length), "resample": ps.Resample(time.Second).Mean(Length),
		"describe": ps.Describe(), "value counts": ValueCounts(ps, PortDst), "unique": Unique(ps, IPDst),
		"pivot": Pivot(ps, IPSrc, IPDst, SumOf(Length)), "agg": GroupBy(ps, Keys(IPSrc, IPDst)).Agg(MaxOf(Time)),
		"rates": SendRates(ps, time.Second), "gaps": ps.InterArrival(), "table": ps.Table().GroupBy("ip_src").Sum("length"),
	} {
		if strings.Contains(shown.String(), "NaN") {
			t.Errorf("%s of nothing: %s", what, shown)
		}
	}
	if s := ps.Mean(Length); !s.Missing || s.String() != "no mean length" {
		t.Errorf("the mean of nothing is %v", s)
	}
	if s := ps.Sum(Length); s.Missing || s.Value != 0 {
		t.Errorf("the sum of nothing is %v", s)
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

func TestSeriesPlots(t *testing.T) {
	ps := sorts(t)
	rate := ps.Resample(time.Second).EmptyMissing().Sum(Length)
	if x, y := rate.AxisNames(); !rate.TimeAxis() || x != "time" || y != "length" {
		t.Errorf("axes %q %q", x, y)
	}
	if _, unit := rate.AxisUnits(); unit != "bytes" {
		t.Errorf("unit %q", unit)
	}
	x, _ := rate.XY(0)
	if x != float64(rate.Key(0).Unix()) {
		t.Errorf("x of %v is %v", rate.Key(0), x)
	}
	gap := slices.Index(rate.of().(*series[time.Time]).ok, false)
	if _, y := rate.XY(gap); y == y {
		t.Error("an empty interval is not NaN to the plot")
	}
	label, v := GroupBy(ps, Keys(IPSrc, PortDst)).WithMissing().Count().Tail(1).Bar(0)
	if label != "(no ip_src, port_dst)" || v == 0 {
		t.Errorf("bar %q %v", label, v)
	}
	if x, v := GroupBy(ps, PortDst).WithMissing().Count().Tail(1).XY(0); x == x || v == 0 {
		t.Errorf("packets without a port are drawn at port %v: %v", x, v)
	}
}

// What labels the rows of a table can be asked for by its name, like a column.
func TestRowLabelsAreFound(t *testing.T) {
	table := ReadOptions{TimeIndex: true}.MustRead("../testdata/ten.pcap", "frame.len")
	name := table.index.Name
	rate := table.Resample(name, time.Second).Sum("frame.len")
	if want := MustLoad("../testdata/ten.pcap").Sum(Length).Value; rate.Sum().Value != want {
		t.Errorf("sum over %s: %v, want %v", name, rate.Sum().Value, want)
	}
	if got := table.Select(name, "frame.len").Columns(); len(got) != 2 || got[0] != name {
		t.Errorf("columns %q", got)
	}
	if got := table.Rename(name, "at").Has("at"); !got {
		t.Error("the label was not renamed")
	}
}
