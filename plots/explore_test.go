package plots

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// sceneOf reads what a figure says of itself.
func sceneOf(t *testing.T, f interface{ Explored() string }) (s scene) {
	t.Helper()
	text := f.Explored()
	if again := f.Explored(); again != text {
		t.Error("Explored says something else the second time")
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return s
}

// UnmarshalJSON reads null as NaN.
func (n *numbers) UnmarshalJSON(text []byte) error {
	var all []*float64
	err := json.Unmarshal(text, &all)
	for _, v := range all {
		if v == nil {
			*n = append(*n, math.NaN())
		} else {
			*n = append(*n, *v)
		}
	}
	return err
}

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(v, w float64) bool { return v == w || math.IsNaN(v) && math.IsNaN(w) })
}

// A small figure says all its points, as they are.
func TestExploredPointsAreTheData(t *testing.T) {
	xs, ys := []float64{1, 2, 3.5, 4}, []float64{10, math.NaN(), 1e-7, -3}
	for name, f := range map[string]interface{ Explored() string }{
		"Line": Line("a", XYs{X: xs, Y: ys}), "Step": Step("a", XYs{X: xs, Y: ys}), "Scatter": Scatter("a", XYs{X: xs, Y: ys}),
		"Right": Line("a", XYs{Y: ys[2:]}).Right(XYs{X: xs, Y: ys}),
	} {
		s := sceneOf(t, f)
		last := s.Shapes[len(s.Shapes)-1]
		if !same(last.X, xs) || !same(last.Y, ys) || last.Right != (name == "Right") || s.Points != s.Drawn {
			t.Errorf("%s: %+v, want %v and %v", name, last, xs, ys)
		}
	}
	at := time.Date(2026, 11, 22, 6, 54, 19, 123456000, time.UTC)
	s := sceneOf(t, Line("a", XYs{X: []float64{seconds(at), seconds(at) + 60}, Y: []float64{1, 2}, Axes: Axes{Time: true}}))
	if got := unixTime(s.X.Base + s.Shapes[0].X[0]); got.Sub(at).Abs() > time.Microsecond {
		t.Errorf("the first point is at %v, want %v", got, at)
	}
}

func TestExploredBarsAreTheData(t *testing.T) {
	bars := Bars{Labels: []string{"a", "b", "c"}, Values: []float64{3, math.NaN(), 5}, Axes: Axes{YUnit: "bytes"}}
	for name, s := range map[string]scene{"Bar": sceneOf(t, Bar("t", bars)), "BarH": sceneOf(t, BarH("t", bars))} {
		shape := s.Shapes[0]
		values := shape.Y2
		if name == "BarH" {
			values = shape.X2
		}
		if !same(values, []float64{3, 5}) || !slices.Equal(shape.Texts, []string{"a\n3 bytes", "c\n5 bytes"}) {
			t.Errorf("%s: %+v", name, shape)
		}
	}
	sum := 0.0
	for _, n := range sceneOf(t, Hist("t", Values{1, 1, 2, 9, 9, 9}).Bins(3)).Shapes[0].Y2 {
		sum += n
	}
	if sum != 6 {
		t.Errorf("a histogram of 6 values counts %v", sum)
	}
	heat := sceneOf(t, Heatmap("t", Matrix{Rows: []string{"r", "s"}, Columns: []string{"x", "y"}, Cells: [][]float64{{1, 2}, {3, math.NaN()}}}))
	if want := []string{"x\nr\n1", "y\nr\n2", "x\ns\n3", "y\ns\nempty"}; !slices.Equal(heat.Shapes[0].Texts, want) {
		t.Errorf("cells %q, want %q", heat.Shapes[0].Texts, want)
	}
}

// However long a line is, its highest and lowest points and its gaps are among those drawn, and the page stays small.
func TestExploredIsBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	d := XYs{Y: make([]float64, 1_000_000), X: make([]float64, 1_000_000)}
	for i := range d.Y {
		d.X[i], d.Y[i] = float64(i)/7, random.NormFloat64()
	}
	d.Y[777_777], d.Y[123_456], d.Y[500_000] = 99, -99, math.NaN()
	for name, f := range map[string]interface{ Explored() string }{"Line": Line("t", d), "Scatter": Scatter("t", d), "lines": Line("t", d, XYs{Y: []float64{1, 2}})} {
		s := sceneOf(t, f)
		shape := s.Shapes[0]
		if n := len(f.Explored()); n > 600_000 || s.Drawn > mostExplored || s.Points < len(d.Y) || s.Drawn < mostExplored/4 {
			t.Errorf("%s: %d bytes with %d of %d points", name, n, s.Drawn, s.Points)
		}
		if !slices.Contains(shape.Y, 99) || !slices.Contains(shape.Y, -99) {
			t.Errorf("%s: the highest or the lowest point is left out", name)
		}
		if name != "Scatter" && !slices.ContainsFunc(shape.Y, math.IsNaN) {
			t.Errorf("%s: the gap is left out", name)
		}
		if !slices.IsSorted(shape.X) {
			t.Errorf("%s: the points are out of order", name)
		}
	}
}

// What is a picture only says nothing, and nothing that a stranger named ends the attribute or the script that it is put into.
func TestExploredOthers(t *testing.T) {
	for name, f := range map[string]interface{ Explored() string }{
		"Ladder": Ladder("t", Messages{{0, "a", "b", "hi"}}), "Network": Network("t", Links{{"a", "b", 1}}), "nothing": Line("t"),
		"large": Heatmap("t", Matrix{Cells: [][]float64{make([]float64, mostExplored+1)}}),
	} {
		if got := f.Explored(); got != "" {
			t.Errorf("%s: %.100s", name, got)
		}
	}
	if got := Bar("</script>", Bars{Labels: []string{`"><script>`}, Values: []float64{1}}).Explored(); strings.ContainsAny(got, "<>") {
		t.Error("markup in", got)
	}
}

// Every kind of figure that is explored says a point for each of its values.
func TestExploredKinds(t *testing.T) {
	segments := Segments{{Time: 0, Seq: 1, Ack: 1, Length: 100, FromClient: true, Window: 9}, {Time: 1, Seq: 1, Ack: 101, Window: 500, SACK: [][2]float64{{201, 301}}}}
	for name, want := range map[string]struct {
		f     interface{ Explored() string }
		kinds []string
	}{
		"CDF":          {CDF("t", Values{1, 2, 3}), []string{"line 4"}},
		"Area":         {Area("t", XYs{Y: []float64{1, 2}}, XYs{Y: []float64{3, 4}}), []string{"area 2", "area 2"}},
		"Stacked":      {Stacked("t", Matrix{Cells: [][]float64{{1, 2}, {3, 0}}}), []string{"rects 2", "rects 1"}},
		"Hist":         {Hist("t", Values{1, 2}, Values{5}).Bins(2), []string{"line 4", "line 4"}},
		"Box":          {Box("t", Values{1, 2, 3, 4, 99}), []string{"rects 1", "strokes 2", "strokes 1", "points 1"}},
		"TimeSequence": {TimeSequence("t", segments), []string{"line 1", "strokes 1", "line 1"}},
		"TCPTrace":     {TCPTrace("t", segments).FromClient(), []string{"line 1", "line 1", "strokes 1", "strokes 1"}},
	} {
		var got []string
		for _, s := range sceneOf(t, want.f).Shapes {
			got = append(got, fmt.Sprint(s.Kind, " ", len(s.X)))
		}
		if !slices.Equal(got, want.kinds) {
			t.Errorf("%s: shapes %q, want %q", name, got, want.kinds)
		}
	}
}
