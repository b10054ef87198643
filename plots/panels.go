package plots

import (
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostPanels is how many panels a figure has: those of the largest series.
const mostPanels = 24

// A divided layer can be drawn in panels, one for each of its series.
type divided interface {
	layer
	weights() []float64 // of the series
	// panel returns series i as a layer of its own, and its name.
	panel(i int, p *Plot) (d layer, name string)
}

// panels draws each series in a panel of its own, this many side by side, all with the same axes: small multiples.
func (p *Plot) panels(columns int) {
	if columns < 1 || columns > 12 {
		misused("Panels(%d): give 1 to 12 panels side by side", columns)
	}
	p.columns = columns
	if p.height == defaultHeight {
		rows := (len(p.shownPanels()) + columns - 1) / columns
		p.height = max(defaultHeight, 80+190*rows)
	}
}

// shownPanels returns the series that have a panel.
func (p *Plot) shownPanels() []int {
	d, ok := p.data.(divided)
	if !ok || p.columns == 0 {
		return nil
	}
	return heaviest(d.weights(), mostPanels)
}

// panelsNote says how many series have no panel.
func (p *Plot) panelsNote() []string {
	shown := len(p.shownPanels())
	if shown == 0 {
		return nil
	}
	if left := len(p.data.(divided).weights()) - shown; left > 0 {
		return []string{fmt.Sprintf("The largest %d of %d; %d %s not shown", shown, shown+left, left, are(left))}
	}
	return nil
}

// drawPanels draws the panels, each below its name, and the axes' names once.
func (p *Plot) drawPanels(c draw.Canvas) {
	shown := p.shownPanels()
	rows := (len(shown) + p.columns - 1) / p.columns
	style := textStyle(13)
	line := style.Height("0") * 1.25
	whole := c
	c = p.plotArea(p.Plot, c)
	const gap = 14.0
	width := (c.Max.X - c.Min.X - px(gap)*vg.Length(p.columns-1)) / vg.Length(p.columns)
	height := (c.Max.Y - c.Min.Y - px(gap)*vg.Length(rows-1)) / vg.Length(rows)
	for k, i := range shown {
		panel := c
		panel.Min.X += (width + px(gap)) * vg.Length(k%p.columns)
		panel.Max.X = panel.Min.X + width
		panel.Max.Y -= (height + px(gap)) * vg.Length(k/p.columns)
		panel.Min.Y = panel.Max.Y - height
		sub, name := p.panel(i)
		panel.FillText(style, vg.Point{X: panel.Min.X, Y: panel.Max.Y + style.FontExtents().Descent}, shorten(name, width, style))
		panel.Max.Y -= line
		q, _ := sub.drawData(panel)
		if k == 0 {
			p.drawLabels(q, whole, c)
		}
	}
}

// panel returns series i as a figure without words, with the axes of the whole.
func (p *Plot) panel(i int) (sub *Plot, name string) {
	sub = newPlot(p.kind, "")
	sub.x, sub.y = p.x, p.y
	sub.X, sub.Y = p.X, p.Y
	sub.X.Tick.Marker, sub.Y.Tick.Marker = autoTicks{axis: &sub.x}, autoTicks{axis: &sub.y}
	sub.marks, sub.size, sub.opacity, sub.bare = p.marks, p.size, p.opacity, true
	sub.data, name = p.data.(divided).panel(i, sub)
	sub.Add(sub.data)
	return sub, name
}

// alone is the look of a series that has a panel of its own.
var alone = []look{lookOf(0)}

func (d *lineLayer) weights() []float64 { return totals(d.all) }

func (d *lineLayer) panel(i int, p *Plot) (layer, string) {
	one := &lineLayer{p: p, all: d.all[i : i+1], looks: alone, steps: d.steps, left: 1}
	if i >= d.left {
		one.left, one.right = 0, d.right
	}
	return one, d.p.nameOf(i, d.name(i))
}

func (d *scatterLayer) weights() []float64 { return lengths(d.all) }

func (d *scatterLayer) panel(i int, p *Plot) (layer, string) {
	return &scatterLayer{p: p, all: d.all[i : i+1], looks: alone}, d.p.nameOf(i, d.all[i].name)
}

func (d *cdfLayer) weights() []float64 { return sizes(d.samples) }

func (d *cdfLayer) panel(i int, p *Plot) (layer, string) {
	return &cdfLayer{p: p, samples: d.samples[i : i+1], all: d.all[i : i+1], looks: alone, values: d.values}, d.p.nameOf(i, d.all[i].name)
}

func (d *histLayer) weights() []float64 { return sizes(d.all) }

func (d *histLayer) panel(i int, p *Plot) (layer, string) {
	one := &histLayer{p: p, all: d.all[i : i+1], looks: alone, values: d.values, edges: d.edges}
	if d.counts != nil {
		one.counts = d.counts[i : i+1]
	}
	return one, d.p.nameOf(i, d.all[i].name)
}
