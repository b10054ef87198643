package plots

import (
	"fmt"
	"math"
	"strings"
	"time"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"netlab/pcapnb/misuse"
)

// A Plot is what every figure is: something to encode, to save and to describe. Each kind of figure embeds one and adds
// the methods that change it; they return the figure, so that they chain.
// The gonum plot inside may be changed as gonum's documentation says, before the figure is encoded.
type Plot struct {
	*plot.Plot

	kind  string // the constructor's name
	title string
	data  layer
	x, y  axis

	width, height int // CSS pixels; height 0 grows with the bars
	size, opacity float64
	given         []string // names of the series
	captions      []string
	entries       []entry
	marks         []mark
	columns       int                 // of panels, 0 for a figure in one piece
	bare          bool                // a panel, which names no axes
	side          func(c draw.Canvas) // draws beside the data, in a strip of sideWidth
}

// A layer is the data of a figure and how they are drawn.
type layer interface {
	plot.Plotter
	extents() (x, y extent)
	// notes says, for the caption, what the figure does not show as it is.
	notes() []string
	// describe says in sentences, for the alt text, what the figure shows.
	describe() []string
}

// An axis is what the data say about one axis and how to draw it.
type axis struct {
	ext        extent
	marked     extent // of what is marked, which is shown too
	name, unit string
	said       [][2]string // name and unit as each of the data gave them
	time, log  bool
	zone       *time.Location // of a time, nil for UTC
	blank      bool           // nothing to mark
	fromZero   bool           // bars start at zero
	fixed      bool           // the range is as the layer says
	pad        float64        // the share of the range to leave free at both ends
	categories []string       // names at 0, 1, 2 …, instead of numbers
	date       string         // of all categories, which do not repeat it
	shown      []string       // the categories as they fit

	auto             string // the label we gave
	autoMin, autoMax float64
	logMin           float64 // a range the user gave
}

const (
	defaultWidth  = 800
	defaultHeight = 400
)

// px is a length in CSS pixels, of which 96 are an inch.
func px(n float64) vg.Length { return vg.Length(n * 0.75) }

// textStyle is the typeface of every text in a figure.
func textStyle(pixels float64) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: px(pixels)}
	return text.Style{Color: ink, Font: f, YAlign: draw.YTop, Handler: plot.DefaultTextHandler}
}

// newPlot returns an empty figure of this kind in the package's style.
func newPlot(kind, title string) *Plot {
	p := &Plot{Plot: plot.New(), kind: kind, title: title, width: defaultWidth, height: defaultHeight}
	p.BackgroundColor = nil
	p.Title.Text = clean(title)
	p.Title.TextStyle = textStyle(16)
	p.Title.TextStyle.Font.Weight = xfont.WeightBold
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle = draw.LineStyle{Color: faint, Width: px(1)}
		a.Padding = 0
		a.Tick.LineStyle = a.LineStyle
		a.Tick.Length = px(5)
		a.Label.Padding = px(5)
		restyle(&a.Label.TextStyle, 13)
		restyle(&a.Tick.Label, 12)
	}
	p.x.pad, p.y.pad = 0.02, 0.05
	p.X.Tick.Marker, p.Y.Tick.Marker = autoTicks{axis: &p.x}, autoTicks{axis: &p.y}
	p.Add(grid{p})
	return p
}

// restyle sets our typeface and keeps the alignment.
func restyle(s *text.Style, pixels float64) {
	ours := textStyle(pixels)
	s.Color, s.Font = ours.Color, ours.Font
}

// show makes a layer the figure's data.
func (p *Plot) show(d layer) *Plot {
	p.data = d
	p.Add(d)
	p.refresh()
	return p
}

// refresh updates the axes' ranges and labels from the data.
func (p *Plot) refresh() {
	p.x.ext, p.y.ext = p.data.extents()
	p.x.blank = p.nothing() != ""
	p.y.blank = p.x.blank
	p.x.settle(&p.X)
	p.y.settle(&p.Y)
}

// settle gives gonum's axis our range, scale and label. A label or range that the user set is kept.
func (a *axis) settle(g *plot.Axis) {
	if g.Label.Text == a.auto {
		a.auto = clean(strings.TrimPrefix(labelled(a.name, a.unit)+a.date, ", "))
		g.Label.Text = a.auto
	}
	if a.autoMin != 0 || a.autoMax != 0 {
		if g.Min != a.autoMin || g.Max != a.autoMax {
			return
		}
	}
	g.Min, g.Max = a.span()
	a.autoMin, a.autoMax = g.Min, g.Max
	if a.log {
		g.Scale = a.scale()
	}
}

