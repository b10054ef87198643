package table

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// A ledger is a table of somebody else's: rows whose values lie in columns, as packets do.
type ledger struct {
	size  []uint32
	host  []uint32 // into hosts, NoCode for none
	port  []uint32 // NoCode for none
	at    []int64  // nanoseconds since 1970, 0 for none
	hosts []netip.Addr
}

// An entry is a row of a ledger.
type entry struct {
	of *ledger
	i  int
}

var (
	entrySize = NumberDef[entry, int]{Name: "size", Unit: "bytes", Of: func(e entry) (int, bool) { return int(e.of.size[e.i]), true },
		FilterName: "frame.len", Language: echo{},
		Chunk: func(rows []entry, out []float64, ok []bool) bool {
			for i, e := range rows {
				out[i] = float64(e.of.size[e.i])
			}
			return true
		},
		Codes: func(rows []entry) Codes[int] { return numberCodes(rows, func(l *ledger) []uint32 { return l.size }) }}.Number()
	entryPort = NumberDef[entry, int]{Name: "port", Of: func(e entry) (int, bool) { return int(e.of.port[e.i]), e.of.port[e.i] != NoCode },
		Chunk: func(rows []entry, out []float64, ok []bool) bool {
			full := true
			for i, e := range rows {
				out[i], ok[i] = float64(e.of.port[e.i]), e.of.port[e.i] != NoCode
				full = full && ok[i]
			}
			return full
		}}.Number()
	entryRatio = MeasureDef[entry]{Name: "ratio", Of: func(e entry) (float64, bool) {
		v := float64(e.of.size[e.i]) / 7
		return v, e.of.size[e.i]%5 != 0
	}}.Measure()
	hostDef = KeyDef[entry, netip.Addr]{Name: "host", FilterName: "ip.addr", Language: echo{},
		Of: func(e entry) (netip.Addr, bool) {
			if e.of.host[e.i] == NoCode {
				return netip.Addr{}, false
			}
			return e.of.hosts[e.of.host[e.i]], true
		},
		Codes: func(rows []entry) Codes[netip.Addr] {
			c := Codes[netip.Addr]{Row: make([]uint32, len(rows))}
			if len(rows) > 0 {
				hosts := rows[0].of.hosts
				c.Count, c.Value = len(hosts), func(code uint32) netip.Addr { return hosts[code] }
			}
			for i, e := range rows {
				c.Row[i] = e.of.host[e.i]
			}
			return c
		}}
	entryHost = hostDef.Key()
	entryAt   = KeyDef[entry, time.Time]{Name: "at", Of: func(e entry) (time.Time, bool) { return unixNanos(e.of.at[e.i]), e.of.at[e.i] != 0 },
		Nanos: func(rows []entry, out []int64, ok []bool) bool {
			full := true
			for i, e := range rows {
				out[i], ok[i] = e.of.at[e.i], e.of.at[e.i] != 0
				full = full && ok[i]
			}
			return full
		}}.Key()
)

func numberCodes(rows []entry, column func(*ledger) []uint32) Codes[int] {
	return NumberCodes(len(rows), 1000, func(lo int, out []uint32) {
		for i, e := range rows[lo : lo+len(out)] {
			out[i] = column(e.of)[e.i]
		}
	})
}

// echo is a language that says every test but one.
type echo struct{}

func (echo) Say(test string, values []any) string {
	if test == "contains" {
		return ""
	}
	return fmt.Sprint(append([]any{"f", test}, values...)...)
}

func (echo) Check(filter string) error {
	if len(filter) > 100 {
		return fmt.Errorf("too long")
	}
	return nil
}

