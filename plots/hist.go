package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Hist counts values in bins whose edges are round numbers; a bin includes its lower edge, the last one both.
// The rule of Freedman and Diaconis gives the number of bins; Bins sets it. Several samples are drawn as
// outlines over the same bins.
func Hist(title string, data ...Floater) *HistPlot {
	p := newPlot("Hist", title)
	d := &histLayer{p: p, all: p.readFloats(data)}
	for _, s := range d.all {
		d.sorted = append(d.sorted, s.values...)
		d.values = d.values.join(s.ext)
	}
	slices.Sort(d.sorted)
	d.looks = looks(sizes(d.all), mostNamed)
	p.legend(d.looks, func(i int) string { return d.all[i].name }, true)
	p.y.name = "Count"
	return &HistPlot{p.show(d), d}
}

// A HistPlot is the figure that Hist draws.
//
//plots:methods LogX LogY XRange YRange Names Panels MarkX MarkY Shade Note
type HistPlot struct {
	*Plot
	bins *histLayer
}

// Bins sets the approximate number of bins: their edges are still round numbers.
func (p *HistPlot) Bins(n int) *HistPlot {
	if n < 1 || n > 10000 {
		misused("Bins(%d): a histogram has 1 to 10000 bins", n)
	}
	p.bins.wanted = n
	p.refresh()
	return p
}

// A sample is one Floater's values, sorted, the missing ones left out.
type sample struct {
	name   string
	values []float64
	ext    extent
}

// readFloats reads all samples. Their y name is what they measure, and goes to the x axis.
func (p *Plot) readFloats(sources []Floater) []sample {
	all := make([]sample, len(sources))
	for i, src := range sources {
		p.refuseNil(i, src)
		p.learn(i, src, &p.y)
		s := sample{name: p.seriesName(i, src)}
		for _, v := range src.Floats() {
			at := orNaN(v)
			s.ext.add(keep(v, at))
			if !math.IsNaN(at) {
				s.values = append(s.values, at)
			}
		}
		slices.Sort(s.values)
		all[i] = s
	}
	p.x.name, p.x.unit, p.x.time = p.y.name, p.y.unit, false
	p.y.name, p.y.unit = "", ""
	return all
}

// sizes returns how many values each sample has.
func sizes(all []sample) []float64 {
	n := make([]float64, len(all))
	for i, s := range all {
		n[i] = float64(len(s.values))
	}
	return n
}

// notCounted says how many values are missing.
func notCounted(missing int) []string {
	if missing == 0 {
		return nil
	}
	return []string{count(missing, "missing value") + " " + are(missing) + " not counted"}
}

type histLayer struct {
	p      *Plot
	all    []sample
	looks  []look
	sorted []float64 // of all samples
	values extent
	wanted int // bins asked for
	edges  []float64
	counts [][]int // for each sample and bin
}

func (d *histLayer) extents() (x, y extent) {
	d.p.y.fromZero = true
	x = d.values
	if x.n == 0 {
		return x, extent{missing: x.missing, infinite: 0}
	}
	d.edges = d.bins()
	d.counts = make([][]int, len(d.all))
	for i, s := range d.all {
		d.counts[i] = tally(s.values, d.edges)
		for _, n := range d.counts[i] {
			y.add(float64(n))
		}
	}
	d.p.x.fixed = true
	x.min, x.max = d.edges[0], d.edges[len(d.edges)-1]
	x.least = math.Max(x.min, 0)
	x.fraction = x.fraction || x.min != math.Trunc(x.min) && x.max-x.min < 5
	return x, y
}

// bins returns the edges of the bins.
func (d *histLayer) bins() []float64 {
	values := d.sorted
	if d.p.x.log {
		values = values[len(values)-positive(values):]
		if len(values) > 0 {
			return logBins(values[0], values[len(values)-1], d.wanted)
		}
		return []float64{1, 10}
	}
	lo, hi := values[0], values[len(values)-1]
	if lo == hi {
		if pad := math.Max(math.Abs(lo)*1e-9, 0.5); pad > 0 {
			return []float64{lo - pad, lo + pad}
		}
	}
	n := d.wanted
	if n == 0 {
		n = binCount(values)
	}
	s := niceStep(hi-lo, n)
	whole := !d.values.fraction
	if whole && s.exponent < 0 {
		s = step{1, 0}
	}
	if whole && d.wanted == 0 && hi-lo <= 60 {
		s = step{1, 0}
	}
	if whole && s == (step{1, 0}) { // one bin for each whole number, around it
		return edgesFrom(lo-0.5, 1, int(hi-lo)+1)
	}
	return roundEdges(lo, hi, s)
}

// positive counts the values above zero of a sorted slice.
func positive(sorted []float64) int {
	i, _ := slices.BinarySearch(sorted, math.SmallestNonzeroFloat64)
	return len(sorted) - i
}

// roundEdges returns the multiples of a step around lo and hi.
func roundEdges(lo, hi float64, s step) []float64 {
	first := math.Floor(lo / s.times(1))
	var edges []float64
	for i := first; len(edges) < 2 || edges[len(edges)-1] <= hi; i++ {
		edge := s.times(i)
		if len(edges) > 0 && edge <= edges[len(edges)-1] || len(edges) > 20000 {
			return append(edges, math.Nextafter(hi, math.Inf(1))) // finer than float64 goes
		}
		edges = append(edges, edge)
	}
	return edges
}

