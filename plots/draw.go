package plots

import (
	"image/color"
	"math"
	"slices"
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
	if len(p.shownPanels()) > 0 && p.nothing() == "" {
		p.drawPanels(c)
		return
	}
	q, data := p.drawData(c)
	p.drawLabels(q, c, data)
	if msg := p.nothing(); msg != "" {
		style := textStyle(15)
		style.Color, style.XAlign, style.YAlign = faint, draw.XCenter, draw.YCenter
		center := data.Center()
		data.FillText(style, center, shorten(msg, data.Max.X-data.Min.X, style))
	}
}

// drawData draws the axes, the data and the marks, and returns the plot as it was drawn and where its data are.
func (p *Plot) drawData(c draw.Canvas) (q *plot.Plot, data draw.Canvas) {
	if p.side != nil {
		p.drawSide(&c, p.fitted(c))
	}
	right, edge := p.rightAxis(), c.Max.X
	if right != nil {
		q := p.fitted(c)
		data := q.DataCanvas(p.plotArea(q, c))
		c.Max.X -= right.room(data.Max.Y - data.Min.Y)
	}
	q = p.fitted(c)
	area := p.plotArea(q, c)
	q.Draw(area)
	data = q.DataCanvas(area)
	p.drawMarks(&frame{data, q})
	if right != nil {
		right.draw(data, edge)
	}
	return q, data
}

// nothing returns what to write instead of data where there are none to draw.
func (p *Plot) nothing() string {
	x, y := p.x.ext, p.y.ext
	left := max(x.missing+x.infinite, y.missing+y.infinite)
	switch {
	case x.n > 0 && y.n > 0:
		return ""
	case left == 1:
		return "no data: the only value is missing"
	case left > 1:
		return "no data: all " + count(left, "value") + " are missing"
	}
	return "no data"
}

// drawSide draws what is beside the data, as high as they are, and takes its room from c.
func (p *Plot) drawSide(c *draw.Canvas, q *plot.Plot) {
	data := q.DataCanvas(p.plotArea(q, *c))
	p.side(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: c.Max.X - px(sideWidth-14), Y: data.Min.Y},
		Max: vg.Point{X: c.Max.X, Y: data.Max.Y},
	}})
	c.Max.X -= px(sideWidth)
}

// plotArea returns the room for gonum's plot: all but the axes' names, which we draw in the middle of the data.
func (p *Plot) plotArea(q *plot.Plot, c draw.Canvas) draw.Canvas {
	if p.bare {
		return c
	}
	if p.X.Label.Text != "" || p.x.time {
		c.Min.Y += q.X.Label.TextStyle.Height("0") + q.X.Label.Padding
	}
	if p.Y.Label.Text != "" {
		c.Min.X += q.Y.Label.TextStyle.Height("0") + q.Y.Label.Padding
	}
	return c
}

// drawLabels names the axes.
func (p *Plot) drawLabels(q *plot.Plot, c, data draw.Canvas) {
	x, y := p.axisLabels(q)
	style := q.X.Label.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	descent := style.FontExtents().Descent
	c.FillText(style, vg.Point{X: data.Center().X, Y: c.Min.Y + descent}, shorten(x, data.Max.X-data.Min.X, style))
	style = q.Y.Label.TextStyle
	style.XAlign, style.YAlign = draw.XCenter, draw.YTop
	text := shorten(y, c.Max.Y-c.Min.Y, style)
	half := style.Width(text) / 2
	middle := max(min(data.Center().Y, c.Max.Y-half), c.Min.Y+half)
	style.Rotation = math.Pi / 2
	c.FillText(style, vg.Point{X: c.Min.X - style.FontExtents().Descent, Y: middle}, text)
}

// axisLabels returns the axes' names as they suit the marks: a time axis says the day, and a unit that the marks
// have is not repeated.
func (p *Plot) axisLabels(q *plot.Plot) (x, y string) {
	x, y = p.x.suited(p.X.Label.Text, q.X.Tick.Marker.Ticks(q.X.Min, q.X.Max)), p.y.suited(p.Y.Label.Text, q.Y.Tick.Marker.Ticks(q.Y.Min, q.Y.Max))
	if t, ok := q.X.Tick.Marker.(autoTicks); ok && p.x.time && !p.x.blank && p.X.Label.Text == p.x.auto {
		x = timeLabel(q.X.Min, q.X.Max, t.n, p.x.zone)
	}
	return clean(x), clean(y)
}

// suited returns an axis's label without a unit that its marks carry.
func (a *axis) suited(label string, ticks []plot.Tick) string {
	if label != a.auto || !isSeconds(a.unit) {
		return label
	}
	for _, t := range ticks {
		if strings.HasSuffix(t.Label, "s") {
			return a.name
		}
	}
	return label
}

