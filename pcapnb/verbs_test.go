package pcapnb

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
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
	return NewOptionalMeasure(m.FieldName(), table.ColumnOf([]T(nil), Field[T](m)).Unit, func(row T) (float64, bool) {
		v, ok := m.Value(row)
		if !ok {
			return 0, false
		}
		if n, whole := v.(int); whole {
			return float64(n), true
		}
		return v.(float64), true
	})
}

func equalSeries[K comparable](t *testing.T, what string, got, want Series[K]) {
	t.Helper()
	if got.String() != want.String() || got.Len() != want.Len() {
		t.Fatalf("%s: by columns\n%s\nrow by row\n%s", what, got, want)
	}
	for i := range got.Len() {
		a, hasA := got.Value(i)
		b, hasB := want.Value(i)
		if got.Key(i) != want.Key(i) || hasA != hasB || math.Abs(a-b) > 1e-12*math.Abs(b) {
			t.Errorf("%s: place %d: %v %v and %v %v", what, i, got.Key(i), a, want.Key(i), b)
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

func TestPacketsShowCut(t *testing.T) {
	ps := sorts(t)
	if got := ps.HTML(); !strings.Contains(got, words.Count(len(ps))+" rows × 18 columns") || strings.Count(got, "<tr>") != 12 {
		t.Errorf("packets show as %s", got)
	}
}

// misuse is what the verbs say when they are asked for what cannot be.
func TestMisusePanicsInOneLine(t *testing.T) {
	ps := Packets{}
	for want, f := range map[string]func(){
		`pcapnb: Head(-1): want a number of rows, 0 or more`:                            func() { ps.Head(-1) },
		`pcapnb: Resample(0s): want an interval longer than 0`:                          func() { ps.Resample(0) },
		`pcapnb: Quantile(2): want a fraction from 0 to 1`:                              func() { ps.Quantile(Length, 2) },
		"pcapnb: protocol.Matches(\"(\"): error parsing regexp: missing closing ): `(`": func() { Protocol.Matches("(") },
		`pcapnb: SendRates(-1s): want a window longer than 0`:                           func() { SendRates(ps, -time.Second) },
	} {
		if got := panicOf(f); got != want {
			t.Errorf("panics with %q, want %q", got, want)
		}
	}
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
	gap := 0
	for _, ok := rate.Value(gap); ok; _, ok = rate.Value(gap) {
		gap++
	}
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
	const name = "frame.time"
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

func panicOf(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}
