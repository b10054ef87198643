package plots

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// TimeSequence draws a TCP connection as Stevens did ("TCP/IP Illustrated", 1994). Every segment with data is an
// upright stroke from its first to its last byte, and a line below shows how far the other side has acknowledged.
// The steeper the strokes climb, the faster the transfer; retransmissions have a cross. Time counts from the first segment.
func TimeSequence(title string, data Conversation) *SequencePlot {
	return newSequence("TimeSequence", title, data)
}

func newSequence(kind, title string, data Conversation) *SequencePlot {
	p := newPlot(kind, title)
	p.refuseNil(0, data)
	d := &sequenceLayer{p: p, client: "client", server: "server", both: true}
	if h, ok := data.(hostNamer); ok {
		client, server := h.Names()
		d.client, d.server = clean(client), clean(server)
	}
	d.read(data)
	p.x.name, p.x.unit = "Time since the first segment", "seconds"
	p.y.name, p.y.unit = "Sequence number", "bytes"
	d.legend()
	return &SequencePlot{p.show(d), d}
}

// A SequencePlot is the figure that TimeSequence and TCPTrace draw.
//
//plots:methods XRange YRange MarkX MarkY Shade Note
type SequencePlot struct {
	*Plot
	segments *sequenceLayer
}

// ByNumber draws the segments over the packets' numbers instead of the time, so that crowded moments spread out.
func (p *SequencePlot) ByNumber() *SequencePlot {
	p.segments.byNumber()
	p.refresh()
	return p
}

// FromClient keeps the client's data and the server's acknowledgements of them.
func (p *SequencePlot) FromClient() *SequencePlot {
	p.segments.keep(true)
	p.refresh()
	return p
}

// FromServer keeps the server's data and the client's acknowledgements of them.
func (p *SequencePlot) FromServer() *SequencePlot {
	p.segments.keep(false)
	p.refresh()
	return p
}

// A sent is one segment as it is drawn.
type sent struct {
	x, seq, ack, length float64
	number              float64
	fromClient, resent  bool
	edge                float64      // how far its sender's window reaches, NaN where that is not drawn
	sack                [][2]float64 // what it acknowledges selectively
}

type sequenceLayer struct {
	p              *Plot
	all            []sent
	client, server string
	both           bool // both directions are shown
	keepClient     bool // else only the client's data, or the server's
	numbered       bool
	first          float64 // when the first segment was sent
}

// read copies the segments, their times counted from the first.
func (d *sequenceLayer) read(data Conversation) {
	numbers, numbered := data.(numberer)
	resent, marks := data.(retransmits)
	d.first = math.NaN()
	for i := range data.Len() {
		t, seq, ack, length, fromClient := data.Segment(i)
		if math.IsNaN(d.first) && drawable(t) {
			d.first = t
		}
		s := sent{x: orNaN(t - d.first), seq: orNaN(seq), ack: orNaN(ack), length: orNaN(length), number: float64(i + 1), fromClient: fromClient,
			resent: marks && resent.Retransmission(i), edge: math.NaN()}
		if numbered {
			s.number = float64(numbers.Number(i))
		}
		if math.IsNaN(s.length) || s.length < 0 {
			s.length = 0
		}
		if windowed, ok := data.(WindowedConversation); ok && d.p.kind == "TCPTrace" {
			s.edge, s.sack = orNaN(ack+windowed.Window(i)), windowed.SACK(i)
		}
		d.all = append(d.all, s)
	}
}

func (d *sequenceLayer) byNumber() {
	d.numbered = true
	for i := range d.all {
		d.all[i].x = d.all[i].number
	}
	d.p.x.name, d.p.x.unit = "Packet number", ""
}

func (d *sequenceLayer) keep(client bool) {
	d.both, d.keepClient = false, client
	d.legend()
}

// shows reports whether a direction's data are drawn.
func (d *sequenceLayer) shows(client bool) bool { return d.both || d.keepClient == client }

// sends reports whether the segment's own bytes are drawn, acks whether what it acknowledges is.
func (d *sequenceLayer) sends(s sent) bool {
	return d.shows(s.fromClient) && s.length > 0 && !math.IsNaN(s.seq) && !math.IsNaN(s.x)
}

func (d *sequenceLayer) acks(s sent) bool {
	return d.shows(!s.fromClient) && !math.IsNaN(s.ack) && !math.IsNaN(s.x)
}

func (d *sequenceLayer) extents() (x, y extent) {
	for _, s := range d.all {
		if d.sends(s) {
			x.add(s.x)
			y.add(s.seq)
			y.add(s.seq + s.length)
		}
		if d.acks(s) {
			x.add(s.x)
			y.add(s.ack)
			if !math.IsNaN(s.edge) {
				y.add(s.edge)
			}
		}
	}
	if x.n > 0 && !d.numbered {
		x.add(0)
		x.fraction = true
	}
	d.p.y.fromZero = !d.p.y.log && y.startsLow()
	return x, y
}

