package plots

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostHosts is how many hosts a Network shows.
const mostHosts = 30

// Network draws who talks to whom: hosts on a circle, and a line between two that talk, the wider the more. Links of the same two
// hosts are added up, either way. Of more than 30 hosts those with most are shown, and the caption says so.
func Network(title string, data Linker) *NetworkPlot {
	p := newPlot("Network", title)
	p.refuseNil(0, data)
	d := &networkLayer{p: p}
	_, d.unit = axisOf(data)
	d.read(data)
	p.HideAxes()
	p.x.categories, p.y.categories = []string{}, []string{}
	p.height = 620
	return &NetworkPlot{p.show(d)}
}

// A NetworkPlot is the figure that Network draws.
//
//plots:methods
type NetworkPlot struct{ *Plot }

// axisOf returns the name and the unit of what the data measure, where they say.
func axisOf(data any) (name, unit string) {
	if n, ok := data.(axisNamer); ok {
		_, name = n.AxisNames()
	}
	if u, ok := data.(axisUniter); ok {
		_, unit = u.AxisUnits()
	}
	return name, unit
}

// A linked is two hosts and all that went between them.
type linked struct {
	a, b   string
	weight float64
}

type networkLayer struct {
	p       *Plot
	unit    string
	links   []linked // of the hosts shown, the heaviest first
	hosts   []string // in their order on the circle
	weights map[string]float64
	hidden  int // hosts that are not shown
	missing int // links without a weight
}

// read adds the links up and chooses the hosts.
func (d *networkLayer) read(data Linker) {
	sums := make(map[[2]string]float64)
	var pairs [][2]string
	d.weights = make(map[string]float64)
	for i := range data.Len() {
		a, b, weight := data.Link(i)
		if !drawable(weight) || weight < 0 {
			d.missing++
			continue
		}
		a, b = clean(a), clean(b)
		pair := [2]string{min(a, b), max(a, b)}
		if _, known := sums[pair]; !known {
			pairs = append(pairs, pair)
		}
		sums[pair] += weight
		for _, host := range slices.Compact([]string{pair[0], pair[1]}) {
			if _, known := d.weights[host]; !known {
				d.hosts = append(d.hosts, host)
			}
			d.weights[host] += weight
		}
	}
	slices.SortStableFunc(d.hosts, func(a, b string) int { return cmp.Compare(d.weights[b], d.weights[a]) })
	d.hidden = max(len(d.hosts)-mostHosts, 0)
	d.hosts = d.hosts[:len(d.hosts)-d.hidden]
	for _, pair := range pairs {
		if slices.Contains(d.hosts, pair[0]) && slices.Contains(d.hosts, pair[1]) {
			d.links = append(d.links, linked{pair[0], pair[1], sums[pair]})
		}
	}
	slices.SortStableFunc(d.links, func(a, b linked) int { return cmp.Compare(b.weight, a.weight) })
	d.arrange()
}

// arrange puts hosts that talk much near each other: after each comes the one that it talks to most and that has no place yet.
func (d *networkLayer) arrange() {
	var order []string
	placed := make(map[string]bool)
	var visit func(host string)
	visit = func(host string) {
		if placed[host] {
			return
		}
		placed[host] = true
		order = append(order, host)
		for _, l := range d.links {
			switch host {
			case l.a:
				visit(l.b)
			case l.b:
				visit(l.a)
			}
		}
	}
	for _, host := range d.hosts {
		visit(host)
	}
	d.hosts = order
}

func (d *networkLayer) extents() (x, y extent) {
	for i := range d.hosts {
		x.add(float64(i))
		y.add(float64(i))
	}
	return x, y
}

func (d *networkLayer) notes() []string {
	var notes []string
	if d.hidden > 0 {
		notes = append(notes, "The "+fmt.Sprint(len(d.hosts))+" hosts with most are shown, "+thousands(fmt.Sprint(d.hidden))+" more are not")
	}
	if d.missing > 0 {
		notes = append(notes, count(d.missing, "link")+" without a number "+are(d.missing)+" not shown")
	}
	return notes
}

func (d *networkLayer) describe() []string {
	sentences := []string{count(len(d.hosts), "host") + " and " + count(len(d.links), "link") + "."}
	for i, l := range d.links {
		if i == mostDescribed {
			return append(sentences, "And "+count(len(d.links)-i, "more link")+".")
		}
		text := l.a + " and " + l.b + ": " + number(l.weight)
		if d.unit != "" {
			text += " " + d.unit
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// Plot draws the links, the lightest first, then the hosts and their names.
func (d *networkLayer) Plot(c draw.Canvas, _ *plot.Plot) {
	if len(d.links) == 0 {
		return
	}
	at := d.places(c)
	heaviest := d.links[0].weight
	for _, l := range slices.Backward(d.links) {
		share := 1.0
		if heaviest > 0 {
			share = l.weight / heaviest
		}
		style := draw.LineStyle{Color: faded(seriesColor(0), 0.6+0.3*math.Sqrt(share)), Width: px(1.5 + 8.5*math.Sqrt(share))}
		if l.a == l.b {
			c.DrawGlyphNoClip(draw.GlyphStyle{Color: style.Color, Radius: px(10), Shape: draw.RingGlyph{}}, at[l.a])
			continue
		}
		c.StrokeLine2(style, at[l.a].X, at[l.a].Y, at[l.b].X, at[l.b].Y)
	}
	for i, host := range d.hosts {
		c.DrawGlyphNoClip(draw.GlyphStyle{Color: seriesColor(1), Radius: px(5), Shape: draw.CircleGlyph{}}, at[host])
		d.name(&c, host, i, at[host])
	}
}

// nameRoom is how many CSS pixels a name beside the circle has.
const nameRoom = 190.0

// angle of host i, from the top, clockwise.
func (d *networkLayer) angle(i int) float64 {
	return math.Pi/2 - 2*math.Pi*float64(i)/float64(len(d.hosts))
}

func (d *networkLayer) places(c draw.Canvas) map[string]vg.Point {
	center := c.Center()
	rx, ry := max((c.Max.X-c.Min.X)/2-px(nameRoom), px(20)), max((c.Max.Y-c.Min.Y)/2-px(24), px(20))
	at := make(map[string]vg.Point)
	for i, host := range d.hosts {
		sin, cos := math.Sincos(d.angle(i))
		at[host] = vg.Point{X: center.X + rx*vg.Length(cos), Y: center.Y + ry*vg.Length(sin)}
	}
	return at
}

// name writes a host's name outside the circle.
func (d *networkLayer) name(c *draw.Canvas, host string, i int, at vg.Point) {
	sin, cos := math.Sincos(d.angle(i))
	style := textStyle(12)
	style.YAlign = draw.YCenter
	gap, room := px(10), c.Max.X-c.Min.X
	switch {
	case math.Abs(cos) < 0.05:
		style.XAlign, at.Y = draw.XCenter, at.Y+vg.Length(math.Copysign(float64(px(14)), sin))
	case cos > 0:
		style.XAlign, at.X = draw.XLeft, at.X+gap
		room = c.Max.X - at.X
	default:
		style.XAlign, at.X = draw.XRight, at.X-gap
		room = at.X - c.Min.X
	}
	at.Y += style.FontExtents().Descent / 2
	c.FillText(style, at, shorten(host, min(room, px(nameRoom)), style))
}
