package plots

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An entry is one line of the legend.
type entry struct {
	name   func() string
	color  color.NRGBA
	line   bool
	dashes []vg.Length
	glyph  draw.GlyphDrawer
}

const (
	margin    = 8.0 // CSS pixels around the figure
	sideWidth = 78.0
)

// Draw draws the whole figure into c: the title, the legend, gonum's plot and the caption.
func (p *Plot) Draw(c draw.Canvas) {
	if p.BackgroundColor != nil {
		c.SetColor(p.BackgroundColor)
		c.Fill(c.Path())
	}
	c = draw.Crop(c, px(margin), -px(margin+6), px(margin), -px(margin))
	p.drawTitle(&c)
	p.drawLegend(&c)
	p.drawCaption(&c)
	area := c
	if p.side != nil {
		area.Max.X -= px(sideWidth)
	}
	q := p.fitted(area)
	q.Draw(area)
	data := q.DataCanvas(area)
	if p.side != nil {
		p.side(draw.Canvas{Canvas: c, Rectangle: vg.Rectangle{
			Min: vg.Point{X: c.Max.X - px(sideWidth-14), Y: data.Min.Y},
			Max: vg.Point{X: c.Max.X, Y: data.Max.Y},
		}})
	}
	if msg := p.nothing(); msg != "" {
		style := textStyle(15)
		style.Color, style.XAlign, style.YAlign = faint, draw.XCenter, draw.YCenter
		center := data.Center()
		data.FillText(style, center, shorten(msg, data.Max.X-data.Min.X, style))
	}
}

// nothing returns what to write instead of data where there are none to draw.
func (p *Plot) nothing() string {
	x, y := p.x.ext, p.y.ext
	left := max(x.missing+x.infinite, y.missing+y.infinite)
	switch {
	case x.n > 0 && y.n > 0:
		return ""
	case left > 0:
		return "no data: " + count(left, "value") + ", all missing"
	}
	return "no data"
}

// fitted returns gonum's plot with ranges, ticks and labels for this much room. The title and legend are ours to draw.
func (p *Plot) fitted(c draw.Canvas) *plot.Plot {
	q := *p.Plot
	q.Title.Text = ""
	width, height := c.Max.X-c.Min.X, c.Max.Y-c.Min.Y
	p.fitLabels(&q, width, height)
	p.x.ready(p, &q.X)
	p.y.ready(p, &q.Y)
	line := q.Y.Tick.Label.Height("0")
	if t, ok := q.Y.Tick.Marker.(autoTicks); ok {
		q.Y.Tick.Marker = t.fit(q.Y.Min, q.Y.Max, height-px(50), func(string) vg.Length { return 2.2 * line })
	}
	data := q.DataCanvas(c)
	n := 10
	if t, ok := q.X.Tick.Marker.(autoTicks); ok {
		t = t.fit(q.X.Min, q.X.Max, data.Max.X-data.Min.X, func(s string) vg.Length { return q.X.Tick.Label.Width(s) + px(24) })
		n = t.n
		q.X.Tick.Marker = t
	}
	if p.x.time && p.x.ext.n > 0 && p.X.Label.Text == p.x.auto {
		q.X.Label.Text = timeLabel(q.X.Min, q.X.Max, n)
	}
	q.X.Label.Text = shorten(clean(q.X.Label.Text), width-px(20), q.X.Label.TextStyle)
	q.Y.Label.Text = shorten(clean(q.Y.Label.Text), height-px(20), q.Y.Label.TextStyle)
	return &q
}