func edgesFrom(lo, width float64, n int) []float64 {
	edges := make([]float64, n+1)
	for i := range edges {
		edges[i] = lo + float64(i)*width
	}
	return edges
}

// logBins divides decades into bins of equal ratio.
func logBins(lo, hi float64, wanted int) []float64 {
	from, to := math.Floor(math.Log10(lo)*10)/10, math.Ceil(math.Log10(hi)*10+1e-9)/10
	if to <= from {
		to = from + 0.1
	}
	n := wanted
	if n == 0 {
		n = min(max(int((to-from)*10+0.5), 1), 60)
	}
	edges := make([]float64, n+1)
	for i := range edges {
		edges[i] = math.Pow(10, from+(to-from)*float64(i)/float64(n))
	}
	return edges
}

// binCount is Freedman and Diaconis' rule (1981): bins 2·IQR·n^(-1/3) wide; where the quartiles are equal, Sturges'.
func binCount(sorted []float64) int {
	n := float64(len(sorted))
	width := 2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / math.Cbrt(n)
	bins := math.Ceil(math.Log2(n)) + 1
	if span := sorted[len(sorted)-1] - sorted[0]; width > 0 {
		bins = math.Ceil(span / width)
	}
	return int(math.Min(math.Max(bins, 20), 80))
}

// quantile is R's type 7, as pandas computes it, of sorted values.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// tally counts sorted values between edges; values outside are not counted.
func tally(sorted, edges []float64) []int {
	counts := make([]int, len(edges)-1)
	last := len(counts) - 1
	for _, v := range sorted {
		i, found := slices.BinarySearch(edges, v)
		if !found {
			i--
		}
		if i == len(edges)-1 && v == edges[i] {
			i = last
		}
		if i >= 0 && i <= last {
			counts[i]++
		}
	}
	return counts
}

func (d *histLayer) notes() []string {
	notes := append(d.p.othersNote(d.looks, "samples"), notCounted(d.values.missing)...)
	if n := d.values.zeros; d.p.x.log && n > 0 {
		notes = append(notes, count(n, "value")+" of zero "+are(n)+" not shown on the logarithmic axis")
	}
	return notes
}

func (d *histLayer) describe() []string {
	var sentences []string
	for i, s := range d.all {
		if i == mostDescribed {
			return append(sentences, fmt.Sprintf("And %d more samples.", len(d.all)-i))
		}
		text := count(len(s.values), "value")
		if len(d.all) > 1 {
			text = d.p.nameOf(i, s.name) + ": " + text
		}
		text += " in " + count(len(d.edges)-1, "bin")
		if k := fullest(d.counts[i]); k >= 0 {
			text += fmt.Sprintf("; lowest %s, median %s, highest %s; the fullest bin, from %s to %s, has %s",
				number(s.ext.min), number(quantile(s.values, 0.5)), number(s.ext.max),
				number(d.edges[k]), number(d.edges[k+1]), thousands(fmt.Sprint(d.counts[i][k])))
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// fullest returns the first of the fullest bins, -1 where all are empty.
func fullest(counts []int) int {
	best := -1
	for i, n := range counts {
		if n > 0 && (best < 0 || n > counts[best]) {
			best = i
		}
	}
	return best
}

// Plot draws the bins.
func (d *histLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	if len(d.counts) == 1 {
		d.fill(f, d.counts[0])
		return
	}
	if len(d.counts) == 0 {
		return
	}
	for _, k := range othersFirst(d.looks) {
		f.StrokeLines(d.looks[k].stroke(false), f.ClipLinesXY(d.outline(f, d.counts[k]))...)
	}
}

// fill draws one sample's bins as bars, close together.
func (d *histLayer) fill(f *frame, counts []int) {
	gap := px(0.5)
	if f.Max.X-f.Min.X < vg.Length(len(counts))*px(4) {
		gap = 0
	}
	for k, n := range counts {
		if n == 0 {
			continue
		}
		a, z := d.corners(f, k, n)
		f.patch(seriesColor(0), vg.Point{X: a.X + gap, Y: a.Y}, vg.Point{X: max(z.X-gap, a.X+gap+px(0.5)), Y: z.Y})
	}
}

// corners returns the lower left and the upper right corner of a bin.
func (d *histLayer) corners(f *frame, k, n int) (a, z vg.Point) {
	top := f.p.Y.Norm(float64(n))
	if n == 0 || math.IsNaN(top) {
		top = base(&f.p.Y)
	}
	left, right := f.p.X.Norm(d.edges[k]), f.p.X.Norm(d.edges[k+1])
	return vg.Point{X: f.X(left), Y: f.Y(base(&f.p.Y))}, vg.Point{X: f.X(right), Y: f.Y(top)}
}

func (d *histLayer) outline(f *frame, counts []int) []vg.Point {
	var line []vg.Point
	for k, n := range counts {
		a, z := d.corners(f, k, n)
		if k == 0 {
			line = append(line, a)
		}
		line = append(line, vg.Point{X: a.X, Y: z.Y}, z)
		if k == len(counts)-1 {
			line = append(line, vg.Point{X: z.X, Y: a.Y})
		}
	}
	return line
}