// entries makes so many rows in no order, with most bounding their sizes.
func entries(n int, most uint32) []entry {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	l := &ledger{}
	for i := range 50 {
		l.hosts = append(l.hosts, netip.AddrFrom4([4]byte{10, 0, byte(i % 3), byte(i)}))
	}
	rows := make([]entry, n)
	for i := range rows {
		rows[i] = entry{l, i}
		l.size = append(l.size, r.Uint32N(most))
		l.host = append(l.host, r.Uint32N(40))
		l.port = append(l.port, r.Uint32N(1<<16))
		l.at = append(l.at, 1+r.Int64N(int64(time.Hour)))
		if r.IntN(9) == 0 {
			l.host[i], l.port[i] = NoCode, NoCode
		}
		if r.IntN(99) == 0 {
			l.at[i] = 0
		}
	}
	r.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows
}

// slow is a key without its way around Of.
func slow[K comparable](k Keyer[entry, K]) Key[entry, K] { return NewOptionalKey(k.FieldName(), k.Of) }

func slowMeasure(m Measurer[entry]) Measure[entry] {
	of := measureOf(m)
	return NewOptionalMeasure(of.name, of.unit, of.of)
}

func equalSeries[K comparable](t *testing.T, what string, got, want Series[K]) {
	t.Helper()
	if got.String() != want.String() {
		t.Fatalf("%s: by columns\n%s\nrow by row\n%s", what, got, want)
	}
	for i := range got.Len() {
		a, hasA := got.Value(i)
		b, hasB := want.Value(i)
		if got.Key(i) != want.Key(i) || hasA != hasB || !near(a, b) {
			t.Errorf("%s: place %d: %v %v and %v %v", what, i, got.Key(i), a, want.Key(i), b)
		}
	}
}

func groupsAgree[K comparable](t *testing.T, what string, fast, by Groups[entry, K]) {
	t.Helper()
	equalSeries(t, what+": count", fast.Count(), by.Count())
	for _, m := range []Measurer[entry]{entrySize, entryPort, entryRatio} {
		own := slowMeasure(m)
		what := what + ", " + m.FieldName()
		equalSeries(t, what+": sum", fast.Sum(m), by.Sum(own))
		equalSeries(t, what+": mean", fast.Mean(m), by.Mean(own))
		equalSeries(t, what+": median", fast.Median(m), by.Median(own))
		equalSeries(t, what+": std", fast.Std(m), by.Std(own))
		equalSeries(t, what+": min", fast.Min(m), by.Min(own))
		equalSeries(t, what+": max", fast.Max(m), by.Max(own))
		equalSeries(t, what+": first", fast.First(m), by.First(own))
		if got, want := fast.ArgMax(m), by.ArgMax(own); !slices.Equal(got, want) {
			t.Errorf("%s: ArgMax %v and %v", what, len(got), len(want))
		}
	}
	equalSeries(t, what+": unique hosts", fast.NUnique(entryHost), by.NUnique(slow(entryHost)))
	equalSeries(t, what+": missing kept", fast.WithMissing().Sum(entrySize), by.WithMissing().Sum(slowMeasure(entrySize)))
	sums := fast.Apply("size", "bytes", func(rows Rows[entry]) (float64, bool) { return Sum(rows, entrySize).Value, true })
	if got, want := sums.Values(), by.Sum(slowMeasure(entrySize)).Values(); !slices.Equal(got, want) {
		t.Errorf("%s: the sums of each group's rows are %v, want %v", what, got, want)
	}
	few := func(_ K, rows Rows[entry]) bool { return len(rows)%2 == 0 }
	equalSeries(t, what+": filtered", fast.Filter(few).Sum(entrySize), by.Filter(few).Sum(slowMeasure(entrySize)))
	if got, want := fast.Head(2), by.Head(2); !slices.Equal(got, want) {
		t.Errorf("%s: the first two of each are %d rows and %d", what, len(got), len(want))
	}
	if got, want := fast.Missing(), by.Missing(); !slices.Equal(got, want) {
		t.Errorf("%s: %d rows and %d in no group", what, len(got), len(want))
	}
	if fast.Len() > 0 {
		if key := fast.Keys()[fast.Len()/2]; !slices.Equal(fast.Get(key), by.Get(key)) {
			t.Errorf("%s: the group of %v differs", what, key)
		}
	}
	if fast.String() != by.String() || fast.HTML() != by.HTML() {
		t.Errorf("%s shows as\n%s\nrow by row\n%s", what, fast, by)
	}
}

