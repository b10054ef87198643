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

// XY is Points where x is a number that serves as a key, too; a number of Wireshark's is text as a key.
func TestXY(t *testing.T) {
	pkts := MustLoad("../testdata/web.pcap", "../testdata/ten.pcap")
	for name, c := range map[string]struct {
		x Number[Packet, int]
		y Measurer[Packet]
	}{"all have both": {FrameNumber, Length}, "some lack x": {PortDst, Length}, "some lack y": {Length, PortSrc}, "some lack either": {PortDst, TCPLen}} {
		want, got := Points(pkts, c.x, c.y), XY(pkts, c.x, c.y)
		if got.String() != want.String() || got.Len() == 0 {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	byField := XY(pkts, pkts.Field("ip.ttl"), Length)
	for i, p := range pkts.Filter(pkts.Field("ip.ttl").Present()) {
		if x, _ := byField.XY(i); x != float64(p.TTL()) {
			t.Fatalf("point %d lies at %v, want the TTL of %v", i, x, p)
		}
	}
	want := "pcapnb: Points: ip.ttl is text as a key; XY takes the number"
	if got := panicOf(func() { Points(pkts, pkts.Field("ip.ttl"), Length) }); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
