package plots

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostMessages is how many messages a Ladder shows.
const mostMessages = 60

// Ladder draws messages as a sequence diagram: an upright line for each host and an arrow for each message. The messages are in the
// data's order from the top, each with its time, counted from the first, at the left. The figure grows with the messages. Of more than
// 60 the first are shown, and the caption says so; Max shows more.
func Ladder(title string, data Messenger) *LadderPlot {
	p := newPlot("Ladder", title)
	p.refuseNil(0, data)
	d := &ladderLayer{p: p}
	for i := range data.Len() {
		t, from, to, text := data.Message(i)
		d.all = append(d.all, Message{t, clean(from), clean(to), clean(text)})
	}
	p.HideAxes()
	d.show(mostMessages)
	return &LadderPlot{p.show(d), d}
}

// A LadderPlot is the figure that Ladder draws.
//
//plots:methods
type LadderPlot struct {
	*Plot
	messages *ladderLayer
}

// Max shows the first n messages.
func (p *LadderPlot) Max(n int) *LadderPlot {
	if n < 1 || n > 1000 {
		misused("Max(%d): want 1 to 1000 messages", n)
	}
	p.messages.show(n)
	p.refresh()
	return p
}

type ladderLayer struct {
	p     *Plot
	all   []Message
	shown []Message
	hosts []string // in the order in which they first appear
}

const (
	ladderRow  = 25.0 // CSS pixels of a message
	ladderHead = 26.0 // of the hosts' names
	ladderTime = 84.0 // of the times
)

// show keeps the first n messages.
func (d *ladderLayer) show(n int) {
	d.shown, d.hosts = d.all[:min(n, len(d.all))], []string{}
	for _, m := range d.shown {
		for _, host := range []string{m.From, m.To} {
			if !slices.Contains(d.hosts, host) {
				d.hosts = append(d.hosts, host)
			}
		}
	}
	d.p.x.categories, d.p.y.categories = d.hosts, []string{}
	d.p.height = max(150, int(70+ladderHead+ladderRow*float64(len(d.shown))))
}

func (d *ladderLayer) extents() (x, y extent) {
	for i := range d.shown {
		x.add(float64(i))
		y.add(float64(i))
	}
	return x, y
}

func (d *ladderLayer) notes() []string {
	if left := len(d.all) - len(d.shown); left > 0 {
		return []string{"The first " + thousands(fmt.Sprint(len(d.shown))) + " of " + count(len(d.all), "message") + " are shown"}
	}
	return nil
}

func (d *ladderLayer) describe() []string {
	sentences := []string{count(len(d.hosts), "host") + ", " + count(len(d.all), "message") + "."}
	for i, m := range d.shown {
		if i == mostDescribed {
			return append(sentences, "And "+thousands(fmt.Sprint(len(d.all)-i))+" more.")
		}
		sentences = append(sentences, d.since(m)+" "+m.From+" to "+m.To+": "+m.Text+".")
	}
	return sentences
}

// since is the time of a message since the first.
func (d *ladderLayer) since(m Message) string {
	t := m.Time - d.all[0].Time
	if math.IsNaN(t) || math.IsInf(t, 0) {
		return "–"
	}
	return fmt.Sprintf("%.6f s", t)
}

// Plot draws the hosts' lines, then the arrows with their texts.
func (d *ladderLayer) Plot(c draw.Canvas, _ *plot.Plot) {
	at := d.places(c)
	top := c.Max.Y - px(ladderHead)
	name := textStyle(13)
	name.XAlign, name.YAlign = draw.XCenter, draw.YCenter
	for i, host := range d.hosts {
		x := at[host]
		c.StrokeLine2(draw.LineStyle{Color: faded(rule, 0.4), Width: px(1)}, x, c.Min.Y, x, top)
		name.Color = seriesColor(i)
		c.FillText(name, vg.Point{X: x, Y: c.Max.Y - px(ladderHead/2)}, shorten(host, d.room(c)-px(10), name))
	}
	row := (top - c.Min.Y) / vg.Length(max(len(d.shown), 1))
	for i, m := range d.shown {
		d.message(&c, m, at[m.From], at[m.To], top-row*vg.Length(i)-row*0.8)
	}
}

// room is the width that each host has.
func (d *ladderLayer) room(c draw.Canvas) vg.Length {
	return (c.Max.X - c.Min.X - px(ladderTime)) / vg.Length(max(len(d.hosts), 1))
}

// places says where each host's line is.
func (d *ladderLayer) places(c draw.Canvas) map[string]vg.Length {
	at := make(map[string]vg.Length)
	for i, host := range d.hosts {
		at[host] = c.Min.X + px(ladderTime) + d.room(c)*(vg.Length(i)+0.5)
	}
	return at
}

// message draws an arrow with its text above it and its time at the left; one to the sender itself is a dot.
func (d *ladderLayer) message(c *draw.Canvas, m Message, from, to, y vg.Length) {
	small := textStyle(11)
	small.Color, small.YAlign = faint, draw.YCenter
	c.FillText(small, vg.Point{X: c.Min.X, Y: y + small.FontExtents().Descent}, d.since(m))
	color := seriesColor(slices.Index(d.hosts, m.From))
	text := textStyle(12)
	text.XAlign, text.YAlign = draw.XCenter, draw.YBottom
	width := max(from, to) - min(from, to)
	if from == to {
		c.DrawGlyph(draw.GlyphStyle{Color: color, Radius: px(4), Shape: draw.CircleGlyph{}}, vg.Point{X: from, Y: y})
		text.XAlign, text.YAlign = draw.XLeft, draw.YCenter
		c.FillText(text, vg.Point{X: from + px(8), Y: y + text.FontExtents().Descent}, shorten(m.Text, max(c.Max.X-from-px(8), px(20)), text))
		return
	}
	tip := px(7)
	if to < from {
		tip = -tip
	}
	c.StrokeLine2(draw.LineStyle{Color: color, Width: px(1.5)}, from, y, to-tip, y)
	c.FillPolygon(color, []vg.Point{{X: to, Y: y}, {X: to - tip, Y: y + px(3.5)}, {X: to - tip, Y: y - px(3.5)}})
	c.FillText(text, vg.Point{X: d.textAt(*c, text.Width(m.Text), from, to), Y: y + px(2) + text.FontExtents().Descent}, shorten(m.Text, width-px(12), text))
}

// textAt is the middle of an arrow's text: that of the sender's way to the next host's line, which would run through it, or if it is
// longer that of the arrow.
func (d *ladderLayer) textAt(c draw.Canvas, width, from, to vg.Length) vg.Length {
	room := d.room(c)
	if width > room-px(12) {
		return (from + to) / 2
	}
	if to < from {
		return from - room/2
	}
	return from + room/2
}