// direction returns the colour and the place in the palette of one side's data.
func direction(client bool) int {
	if client {
		return 0
	}
	return 2
}

func (d *sequenceLayer) legend() {
	d.p.entries = nil
	resent := false
	for _, s := range d.all {
		resent = resent || s.resent && d.sends(s)
	}
	for _, client := range []bool{true, false} {
		if d.shows(client) {
			d.p.entries = append(d.p.entries, d.dataEntry(client), d.ackEntry(client))
			d.p.entries = append(d.p.entries, d.windowEntries(client)...)
		}
	}
	if resent {
		d.p.entries = append(d.p.entries, entry{name: func() string { return "sent again" }, color: seriesColor(1), glyph: cross{}})
	}
}

func (d *sequenceLayer) host(client bool) string {
	if client {
		return d.client
	}
	return d.server
}

func (d *sequenceLayer) dataEntry(client bool) entry {
	return entry{name: func() string { return "sent by " + d.host(client) }, color: seriesColor(direction(client)), glyph: stroke{}}
}

func (d *sequenceLayer) ackEntry(client bool) entry {
	return entry{name: func() string { return "acknowledged by " + d.host(!client) }, color: ackColor(client), line: true}
}

func ackColor(client bool) color.NRGBA { return pale(seriesColor(direction(client)), 0.5) }

func (d *sequenceLayer) notes() []string { return nil }

func (d *sequenceLayer) describe() []string {
	var sentences []string
	for _, client := range []bool{true, false} {
		if !d.shows(client) {
			continue
		}
		segments, again, bytes := 0, 0, 0.0
		var top extent
		for _, s := range d.all {
			if s.fromClient == client && d.sends(s) {
				segments++
				bytes += s.length
				top.add(s.seq + s.length)
				if s.resent {
					again++
				}
			}
		}
		text := fmt.Sprintf("%s sent %s with %s bytes", d.host(client), count(segments, "segment"), number(bytes))
		if top.n > 0 {
			text += ", up to sequence number " + number(top.max)
		}
		if again > 0 {
			text += ", " + thousands(fmt.Sprint(again)) + " of them sent again"
		}
		sentences = append(sentences, text+d.windowText(client)+".")
	}
	return sentences
}

// Plot draws the acknowledgements, then the data over them, then the marks.
func (d *sequenceLayer) Plot(c draw.Canvas, q *plot.Plot) {
	f := &frame{c, q}
	for _, client := range []bool{true, false} {
		if d.shows(client) {
			d.drawWindows(f, client)
			d.drawAcks(f, client)
			d.drawData(f, client)
		}
	}
	style := draw.GlyphStyle{Color: seriesColor(1), Radius: px(4.5), Shape: cross{}}
	for _, s := range d.all {
		if pt, ok := f.at(s.x, s.seq+s.length/2); ok && s.resent && d.sends(s) {
			f.DrawGlyph(style, pt)
		}
	}
}

// drawAcks draws how far one side's data have been acknowledged by the other.
func (d *sequenceLayer) drawAcks(f *frame, client bool) {
	var pts []point
	for _, s := range d.all {
		if s.fromClient != client && d.acks(s) {
			pts = append(pts, point{s.x, s.ack})
		}
	}
	for _, run := range f.runs(pts) {
		f.stroke(draw.LineStyle{Color: ackColor(client), Width: px(1.5)}, stairs(run))
	}
}

// drawData draws one side's segments as upright strokes, at least as high as they are wide.
func (d *sequenceLayer) drawData(f *frame, client bool) {
	style := draw.LineStyle{Color: seriesColor(direction(client)), Width: px(2.5)}
	for _, s := range d.all {
		if s.fromClient != client || !d.sends(s) {
			continue
		}
		a, okA := f.at(s.x, s.seq)
		b, okB := f.at(s.x, s.seq+s.length)
		if !okA || !okB {
			continue
		}
		if short := px(3) - (b.Y - a.Y); short > 0 {
			a.Y -= short / 2
			b.Y += short / 2
		}
		f.StrokeLines(style, f.ClipLinesXY([]vg.Point{a, b})...)
	}
}

// A cross marks a segment that was sent again; a stroke is data in the legend.
type (
	cross  struct{}
	stroke struct{}
)

// DrawGlyph draws an upright cross of two bold strokes.
func (cross) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, pt vg.Point) {
	line := draw.LineStyle{Color: sty.Color, Width: px(1.75)}
	r := sty.Radius * 0.8
	c.StrokeLine2(line, pt.X-r, pt.Y-r, pt.X+r, pt.Y+r)
	c.StrokeLine2(line, pt.X-r, pt.Y+r, pt.X+r, pt.Y-r)
}

// DrawGlyph draws an upright stroke.
func (stroke) DrawGlyph(c *draw.Canvas, sty draw.GlyphStyle, pt vg.Point) {
	line := draw.LineStyle{Color: sty.Color, Width: px(2.5)}
	c.StrokeLine2(line, pt.X, pt.Y-sty.Radius*1.3, pt.X, pt.Y+sty.Radius*1.3)
}
