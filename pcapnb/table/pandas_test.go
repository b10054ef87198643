package table

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

// made is a row of testdata/pandas/rows.csv; an empty cell there is nil here.
type made struct {
	nanos    int64
	src, dst *string
	port     *int
	length   int
	ratio    *float64
}

// The fields of made rows, without any fast path.
var (
	madeTime   = NewKey("datetime", func(r made) time.Time { return unixNanos(r.nanos) })
	madeSrc    = NewOptionalKey("src", func(r made) (string, bool) { return deref(r.src) })
	madeDst    = NewOptionalKey("dst", func(r made) (string, bool) { return deref(r.dst) })
	madePort   = NewOptionalNumber("port", "", func(r made) (int, bool) { return deref(r.port) })
	madeLength = NewNumber("length", "bytes", func(r made) int { return r.length })
	madeRatio  = NewOptionalMeasure("ratio", "", func(r made) (float64, bool) { return deref(r.ratio) })
)

func deref[V any](p *V) (V, bool) {
	if p == nil {
		return *new(V), false
	}
	return *p, true
}

func madeRows(t testing.TB) []made {
	f, err := os.Open("testdata/pandas/rows.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []made
	for _, r := range records[1:] {
		row := made{nanos: must(strconv.ParseInt(r[0], 10, 64)), length: must(strconv.Atoi(r[4]))}
		if r[1] != "" {
			row.src = &r[1]
		}
		row.dst = &r[2]
		if r[3] != "" {
			row.port = new(must(strconv.Atoi(r[3])))
		}
		if r[5] != "" {
			row.ratio = new(must(strconv.ParseFloat(r[5], 64)))
		}
		rows = append(rows, row)
	}
	return rows
}

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

// figures are what pandas made of the rows.
type figures struct {
	Rows         map[string]map[string]float64
	Groups       map[string]map[string]map[string][]keyed
	Pairs        map[string]map[string][]keyed
	Size         map[string][]keyed
	Missing      []keyed
	ValueCounts  map[string][]keyed `json:"value_counts"`
	Unique       map[string][]string
	Describe     map[string][]keyed
	DescribeText map[string]string `json:"describe_text"`
	DescribeTime map[string]any    `json:"describe_time"`
	Resample     map[string]map[string]map[string][]keyed
	Rolling      map[string]map[string]map[string][]keyed
	RollingTime  map[string]map[string][]keyed `json:"rolling_time"`
	Pivot        map[string]map[string]*float64
	Sort         map[string][]int
	Diff, Cumsum []keyed
	Gaps         []*float64
	GapsSrc      []*float64 `json:"gaps_src"`
	Join         [][2]any
}

// keyed is a key as text (several for a pair, one of them nil for none) and a number or nil.
type keyed struct {
	key   string
	value *float64
}

func (k *keyed) UnmarshalJSON(b []byte) error {
	var pair [2]any
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	switch key := pair[0].(type) {
	case []any:
		k.key = fmt.Sprintf("%s, %s", key[0], key[1])
	case string:
		k.key = key
	}
	if v, ok := pair[1].(float64); ok {
		k.value = &v
	}
	return nil
}

func pandasFigures(t testing.TB) figures {
	b, err := os.ReadFile("testdata/pandas/figures.json")
	if err != nil {
		t.Fatal(err)
	}
	var f figures
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// near reports whether two numbers agree to twelve digits.
func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b))
}

// same compares a series with what pandas has.
func same[K comparable](t *testing.T, what string, got Series[K], want []keyed) {
	t.Helper()
	if got.Len() != len(want) {
		t.Errorf("%s: %d keys, pandas has %d", what, got.Len(), len(want))
		return
	}
	for i, w := range want {
		key := keyText(got.Key(i))
		if got.KeyMissing(i) {
			key = ""
		}
		if key != w.key {
			t.Errorf("%s: key %d is %q, pandas has %q", what, i, key, w.key)
			return
		}
		v, ok := got.Value(i)
		if ok != (w.value != nil) || ok && !near(v, *w.value) {
			t.Errorf("%s of %q: %v %v, pandas has %v", what, key, v, ok, show(w.value))
		}
	}
}

func show(v *float64) any {
	if v == nil {
		return "nothing"
	}
	return *v
}

func keyText(k any) string {
	switch k := k.(type) {
	case time.Time:
		return strconv.FormatInt(k.UnixNano(), 10)
	}
	return formatAny(k, 0)
}

func TestReduceAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	for name, m := range map[string]Measurer[made]{"length": madeLength, "ratio": madeRatio, "port": madePort} {
		w := want.Rows[name]
		for what, got := range map[string]Stat{
			"sum": Sum(rows, m), "mean": Mean(rows, m), "median": Median(rows, m), "std": Std(rows, m),
			"min": Min(rows, m), "max": Max(rows, m), "q1": Quantile(rows, m, 0.01), "q90": Quantile(rows, m, 0.9),
		} {
			if got.Missing || !near(got.Value, w[what]) {
				t.Errorf("%s of %s: %v, pandas has %v", what, name, got.Value, w[what])
			}
		}
	}
	if got := NUnique(rows, madePort); float64(got) != want.Rows["port"]["nunique"] {
		t.Errorf("NUnique of port: %d, pandas has %v", got, want.Rows["port"]["nunique"])
	}
}

func reducersAsPandas[K comparable](t *testing.T, what string, g Groups[made, K], m Measurer[made], want map[string][]keyed) {
	for name, got := range map[string]Series[K]{
		"sum": g.Sum(m), "mean": g.Mean(m), "median": g.Median(m), "std": g.Std(m), "min": g.Min(m), "max": g.Max(m),
		"first": g.First(m), "last": g.Last(m), "nunique": g.NUnique(m), "q10": g.Quantile(m, 0.1), "q99": g.Quantile(m, 0.99),
	} {
		same(t, what+": "+name, got, want[name])
	}
}

func TestGroupByAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	for name, m := range map[string]Measurer[made]{"length": madeLength, "ratio": madeRatio} {
		reducersAsPandas(t, name+" by src", GroupBy(rows, madeSrc), m, want.Groups["src"][name])
		reducersAsPandas(t, name+" by port", GroupBy(rows, madePort), m, want.Groups["port"][name])
		reducersAsPandas(t, name+" by src and port", GroupBy(rows, Keys(madeSrc, madePort)), m, want.Pairs[name])
	}
	same(t, "count by src", GroupBy(rows, madeSrc).Count(), want.Size["src"])
	same(t, "count by port", GroupBy(rows, madePort).Count(), want.Size["port"])
	same(t, "sum by port, missing kept", GroupBy(rows, madePort).WithMissing().Sum(madeLength), want.Missing)
}

func TestAggAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	g := GroupBy(rows, madeSrc)
	table := g.Agg(SumOf(madeRatio), MeanOf(madeRatio), MedianOf(madeRatio), StdOf(madeRatio), MinOf(madeRatio), MaxOf(madeRatio),
		FirstOf(madeRatio), LastOf(madeRatio), NUniqueOf(madeRatio), QuantileOf(madeRatio, 0.1))
	for i, name := range []string{"sum", "mean", "median", "std", "min", "max", "first", "last", "nunique", "q10"} {
		c := table.cols[i+1]
		s := &series[string]{keys: g.Keys(), values: make([]float64, c.n)}
		for r := range c.n {
			v, ok := c.Number(r)
			if s.values[r] = v; !ok {
				s.drop(r)
			}
		}
		same(t, "Agg "+name, s, want.Groups["src"]["ratio"][name])
	}
}

func TestValueCountsAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	same(t, "src", ValueCounts(rows, madeSrc), want.ValueCounts["src"])
	same(t, "port", ValueCounts(rows, madePort), want.ValueCounts["port"])
	same(t, "length", ValueCounts(rows, madeLength), want.ValueCounts["length"])
}

func TestUniqueAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	if got := Unique(rows, madeSrc); !slices.Equal(got, want.Unique["src"]) {
		t.Errorf("src: %v, pandas has %v", got, want.Unique["src"])
	}
	var ports []string
	for _, p := range Unique(rows, madePort) {
		ports = append(ports, strconv.Itoa(p))
	}
	if !slices.Equal(ports, want.Unique["port"]) {
		t.Errorf("port: %v, pandas has %v", ports, want.Unique["port"])
	}
}

func TestDescribeAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	for name, m := range map[string]Field[made]{"length": madeLength, "ratio": madeRatio, "port": madePort} {
		d := Describe(rows, m)
		for i, w := range want.Describe[name] {
			stat, _ := d.cols[0].Value(i)
			if got, ok := d.cols[1].Number(i); stat != w.key || !ok || !near(got, *w.value) {
				t.Errorf("%s of %s: %v %v, pandas has %s %v", stat, name, got, ok, w.key, *w.value)
			}
		}
	}
	d := Describe(rows, madeSrc)
	for i := range d.n {
		stat := d.Row(i).Text("")
		if got := rawText(d.cols[1].others[i]); got != want.DescribeText[stat] {
			t.Errorf("%s of src: %s, pandas has %s", stat, got, want.DescribeText[stat])
		}
	}
	d = Describe(rows, madeTime)
	for i := range d.n {
		got, w := d.cols[1].others[i], want.DescribeTime[d.Row(i).Text("")]
		at, ok := got.(time.Time)
		if !ok {
			continue
		}
		// pandas reckons with float64, which is a few hundred nanoseconds off in this century; we do not.
		if ns := must(strconv.ParseInt(w.(string), 10, 64)); at.UnixNano()-ns > 1024 || ns-at.UnixNano() > 1024 {
			t.Errorf("%s of datetime: %d, pandas has %v", d.Row(i).Text(""), at.UnixNano(), w)
		}
	}
}

func TestResampleAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	for every, byMeasure := range want.Resample {
		d := must(time.ParseDuration(map[string]string{"10min": "10m"}[every] + map[bool]string{true: every}[every != "10min"]))
		for name, m := range map[string]Measurer[made]{"length": madeLength, "ratio": madeRatio} {
			w := byMeasure[name]
			g := Resample(rows, madeTime, d)
			same(t, every+" sum", g.Sum(m), w["sum"])
			same(t, every+" count", g.Count(), w["count"])
			same(t, every+" mean", g.Mean(m), w["mean"])
			same(t, every+" max", g.Max(m), w["max"])
			same(t, every+" median", g.Median(m), w["median"])
		}
	}
}

func windowsAsPandas(t *testing.T, what string, w Windows[time.Time], want map[string][]keyed) {
	for name, got := range map[string]Series[time.Time]{
		"sum": w.Sum(), "mean": w.Mean(), "median": w.Median(), "min": w.Min(), "max": w.Max(), "std": w.Std(), "count": w.Count(),
	} {
		if want[name] == nil {
			continue
		}
		if name == "std" { // pandas updates it from window to window and loses digits: nine agree at most
			got, want[name] = rounded(got), roundedKeyed(want[name])
		}
		same(t, what+" "+name, got, want[name])
	}
}

func rounded[K comparable](s Series[K]) Series[K] {
	return s.Map(func(v float64) float64 { return math.Round(v * 1e4) })
}

func roundedKeyed(all []keyed) []keyed {
	for _, k := range all {
		if k.value != nil {
			*k.value = math.Round(*k.value * 1e4)
		}
	}
	return all
}

func TestRollingAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	s := Points(rows, madeTime, madeLength)
	for n, w := range want.Rolling {
		windowsAsPandas(t, "over "+n, s.Rolling(must(strconv.Atoi(n))), w["length"])
	}
	for d, w := range want.RollingTime {
		windowsAsPandas(t, "over "+d, s.RollingTime(must(time.ParseDuration(d))), w)
	}
	same(t, "Diff", s.Diff(), want.Diff)
	same(t, "CumSum", Points(rows, madeTime, madeRatio).CumSum(), want.Cumsum)
}

func TestPivotAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	p := Pivot(rows, madeSrc, madeDst, MeanOf(madeLength))
	for r, src := range p.Rows() {
		for c, dst := range p.Cols() {
			got, ok := p.Cell(r, c)
			w := want.Pivot[src][dst]
			if ok != (w != nil) || ok && !near(got, *w) {
				t.Errorf("%s, %s: %v %v, pandas has %v", src, dst, got, ok, show(w))
			}
		}
	}
	if len(p.Rows()) != len(want.Pivot) {
		t.Errorf("%d rows, pandas has %d", len(p.Rows()), len(want.Pivot))
	}
}

func TestSortAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	for what, got := range map[string][]made{
		"ratio": Sort(rows, madeRatio), "ratio_desc": SortDesc(rows, madeRatio),
		"src,port": Sort(rows, madeSrc, madePort), "dst,length_desc": SortDesc(rows, madeDst, madeLength),
	} {
		for i, at := range want.Sort[what] {
			if got[i].nanos != rows[at].nanos {
				t.Errorf("%s: place %d differs from pandas", what, i)
				break
			}
		}
	}
}

func TestInterArrivalAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	check := func(what string, got Series[time.Time], want []*float64) {
		for i, w := range want {
			if v, ok := got.Value(i); ok != (w != nil) || ok && !near(v, *w) {
				t.Errorf("%s %d: %v %v, pandas has %v", what, i, v, ok, show(w))
			}
		}
	}
	check("gap", InterArrival(rows, madeTime), want.Gaps)
	check("gap by src", InterArrivalBy(GroupBy(rows, madeSrc), madeTime), want.GapsSrc)
}

func TestJoinAsPandas(t *testing.T) {
	rows, want := madeRows(t), pandasFigures(t)
	labels := NewTable(NewColumn("dst", "", []string{"192.168.1.1", "192.168.1.13", "192.168.1.13"}),
		NewColumn("name", "", []string{"router", "laptop", "notebook"}))
	got := Select(rows, madeDst, NewKey("nanos", func(r made) int { return int(r.nanos) })).Join(labels, "dst")
	if got.Len() != len(want.Join) {
		t.Fatalf("%d rows, pandas has %d", got.Len(), len(want.Join))
	}
	for i, w := range want.Join {
		name, ok := got.Column("name").Value(i)
		if w[1] != nil && name != w[1] || ok != (w[1] != nil) {
			t.Errorf("row %d: %v, pandas has %v", i, name, w[1])
		}
	}
}
