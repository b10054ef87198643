package pcapnb

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Where one packet quotes another, a field has two values there and tshark shows both: the other packets' numbers count.
func TestFieldsWithSeveralValuesAddUp(t *testing.T) {
	several := 0
	paths, err := filepath.Glob("../testdata/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		pkts, err := LoadContext(t.Context(), LoadOptions{NoCache: true}, path)
		if len(pkts) == 0 {
			t.Fatal(path, err)
		}
		for _, name := range []string{"ip.len", "ip.flags", "tcp.flags.syn", "ip.ttl"} {
			field, want := pkts.Field(name), 0.0
			for _, p := range pkts {
				text, _ := field.Of(p)
				several += strings.Count(text, ",")
				switch n, err := strconv.ParseInt(text, 0, 64); {
				case err == nil:
					want += float64(n)
				case text == "True":
					want++
				}
			}
			if got := pkts.Sum(field); got.Value != want {
				t.Errorf("%s: the sum of %s is %v, want %v", path, name, got, want)
			}
		}
	}
	if several == 0 {
		t.Error("no field has several values: the test proves nothing")
	}
}

func TestWhatIsNoNumberDoesNotAddUp(t *testing.T) {
	pkts := MustLoad("../testdata/ten.pcap")
	for _, name := range []string{"ip.src", "tcp.analysis.retransmission", "dns.qry.name"} {
		want := "pcapnb: " + name + " is no number; CountOf counts the packets that have it"
		if got := panicOf(func() { pkts.Sum(pkts.Field(name)) }); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPacketsOfNoStreamHaveNoNumber(t *testing.T) {
	for _, p := range MustLoad("../testdata/ten.pcap") {
		if n := p.TCPStream(); n < 0 != !p.Has(TCPStream) {
			t.Errorf("%v is in stream %d", p, n)
		}
	}
}

func TestRowFloat(t *testing.T) {
	table := NewTable(NewColumn("n", "", []any{2, nil, 0.5}))
	twice := table.With("twice", func(r Row) any { return r.Float("n") * 2 })
	for i, want := range []float64{4, math.NaN(), 1} {
		n, ok := twice.Row(i).Number("twice")
		if ok == math.IsNaN(want) || ok && n != want {
			t.Errorf("row %d: %v, %v, want %v", i, n, ok, want)
		}
	}
}

func TestManyHiddenColumnsAreCounted(t *testing.T) {
	var cols []*Column
	for i := range 400 {
		cols = append(cols, NewColumn(strconv.Itoa(i), "", []int{i}))
	}
	html := NewTable(cols...).HTML()
	if !strings.Contains(html, " more") || len(html) > 5000 {
		t.Errorf("%d bytes: %s", len(html), html)
	}
}
