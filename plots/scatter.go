package plots

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Scatter draws one dot for each point. Many points are painted on the pixels of the image, the darker
// the more there are, so that none of millions is left out; the caption says so.
func Scatter(title string, data ...XYer) *ScatterPlot {
	p := newPlot("Scatter", title)
	d := &scatterLayer{p: p, all: named(p.readXY(0, data, &p.y))}
	most := mostNamed
	if slices.Max(append(lengths(d.all), 0)) > manyPoints {
		most = len(okabeIto) // painted points have no shapes to tell them apart
	}
	d.looks = looks(lengths(d.all), most)
	for i, s := range d.all {
		if len(s.pts) > manyPoints {
			d.looks[i].glyph = draw.CircleGlyph{}
		}
	}
	p.legend(d.looks, func(i int) string { return d.all[i].name }, false)
	return &ScatterPlot{p.show(d)}
}

// A ScatterPlot is the figure that Scatter draws.
//
//plots:methods LogX LogY XRange YRange Points Names Panels MarkX MarkY MarkTime Shade ShadeTime Note
type ScatterPlot struct{ *Plot }

// lengths returns how many points each series has.
func lengths(all []series) []float64 {
	n := make([]float64, len(all))
	for i, s := range all {
		n[i] = float64(len(s.pts))
	}
	return n
}

type scatterLayer struct {
	p     *Plot
	all   []series
	looks []look
}

func (d *scatterLayer) extents() (x, y extent) {
	x, y = joined(d.all)
	d.p.y.fromZero = !d.p.y.log && y.startsLow()
	return x, y
}

func (d *scatterLayer) notes() []string {
	notes := d.p.othersNote(d.looks, "series")
	painted, missing := 0, 0
	for _, s := range d.all {
		if len(s.pts) > manyPoints {
			painted += len(s.pts)
		}
		missing += s.missing()
	}
	if painted > 0 && d.p.opacity == 0 {
		notes = append(notes, count(painted, "point")+"; the darker a spot, the more points it has")
	}
	if missing > 0 {
		notes = append(notes, count(missing, "point")+" with a missing value "+are(missing)+" not shown")
	}
	return notes
}

func (d *scatterLayer) describe() []string { return d.p.describeSeries(d.all, false) }

// Plot draws the points.
func (d *scatterLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for _, i := range othersFirst(d.looks) {
		s := d.all[i]
		var places []vg.Point
		for _, at := range s.pts {
			if pt, ok := f.at(at.x, at.y); ok {
				places = append(places, pt)
			}
		}
		cloud{places, d.looks[i].color, d.looks[i].glyph, d.size(len(places)), d.p.opacity}.draw(&f.Canvas)
	}
}

// size is what Points said, or smaller the more points there are.
func (d *scatterLayer) size(n int) float64 {
	switch {
	case d.p.size > 0:
		return d.p.size
	case n > 100_000:
		return 1.5
	case n > manyPoints:
		return 2.5
	case n > 500:
		return 4
	}
	return pointSize
}