// ready makes gonum's axis fit to draw whatever range it was given.
func (a *axis) ready(p *Plot, g *plot.Axis) {
	if !drawable(g.Min) || !drawable(g.Max) || !(g.Min < g.Max) {
		g.Min, g.Max = a.span()
	}
	if !a.log {
		return
	}
	s := a.scale()
	if g.Min != a.autoMin || g.Max != a.autoMax { // a range the user gave
		if g.Max <= 0 {
			g.Min, g.Max = a.span()
		} else if g.Min > 0 {
			s = logScale{low: g.Min}
		} else if s.low >= g.Max {
			s.low = g.Max / 10
		}
	}
	g.Scale = s
	if t, ok := g.Tick.Marker.(autoTicks); ok {
		copied := *t.axis
		if !s.zero {
			copied.logMin = s.low
		}
		g.Tick.Marker = autoTicks{axis: &copied}
	}
}

// fitLabels shortens and turns the names of categories so that they fit.
func (p *Plot) fitLabels(q *plot.Plot, width, height vg.Length) {
	if p.y.categories != nil {
		style := q.Y.Tick.Label
		every := thin(len(p.y.categories), (height-px(50))/style.Height("0"))
		p.y.shown = shownLabels(p.y.categories, every, func(s string) string { return shorten(s, width*0.4, style) })
	}
	if p.x.categories == nil {
		return
	}
	style := &q.X.Tick.Label
	room := (width - px(80)) / vg.Length(max(len(p.x.categories), 1))
	widest := vg.Length(0)
	for _, label := range p.x.categories {
		widest = max(widest, style.Width(label))
	}
	if widest <= room-px(6) {
		p.x.shown = p.x.categories
		return
	}
	style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XRight, draw.YCenter
	every := thin(len(p.x.categories), (width-px(80))/style.Height("0"))
	p.x.shown = shownLabels(p.x.categories, every, func(s string) string { return shorten(s, height*0.4, *style) })
}

// thin returns how many labels to advance so that n of them fit where this many have room.
func thin(n int, room vg.Length) int {
	return max(1, int(math.Ceil(float64(n)/math.Max(float64(room), 1))))
}

// shownLabels keeps every so-manieth label.
func shownLabels(labels []string, every int, fit func(string) string) []string {
	shown := make([]string, len(labels))
	for i := 0; i < len(labels); i += every {
		shown[i] = fit(labels[i])
	}
	return shown
}

func (p *Plot) drawTitle(c *draw.Canvas) {
	style := p.Title.TextStyle
	style.XAlign, style.YAlign = draw.XLeft, draw.YTop
	drawLines(c, style, p.titleLines(c.Max.X-c.Min.X))
	if p.Title.Text != "" {
		c.Max.Y -= px(8)
	}
}

func (p *Plot) titleLines(width vg.Length) []string {
	return wrap(clean(p.Title.Text), width, p.Title.TextStyle, 3)
}

// drawLines writes lines of text at the top of c and takes their room away from it.
func drawLines(c *draw.Canvas, style draw.TextStyle, lines []string) {
	for _, line := range lines {
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y + style.FontExtents().Descent}, line)
		c.Max.Y -= style.Height(line) * 1.1
	}
}

// captionText is what stands below the figure: the user's words, then what the figure does not show.
func (p *Plot) captionText() string {
	parts := append([]string(nil), p.captions...)
	if p.data != nil && p.nothing() == "" {
		parts = append(parts, p.notes()...)
	}
	for i, part := range parts {
		if part != "" && !strings.HasSuffix(part, ".") && i < len(parts)-1 {
			parts[i] += "."
		}
	}
	return strings.Join(parts, " ")
}

// notes says what the figure leaves out or shows otherwise than it is.
func (p *Plot) notes() []string {
	notes := p.data.notes()
	for _, a := range []*axis{&p.x, &p.y} {
		if n := a.ext.negative; a.log && n > 0 {
			notes = append(notes, count(n, "value")+" below zero "+are(n)+" not shown on the logarithmic axis")
		}
		if n := a.ext.infinite; n > 0 {
			notes = append(notes, count(n, "value")+" beyond all bounds "+are(n)+" not shown")
		}
	}
	if n := a0(p); n > 0 {
		notes = append(notes, count(n, "value")+" of zero "+are(n)+" not shown on the logarithmic axis")
	}
	return notes
}

