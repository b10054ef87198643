package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostBars is how many bars a figure shows: the largest.
const mostBars = 60

// A bar is one labelled value.
type bar struct {
	label string
	value float64
	row   int // its place in the data
}

// A barLayer draws bars, upright or horizontal.
type barLayer struct {
	p          *Plot
	all        []bar // as given
	shown      []bar
	horizontal bool
}

func newBars(kind, title string, data Barer, horizontal bool) (*Plot, *barLayer) {
	p := newPlot(kind, title)
	p.refuseNil(0, data)
	p.learn(0, data, &p.y)
	d := &barLayer{p: p, horizontal: horizontal}
	for i := range data.Len() {
		label, value := data.Bar(i)
		d.all = append(d.all, bar{label, keep(value, orNaN(value)), i})
	}
	d.settle()
	return p.show(d), d
}

// settle chooses the bars to show, and turns the axes of horizontal ones.
func (d *barLayer) settle() {
	for _, i := range heaviest(d.values(), mostBars) {
		d.shown = append(d.shown, d.all[i])
	}
	p := d.p
	p.x.time = false // the labels say when
	if d.horizontal {
		p.x.name, p.x.unit, p.y.name, p.y.unit = p.y.name, p.y.unit, p.x.name, p.x.unit
	}
	p.height = 0
}

func (d *barLayer) values() []float64 {
	values := make([]float64, len(d.all))
	for i, b := range d.all {
		values[i] = b.value
	}
	return values
}

// top keeps the n largest bars; of equal ones those that came first.
func (d *barLayer) top(n int) {
	if n < 1 {
		misused("Top(%d): it keeps the largest bars, at least 1", n)
	}
	order := slices.Clone(d.all)
	slices.SortStableFunc(order, func(a, b bar) int { return cmp.Compare(b.value, a.value) }) // NaN last
	d.shown = order[:min(n, len(order), mostBars)]
	d.p.refresh()
}

// axes returns the axis of the labels and that of the values.
func (d *barLayer) axes() (labels, values *axis) {
	if d.horizontal {
		return &d.p.y, &d.p.x
	}
	return &d.p.x, &d.p.y
}

func (d *barLayer) extents() (x, y extent) {
	var names, values extent
	labels, amounts := d.axes()
	categories := make([]string, len(d.shown))
	for i, b := range d.shown {
		names.add(float64(i))
		values.add(b.value)
		categories[d.place(i)] = clean(b.label)
	}
	labels.setCategories(categories)
	amounts.fromZero, amounts.pad = true, 0.08 // room for the numbers at the bars' ends
	if d.horizontal {
		amounts.pad = 0.12
		return values, names
	}
	return names, values
}

// place returns the position of bar i on its axis: horizontal bars begin at the top.
func (d *barLayer) place(i int) int {
	if d.horizontal {
		return len(d.shown) - 1 - i
	}
	return i
}

func (d *barLayer) notes() []string {
	left := len(d.all) - len(d.shown)
	if left == 0 {
		return nil
	}
	return []string{fmt.Sprintf("The largest %d of %s; %s %s not shown",
		len(d.shown), count(len(d.all), "bar"), thousands(fmt.Sprint(left)), are(left))}
}

func (d *barLayer) describe() []string {
	const most = 10
	var parts []string
	for i, b := range d.shown {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(d.shown)-most))
			break
		}
		parts = append(parts, shortenTo(clean(b.label), 60)+" "+number(b.value))
	}
	text := count(len(d.shown), "bar") + ": " + strings.Join(parts, "; ") + "."
	sentences := []string{text}
	if low, high, ok := d.extremes(); ok && len(d.shown) > most {
		sentences = append(sentences, fmt.Sprintf("Lowest %s, highest %s.", number(low), number(high)))
	}
	return sentences
}

func (d *barLayer) extremes() (low, high float64, ok bool) {
	var e extent
	for _, b := range d.shown {
		e.add(b.value)
	}
	return e.min, e.max, e.n > 0
}

// Plot draws the bars and writes their values.
func (d *barLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for i, b := range d.shown {
		a, z := d.corners(f, d.place(i), 0, b.value)
		f.patch(seriesColor(0), a, z)
		d.write(f, a, z, b.value)
	}
	d.baseline(f)
}

// baseline draws the line from which the bars start, over them.
func (d *barLayer) baseline(f *frame) {
	if d.horizontal {
		x := f.X(base(&f.p.X))
		f.StrokeLine2(f.p.X.LineStyle, x, f.Min.Y, x, f.Max.Y)
	} else {
		y := f.Y(base(&f.p.Y))
		f.StrokeLine2(f.p.Y.LineStyle, f.Min.X, y, f.Max.X, y)
	}
}

// base returns where bars start: at zero, or at the low end of an axis that does not show zero.
func base(a *plot.Axis) float64 {
	at := a.Norm(0)
	if math.IsNaN(at) {
		return 0
	}
	return min(max(at, 0), 1)
}

// corners returns two opposite corners of a bar, or a part of one, between two values. Zero is where bars start.
func (d *barLayer) corners(f *frame, place int, from, to float64) (a, z vg.Point) {
	const half = 0.38 // of the room for one bar
	axis := &f.p.Y
	if d.horizontal {
		axis = &f.p.X
	}
	norm := func(v float64) float64 {
		at := axis.Norm(v)
		if v == 0 || math.IsNaN(at) || !drawable(v) {
			at = base(axis)
		}
		return min(max(at, -0.01), 1.01)
	}
	low, high := norm(from), norm(to)
	if d.horizontal {
		a = vg.Point{X: f.X(low), Y: f.Y(f.p.Y.Norm(float64(place) - half))}
		z = vg.Point{X: f.X(high), Y: f.Y(f.p.Y.Norm(float64(place) + half))}
	} else {
		a = vg.Point{X: f.X(f.p.X.Norm(float64(place) - half)), Y: f.Y(low)}
		z = vg.Point{X: f.X(f.p.X.Norm(float64(place) + half)), Y: f.Y(high)}
	}
	return a, z
}

// write puts a bar's value at its end: outside, or inside where there is no room outside.
func (d *barLayer) write(f *frame, a, z vg.Point, value float64) {
	_, amounts := d.axes()
	text := si(value, amounts.unit)
	style := textStyle(12)
	style.Color = faint
	if d.horizontal {
		d.writeRight(f, style, z, math.Abs(float64(z.Y-a.Y)), text, value < 0)
		return
	}
	if style.Width(text) > (z.X-a.X)*1.25 {
		return // no room: the axis shows the value
	}
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	descent := style.FontExtents().Descent
	y := z.Y + descent + px(2)
	if value < 0 {
		y = z.Y - style.Height(text)
	}
	if y+style.Height(text) > f.Max.Y+px(14) || y < f.Min.Y {
		return
	}
	f.FillText(style, vg.Point{X: (a.X + z.X) / 2, Y: y}, text)
}

func (d *barLayer) writeRight(f *frame, style draw.TextStyle, end vg.Point, thickness float64, text string, negative bool) {
	if float64(style.Height(text)) > thickness*1.4 {
		return
	}
	style.YAlign = draw.YCenter
	width := style.Width(text) + px(4)
	x := end.X + px(4)
	if negative {
		x = end.X - width
	}
	if x+width > f.Max.X+px(margin) || x < f.Min.X {
		inside := end.X - width
		if negative {
			inside = end.X + px(4)
		}
		x, style.Color = inside, white
	}
	y := end.Y - vg.Length(thickness)/2
	f.FillText(style, vg.Point{X: x, Y: y + style.FontExtents().Descent}, text)
}
