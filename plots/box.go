package plots

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Box draws a box from the lower to the upper quartile of each sample with a line at the median. The whiskers reach
// to the last value within one and a half times the box's length (Tukey); values beyond are dots. Quartiles are R's type 7.
// Of more than 60 samples the largest are shown.
func Box(title string, data ...Floater) *BoxPlot {
	p := newPlot("Box", title)
	samples := p.readFloats(data)
	d := &boxLayer{p: p}
	d.given = len(samples)
	for _, i := range heaviest(sizes(samples), mostBars) {
		b := newBox(samples[i])
		b.series = i
		d.boxes = append(d.boxes, b)
	}
	p.height = 0
	p.x.pad = 0.03
	return &BoxPlot{p.show(d)}
}

// A BoxPlot is the figure that Box draws.
//
//plots:methods LogX XRange Names MarkX Shade
type BoxPlot struct{ *Plot }

// A box is the summary of one sample.
type box struct {
	sample
	series             int
	q1, median, q3     float64
	whiskerLo, whisker float64
	below, above       []float64 // outliers
}

func newBox(s sample) box {
	b := box{sample: s}
	if len(s.values) == 0 {
		return b
	}
	v := s.values
	b.q1, b.median, b.q3 = quantile(v, 0.25), quantile(v, 0.5), quantile(v, 0.75)
	reach := 1.5 * (b.q3 - b.q1)
	lo, hi := 0, len(v)
	for lo < hi-1 && v[lo] < b.q1-reach {
		lo++
	}
	for hi > lo+1 && v[hi-1] > b.q3+reach {
		hi--
	}
	b.below, b.above = v[:lo], v[hi:]
	b.whiskerLo, b.whisker = v[lo], v[hi-1]
	return b
}

type boxLayer struct {
	p     *Plot
	boxes []box
	given int // samples
}

func (d *boxLayer) extents() (x, y extent) {
	names := make([]string, len(d.boxes))
	for i, b := range d.boxes {
		x = x.join(b.ext)
		y.add(float64(i))
		names[d.place(i)] = d.label(i)
	}
	d.p.y.setCategories(names)
	return x, y
}

// place puts the first box on top.
func (d *boxLayer) place(i int) int { return len(d.boxes) - 1 - i }

// label names a box; a single one needs no name.
func (d *boxLayer) label(i int) string {
	name := d.p.nameOf(d.boxes[i].series, d.boxes[i].name)
	if len(d.boxes) == 1 && len(d.p.given) == 0 {
		return ""
	}
	return name
}

func (d *boxLayer) notes() []string {
	missing := 0
	for _, b := range d.boxes {
		missing += b.ext.missing
	}
	var notes []string
	if left := d.given - len(d.boxes); left > 0 {
		notes = append(notes, fmt.Sprintf("The largest %d of %d samples; %s %s not shown", len(d.boxes), d.given, thousands(fmt.Sprint(left)), are(left)))
	}
	return append(notes, notCounted(missing)...)
}

func (d *boxLayer) describe() []string {
	var sentences []string
	for i, b := range d.boxes {
		if i == 2*mostDescribed {
			return append(sentences, fmt.Sprintf("And %d more boxes.", len(d.boxes)-i))
		}
		text := count(len(b.values), "value")
		if name := d.label(i); name != "" {
			text = name + ": " + text
		}
		if len(b.values) > 0 {
			text += fmt.Sprintf("; lowest %s, lower quartile %s, median %s, upper quartile %s, highest %s; %s beyond the whiskers",
				number(b.ext.min), number(b.q1), number(b.median), number(b.q3), number(b.ext.max),
				thousands(fmt.Sprint(len(b.below)+len(b.above))))
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// Plot draws the boxes.
func (d *boxLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for i, b := range d.boxes {
		if len(b.values) > 0 {
			d.draw(f, float64(d.place(i)), b)
		}
	}
}

func (d *boxLayer) draw(f *frame, place float64, b box) {
	const half, cap = 0.32, 0.16 // of the room for one box
	color := seriesColor(0)
	line := draw.LineStyle{Color: color, Width: px(1.5)}
	f.outliers(b.below, place)
	f.outliers(b.above, place)
	f.segment(line, b.whiskerLo, place, b.q1, place)
	f.segment(line, b.q3, place, b.whisker, place)
	f.segment(line, b.whiskerLo, place-cap, b.whiskerLo, place+cap)
	f.segment(line, b.whisker, place-cap, b.whisker, place+cap)
	a, okA := f.at(b.q1, place-half)
	z, okZ := f.at(b.q3, place+half)
	if okA && okZ {
		f.patch(faded(color, 0.25), a, z)
		f.StrokeLines(line, f.ClipLinesXY([]vg.Point{a, {X: a.X, Y: z.Y}, z, {X: z.X, Y: a.Y}, a})...)
	}
	f.segment(draw.LineStyle{Color: seriesColor(1), Width: px(3)}, b.median, place-half, b.median, place+half)
}

// segment draws a straight line between two points of the data.
func (f *frame) segment(style draw.LineStyle, x0, y0, x1, y1 float64) {
	a, okA := f.at(x0, y0)
	b, okB := f.at(x1, y1)
	if okA && okB {
		f.StrokeLines(style, f.ClipLinesXY([]vg.Point{a, b})...)
	}
}

// outliers draws values as dots; equal ones, or ones within the same pixel, once.
func (f *frame) outliers(values []float64, place float64) {
	style := draw.GlyphStyle{Color: faded(seriesColor(0), 0.6), Radius: px(2.2), Shape: draw.CircleGlyph{}}
	last := vg.Length(-1e9)
	for _, v := range values {
		if pt, ok := f.at(v, place); ok && pt.X-last >= device {
			f.DrawGlyph(style, pt)
			last = pt.X
		}
	}
}
