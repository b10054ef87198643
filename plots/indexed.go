package plots

import (
	"cmp"
	"image"
	"image/color"
	"slices"
)

// A shade is a cell of the colours, 32 steps each of red, green and blue and 8 of opacity, and one of the colours in it:
// the commonest, where one is most of its cell.
type shade struct {
	color  color.RGBA
	pixels int
	lead   int // of color over the others, as in Boyer and Moore's majority vote
	cell   int
}

// indexed reduces an image to 256 colours, which makes its PNG a third as large: a notebook keeps every figure.
// A figure's own colours are common and stay exact; the shades at the edges of lines and letters change a little.
func indexed(img *image.RGBA) *image.Paletted {
	cells := tallyShades(img)
	var used []shade
	for _, s := range cells {
		if s.pixels > 0 {
			used = append(used, s)
		}
	}
	slices.SortFunc(used, func(a, b shade) int {
		return cmp.Or(cmp.Compare(b.pixels, a.pixels), cmp.Compare(a.cell, b.cell))
	})
	kept := used[:min(len(used), 256)]
	palette := make(color.Palette, len(kept))
	index := make([]uint8, len(cells))
	for i, s := range kept {
		palette[i] = s.color
		index[s.cell] = uint8(i)
	}
	for _, s := range used[len(kept):] {
		index[s.cell] = uint8(palette.Index(s.color))
	}
	out := image.NewPaletted(img.Rect, palette)
	for i := range out.Pix {
		out.Pix[i] = index[cellOf(img.Pix[4*i:])]
	}
	return out
}

func tallyShades(img *image.RGBA) []shade {
	cells := make([]shade, 1<<18)
	for i := 0; i+3 < len(img.Pix); i += 4 {
		cell := cellOf(img.Pix[i:])
		s := &cells[cell]
		s.cell = cell
		s.pixels++
		c := color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}
		switch {
		case s.color == c:
			s.lead++
		case s.lead == 0:
			s.color, s.lead = c, 1
		default:
			s.lead--
		}
	}
	return cells
}

func cellOf(pix []uint8) int {
	return int(pix[3]>>5)<<15 | int(pix[0]>>3)<<10 | int(pix[1]>>3)<<5 | int(pix[2]>>3)
}