func keyAgrees[K comparable](t *testing.T, rows []entry, key Keyer[entry, K]) {
	t.Helper()
	name := key.FieldName()
	groupsAgree(t, "by "+name, GroupBy(rows, key), GroupBy(rows, slow(key)))
	equalSeries(t, "value counts of "+name, ValueCounts(rows, key), ValueCounts(rows, slow(key)))
	points, own := Points(rows, key, entryPort), Points(rows, slow(key), slowMeasure(entryPort))
	if !slices.Equal(points.Keys(), own.Keys()) || !slices.Equal(points.Values(), own.Values()) {
		t.Errorf("points over %s differ", name)
	}
	if got, want := Unique(rows, key), Unique(rows, slow(key)); !slices.Equal(got, want) {
		t.Errorf("unique %s: %v, row by row %v", name, got, want)
	}
	if got, want := NUnique(rows, key), NUnique(rows, slow(key)); got != want {
		t.Errorf("%d different %s, row by row %d", got, name, want)
	}
	if got, want := SortDesc(rows, Field[entry](key)), SortDesc(rows, Field[entry](slow(key))); !slices.Equal(got, want) {
		t.Errorf("sort by %s differs", name)
	}
	a, b := ColumnOf(rows[:200], Field[entry](key)), ColumnOf(rows[:200], Field[entry](slow(key)))
	for i := range a.Len() {
		x, _ := a.Value(i)
		y, _ := b.Value(i)
		if fmt.Sprint(x) != fmt.Sprint(y) {
			t.Errorf("%s of row %d is %v, row by row %v", name, i, x, y)
		}
	}
}

// Fields that read columns give what Of gives, for few rows and for many, which are worked on in several runs.
func TestColumnsAgreeWithRows(t *testing.T) {
	for _, rows := range [][]entry{entries(300, 100), entries(manyRows+77, 900), entries(5000, 1<<31)} {
		keyAgrees(t, rows, Keyer[entry, int](entrySize))
		keyAgrees(t, rows, Keyer[entry, int](entryPort))
		keyAgrees(t, rows, Keyer[entry, netip.Addr](entryHost))
		keyAgrees(t, rows, Keys(entryHost, NewKey("odd", func(e entry) bool { return e.of.size[e.i]%2 == 1 })))
		keyAgrees(t, rows, LabelFunc("net", entryHost, func(a netip.Addr) (string, bool) { return a.String()[:6], a.As4()[2] > 0 }))
		keyAgrees(t, rows, Label("name", entryHost, map[netip.Addr]string{rows[0].of.hosts[3]: "three", rows[0].of.hosts[4]: "four"}))
		keyAgrees(t, rows, Every(entryAt, 7*time.Minute))
		groupsAgree(t, "each minute", Resample(rows, entryAt, time.Minute), Resample(rows, slow(entryAt), time.Minute))
		for _, p := range []float64{0, 0.25, 0.5, 0.99, 1} {
			if got, want := Quantile(rows, entryPort, p), Quantile(rows, slowMeasure(entryPort), p); got != want {
				t.Errorf("quantile %v: %v, row by row %v", p, got, want)
			}
		}
		fields := []Field[entry]{entrySize, entryPort, entryHost, entryAt, entryRatio}
		own := []Field[entry]{slowMeasure(entrySize), slowMeasure(entryPort), slow(entryHost), slow(entryAt), slowMeasure(entryRatio)}
		if got, want := Describe(rows, fields...).String(), Describe(rows, own...).String(); got != want {
			t.Errorf("described by columns\n%s\nrow by row\n%s", got, want)
		}
	}
}

