package plots

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// manyPoints is the number of points above which they are painted on a raster instead of drawn one by one.
const manyPoints = 3000

const (
	pointSize    = 5.0 // CSS pixels across
	pointOpacity = 0.75
)

// A cloud is the points of one series on the canvas.
type cloud struct {
	at      []vg.Point
	color   color.NRGBA
	glyph   draw.GlyphDrawer
	size    float64 // CSS pixels across
	opacity float64 // 0: follows the density
}

// draw draws every point: few as shapes, many on a raster.
func (d cloud) draw(c *draw.Canvas) {
	if len(d.at) > manyPoints {
		d.paint(c)
		return
	}
	opacity := d.opacity
	if opacity == 0 {
		opacity = pointOpacity
	}
	style := draw.GlyphStyle{Color: faded(d.color, opacity), Radius: px(d.size / 2), Shape: d.glyph}
	for _, pt := range d.at {
		c.DrawGlyph(style, pt)
	}
}

// A raster counts how much paint falls on each pixel of an image at twice the CSS resolution.
type raster struct {
	width, height int
	paint         []float32
}

// device is the length of one pixel of the raster, which coincides with a PNG's.
const device = vg.Length(0.75 / scale2x)

// snapped returns the raster that covers c, and the rectangle that it covers exactly.
func snapped(c *draw.Canvas) (*raster, vg.Rectangle) {
	x0, y0 := math.Floor(float64(c.Min.X/device)), math.Floor(float64(c.Min.Y/device))
	x1, y1 := math.Ceil(float64(c.Max.X/device)), math.Ceil(float64(c.Max.Y/device))
	r := &raster{width: max(int(x1-x0), 0), height: max(int(y1-y0), 0)}
	r.paint = make([]float32, r.width*r.height)
	return r, vg.Rectangle{
		Min: vg.Point{X: vg.Length(x0) * device, Y: vg.Length(y0) * device},
		Max: vg.Point{X: vg.Length(x1) * device, Y: vg.Length(y1) * device},
	}
}

// count puts the points into the raster's pixels and returns how many each one got.
func (r *raster) count(points []vg.Point, area vg.Rectangle) []uint32 {
	hits := make([]uint32, len(r.paint))
	for _, pt := range points {
		x := int((pt.X - area.Min.X) / device)
		y := int((area.Max.Y - pt.Y) / device)
		if pt.X >= area.Min.X && pt.Y <= area.Max.Y && x < r.width && y < r.height {
			hits[y*r.width+x]++
		}
	}
	return hits
}

// stamp adds a disc of this diameter, in pixels of the raster, for every hit.
func (r *raster) stamp(hits []uint32, diameter float64) {
	disc := newDisc(diameter)
	for i, n := range hits {
		if n == 0 {
			continue
		}
		x, y := i%r.width, i/r.width
		for _, d := range disc {
			u, v := x+d.dx, y+d.dy
			if u >= 0 && u < r.width && v >= 0 && v < r.height {
				r.paint[v*r.width+u] += float32(n) * d.cover
			}
		}
	}
}

// A dab is one pixel of a disc and the share of it that the disc covers.
type dab struct {
	dx, dy int
	cover  float32
}

// newDisc returns the pixels of a disc around a pixel's centre, which itself is always covered.
func newDisc(diameter float64) []dab {
	const sub = 8 // samples a side
	radius := diameter / 2
	reach := int(math.Ceil(radius))
	var disc []dab
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			inside := 0
			for i := range sub * sub {
				x := float64(dx) + (float64(i%sub)+0.5)/sub - 0.5
				y := float64(dy) + (float64(i/sub)+0.5)/sub - 0.5
				if x*x+y*y <= radius*radius {
					inside++
				}
			}
			if dx == 0 && dy == 0 {
				inside = sub * sub
			}
			if inside > 0 {
				disc = append(disc, dab{dx, dy, float32(inside) / (sub * sub)})
			}
		}
	}
	return disc
}

// paint draws all points as one image. With a given opacity the result is that of drawing the points one by one;
// without, the opacity of a pixel grows with the logarithm of the paint on it, so that every point shows
// and dense places still differ.
func (d cloud) paint(c *draw.Canvas) {
	r, area := snapped(c)
	if len(r.paint) == 0 {
		return
	}
	r.stamp(r.count(d.at, area), d.size*scale2x)
	most := float32(0)
	for _, n := range r.paint {
		most = max(most, n)
	}
	img := image.NewNRGBA(image.Rect(0, 0, r.width, r.height))
	for i, n := range r.paint {
		if n > 0 {
			img.SetNRGBA(i%r.width, i/r.width, faded(d.color, d.opacityOf(n, most)))
		}
	}
	c.DrawImage(area, img)
}

// leastOpacity is that of a single point among many.
const leastOpacity = 0.3

func (d cloud) opacityOf(n, most float32) float64 {
	if d.opacity > 0 {
		return 1 - math.Pow(1-d.opacity, float64(n))
	}
	if n <= 1 || most <= 1 { // the rim of a single disc
		return leastOpacity * float64(min(n, 1))
	}
	return leastOpacity + (1-leastOpacity)*math.Log(float64(n))/math.Log(float64(most))
}