// fitted returns gonum's plot with ranges and ticks for this much room. The title, legend and axes' names are ours to draw.
func (p *Plot) fitted(c draw.Canvas) *plot.Plot {
	q := *p.Plot
	q.Title.Text, q.X.Label.Text, q.Y.Label.Text = "", "", ""
	c = p.plotArea(&q, c)
	p.fitLabels(&q, c.Max.X-c.Min.X, c.Max.Y-c.Min.Y)
	p.x.ready(&q.X)
	p.y.ready(&q.Y)
	line := q.Y.Tick.Label.Height("0")
	if t, ok := q.Y.Tick.Marker.(autoTicks); ok {
		data := q.DataCanvas(c)
		q.Y.Tick.Marker = t.fit(q.Y.Min, q.Y.Max, data.Max.Y-data.Min.Y, func(string) vg.Length { return 2.2 * line })
	}
	if t, ok := q.X.Tick.Marker.(autoTicks); ok {
		data := q.DataCanvas(c)
		q.X.Tick.Marker = t.fit(q.X.Min, q.X.Max, data.Max.X-data.Min.X, func(s string) vg.Length { return q.X.Tick.Label.Width(s) + px(24) })
	}
	return &q
}

// ready makes gonum's axis fit to draw whatever range it was given.
func (a *axis) ready(g *plot.Axis) {
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
		q.Y.Tick.LineStyle.Color = color.Transparent
		style := q.Y.Tick.Label
		every := thin(len(p.y.categories), (height-px(20))/style.Height("0"))
		p.y.shown = reversed(shownLabels(reversed(p.y.categories), every, func(s string) string { return shorten(s, width*0.4, style) }))
	}
	if p.x.categories != nil {
		q.X.Tick.LineStyle.Color = color.Transparent
		p.fitUnder(&q.X.Tick.Label, width-px(50), height)
	}
}

// fitUnder fits the names below upright bars and columns, across or upright. Only a heatmap may leave some out.
func (p *Plot) fitUnder(style *draw.TextStyle, width, height vg.Length) {
	labels := p.x.categories
	widest := widestOf(labels, *style)
	room := thin(len(labels), width/(widest+px(8)))
	if room == 1 || p.side != nil && widest < px(100) {
		p.x.shown = shownLabels(labels, room, func(s string) string { return s })
		return
	}
	style.Rotation, style.XAlign, style.YAlign = math.Pi/2, draw.XRight, draw.YCenter
	every := thin(len(labels), width/style.Height("0"))
	limit := max(height*0.6, px(40))
	p.x.shown = shownLabels(labels, every, func(s string) string { return shorten(s, min(limit, px(longLabel)), *style) + "  " })
}

// longLabel is how many CSS pixels of an upright label stay.
const longLabel = 250.0

func widestOf(labels []string, style draw.TextStyle) (widest vg.Length) {
	for _, label := range labels {
		widest = max(widest, style.Width(label))
	}
	return widest
}

// naturalHeight is the height of a figure that grows with its bars, boxes or rows.
func (p *Plot) naturalHeight() int {
	width := px(float64(p.width) - 2*margin - 6)
	_, legend := p.placeLegend(width)
	above := linesHeight(p.Title.TextStyle, p.titleLines(width)) + legend + linesHeight(captionStyle(), p.captionLines(width))
	extra := float64(above)/0.75 + 80 // and the axis with its names
	if p.y.categories == nil {
		style := p.X.Tick.Label
		p.fitUnder(&style, width-px(80), px(1000))
		label := 0.0
		if style.Rotation != 0 {
			label = float64(min(widestOf(p.x.shown, p.X.Tick.Label), px(longLabel))) / 0.75
		}
		return max(defaultHeight, int(extra+label+220))
	}
	rows := len(p.y.categories)
	perRow := 24.0
	if _, ok := p.data.(*boxLayer); ok {
		perRow = 40
	}
	if p.side != nil { // a heatmap's rows may be thin
		perRow = max(min(perRow, 600/float64(max(rows, 1))), 1)
		extra += 60
	}
	return max(150, int(extra+perRow*float64(rows)))
}

// thin returns how many labels to advance, a round number, so that n of them fit where this many have room.
func thin(n int, room vg.Length) int {
	if float64(n) <= float64(room) {
		return 1
	}
	return max(2, int(niceStep(float64(n), max(int(room), 1)).times(1)))
}