// a0 counts the zeros that a log axis of bars or bins has no place for.
func a0(p *Plot) int {
	if h, ok := p.data.(*histLayer); ok && p.x.log {
		return h.values.zeros
	}
	return 0
}

func captionStyle() draw.TextStyle {
	style := textStyle(12)
	style.Color = faint
	return style
}

func (p *Plot) captionLines(width vg.Length) []string {
	return wrap(p.captionText(), width, captionStyle(), 4)
}

func (p *Plot) drawCaption(c *draw.Canvas) {
	style := captionStyle()
	lines := p.captionLines(c.Max.X - c.Min.X)
	if len(lines) == 0 {
		return
	}
	below := *c
	below.Max.Y = c.Min.Y + linesHeight(style, lines)
	c.Min.Y = below.Max.Y + px(6)
	drawLines(&below, style, lines)
}

func linesHeight(style draw.TextStyle, lines []string) (h vg.Length) {
	for _, line := range lines {
		h += style.Height(line) * 1.1
	}
	return h
}

// placed is where one entry of the legend stands, from the legend's top left corner.
type placed struct {
	entry
	text string
	x, y vg.Length
}

const thumbnail = 26.0

// placeLegend lays the legend's entries out in rows and returns how high they are. A third row ends in "and 7 more".
func (p *Plot) placeLegend(width vg.Length) (all []placed, height vg.Length) {
	style := textStyle(13)
	line := style.Height("0") * 1.25
	var x, y vg.Length
	for i, e := range p.entries {
		text := shorten(e.name(), min(width-px(thumbnail+20), px(280)), style)
		w := px(thumbnail+6) + style.Width(text) + px(18)
		if x > 0 && x+w > width {
			x, y = 0, y+line
		}
		if y > 2*line+0.1 {
			last := &all[len(all)-1]
			last.text = shorten("… and "+thousands(number(float64(len(p.entries)-i+1)))+" more", width-last.x-px(thumbnail+6), style)
			last.line, last.glyph = false, nil
			return all, 3 * line
		}
		all = append(all, placed{e, text, x, y})
		x += w
	}
	if len(all) == 0 {
		return nil, 0
	}
	return all, y + line
}

func (p *Plot) drawLegend(c *draw.Canvas) {
	style := textStyle(13)
	all, height := p.placeLegend(c.Max.X - c.Min.X)
	for _, e := range all {
		x, y := c.Min.X+e.x, c.Max.Y-e.y
		mid := y - style.Height("0")/2
		if e.line {
			c.StrokeLine2(draw.LineStyle{Color: e.color, Width: px(2), Dashes: e.dashes}, x, mid, x+px(thumbnail), mid)
		}
		if e.glyph != nil {
			c.DrawGlyphNoClip(draw.GlyphStyle{Color: e.color, Radius: px(4), Shape: e.glyph}, vg.Point{X: x + px(thumbnail/2), Y: mid})
		}
		c.FillText(style, vg.Point{X: x + px(thumbnail+6), Y: y + style.FontExtents().Descent}, e.text)
	}
	if height > 0 {
		c.Max.Y -= height + px(6)
	}
}

// A frame turns values into places on the canvas.
type frame struct {
	draw.Canvas
	p *plot.Plot
}

// at returns a point's place. What lies far outside is moved nearer, so that no length overflows; ok is false
// where the point has no place at all.
func (f *frame) at(x, y float64) (pt vg.Point, ok bool) {
	nx, ny := f.p.X.Norm(x), f.p.Y.Norm(y)
	if math.IsNaN(nx) || math.IsNaN(ny) {
		return vg.Point{}, false
	}
	const far = 1e4
	nx, ny = min(max(nx, -far), far), min(max(ny, -far), far)
	return vg.Point{X: f.X(nx), Y: f.Y(ny)}, true
}