// A condition marks the rows that its Test accepts, one by one.
func TestConditionsAgreeWithRows(t *testing.T) {
	rows := entries(manyRows+5, 900)
	host := rows[0].of.hosts[7]
	odd := NewKey("odd", func(e entry) bool { return e.of.size[e.i]%2 == 1 })
	for _, c := range []Cond[entry]{
		entrySize.Is(74), entrySize.IsNot(74), entrySize.Lt(74), entrySize.Le(74), entrySize.Gt(74), entrySize.Ge(74), entrySize.Between(60, 90),
		entrySize.In(42, 74, 181), entrySize.In(), entryPort.Is(443), entryPort.IsNot(443), entryPort.In(1, 2, 3), entryPort.Present(), entryPort.Missing(),
		entryPort.Is(443).Not(), entryPort.Lt(1024), entryPort.Ge(1024), entryPort.Between(9, 99), entryPort.Is(1 << 60), entryPort.In(1 << 60),
		entrySize.That(func(v int) bool { return v%3 == 0 }), entrySize.Contains("7"), entrySize.HasPrefix("1"), entrySize.HasSuffix("9"), entrySize.Matches("^8.$"),
		entryRatio.Lt(3), entryRatio.Le(3), entryRatio.Gt(3), entryRatio.Ge(3), entryRatio.Between(3, 5), entryRatio.Present(), entryRatio.Missing(),
		entryHost.Is(host), entryHost.IsNot(host), entryHost.In(host), entryHost.That(netip.Addr.IsPrivate), entryHost.Lt(host), entryHost.Missing(),
		entryHost.Contains("0.1"), entryAt.Gt(unixNanos(1e12)), entryAt.Between(unixNanos(1e11), unixNanos(2e12)), entryAt.Is(unixNanos(5)),
		hostDef.Where(" in a net", "", netip.MustParsePrefix("10.0.1.0/24").Contains),
		odd.Is(true), entrySize.Gt(100).And(odd.Is(true), entryPort.Lt(9999).Or(entryHost.Is(host))), Or(odd.Is(false), Not(entryPort.Present())),
	} {
		want := FilterFunc(rows, c.Test)
		if got := Filter(rows, c); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows, one by one %d", c, len(got), len(want))
		}
	}
	if got, want := Explain(rows, entryPort.Lt(99), odd.Is(true)).Column("match it").Floats(), []float64{
		float64(len(Filter(rows, entryPort.Lt(99)))), float64(len(Filter(rows, entryPort.Lt(99), odd.Is(true))))}; !slices.Equal(got, want) {
		t.Errorf("explained as %v, want %v", got, want)
	}
}

// Conditions are said in the fields' language, and those that cannot be name the part.
func TestFilterText(t *testing.T) {
	host := netip.MustParseAddr("10.0.0.1")
	for want, c := range map[string]Cond[entry]{
		"f==74":                  entrySize.Is(74),
		"(f==74 && f<9) || !(f)": Or(And(entrySize.Is(74), entrySize.Lt(9)), entrySize.Missing()),
		"fin10.0.0.1 10.0.0.1":   entryHost.In(host, host),
		"fbetween5 7":            entrySize.Between(5, 7),
		`!(f!=3)`:                entrySize.IsNot(3).Not(),
	} {
		if got := c.FilterText(); got != want {
			t.Errorf("%s is said as %q, want %q", c, got, want)
		}
	}
	if got, want := panicOf(func() { entrySize.In(slices.Repeat([]int{1234567}, 20)...).FilterText() }), "too long"; !strings.HasSuffix(got, want) {
		t.Errorf("panics with %q, want %q", got, want)
	}
	for _, c := range []struct {
		cond Cond[entry]
		want string
	}{
		{entryPort.Is(1), "pcapnb: FilterText: port == 1 has no exact equivalent in Wireshark's language. pkts.Filter(…).FilterText() lists the packets instead"},
		{And(entrySize.Is(1), entryPort.Is(1)), "pcapnb: FilterText of frame.len == 1 && port == 1: the part port == 1 has no exact equivalent in Wireshark's language. pkts.Filter(…).FilterText() lists the packets instead"},
	} {
		if got := panicOf(func() { c.cond.FilterText() }); got != c.want {
			t.Errorf("panics with %q, want %q", got, c.want)
		}
	}
}