// shownLabels keeps one label of so many, and each date once.
func shownLabels(labels []string, every int, fit func(string) string) []string {
	shown := make([]string, len(labels))
	last := ""
	for i := 0; i < len(labels); i += every {
		date, rest := cutDate(labels[i])
		if date == last {
			shown[i] = fit(rest)
		} else {
			shown[i] = fit(labels[i])
		}
		last = date
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
	return wrap(clean(p.Title.Text), width, p.Title.TextStyle, p.linesIn(5, 3))
}

// linesIn returns how many lines fill this part of a figure's height: at least one, at most so many.
func (p *Plot) linesIn(part, most int) int {
	if p.height == 0 {
		return most
	}
	return min(max(p.height/part/20, 1), most)
}

// drawLines writes lines of text at the top of c and takes their room from it.
func drawLines(c *draw.Canvas, style draw.TextStyle, lines []string) {
	for _, line := range lines {
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y + style.FontExtents().Descent}, line)
		c.Max.Y -= style.Height(line) * 1.1
	}
}

// captionText is the text below the figure: the user's, then what the figure does not show.
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

// notes says what the figure leaves out or changes.
func (p *Plot) notes() []string {
	notes := slices.Concat(p.data.notes(), p.panelsNote(), p.marksNote())
	axes := []*axis{&p.x, &p.y}
	if r := p.rightAxis(); r != nil {
		axes = append(axes, &r.axis)
	}
	for _, a := range axes {
		if n := a.ext.negative; a.log && n > 0 {
			notes = append(notes, count(n, "value")+" below zero "+are(n)+" not shown on the logarithmic axis")
		}
		if n := a.ext.infinite; n > 0 {
			notes = append(notes, count(n, "infinite value")+" "+are(n)+" not shown")
		}
	}
	return notes
}

func captionStyle() draw.TextStyle {
	style := textStyle(12)
	style.Color = faint
	return style
}

func (p *Plot) captionLines(width vg.Length) []string {
	return wrap(p.captionText(), width, captionStyle(), p.linesIn(6, 4))
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

// placed is an entry of the legend and its position, from the legend's top left corner.
type placed struct {
	entry
	text string
	x, y vg.Length
}

const thumbnail = 26.0

// placeLegend lays the legend's entries out in rows and returns how high they are. A third row ends in "and 7 more".
func (p *Plot) placeLegend(width vg.Length) (all []placed, height vg.Length) {
	if len(p.shownPanels()) > 0 { // a panel says whose it is
		return nil, 0
	}
	style := textStyle(13)
	line := style.Height("0") * 1.25
	var x, y vg.Length
	for i, e := range p.entries {
		text := shorten(e.name(), min(width-px(thumbnail+20), px(280)), style)
		w := px(thumbnail+6) + style.Width(text) + px(18)
		if x > 0 && x+w > width {
			x, y = 0, y+line
		}
		if y > vg.Length(p.linesIn(5, 3)-1)*line+0.1 {
			last := &all[len(all)-1]
			last.text = shorten("… and "+thousands(number(float64(len(p.entries)-i+1)))+" more", width-last.x-px(thumbnail+6), style)
			last.line, last.glyph = false, nil
			return all, y
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

// at returns a point's place. A point far outside is moved nearer, so that no length overflows; ok is false
// for a point that the axes have no position for.
func (f *frame) at(x, y float64) (pt vg.Point, ok bool) {
	nx, ny := f.p.X.Norm(x), f.p.Y.Norm(y)
	if math.IsNaN(nx) || math.IsNaN(ny) {
		return vg.Point{}, false
	}
	const far = 1e4
	nx, ny = min(max(nx, -far), far), min(max(ny, -far), far)
	return vg.Point{X: f.X(nx), Y: f.Y(ny)}, true
}

// A grid draws faint lines at the marks of axes that have numbers, but not over the axes themselves.
type grid struct{ p *Plot }

// Plot draws the lines.
func (g grid) Plot(c draw.Canvas, q *plot.Plot) {
	g.p.drawShades(&frame{c, q})
	line := draw.LineStyle{Color: rule, Width: px(1)}
	if g.p.x.categories == nil {
		for _, t := range q.X.Tick.Marker.Ticks(q.X.Min, q.X.Max) {
			if x := c.X(q.X.Norm(t.Value)); !t.IsMinor() && x > c.Min.X+px(1) && x <= c.Max.X {
				c.StrokeLine2(line, x, c.Min.Y, x, c.Max.Y)
			}
		}
	}
	if g.p.y.categories == nil {
		for _, t := range q.Y.Tick.Marker.Ticks(q.Y.Min, q.Y.Max) {
			if y := c.Y(q.Y.Norm(t.Value)); !t.IsMinor() && y > c.Min.Y+px(1) && y <= c.Max.Y {
				c.StrokeLine2(line, c.Min.X, y, c.Max.X, y)
			}
		}
	}
}
