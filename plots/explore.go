package plots

import (
	"encoding/json"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"time"

	"gonum.org/v1/plot"
)

// Explored returns the figure as JSON, from which a page draws it again. It is "" for a figure that is a picture only: a
// Ladder, a Network, and a heat map of more than 12,000 cells. It holds at most about 12,000 points, however many the figure has: of a line's
// the lowest and highest of each stretch, of others one of those that lie close together. The JSON says how many are left out.
//
// It is for package nb's Explore.
func (p *Plot) Explored() string {
	d, ok := p.data.(explorer)
	if !ok || p.nothing() != "" {
		return ""
	}
	s := scene{Title: clean(p.Title.Text), Width: p.width, Height: p.pixelHeight(), X: p.x.scene(&p.X), Y: p.y.scene(&p.Y), Marks: p.sceneMarks()}
	if r := p.rightAxis(); r != nil {
		right := r.scene(&r.g)
		s.Right = &right
	}
	if s.Shapes = d.shapes(); len(s.Shapes) == 0 {
		return ""
	}
	s.thin()
	s.rebase(p)
	text, err := json.Marshal(s)
	if err != nil {
		misused("%s(%q): %v", p.kind, p.title, err)
	}
	return string(text)
}

// pixelHeight is the figure's height in CSS pixels.
func (p *Plot) pixelHeight() int {
	_, h := p.Size()
	return h
}

// mostExplored is how many points a page is given to draw.
const mostExplored = 12_000

// An explorer is a layer that can say what it draws in the axes' values.
type explorer interface{ shapes() []shape }

// A scene is a figure in its axes' values.
type scene struct {
	Title  string      `json:"title"`
	Width  int         `json:"width"`
	Height int         `json:"height"`
	X      sceneAxis   `json:"x"`
	Y      sceneAxis   `json:"y"`
	Right  *sceneAxis  `json:"right,omitempty"`
	Shapes []shape     `json:"shapes"`
	Marks  []sceneMark `json:"marks,omitempty"`
	Points int         `json:"points"`
	Drawn  int         `json:"drawn"` // of Points
}

// A sceneAxis is an axis as it is before anybody zooms. Base is added to all its values.
type sceneAxis struct {
	Label      string   `json:"label"`
	Unit       string   `json:"unit,omitempty"`
	Min        float64  `json:"min"`
	Max        float64  `json:"max"`
	Base       float64  `json:"base,omitempty"`
	Time       bool     `json:"time,omitempty"`
	Zone       string   `json:"zone,omitempty"` // whose clocks show the time, UTC where it is empty
	Log        bool     `json:"log,omitempty"`
	Zero       bool     `json:"zero,omitempty"` // a log axis with a place for zero at its low end
	Whole      bool     `json:"whole,omitempty"`
	Categories []string `json:"categories,omitempty"`
}

// A shape is what one series looks like. Strokes go from (X, Y) to (X2, Y2), rectangles have these corners.
type shape struct {
	Kind   string   `json:"kind"` // line, points, strokes, rects, or area: from Y down to Y2
	Name   string   `json:"name,omitempty"`
	Color  string   `json:"color,omitempty"`
	Dashed bool     `json:"dashed,omitempty"`
	Steps  bool     `json:"steps,omitempty"`
	Right  bool     `json:"right,omitempty"`
	Glyph  int      `json:"glyph,omitempty"` // circle, triangle, square, cross
	X      numbers  `json:"x"`
	Y      numbers  `json:"y"`
	X2     numbers  `json:"x2,omitempty"`
	Y2     numbers  `json:"y2,omitempty"`
	Colors []string `json:"colors,omitempty"` // of each, instead of Color
	Texts  []string `json:"texts,omitempty"`  // what each says, instead of its values
}

type sceneMark struct {
	X    number2 `json:"x"`
	Y    number2 `json:"y"`
	To   number2 `json:"to"`
	Text string  `json:"text"`
}

// Numbers in JSON, which has no NaN.
type (
	numbers []float64
	number2 float64
)

func (n numbers) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendNumber(b, v)
	}
	return append(b, ']'), nil
}

func (n number2) MarshalJSON() ([]byte, error) { return appendNumber(nil, float64(n)), nil }

