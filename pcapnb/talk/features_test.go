package talk

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"netlab/pcapnb"
)

// TestFeatures compares the features of TCP streams with those that testdata/features.py worked out with tshark and pandas.
func TestFeatures(t *testing.T) {
	want := pcapnb.MustLoadCSV("testdata/features.csv")
	compared := 0
	for capture, rows := range want.GroupBy("capture").All() {
		talks := Conversations(pcapnb.MustLoad(fmt.Sprintf("../../testdata/%v.pcap", capture)), TCP)
		got := talks.Features(4)
		if got.Len() != rows.Len() {
			t.Fatalf("%v: %d streams, want %d", capture, got.Len(), rows.Len())
		}
		for i, c := range talks {
			row := rows.Filter(rows.Int("stream").Is(c.Stream))
			for _, name := range want.Columns()[2:] {
				w, hasWant := row.Column(name).Number(0)
				g, has := got.Column(name).Number(i)
				if has != hasWant || math.Abs(g-w) > 1e-9*max(1, math.Abs(w)) {
					t.Errorf("%v stream %d: %s is %v (%v), pandas has %v (%v)", capture, c.Stream, name, g, has, w, hasWant)
				}
				compared++
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d numbers were compared", compared)
	}
	for _, name := range want.Columns()[2:] {
		if want.Column(name).Missing() == want.Len() {
			t.Errorf("%s is nowhere", name)
		}
	}
}

// TestFans counts who turned to how many a second way.
func TestFans(t *testing.T) {
	for _, name := range []string{"exfil", "morning", "unreachable"} {
		ps := pcapnb.MustLoad("../../testdata/" + name + ".pcap")
		talks := append(Conversations(ps, TCP), Conversations(ps, UDP)...)
		fans := Fans(ps)
		attempts := 0
		for i, f := range fans {
			own := talks.Filter(A.Is(f.Addr))
			targets := pcapnb.NUnique(own, pcapnb.Keys(B, PortB))
			failed := len(own.FilterFunc(func(c Conversation) bool {
				return c.PacketsBA == 0 || slices.Contains([]string{"refused", "half-open"}, c.State)
			}))
			if f.Targets != targets || f.Hosts != pcapnb.NUnique(own, B) || f.Ports != pcapnb.NUnique(own, PortB) || f.Attempts != len(own) || f.Failed != failed {
				t.Errorf("%s: %+v is of %d conversations with %d targets, %d failed", name, f, len(own), targets, failed)
			}
			if got := len(f.Trace()); got != int(pcapnb.Sum(own, Packets).Value) {
				t.Errorf("%s: %v has %d packets", name, f.Addr, got)
			}
			if i > 0 && f.Targets > fans[i-1].Targets {
				t.Errorf("%s: %v comes too late", name, f.Addr)
			}
			attempts += f.Attempts
		}
		if attempts != len(talks) {
			t.Errorf("%s: %d attempts, want %d", name, attempts, len(talks))
		}
	}
}

// TestPeriodic finds what reports every six seconds, and works out all rhythms a second way.
func TestPeriodic(t *testing.T) {
	ps := pcapnb.MustLoad("../../testdata/morning.pcap")
	beats := Periodic(ps, time.Second)
	if len(beats) == 0 || beats[0].Port != 80 || beats[0].Contacts != 4 {
		t.Fatalf("the sensor that reports every six seconds does not come first:\n%v", beats)
	}
	for _, b := range beats {
		var begins []float64
		for _, c := range append(Conversations(ps, TCP), Conversations(ps, UDP)...).Filter(A.Is(b.A), B.Is(b.B), PortB.Is(b.Port)) {
			if c.Layer != b.Layer {
				continue
			}
			before := math.Inf(-1)
			for _, p := range c.Trace() {
				at, _ := pcapnb.TimeEpoch.Of(p)
				if at-before > 1 {
					begins = append(begins, at)
				}
				before = at
			}
		}
		slices.Sort(begins)
		gaps := []float64{}
		for i := range len(begins) - 1 {
			gaps = append(gaps, begins[i+1]-begins[i])
		}
		s := pcapnb.NewSeries("gap", "seconds", "", make([]int, len(gaps)), gaps)
		median := s.Median().Value
		jitter := s.Map(func(v float64) float64 { return math.Abs(v - median) }).Median().Value
		for _, pair := range [][2]float64{{b.Interval.Seconds(), median}, {b.Jitter.Seconds(), jitter}, {b.Least.Seconds(), s.Min().Value}, {b.Most.Seconds(), s.Max().Value}} {
			if math.Abs(pair[0]-pair[1]) > 1e-6 {
				t.Errorf("%v to %v port %d: got %v, want %v", b.A, b.B, b.Port, pair[0], pair[1])
			}
		}
		if b.Contacts != len(begins) || len(begins) < 4 {
			t.Errorf("%v to %v port %d: %d contacts, want %d", b.A, b.B, b.Port, b.Contacts, len(begins))
		}
	}
}
