package plots

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// CDF draws for each value the share of the sample that is as low or lower. Several samples get a legend.
func CDF(title string, data ...Floater) *CDFPlot {
	p := newPlot("CDF", title)
	d := &cdfLayer{p: p, samples: p.readFloats(data)}
	p.y.name = "Share of values"
	for i, s := range d.samples {
		d.all = append(d.all, series{name: s.name, pts: cumulative(s.values)})
		d.values = d.values.join(d.samples[i].ext)
	}
	d.looks = looks(sizes(d.samples), mostNamed)
	p.legend(d.looks, func(i int) string { return d.all[i].name }, true)
	return &CDFPlot{p.show(d)}
}

// A CDFPlot is the figure that CDF draws.
//
//plots:methods LogX LogY XRange YRange Names Panels MarkX MarkY Shade Note
type CDFPlot struct{ *Plot }

// cumulative returns one step for each different value, and one before them at zero.
func cumulative(sorted []float64) []point {
	var pts []point
	n := float64(len(sorted))
	for i, v := range sorted {
		if i == 0 {
			pts = append(pts, point{v, 0})
		}
		if i+1 == len(sorted) || sorted[i+1] != v {
			pts = append(pts, point{v, float64(i+1) / n})
		}
	}
	return pts
}

type cdfLayer struct {
	p       *Plot
	samples []sample
	all     []series
	looks   []look
	values  extent
}

func (d *cdfLayer) extents() (x, y extent) {
	if d.values.n == 0 {
		return d.values, d.values
	}
	d.p.y.fromZero = true
	y.add(1)
	y.add(0)
	y.fraction = true
	return d.values, y
}

func (d *cdfLayer) notes() []string {
	return append(d.p.othersNote(d.looks, "lines"), notCounted(d.values.missing)...)
}

func (d *cdfLayer) describe() []string {
	var sentences []string
	for i, s := range d.samples {
		if i == mostDescribed {
			return append(sentences, fmt.Sprintf("And %d more samples.", len(d.samples)-i))
		}
		text := count(len(s.values), "value")
		if len(d.samples) > 1 {
			text = d.p.nameOf(i, s.name) + ": " + text
		}
		if len(s.values) > 0 {
			text += fmt.Sprintf("; lowest %s, median %s, 95th percentile %s, highest %s", number(s.ext.min),
				number(quantile(s.values, 0.5)), number(quantile(s.values, 0.95)), number(s.ext.max))
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// Plot draws the steps.
func (d *cdfLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for _, i := range othersFirst(d.looks) {
		for _, run := range f.runs(d.all[i].pts) {
			f.stroke(d.looks[i].stroke(false), stairs(run))
		}
	}
}
