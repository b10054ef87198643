package plots

import (
	"math"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A mark is a position in a figure with a text. NaN is a coordinate that it does not have.
type mark struct {
	x, y float64 // a line across the figure where the other is NaN
	toX  float64 // the end of a range of x
	text string
}

// markX draws an upright line at x, with a text beside it; on a time axis x is in seconds since 1970.
func (p *Plot) markX(x float64, text string) { p.mark("MarkX", mark{x, math.NaN(), math.NaN(), text}) }

// markY draws a line across the figure at y, with a text above it: a limit, a target.
func (p *Plot) markY(y float64, text string) { p.mark("MarkY", mark{math.NaN(), y, math.NaN(), text}) }

// markTime draws an upright line at a moment on a time axis, with a text beside it.
func (p *Plot) markTime(t time.Time, text string) {
	if !p.x.time {
		misused("MarkTime: the x axis of %s %q is not a time", p.kind, p.title)
	}
	p.mark("MarkTime", mark{seconds(t), math.NaN(), math.NaN(), text})
}

// shade colours the background between two values of x, with a text at its top; on a time axis they are in seconds
// since 1970.
func (p *Plot) shade(from, to float64, text string) {
	checkRange("Shade", from, to)
	p.mark("Shade", mark{from, math.NaN(), to, text})
}

// shadeTime colours the background between two moments on a time axis, with a text at its top.
func (p *Plot) shadeTime(from, to time.Time, text string) {
	if !p.x.time {
		misused("ShadeTime: the x axis of %s %q is not a time", p.kind, p.title)
	}
	p.shade(seconds(from), seconds(to), text)
}

// seconds returns the seconds from 1970 to a moment.
func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

// note puts a ring around a point, with a text beside it.
func (p *Plot) note(x, y float64, text string) { p.mark("Note", mark{x, y, math.NaN(), text}) }

// mark adds a mark, and extends the axes to it.
func (p *Plot) mark(method string, m mark) {
	if !drawable(m.x) && !drawable(m.y) {
		misused("%s(%q): the position is not a number", method, m.text)
	}
	m.text = clean(m.text)
	p.marks = append(p.marks, m)
	p.x.marked.add(m.x)
	p.x.marked.add(m.toX)
	p.y.marked.add(m.y)
	p.refresh()
}

// describeMarks says what is marked.
func (p *Plot) describeMarks() string {
	var all []string
	for _, m := range p.marks {
		where := ""
		switch {
		case !math.IsNaN(m.toX):
			where = "x from " + p.x.text(m.x) + " to " + p.x.text(m.toX)
		case math.IsNaN(m.y):
			where = "x " + p.x.text(m.x)
		case math.IsNaN(m.x):
			where = "y " + p.y.text(m.y)
		default:
			where = p.value(point{m.x, m.y})
		}
		if m.text != "" {
			where += ", “" + m.text + "”"
		}
		all = append(all, where)
	}
	if all == nil {
		return ""
	}
	return "Marked: " + strings.Join(all, "; ") + "."
}

// drawShades draws the shaded ranges, under the data.
func (p *Plot) drawShades(f *frame) {
	for _, m := range p.marks {
		if math.IsNaN(m.toX) {
			continue
		}
		from, to := f.p.X.Norm(m.x), f.p.X.Norm(m.toX)
		if from < 1 && to > 0 {
			f.patch(shadeColor, vg.Point{X: f.X(max(from, 0)), Y: f.Min.Y}, vg.Point{X: f.X(min(to, 1)), Y: f.Max.Y})
		}
	}
}

// drawMarks draws lines, rings and words over the data. Words that would overlap move down.
func (p *Plot) drawMarks(f *frame) {
	var taken []vg.Rectangle
	for _, m := range p.marks {
		if m.outside(f.p) {
			continue
		}
		x, y := f.p.X.Norm(m.x), f.p.Y.Norm(m.y)
		at := vg.Point{X: f.X(x), Y: f.Y(y)}
		switch {
		case !math.IsNaN(m.toX):
			at = vg.Point{X: f.X(max(x, 0)), Y: f.Max.Y}
		case math.IsNaN(m.y):
			p.markLine(f, at.X, f.Min.Y, at.X, f.Max.Y)
			at.Y = f.Max.Y
		case math.IsNaN(m.x):
			p.markLine(f, f.Min.X, at.Y, f.Max.X, at.Y)
			at = vg.Point{X: f.Min.X, Y: at.Y + px(20)}
		default:
			f.DrawGlyph(draw.GlyphStyle{Color: faint, Radius: px(6), Shape: draw.RingGlyph{}}, at)
			at = at.Add(vg.Point{X: px(5), Y: px(22)})
		}
		box := f.wordBox(m.text, at, taken)
		taken = append(taken, box)
		f.word(m.text, box, p.solid())
	}
}

// markLine draws a dashed line; over solid colours on a ground of its own.
func (p *Plot) markLine(f *frame, x0, y0, x1, y1 vg.Length) {
	line := draw.LineStyle{Color: faint, Width: px(1), Dashes: []vg.Length{px(4), px(3)}}
	if p.solid() {
		f.StrokeLine2(draw.LineStyle{Color: wordGround, Width: px(2)}, x0, y0, x1, y1)
		line.Color = white
	}
	f.StrokeLine2(line, x0, y0, x1, y1)
}

// outside reports whether a mark is in no part of the plot that is shown.
func (m mark) outside(q *plot.Plot) bool {
	from, to := q.X.Norm(m.x), q.X.Norm(m.x)
	if !math.IsNaN(m.toX) {
		to = q.X.Norm(m.toX)
	}
	y := q.Y.Norm(m.y)
	return !math.IsNaN(m.x) && !(from <= 1 && to >= 0) || !math.IsNaN(m.y) && !(0 <= y && y <= 1)
}

// marksNote counts the marks outside of what is shown.
func (p *Plot) marksNote() []string {
	n := 0
	for _, m := range p.marks {
		if m.outside(p.Plot) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []string{count(n, "mark") + " outside of the figure " + are(n) + " not shown"}
}

// wordBox returns where a text has room: to the right of a position and below it, or to the left, apart from those taken.
func (f *frame) wordBox(text string, at vg.Point, taken []vg.Rectangle) vg.Rectangle {
	style := textStyle(12)
	w, h := min(style.Width(text), f.Max.X-f.Min.X-px(8)), style.Height("0")*1.2
	x := at.X + px(5)
	if x+w > f.Max.X {
		x = max(at.X-px(5)-w, f.Min.X)
	}
	y := min(at.Y-px(2), f.Max.Y)
	box := vg.Rectangle{Min: vg.Point{X: x, Y: y - h}, Max: vg.Point{X: x + w, Y: y}}
	for i := 0; i < len(taken); i++ {
		t := taken[i]
		if box.Min.X < t.Max.X && t.Min.X < box.Max.X && box.Min.Y < t.Max.Y && t.Min.Y < box.Max.Y && t.Min.Y-h > f.Min.Y {
			box.Max.Y, box.Min.Y = t.Min.Y, t.Min.Y-h
			i = -1
		}
	}
	return box
}

// word writes a text into its box; over solid colours on a ground of its own.
func (f *frame) word(text string, box vg.Rectangle, ground bool) {
	style := textStyle(12)
	if ground && text != "" {
		style.Color = white
		f.FillPolygon(wordGround, []vg.Point{{X: box.Min.X - px(3), Y: box.Min.Y}, {X: box.Min.X - px(3), Y: box.Max.Y},
			{X: box.Max.X + px(3), Y: box.Max.Y}, {X: box.Max.X + px(3), Y: box.Min.Y}})
	}
	text = shorten(text, box.Max.X-box.Min.X+px(1), style)
	f.FillText(style, vg.Point{X: box.Min.X, Y: box.Max.Y + style.FontExtents().Descent}, text)
}

// solid reports whether the figure covers its background with colours that text is not read on.
func (p *Plot) solid() bool {
	switch p.data.(type) {
	case *areaLayer, *histLayer, *barLayer, *stackedLayer:
		return true
	}
	return false
}
