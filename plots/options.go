package plots

import (
	"fmt"
	"math"
)

// sizePx sets the size in CSS pixels: the size of the figure on a page. Without it a figure is 800 by 400,
// and one of horizontal bars is as high as its bars need.
func (p *Plot) sizePx(width, height int) {
	if width < 100 || height < 80 || width > 5000 || height > 20000 {
		misused("SizePx(%d, %d): the width must be 100 to 5000 pixels and the height 80 to 20000", width, height)
	}
	p.width, p.height = width, height
}

// logX makes the x axis logarithmic. Zeros are drawn at its low end; the caption counts negative values.
func (p *Plot) logX() {
	p.makeLog(&p.x, "LogX")
	p.refresh()
}

// logY makes the y axis logarithmic. Zeros are drawn at its low end; the caption counts negative values.
func (p *Plot) logY() {
	p.makeLog(&p.y, "LogY")
	p.refresh()
}

func (p *Plot) makeLog(a *axis, method string) {
	if a.time {
		misused("%s: this axis of %s %q is a time and cannot be logarithmic", method, p.kind, p.title)
	}
	a.log = true
}

// xLabel names the x axis.
func (p *Plot) xLabel(label string) {
	p.X.Label.Text = clean(label)
}

// yLabel names the y axis.
func (p *Plot) yLabel(label string) {
	p.Y.Label.Text = clean(label)
}

// xRange shows only this part of the x axis; on a time axis in seconds since 1970.
func (p *Plot) xRange(min, max float64) {
	checkRange("XRange", min, max)
	p.X.Min, p.X.Max = min, max
}

// yRange shows only this part of the y axis.
func (p *Plot) yRange(min, max float64) {
	checkRange("YRange", min, max)
	p.Y.Min, p.Y.Max = min, max
}

func checkRange(method string, min, max float64) {
	if !drawable(min) || !drawable(max) || !(min < max) {
		misused("%s(%v, %v): the first number must be below the second", method, min, max)
	}
}

// points sets the points' diameter in CSS pixels and their opacity, from 0 to 1; on a Line and a Step it marks every point.
// Without it a Scatter of many points chooses an opacity that shows where they are densest.
func (p *Plot) points(size, opacity float64) {
	if !(size > 0 && size <= 100 && opacity > 0 && opacity <= 1) {
		misused("Points(%v, %v): the size must be above 0 and at most 100, the opacity above 0 and at most 1", size, opacity)
	}
	p.size, p.opacity = size, opacity
}

// names names the series for the legend, in order.
func (p *Plot) names(names ...string) {
	p.given = names
	p.refresh()
}

// caption adds a line of text below the figure.
func (p *Plot) caption(text string) {
	p.captions = append(p.captions, clean(text))
}

// String describes the figure, for a page that shows no images.
func (p *Plot) String() string { return fmt.Sprintf("[%s]", p.Alt()) }

// orNaN returns NaN for a value that cannot be drawn, and zero for one that is too small for a logarithm.
func orNaN(v float64) float64 {
	switch {
	case !drawable(v):
		return math.NaN()
	case math.Abs(v) < 1e-300:
		return 0
	}
	return v
}