// A key of text that is a number too is added up as the number, and is no x axis.
func TestWithMeasure(t *testing.T) {
	rows := entries(100, 50)
	def := KeyDef[entry, string]{Name: "size", Of: func(e entry) (string, bool) { return fmt.Sprint("0x", e.of.size[e.i]), true },
		Column: func(rows []entry) *Column { return ColumnOf(rows, Field[entry](entrySize)) }}
	both := WithMeasure(def, &MeasureDef[entry]{Name: "size", Unit: "bytes", Of: func(e entry) (float64, bool) { return float64(e.of.size[e.i]), true }})
	if got, want := Sum(rows, both), Sum(rows, entrySize); got != want {
		t.Errorf("sum %v, want %v", got, want)
	}
	if got, want := Select(rows, both).String(), Select(rows, entrySize).String(); got != want {
		t.Errorf("shown as\n%s\nwant\n%s", got, want)
	}
	for want, f := range map[string]func(){
		"pcapnb: Points: size is text as a key; XY takes the number":      func() { Points(rows, both, both) },
		"pcapnb: size is no number; CountOf counts the rows that have it": func() { Sum(rows, WithMeasure(def, nil)) },
	} {
		if got := panicOf(f); got != want {
			t.Errorf("panics with %q, want %q", got, want)
		}
	}
}

// Rows of a registered kind are called by its noun, show as its table and are numbered by it.
func TestRegister(t *testing.T) {
	type coin struct{ cents int }
	Register(RowKind[coin]{Noun: "coin",
		Table: func(rows []coin) *Table {
			return Select(rows, NewNumber("value", "¢", func(c coin) int { return c.cents }))
		},
		Index: func(rows []coin) *Column { return NewColumn("mint", "", slices.Repeat([]string{"D"}, len(rows))) }})
	want := "mint  value (¢)\nD             5\nD            10"
	if got := (Rows[coin]{{5}, {10}}).String(); got != want {
		t.Errorf("shows as\n%s\nwant\n%s", got, want)
	}
	if got := GroupBy([]coin{{5}}, NewKey("c", func(c coin) int { return c.cents })).Count().Unit(); got != "coins" {
		t.Errorf("counted in %q", got)
	}
}

func TestSpan(t *testing.T) {
	rows := entries(manyRows, 9)
	first, last, ok := Span(rows, entryAt)
	if a, b, _ := Span(rows, slow(entryAt)); !ok || first != a || last != b || !first.Before(last) {
		t.Errorf("from %v to %v, row by row %v to %v", first, last, a, b)
	}
	if first, last, ok := Span(rows[:0], entryAt); ok || !first.IsZero() || !last.IsZero() {
		t.Errorf("of nothing: %v %v %v", first, last, ok)
	}
}

// A column made of parts has the values of one made of values.
func TestColumnDef(t *testing.T) {
	for _, c := range []struct {
		def  ColumnDef
		want *Column
	}{
		{ColumnDef{Kind: KindWhole, Ints: []int64{3, 0, 5}, OK: []bool{true, false, true}}, NewColumn("", "", []any{3, nil, 5})},
		{ColumnDef{Kind: KindTime, Ints: []int64{3, 5}}, NewColumn("", "", []time.Time{unixNanos(3), unixNanos(5)})},
		{ColumnDef{Kind: KindFloat, Floats: []float64{0.5, 1}}, NewColumn("", "", []float64{0.5, 1})},
		{ColumnDef{Kind: KindText, Codes: []uint32{1, NoCode, 0}, Dict: []any{"a", "b"}}, NewColumn("", "", []any{"b", nil, "a"})},
	} {
		got := c.def.Column()
		if got.Kind() != c.want.Kind() || NewTable(got).String() != NewTable(c.want).String() || ColumnType(got) != ColumnType(c.want) {
			t.Errorf("%v:\n%s\nwant\n%s", got.Kind(), NewTable(got), NewTable(c.want))
		}
		if x, y := got.XY(0); x != 0 || math.IsNaN(y) != (got.Kind() == KindText) {
			t.Errorf("point 0 is %v, %v", x, y)
		}
	}
}
