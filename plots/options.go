package plots

import (
	"fmt"
	"math"
)

// SizePx sets the size in CSS pixels: as large as the figure stands on a page. Without it a figure is 800 by 400,
// and one of horizontal bars is as high as its bars need.
func (p *Plot) SizePx(width, height int) *Plot {
	if width < 100 || height < 80 || width > 5000 || height > 20000 {
		misused("SizePx(%d, %d): give 100 to 5000 pixels for the width and 80 to 20000 for the height", width, height)
	}
	p.width, p.height = width, height
	return p
}

// LogX makes the x axis logarithmic. Zeros keep a place at its low end; what lies below zero is counted in the caption.
func (p *Plot) LogX() *Plot {
	p.makeLog(&p.x, "LogX")
	return p.refresh()
}

// LogY makes the y axis logarithmic. Zeros keep a place at its low end; what lies below zero is counted in the caption.
func (p *Plot) LogY() *Plot {
	p.makeLog(&p.y, "LogY")
	return p.refresh()
}

func (p *Plot) makeLog(a *axis, method string) {
	if a.time || a.categories != nil {
		misused("%s: this axis of %s %q has no numbers to take logarithms of", method, p.kind, p.title)
	}
	a.log = true
}

// XLabel names the x axis.
func (p *Plot) XLabel(label string) *Plot {
	p.X.Label.Text = clean(label)
	return p
}

// YLabel names the y axis.
func (p *Plot) YLabel(label string) *Plot {
	p.Y.Label.Text = clean(label)
	return p
}

// XRange shows only this part of the x axis; on a time axis in seconds since 1970.
func (p *Plot) XRange(min, max float64) *Plot {
	checkRange("XRange", min, max)
	p.X.Min, p.X.Max = min, max
	return p
}

// YRange shows only this part of the y axis.
func (p *Plot) YRange(min, max float64) *Plot {
	checkRange("YRange", min, max)
	p.Y.Min, p.Y.Max = min, max
	return p
}

func checkRange(method string, min, max float64) {
	if !drawable(min) || !drawable(max) || !(min < max) {
		misused("%s(%v, %v): the first number must be below the second", method, min, max)
	}
}

// Points sets the points' diameter in CSS pixels and their opacity, from 0 to 1; on a Line and a Step it marks every point.
// Without it a Scatter of many points chooses an opacity that shows where they lie densest.
func (p *Plot) Points(size, opacity float64) *Plot {
	if !(size > 0 && size <= 100 && opacity > 0 && opacity <= 1) {
		misused("Points(%v, %v): the size must lie above 0 and the opacity between 0 and 1", size, opacity)
	}
	p.size, p.opacity = size, opacity
	return p
}

// Names names the series for the legend, in order.
func (p *Plot) Names(names ...string) *Plot {
	p.names = names
	return p.refresh()
}

// Caption adds a line of text below the figure.
func (p *Plot) Caption(text string) *Plot {
	p.captions = append(p.captions, clean(text))
	return p
}

// Top keeps the n largest bars, the largest first, and says below the figure what it left out.
func (p *Plot) Top(n int) *Plot {
	bars, ok := p.data.(*barLayer)
	if !ok || n < 1 {
		misused("Top(%d) on %s: it takes the largest bars of a Bar or BarH, at least 1", n, p.kind)
	}
	bars.top(n)
	return p.refresh()
}

// Bins sets how many bins a Hist has, about: their edges stay round numbers.
func (p *Plot) Bins(n int) *Plot {
	hist, ok := p.data.(*histLayer)
	if !ok || n < 1 || n > 10000 {
		misused("Bins(%d) on %s: it sets the number of bins of a Hist, 1 to 10000", n, p.kind)
	}
	hist.wanted = n
	return p.refresh()
}

// ByNumber draws a TimeSequence over the packets' numbers instead of the time, so that crowded moments spread out.
func (p *Plot) ByNumber() *Plot {
	p.conversation("ByNumber").byNumber()
	return p.refresh()
}

// FromClient keeps of a TimeSequence the client's data and the server's acknowledgements of them.
func (p *Plot) FromClient() *Plot {
	p.conversation("FromClient").keep(true)
	return p.refresh()
}

// FromServer keeps of a TimeSequence the server's data and the client's acknowledgements of them.
func (p *Plot) FromServer() *Plot {
	p.conversation("FromServer").keep(false)
	return p.refresh()
}

func (p *Plot) conversation(method string) *sequenceLayer {
	d, ok := p.data.(*sequenceLayer)
	if !ok {
		misused("%s on %s: it is for a TimeSequence", method, p.kind)
	}
	return d
}

// LogColor makes the colours of a Heatmap follow the logarithm of the values.
func (p *Plot) LogColor() *Plot {
	d, ok := p.data.(*heatLayer)
	if !ok {
		misused("LogColor on %s: it is for a Heatmap", p.kind)
	}
	d.log = true
	return p
}

// String names the figure, for a page that shows no images.
func (p *Plot) String() string { return fmt.Sprintf("[%s]", p.Alt()) }

// orNaN turns what cannot be drawn into NaN, and what is too small for a logarithm into zero.
func orNaN(v float64) float64 {
	switch {
	case !drawable(v):
		return math.NaN()
	case math.Abs(v) < 1e-300:
		return 0
	}
	return v
}
