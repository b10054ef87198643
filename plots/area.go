package plots

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Area draws the series as areas one on top of the other, the first at the bottom: the parts of a whole over time.
// A missing or negative value counts as zero. Past a dozen series the smallest are added up as one.
func Area(title string, data ...XYer) *AreaPlot {
	p := newPlot("Area", title)
	d := &areaLayer{p: p}
	all := named(p.readXY(0, data, &p.y))
	d.x, _ = joined(all)
	d.places = places(all)
	names, rows := make([]string, len(all)), make([][]float64, len(all))
	for i, s := range all {
		names[i], rows[i] = s.name, d.row(s)
	}
	d.stack = newStack(p, names, rows, len(d.places))
	p.x.pad = 0
	return &AreaPlot{p.show(d), d}
}

// An AreaPlot is the figure that Area draws.
//
//plots:methods XRange YRange Names MarkX MarkY MarkTime Shade ShadeTime Note
type AreaPlot struct {
	*Plot
	areas *areaLayer
}

// Share draws what share of the whole each series is, in per cent.
func (p *AreaPlot) Share() *AreaPlot {
	p.areas.stack.asShares(&p.y)
	p.refresh()
	return p
}

type areaLayer struct {
	p      *Plot
	places []float64 // the x of all points, in order
	x      extent
	stack  *stack
}

// places returns every x of the series once, in order.
func places(all []series) []float64 {
	var xs []float64
	for _, s := range all {
		for _, at := range s.pts {
			if !math.IsNaN(at.x) {
				xs = append(xs, at.x)
			}
		}
	}
	slices.Sort(xs)
	return slices.Compact(xs)
}

// row returns the series' value at each place; several at the same place are added up.
func (d *areaLayer) row(s series) []float64 {
	row := make([]float64, len(d.places))
	for i := range row {
		row[i] = math.NaN()
	}
	for _, at := range s.pts {
		if !at.complete() {
			continue
		}
		k, _ := slices.BinarySearch(d.places, at.x)
		if math.IsNaN(row[k]) {
			row[k] = 0
		}
		row[k] += at.y
	}
	return row
}

func (d *areaLayer) extents() (x, y extent) {
	d.p.y.fromZero = true
	return d.x, d.stack.extent()
}

func (d *areaLayer) notes() []string { return d.stack.notes() }

func (d *areaLayer) describe() []string {
	all := make([]int, len(d.places))
	for k := range all {
		all[k] = k
	}
	return d.stack.describe(all, func(k int) string { return d.p.x.text(d.places[k]) })
}

// Plot draws the areas from the whole stack down, each from zero to its upper edge over those that are higher.
func (d *areaLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	edges := make([][]vg.Point, len(d.stack.parts))
	for k, x := range d.places {
		for i, y := range d.stack.levels(k)[1:] {
			if pt, ok := f.at(x, y); ok {
				edges[i] = append(edges[i], pt)
			}
		}
	}
	for i := len(edges) - 1; i >= 0; i-- {
		f.fillBelow(d.stack.parts[i].fill, condense(edges[i]))
	}
}

// fillBelow fills what is between zero and a line, piece by piece as strokeLine does.
func (f *frame) fillBelow(fill color.Color, line []vg.Point) {
	const piece = 50
	bottom := f.Y(base(&f.p.Y))
	if len(line) == 1 { // one place: as wide as a bar
		f.patch(fill, vg.Point{X: line[0].X - px(5), Y: bottom}, vg.Point{X: line[0].X + px(5), Y: line[0].Y})
		return
	}
	for start := 0; start < len(line)-1; start += piece {
		part := line[max(start-1, 0):min(start+piece+1, len(line))]
		polygon := append([]vg.Point{{X: part[0].X, Y: bottom}}, part...)
		f.FillPolygon(fill, f.ClipPolygonXY(append(polygon, vg.Point{X: part[len(part)-1].X, Y: bottom})))
	}
}
