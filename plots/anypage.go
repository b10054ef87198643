package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// An anyPage is the canvas of a figure without a background, which is read on a light page or on a dark one: text and
// axes are of a grey with a contrast of at least 4 to 1 on both.
type anyPage struct{ vg.Canvas }

var anyInk = color.NRGBA{0x76, 0x76, 0x76, 0xff}

// SetColor sets the colour of what is drawn next.
func (c anyPage) SetColor(to color.Color) {
	if to == ink || to == faint {
		to = anyInk
	}
	c.Canvas.SetColor(to)
}

// page returns the canvas as it suits the figure's background, or the lack of one.
func (p *Plot) page(c vg.Canvas) vg.Canvas {
	if p.BackgroundColor == nil {
		return anyPage{c}
	}
	return c
}

// onWhite draws dark text on a white background, for print. Without it a figure has no background, and greys that suit
// a light and a dark page.
func (p *Plot) onWhite() { p.BackgroundColor = white }