// span returns the range to draw: that of the data with some room around it.
func (a *axis) span() (lo, hi float64) {
	e := a.reach()
	switch {
	case len(a.categories) > 0:
		return -0.5, float64(len(a.categories)) - 0.5
	case e.n == 0 || a.blank:
		return 0, 1
	case a.log:
		lo, hi = a.logSpan()
		if a.scale().zero {
			lo = 0
		}
		return lo, hi
	case a.fixed:
		return e.min, e.max
	}
	lo, hi = e.min, e.max
	if a.fromZero {
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
		if lo == hi {
			return 0, 1
		}
	}
	padLo, padHi := widen(lo, hi, a.pad)
	if a.time && lo == hi { // one moment: half a second around it
		padLo, padHi = lo-0.5, hi+0.5
	}
	if a.fromZero && lo == 0 {
		padLo = 0
	}
	if a.fromZero && hi == 0 {
		padHi = 0
	}
	return padLo, padHi
}

// reach returns how far the data and the marks go.
func (a *axis) reach() extent {
	if a.ext.n == 0 {
		return a.ext
	}
	return a.ext.join(a.marked)
}

// logSpan returns the range of a log axis without its zero.
func (a *axis) logSpan() (lo, hi float64) {
	e := a.reach()
	lo, hi = e.least, e.max
	switch {
	case lo == 0:
		return 1, 10
	case hi < lo*1.001:
		return lo / 3, hi * 3
	}
	pad := math.Pow(10, 0.04*(math.Log10(hi)-math.Log10(lo)))
	below := pad
	if a.fromZero {
		below = math.Max(pad, 2)
	}
	return math.Max(lo/below, 1e-305), math.Min(hi*pad, 1e305)
}

func (a *axis) scale() logScale {
	lo, _ := a.logSpan()
	if a.logMin > 0 {
		return logScale{low: a.logMin}
	}
	return logScale{low: lo, zero: a.ext.zeros > 0 && !a.fromZero}
}

// setCategories names the positions 0, 1, 2 …. A date that all names begin with goes to the axis's label.
func (a *axis) setCategories(names []string) {
	a.categories, a.date = names, ""
	var first string
	for i, name := range names {
		date, _ := cutDate(name)
		if i == 0 {
			first = date
		}
		if date == "" || date != first {
			return
		}
	}
	if len(names) < 2 {
		return
	}
	a.categories = make([]string, len(names))
	for i, name := range names {
		_, a.categories[i] = cutDate(name)
	}
	a.date = ", " + first
}

// categoryTicks labels the positions 0, 1, 2 ….
func (a *axis) categoryTicks() []plot.Tick {
	labels := a.shown
	if labels == nil {
		labels = a.categories
	}
	var ticks []plot.Tick
	for i, label := range labels {
		if label != "" {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: label})
		}
	}
	return ticks
}

// learn takes the names, units and kinds of the x axis and of a y axis from one of the data. What
// several of them say differently is left out.
func (p *Plot) learn(i int, data any, vertical *axis) {
	var x, y, xUnit, yUnit string
	timed := false
	if d, ok := data.(axisNamer); ok {
		x, y = d.AxisNames()
	}
	if d, ok := data.(axisUniter); ok {
		xUnit, yUnit = d.AxisUnits()
	}
	if d, ok := data.(timeAxiser); ok {
		timed = d.TimeAxis()
	}
	if d, ok := data.(axisZoner); ok && timed && i == 0 {
		p.x.zone = d.AxisZone()
	}
	if i == 0 {
		p.x.time = timed
	}
	if timed != p.x.time {
		misused("%s(%q): x is a time in one of series 1 and %d, and not in the other", p.kind, p.title, i+1)
	}
	p.x.said = append(p.x.said, [2]string{x, xUnit})
	vertical.said = append(vertical.said, [2]string{y, yUnit})
	p.x.name, p.x.unit = agreed(p.x.said)
	vertical.name, vertical.unit = agreed(vertical.said)
}

// agreed returns the name and the unit of an axis, each empty where the data say different ones.
// Data that say neither agree with any.
func agreed(said [][2]string) (name, unit string) {
	first := true
	for _, s := range said {
		switch {
		case s == [2]string{}:
			continue
		case first:
			name, unit, first = s[0], s[1], false
			continue
		}
		if s[0] != name {
			name = ""
		}
		if s[1] != unit {
			unit = ""
		}
	}
	return name, unit
}

// seriesName returns what the legend calls series i.
func (p *Plot) seriesName(i int, data any) string {
	if d, ok := data.(legender); ok && d.Legend() != "" {
		return d.Legend()
	}
	if d, ok := data.(axisNamer); ok {
		if _, y := d.AxisNames(); y != "" {
			return y
		}
	}
	return fmt.Sprintf("series %d", i+1)
}

// nameOf returns the name of series i: that given to Names, or its own.
func (p *Plot) nameOf(i int, own string) string {
	if i < len(p.given) {
		return clean(p.given[i])
	}
	return clean(own)
}

// misused panics with one line for a call that makes no sense.
func misused(format string, args ...any) {
	panic(misuse.Textf("plots: "+format, args...))
}
