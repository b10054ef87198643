package plots

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A rightAxis is a second y axis, at the right of the data.
type rightAxis struct {
	axis
	g plot.Axis
}

// Right adds series that have a y axis of their own at the right, for numbers of another size or unit. The legend says
// which they are. The x axis is shared; LogY and YRange are for the left axis.
func (p *LinePlot) Right(data ...XYer) *LinePlot {
	d := p.lines
	if d.right == nil {
		d.right = &rightAxis{axis: axis{pad: p.y.pad}, g: p.Y}
		d.right.g.Label.Text, d.right.g.Scale = "", plot.LinearScale{}
		d.right.g.Tick.Marker = autoTicks{axis: &d.right.axis}
		d.left = len(d.all)
	}
	d.all = named(append(d.all, p.readXY(len(d.all), data, &d.right.axis)...))
	d.dress()
	p.refresh()
	return p
}

// settleRight takes the right axis's range and label from its data.
func (d *lineLayer) settleRight() {
	if d.right == nil {
		return
	}
	_, d.right.ext = joined(d.all[d.left:])
	d.right.fromZero = d.right.ext.startsLow()
	d.right.blank = d.right.ext.n == 0
	d.right.settle(&d.right.g)
}

// of returns the plot as series i is drawn in it: with the right axis as its y axis, if it is one of those.
func (d *lineLayer) of(i int, q *plot.Plot) *plot.Plot {
	if d.right == nil || i < d.left {
		return q
	}
	r := *q
	r.Y = d.right.g
	return &r
}

const rightGap = 4.0 // CSS pixels between the marks, the numbers and the label

// ticks returns the right axis's marks on an axis of this length.
func (r *rightAxis) ticks(length vg.Length) []plot.Tick {
	line := r.g.Tick.Label.Height("0")
	fitted := autoTicks{axis: &r.axis}.fit(r.g.Min, r.g.Max, length, func(string) vg.Length { return 2.2 * line })
	return fitted.Ticks(r.g.Min, r.g.Max)
}

// room returns how wide the axis is beside data of this height.
func (r *rightAxis) room(height vg.Length) vg.Length {
	widest := vg.Length(0)
	for _, t := range r.ticks(height) {
		widest = max(widest, r.g.Tick.Label.Width(t.Label))
	}
	room := r.g.Tick.Length + px(rightGap) + widest
	if r.g.Label.Text != "" {
		room += px(rightGap) + r.g.Label.TextStyle.Height("0")
	}
	return room
}

// draw draws the axis at the right of the data; right is where the figure ends.
func (r *rightAxis) draw(data draw.Canvas, right vg.Length) {
	x := data.Max.X
	data.StrokeLine2(r.g.LineStyle, x, data.Min.Y, x, data.Max.Y)
	style := r.g.Tick.Label
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	ticks := r.ticks(data.Max.Y - data.Min.Y)
	for _, t := range ticks {
		y := data.Y(r.g.Norm(t.Value))
		if y < data.Min.Y || y > data.Max.Y || t.Label == "" {
			continue
		}
		data.StrokeLine2(r.g.Tick.LineStyle, x, y, x+r.g.Tick.Length, y)
		data.FillText(style, vg.Point{X: x + r.g.Tick.Length + px(rightGap), Y: y + style.FontExtents().Descent}, t.Label)
	}
	label := r.suited(r.g.Label.Text, ticks)
	style = r.g.Label.TextStyle
	style.XAlign, style.YAlign, style.Rotation = draw.XCenter, draw.YBottom, math.Pi/2
	label = shorten(label, data.Max.Y-data.Min.Y, style)
	data.FillText(style, vg.Point{X: right, Y: data.Center().Y}, label)
}

// rightAxis returns the figure's right axis, nil where it has none.
func (p *Plot) rightAxis() *rightAxis {
	if d, ok := p.data.(*lineLayer); ok {
		return d.right
	}
	return nil
}
