package plots

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// TCPTrace draws a TCP connection as the program tcptrace does: TimeSequence with the receiver's window and selective acknowledgements.
// A second line above the strokes shows how far the window reaches, and a thin stroke at an acknowledgement each block that it
// acknowledges selectively. Where the strokes climb along the upper line, the receiver limits the transfer. FromClient and FromServer
// show one direction.
func TCPTrace(title string, data WindowedConversation) *SequencePlot {
	return newSequence("TCPTrace", title, data)
}

// windowEntries are the legend's of the window and of selective acknowledgements, where there are any.
func (d *sequenceLayer) windowEntries(client bool) []entry {
	var entries []entry
	windows, sacks := d.countWindows(client)
	if windows > 0 {
		entries = append(entries, entry{name: func() string { return "window of " + d.host(!client) }, color: windowColor(client), line: true})
	}
	if sacks > 0 {
		entries = append(entries, entry{name: func() string { return "acknowledged selectively" }, color: sackColor, glyph: stroke{}})
	}
	return entries
}

// countWindows counts the windows and the selective acknowledgements drawn for one side's data.
func (d *sequenceLayer) countWindows(client bool) (windows, sacks int) {
	for _, s := range d.all {
		if s.fromClient != client && d.acks(s) && !math.IsNaN(s.edge) {
			windows++
			sacks += len(s.sack)
		}
	}
	return windows, sacks
}

var sackColor = seriesColor(3)

func windowColor(client bool) color.NRGBA { return seriesColor(direction(client) + 4) }

// windowText says how large the receiver's window was, for the alt text.
func (d *sequenceLayer) windowText(client bool) string {
	var window extent
	for _, s := range d.all {
		if s.fromClient != client && d.acks(s) && !math.IsNaN(s.edge) {
			window.add(s.edge - s.ack)
		}
	}
	if window.n == 0 {
		return ""
	}
	text := "; the window for them was " + number(window.min) + " to " + number(window.max) + " bytes"
	if _, sacks := d.countWindows(client); sacks > 0 {
		text += ", " + count(sacks, "block") + " acknowledged selectively"
	}
	return text
}

// drawWindows draws how far the receiver's window reaches, and what it acknowledges selectively.
func (d *sequenceLayer) drawWindows(f *frame, client bool) {
	var pts []point
	thin := draw.LineStyle{Color: sackColor, Width: px(1.5)}
	for _, s := range d.all {
		if s.fromClient == client || !d.acks(s) || math.IsNaN(s.edge) {
			continue
		}
		pts = append(pts, point{s.x, s.edge})
		for _, block := range s.sack {
			a, okA := f.at(s.x, block[0])
			b, okB := f.at(s.x, block[1])
			if okA && okB {
				f.StrokeLines(thin, f.ClipLinesXY([]vg.Point{a, b})...)
			}
		}
	}
	for _, run := range f.runs(pts) {
		f.stroke(draw.LineStyle{Color: windowColor(client), Width: px(1.5)}, stairs(run))
	}
}