func appendNumber(b []byte, v float64) []byte {
	if !drawable(v) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

func (a *axis) scene(g *plot.Axis) sceneAxis {
	s := sceneAxis{Label: clean(g.Label.Text), Unit: a.unit, Min: g.Min, Max: g.Max, Time: a.time, Log: a.log, Whole: !a.ext.fraction, Categories: a.categories}
	if a.time && a.zone != nil && a.zone != time.UTC {
		s.Zone = a.zone.String()
	}
	if a.log {
		s.Min, s.Zero = a.scale().low, a.scale().zero
	}
	return s
}

func (p *Plot) sceneMarks() (all []sceneMark) {
	for _, m := range p.marks {
		all = append(all, sceneMark{number2(m.x), number2(m.y), number2(m.toX), m.text})
	}
	return all
}

// rebase counts times from the figure's first whole second: a microsecond takes seven digits then, not seventeen.
func (s *scene) rebase(p *Plot) {
	if !p.x.time {
		return
	}
	base := math.Floor(s.X.Min)
	from := func(v float64) float64 { return math.Round((v-base)*1e6) / 1e6 }
	s.X.Base, s.X.Min, s.X.Max = base, from(s.X.Min), from(s.X.Max)
	for i := range s.Shapes {
		for _, xs := range []numbers{s.Shapes[i].X, s.Shapes[i].X2} {
			for k, v := range xs {
				xs[k] = from(v)
			}
		}
	}
	for i := range s.Marks {
		s.Marks[i].X, s.Marks[i].To = number2(from(float64(s.Marks[i].X))), number2(from(float64(s.Marks[i].To)))
	}
}

// thin leaves points out of long series.
func (s *scene) thin() {
	for _, t := range s.Shapes {
		s.Points += len(t.X)
	}
	for i := range s.Shapes {
		if t := &s.Shapes[i]; s.Points > mostExplored {
			t.thin(max(4, mostExplored*len(t.X)/s.Points), s)
		}
		s.Drawn += len(s.Shapes[i].X)
	}
}

func (t *shape) thin(most int, s *scene) {
	var keep []int
	if t.Kind == "line" || t.Kind == "area" {
		keep = t.peaks(most)
	} else {
		keep = t.apart(most, s)
	}
	for _, list := range []*numbers{&t.X, &t.Y, &t.X2, &t.Y2} {
		*list = picked(*list, keep)
	}
	t.Colors, t.Texts = picked(t.Colors, keep), picked(t.Texts, keep)
}

func picked[V any](list []V, keep []int) []V {
	if list == nil {
		return nil
	}
	out := make([]V, len(keep))
	for i, k := range keep {
		out[i] = list[k]
	}
	return out
}

// peaks returns the places of the first, lowest, highest and last point, and of one that is missing, of each stretch of a line.
func (t *shape) peaks(most int) (keep []int) {
	stretch := (len(t.Y)*5 + most - 1) / most
	for from := 0; from < len(t.Y); from += stretch {
		to := min(from+stretch, len(t.Y))
		low, high, gap := from, from, -1
		for i := from; i < to; i++ {
			switch v := t.Y[i]; {
			case math.IsNaN(v):
				gap = i
			case v < t.Y[low] || math.IsNaN(t.Y[low]):
				low = i
			case v > t.Y[high] || math.IsNaN(t.Y[high]):
				high = i
			}
		}
		kept := map[int]bool{from: true, low: true, high: true, gap: true, to - 1: true}
		for i := from; i < to; i++ {
			if kept[i] {
				keep = append(keep, i)
			}
		}
	}
	return keep
}

// apart returns the places of points no two of which are in the same square of a grid, made coarser until they are few.
func (t *shape) apart(most int, s *scene) (keep []int) {
	w, h := float64(s.Width), float64(s.Height)
	for pixels := 1.0; ; pixels *= 1.5 {
		seen := map[[2]int]bool{}
		keep = keep[:0]
		for i := range t.X {
			at := [2]int{int(s.X.place(t.X[i]) * w / pixels), int(s.Y.place(t.Y[i]) * h / pixels)}
			if !seen[at] {
				seen[at] = true
				keep = append(keep, i)
			}
		}
		if len(keep) <= most || pixels > 1e4 {
			return keep[:min(len(keep), most)]
		}
	}
}

// place returns where a value is on the axis, 0 to 1.
func (a *sceneAxis) place(v float64) float64 {
	if a.Log {
		return orZero(logScale{a.Min, a.Zero}.Normalize(0, a.Max, v))
	}
	return orZero((v - a.Min) / (a.Max - a.Min))
}

func orZero(v float64) float64 {
	if !drawable(v) {
		return 0
	}
	return v
}

// hex writes a colour as pages do.
func hex(c color.NRGBA) string {
	if c.A == 0xff {
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	}
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

// shapeOf returns series i as a shape with its look.
func (p *Plot) shapeOf(kind string, i int, s series, l look) shape {
	t := shape{Kind: kind, Name: p.nameOf(i, s.name), Color: hex(l.color), Dashed: l.dashes != nil}
	for _, at := range s.pts {
		t.X, t.Y = append(t.X, at.x), append(t.Y, at.y)
	}
	return t
}

func (d *lineLayer) shapes() (all []shape) {
	for _, i := range othersFirst(d.looks) {
		t := d.p.shapeOf("line", i, d.all[i], d.looks[i])
		t.Name, t.Steps, t.Right = d.p.nameOf(i, d.name(i)), d.steps, d.right != nil && i >= d.left
		all = append(all, t)
	}
	return all
}

func (d *cdfLayer) shapes() (all []shape) {
	for _, i := range othersFirst(d.looks) {
		t := d.p.shapeOf("line", i, d.all[i], d.looks[i])
		t.Steps = true
		all = append(all, t)
	}
	return all
}

func (d *scatterLayer) shapes() (all []shape) {
	for _, i := range othersFirst(d.looks) {
		t := d.p.shapeOf("points", i, d.all[i], d.looks[i])
		t.Glyph = i % 4
		if len(d.all[i].pts) > manyPoints || d.looks[i].other {
			t.Glyph = 0
		}
		all = append(all, t)
	}
	return all
}

func (d *areaLayer) shapes() (all []shape) {
	for i, part := range d.stack.parts {
		t := shape{Kind: "area", Name: d.stack.name(part), Color: hex(part.fill)}
		for k, x := range d.places {
			levels := d.stack.levels(k)
			t.X, t.Y, t.Y2 = append(t.X, x), append(t.Y, levels[i+1]), append(t.Y2, levels[i])
		}
		all = append(all, t)
	}
	return all
}

func (t *shape) rect(x, y, x2, y2 float64, text string) {
	t.X, t.Y, t.X2, t.Y2, t.Texts = append(t.X, x), append(t.Y, y), append(t.X2, x2), append(t.Y2, y2), append(t.Texts, text)
}

// bar adds a bar, or a part of one.
func (d *barLayer) bar(t *shape, place int, from, to float64, text string) {
	const half = 0.38
	at := float64(place)
	if d.horizontal {
		t.rect(from, at-half, to, at+half, text)
	} else {
		t.rect(at-half, from, at+half, to, text)
	}
}

func (d *barLayer) shapes() []shape {
	_, amounts := d.axes()
	t := shape{Kind: "rects", Color: hex(seriesColor(0))}
	for i, b := range d.shown {
		if !math.IsNaN(b.value) {
			d.bar(&t, d.place(i), 0, b.value, clean(b.label)+"\n"+withUnit(number(b.value), amounts.unit))
		}
	}
	return []shape{t}
}

func withUnit(text, unit string) string {
	if unit == "" {
		return text
	}
	return text + " " + unit
}

func (d *stackedLayer) shapes() (all []shape) {
	_, amounts := d.axes()
	for k, part := range d.stack.parts {
		t := shape{Kind: "rects", Name: d.stack.name(part), Color: hex(part.fill)}
		for i, b := range d.shown {
			levels := d.stack.levels(b.row)
			if levels[k+1] > levels[k] {
				d.bar(&t, d.place(i), levels[k], levels[k+1], clean(b.label)+"\n"+t.Name+": "+withUnit(number(levels[k+1]-levels[k]), amounts.unit))
			}
		}
		all = append(all, t)
	}
	return all
}

func (d *histLayer) shapes() (all []shape) {
	for _, i := range othersFirst(d.looks) {
		name := d.p.nameOf(i, d.all[i].name)
		t := shape{Kind: "rects", Name: name, Color: hex(d.looks[i].color)}
		if len(d.counts) > 1 {
			t = shape{Kind: "line", Name: name, Color: t.Color, Dashed: d.looks[i].dashes != nil, Steps: true}
		}
		for k, n := range d.counts[i] {
			text := withUnit(number(d.edges[k])+" to "+number(d.edges[k+1]), d.p.x.unit) + "\n" + thousands(fmt.Sprint(n))
			if len(d.counts) > 1 {
				t.X, t.Y, t.Texts = append(t.X, d.edges[k]), append(t.Y, float64(n)), append(t.Texts, text)
			} else if n > 0 {
				t.rect(d.edges[k], 0, d.edges[k+1], float64(n), text)
			}
		}
		if last := len(t.Y) - 1; t.Steps && last >= 0 { // the last bin's other edge
			t.X, t.Y, t.Texts = append(t.X, d.edges[len(d.edges)-1]), append(t.Y, t.Y[last]), append(t.Texts, t.Texts[last])
		}
		all = append(all, t)
	}
	return all
}

func (d *boxLayer) shapes() []shape {
	boxes := shape{Kind: "rects", Color: hex(faded(seriesColor(0), 0.4))}
	whiskers := shape{Kind: "strokes", Color: hex(seriesColor(0))}
	medians := shape{Kind: "strokes", Color: hex(seriesColor(1))}
	beyond := shape{Kind: "points", Color: hex(faded(seriesColor(0), 0.6))}
	for i, b := range d.boxes {
		if len(b.values) == 0 {
			continue
		}
		at, name := float64(d.place(i)), d.label(i)
		say := func(what string, v float64) string {
			return name + "\n" + what + " " + withUnit(number(v), d.p.x.unit)
		}
		boxes.rect(b.q1, at-0.32, b.q3, at+0.32, fmt.Sprintf("%s\nmedian %s\nquartiles %s and %s", name, withUnit(number(b.median), d.p.x.unit), number(b.q1), number(b.q3)))
		whiskers.rect(b.whiskerLo, at, b.q1, at, say("lower whisker", b.whiskerLo))
		whiskers.rect(b.q3, at, b.whisker, at, say("upper whisker", b.whisker))
		medians.rect(b.median, at-0.32, b.median, at+0.32, say("median", b.median))
		for _, v := range append(b.below[:len(b.below):len(b.below)], b.above...) {
			beyond.X, beyond.Y, beyond.Texts = append(beyond.X, v), append(beyond.Y, at), append(beyond.Texts, say("beyond the whiskers:", v))
		}
	}
	return []shape{boxes, whiskers, medians, beyond}
}

// shapes of a heat map too large for a page are none.
func (d *heatLayer) shapes() []shape {
	if len(d.cells) > mostExplored {
		return nil
	}
	t := shape{Kind: "rects"}
	for i, v := range d.cells {
		r, c := float64(d.rows-1-i/d.cols), float64(i%d.cols)
		value := "empty"
		if !math.IsNaN(v) {
			value = number(v)
		}
		t.rect(c-0.5, r-0.5, c+0.5, r+0.5, d.colNames[i%d.cols]+"\n"+d.rowNames[i/d.cols]+"\n"+value)
		t.Colors = append(t.Colors, hex(d.color(v)))
	}
	return []shape{t}
}

func (d *sequenceLayer) shapes() (all []shape) {
	resent := shape{Kind: "points", Name: "sent again", Color: hex(seriesColor(1)), Glyph: 3}
	for _, client := range []bool{true, false} {
		if !d.shows(client) {
			continue
		}
		data := shape{Kind: "strokes", Name: d.dataEntry(client).name(), Color: hex(seriesColor(direction(client)))}
		for _, s := range d.all {
			if s.fromClient == client && d.sends(s) {
				data.rect(s.x, s.seq, s.x, s.seq+s.length, fmt.Sprintf("packet %s\nsequence number %s\n%s", number(s.number), number(s.seq), withUnit(number(s.length), "bytes")))
				if s.resent {
					resent.X, resent.Y = append(resent.X, s.x), append(resent.Y, s.seq+s.length/2)
				}
			}
		}
		all = append(all, d.ackShapes(client)...)
		all = append(all, data)
	}
	return withPoints(append(all, resent))
}

// ackShapes are what the other side says of one side's data: how far they came, how far they may go, and what arrived beyond a gap.
func (d *sequenceLayer) ackShapes(client bool) []shape {
	acks := shape{Kind: "line", Name: d.ackEntry(client).name(), Color: hex(ackColor(client)), Steps: true}
	window := shape{Kind: "line", Name: "window of " + d.host(!client), Color: hex(windowColor(client)), Steps: true}
	sacks := shape{Kind: "strokes", Name: "acknowledged selectively", Color: hex(sackColor)}
	for _, s := range d.all {
		if s.fromClient == client || !d.acks(s) {
			continue
		}
		acks.X, acks.Y = append(acks.X, s.x), append(acks.Y, s.ack)
		if math.IsNaN(s.edge) {
			continue
		}
		window.X, window.Y = append(window.X, s.x), append(window.Y, s.edge)
		for _, block := range s.sack {
			sacks.rect(s.x, block[0], s.x, block[1], fmt.Sprintf("packet %s\nacknowledges %s to %s", number(s.number), number(block[0]), number(block[1])))
		}
	}
	return []shape{window, acks, sacks}
}

// withPoints leaves out shapes that have none.
func withPoints(all []shape) []shape {
	return slices.DeleteFunc(all, func(t shape) bool { return len(t.X) == 0 })
}
