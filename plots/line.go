package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Line draws one line for each series. A line breaks where a value is missing (NaN), and a value
// between two gaps is a dot. Several series get a legend.
func Line(title string, data ...XYer) *LinePlot {
	return newLines("Line", title, data, false)
}

// A LinePlot is the figure that Line and Step draw.
//
//plots:methods LogX LogY XRange YRange Points Names Panels MarkX MarkY MarkTime Shade ShadeTime Note
type LinePlot struct {
	*Plot
	lines *lineLayer
}

func newLines(kind, title string, data []XYer, steps bool) *LinePlot {
	p := newPlot(kind, title)
	d := &lineLayer{p: p, all: named(p.readXY(0, data, &p.y)), steps: steps}
	d.left = len(d.all)
	d.dress()
	return &LinePlot{p.show(d), d}
}

// dress gives the lines their looks and names.
func (d *lineLayer) dress() {
	d.looks = looks(totals(d.all), mostNamed)
	d.p.legend(d.looks, d.name, true)
}

// name returns what the legend calls line i, where Names does not say.
func (d *lineLayer) name(i int) string {
	if i >= d.left {
		return d.all[i].name + " (right)"
	}
	return d.all[i].name
}

// A lineLayer draws series as lines, straight or in steps.
type lineLayer struct {
	p     *Plot
	all   []series
	looks []look
	steps bool
	left  int // how many belong to the left axis
	right *rightAxis
}

func (d *lineLayer) extents() (x, y extent) {
	x, _ = joined(d.all)
	_, y = joined(d.all[:d.left])
	d.p.y.fromZero = !d.p.y.log && y.startsLow()
	d.settleRight()
	return x, y
}

func (d *lineLayer) notes() []string {
	notes := d.p.othersNote(d.looks, "lines")
	missing := 0
	for _, s := range d.all {
		missing += s.missing()
	}
	if missing > 0 {
		notes = append(notes, count(missing, "value")+" missing: the line breaks there")
	}
	return notes
}

func (d *lineLayer) describe() []string { return d.p.describeSeries(d.all, true) }

// Plot draws the lines.
func (d *lineLayer) Plot(c draw.Canvas, q *plot.Plot) {
	for _, i := range othersFirst(d.looks) {
		f := &frame{c, d.of(i, q)}
		s, look := d.all[i], d.looks[i]
		style := look.stroke(len(s.pts) > 400)
		var all []vg.Point
		for _, run := range f.runs(s.pts) {
			all = append(all, run...)
			if d.steps {
				run = stairs(run)
			}
			f.stroke(style, run)
		}
		if d.p.size > 0 {
			cloud{all, look.color, look.glyph, d.p.size, d.p.opacity}.draw(&f.Canvas)
		}
	}
}

// stroke returns how to draw a line: thinner where it has many points.
func (l look) stroke(many bool) draw.LineStyle {
	width := 2.0
	if many || l.other {
		width = 1.25
	}
	return draw.LineStyle{Color: l.color, Width: px(width), Dashes: l.dashes}
}

// runs returns the places of the points, cut where one has none.
func (f *frame) runs(pts []point) (runs [][]vg.Point) {
	var run []vg.Point
	for _, at := range pts {
		pt, ok := f.at(at.x, at.y)
		if ok {
			run = append(run, pt)
		} else if len(run) > 0 {
			runs, run = append(runs, run), nil
		}
	}
	if len(run) > 0 {
		runs = append(runs, run)
	}
	return runs
}

// stroke draws one run: a line, or a dot where it is a single point.
func (f *frame) stroke(style draw.LineStyle, run []vg.Point) {
	if len(run) == 1 {
		f.DrawGlyph(draw.GlyphStyle{Color: style.Color, Radius: style.Width * 1.2, Shape: draw.CircleGlyph{}}, run[0])
		return
	}
	for _, line := range f.ClipLinesXY(condense(run)) {
		f.strokeLine(style, line)
	}
}

// strokeLine draws a line piece by piece: the time that the rasteriser takes grows with the square of a path's length.
func (f *frame) strokeLine(style draw.LineStyle, line []vg.Point) {
	const piece = 50
	from := 0
	for start := 0; start < len(line)-1; start += piece {
		f.StrokeLines(style, line[from:min(start+piece+1, len(line))])
		next := min(start+piece-1, len(line)-1) // the pieces overlap, so that their joint is as smooth as any other
		style.DashOffs += pathLength(line[from : next+1])
		from = next
	}
}

func pathLength(line []vg.Point) (sum vg.Length) {
	for i := 1; i < len(line); i++ {
		sum += vg.Length(math.Hypot(float64(line[i].X-line[i-1].X), float64(line[i].Y-line[i-1].Y)))
	}
	return sum
}

// condense drops points that no image shows: of those in one pixel column it keeps the first, lowest, highest and last
// (Jugel et al., "M4", VLDB 2014). What is drawn stays the same.
func condense(run []vg.Point) []vg.Point {
	if len(run) < 2000 {
		return run
	}
	var out []vg.Point
	for start := 0; start < len(run); {
		column := int(run[start].X / device)
		end := start + 1
		for end < len(run) && int(run[end].X/device) == column {
			end++
		}
		out = append(out, summit(run[start:end])...)
		start = end
	}
	return out
}

// summit returns the first, lowest, highest and last of a column's points, in their order.
func summit(column []vg.Point) []vg.Point {
	if len(column) <= 4 {
		return column
	}
	low, high := 0, 0
	for i, pt := range column {
		if pt.Y < column[low].Y {
			low = i
		}
		if pt.Y > column[high].Y {
			high = i
		}
	}
	keep := []int{0, min(low, high), max(low, high), len(column) - 1}
	var out []vg.Point
	for i, k := range keep {
		if i == 0 || k != keep[i-1] {
			out = append(out, column[k])
		}
	}
	return out
}

// patch fills the part of a rectangle that is on the canvas.
func (f *frame) patch(fill color.Color, a, b vg.Point) {
	f.FillPolygon(fill, f.ClipPolygonXY([]vg.Point{a, {X: a.X, Y: b.Y}, b, {X: b.X, Y: a.Y}}))
}
