package plots

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// Stacked draws an upright bar for each row of a table of numbers, made up of the row's columns, the first at the bottom.
// A missing or negative number counts as zero. Past a dozen columns the smallest are added up as one.
func Stacked(title string, data Grid) *StackedPlot {
	p, d := newStacked("Stacked", title, data, false)
	return &StackedPlot{p, d}
}

// StackedH draws a horizontal bar for each row of a table of numbers, made up of the row's columns, the first on the left.
// It suits long labels; all else is as in Stacked.
func StackedH(title string, data Grid) *StackedHPlot {
	p, d := newStacked("StackedH", title, data, true)
	return &StackedHPlot{p, d}
}

// A StackedPlot is the figure that Stacked draws.
//
//plots:methods YRange Names MarkY
type StackedPlot struct {
	*Plot
	bars *stackedLayer
}

// Top keeps the n largest bars, the largest first, and says below the figure what it left out.
func (p *StackedPlot) Top(n int) *StackedPlot {
	p.bars.top(n)
	return p
}

// Share draws what share of its bar each column is, in per cent.
func (p *StackedPlot) Share() *StackedPlot {
	p.bars.stack.asShares(&p.y)
	p.refresh()
	return p
}

// A StackedHPlot is the figure that StackedH draws.
//
//plots:methods XRange Names MarkX
type StackedHPlot struct {
	*Plot
	bars *stackedLayer
}

// Top keeps the n largest bars, the largest first, and says below the figure what it left out.
func (p *StackedHPlot) Top(n int) *StackedHPlot {
	p.bars.top(n)
	return p
}

// Share draws what share of its bar each column is, in per cent.
func (p *StackedHPlot) Share() *StackedHPlot {
	p.bars.stack.asShares(&p.x)
	p.refresh()
	return p
}

// A stackedLayer draws bars whose values are the totals of a stack.
type stackedLayer struct {
	barLayer
	stack *stack
}

func newStacked(kind, title string, data Grid, horizontal bool) (*Plot, *stackedLayer) {
	p := newPlot(kind, title)
	p.refuseNil(0, data)
	p.learn(0, data, &p.y)
	p.x.name, p.y.name = p.y.name, "" // a grid's rows are the bars
	if l, ok := data.(legender); ok {
		p.y.name = l.Legend()
	}
	rows, cols := gridSize(kind, title, data)
	labels, names := gridLabels(data, rows, cols)
	columns := make([][]float64, cols)
	for c := range columns {
		columns[c] = make([]float64, rows)
		for r := range rows {
			columns[c][r] = orNaN(data.At(r, c))
		}
	}
	d := &stackedLayer{barLayer{p: p, horizontal: horizontal}, newStack(p, names, columns, rows)}
	for r, label := range labels {
		d.all = append(d.all, bar{label, d.stack.total(r), r})
	}
	d.settle()
	return p.show(d), d
}

func (d *stackedLayer) extents() (x, y extent) {
	x, y = d.barLayer.extents()
	values := &y
	if d.horizontal {
		values = &x
	}
	if d.stack.shares {
		*values = d.stack.extent()
	}
	return x, y
}

func (d *stackedLayer) notes() []string { return append(d.barLayer.notes(), d.stack.notes()...) }

func (d *stackedLayer) describe() []string {
	var rows []int
	for _, b := range d.shown {
		rows = append(rows, b.row)
	}
	return append(d.barLayer.describe(), d.stack.describe(rows, func(k int) string { return shortenTo(clean(d.all[k].label), 60) })...)
}

// Plot draws the bars part by part, and writes their totals.
func (d *stackedLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for i, b := range d.shown {
		levels := d.stack.levels(b.row)
		for k, t := range d.stack.parts {
			a, z := d.corners(f, d.place(i), levels[k], levels[k+1])
			f.patch(t.fill, a, z)
		}
		if !d.stack.shares {
			a, z := d.corners(f, d.place(i), 0, b.value)
			d.write(f, a, z, b.value)
		}
	}
	d.baseline(f)
}
