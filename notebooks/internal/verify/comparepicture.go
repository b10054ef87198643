package verify

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"netlab/pcapnb/ipynb"
)

// invisible is the largest difference of a colour channel, of 255, that is no
// difference: rounding in anti-aliased edges differs between processors.
const invisible = 8

// pictures compares two PNG pictures, in base64, as they look; those made of
// the same on the same programs must not differ at all.
func (c comparison) pictures(want, got string) string {
	w, err := decodePicture(want)
	if err != nil {
		return fmt.Sprintf("as it is kept: %v", err)
	}
	g, err := decodePicture(got)
	if err != nil {
		return fmt.Sprintf("of this run: %v", err)
	}
	if w.Bounds() != g.Bounds() {
		return fmt.Sprintf("kept with %s pixels, now %s", sizeOf(w.Bounds()), sizeOf(g.Bounds()))
	}
	tolerance := uint32(invisible)
	if c.exact {
		tolerance = 0
	}
	n, box := differentPixels(w, g, tolerance)
	switch {
	case n > 0:
		return fmt.Sprintf("%d of %s pixels differ, in a box of %s at %d from the left, %d from the top",
			n, sizeOf(w.Bounds()), sizeOf(box), box.Min.X, box.Min.Y)
	case c.exact:
		return "the pixels are the same and the bytes are not, though nothing else has changed"
	}
	return ""
}

func sizeOf(r image.Rectangle) string { return fmt.Sprintf("%d × %d", r.Dx(), r.Dy()) }

func decodePicture(text string) (image.Image, error) {
	data, err := ipynb.Base64(text)
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

// differentPixels counts the pixels that differ by more than the tolerance of
// 255, and returns the box that holds them.
func differentPixels(a, b image.Image, tolerance uint32) (n int, box image.Rectangle) {
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			ar, ag, ab, aa := a.At(x, y).RGBA()
			br, bg, bb, ba := b.At(x, y).RGBA()
			if max(apart(ar, br), apart(ag, bg), apart(ab, bb), apart(aa, ba)) > tolerance*0x101 {
				n++
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return n, box
}

// apart compares channels as RGBA returns them, 16 bits wide.
func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }
