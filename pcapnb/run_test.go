package pcapnb

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"
)

// manyGenerated are more packets of one capture than are kept outside of the heap.
func manyGenerated(t *testing.T) Packets {
	t.Helper()
	ps, err := Read(bytes.NewReader(conversations(7, 37_000)))
	if err != nil || len(ps) < 1<<18 {
		t.Fatalf("%d packets, %v", len(ps), err)
	}
	return ps
}

// inOrders calls f with many packets as they were loaded, and in other orders, in parts and of several captures.
func inOrders(t *testing.T, f func(t *testing.T, ps Packets)) {
	n := 100_000
	if testing.Short() {
		n = 20_000
	}
	ps := manyGenerated(t)[:n]
	few := MustLoad("../testdata/web.pcap")
	dice := rand.New(rand.NewPCG(3, 4))
	shuffled := slices.Clone(ps)
	dice.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
	reversed := slices.Clone(ps)
	slices.Reverse(reversed)
	swapped := slices.Clone(ps)
	for range 100 { // most blocks are runs of rows yet
		i, k := dice.IntN(len(ps)), dice.IntN(len(ps))
		swapped[i], swapped[k] = swapped[k], swapped[i]
	}
	for name, ps := range map[string]Packets{
		"as loaded": ps, "from the fifth": ps[5:], "a part": ps[1024*3 : n-1024*2+17], "shuffled": shuffled, "reversed": reversed, "swapped": swapped,
		"another capture's last":   slices.Concat(ps, few),
		"another capture's first":  slices.Concat(few, ps),
		"another capture's within": slices.Concat(ps[:n/10*7], few[:1], ps[n/10*7:]),
		"few":                      few,
	} {
		t.Run(name, func(t *testing.T) { f(t, ps) })
	}
}

// TestFilterAsRowByRow filters column block by column block and asks each packet.
func TestFilterAsRowByRow(t *testing.T) {
	conds := []Cond[Packet]{
		Length.Gt(100), Length.Le(40), Length.Between(60, 200), Length.IsNot(40), Length.Gt(1 << 20), Length.Lt(-1), Length.Lt(1 << 40), Length.Ge(-5),
		Length.Between(9, 3), Length.Is(-1), Length.IsNot(1 << 40), PortDst.Lt(1005), PortDst.IsNot(80), PortDst.Is(80), PortSrc.Gt(65535), TTL.Ge(64), Seq.Gt(1 << 31),
		Protocol.Is("TCP"), Protocol.IsNot("TCP"), Protocol.Contains("P"), IPSrc.Is("192.0.2.1"), IPDst.Is("192.0.2.0/29"), Flags.Is("S"),
		PortDst.Is(80).And(Length.Gt(100)), Not(PortDst.Gt(80)), PortDst.Is(80).Or(Flags.Contains("F")), PortDst.That(func(port int) bool { return port%2 == 0 }),
	}
	inOrders(t, func(t *testing.T, ps Packets) {
		for _, c := range conds {
			got, want := ps.Filter(c), ps.FilterFunc(c.Test)
			if !slices.Equal(got, want) {
				t.Errorf("%v: %d packets, row by row %d", c, len(got), len(want))
			}
		}
	})
}

// TestFilteredPacketsStay collects garbage and asks packets that were filtered, which were put down as numbers, and one of
// another capture that nothing else holds.
func TestFilteredPacketsStay(t *testing.T) {
	kept := manyGenerated(t).Filter(Length.Gt(100))
	const longest = 9 // of ten.pcap
	kept[0] = MustLoad("../testdata/ten.pcap")[longest]
	runtime.GC()
	var garbage [][]byte
	for range 100 {
		garbage = append(garbage, bytes.Repeat([]byte{0xff}, 1<<16))
	}
	runtime.GC()
	for _, p := range kept {
		if p.Length() <= 100 || len(p.Bytes()) != p.Length() {
			t.Fatalf("packet %d has %d bytes, %d of them there", p.Number(), p.Length(), len(p.Bytes()))
		}
	}
	runtime.KeepAlive(garbage)
	grown := append(kept, kept[0])
	if slices.SortStableFunc(grown, func(a, b Packet) int { return b.Number() - a.Number() }); grown[0].Number() < grown[len(grown)-1].Number() {
		t.Error("not sorted")
	}
}

// TestIntervalsAsRowByRow groups by time with what is known of blocks of rows, and with a key that only tells the time of each.
func TestIntervalsAsRowByRow(t *testing.T) {
	plain := NewKey("datetime", func(p Packet) time.Time { return p.Time() })
	inOrders(t, func(t *testing.T, ps Packets) {
		if ps.Duration() > 24*time.Hour {
			return // too many seconds
		}
		for _, every := range []time.Duration{3 * time.Millisecond, 7 * time.Second} {
			got, want := ps.Resample(every), Resample(ps, plain, every)
			sameSeries(t, every.String()+", sums", got.Sum(Length), want.Sum(Length))
			sameSeries(t, every.String()+", counts", got.Count(), want.Count())
			sameSeries(t, every.String()+", ports", got.Sum(PortDst), want.Sum(PortDst))
			sameSeries(t, every.String()+", last", got.Last(Length), want.Last(Length))
			by, plainly := GroupBy(ps, Every(Time, every)), GroupBy(ps, Every[Packet](plain, every))
			sameSeries(t, every.String()+", by interval", by.Sum(Length), plainly.Sum(Length))
			sameSeries(t, every.String()+", with missing", by.WithMissing().Mean(PortDst), plainly.WithMissing().Mean(PortDst))
			if key := got.Keys()[0]; !slices.Equal(got.Get(key), want.Get(key)) {
				t.Errorf("%v: the first interval has %d packets, row by row %d", every, len(got.Get(key)), len(want.Get(key)))
			}
		}
	})
}

func sameSeries(t *testing.T, what string, got, want Series[time.Time]) {
	t.Helper()
	if !slices.EqualFunc(got.Keys(), want.Keys(), time.Time.Equal) {
		t.Errorf("%s: %d keys, row by row %d", what, len(got.Keys()), len(want.Keys()))
	}
	if !slices.EqualFunc(got.Values(), want.Values(), func(a, b float64) bool { return a == b || a != a && b != b }) {
		t.Errorf("%s:\n%v\nrow by row\n%v", what, got, want)
	}
}
