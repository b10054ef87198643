package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// mostNamed is how many series a figure tells apart: no two of them look the same.
const mostNamed = 12

// A look is how a figure draws one series.
type look struct {
	color  color.NRGBA
	dashes []vg.Length
	glyph  draw.GlyphDrawer
	other  bool // one of those that share a look
}

// lookOf returns the look of series i of at most mostNamed.
func lookOf(i int) look {
	return look{color: seriesColor(i), dashes: seriesDashes(i), glyph: seriesGlyph(i)}
}

// looks returns a look for each series: one of its own for the heaviest, at most most of them, and grey for the others.
func looks(weights []float64, most int) []look {
	all := make([]look, len(weights))
	named := heaviest(weights, most)
	for i := range all {
		all[i] = look{color: color.NRGBA{0x80, 0x80, 0x80, 0x70}, glyph: draw.CircleGlyph{}, other: true}
	}
	for k, i := range named {
		all[i] = lookOf(k)
	}
	return all
}

// heaviest returns the places of the n largest weights, in their order; of equal ones those that come first.
func heaviest(weights []float64, n int) []int {
	places := make([]int, len(weights))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(weights[b], weights[a]) })
	places = places[:min(n, len(places))]
	slices.Sort(places)
	return places
}

// others counts the series that share a look.
func others(all []look) (n int) {
	for _, l := range all {
		if l.other {
			n++
		}
	}
	return n
}

// othersFirst returns the order to draw series in: the others are below those that have a name.
func othersFirst(all []look) []int {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case all[a].other && !all[b].other:
			return -1
		case all[b].other && !all[a].other:
			return 1
		}
		return 0
	})
	return order
}

// othersNote says how many series share a look; things is what they are. In panels none do.
func (p *Plot) othersNote(all []look, things string) []string {
	n := others(all)
	if n == 0 || p.columns > 0 {
		return nil
	}
	return []string{fmt.Sprintf("The largest %d of %d %s have names; the other %d are grey", len(all)-n, len(all), things, n)}
}

// legend names several series: those that have a look of their own, then the others as one.
func (p *Plot) legend(all []look, own func(i int) string, line bool) {
	p.entries = nil
	if len(all) < 2 {
		return
	}
	add := func(l look, name func() string) {
		e := entry{name: name, color: l.color}
		if line {
			e.line, e.dashes = true, l.dashes
		} else {
			e.glyph = l.glyph
		}
		p.entries = append(p.entries, e)
	}
	for i, l := range all {
		if !l.other {
			add(l, func() string { return p.nameOf(i, own(i)) })
		}
	}
	if n := others(all); n > 0 {
		rest := all[othersFirst(all)[0]]
		add(rest, func() string { return "other (" + thousands(fmt.Sprint(n)) + ")" })
	}
}
