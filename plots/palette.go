package plots

import (
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// okabeIto are colours that people with any colour vision tell apart (Okabe and Ito, "Color Universal Design", 2008),
// without their yellow, which is too pale on white, and with grey for their black, which no dark page shows.
var okabeIto = [...]color.NRGBA{
	{0x00, 0x72, 0xB2, 0xff}, // blue
	{0xD5, 0x5E, 0x00, 0xff}, // vermillion
	{0x00, 0x9E, 0x73, 0xff}, // bluish green
	{0xCC, 0x79, 0xA7, 0xff}, // reddish purple
	{0xE6, 0x9F, 0x00, 0xff}, // orange
	{0x56, 0xB4, 0xE9, 0xff}, // sky blue
	{0x7f, 0x7f, 0x7f, 0xff}, // grey
}

var (
	ink   = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	faint = color.NRGBA{0x55, 0x55, 0x55, 0xff}
	rule  = color.NRGBA{0x80, 0x80, 0x80, 0x3a}
	empty = color.NRGBA{0x80, 0x80, 0x80, 0x4d} // a heatmap's missing cell

	shadeColor = color.NRGBA{0xE6, 0x9F, 0x00, 0x38} // the background of a shaded range

	wordGround = color.NRGBA{0x40, 0x40, 0x40, 0xe0} // the background of text over solid colours

	white = color.NRGBA{0xff, 0xff, 0xff, 0xff} // text on a dark bar
	black = color.NRGBA{0x11, 0x11, 0x11, 0xff} // text on a light cell
)

// seriesColor returns the colour of series i; they repeat.
func seriesColor(i int) color.NRGBA { return okabeIto[i%len(okabeIto)] }

// faded returns a colour with this opacity.
func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(255*opacity + 0.5)
	return c
}

// pale mixes a colour with white.
func pale(c color.NRGBA, share float64) color.NRGBA {
	mix := func(v uint8) uint8 { return uint8(255 - (255-float64(v))*share + 0.5) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 0xff}
}

// seriesDashes tells series apart whose colours repeat.
func seriesDashes(i int) []vg.Length {
	if i < len(okabeIto) {
		return nil
	}
	return []vg.Length{px(7), px(3)}
}

// seriesGlyph tells points apart by shape as well as by colour.
func seriesGlyph(i int) draw.GlyphDrawer {
	switch i % 4 {
	case 1:
		return draw.PyramidGlyph{}
	case 2:
		return draw.BoxGlyph{}
	case 3:
		return draw.CrossGlyph{}
	}
	return draw.CircleGlyph{}
}

// viridis holds every 32nd colour of matplotlib's map of that name: equal steps look equal, in grey too.
var viridis = [...][3]float64{
	{0x44, 0x01, 0x54}, {0x47, 0x2d, 0x7b}, {0x3b, 0x52, 0x8b}, {0x2c, 0x72, 0x8e}, {0x21, 0x91, 0x8c},
	{0x28, 0xae, 0x80}, {0x5e, 0xc9, 0x62}, {0xad, 0xdc, 0x30}, {0xfd, 0xe7, 0x25},
}

// heatColor returns viridis' colour at share, from 0 (dark) to 1 (light).
func heatColor(share float64) color.NRGBA {
	at := min(max(share, 0), 1) * float64(len(viridis)-1)
	i := min(int(at), len(viridis)-2)
	mix := func(k int) uint8 {
		return uint8(viridis[i][k] + (viridis[i+1][k]-viridis[i][k])*(at-float64(i)) + 0.5)
	}
	return color.NRGBA{mix(0), mix(1), mix(2), 0xff}
}
